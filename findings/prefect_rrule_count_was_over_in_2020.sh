#!/usr/bin/env bash
# Prefect 3.8.8: a schedule "three times, daily", FREQ=DAILY;COUNT=3, is taken and never runs. A schedule "weekly", FREQ=WEEKLY, runs on Wednesdays, and
# "every second Monday" has its first Monday by a calendar that nobody named.
#
# Expected: three runs from now on, or from the day on which the deployment is made; or a refusal of COUNT without a start, since the rule needs one
# (RFC 5545, 3.8.5.3, counts from DTSTART).
# Seen (2026-11-30, Python 3.11; 3.9.1 too): a rule without DTSTART begins on 1 January 2020, a Wednesday, at midnight, so COUNT=3 was over on the third of that month, and
# COUNT=5000 is not. The deployment shows its schedule as active and has no runs; no word is said. The script fails if that changes.
# What to do: write DTSTART into each rule, such as "DTSTART:20261201T043000\nRRULE:FREQ=DAILY;COUNT=3".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'sqlalchemy>=2,<2.1' 'fastapi==0.150.0' 'starlette==1.10.0'
export PREFECT_HOME="$folder/prefect" DO_NOT_TRACK=1 PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=120 PREFECT_LOGGING_LEVEL=CRITICAL
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
import asyncio
import datetime as dt
from importlib.metadata import version

from prefect.server.schemas.schedules import RRuleSchedule

NOW = dt.datetime(2026, 11, 30, 3, tzinfo=dt.timezone.utc)
print("prefect", version("prefect"))
seen = {}
for rule in (
    "FREQ=DAILY;COUNT=3",
    "FREQ=DAILY;COUNT=5000",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "DTSTART:20261201T043000\nRRULE:FREQ=DAILY;COUNT=3",
):
    runs = asyncio.run(RRuleSchedule(rrule=rule, timezone="Europe/Berlin").get_dates(n=4, start=NOW))
    seen[rule] = [f"{run:%a %Y-%m-%d %H:%M}" for run in runs]
    print(repr(rule), seen[rule])
assert seen["FREQ=DAILY;COUNT=3"] == []
assert len(seen["FREQ=DAILY;COUNT=5000"]) == 4
assert all(run.startswith("Wed") and run.endswith("00:00") for run in seen["FREQ=WEEKLY"])
assert seen["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"][0] == "Mon 2026-12-07 00:00"
assert len(seen["DTSTART:20261201T043000\nRRULE:FREQ=DAILY;COUNT=3"]) == 3
PY
echo "As seen: a rule with COUNT and no start was over in 2020."
