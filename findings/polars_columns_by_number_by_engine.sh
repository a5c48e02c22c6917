#!/usr/bin/env bash
# polars 2.1.0, read_excel(columns=[1, 2]): a list begins in column B, with nothing in column A. With the default engine (fastexcel 0.21.0) the numbers count the columns of the
# sheet, and the first two columns of the list come back; with engine="openpyxl" (3.1.5) they count the columns of the list, and its second and third come back.
#
# Expected: the same two columns. The documentation says "a list of column indices (starting at zero)" and nothing of the engine.
# Seen (2026-11-30, Python 3.11): B and C with one engine, C and D with the other; no warning. A list that begins in column A is read the same by both.
# The script fails if that changes.
# What to do: give the names of the columns.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'polars==2.1.0' 'fastexcel==0.21.0' 'pyarrow==26.0.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import openpyxl
import polars as pl

ROWS = (("process", "posts_today", "posts_planned"), ("Invoice check", 12, 9), ("Payroll run", 4, 3))
for name, first in (("from_a", 1), ("from_b", 2)):
    book = openpyxl.Workbook()
    for number, row in enumerate(ROWS, start=1):
        for place, value in enumerate(row):
            book.active.cell(number, first + place, value)
    book.save(f"{name}.xlsx")

print(*(f"{name} {version(name)}" for name in ("polars", "fastexcel", "openpyxl")))
seen = {
    (name, engine): pl.read_excel(f"{name}.xlsx", columns=[1, 2], engine=engine).columns
    for name in ("from_a", "from_b")
    for engine in ("calamine", "openpyxl")
}
for (name, engine), headings in seen.items():
    print(f"{name}, {engine}: {headings}")
assert seen["from_a", "calamine"] == seen["from_a", "openpyxl"] == ["posts_today", "posts_planned"]
assert seen["from_b", "calamine"] == ["process", "posts_today"]
assert seen["from_b", "openpyxl"] == ["posts_today", "posts_planned"]
PY
echo "As seen: the numbers of columns mean other columns by engine."
