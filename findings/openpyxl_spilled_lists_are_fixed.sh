#!/usr/bin/env bash
# openpyxl 3.1.5: a workbook by XlsxWriter 3.3.1 has =A1:A3*2 and =SORT(A1:A3), which spill over as many cells as they need. After openpyxl loaded and saved it, they are
# formulas of the old kind, {=A1:A3*2}, for the one cell E1 and the three cells C1:C3.
#
# Expected: the same formulas. openpyxl reads and writes formulas as texts, of SORT too; or a warning, as for extensions that it drops.
# Seen (2026-11-30, Python 3.11): what makes such a formula spill is the attribute cm of its cell and the part xl/metadata.xml ([MS-XLSX], XLDAPR). openpyxl drops both, and keeps the
# range in which the formula stood when it was saved (ECMA-376, part 1, 18.3.1.40, ref of an array). XlsxWriter and other writers name the first cell alone,
# since only Excel knows the rest: then one value is left of the list. Nothing is said; the text of the formula is unchanged. The script fails
# if that changes.
# What to do: change such workbooks by another tool; or put cm and xl/metadata.xml back into the XML.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
import re
import zipfile
from importlib.metadata import version

import openpyxl
import xlsxwriter

print(*(f"{name} {version(name)}" for name in ("openpyxl", "XlsxWriter")))
with xlsxwriter.Workbook("written.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_column("A1", [3, 1, 2])
    sheet.write_dynamic_array_formula("C1:C3", "=SORT(A1:A3)")
    sheet.write_dynamic_array_formula("E1", "=A1:A3*2")
openpyxl.load_workbook("written.xlsx").save("saved.xlsx")


def arrays(path):
    """Of each array formula its cell, whether it spills, its range and text; and whether the workbook has metadata."""
    archive = zipfile.ZipFile(path)
    cells = re.findall(r'<c r="(\w+)"([^>]*)><f t="array" ref="([\w:]+)">([^<]*)</f>', archive.read("xl/worksheets/sheet1.xml").decode())
    return [(cell, 'cm="1"' in rest, area, text) for cell, rest, area, text in cells], "xl/metadata.xml" in archive.namelist()


before, after = arrays("written.xlsx"), arrays("saved.xlsx")
print("written:", before)
print("saved:", after)
texts = {"C1": ("C1:C3", "_xlfn._xlws.SORT(A1:A3)"), "E1": ("E1", "A1:A3*2")}
assert before == ([(cell, True, *text) for cell, text in texts.items()], True)
assert after == ([(cell, False, *text) for cell, text in texts.items()], False)
PY
echo "As seen: formulas that spill are saved as arrays of a fixed range."
