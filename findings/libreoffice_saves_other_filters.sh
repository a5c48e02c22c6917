#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: of a list filtered by "id above 3" and "state open or blank",
# soffice --convert-to saves no filter; of "id 1 or above 5" and "cost from 20 to 90" it saves "id 1" alone. The rows that were hidden stay hidden,
# so the list looks the same until somebody filters it again. And after a filter "not blank" openpyxl 3.1.5 and pandas 3.1.1 cannot read what was
# saved.
#
# Expected: the filters of the file, as LibreOffice saves most of them when they stand alone, or two of them without an "or".
# Seen (2026-11-29, python-calamine 0.9.1, Python 3.11): where one column has an "or", or a choice with blanks, the filters of the columns after it
# are gone, and all filters if it is not the first one. "1 or above 5" becomes "1" in any case, and a filter for values above average is gone in any
# case. For "not blank" the file gets operator="**none**", which is no value of ST_FilterOperator (ECMA-376, 18.18.31). Nothing is said.
# python-calamine reads all. The script fails if that changes.
# What to do: take the filters off before a list is converted, and unhide its rows, or set them again afterwards.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'XlsxWriter==3.3.1' 'openpyxl==3.1.5' 'pandas==3.1.1' 'python-calamine==0.9.1'
cd "$folder"
cat > filters.py <<'PY'
import re
import zipfile

STATES = ["open", "closed", "late", None]
ROWS = [(number, STATES[number % 4], number * 10) for number in range(1, 13)]
# The filters of columns, by their numbers: a list of choices, or a condition as XlsxWriter takes it. Then the rows that they leave.
LISTS = {
    "below or above": ({0: "x < 2 or x > 5"}, lambda number, state, cost: not 2 <= number <= 5),
    "between": ({2: "x > 20 and x < 90"}, lambda number, state, cost: 20 < cost < 90),
    "two columns": ({0: "x > 3", 2: "x < 90"}, lambda number, state, cost: number > 3 and cost < 90),
    "blanks": ({1: ["open", "Blanks"]}, lambda number, state, cost: state in ("open", None)),
    "equal or above": ({0: "x == 1 or x > 5"}, lambda number, state, cost: number == 1 or number > 5),
    "or, then between": ({0: "x == 1 or x > 5", 2: "x > 20 and x < 90"}, lambda number, state, cost: number > 5 and cost < 90),
    "blanks, then above": ({1: ["open", "Blanks"], 2: "x > 20"}, lambda number, state, cost: state in ("open", None) and cost > 20),
    "above, then blanks": ({0: "x > 3", 1: ["open", "Blanks"]}, lambda number, state, cost: number > 3 and state in ("open", None)),
    "above average": ({2: "above average"}, lambda number, state, cost: cost > 65),
    "not blank": ({1: "x == NonBlanks"}, lambda number, state, cost: state is not None),
}
AS_THEY_WERE = ["below or above", "between", "two columns", "blanks"]
OTHERS = {
    "equal or above": {0: ["1"]},
    "or, then between": {0: ["1"]},
    "blanks, then above": {1: ["open", "blank"]},
    "above, then blanks": {},
    "above average": {},
    "not blank": {1: ["**none** "]},
}


def saved(path):
    """The filters of the sheet by their columns, in words, and the number of hidden rows."""
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    filters = {}
    for column, body in re.findall(r'<filterColumn colId="(\d+)"[^>]*>(.*?)</filterColumn>', sheet):
        conditions = re.findall(r'<customFilter(?: operator="([^"]*)")? val="([^"]*)"', body)
        words = [f"{operator or 'equal'} {value}" for operator, value in conditions] or sorted(re.findall(r'<filter val="([^"]*)"', body))
        filters[int(column)] = words + ["blank"] * ('blank="' in body) + re.findall(r'dynamicFilter type="([^"]*)"', body)
    return filters, len(re.findall(r'<row [^>]*hidden="(?:1|true)"', sheet))
PY
"$folder/venv/bin/python" - <<'PY'
import openpyxl
import xlsxwriter
from filters import LISTS, ROWS
from openpyxl.worksheet.filters import DynamicFilter, FilterColumn

for name, (columns, shown) in LISTS.items():
    with xlsxwriter.Workbook(f"{name}.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "state", "cost"])
        sheet.autofilter(0, 0, len(ROWS), 2)
        for column, condition in columns.items():
            if isinstance(condition, list):
                sheet.filter_column_list(column, condition)
            elif condition != "above average":
                sheet.filter_column(column, condition)
        for line, row in enumerate(ROWS, 1):
            sheet.write_row(line, 0, row)
            if not shown(*row):
                sheet.set_row(line, options={"hidden": True})
book = openpyxl.load_workbook("above average.xlsx")  # XlsxWriter has no such filter
book.active.auto_filter.filterColumn = [FilterColumn(colId=2, dynamicFilter=DynamicFilter(type="aboveAverage", val=65))]
book.save("above average.xlsx")
PY
mkdir saved
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved ./*.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import openpyxl
import pandas as pd
from filters import AS_THEY_WERE, LISTS, OTHERS, ROWS, saved

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl", "pandas", "python-calamine")))
seen = {}
for name, (_, shown) in LISTS.items():
    before, hidden = saved(f"{name}.xlsx")
    seen[name], still_hidden = saved(f"saved/{name}.xlsx")
    print(f"{name}: {before}; saved {seen[name]}; hidden rows {hidden}, {still_hidden}")
    assert hidden == still_hidden == sum(not shown(*row) for row in ROWS)
    assert seen[name] == (before if name in AS_THEY_WERE else OTHERS[name]) and (name in AS_THEY_WERE or before != seen[name])
for name in LISTS:
    path = f"saved/{name}.xlsx"
    assert len(pd.read_excel(path, engine="calamine")) == len(ROWS)
    for read in (openpyxl.load_workbook, lambda path: pd.read_excel(path, engine="openpyxl")):
        try:
            read(path)
        except ValueError as error:
            print(f"{name}: {str(error)[:70]}")
            assert name == "not blank"
        else:
            assert name != "not blank"
PY
echo "As seen: filters are saved as others, and a filter for what is not blank makes the workbook unreadable."
