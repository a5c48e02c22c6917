#!/usr/bin/env bash
# Prefect 3.8.8: a task with cache_policy=INPUTS that was run with {1: "open"} gives the result of that run for {"1": "open"}, though the two
# are not equal in Python. So do (1, 2) and [1, 2], and the member of an Enum that derives from str and its plain text.
#
# Expected: the task runs again, as for 1 and True, 1 and 1.0, a date and its text, which have keys of their own.
# Seen (2026-11-29, Python 3.11): inputs that have the same form in JSON share a key, so codes that are numbers in one list and texts in another
# get each other's results, without a word in the log but "Cached". The script fails if that changes.
# What to do: give the task a cache_key_fn that tells them apart (repr, for example), or pass what differs as an argument of its own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1'
cd "$folder"
export PREFECT_HOME="$folder/home" PREFECT_SERVER_ANALYTICS_ENABLED=false PREFECT_LOGGING_LEVEL=ERROR PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=120
"$folder/venv/bin/python" - <<'PY'
from datetime import date
from enum import Enum
from importlib.metadata import version

from prefect import flow, task
from prefect.cache_policies import INPUTS


class Region(str, Enum):
    NORTH = "north"


@task(cache_policy=INPUTS, persist_result=True)
def described(value):
    return repr(value)


PAIRS = [
    ({1: "open"}, {"1": "open"}),
    ((1, 2), [1, 2]),
    (Region.NORTH, "north"),
    (1, True),
    (1, 1.0),
    (date(2026, 1, 2), "2026-01-02"),
]


@flow
def look():
    return [(described(first), described(second)) for first, second in PAIRS]


print("prefect", version("prefect"))
shared = []
for (first, second), (answer_of_first, answer_of_second) in zip(PAIRS, look(), strict=True):
    assert answer_of_first == repr(first)
    shared.append(answer_of_second != repr(second))
    print(f"{first!r}, then {second!r}: the second run says {answer_of_second}")
assert shared == [True, True, True, False, False, False]
PY
echo "As seen: what looks the same in JSON has one cached result."
