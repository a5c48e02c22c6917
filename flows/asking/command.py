"""What the command, the form and the night do alike: ask, remind, take back, for a portfolio by its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flows.asking.rounds import Round, begin_round, last_round
from flows.asking.sending import Sent, send_round
from flows.asking.taking import take_questionnaires
from flows.portfolios import home_of
from flows.requests import new_run_id
from schemas.errors import UsageError

if TYPE_CHECKING:
    from tasks.settings import Settings


def ask_owners(
    config: Settings,
    portfolio: str,
    *,
    by: Literal["owner", "unit"] | None = None,
    due: dt.date | None = None,
    is_to_be_sent: bool = False,
    today: dt.date | None = None,
) -> tuple[Round, Sent | None]:
    """Writes the questionnaires of the last run and sends them where wanted.

    Args:
        config: output folder, history, mail server, addresses.
        portfolio: its name.
        by: owner or unit; None: as set.
        due: day by which to answer; None: in as many days as set.
        is_to_be_sent: whether they go out by mail.
        today: the day of asking; None: today.

    Returns:
        The round, and how sending ended.

    Raises:
        UsageError: there is nothing to ask, or a mail server is missing.
        HistoryError: the history cannot be used.
    """
    home, url, asking = home_of(config, portfolio), _url(config), config.facts_of(portfolio).ask
    if is_to_be_sent:
        _need_server(config)
    day = today or dt.date.today()
    this_round = begin_round(
        home,
        url,
        by=by or asking.by,
        due=due or day + dt.timedelta(asking.due_days),
        today=day,
        address_column=asking.address_column,
    )
    return this_round, send_round(config, url, this_round) if is_to_be_sent else None


def remind_owners(config: Settings, portfolio: str) -> Sent:
    """Reminds, once, those who were sent a questionnaire of the newest round and have not answered.

    Args:
        config: output folder, history, mail server, addresses.
        portfolio: its name.

    Returns:
        How sending ended.

    Raises:
        UsageError: nobody was asked, or a mail server is missing.
        HistoryError: the history cannot be used.
    """
    _need_server(config)
    home = home_of(config, portfolio)
    this_round = last_round(home)
    if this_round is None:
        raise UsageError(f"Nobody was asked about {home.name} so far. Begin with: process-audit ask.")
    return send_round(config, _url(config), this_round, is_reminder=True)


def take_back(
    config: Settings, portfolio: str, paths: Sequence[Path]
) -> tuple[int, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Takes in questionnaires that came back, outside of an audit; see ``take_questionnaires``.

    Args:
        config: output folder, history and limits.
        portfolio: its name.
        paths: the workbooks.

    Returns:
        How many answers were taken in, sentences on what was, and (file, sentence) on each file that was not.

    Raises:
        UsageError: there is no such portfolio.
        HistoryError: the history cannot be used.
    """
    home, url = home_of(config, portfolio), _url(config)
    return take_questionnaires(paths, home, config.limits, url, new_run_id(), dt.date.today())


def _need_server(config: Settings) -> None:
    if not config.smtp.host:
        raise UsageError(
            "No mail server is set, so nothing can be sent. Set smtp.host, or hand the workbooks out."
        )


def _url(config: Settings) -> str:
    from tasks.history import database_url

    return database_url(config.history_url, config.out)
