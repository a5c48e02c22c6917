#!/usr/bin/env bash
# pandas 3.1.1 with engine="calamine" (python-calamine 0.9.1): in a workbook whose first sheet is a chart sheet, read_excel(path) gives a frame without rows and
# columns, and sheet_name=1 gives the first table. With engine="openpyxl" (3.1.5) sheet_name=0 gives the first table, and 1 the second.
#
# Expected: the same sheet; and the one that ExcelFile.sheet_names has at that place, which names the tables alone with both engines.
# Seen (2026-11-29, Python 3.11): calamine counts chart sheets too, where pandas asks it for a number, and pandas leaves them out of the names. A program that goes
# through sheet_names by number takes each table for the next one's, and never reads the last. pandas warns that calamine will be its usual engine for
# .xlsx one day, so programs that name no engine meet it then. By name all is right. The script fails if that changes.
# What to do: read by name: sheet_name=book.sheet_names[0].
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'pandas==3.1.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import pandas as pd
import xlsxwriter

with xlsxwriter.Workbook("report.xlsx") as book:
    picture = book.add_chartsheet("Overview")
    for name, cost in (("Current year", 100), ("Year before", 90)):
        book.add_worksheet(name).write_column(0, 0, ["cost", cost])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Current year'!$A$2:$A$2"})
    picture.set_chart(chart)

print(*(f"{name} {version(name)}" for name in ("pandas", "python-calamine", "openpyxl", "XlsxWriter")))
seen = {}
for engine in ("openpyxl", "calamine"):
    with pd.ExcelFile("report.xlsx", engine=engine) as book:
        names = book.sheet_names
        by_number = [pd.read_excel(book, sheet_name=number).to_dict("list") for number in range(len(names))]
        by_name = [pd.read_excel(book, sheet_name=name).to_dict("list") for name in names]
    print(f"{engine}: sheets {names}; by number {by_number}; by name {by_name}")
    assert names == ["Current year", "Year before"]
    assert by_name == [{"cost": [100]}, {"cost": [90]}]
    seen[engine] = by_number
assert seen == {"openpyxl": [{"cost": [100]}, {"cost": [90]}], "calamine": [{}, {"cost": [100]}]}
PY
echo "As seen: a number means another sheet with calamine."
