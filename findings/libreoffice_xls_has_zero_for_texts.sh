#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): an .xlsx with formulas that give texts, such as =A2&"-"&B2 with the stored result "HR-7", is saved as
# .xls with the number 0 as the result of each of them. LibreOffice itself shows HR-7.
#
# Expected: the text, as for numbers and truth values in the same .xls, and as in .ods and .xlsx saved from the same file.
# Seen (2026-11-29, Python 3.11): from .xlsx and from .ods alike; where the file stores no result and LibreOffice calculates one, the text is saved. Readers of
# stored results (python-calamine 0.9.1, pandas 3.1.1 with it or with xlrd 2.0.2) get a column of zeros for a column of ids. LibreOffice opens
# the .xls and calculates anew, so nobody who looks at it sees the zeros. The script fails if that changes.
# What to do: convert to .xlsx or .ods, or replace formulas by their values before a list is saved as .xls.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5' 'pandas==3.1.1' 'python-calamine==0.9.1' 'xlrd==2.0.2'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
import xlsxwriter

HEADINGS = ["unit", "number", "id", "next"]
with xlsxwriter.Workbook("stored.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for row, (unit, number) in enumerate([("HR", 7), ("IT", 8)], start=1):
        sheet.write_row(row, 0, [unit, number])
        sheet.write_formula(row, 2, f'=A{row + 1}&"-"&B{row + 1}', None, f"{unit}-{number}")
        sheet.write_formula(row, 3, f"=B{row + 1}+1", None, number + 1)
book = openpyxl.load_workbook("stored.xlsx")
book.save("without_results.xlsx")  # openpyxl saves the formulas alone
PY
mkdir saved from_ods
for job in "xls stored.xlsx saved" "xlsx stored.xlsx saved" "ods stored.xlsx saved" "xls without_results.xlsx saved" "xls saved/stored.ods from_ods"; do
  set -- $job  # form, file and folder
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$3" "$2" >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
from importlib.metadata import version

import pandas as pd

print(*(f"{name} {version(name)}" for name in ("python-calamine", "xlrd", "pandas", "XlsxWriter", "openpyxl")))
seen = {}
for name, engine in (
    ("stored.xlsx", "calamine"),
    ("saved/stored.xlsx", "calamine"),
    ("saved/stored.ods", "calamine"),
    ("saved/stored.xls", "calamine"),
    ("saved/stored.xls", "xlrd"),
    ("from_ods/stored.xls", "calamine"),
    ("saved/without_results.xls", "calamine"),
):
    table = pd.read_excel(name, engine=engine)
    seen[name, engine] = table["id"].tolist()
    print(f"{name} by {engine}: id {table['id'].tolist()}, next {table['next'].tolist()}")
    assert table["next"].tolist() == [8, 9]
lost = {key for key, ids in seen.items() if ids == [0, 0]}
assert lost == {("saved/stored.xls", "calamine"), ("saved/stored.xls", "xlrd"), ("from_ods/stored.xls", "calamine")}
assert all(ids == ["HR-7", "IT-8"] for key, ids in seen.items() if key not in lost)
PY
echo "As seen: texts of formulas are zeros in .xls."
