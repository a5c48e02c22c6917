#!/usr/bin/env bash
# XlsxWriter 3.3.1: write_formula changes texts inside a formula that look like the call of a newer function. =IF(A1="FILTER(new)","same","other") is stored with
# the text "_xlfn._xlws.FILTER(new)", so the cell says "other" beside "FILTER(new)"; a link to the sheet 'Plan SORT(1)' points to a sheet that does not exist.
#
# Expected: what stands between quotation marks stays as it is; the prefix belongs to the names of functions alone.
# Seen (2026-11-29, Python 3.11): names such as FILTER(, SORT(, UNIQUE(, SINGLE(, LAMBDA( and XLOOKUP( get the prefix wherever they follow a word boundary, in texts
# and in names of sheets; with use_future_functions also CONCAT(, IFS(, DAYS( and some 100 more. The formula becomes an array formula for it,
# too. LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) calculates "other", 15 and #NAME? below. The script fails if that changes.
# What to do: put the text into a cell and refer to it, or split it ("FIL"&"TER(new)"); keep brackets out of names of sheets.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

FORMULAS = [
    '=IF(A1="FILTER(new)","same","other")',
    '=LEN("UNIQUE(x)")',
    "='Plan SORT(1)'!A1",
    '=IF(A1="FILTERS (new)","same","other")',
    '=LEN("CONCAT(x)")',
]
for name, has_future_functions in (("plain", False), ("future", True)):
    with xlsxwriter.Workbook(f"{name}.xlsx", {"use_future_functions": has_future_functions}) as book:
        sheet = book.add_worksheet("First")
        sheet.write_string("A1", "FILTER(new)")
        book.add_worksheet("Plan SORT(1)").write_number("A1", 42)
        for row, formula in enumerate(FORMULAS):
            sheet.write_formula(row, 1, formula)
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to csv plain.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" - <<'PY'
import csv
from importlib.metadata import version

import openpyxl

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
stored = {}
for name in ("plain", "future"):
    cells = [cell.value for cell in openpyxl.load_workbook(f"{name}.xlsx")["First"]["B"]]
    stored[name] = [cell if isinstance(cell, str) else f"{cell.text} as an array" for cell in cells]
    print(f"{name}: {stored[name]}")
with open("plain.csv", newline="") as rows:
    results = [row[1] for row in csv.reader(rows)][:3]
print(f"results of the first three in LibreOffice: {results}")
assert stored["plain"] == [
    '=IF(A1="_xlfn._xlws.FILTER(new)","same","other") as an array',
    '=LEN("_xlfn.UNIQUE(x)") as an array',
    "='Plan _xlfn._xlws.SORT(1)'!A1 as an array",
    '=IF(A1="FILTERS (new)","same","other")',
    '=LEN("CONCAT(x)")',
]
assert stored["future"] == [*stored["plain"][:4], '=LEN("_xlfn.CONCAT(x)")']
assert results == ["other", "15", "#NAME?"]
PY
echo "As seen: texts and names of sheets get the prefix of functions."
