#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): a list in .xlsx looks its costs up in another workbook. Saved as .ods, it has all costs. When that one is opened
# or converted to .csv or .xlsx, each of them is #REF!.
#
# Expected: the costs, as in the .ods file, and as after a way by .xlsx instead. The list carries what was last read of the other workbook, and LibreOffice saves it in
# .xlsx (and in .ods, where it was in the .ods before).
# Seen (2026-11-30, openpyxl 3.1.5, python-calamine 0.9.1, Python 3.11): on the way from .xlsx to .ods these rows are left out. The results are stored beside the
# formulas, so readers in Python show them, and a check right after the conversion finds nothing; but LibreOffice calculates links anew, has no rows, and stores
# #REF!. The other workbook beside the list does not help, since soffice reads no links when it converts. Nothing is said. The
# script fails if that changes.
# What to do: keep the .xlsx; or put values in the place of formulas before it is saved as .ods.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link import external

ROWS = [("Process", "Cost"), ("Invoice check", 1200), ("Payroll run", 24000)]
other = openpyxl.Workbook()
other.active.title = "Costs"
for row in ROWS:
    other.active.append(row)
other.save("costs_2025.xlsx")

# A link as Excel saves it, with the rows that it read last.
cells = [
    external.ExternalRow(
        r=number,
        cell=[
            external.ExternalCell(r=f"{letter}{number}", t="str" if isinstance(value, str) else None, v=str(value))
            for letter, value in zip("AB", row)
        ],
    )
    for number, row in enumerate(ROWS, 1)
]
link = external.ExternalLink(
    externalBook=external.ExternalBook(
        sheetNames=external.ExternalSheetNames(sheetName=["Costs"]),
        sheetDataSet=external.ExternalSheetDataSet(sheetData=[external.ExternalSheetData(sheetId=0, row=cells)]),
        id="rId1",
    )
)
link.file_link = Relationship(type="externalLinkPath", Target="costs_2025.xlsx", TargetMode="External", Id="rId1")
book = openpyxl.Workbook()
book.active.append(["Process", "Cost"])
for number, (name, _) in enumerate(ROWS[1:], 2):
    book.active.append([name, f"=VLOOKUP(A{number},[1]Costs!$A$1:$B$3,2,FALSE)"])
book._external_links.append(link)
book.save("list.xlsx")
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$@" >/dev/null 2>&1; }
convert xlsx --outdir by_xlsx list.xlsx
convert csv --outdir by_xlsx by_xlsx/list.xlsx
convert ods list.xlsx
convert csv --outdir by_ods list.ods
convert xlsx --outdir by_ods list.ods
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
import csv
from importlib.metadata import version
from pathlib import Path

import openpyxl
import python_calamine

print(*(f"{name} {version(name)}" for name in ("openpyxl", "python-calamine")))


def costs(rows):
    return [str(row[1]).removesuffix(".0") for row in rows][1:]


seen = {
    "list.xlsx to .xlsx to .csv": costs(csv.reader(Path("by_xlsx/list.csv").open())),
    "list.xlsx to .ods": costs(python_calamine.load_workbook("list.ods").get_sheet_by_index(0).to_python()),
    "list.xlsx to .ods to .csv": costs(csv.reader(Path("by_ods/list.csv").open())),
    "list.xlsx to .ods to .xlsx": costs(openpyxl.load_workbook("by_ods/list.xlsx", data_only=True).active.values),
}
for what, answer in seen.items():
    print(f"{what}: {answer}")
assert Path("costs_2025.xlsx").exists()
assert seen.pop("list.xlsx to .xlsx to .csv") == seen.pop("list.xlsx to .ods") == ["1200", "24000"]
assert set(map(tuple, seen.values())) == {("#REF!", "#REF!")}
PY
echo "As seen: the costs are in the .ods file, and gone when it is opened."
