#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): the last part of a number format with conditions, such as
# [>=1000]#,##0;0.0 or [>=1000]#,##0;[<=-1000]-#,##0;0.0, shows negative numbers without their minus. XlsxWriter 3.3.1 writes the format as it is.
#
# Expected: -49.3 as "-49.3": the last part is for all other numbers, and no condition says that they are positive.
# Seen (2026-11-29, Python 3.11): "49.3", so that a loss reads as a gain, in PDF and in CSV as shown. The stored number is right.
# The script fails if that changes.
# What to do: let the second part be for all negative numbers: [>=1000]#,##0;[<0]-#,##0.0;0.0.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

FORMATS = ("[>=1000]#,##0;[<=-1000]-#,##0;0.0", "[>=1000]#,##0;0.0", "[>=1000]#,##0;[<0]-#,##0.0;0.0")
with xlsxwriter.Workbook("savings.xlsx") as book:
    sheet = book.add_worksheet()
    for column, shown in enumerate(FORMATS):
        look = book.add_format({"num_format": shown})
        for row, saving in enumerate((5000, 49.3, -49.3, -5000)):
            sheet.write_number(row, column, saving, look)
PY
# ";" between cells, UTF-8, cells as they are shown
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to 'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,true' savings.xlsx >/dev/null 2>&1
soffice --version
cat savings.csv
"$folder/venv/bin/python" - <<'PY'
from pathlib import Path

rows = [line.split(";") for line in Path("savings.csv").read_text().split()]
assert rows[2] == ["49.3", "49.3", "-49.3"], rows
assert rows[3] == ["-5,000", "5000.0", "-5,000.0"], rows
PY
echo "As seen: the last part of a number format with conditions shows no minus."
