"""Commands around an audit: ask, brief, rate, prune, verify, backup, restore, resend, automations."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter, validators

from flows.cli.ask import ask
from flows.verdict import EXIT_AUDITED, EXIT_FAULT, EXIT_REFUSED, EXIT_USAGE

Out = Annotated[Path | None, Parameter(help="Folder for the results. Default: outputs.")]


def add_upkeep(app: App) -> None:
    """Adds the commands to the command line."""
    for command in (ask, brief, rate, prune, verify, backup, restore, resend, automations):
        app.command(command)


def brief(
    portfolio: Annotated[str, Parameter(help="A portfolio that was audited.")],
    /,
    *,
    process: Annotated[
        tuple[str, ...],
        Parameter(help="Id of a process; may be given several times. Default: all pages.", negative=()),
    ] = (),
    file: Annotated[
        Path | None, Parameter(help="The document to write. Default: in the portfolio's folder briefs.")
    ] = None,
    out: Out = None,
) -> int:
    """Write the pages of the first candidates, or of some of them, as a document for those who decide."""
    from flows.briefs import write_pages
    from flows.portfolios import home_of

    config, _ = _settings()
    home = home_of(config.model_copy(update={"out": out} if out else {}), portfolio)
    path, count = write_pages(home, process, file)
    print(f"{path}  {count} {'page' if count == 1 else 'pages'}")
    return EXIT_AUDITED


def rate(
    portfolio: Annotated[str, Parameter(help="A portfolio that was audited.")],
    /,
    *,
    read: Annotated[
        tuple[Path, ...],
        Parameter(help="Rating workbooks that came back. Without any, new ones are written.", negative=()),
    ] = (),
    rows: Annotated[
        int, Parameter(validator=validators.Number(gte=1), help="How many processes to rate.")
    ] = 20,
    raters: Annotated[int, Parameter(validator=validators.Number(gte=1), help="How many people rate.")] = 2,
    seed: Annotated[int, Parameter(help="Of the draw: the same seed draws the same processes.")] = 1,
    lang: Annotated[
        str | None, Parameter(help="Language of the workbooks. Default: the portfolio's.")
    ] = None,
    out: Out = None,
) -> int:
    """Have people label a sample without seeing the program's labels, and compare what they say with it."""
    from flows.portfolios import home_of
    from flows.ratings import begin_rating, last_agreement, take_ratings
    from schemas.errors import UsageError
    from schemas.vocabulary import REPORT_LANGUAGES

    config, _ = _settings()
    config = config.model_copy(update={"out": out} if out else {})
    language = lang or config.facts_of(portfolio).language
    if language not in REPORT_LANGUAGES:
        raise UsageError(f"There is no language '{language}'; there are {', '.join(REPORT_LANGUAGES)}.")
    home = home_of(config, portfolio)
    if not read:
        for book in begin_rating(home, rows, raters, seed, language):
            print(book)
        options = shlex.join([portfolio, *(["--out", str(out)] if out else [])])
        print(f"Give one to each rater. Then: process-audit rate {options} --read FILE --read FILE")
        return EXIT_AUDITED
    remarks, refused = take_ratings(read, home, config.limits)
    for sentence in (*remarks, *(why for _, why in refused)):
        print(sentence)
    agreement = last_agreement(home)
    if agreement:
        _show_agreement(agreement)
    return EXIT_REFUSED if refused else EXIT_AUDITED


def _show_agreement(agreement: dict) -> None:
    from schemas.messages import catalogue

    words = catalogue("en")
    for measure in agreement["measures"]:
        named = words.text(f"rating.measure.{measure['name']}", number=measure["rater"])
        value = "not defined" if measure["value"] is None else f"{measure['value']:.2f}"
        interval = (
            ""
            if measure["low"] is None
            else f" (95 % interval {measure['low']:.2f} to {measure['high']:.2f})"
        )
        print(f"{named}: {value}{interval}, {measure['rows']} processes")
    for line in agreement["disagreements"]:
        print(
            f"{line['process_id']}: raters say {words.value('recommendation', line['raters_say'])}, "
            f"the program says {words.value('recommendation', line['program_says'])} (rule {line['rule']})"
        )


def prune(
    *,
    dry_run: Annotated[
        bool, Parameter(help="Say what would be removed, and remove nothing.", negative=())
    ] = False,
) -> int:
    """Remove old runs, digests and copies of inputs, as the setting keep says; every night does it too."""
    from flows import retention

    config, url = _settings()
    removals = retention.prune(config, url, dry_run)
    for removal in removals:
        print(f"{removal.path}  {removal.size_bytes / 1e6:.1f} MB  {removal.why}")
    sentence = retention.in_words(removals)
    print(sentence.replace("removed,", "would be removed,") if dry_run else sentence)
    return EXIT_AUDITED


def verify(portfolio: Annotated[str | None, Parameter(help="This portfolio alone.")] = None, /) -> int:
    """Hold each run on disk against the hashes in its record, in the record after it, and in the history."""
    from flows.portfolios import home_of, portfolios_in
    from tasks.history.verify import record_hashes, verify_portfolio

    config, url = _settings()
    names = [home_of(config, portfolio).name] if portfolio else list(portfolios_in(config.out).values())
    recorded_hashes, wrong = record_hashes(url), 0
    for name in names:
        for sentence in verify_portfolio(config.out / name, recorded_hashes):
            print(sentence)
            wrong += 1
    print(
        f"{len(names)} portfolios looked at in {config.out.absolute()}, {wrong} {'thing' if wrong == 1 else 'things'} "
        "wrong."
    )
    return EXIT_FAULT if wrong else EXIT_AUDITED


def backup(target: Annotated[Path, Parameter(help="Folder that holds the back-ups.")], /) -> int:
    """Back up run folders, archive, settings and history into a new folder below TARGET."""
    from flows.backup import back_up

    config, url = _settings()
    print(f"Backed up {config.out.absolute()} to {back_up(config, url, target)}.")
    return EXIT_AUDITED


def restore(
    backup: Annotated[Path, Parameter(help="One back-up, such as backups/20261101T040000Z.")], /
) -> int:
    """Put a back-up in place on a machine that has no results yet."""
    from flows.backup import restore as bring_back

    config, url = _settings()
    count = bring_back(config, url, backup)
    print(f"{count} files are back, in {config.out.absolute()} and {config.archive.absolute()}.")
    print("Run process-audit verify, then process-audit doctor.")
    return EXIT_AUDITED


def resend(
    message_id: Annotated[
        str | None, Parameter(help="A message of the list. Without one the list is printed.")
    ] = None,
    /,
) -> int:
    """List messages whose fate is unknown or that were refused; name one to have the next night send it."""
    from flows.cli.history import table_of
    from flows.cli.output import console
    from tasks import history

    _, url = _settings()
    if message_id:
        is_queued = history.send_again(url, message_id)
        print(
            "The next night sends it." if is_queued else "There is no such message that could be sent again."
        )
        return EXIT_AUDITED if is_queued else EXIT_USAGE
    deliveries = history.list_deliveries(url, limit=10_000)
    console().print(table_of(deliveries[deliveries["status"].isin(["unknown", "sending", "refused"])]))
    return EXIT_AUDITED


def automations(
    file: Annotated[Path, Parameter(help="Such as flows/standing/automations.yaml.")],
    /,
    *,
    block_id: Annotated[
        str, Parameter(help="Of the block with the address of a chat, for notify.yaml.")
    ] = "",
) -> int:
    """Put the automations of FILE in place on the Prefect server; safe to repeat, of each name there is one."""
    from flows.automations import put_automations_in_place

    for name in put_automations_in_place(file, block_id):
        print(f"In place: {name}")
    return EXIT_AUDITED


def _settings():
    from tasks.history import database_url
    from tasks.settings import settings

    config = settings()
    return config, database_url(config.history_url, config.out)
