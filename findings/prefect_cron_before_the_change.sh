#!/usr/bin/env bash
# Prefect 3.8.8: on the day on which clocks go forward, a daily cron schedule at a time that does not exist runs an hour early. Where
# clocks change at midnight (Egypt, Lebanon, Chile), a schedule "0 0 * * *" runs at 23:00 of the day before: two runs have one
# local date, and the next date has none.
#
# Expected: the run comes when the clock goes on (03:00 for 02:30, 01:00 for 00:00), as systemd timers do, or is left out.
# Seen (2026-11-28, Python 3.11): 01:30 instead of 02:30 in Berlin on 28 March 2027; 23:00 on 23 April 2026 instead of 00:00 on
# 24 April in Cairo. The script fails if that changes.
# What to do: schedule nights at an hour that no change touches, such as 04:15, and take a run's date from its scheduled time only
# where that hour exists on each day.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'sqlalchemy>=2,<2.1' tzdata
cd "$folder"
PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=ERROR "$folder/venv/bin/python" - <<'PY'
import asyncio
import datetime as dt
from importlib.metadata import version
from zoneinfo import ZoneInfo

from prefect.server.schemas.schedules import CronSchedule

CASES = {
    ("Europe/Berlin", "30 2 * * *"): (dt.datetime(2027, 3, 26, 12), ["27 02:30", "28 01:30", "29 02:30"]),
    ("Africa/Cairo", "0 0 * * *"): (dt.datetime(2026, 4, 22, 12), ["23 00:00", "23 23:00", "25 00:00"]),
    ("Europe/Berlin", "15 4 * * *"): (dt.datetime(2027, 3, 26, 12), ["27 04:15", "28 04:15", "29 04:15"]),
}


async def main():
    print("prefect", version("prefect"))
    for (zone, cron), (start, expected) in CASES.items():
        schedule = CronSchedule(cron=cron, timezone=zone)
        found = await schedule.get_dates(n=3, start=start.replace(tzinfo=dt.timezone.utc))
        local = [one.astimezone(ZoneInfo(zone)).strftime("%d %H:%M") for one in found]
        print(f"{cron} in {zone}: runs on {', '.join(local)}")
        assert local == expected, local


asyncio.run(main())
PY
echo "As seen: a time that does not exist runs an hour early, at midnight on the day before."
