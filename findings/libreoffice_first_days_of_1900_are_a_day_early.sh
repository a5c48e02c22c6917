#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): a list in .xlsx has the date 1900-01-01, which many systems write for "no date". Saved as .ods or .csv it
# is 1899-12-31. 1900-02-28 is 1900-02-27; from 1900-03-01 on all is right.
#
# Expected: the day that Excel shows, and that openpyxl 3.1.5, python-calamine 0.9.1 and pandas read from the same .xlsx.
# Seen (2026-11-30, XlsxWriter 3.3.1, Python 3.11): Excel counts a 29 February 1900 that never was. LibreOffice begins its count a day earlier to be right after
# it, and so is a day off before it. The number in .xlsx stays what it was, so the same list says 1 January in one form and 31 December of another
# year in the other, and a rule that leaves out 1900-01-01 no longer finds it. Nothing is said. The script fails if that changes.
# What to do: take all dates before 1900-03-01 for "no date".
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

with xlsxwriter.Workbook("list.xlsx") as book:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    # 1 January, 28 February and 1 March 1900, as Excel counts them.
    book.add_worksheet().write_column(0, 0, [1, 59, 61], day)
PY
for format in ods csv xlsx; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$format" --outdir saved list.xlsx >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

import openpyxl
import python_calamine

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl", "python-calamine")))


def by_calamine(path):
    return [str(row[0])[:10] for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


seen = {path: by_calamine(path) for path in ("list.xlsx", "saved/list.xlsx", "saved/list.ods")}
seen["saved/list.csv"] = Path("saved/list.csv").read_text().split()
for path, days in seen.items():
    print(path, days)
right, early = ["1900-01-01", "1900-02-28", "1900-03-01"], ["1899-12-31", "1900-02-27", "1900-03-01"]
assert seen["list.xlsx"] == seen["saved/list.xlsx"] == right
assert [str(cell.value)[:10] for cell in openpyxl.load_workbook("list.xlsx").active["A"]] == right
assert seen["saved/list.ods"] == seen["saved/list.csv"] == early
PY
echo "As seen: days before March 1900 move by one."
