#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: for a function that it does not know, LibreOffice shows the
# result stored in the file, as for =NEWFUNCTION(1). For =XLOOKUP(...) it shows #NAME?, though the result is stored in the same way.
#
# Expected: the stored result in both cases, since LibreOffice does not calculate such files anew when it opens them.
# Seen (2026-11-29, Python 3.11): write_formula makes an array formula of XLOOKUP, FILTER, SORT, UNIQUE and the like, without being asked, and LibreOffice
# calculates array formulas on opening. Written by way of a defined name XLOOKUP keeps its result. Whoever converts the report to PDF or .csv
# gets #NAME? for the values. The script fails if that changes.
# What to do: use INDEX and MATCH, or write the value, where the file may be opened by LibreOffice.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, [1, 2, 3])
    book.define_name("looked_up", "=_xlfn.XLOOKUP(2,Sheet1!$A$1:$A$3,Sheet1!$A$1:$A$3)")
    for row, (formula, result) in enumerate(
        {
            "=NEWFUNCTION(1)": 41,
            "=_xlfn.XLOOKUP(2,A1:A3,A1:A3)": 42,
            "=looked_up": 43,
            "=SUM(_xlfn.UNIQUE(A1:A3))": 44,
            "=INDEX(A1:A3,MATCH(2,A1:A3,0))": 45,
        }.items()
    ):
        sheet.write_formula(row, 1, formula, None, result)
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to csv list.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" - <<'PY'
import csv
import zipfile
from importlib.metadata import version

print("XlsxWriter", version("XlsxWriter"))
with zipfile.ZipFile("list.xlsx") as parts:
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
assert all(f"<v>{result}</v>" in sheet for result in range(41, 46)) and sheet.count('<f t="array"') == 2
with open("list.csv", newline="") as rows:
    seen = dict(zip(("unknown", "XLOOKUP", "by a name", "UNIQUE", "INDEX"), (row[1] for row in csv.reader(rows)), strict=False))
print(seen)
assert seen == {"unknown": "41", "XLOOKUP": "#NAME?", "by a name": "43", "UNIQUE": "#NAME?", "INDEX": "45"}
PY
echo "As seen: the stored result is shown, but not that of an array formula."
