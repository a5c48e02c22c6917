#!/usr/bin/env bash
# pandas 3.1.1: a date of a list that names no year, such as "May" or "Nov 26", is read by to_datetime as a day of the year 1: 0001-05-01 and 0001-11-26. With
# errors="coerce" too, which should make a blank of what is no date, and with format="mixed". A time alone, "10:30", is today at 10:30.
#
# Expected: a blank with errors="coerce", an error without it, as for "Monday" or "soon"; or the present year, as for a time alone.
# Seen (2026-11-29, Python 3.11): with the microseconds of pandas 3 the year 1 is a valid date; in nanoseconds, the only unit of pandas before version 2, it was
# out of bounds, so that the same line gave a blank. The earliest day of a list is then 2,000 years ago. The script fails if that changes.
# What to do: name the format, or set aside what lies before the first year that can be meant.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd

print("pandas", version("pandas"))
LIST = ["2026-05-04", "May", "Nov 26", "May 2026", "soon", "Monday"]


def read(texts, **how):
    return [None if pd.isna(day) else day.strftime("%Y-%m-%d").rjust(10, "0") for day in pd.to_datetime(pd.Series(texts), **how)]


mixed = read(LIST, format="mixed", errors="coerce")
print(dict(zip(LIST, mixed, strict=True)))
assert mixed == ["2026-05-04", "0001-05-01", "0001-11-26", "2026-05-01", None, None]
guessed = read(["May", "soon"], errors="coerce")
print("May and soon, without a format:", guessed)
assert guessed == ["0001-05-01", None]
assert pd.to_datetime("March").year == 1
time = pd.to_datetime("10:30")
print("a time alone:", "today" if abs(time.date() - dt.date.today()) <= dt.timedelta(days=1) else time)
assert abs(time.date() - dt.date.today()) <= dt.timedelta(days=1)
try:
    pd.Series(pd.to_datetime(["May"])).astype("datetime64[ns]")
    raise AssertionError("the year 1 fits into nanoseconds")
except pd.errors.OutOfBoundsDatetime as error:
    print("in nanoseconds:", str(error)[:60])
PY
echo "As seen: a month without a year lies in the year 1."
