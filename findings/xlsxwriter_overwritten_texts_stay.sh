#!/usr/bin/env bash
# XlsxWriter 3.3.1: a text that a later write takes the place of is in no cell any more, and yet in the file. A list that is written with "draft: 40 posts go" and then
# put right to "40 posts stay" is handed on with both. openpyxl 3.1.5 writes the second alone.
#
# Expected: what a cell held before is gone, as in memory, or the documentation of write() says that it is not.
# Seen (2026-11-30, Python 3.11): texts get their place in the workbook's list of texts when they are written, and nothing takes them out of it: neither another text,
# a number, a blank or a formula in the same cell, nor the list of an Excel table over it. The list counts them as used, too (count is larger than the number of cells
# with a text), and no program shows them; who unpacks the file, or searches in it, finds them. With constant_memory the texts of a row are written
# when the next row begins, so that the first one is gone. A copy saved by LibreOffice 7.4.7 (Debian 12, package libreoffice-calc), where it is installed, is without
# it. The script fails if that changes.
# What to do: decide what a cell holds before it is written; test what leaves the house in the unpacked file, not in the cells.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
cat > texts.py <<'PY'
import re
import sys
import zipfile
from importlib.metadata import version

import openpyxl
import xlsxwriter

BEFORE, AFTER = "draft: 40 posts go", "40 posts stay"


def in_file(path):
    with zipfile.ZipFile(path) as archive:
        return any(BEFORE.encode() in archive.read(name) for name in archive.namelist())


def in_cells(path):
    return [cell.value for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]


if len(sys.argv) > 1:
    print("saved by LibreOffice:", in_file(sys.argv[1]))
    assert not in_file(sys.argv[1]) and in_cells(sys.argv[1]) == [AFTER]
    sys.exit()
print(*(f"{name} {version(name)}" for name in ("xlsxwriter", "openpyxl")))
seen = {}
for name, again in {
    "text": lambda sheet, bold: sheet.write_string("A1", AFTER),
    "number": lambda sheet, bold: sheet.write_number("A1", 40),
    "blank": lambda sheet, bold: sheet.write_blank("A1", None, bold),
    "formula": lambda sheet, bold: sheet.write_formula("A1", "=20+20", None, 40),
    "table": lambda sheet, bold: sheet.add_table("A1:A2", {"columns": [{"header": AFTER}]}),
}.items():
    path = f"{name}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string("A1", BEFORE)
        again(sheet, book.add_format({"bold": True}))
    assert BEFORE not in in_cells(path), name
    seen[name] = in_file(path)
print("in the file, after another", seen)
assert all(seen.values())
count, unique = re.search(
    rb'count="(\d+)" uniqueCount="(\d+)"', zipfile.ZipFile("text.xlsx").read("xl/sharedStrings.xml")
).groups()
print("texts counted for one cell:", int(count), "distinct:", int(unique))
assert (int(count), int(unique)) == (2, 2)
with xlsxwriter.Workbook("constant.xlsx", {"constant_memory": True}) as book:
    sheet = book.add_worksheet()
    sheet.write_string("A1", BEFORE)
    sheet.write_string("A1", AFTER)
print("with constant_memory:", in_file("constant.xlsx"))
assert not in_file("constant.xlsx")
book = openpyxl.Workbook()
book.active["A1"] = BEFORE
book.active["A1"] = AFTER
book.save("openpyxl.xlsx")
print("openpyxl:", in_file("openpyxl.xlsx"))
assert not in_file("openpyxl.xlsx") and in_cells("openpyxl.xlsx") == in_cells("text.xlsx") == [AFTER]
PY
"$folder/venv/bin/python" texts.py
if command -v soffice >/dev/null; then
    mkdir saved
    soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved text.xlsx >/dev/null 2>&1
    "$folder/venv/bin/python" texts.py saved/text.xlsx
fi
echo "As seen: a text that was written over stays in the file."
