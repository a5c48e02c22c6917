#!/usr/bin/env bash
# pandas 3.1.1: a list has durations in the form of ISO 8601, as process models (BPMN) and job tools write them. to_timedelta reads "P1M", one month, as one minute, and
# "P6M" as six minutes. "PT1M", which is one minute, is one minute too.
#
# Expected: an error, or a blank with errors="coerce", as for "P1Y", one year, and for "1 month": a month has no fixed length.
# Seen (2026-11-30, pyarrow 26.0.1, Python 3.11): the T between days and times is passed over, so M is minutes on both sides of it, and H and S are hours and seconds
# without a T. "P1M2D" is two days and a minute. A review each half year then has the shortest cycle of the list. Timedelta("P1M") and
# astype("timedelta64[us]") do the same; no word is said. The script fails if that changes.
# What to do: before to_timedelta, look for texts with M (or H, S) before the T: texts.str.contains(r"^-?P[^T]*[MHS]").
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
from importlib.metadata import version

import pandas as pd

MINUTE = pd.Timedelta(minutes=1)
DAY = pd.Timedelta(days=1)
MONTHS = {"P1M": MINUTE, "P6M": 6 * MINUTE, "P1M2D": 2 * DAY + MINUTE, "P3MT4H": 3 * MINUTE + pd.Timedelta(hours=4)}
OTHERS = {"PT1M": MINUTE, "P2D": 2 * DAY, "P1DT6M": DAY + 6 * MINUTE}
NONE = ["P1Y", "1 month", "6 months", "P"]

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
for text, duration in (MONTHS | OTHERS).items():
    column = pd.Series([text])
    seen = pd.to_timedelta(column, errors="coerce")[0], pd.Timedelta(text), column.astype("timedelta64[us]")[0]
    print(f"{text}: {seen[0]}")
    assert seen == (duration,) * 3
    assert column.str.contains(r"^-?P[^T]*[MHS]")[0] == (text in MONTHS)
for text in NONE:
    print(f"{text}: {pd.to_timedelta(pd.Series([text]), errors='coerce')[0]}")
    assert pd.isna(pd.to_timedelta(pd.Series([text]), errors="coerce")[0])
PY
echo "As seen: one month of ISO 8601 is one minute."
