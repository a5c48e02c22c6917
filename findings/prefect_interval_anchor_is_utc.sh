#!/usr/bin/env bash
# Prefect 3.8.8: a daily interval schedule with anchor_date 2026-01-01 09:00 and timezone "Europe/Berlin" runs at 10:00 in Berlin. With "America/New_York" it
# runs at 04:00 there.
#
# Expected: 09:00 on the clock of the zone that is named beside it, as for the cron "0 9 * * *", and as for DTSTART of a recurrence rule, which has no zone
# in its text either.
# Seen (2026-11-30, Python 3.11): a date without a zone is taken for UTC, also by Interval(...) for serve and deploy, and the zone named beside it only says how the runs are
# shown. In prefect.yaml, where a date is written by hand, it mostly has no zone. A job for the working day runs an hour late in one place and in the
# night in another, and one at 00:30 has the day before as its date. Nothing is said. The script fails if that changes.
# What to do: write the offset into the date, 2026-01-01T09:00:00+01:00, or use a cron.
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
import zoneinfo
from importlib.metadata import version

from prefect.client.schemas.schedules import construct_schedule
from prefect.schedules import Interval
from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule

NOW = dt.datetime(2026, 11, 30, 3, tzinfo=dt.timezone.utc)
DAY = dt.timedelta(days=1)
NINE = dt.datetime(2026, 1, 1, 9)


def first_run(schedule):
    run = asyncio.run(schedule.get_dates(n=1, start=NOW))[0]
    return f"{run.astimezone(zoneinfo.ZoneInfo(schedule.timezone)):%H:%M}"


print("prefect", version("prefect"))
for zone, hour in {"Europe/Berlin": "10:00", "America/New_York": "04:00", "Asia/Kolkata": "14:30"}.items():
    from_text = construct_schedule(interval=DAY, anchor_date="2026-01-01T09:00:00", timezone=zone)
    from_deploy = Interval(DAY, anchor_date=NINE, timezone=zone)
    runs = {
        "anchor without a zone": first_run(IntervalSchedule(interval=DAY, anchor_date=NINE, timezone=zone)),
        "as text": first_run(IntervalSchedule(interval=DAY, anchor_date=from_text.anchor_date, timezone=zone)),
        "of Interval()": first_run(IntervalSchedule(interval=DAY, anchor_date=from_deploy.anchor_date, timezone=zone)),
        "anchor with its zone": first_run(
            IntervalSchedule(interval=DAY, anchor_date=NINE.replace(tzinfo=zoneinfo.ZoneInfo(zone)), timezone=zone)
        ),
        "cron": first_run(CronSchedule(cron="0 9 * * *", timezone=zone)),
        "rule": first_run(RRuleSchedule(rrule="DTSTART:20260101T090000\nRRULE:FREQ=DAILY", timezone=zone)),
    }
    print(zone, runs)
    assert list(runs.values()) == [hour] * 3 + ["09:00"] * 3
PY
echo "As seen: an anchor without a zone is UTC, whatever zone stands beside it."
