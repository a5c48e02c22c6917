#!/usr/bin/env bash
# XlsxWriter 3.3.1 (and so pandas 3.1.1 with engine="xlsxwriter"): the date 1900-01-01, which many systems hold for "no date", is written as day 0.
# Excel shows it as 1900-01-00, and whoever reads the file gets a time of day, 00:00, instead of a date.
#
# Expected: day 1, as openpyxl 3.1.5 writes it, and as XlsxWriter itself writes 1900-01-02 as day 2.
# Seen (2026-11-29, Python 3.11): 0 for 1900-01-01, 0.25 for six in the morning of that day; the days around are right. openpyxl and
# python-calamine 0.9.1 read datetime.time from it; read by pandas the column is a mix of dates and times. The script fails if that changes.
# What to do: write such a date as blank or as text, or write the number 1 with a date format.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'pandas==3.1.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
import re
import zipfile
from importlib.metadata import version

import pandas as pd

DAYS = [dt.datetime(1900, 1, 1), dt.datetime(1900, 1, 1, 6), dt.datetime(1900, 1, 2), dt.datetime(1900, 2, 28), dt.datetime(1900, 3, 1)]
print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "pandas", "openpyxl", "python-calamine")))
numbers, first = {}, {}
for engine in ("xlsxwriter", "openpyxl"):
    pd.DataFrame({"closed": DAYS}).to_excel(f"{engine}.xlsx", index=False, engine=engine)
    with zipfile.ZipFile(f"{engine}.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    numbers[engine] = [float(number) for number in re.findall(r'<c r="A[2-9]"[^>]*><v>([^<]*)</v>', sheet)]
    first[engine] = [pd.read_excel(f"{engine}.xlsx", engine=reader)["closed"].iloc[0] for reader in ("openpyxl", "calamine")]
    print(f"{engine} writes {numbers[engine]}; the first is read as {first[engine]}")
assert numbers["xlsxwriter"] == [0, 0.25, 2, 59, 61] and numbers["openpyxl"] == [1, 1.25, 2, 59, 61]
assert first["xlsxwriter"] == [dt.time(0, 0)] * 2
assert all(isinstance(day, dt.datetime) and day == DAYS[0] for day in first["openpyxl"])
PY
echo "As seen: 1 January 1900 becomes midnight of no day."
