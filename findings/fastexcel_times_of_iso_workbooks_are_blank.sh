#!/usr/bin/env bash
# fastexcel 0.21.0, and so read_excel of polars 2.1.0, on .xlsx whose dates are written as ISO 8601 (openpyxl 3.1.5 with book.iso_dates = True): of the begin of a shift, 8:30, nothing
# is left. The column is blank in each row; dates, and dates with a time, are read.
#
# Expected: times of day, as python-calamine 0.9.1, openpyxl and pandas 3.1.1 give; or what fastexcel makes of the same times written as numbers.
# Seen (2026-11-30, pyarrow 26.0.1, Python 3.11): the cell type "d" (ECMA-376 part 1, 18.18.11) holds 08:30:00, which fastexcel takes for a moment, and then finds no date in it. With the
# type named a text, the text is there. Nothing is said, and a filter for missing
# times finds all rows. The script fails if that changes.
# What to do: schema_overrides={"begin": pl.String} and str.to_time, or engine="openpyxl".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'fastexcel==0.21.0' 'polars==2.1.0' 'pyarrow==26.0.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1' 'pandas==3.1.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import openpyxl
import pandas as pd
import polars as pl

ROWS = [(dt.date(2026, 1, day), dt.datetime(2026, 1, day, 17, 30), dt.time(8, 30)) for day in (5, 6)]
for iso in (True, False):
    book = openpyxl.Workbook()
    book.iso_dates = iso
    for row in (("day", "end", "begin"), *ROWS):
        book.active.append(row)
    book.save(f"{'iso' if iso else 'numbers'}.xlsx")

print(*(f"{name} {version(name)}" for name in ("fastexcel", "polars", "openpyxl", "python-calamine", "pandas")))
seen = {
    "fastexcel": pl.read_excel("iso.xlsx")["begin"].to_list(),
    "fastexcel, as text": pl.read_excel("iso.xlsx", schema_overrides={"begin": pl.String})["begin"].to_list(),
    "fastexcel, times as numbers": pl.read_excel("numbers.xlsx")["begin"].to_list(),
    "openpyxl": pl.read_excel("iso.xlsx", engine="openpyxl")["begin"].to_list(),
    "pandas with openpyxl": pd.read_excel("iso.xlsx", engine="openpyxl")["begin"].tolist(),
    "pandas with calamine": pd.read_excel("iso.xlsx", engine="calamine")["begin"].tolist(),
}
for reader, begins in seen.items():
    print(f"{reader}: {begins}")
assert seen["fastexcel"] == [None, None]
assert seen["fastexcel, as text"] == ["08:30:00"] * 2
assert [value.time() for value in seen["fastexcel, times as numbers"]] == [dt.time(8, 30)] * 2
assert seen["openpyxl"] == seen["pandas with openpyxl"] == seen["pandas with calamine"] == [dt.time(8, 30)] * 2
frame = pl.read_excel("iso.xlsx")
assert frame["day"].to_list() == [day for day, _, _ in ROWS] and frame["end"].to_list() == [end for _, end, _ in ROWS]
PY
echo "As seen: times of day in ISO 8601 are blank."
