#!/usr/bin/env bash
# Prefect 3.8.8: a schedule from a calendar, "DTSTART;TZID=Europe/Berlin:20260105T043000 RRULE:FREQ=DAILY", runs at 04:30 UTC, which is 05:30 in Berlin and in summer
# 06:30. With "DTSTART:20260105T043000Z", 04:30 UTC, and the schedule's timezone Europe/Berlin, it runs at 04:30 in Berlin.
#
# Expected: the zone that the rule itself names (RFC 5545, 3.3.10 and 3.8.2.4). Prefect's own text on RRuleSchedule says so: the zone of the start date counts, and
# a daily schedule with a start date in UTC keeps its time in UTC. Or a refusal of a rule whose zone is not the schedule's.
# Seen (2026-11-29, Python 3.11): zone and Z are taken off, and the time of day is one of the schedule's timezone, UTC by default. Nothing is said.
# EXDATE;VALUE=DATE:20260107, the usual form for "not on this day", is taken and leaves out nothing; EXDATE:20260107T043000 does. And
# UNTIL=20260108 leaves out the 8th. The script fails if that changes.
# What to do: name the zone in the schedule's timezone as well, and write each EXDATE and UNTIL with the time of day.
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

from dateutil.rrule import rrulestr
from prefect.client.schemas.schedules import RRuleSchedule as ClientSchedule
from prefect.server.schemas.schedules import RRuleSchedule

BERLIN = ZoneInfo("Europe/Berlin")


def runs(rule, start=dt.datetime(2026, 1, 5, tzinfo=dt.timezone.utc), count=4, **zone):
    made = ClientSchedule(rrule=rule, **zone)  # what a deployment is made with
    times = asyncio.run(RRuleSchedule(rrule=made.rrule, timezone=made.timezone).get_dates(n=count, start=start))
    return [time.astimezone(BERLIN).strftime("%d %H:%M") for time in times]


print("prefect", version("prefect"))
OWN = "DTSTART;TZID=Europe/Berlin:20260105T043000\nRRULE:FREQ=DAILY"
first = rrulestr(OWN)[0].astimezone(BERLIN).strftime("%d %H:%M")
winter = runs(OWN, count=1)
summer = runs(OWN, dt.datetime(2026, 7, 1, 12, tzinfo=dt.timezone.utc), 1)
zulu = runs("DTSTART:20260105T043000Z\nRRULE:FREQ=DAILY", count=1, timezone="Europe/Berlin")
print(f"04:30 in Berlin by the rule: dateutil {first}; Prefect {winter[0]}, in July {summer[0]}")
print(f"04:30 UTC by the rule, timezone Berlin: Prefect {zulu[0]} in Berlin")
assert (first, winter, summer, zulu) == ("05 04:30", ["05 05:30"], ["02 06:30"], ["05 04:30"])
LOCAL = "DTSTART:20260105T043000\nRRULE:FREQ=DAILY"
days = {
    "no exception": runs(LOCAL, timezone="Europe/Berlin"),
    "EXDATE with a date": runs(f"{LOCAL}\nEXDATE;VALUE=DATE:20260107", timezone="Europe/Berlin"),
    "EXDATE with a time": runs(f"{LOCAL}\nEXDATE:20260107T043000", timezone="Europe/Berlin"),
    "UNTIL the 8th": runs(f"{LOCAL};UNTIL=20260108", timezone="Europe/Berlin"),
}
for name, times in days.items():
    print(f"{name}: {', '.join(times)}")
assert days["EXDATE with a date"] == days["no exception"] == ["05 04:30", "06 04:30", "07 04:30", "08 04:30"]
assert days["EXDATE with a time"] == ["05 04:30", "06 04:30", "08 04:30", "09 04:30"]
assert days["UNTIL the 8th"] == ["05 04:30", "06 04:30", "07 04:30"]
PY
echo "As seen: the zone of a rule is not heard, and a date excludes nothing."
