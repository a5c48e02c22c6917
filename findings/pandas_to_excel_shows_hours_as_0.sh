#!/usr/bin/env bash
# pandas 3.1.1: a column of durations, 8:20 and 11:45 hours, is shown as 0 in the workbook that to_excel writes; 12:30 hours are shown as 1 and 36
# hours as 2. With engine="xlsxwriter" (3.3.1) and with engine="openpyxl" (3.1.5).
#
# Expected: a format of hours, [h]:mm:ss, as openpyxl gives a timedelta by itself and as dates get one; or the text "0 days 08:20:00", as in to_csv.
# Seen (2026-11-29, Python 3.11): the number in the cell is the part of a day, which is right, and its format is 0, so Excel and LibreOffice show it
# rounded to days; read_excel gives numbers back and no durations. datetime_format of ExcelWriter is for dates alone. Whoever prints the sheet has a
# list of zeros. The script fails if that changes.
# What to do: hand hours over as numbers (total_seconds() / 3600), or give the column the format [h]:mm after to_excel; write_column of XlsxWriter
# takes timedeltas with a format.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
cat > hours.py <<'PY'
import csv
import sys
from importlib.metadata import version

import openpyxl
import pandas as pd

frame = pd.DataFrame({"hours": pd.to_timedelta(["08:20:00", "11:45:00", "12:30:00", "36:00:00"])})
if len(sys.argv) > 1:
    with open(sys.argv[1], newline="") as rows:
        shown = [row[0] for row in csv.reader(rows)][1:]
    print("as LibreOffice shows it:", shown)
    assert shown == ["0", "0", "1", "2"]
    sys.exit()
print(*(f"{name} {version(name)}" for name in ("pandas", "XlsxWriter", "openpyxl")))
for engine in ("xlsxwriter", "openpyxl"):
    with pd.ExcelWriter(f"{engine}.xlsx", engine=engine, datetime_format="[h]:mm") as writer:
        frame.to_excel(writer, index=False)
    cells = openpyxl.load_workbook(f"{engine}.xlsx").active["A"][1:]
    back = pd.read_excel(f"{engine}.xlsx", engine="openpyxl")["hours"]
    print(f"{engine}: {[(cell.value, cell.number_format) for cell in cells]}, read back as {back.dtype}")
    assert {cell.number_format for cell in cells} == {"0"}
    assert [cell.value * 24 for cell in cells][3] == 36 and abs(cells[0].value * 24 - 25 / 3) < 1e-9
    assert back.dtype == "float64"
book = openpyxl.Workbook()
book.active.append([frame["hours"].iloc[0].to_pytimedelta()])
assert book.active["A1"].number_format == "[hh]:mm:ss"
PY
"$folder/venv/bin/python" hours.py
if command -v soffice >/dev/null; then
    filter='csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true'
    soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$filter" xlsxwriter.xlsx >/dev/null 2>&1
    "$folder/venv/bin/python" hours.py xlsxwriter.csv
fi
echo "As seen: hours are shown as whole days."
