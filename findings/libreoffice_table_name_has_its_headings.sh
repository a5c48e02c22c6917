#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx with a table Costs of three rows, as openpyxl 3.1.5 writes it: =ROWS(Costs) is 4, and
# =INDEX(Costs,1,1) is the heading "Name". =ROWS(Costs[#All]) and =ROWS(Costs[#Data]) are #NAME?.
#
# Expected: 3 and the name in the first row. The name of a table alone stands for its rows without headings, in Excel, and in LibreOffice itself for
# Costs[Cost] and Costs[[#Data],[Cost]].
# Seen (2026-11-30, Python 3.11): the bare name is taken for the whole range, headings included, so that counts are one too large and each look-up by
# position is one row off, without an error. SUM hides it, as headings are texts; AVERAGEA, COUNTA and COUNTIF do not. [#All] and [#Data] are known beside
# a column only. Files of openpyxl have no stored results, so soffice calculates them when it converts. The script fails if that changes.
# What to do: name columns, Costs[Name], or write plain ranges where LibreOffice may calculate.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
from openpyxl.worksheet.table import Table

FORMULAS = (
    "ROWS(Costs)", "INDEX(Costs,1,1)", "INDEX(Costs,2,2)", "COUNTA(Costs)", "ROWS(Costs[#All])", "ROWS(Costs[#Data])",
    "ROWS(Costs[Cost])", "INDEX(Costs[Name],1)", "ROWS(Costs[[#Data],[Cost]])", "ROWS(Costs[[#All],[Cost]])",
)
book = openpyxl.Workbook()
for row in (["Name", "Cost"], ["Payroll", 5], ["Invoices", 7], ["Travel", 9]):
    book.active.append(row)
book.active.add_table(Table(displayName="Costs", ref="A1:B4"))
sheet = book.create_sheet("Results")
for row, formula in enumerate(FORMULAS, 1):
    sheet.cell(row, 1, formula)
    sheet.cell(row, 2, f"={formula}")
book.save("list.xlsx")
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved list.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import openpyxl

print("openpyxl", version("openpyxl"))
seen = dict(openpyxl.load_workbook("saved/list.xlsx", data_only=True)["Results"].values)
for formula, result in seen.items():
    print(f"{formula}: {result}")
assert (seen["ROWS(Costs)"], seen["INDEX(Costs,1,1)"], seen["INDEX(Costs,2,2)"], seen["COUNTA(Costs)"]) == (4, "Name", 5, 8)
assert seen["ROWS(Costs[#All])"] == seen["ROWS(Costs[#Data])"] == "#NAME?"
assert (seen["ROWS(Costs[Cost])"], seen["INDEX(Costs[Name],1)"]) == (3, "Payroll")
assert (seen["ROWS(Costs[[#Data],[Cost]])"], seen["ROWS(Costs[[#All],[Cost]])"]) == (3, 4)
PY
echo "As seen: the name of a table takes its headings in."
