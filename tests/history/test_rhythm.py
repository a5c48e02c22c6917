"""When a list is missed, by the calendar of the place."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tasks import history
from tasks.history.database import writing
from tasks.history.runs import put_run

ZONE = "Europe/Berlin"


def listed(url, *days, at=dt.time(3, 4)):
    """Audits of a list on these days, some minutes after the night began."""
    with writing(url) as connection:
        for day in days:
            began = dt.datetime.combine(day, at, ZoneInfo(ZONE)).astimezone(dt.UTC).replace(tzinfo=None)
            put_run(connection, "group", f"{day}", {"status": "audited", "started_at": began})


def told_on(url, day, expected):
    with time_machine.travel(dt.datetime.combine(day, dt.time(3), ZoneInfo(ZONE)), tick=False):
        return history.overdue(url, 2, {"group": expected} if expected else {}, ZONE)


@pytest.mark.parametrize("last", [dt.date(2026, 10, 20), dt.date(2026, 10, 24), dt.date(2027, 3, 27)])
def test_a_list_is_missed_on_the_same_night_whatever_minute_it_was_audited_and_however_clocks_change(
    url, last
):
    listed(url, last)
    assert told_on(url, last + dt.timedelta(1), 1) == []
    assert told_on(url, last + dt.timedelta(2), 1) == [("group", 2, "one is expected every day.")]
    assert told_on(url, last + dt.timedelta(7), 7) == []
    assert told_on(url, last + dt.timedelta(8), 7) == [("group", 8, "one is expected every 7 days.")]


def test_a_run_under_a_wrong_clock_does_not_keep_a_list_from_being_missed(url):
    listed(url, *(dt.date(2026, 6, day) for day in (1, 2, 3, 4)), dt.date(2036, 6, 5))
    assert told_on(url, dt.date(2026, 6, 9), None) == [("group", 5, "it usually does every day.")]
