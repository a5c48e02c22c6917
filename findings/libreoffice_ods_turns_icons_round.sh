#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: traffic lights in the reverse order, red for the highest costs,
# are green for the highest costs once the list was saved as .ods and opened again. Icons that stand alone have their numbers beside them again.
#
# Expected: the order of the file (ECMA-376 part 1, 18.3.1.49, reverse), as LibreOffice shows it, and as it saves it to .xlsx; or no icons.
# Seen (2026-11-30, openpyxl 3.1.5, Python 3.11): .ods by LibreOffice has a name for the set of icons and nothing for reverse and showValue. Nothing is
# said, and the rule, its bounds and the set are the same, so a list of risks shows the opposite of what it did. Saved as .xlsx afterwards, it says so
# for Excel. The script fails if that changes.
# What to do: keep such lists in .xlsx; or colour cells by rules on values instead of reversed icons.
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
    for row in range(6):
        sheet.write_row(row, 0, [row * 10] * 2)
    sheet.conditional_format("A1:A6", {"type": "icon_set", "icon_style": "3_traffic_lights", "reverse_icons": True})
    sheet.conditional_format("B1:B6", {"type": "icon_set", "icon_style": "3_traffic_lights", "icons_only": True})
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "$3" >/dev/null 2>&1; }
convert xlsx direct list.xlsx
convert ods saved list.xlsx
convert xlsx by_ods saved/list.ods
soffice --version
"$folder/venv/bin/python" - <<'PY'
import re
import zipfile
from importlib.metadata import version

import openpyxl

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))


def icons(path):
    """(set, reversed, number shown) of each column with icons."""
    rules = openpyxl.load_workbook(path).active.conditional_formatting
    sets = [rule.iconSet for found in rules for rule in found.rules]
    return [(one.iconSet or "3TrafficLights1", bool(one.reverse), one.showValue is not False) for one in sets]


# The usual set of three needs no name in the file.
seen = {path: icons(path) for path in ("list.xlsx", "direct/list.xlsx", "by_ods/list.xlsx")}
for path, sets in seen.items():
    print(path, sets)
with zipfile.ZipFile("saved/list.ods") as parts:
    print("in .ods:", re.findall(r"<calcext:icon-set [^>]*>", parts.read("content.xml").decode()))
assert seen["list.xlsx"] == seen["direct/list.xlsx"] == [("3TrafficLights1", True, True), ("3TrafficLights1", False, False)]
assert seen["by_ods/list.xlsx"] == [("3TrafficLights1", False, True)] * 2
PY
echo "As seen: by way of .ods the icons say the opposite."
