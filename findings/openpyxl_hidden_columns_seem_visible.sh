#!/usr/bin/env bash
# openpyxl 3.1.5: of the hidden columns B, C and D of a workbook, column_dimensions says that B is hidden, and that C and D are not; their width is
# 13 for it, and 30 in the file. A program that leaves out hidden columns reads two of the three.
#
# Expected: hidden is True for each of them; the file says so of columns 2 to 4, and Excel and LibreOffice write neighbours with the same look so,
# and XlsxWriter 3.3.1 too.
# Seen (2026-11-29, Python 3.11): the entry for B stands for all three, with min=2 and max=4; asking for C makes a new entry with the defaults. It
# is not harmless to ask: after it the saved file has an entry for columns 2 to 4 and another for 3. Rows are right, as each has an entry. The
# script fails if that changes.
# What to do: take the ranges of the entries: for each in column_dimensions.values() the columns from min to max.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import re
import zipfile
from importlib.metadata import version

import openpyxl
import xlsxwriter

with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    for row in range(5):
        sheet.write_row(row, 0, ["id", "salary", "bonus", "grade", "unit"])
    sheet.set_column("B:D", 30, None, {"hidden": True})
    for row in (1, 2, 3):
        sheet.set_row(row, None, None, {"hidden": True})
book = openpyxl.load_workbook("list.xlsx")
sheet = book.active
ranges = [(entry.min, entry.max) for entry in sheet.column_dimensions.values() if entry.hidden]
columns = {letter: sheet.column_dimensions[letter].hidden for letter in "ABCDE"}
rows = {row: sheet.row_dimensions[row].hidden for row in range(1, 6)}
print(*(f"{name} {version(name)}" for name in ("openpyxl", "XlsxWriter")))
print(f"hidden columns: {columns}; by range {ranges}; hidden rows: {rows}; width of C {sheet.column_dimensions['C'].width}")
assert columns == {"A": False, "B": True, "C": False, "D": False, "E": False}
assert ranges == [(2, 4)] and sheet.column_dimensions["B"].width > 30 and sheet.column_dimensions["C"].width == 13
assert rows == {1: False, 2: True, 3: True, 4: True, 5: False}
with zipfile.ZipFile("list.xlsx") as parts:
    (entry,) = re.findall("<col [^>]*>", parts.read("xl/worksheets/sheet1.xml").decode())
print("in the file:", entry)
assert 'min="2" max="4"' in entry and 'hidden="1"' in entry
PY
echo "As seen: of three hidden columns two seem visible."
