#!/usr/bin/env bash
# polars 2.1.0 with fastexcel 0.21.0 (the default engine of read_excel): the headings of a list are months, as cells of dates (01/2026, 02/2026). Their columns are called
# __UNNAMED__1, __UNNAMED__2; no column says its month any more. Headings that are texts or numbers (2024) keep their names.
#
# Expected: a name such as "2026-01-01 00:00:00", as pandas 3.1.1 keeps with either engine, or an error.
# Seen (2026-11-30, Python 3.11): the volumes of all months are there, without a word on which is which; True and False as headings are lost in the same way. A column with an
# empty heading is called the same. With engine="openpyxl" the same workbook raises "Series name must be a string".
# The script fails if that changes.
# What to do: has_header=False, and name the columns from the first row, which then holds the dates as values; or read the headings with openpyxl.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'polars==2.1.0' 'fastexcel==0.21.0' 'pyarrow==26.0.1' 'pandas==3.1.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
import datetime as dt
from importlib.metadata import version

import openpyxl
import pandas as pd
import polars as pl

months = [dt.datetime(2026, 1, 1), dt.datetime(2026, 2, 1)]
book = openpyxl.Workbook()
for row in (["process", 2024, *months], ["Invoice check", 1000, 90, 110], ["Payroll run", 120, 10, 10]):
    book.active.append(row)
for cell in book.active[1][2:]:
    cell.number_format = "mm/yyyy"
book.save("volumes.xlsx")

print(*(f"{name} {version(name)}" for name in ("polars", "fastexcel", "pandas", "openpyxl", "python-calamine")))
by_polars = pl.read_excel("volumes.xlsx")
print("polars:", by_polars.columns, by_polars.rows())
assert by_polars.columns == ["process", "2024", "__UNNAMED__2", "__UNNAMED__3"]
assert by_polars.rows() == [("Invoice check", 1000, 90, 110), ("Payroll run", 120, 10, 10)]
for engine in ("openpyxl", "calamine"):
    headings = list(pd.read_excel("volumes.xlsx", engine=engine).columns)
    print(f"pandas with {engine}:", headings)
    assert headings == ["process", 2024, *months]
try:
    pl.read_excel("volumes.xlsx", engine="openpyxl")
except TypeError as error:
    print("polars with openpyxl:", error)
else:
    raise AssertionError("polars with openpyxl read headings of dates")
PY
echo "As seen: headings that are dates are lost."
