"""The command ask: questionnaires for owners, from writing them to taking them back."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from flows.cli.options import read_day
from flows.verdict import EXIT_AUDITED, EXIT_REFUSED, EXIT_WITH_ISSUES

if TYPE_CHECKING:
    from flows.asking.sending import Sent
    from tasks.settings import Settings


def ask(
    portfolio: Annotated[str, Parameter(help="A portfolio that was audited.")],
    /,
    *,
    read: Annotated[
        tuple[Path, ...],
        Parameter(help="Take in questionnaires that came back. May be given several times.", negative=()),
    ] = (),
    by: Annotated[
        Literal["owner", "unit"] | None,
        Parameter(help="One questionnaire for each owner, or for each unit. Default: as set, else owner."),
    ] = None,
    due: Annotated[
        dt.date | None,
        Parameter(
            converter=read_day,
            help="Day by which to answer, as 2026-12-15. Default: in as many days as set, else 14.",
        ),
    ] = None,
    send: Annotated[
        bool, Parameter(help="Send each by mail, once, to the address that is named.", negative=())
    ] = False,
    remind: Annotated[
        bool, Parameter(help="Remind, once, those who were sent one and have not answered.", negative=())
    ] = False,
    status: Annotated[bool, Parameter(help="Show who has answered.", negative=())] = False,
    out: Annotated[Path | None, Parameter(help="Folder for the results. Default: outputs.")] = None,
) -> int:
    """Ask owners what would change a label or money: a small workbook for each, taken back with --read."""
    from flows.asking.command import ask_owners, remind_owners, take_back
    from flows.portfolios import home_of
    from tasks.settings import settings

    config = settings().model_copy(update={"out": out} if out else {})
    if read:
        count, remarks, refused = take_back(config, portfolio, read)
        for sentence in (*remarks, *(why for _, why in refused)):
            print(sentence)
        if count:
            print("The next audit counts them: run it again with the list.")
        return EXIT_REFUSED if refused else EXIT_AUDITED
    if status:
        return _show_status(config, home_of(config, portfolio))
    if remind:
        return _say_sent(remind_owners(config, portfolio), "reminded")
    this_round, mails = ask_owners(config, portfolio, by=by, due=due, is_to_be_sent=send)
    if not this_round.is_new:
        print(
            f"This run was asked about on {this_round.asked_on}; due {this_round.due} stays. The same questionnaires:"
        )
    for questionnaire in this_round.questionnaires:
        count = len(questionnaire.questions)
        print(
            f"{questionnaire.book}  {count} {'question' if count == 1 else 'questions'}, {questionnaire.respondent}"
        )
    if mails:
        return _say_sent(mails, "sent")
    # without the same options, others would be written and sent
    options = shlex.join([portfolio, *(["--by", by] if by else []), *(["--out", str(out)] if out else [])])
    print(f"Hand them out, or send them: process-audit ask {options} --send")
    return EXIT_AUDITED


def _say_sent(mails: Sent, what: str) -> int:
    from flows.nightly.notify import in_words

    print(f"{what.capitalize()}: {in_words(mails.counts) or 'nobody'}.")
    for sentence in mails.troubles:
        print(sentence)
    is_well = all(how in ("sent", "sent before") for how, _ in mails.counts) and not mails.troubles
    return EXIT_AUDITED if is_well else EXIT_WITH_ISSUES


def _show_status(config: Settings, home: Path) -> int:
    from flows.asking.status import NAMED, status_of, write_status
    from flows.cli.history import table_of
    from flows.cli.output import console
    from tasks.history import database_url

    status = status_of(home, database_url(config.history_url, config.out))
    if status.empty:
        print(f"Nobody was asked about {home.name} so far.")
        return EXIT_AUDITED
    console().print(table_of(status.drop(columns=list(NAMED)).astype("str")))
    came = int(status["answered"].gt(0).sum())
    print(f"{came} of {len(status)} questionnaires came back. Names: {write_status(status, home)}")
    return EXIT_AUDITED
