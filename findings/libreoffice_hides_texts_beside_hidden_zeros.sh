#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): a column has the format 0;-0; which hides zeros. Saved as .xlsx, it hides texts too: "n/a"
# and "unknown" are blank on the screen and on paper.
#
# Expected: the same format, or another that shows the same: texts stay, as in LibreOffice itself before saving, and as after saving as .ods.
# Seen (2026-11-30, XlsxWriter 3.3.1, openpyxl 3.1.5, Python 3.11): an empty third part is written as two parts, 0;\-0;; and the fourth part of a format is for
# texts (ECMA-376 part 1, 18.8.31); where it is empty they are not shown. #,##0.00;-#,##0.00; does so too. The texts are still in the cells, so a
# program that reads values sees nothing of it. By way of .ods the third part becomes "" and texts stay. The script fails if that changes.
# What to do: write the part for texts out: 0;-0;;@ comes through as it is.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    for column, code in enumerate(["0;-0;", "#,##0.00;-#,##0.00;", "0;-0;;@"]):
        for row, value in enumerate([5, 0, -3, "n/a"]):
            sheet.write(row, column, value, book.add_format({"num_format": code}))
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "$3" >/dev/null 2>&1; }
# The last two settings: no quotation marks around texts, cells as shown.
csv='csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true'
convert "$csv" before list.xlsx
convert xlsx saved list.xlsx
convert "$csv" after saved/list.xlsx
convert ods saved list.xlsx
convert "$csv" ods saved/list.ods
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

import openpyxl

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
shown = {name: Path(f"{name}/list.csv").read_text().splitlines()[-1] for name in ("before", "after", "ods")}
formats = {path: [cell.number_format for cell in openpyxl.load_workbook(path).active[1]] for path in ("list.xlsx", "saved/list.xlsx")}
print("row of texts as shown:", shown)
print(formats)
assert shown == {"before": "n/a,n/a,n/a", "after": ",,n/a", "ods": "n/a,n/a,n/a"}
assert formats["saved/list.xlsx"] == ["0;\\-0;;", "#,##0.00;\\-#,##0.00;;", "0;\\-0;;@"]
assert [cell.value for cell in openpyxl.load_workbook("saved/list.xlsx").active[4]] == ["n/a"] * 3
PY
echo "As seen: who hides zeros hides texts after saving."
