#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: a blank date in a column of pyarrow's timestamps has the week 0 of the year 0 for dt.isocalendar(), and a list
# by weeks has a group of its own for them. And dt.strftime("%H:%M:%S") gives "12:00:00.000000" for noon.
#
# Expected: blanks, and "12:00:00", as for the same dates as datetime64[us]; year, month, day and weekday of a blank are blank in either.
# Seen (2026-11-29, Python 3.11): such columns come from dtype_backend="pyarrow". Zeros are numbers, so they count: min() of the weeks is 0, and
# groupby, which leaves out blanks, keeps them. The digits after the second depend on the unit of the column: none for s, three for ms, nine for ns,
# so keys and file names made by strftime do not meet those made by Python. The script fails if that changes.
# What to do: .astype("datetime64[us]") before both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import pandas as pd

frame = pd.DataFrame({"day": pd.to_datetime(["2026-01-05 12:00", None, "2026-03-29 02:30"]), "cost": [1, 2, 4]})
frame.to_parquet("list.parquet")
read = pd.read_parquet("list.parquet", dtype_backend="pyarrow")["day"]
print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
seen = {}
for unit, days in {
    "datetime64[us]": frame["day"],
    str(read.dtype): read,
    **{f"timestamp[{unit}][pyarrow]": frame["day"].astype(f"timestamp[{unit}][pyarrow]") for unit in ("s", "ms", "ns")},
}.items():
    calendar = days.dt.isocalendar()
    by_week = frame["cost"].groupby(calendar["week"].astype("Int64")).sum().to_dict()
    seen[unit] = ([None if pd.isna(part) else part for part in calendar.iloc[1]], by_week, days.dt.strftime("%H:%M:%S").iloc[0])
    print(f"{unit}: of a blank {seen[unit][0]}; cost by week {seen[unit][1]}; noon {seen[unit][2]}")
    assert days.dt.month.isna().tolist() == days.dt.day.isna().tolist() == days.dt.day_of_week.isna().tolist() == [False, True, False]
assert seen.pop("datetime64[us]") == ([None] * 3, {2: 1, 13: 4}, "12:00:00")
for unit, digits in {"s": "", "ms": ".000", "us": ".000000", "ns": ".000000000"}.items():
    assert seen.pop(f"timestamp[{unit}][pyarrow]") == ([0, 0, 0], {0: 2, 2: 1, 13: 4}, "12:00:00" + digits)
assert not seen
PY
echo "As seen: a blank date has week 0, and noon has digits after the second."
