#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: a list is grouped with the sum above its rows (summary rows above detail).
# Saved as .xlsx or by way of .ods, the file says that sums stand below.
#
# Expected: summaryBelow="0" as in the file (ECMA-376 part 1, 18.3.1.61), since levels and hidden rows of the groups are kept.
# Seen (2026-11-30, openpyxl 3.1.5, Python 3.11): the setting is not written, and where it is missing sums are below. Excel then puts the button of the group "HR" at
# the row "IT", and a program that takes the rows of a group for parts of its sum counts the rows of HR to IT. Levels are the same, so nothing looks wrong
# in the file. The script fails if that changes.
# What to do: set ws.sheet_properties.outlinePr.summaryBelow = False with openpyxl after LibreOffice saved, or put sums below their rows.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

ROWS = (("HR", 12, 0), ("Payroll", 5, 1), ("Travel", 7, 1), ("IT", 9, 0), ("Service desk", 9, 1))
with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.outline_settings(symbols_below=False)
    for row, (name, cost, level) in enumerate(ROWS):
        sheet.write_row(row, 0, [name, cost])
        sheet.set_row(row, None, None, {"level": level})
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "$3" >/dev/null 2>&1; }
convert xlsx direct list.xlsx
convert ods saved list.xlsx
convert xlsx by_ods saved/list.ods
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import openpyxl

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
for path in ("list.xlsx", "direct/list.xlsx", "by_ods/list.xlsx"):
    sheet = openpyxl.load_workbook(path).active
    levels = [sheet.row_dimensions[row].outlineLevel for row in range(1, 6)]
    print(f"{path}: levels {levels}, sums below: {sheet.sheet_properties.outlinePr.summaryBelow}")
    assert levels == [0, 1, 1, 0, 1]
    assert sheet.sheet_properties.outlinePr.summaryBelow is (path != "list.xlsx")
PY
echo "As seen: sums above their rows are sums below after saving."
