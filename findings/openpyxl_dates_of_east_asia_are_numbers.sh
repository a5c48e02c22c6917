#!/usr/bin/env bash
# openpyxl 3.1.5, and so pandas 3.1.1 with engine="openpyxl": dates in the usual formats of Excel in Japanese, Chinese and Korean are read as numbers, 46027
# for 5 January 2026, and half past ten as 0.4375. A plain date beside them, in the format that all languages share, is a date.
#
# Expected: dates and times, as python-calamine 0.9.1 and LibreOffice read them, and as openpyxl itself reads the formats 14 to 22.
# Seen (2026-11-30, Python 3.11): these formats have numbers, 27 to 36 and 50 to 58, and no text in the file (ECMA-376 part 1, 18.8.30, lists them by language); openpyxl does
# not know them and takes them for "General". pandas gives int64 or float64 for such a column, and a mixed one where some cells have another format, and
# no word is said. The script fails if that changes.
# What to do: read with engine="calamine", or give such cells a format by its text, such as yyyy-mm-dd, which openpyxl knows.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'python-calamine==0.9.1' 'pandas==3.1.1' 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd
import xlsxwriter

print(*(f"{name} {version(name)}" for name in ("openpyxl", "python-calamine", "pandas", "XlsxWriter")))
DATES = (14, 27, 28, 30, 31, 36, 57, 58)
TIMES = (21, 32, 33, 34, 35)
with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    # XlsxWriter takes the number of a format that every program knows by itself.
    for column, number in enumerate((*DATES, *TIMES)):
        sheet.write_number(0, column, 46027 if number in DATES else 0.4375, book.add_format({"num_format": number}))
seen = {engine: pd.read_excel("list.xlsx", header=None, engine=engine).iloc[0].tolist() for engine in ("openpyxl", "calamine")}
for engine, values in seen.items():
    print(engine, dict(zip((*DATES, *TIMES), map(str, values), strict=True)))
day, time = pd.Timestamp("2026-01-05"), dt.time(10, 30)
assert seen["calamine"] == [day] * len(DATES) + [time] * len(TIMES)
assert seen["openpyxl"] == [day] + [46027] * (len(DATES) - 1) + [time] + [0.4375] * (len(TIMES) - 1)
PY
echo "As seen: dates in formats of East Asia are numbers for openpyxl."
