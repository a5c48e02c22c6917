#!/usr/bin/env bash
# A cell of truth values in .xlsx whose value is written as the word false: fastexcel 0.21.0 (which polars uses) reads it as True. openpyxl 3.1.5 and pandas 3.1.1
# with it refuse the whole workbook. python-calamine 0.9.1, and pandas with it, read False.
#
# Expected: False, as Excel reads it; the schema type of truth values (xsd:boolean) has true, false, 1 and 0 for its values, and openpyxl
# itself reads the words in attributes such as hidden="false". Excel writes 1 and 0, some other programs the words.
# Seen (2026-11-29, Python 3.11): each No of such a list is a Yes for fastexcel, without a word. openpyxl says "could not read worksheets",
# with int() of "false" as the cause. The script fails if that changes.
# What to do: read such a file with python-calamine, or with pandas and engine="calamine".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'fastexcel==0.21.0' 'pyarrow==26.0.1' 'pandas==3.1.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1' 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import zipfile
from importlib.metadata import version

import fastexcel
import pandas as pd
import xlsxwriter

ANSWERS = [True, False, True, False]
with xlsxwriter.Workbook("digits.xlsx") as book:
    book.add_worksheet().write_column(0, 0, ["outsourced", *ANSWERS])
with zipfile.ZipFile("digits.xlsx") as parts, zipfile.ZipFile("words.xlsx", "w") as copy:
    for name in parts.namelist():
        part = parts.read(name)
        if name == "xl/worksheets/sheet1.xml":
            assert part.count(b't="b"') == len(ANSWERS)
            for digit, word in ((b"1", b"true"), (b"0", b"false")):
                part = part.replace(b't="b"><v>' + digit + b"<", b't="b"><v>' + word + b"<")
        copy.writestr(name, part)


def with_pandas(engine):
    return lambda name: pd.read_excel(name, engine=engine)["outsourced"].tolist()


def with_fastexcel(name):
    return fastexcel.read_excel(name).load_sheet(0).to_arrow().column("outsourced").to_pylist()


readers = {"fastexcel": with_fastexcel, "openpyxl": with_pandas("openpyxl"), "calamine": with_pandas("calamine")}
print(*(f"{name} {version(name)}" for name in ("fastexcel", "openpyxl", "python-calamine", "pandas")))
seen = {}
for reader, read in readers.items():
    assert read("digits.xlsx") == ANSWERS
    try:
        seen[reader] = read("words.xlsx")
    except ValueError as error:
        seen[reader] = type(error).__name__
    print(f"{reader}: 1 and 0 {ANSWERS}; true and false {seen[reader]}")
assert seen == {"fastexcel": [True] * 4, "openpyxl": "ValueError", "calamine": ANSWERS}
PY
echo "As seen: three readers, three answers."
