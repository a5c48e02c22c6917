#!/usr/bin/env bash
# Prefect 3.8.8: a deployment that runs each day (interval of one day, anchored at 02:30 in Berlin, in January) runs at 03:30 all summer, and in the
# nights after each change of the clocks twice: at 02:30 and at 03:30. With an interval of a week it does so for two weeks.
#
# Expected: 02:30 in each night, once. The docstring of IntervalSchedule says of a daily schedule that its hour on the clock remains
# constant, and that one which fires at 9 will continue to fire at 9.
# Seen (2026-11-29, Python 3.11): the first date after "now" is the anchor and a number of times 86,400 seconds, and only the dates after that one go by
# the clock. So the hour depends on the side of the change on which somebody asks. The server asks at each look for the next runs, at least
# three; those it planned before the change keep their hour, and those asked for after it are others. The script fails if that changes.
# What to do: use a cron schedule ("30 2 * * *" with the zone) for whatever runs each day or week; or set the anchor anew after each change.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'sqlalchemy>=2,<2.1' 'fastapi==0.150.0' 'starlette==1.10.0'
export PREFECT_HOME="$folder/prefect" DO_NOT_TRACK=1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import asyncio
import datetime as dt
from importlib.metadata import version
from zoneinfo import ZoneInfo

from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule

ZONE = ZoneInfo("Europe/Berlin")
HOUR = dt.timedelta(hours=1)


def planned(schedule, first_look, days):
    """Runs that a server plans which looks each hour for the next three, as "month-day hour:minute" in the zone."""
    moment = first_look.astimezone(dt.timezone.utc)
    runs = set()
    for look in range(24 * days):
        dates = asyncio.run(schedule.get_dates(n=3, start=moment + look * HOUR))
        runs |= {date.astimezone(dt.timezone.utc) for date in dates}
    return [f"{run.astimezone(ZONE):%m-%d %H:%M}" for run in sorted(runs)]


anchor = dt.datetime(2026, 1, 20, 2, 30, tzinfo=ZONE)
daily = IntervalSchedule(interval=dt.timedelta(days=1), anchor_date=anchor, timezone="Europe/Berlin")
weekly = IntervalSchedule(interval=dt.timedelta(days=7), anchor_date=anchor, timezone="Europe/Berlin")
cron = CronSchedule(cron="30 2 * * *", timezone="Europe/Berlin")
print("prefect", version("prefect"))
before = dt.datetime(2026, 10, 23, 12, tzinfo=ZONE)
seen = {
    "daily in July": planned(daily, dt.datetime(2026, 7, 1, 12, tzinfo=ZONE), 1),
    "daily in October": planned(daily, before, 5),
    "cron in October": planned(cron, before, 5),
    "weekly in October": planned(weekly, before, 28),
}
for what, runs in seen.items():
    print(f"{what}: {', '.join(runs)}")
assert seen["daily in July"] == ["07-02 03:30", "07-03 03:30", "07-04 03:30", "07-05 03:30"]
assert [run for run in seen["daily in October"] if run.startswith(("10-26", "10-27"))] == [
    "10-26 02:30", "10-26 03:30", "10-27 02:30", "10-27 03:30"
]
assert [run for run in seen["weekly in October"] if run.startswith(("10-27", "11-03", "11-10", "11-17"))] == [
    "10-27 03:30", "11-03 02:30", "11-03 03:30", "11-10 02:30", "11-10 03:30", "11-17 02:30"
]
assert all(run.endswith("02:30") for run in seen["cron in October"])
assert len({run[:5] for run in seen["cron in October"]}) == len(seen["cron in October"])
PY
echo "As seen: two runs a night after the change, and another hour in summer."
