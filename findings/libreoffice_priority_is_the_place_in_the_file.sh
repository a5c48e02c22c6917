#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by openpyxl 3.1.5: a list has a rule "red for critical processes" with priority 1 on A1:C3, and a rule
# "green for costs above 10" with priority 2 on B1:B3, which stands first in the file. The cost of a critical process is green, and saved as .xlsx the
# red rule has the lower rank.
#
# Expected: red. The priority of a rule counts over all ranges of a sheet (ECMA-376 part 1, 18.3.1.10, priority), wherever it stands in the file.
# Seen (2026-11-30, Python 3.11): LibreOffice goes by priorities within a range, and for cells in two ranges by the order in the file: the first range wins. Saved,
# the ranges get new numbers in that order, so Excel shows green from then on too; by way of .ods it is the same. Excel itself writes files in which
# a later range has the first priority, once somebody moved a rule up in its dialog. Nothing is said. The script fails if that changes.
# What to do: write ranges in the order of their priorities, or give rules that meet the same range.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import PatternFill

ROWS = (("Payroll", 5, ""), ("Claims", 50, "critical"), ("Travel", 500, ""))
for path, wide, narrow, red_first in (
    ("apart.xlsx", "A1:C3", "B1:B3", False),
    ("in_order.xlsx", "A1:C3", "B1:B3", True),
    ("one_range.xlsx", "A1:C3", "A1:C3", False),
):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    red = FormulaRule(formula=['$C1="critical"'], fill=PatternFill(bgColor="FFFF0000", fill_type="solid"))
    green = CellIsRule(operator="greaterThan", formula=["10"], fill=PatternFill(bgColor="FF00FF00", fill_type="solid"))
    red.priority, green.priority = 1, 2
    for range_, rule in ((wide, red), (narrow, green)) if red_first else ((narrow, green), (wide, red)):
        book.active.conditional_formatting.add(range_, rule)
    book.save(path)
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "${@:3}" >/dev/null 2>&1; }
convert html shown ./*.xlsx
convert xlsx saved ./*.xlsx
convert ods saved ./*.xlsx
convert html by_ods saved/*.ods
soffice --version
"$folder/venv/bin/python" - <<'PY'
import pathlib
import re
from importlib.metadata import version

import openpyxl

print("openpyxl", version("openpyxl"))


def colour(folder, name):
    """The colour of the cost of the critical process as LibreOffice shows it."""
    cells = re.findall(r"<td[^>]*>", pathlib.Path(folder, f"{name}.html").read_text(encoding="utf-8"))
    return {"#FF0000": "red", "#00FF00": "green"}[re.search(r'bgcolor="([^"]*)"', cells[4]).group(1)]


def first_rule(path):
    rules = [rule for range_ in openpyxl.load_workbook(path).active.conditional_formatting for rule in range_.rules]
    return "red" if min(rules, key=lambda rule: rule.priority).type == "expression" else "green"


for name in ("apart", "in_order", "one_range"):
    seen = [colour("shown", name), colour("by_ods", name), first_rule(f"saved/{name}.xlsx")]
    print(f"{name}: first by priority {first_rule(f'{name}.xlsx')}; shown {seen[0]}, by way of .ods {seen[1]}; first in the saved file {seen[2]}")
    assert first_rule(f"{name}.xlsx") == "red"
    assert seen == ["green" if name == "apart" else "red"] * 3
PY
echo "As seen: of two ranges the one that stands first in the file wins, whatever their priorities."
