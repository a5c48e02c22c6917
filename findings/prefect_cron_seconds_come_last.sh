#!/usr/bin/env bash
# Prefect 3.8.8: a cron of six fields, with the seconds first as in Spring, Quartz, Azure Functions and many tools with a form for crons, is taken and means something
# else: "0 0 4 * * *", each day at 04:00:00 there, runs every second of the minute 00:00 on the 4th of each month.
#
# Expected: a refusal, as for four fields, or each day at 04:00. The documentation speaks of "a valid cron string" and names no sixth field.
# Seen (2026-11-29, Python 3.11): the sixth field is one of seconds, so that "*", the day of the week of those tools, is each second: 60 runs
# within a minute, and none on other days. "0 30 6 * * MON-FRI" is refused; so only some of these crons show what is wrong. A seventh field is a
# year. The script fails if that changes.
# What to do: count five fields before a cron is handed to Prefect, and look at the next runs of a new deployment.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1' tzdata
cd "$folder"
PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=ERROR "$folder/venv/bin/python" - <<'PY'
import asyncio
import datetime as dt
from importlib.metadata import version
from zoneinfo import ZoneInfo

from prefect.client.schemas.schedules import CronSchedule as ClientSchedule
from prefect.server.schemas.schedules import CronSchedule

START = dt.datetime(2026, 11, 29, 12, tzinfo=dt.timezone.utc)


def runs(cron, count):
    ClientSchedule(cron=cron, timezone="Europe/Berlin")  # what a deployment is made with
    times = asyncio.run(CronSchedule(cron=cron, timezone="Europe/Berlin").get_dates(n=count, start=START))
    return [time.astimezone(ZoneInfo("Europe/Berlin")) for time in times]


print("prefect", version("prefect"))
daily = runs("0 4 * * *", 3)
assert [time.strftime("%d %H:%M:%S") for time in daily] == ["30 04:00:00", "01 04:00:00", "02 04:00:00"]
six = runs("0 0 4 * * *", 61)
print("0 0 4 * * *:", *(time.strftime("%d %b %H:%M:%S") for time in (six[0], six[1], six[59], six[60])))
assert [time.strftime("%d %b %H:%M:%S") for time in six[:2]] == ["04 Dec 00:00:00", "04 Dec 00:00:01"]
assert six[59] - six[0] == dt.timedelta(seconds=59) and six[60].strftime("%d %b") == "04 Jan"
for cron in ("0 4 * *", "0 30 6 * * MON-FRI"):
    try:
        runs(cron, 1)
        raise AssertionError(f"{cron} is taken")
    except ValueError as error:
        print(f"{cron}: refused, {type(error).__name__}")
seven = runs("0 4 * * * 0 2027", 1)
print("with a seventh field 2027:", seven[0])
assert (seven[0].year, seven[0].second) == (2027, 0)
PY
echo "As seen: a cron with seconds first is taken and runs at other times."
