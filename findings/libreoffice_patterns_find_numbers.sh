#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): =COUNTIF(ids,"10*") and =SUMIF(ids,"10*",costs) count the ids 1001 and 1002 that are
# numbers, and =COUNTIF(notes,"*") counts numbers, dates and truth values. So a summary that openpyxl 3.1.5 wrote and soffice calculated has other
# totals than in Excel.
#
# Expected: a pattern fits texts alone. Microsoft says of "*" and "?" that they find text; a workbook whose ids are numbers has none that fit "10*",
# and "*" is the usual way to count the cells with a text. LibreOffice sets its searches to those of Excel when it opens .xlsx.
# Seen (2026-11-29, Python 3.11): a number is compared by its digits, and a date by its text, "*2026*". COUNTIF, COUNTIFS, SUMIF, SUMIFS, AVERAGEIF,
# MATCH and VLOOKUP do so, and "<>*" counts blank cells alone. What LibreOffice then saves as .xlsx, .csv or PDF has these totals. The script fails
# if that changes.
# What to do: count texts by SUMPRODUCT(--ISTEXT(ids)), and what begins with 10 by SUMPRODUCT(ISTEXT(ids)*(LEFT(ids,2)="10")).
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5'
cd "$folder"
cat > formulas.py <<'PY'
import datetime

# Column A: ids, and what else people type into such a column; column B: costs.
ROWS = [(1001, 5), (1002, 7), ("1003", 11), ("10-A", 13), (2001, 17), (None, 19), ("HR", 23), (True, 29), (datetime.date(2026, 11, 29), 31)]
# First what fits if patterns are for texts, then what LibreOffice calculates.
FORMULAS = {
    '=COUNTIF(A1:A9,"10*")': (2, 4),
    '=COUNTIFS(A1:A9,"10*",B1:B9,">0")': (2, 4),
    '=SUMIF(A1:A9,"10*",B1:B9)': (24, 36),
    '=SUMIFS(B1:B9,A1:A9,"10*")': (24, 36),
    '=AVERAGEIF(A1:A9,"10*",B1:B9)': (12, 9),
    '=COUNTIF(A1:A9,"*")': (3, 8),
    '=COUNTIF(A1:A9,"<>*")': (6, 1),
    '=COUNTIF(A1:A9,"46*")': (0, 0),
    '=COUNTIF(A1:A9,"*2026*")': (0, 1),
    '=MATCH("10*",A1:A9,0)': (3, 1),
    '=VLOOKUP("2*",A1:B9,2,FALSE)': ("#N/A", 17),
    '=SUMPRODUCT(--ISTEXT(A1:A9))': (3, 3),
    '=SUMPRODUCT(ISTEXT(A1:A9)*(LEFT(A1:A9,2)="10"))': (2, 2),
}
PY
"$folder/venv/bin/python" - <<'PY'
import openpyxl

from formulas import FORMULAS, ROWS

book = openpyxl.Workbook()
for row, (identifier, cost) in enumerate(ROWS, 1):
    book.active.cell(row, 1).value = identifier
    book.active.cell(row, 2).value = cost
for row, formula in enumerate(FORMULAS, 1):
    book.active.cell(row, 4).value = formula
book.save("summary.xlsx")
PY
mkdir saved
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved summary.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import openpyxl

from formulas import FORMULAS

print("openpyxl", version("openpyxl"))
calculated = [cell.value for cell in openpyxl.load_workbook("saved/summary.xlsx", data_only=True).active["D"]][: len(FORMULAS)]
for (formula, (texts, _)), value in zip(FORMULAS.items(), calculated, strict=True):
    print(f"{formula}: {value}; by texts alone {texts}")
assert calculated == [value for _, value in FORMULAS.values()]
PY
echo "As seen: patterns fit numbers, dates and truth values too."
