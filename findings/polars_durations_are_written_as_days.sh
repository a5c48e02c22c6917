#!/usr/bin/env bash
# polars 2.1.0, write_excel (by XlsxWriter 3.3.1): a column of durations is written as bare numbers of days in the format General. Five and a half minutes are
# 0.003819..., 30 hours are 1.25; whoever opens the list, and polars itself, reads them as such numbers.
#
# Expected: a format of lengths of time, as dates and times of day get one from the same call.
# Seen (2026-11-30, Python 3.11): the cell holds 1.25 in General; pl.read_excel gives a column of floats, 1.25. No warning. A time of day in the column beside it is
# written as hh:mm:ss and is a time for each reader.
# The script fails if that changes.
# What to do: write_excel(..., dtype_formats={pl.Duration: "[h]:mm:ss"}); then all readers give the durations back.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'polars==2.1.0' 'fastexcel==0.21.0' 'pyarrow==26.0.1' 'xlsxwriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
import datetime as dt
from importlib.metadata import version

import openpyxl
import polars as pl

lengths = [dt.timedelta(minutes=5, seconds=30), dt.timedelta(hours=30)]
frame = pl.DataFrame({"process": ["Invoice check", "Month end"], "time": lengths, "starts": [dt.time(8, 30), dt.time(9, 0)]})
frame.write_excel("plain.xlsx")
frame.write_excel("formatted.xlsx", dtype_formats={pl.Duration: "[h]:mm:ss"})

print(*(f"{name} {version(name)}" for name in ("polars", "xlsxwriter", "fastexcel", "openpyxl")))
cells = list(openpyxl.load_workbook("plain.xlsx").active.iter_rows(min_row=2))
for row in cells:
    print(*((cell.value, cell.number_format) for cell in row))
assert [row[1].number_format for row in cells] == ["General"] * 2
assert [round(row[1].value, 9) for row in cells] == [round(330 / 86_400, 9), 1.25]
assert [row[2].value for row in cells] == [dt.time(8, 30), dt.time(9, 0)]
back = pl.read_excel("plain.xlsx")
print("read back:", back["time"].dtype, back["time"].to_list())
assert [round(value, 9) for value in back["time"].to_list()] == [round(330 / 86_400, 9), 1.25]
right = pl.read_excel("formatted.xlsx")
print("with a format:", right["time"].dtype, right["time"].to_list())
assert right["time"].to_list() == lengths
PY
echo "As seen: durations are written as numbers of days."
