#!/usr/bin/env bash
# Prefect 3.8.8 with pandas 3.1.1: check.map(files, settings) with two files and the settings {"limit": 5, "unit": "HR"} calls check with "limit" for the first file and with
# "unit" for the second. rate.map(frame) of a frame with the columns unit and cost calls rate with "unit" and "cost".
#
# Expected: the dict for each file, as a text is handed to each call though one can go through its letters too; rows of a frame; or an error.
# Seen (2026-11-30, Python 3.11): all that can be gone through, other than texts and bytes, is dealt out, and of dicts and frames that gives the keys. Where there are as
# many files as settings, nothing is said; with three files there is an error about lengths. A frame alone never has one. A task that only looks whether
# something is in it, or counts it, does not notice. Series, arrays and sets are dealt out by their values. The script fails if that changes.
# What to do: unmapped(settings); frame.to_dict("records") for the rows.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'sqlalchemy>=2,<2.1' 'fastapi==0.150.0' 'starlette==1.10.0' 'pandas==3.1.1'
export PREFECT_HOME="$folder/prefect" DO_NOT_TRACK=1 PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=120 PREFECT_LOGGING_LEVEL=CRITICAL
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
from importlib.metadata import version

import pandas as pd
from prefect import flow, task, unmapped
from prefect.exceptions import MappingLengthMismatch

FILES = ["hr.xlsx", "it.xlsx"]
SETTINGS = {"limit": 5, "unit": "HR"}
FRAME = pd.DataFrame({"unit": ["HR", "IT", "FI"], "cost": [5, 7, 9]})


@task
def check(path, settings=None):
    return path, settings


@flow
def audit():
    seen = {
        "dict": check.map(FILES, SETTINGS).result(),
        "text": check.map(FILES, "HR").result(),
        "unmapped dict": check.map(FILES, unmapped(SETTINGS)).result(),
        "frame": check.map(FRAME).result(),
        "column": check.map(FRAME["cost"]).result(),
        "rows": check.map(FRAME.to_dict("records")).result(),
    }
    try:
        check.map([*FILES, "fi.xlsx"], SETTINGS).result()
    except MappingLengthMismatch as error:
        seen["three files"] = type(error).__name__
    return seen


print(*(f"{name} {version(name)}" for name in ("prefect", "pandas")))
seen = audit()
for name, calls in seen.items():
    print(f"{name}: {calls}")
assert seen["dict"] == [("hr.xlsx", "limit"), ("it.xlsx", "unit")]
assert seen["text"] == [(path, "HR") for path in FILES]
assert seen["unmapped dict"] == [(path, SETTINGS) for path in FILES]
assert seen["frame"] == [("unit", None), ("cost", None)]
assert [int(cost) for cost, _ in seen["column"]] == [5, 7, 9]
assert [row["unit"] for row, _ in seen["rows"]] == ["HR", "IT", "FI"]
assert seen["three files"] == "MappingLengthMismatch"
PY
echo "As seen: map hands out the keys of a dict and the names of a frame's columns."
