#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: of the hours 8:20, 36:05 and 40,000:00 in one column of the format [h]:mm,
# soffice --convert-to csv writes 08:20:00 AM, 36:05:00 and 07/23/1904 16:00:00.
#
# Expected: 8:20, 36:05 and 40000:00, as the sheet shows them; or one form for the whole column, from which the hours can be read.
# Seen (2026-11-30, pandas 3.1.1, Python 3.11): what is written does not go by the cell's format but by the size of its number: below a day it is a time with AM or PM,
# up to 32,766 hours a duration, and above a date after 1899. 12 minutes in the format [mm]:ss are 12:12:00 AM. to_timedelta with errors="coerce"
# keeps those between a day and 32,766 hours and makes blanks of the rest; read as times, half of the column is today. The sum of a department's
# hours is the date. Nothing is said. The script fails if that changes.
# What to do: read such workbooks themselves, or have the .csv written as shown: --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true'.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'pandas==3.1.1'
cd "$folder"
cat > cells.py <<'PY'
# Hours, the format of the cell, what the sheet shows, and what LibreOffice writes.
CELLS = (
    (8 + 1 / 3, "[h]:mm", "8:20", "08:20:00 AM"),
    (23, "[h]:mm", "23:00", "11:00:00 PM"),
    (0.2, "[mm]:ss", "12:00", "12:12:00 AM"),
    (24, "[h]:mm", "24:00", "24:00:00"),
    (36 + 5 / 60, "[h]:mm", "36:05", "36:05:00"),
    (-1.5, "[h]:mm", "-1:30", "-01:30:00"),
    (32766, "[h]:mm", "32766:00", "32766:00:00"),
    (32767, "[h]:mm", "32767:00", "09/26/1903 07:00:00"),
    (40000, "[h]:mm", "40000:00", "07/23/1904 16:00:00"),
)
PY
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter
from cells import CELLS

with xlsxwriter.Workbook("hours.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write(0, 0, "hours")
    for row, (hours, shape, _, _) in enumerate(CELLS, 1):
        sheet.write_number(row, 0, hours / 24, book.add_format({"num_format": shape}))
PY
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" --outdir "$2" "$3" >/dev/null 2>&1; }
convert csv plain hours.xlsx
convert "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true" shown hours.xlsx
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import pandas as pd
from cells import CELLS

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "pandas")))
plain, shown = (pd.read_csv(f"{folder}/hours.csv", dtype="str")["hours"].tolist() for folder in ("plain", "shown"))
read = pd.to_timedelta(pd.Series(plain), errors="coerce")
for (hours, shape, as_shown, written), text, in_sheet, time in zip(CELLS, plain, shown, read, strict=True):
    print(f"{hours:9.2f} hours as {shape}: shown {in_sheet}, in .csv {text}, read as {time}")
    assert (in_sheet, text) == (as_shown, written)
    assert pd.isna(time) == (not (hours < 0 or 24 <= hours <= 32766))
PY
echo "As seen: in .csv hours are times of day, durations or dates by their size."
