#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: a conditional format for values more than two standard
# deviations below the average colours all values below the average, here nine of ten cells instead of none. And the arrow for values above 15 is on
# 15 too.
#
# Expected: the rule of the file (ECMA-376, 18.3.1.10, stdDev; 18.3.1.11, gte), or no colour, as for a rule that a program does not know.
# Seen (2026-11-29, openpyxl 3.1.5, Python 3.11): LibreOffice has rules for above and below the average alone, and leaves stdDev out on reading; of
# the bounds of icons it leaves out gte="0". It shows and prints so, and what it saves as .xlsx or .ods says so for every program after it, Excel
# too. The stop that keeps a colour scale off some cells (stop_if_true) is gone from the saved file as well. The script fails if that changes.
# What to do: write such a rule as a formula, =A1<AVERAGE($A$1:$A$10)-2*STDEV($A$1:$A$10), and bounds of icons as "at least" (>=) with the next
# number.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import statistics

import xlsxwriter

COSTS = [10, 11, 12, 13, 14, 15, 16, 17, 18, 100]
FORMULA = "=$D1<AVERAGE($D$1:$D$10)-2*STDEV($D$1:$D$10)"
mean, deviation = statistics.mean(COSTS), statistics.pstdev(COSTS)
assert sum(cost < mean - 2 * deviation for cost in COSTS) == 0 and sum(cost < mean for cost in COSTS) == 9
with xlsxwriter.Workbook("sent.xlsx") as book:
    sheet, red = book.add_worksheet(), book.add_format({"bg_color": "#FF0000"})
    for row, cost in enumerate(COSTS):
        sheet.write_row(row, 0, [cost] * 4)
    sheet.conditional_format("A1:A10", {"type": "average", "criteria": "2 std dev below", "format": red})
    arrows = [{"criteria": ">", "type": "number", "value": 15}, {"criteria": ">", "type": "number", "value": 12}]
    sheet.conditional_format("B1:B10", {"type": "icon_set", "icon_style": "3_arrows", "icons": arrows})
    sheet.conditional_format("C1:C10", {"type": "cell", "criteria": ">", "value": 15, "stop_if_true": True})
    sheet.conditional_format("C1:C10", {"type": "2_color_scale"})
    sheet.conditional_format("D1:D10", {"type": "formula", "criteria": FORMULA, "format": red})
PY
for format in xlsx ods; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$format" --outdir saved sent.xlsx >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" - <<'PY'
import re
import zipfile
from importlib.metadata import version

import openpyxl


def rules(path):
    conditions = openpyxl.load_workbook(path).worksheets[0].conditional_formatting
    by_column = {str(condition.sqref)[0]: condition.rules for condition in conditions}
    (average,), (icons,), stopped, (formula,) = (by_column[column] for column in "ABCD")
    bounds = [bound.gte is not False for bound in icons.iconSet.cfvo]
    return average.type, average.aboveAverage, average.stdDev, bounds, bool(stopped[0].stopIfTrue), "STDEV" in formula.formula[0]


print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
sent, saved = rules("sent.xlsx"), rules("saved/sent.xlsx")
print("kind, above, deviations, bounds are 'at least', stop, formula kept")
print("sent: ", sent)
print("saved:", saved)
assert sent == ("aboveAverage", False, 2, [True, False, False], True, True)
assert saved == ("aboveAverage", False, None, [True, True, True], False, True)
with zipfile.ZipFile("saved/sent.ods") as parts:
    content = parts.read("content.xml").decode()
conditions = re.findall(r'<calcext:condition [^>]*calcext:value="([^"]*)"', content)
print("in .ods:", conditions[0])
assert conditions[0] == "below-average"
PY
echo "As seen: outliers become all that is below the average."
