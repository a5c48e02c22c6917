#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by openpyxl 3.1.5: a workbook is set to "precision as displayed", so that three costs of 1.4, shown as 1, have the total 3.
# LibreOffice heeds it and calculates 3. Saved as .xlsx, the setting is gone, and the next calculation gives 4.2.
#
# Expected: the setting, fullPrecision="0" (ECMA-376, part 1, 18.2.2, calcPr), which LibreOffice reads, has in its own menu (Precision as shown) and keeps in .ods.
# Seen (2026-11-30, Python 3.11): settings beside it, for iterations, are saved. The stored total stays 3 until somebody calculates; by way of .ods and back to .xlsx it is
# lost too. Nothing is said, and a total that agreed with its shown parts no longer does. The script fails if that changes.
# What to do: set book.calculation.fullPrecision = False again with openpyxl after LibreOffice saved; better, ROUND in the formulas.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl

book = openpyxl.Workbook()
sheet = book.active
for row in range(1, 4):
    sheet.cell(row, 1, f"=7/5+0*{row}").number_format = "0"
sheet["A4"] = "=SUM(A1:A3)"
book.calculation.fullPrecision = False
book.calculation.iterate, book.calculation.iterateCount = True, 7
book.save("list.xlsx")
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$@" >/dev/null 2>&1; }
convert xlsx --outdir saved list.xlsx
convert ods list.xlsx
convert xlsx --outdir by_ods list.ods
# The same workbooks without stored results, so that they are calculated anew.
"$folder/venv/bin/python" - <<'PY'
import openpyxl

for folder in ("saved", "by_ods"):
    openpyxl.load_workbook(f"{folder}/list.xlsx").save(f"{folder}/again.xlsx")
PY
convert xlsx --outdir saved/calculated saved/again.xlsx
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
import zipfile
from importlib.metadata import version

import openpyxl

print("openpyxl", version("openpyxl"))


def look(path):
    """Precision as shown, number of iterations, and the stored total."""
    calculation = openpyxl.load_workbook(path).calculation
    total = openpyxl.load_workbook(path, data_only=True).active["A4"].value
    return calculation.fullPrecision is False, calculation.iterateCount, total


seen = {path: look(path) for path in ("list.xlsx", "saved/list.xlsx", "by_ods/list.xlsx", "saved/calculated/again.xlsx")}
for path, answer in seen.items():
    print(f"{path}: {answer}")
assert 'table:precision-as-shown="true"' in zipfile.ZipFile("list.ods").read("content.xml").decode()
assert seen["list.xlsx"] == (True, 7, None)
assert seen["saved/list.xlsx"] == seen["by_ods/list.xlsx"] == (False, 7, 3)
assert seen["saved/calculated/again.xlsx"] == (False, 7, 4.2)
PY
echo "As seen: precision as shown is lost, and the total with it."
