#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): of the answers TRUE, FALSE, TRUE and the costs 2 and 3 in one range, =SUM is 7, =COUNT is 5 and =AVERAGE is 1.4.
# In Excel they are 5, 2 and 2.5. =MATCH(1,answers,0) finds TRUE, and =A2&"-7" is "1-7" for TRUE.
#
# Expected: what the file format says of truth values: SUM, COUNT, AVERAGE and others leave those in cells out (ECMA-376, part 1, 18.17.7, as for texts), AVERAGEA and the like
# count them; joined to a text, TRUE is the word.
# Seen (2026-11-30, openpyxl 3.1.5, Python 3.11): in LibreOffice a truth value is the number 1 or 0 in a format that shows a word, also where it comes from .xlsx, so whatever
# takes numbers takes it: SUM, COUNT, AVERAGE, SUBTOTAL, STDEV, MATCH, VLOOKUP, COUNTIF(answers,1), ISNUMBER, and keys that are joined from
# cells. TRUE="TRUE" is FALSE in both. An average over a list with a column of answers is too low. Nothing is said, and saved as .xlsx the numbers are
# in the file. The script fails if that changes.
# What to do: let formulas name the columns of numbers alone; for a key write IF(A2,"TRUE","FALSE")&"-7".
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5'
cd "$folder"
cat >formulas.py <<'PY'
# Formula, what Excel gives, what LibreOffice gives.
FORMULAS = [
    ("=SUM(A2:B4)", 5, 7),
    ("=COUNT(A2:B4)", 2, 5),
    ("=AVERAGE(A2:B4)", 2.5, 1.4),
    ("=SUBTOTAL(9,A2:B4)", 5, 7),
    ("=COUNTIF(A2:A4,1)", 0, 2),
    ('=IFERROR(MATCH(1,A2:A4,0),"none")', "none", 1),
    ("=ISNUMBER(A2)", False, True),
    ('=A2&"-7"', "TRUE-7", "1-7"),
    ('=IF(A2,"TRUE","FALSE")&"-7"', "TRUE-7", "TRUE-7"),
    ("=SUM(B2:B4)", 5, 5),
]
PY
"$folder/venv/bin/python" - <<'PY'
import openpyxl
from formulas import FORMULAS

book = openpyxl.Workbook()
for row in (("Outsourced", "Cost"), (True, 2), (False, 3), (True, None)):
    book.active.append(row)
for number, (formula, *_) in enumerate(FORMULAS, 1):
    book.active.cell(number, 4, formula)
book.save("list.xlsx")
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved list.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import openpyxl
from formulas import FORMULAS

print("openpyxl", version("openpyxl"))
sheet = openpyxl.load_workbook("saved/list.xlsx", data_only=True).active
assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [True, False, True]
for number, (formula, excel, libreoffice) in enumerate(FORMULAS, 1):
    value = sheet.cell(number, 4).value
    print(f"{formula}: {value!r}, in Excel {excel!r}")
    assert value == libreoffice and isinstance(value, bool) == isinstance(libreoffice, bool)
PY
echo "As seen: answers are added up as ones."
