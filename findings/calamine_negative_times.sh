#!/usr/bin/env bash
# python-calamine 0.9.1, and pandas 3.1.1 with engine="calamine": in a list of working time, where the balance of -1:30 hours stands in a cell of the format
# h:mm, it is read as 22:30. So is -25:30; -24:00 is read as 0:00. Excel shows -1:30 in a workbook of the 1904 date system, which is chosen for
# that (the number in the file is -0.0625).
#
# Expected: a duration below zero, as the same reader gives for the format [h]:mm, or the number; or an error.
# Seen (2026-11-29, Python 3.11): a time of day, from which nobody can tell a debt of an hour and a half from half past ten in the evening. Of the formats of
# dates too: a difference of -1 days is 00:00. openpyxl 3.1.5 gives the evening of 31 December 1903 (in the 1900 system 29 December 1899),
# from which the number can be won back. The script fails if that changes.
# What to do: read cells with such formats by openpyxl and take the epoch off, or ask for the format [h]:mm in the list.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'pandas==3.1.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import openpyxl
import pandas as pd
import xlsxwriter

HOURS = [8.5, -1.5, -25.5, -24]
EPOCH = dt.datetime(1904, 1, 1)


def hours(value):
    if isinstance(value, dt.time):
        value = dt.datetime.combine(EPOCH, value)
    return ((value - EPOCH) if isinstance(value, dt.datetime) else value) / dt.timedelta(hours=1)


print(*(f"{name} {version(name)}" for name in ("python-calamine", "pandas", "openpyxl", "XlsxWriter")))
seen, by_openpyxl = {}, {}
for number_format in ("h:mm", "[h]:mm", "yyyy-mm-dd"):
    with xlsxwriter.Workbook("balances.xlsx", {"date_1904": True}) as book:
        sheet, style = book.add_worksheet(), book.add_format({"num_format": number_format})
        sheet.write_string(0, 0, "balance")
        for row, one in enumerate(HOURS, start=1):
            sheet.write_number(row, 0, one / 24, style)
    seen[number_format] = pd.read_excel("balances.xlsx", engine="calamine")["balance"].tolist()
    column = openpyxl.load_workbook("balances.xlsx").active["A"]
    by_openpyxl[number_format] = [hours(cell.value) for cell in column[1:]]
    print(f"{number_format}: calamine {[str(value) for value in seen[number_format]]}; openpyxl, in hours {by_openpyxl[number_format]}")
assert seen["h:mm"] == seen["yyyy-mm-dd"] == [dt.time(8, 30), dt.time(22, 30), dt.time(22, 30), dt.time(0)]
assert [hours(value) for value in seen["[h]:mm"]] == HOURS
assert set(map(tuple, by_openpyxl.values())) == {tuple(HOURS)}
PY
echo "As seen: a negative time is a time of day."
