#!/usr/bin/env bash
# openpyxl 3.1.5: in a list with a sum of the year so far, =SUM(B2:INDEX(B2:M2,3)), filled down in Excel, the formula of row 3 is read as
# =SUM(B2:INDEX(B3:M3,3)) and that of row 4 as =SUM(B2:INDEX(B4:M4,3)). Saved, each row has the sum of all rows from the first on.
#
# Expected: =SUM(B3:INDEX(B3:M3,3)) in row 3. Excel writes a formula that was filled down once, with the range that shares it (t="shared"), and openpyxl moves it for the
# other cells. SUM(B2:D2) in the column beside it is moved rightly.
# Seen (2026-11-30, Python 3.11; LibreOffice 7.4.7 from Debian 12 works out the sums): of a range whose end is a function (INDEX, OFFSET, XLOOKUP, CHOOSE), the
# first cell is taken for a part of the name of the function and stays. Translator, with which programs fill formulas down, does the same. No warning, and
# the sums look like sums. The script fails if that changes.
# What to do: write SUM(INDEX(B2:M2,1):INDEX(B2:M2,3)), which is moved rightly; or hold the formulas of each column against each other after loading.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'XlsxWriter==3.3.1'
cd "$folder"
cat > make.py <<'PY'
import re
import zipfile

import openpyxl
import xlsxwriter
from openpyxl.formula.translate import Translator

COSTS = {2: (10, 20, 30), 3: (1, 2, 3), 4: (100, 200, 300)}
FORMULAS = {
    "N": "SUM(B{row}:INDEX(B{row}:M{row},3))",
    "O": "SUM(B{row}:D{row})",
    "P": "SUM(B{row}:OFFSET(B{row},0,2))",
    "Q": "SUM(INDEX(B{row}:M{row},1):INDEX(B{row}:M{row},3))",
}
book = xlsxwriter.Workbook("plain.xlsx")
sheet = book.add_worksheet()
sheet.write_row("A1", ["Unit"])
for row, costs in COSTS.items():
    sheet.write_row(row - 1, 0, [f"Unit {row}", *costs])
book.close()


def shared(row):
    """The formulas of a row as Excel writes what was filled down from row 2 to row 4."""
    for number, (column, formula) in enumerate(FORMULAS.items()):
        first = f' ref="{column}2:{column}4"' if row == 2 else ""
        yield f'<c r="{column}{row}"><f t="shared"{first} si="{number}">{formula.format(row=2) if first else ""}</f></c>'


with zipfile.ZipFile("plain.xlsx") as plain, zipfile.ZipFile("list.xlsx", "w", zipfile.ZIP_DEFLATED) as filled:
    for name in plain.namelist():
        content = plain.read(name).decode()
        if name == "xl/worksheets/sheet1.xml":
            for row in COSTS:
                content = re.sub(rf'(<row r="{row}".*?)</row>', lambda found: found[1] + "".join(shared(row)) + "</row>", content)
            content = content.replace('<dimension ref="A1:D4"/>', '<dimension ref="A1:Q4"/>')
        filled.writestr(name, content)

loaded = openpyxl.load_workbook("list.xlsx")
seen = {column: [loaded.active[f"{column}{row}"].value for row in COSTS] for column in FORMULAS}
for column, formulas in seen.items():
    print(column, *formulas)
right = {column: [f"={formula.format(row=row)}" for row in COSTS] for column, formula in FORMULAS.items()}
assert seen["O"] == right["O"] and seen["Q"] == right["Q"]
assert seen["N"] == ["=SUM(B2:INDEX(B2:M2,3))", "=SUM(B2:INDEX(B3:M3,3))", "=SUM(B2:INDEX(B4:M4,3))"]
assert seen["P"] == ["=SUM(B2:OFFSET(B2,0,2))", "=SUM(B2:OFFSET(B3,0,2))", "=SUM(B2:OFFSET(B4,0,2))"]
moved = Translator("=SUM(B2:INDEX(B2:M2,3))", "N2").translate_formula("N4")
assert moved == "=SUM(B2:INDEX(B4:M4,3))", moved
loaded.save("saved.xlsx")
PY
"$folder/venv/bin/python" -c 'from importlib.metadata import version; print("openpyxl", version("openpyxl"))'
"$folder/venv/bin/python" make.py
soffice --version
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to csv list.xlsx saved.xlsx >/dev/null 2>&1
sums() { cut -d, -f14- "$1" | tail -n +2; }
echo "The list: "; sums list.csv
echo "Saved by openpyxl: "; sums saved.csv
test "$(sums list.csv | tr '\n' ' ')" = "60,60,60,60 6,6,6,6 600,600,600,600 "
test "$(sums saved.csv | tr '\n' ' ')" = "60,60,60,60 66,6,66,6 666,600,666,600 "
echo "As seen: sums of the year so far hold all rows from the first on."
