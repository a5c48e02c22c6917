#!/usr/bin/env bash
# XlsxWriter 3.3.1 and LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): a column of a table has the formula =[@Cost]*2, as Excel shows and takes it.
# LibreOffice shows Err:507 in each row, also where a result is stored in the file, and saves #N/A for it.
#
# Expected: twice the cost of the row; or the stored result, which LibreOffice shows for a function that it does not know.
# Seen (2026-11-30, openpyxl 3.1.5, Python 3.11): "@" is replaced by "[#This Row]," and nothing else, so the file says [[#This Row],Cost]*2, without the table's name
# before it and without brackets around the column. Files of Excel have both: Costs[[#This Row],[Cost]]. With Costs[@[Cost]] XlsxWriter writes just
# that, and LibreOffice calculates it; with [@[Cost]] and Costs[@Cost] it does not. Nothing is said when it is written. The script fails if that
# changes.
# What to do: write the table's name and two pairs of brackets, Costs[@[Cost]]*2, in formulas of columns.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

FORMULAS = ("[@Cost]*2", "[@[Cost]]*2", "Costs[@Cost]*2", "Costs[@[Cost]]*2")
with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    columns = [{"header": "Name"}, {"header": "Cost"}, *({"header": f"F{n}", "formula": f"={text}"} for n, text in enumerate(FORMULAS))]
    sheet.add_table("A1:F3", {"name": "Costs", "data": [["Payroll", 5, 10, 10, 10, 10], ["Travel", 7, 14, 14, 14, 14]], "columns": columns})
    # The results of the first row are written once more, as Excel would store them.
    for n, text in enumerate(FORMULAS):
        sheet.write_formula(1, 2 + n, f"={text.replace('@', '[#This Row],')}", None, 10)
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved list.xlsx >/dev/null 2>&1
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to csv --outdir saved list.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

import openpyxl

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
written = [cell.value for cell in openpyxl.load_workbook("list.xlsx").active[2]][2:]
stored = [cell.value for cell in openpyxl.load_workbook("list.xlsx", data_only=True).active[2]][2:]
saved = [cell.value for cell in openpyxl.load_workbook("saved/list.xlsx", data_only=True).active[2]][2:]
shown = Path("saved/list.csv").read_text().splitlines()[1].split(",")[2:]
for row in zip(written, stored, shown, saved, strict=True):
    print("written {}, stored {}, shown {}, saved {}".format(*row))
assert written[0] == "=[[#This Row],Cost]*2" and written[3] == "=Costs[[#This Row],[Cost]]*2"
assert stored == [10] * 4
assert shown == ["Err:507"] * 3 + ["10"] and saved == ["#N/A"] * 3 + [10]
PY
echo "As seen: [@Cost] is an error in LibreOffice, Costs[@[Cost]] is not."
