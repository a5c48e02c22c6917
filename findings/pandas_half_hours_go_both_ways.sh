#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: times of a list are rounded to the hour by dt.round("h"). 8:30 becomes 8:00 and 9:30 becomes 10:00. In a column of pyarrow's
# timestamps the same times become 9:00 and 10:00.
#
# Expected: one direction for each half hour, as in ROUND of spreadsheet programs and in dt.round of polars 2.1.0; or at least one answer for both
# kinds of columns.
# Seen (2026-11-30, Python 3.11): datetime64 and timedelta64 round halves to the even number of hours since 1970, or since 0, and pyarrow's types round them up. For days noon
# stays on 30 January or goes to the 31st by the parity of the day. So a shift from 8:30 to 9:30 lasts two hours after rounding, one from 9:30 to 10:30
# none, and a frame that is read with dtype_backend="pyarrow" has other hours. No word is said. The script fails if that changes.
# What to do: (times + pd.Timedelta("30min")).dt.floor("h"), which gives the same for both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1' 'polars==2.1.0'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd
import polars as pl

STARTS = [dt.datetime(2026, 1, 5, hour, 30) for hour in (8, 9, 10)]
NOONS = [dt.datetime(2026, 1, day, 12) for day in (29, 30, 31)]
SPANS = [dt.timedelta(hours=hours, minutes=30) for hours in (7, 8, 9)]
HALF = pd.Timedelta("30min")

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow", "polars")))
hours, days, spans = {}, {}, {}
for kind, moments, lengths in (
    ("numpy", "datetime64[us]", "timedelta64[us]"),
    ("pyarrow", "timestamp[us][pyarrow]", "duration[us][pyarrow]"),
):
    starts, noons = (pd.Series(times).astype(moments) for times in (STARTS, NOONS))
    hours[kind] = starts.dt.round("h").dt.hour.tolist()
    days[kind] = [(day.month, day.day) for day in noons.dt.round("D")]
    spans[kind] = [span / pd.Timedelta(hours=1) for span in pd.Series(SPANS).astype(lengths).dt.round("h")]
    print(f"{kind}: 8:30, 9:30, 10:30 are {hours[kind]}; noons of 29, 30 and 31 January {days[kind]}; 7:30, 8:30, 9:30 hours {spans[kind]}")
    assert (starts + HALF).dt.floor("h").dt.hour.tolist() == [9, 10, 11]
in_polars = pl.Series(STARTS).dt.round("1h").dt.hour().to_list()
print("polars:", in_polars)
assert in_polars == hours["pyarrow"] == [9, 10, 11] and hours["numpy"] == [8, 10, 10]
assert days["pyarrow"] == [(1, 30), (1, 31), (2, 1)] and days["numpy"] == [(1, 29), (1, 31), (1, 31)]
assert spans["pyarrow"] == [8, 9, 10] and spans["numpy"] == [8, 8, 10]
PY
echo "As seen: half hours go down and up by turns, or up, by the kind of the column."
