#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by openpyxl 3.1.5: =RANK(B2,(B2:B3,B5)) and =SUM((B2,B5)) over separate cells, as in lists with subtotals between them,
# are saved as .xlsx with "~" in the place of the comma: RANK(B2,(B2:B3~B5)).
#
# Expected: the comma, which is the union of two ranges in .xlsx (ECMA-376, part 1, 18.17.2.2); "~" is no operator there, but the one of OpenDocument formulas.
# In a defined name LibreOffice does write the comma.
# Seen (2026-11-30, Python 3.11): the results are right and stored, so readers of values see nothing, and LibreOffice reads its own "~" again. Any other program gets
# a formula that the format does not know; the tokenizer of openpyxl splits it nowhere. Nothing is said. The script fails if that changes.
# What to do: give the union a name (Formulas, Define Name) and let the formula use that; or look for "~" in formulas after saving.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
from openpyxl.workbook.defined_name import DefinedName

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Plan"
for row in (("Process", "Cost"), ("Invoice check", 5), ("Payroll run", 9), ("Subtotal", "=SUM(B2:B3)"), ("Travel claims", 7)):
    sheet.append(row)
book.defined_names["Costs"] = DefinedName("Costs", attr_text="Plan!$B$2:$B$3,Plan!$B$5")
for number, formula in enumerate(("=RANK(B2,(B2:B3,B5))", "=SUM((B2,B5))", "=SUM(Costs)"), 1):
    sheet.cell(number, 4, formula)
book.save("list.xlsx")
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved list.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import openpyxl
from openpyxl.formula import Tokenizer

print("openpyxl", version("openpyxl"))
formulas = [openpyxl.load_workbook("saved/list.xlsx")["Plan"].cell(row, 4).value for row in (1, 2, 3)]
results = [openpyxl.load_workbook("saved/list.xlsx", data_only=True)["Plan"].cell(row, 4).value for row in (1, 2, 3)]
name = openpyxl.load_workbook("saved/list.xlsx").defined_names["Costs"].attr_text
print("saved:", formulas, results, name)
assert formulas == ["=RANK(B2,(B2:B3~B5))", "=SUM((B2~B5))", "=SUM(Costs)"] and results == [3, 12, 21]
assert name == "Plan!$B$2:$B$3,Plan!$B$5"
operands = [[token.value for token in Tokenizer(formula).items if token.type == "OPERAND"] for formula in ("=SUM((B2,B5))", formulas[1])]
print("operands before and after:", operands)
assert operands == [["B2", "B5"], ["B2~B5"]]
PY
echo "As seen: the union of two ranges is saved with a sign that .xlsx does not know."
