#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: data bars from 0 to 100, with a length from 0 to 100 % of the cell (minLength 0,
# maxLength 100), are saved with a length from 10 to 90 %. They ran from the right, and run from the left.
#
# Expected: the lengths and the direction of the file ([MS-XLSX], CT_DataBar), as colours and limits of the bars are kept.
# Seen (2026-11-30, openpyxl 3.1.5, Python 3.11): in Excel a cost of 0 then has a bar of a tenth of the cell, as 10 had before, and twice the cost is no longer twice the bar: 25
# and 50 are as 30 to 50. 10 and 90 are the lengths of the older kind of bars, which have none in the file. Nothing is said. The script fails if that
# changes.
# What to do: write the bars again after LibreOffice saved.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

with xlsxwriter.Workbook("bars.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, [0, 10, 25, 50, 100])
    sheet.conditional_format(
        "A1:A5",
        {
            "type": "data_bar",
            "data_bar_2010": True,
            "bar_solid": True,
            "bar_color": "#123456",
            "bar_direction": "right",
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 100,
        },
    )
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved bars.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
import re
import zipfile
from importlib.metadata import version

import openpyxl

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))


def bars(path):
    """Shortest and longest bar in per cent of the cell, direction, whether solid, limits and colour."""
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    (newer,) = re.findall(r"<x14:dataBar ([^>]*)>", sheet)
    settings = dict(re.findall(r'(\w+)="([^"]*)"', newer))
    (rule,) = next(iter(openpyxl.load_workbook(path).active.conditional_formatting)).rules
    limits = [int(limit.val) for limit in rule.dataBar.cfvo]
    lengths = int(settings["minLength"]), int(settings["maxLength"])
    return *lengths, settings.get("direction"), settings["gradient"] in ("0", "false"), limits, rule.dataBar.color.rgb


before, after = bars("bars.xlsx"), bars("saved/bars.xlsx")
print("written:", before)
print("saved by LibreOffice:", after)
assert before == (0, 100, "rightToLeft", True, [0, 100], "FF123456")
assert after == (10, 90, None, True, [0, 100], "FF123456")
PY
echo "As seen: bars from 0 to 100 % of the cell are saved as bars from 10 to 90 %."
