#!/usr/bin/env bash
# polars 2.1.0 with fastexcel 0.21.0: a column of times of day, 8:30 and 17:00, that write_excel wrote comes back from read_excel as datetimes of 31
# December 1899. Dates beside them come back as dates.
#
# Expected: times of day (pl.Time), as engine="openpyxl" gives, as pandas 3.1.1 and python-calamine 0.9.1 give for the same file, and as
# schema_overrides={"start": pl.Time} gives; polars makes dates of datetimes that are all at midnight, which are the same kind of guess.
# Seen (2026-11-30, XlsxWriter 3.3.1, openpyxl 3.1.5, Python 3.11): the number 0.354 is counted from the day 0 of Excel. The earliest moment of a sheet is
# then in 1899, and a join with times of another source has no type in common. A duration comes back as a plain number of days. Nothing is said. The
# script fails if that changes.
# What to do: schema_overrides={"start": pl.Time}, or frame.with_columns(pl.col("start").dt.time()).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'polars==2.1.0' 'fastexcel==0.21.0' 'XlsxWriter==3.3.1' 'openpyxl==3.1.5' \
  'pandas==3.1.1' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd
import polars as pl

print(*(f"{name} {version(name)}" for name in ("polars", "fastexcel", "XlsxWriter", "openpyxl", "pandas", "python-calamine")))
written = pl.DataFrame(
    {
        "start": [dt.time(8, 30), dt.time(17)],
        "day": [dt.date(2026, 1, 5)] * 2,
        "length": [dt.timedelta(hours=8, minutes=30), dt.timedelta(hours=36)],
    }
)
written.write_excel("list.xlsx")
read = pl.read_excel("list.xlsx")
print("written:", dict(written.schema))
print("read:", dict(read.schema), read["start"].to_list())
assert read["start"].to_list() == [dt.datetime(1899, 12, 31, 8, 30), dt.datetime(1899, 12, 31, 17)]
assert read["day"].to_list() == written["day"].to_list() and read["length"].to_list() == [8.5 / 24, 1.5]
named = pl.read_excel("list.xlsx", schema_overrides={"start": pl.Time})["start"].to_list()
by_openpyxl = pl.read_excel("list.xlsx", engine="openpyxl")["start"].to_list()
by_pandas = pd.read_excel("list.xlsx", engine="calamine").start.tolist()
assert named == by_openpyxl == by_pandas == written["start"].to_list()
PY
echo "As seen: times of day are moments of 1899."
