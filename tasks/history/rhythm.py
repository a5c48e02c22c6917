"""When a list is missed: how often it came so far, or should come, and how long ago it came last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from tasks.history.database import reading
from tasks.history.queries import FINISHED
from tasks.history.runs import now

# Whether a list has a rhythm at all.
LEAST_RUNS, LONGEST_RHYTHM_DAYS = 4, 62
# A run dated further ahead than this was made under a wrong clock, and says nothing of when its list came.
LARGEST_CLOCK_ERROR = dt.timedelta(days=1)


def overdue(
    url: str, patience: float, expected_days: Mapping[str, int], timezone: str = "UTC"
) -> list[tuple[str, int, str]]:
    """Portfolios whose list brought nothing new for longer than is usual.

    Args:
        url: of the history database.
        patience: how many times the usual rhythm is waited.
        expected_days: days between two lists, by portfolio, where somebody said so; then nothing is waited
            beyond them.
        timezone: IANA name; days are counted by its calendar, so that neither the minute of a run nor a change of
            clocks makes one more or less.

    Returns:
        Portfolio, days since its last run, and what is usual. Without a word on it the rhythm is the median
        of the days between runs, from the fourth run on; a portfolio that comes less than once in two months
        has none.

    Raises:
        HistoryError: the database cannot be used.
    """
    import pandas as pd
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    latest = now() + LARGEST_CLOCK_ERROR
    query = (
        select(RUNS.c.portfolio, RUNS.c.started_at)
        .where(RUNS.c.status.in_(FINISHED), RUNS.c.started_at < latest)
        .order_by(RUNS.c.started_at)
    )
    with reading(url) as connection:
        runs = pd.DataFrame(connection.execute(query).all(), columns=["portfolio", "started_at"])
    late, zone = [], ZoneInfo(timezone)
    for name, times in runs.groupby("portfolio", sort=True)["started_at"]:
        portfolio = str(name)
        days_since = (_day(now(), zone) - _day(times.iloc[-1], zone)).days
        # Days between one run and the next, as fractions.
        usual = pd.to_timedelta(times.diff().dropna()) / pd.Timedelta(days=1)
        if portfolio in expected_days:
            if days_since > expected_days[portfolio]:
                late.append((portfolio, days_since, f"one is expected {_every(expected_days[portfolio])}."))
        elif len(times) >= LEAST_RUNS and usual.median() <= LONGEST_RHYTHM_DAYS:
            # Several runs on one day make no rhythm shorter than a day.
            rhythm = max(usual.median(), 1.0)
            if days_since > patience * rhythm + 1:
                late.append((portfolio, days_since, f"it usually does {_every(round(rhythm))}."))
    return late


def _every(days: int) -> str:
    return "every day" if days == 1 else f"every {days} days"


def _day(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day of a time as the history keeps it, by the calendar of a time zone."""
    return moment.replace(tzinfo=dt.UTC).astimezone(zone).date()
