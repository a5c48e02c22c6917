#!/usr/bin/env bash
# fastexcel 0.21.0 (which polars uses): a column with 1,000 numbers and then the code "A-17" is read as numbers, and the code is blank. After 1,000
# yes and no, the number 5 is True; after 1,000 numbers, a date is blank.
#
# Expected: the code as a text, as the same column is read with the code in row 999; or an error. python-calamine 0.9.1, which reads for it, and
# pandas 3.1.1 give every value.
# Seen (2026-11-29, pyarrow 26.0.1, Python 3.11): the first 1,000 rows decide what a column is, and what is of another kind after them is made blank
# without a word; also with dtype_coercion="strict", which raises where the two kinds stand in the first 1,000 rows. A list whose ids are numbers at
# first loses the ids of its newer rows, and a join on them finds nothing. A named type does so from the first row on: dtypes={"id": "int"} makes 2
# of 2.999, and a blank of " 8". The script fails if that changes.
# What to do: schema_sample_rows=None, which looks at all rows; or dtypes={"id": "string"} for ids.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'fastexcel==0.21.0' 'pyarrow==26.0.1' 'pandas==3.1.1' 'python-calamine==0.9.1' 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import fastexcel
import pandas as pd
import xlsxwriter

DAY = dt.datetime(2026, 1, 5)


def saved(values):
    with xlsxwriter.Workbook("list.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet().write_column(0, 0, ["id", *values])
    return "list.xlsx"


def last(values, **settings):
    column = fastexcel.read_excel(saved(values)).load_sheet(0, **settings).to_arrow().column("id")
    return column[-1].as_py()


print(*(f"{name} {version(name)}" for name in ("fastexcel", "pyarrow", "pandas", "python-calamine")))
seen = {}
for name, many, one in (("code", 7, "A-17"), ("date", 7, DAY), ("number", True, 5), ("text among dates", DAY, "soon")):
    values = [many] * 1000 + [one]
    seen[name] = (last([many] * 998 + [one]), last(values), last(values, schema_sample_rows=None))
    in_pandas = pd.read_excel(saved(values), engine="calamine")["id"].iloc[-1]
    print(f"{name}: in row 999 {seen[name][0]!r}, in row 1001 {seen[name][1]!r}, all rows looked at {seen[name][2]!r}, pandas {in_pandas!r}")
    assert in_pandas == one
assert seen["code"] == ("A-17", None, "A-17")
assert seen["date"][1] is None and seen["number"] == (5.0, True, 5.0) and seen["text among dates"] == ("soon", None, "soon")
assert [last([1, value], dtypes={"id": "int"}) for value in (2.999, "7", " 8")] == [2, 7, None]
assert last([7] * 1000 + ["A-17"], dtype_coercion="strict") is None
assert last([7] * 1000 + ["A-17"], dtypes={"id": "string"}) == "A-17"
try:
    raise AssertionError(last([7] * 998 + ["A-17"], dtype_coercion="strict"))
except fastexcel.FastExcelError as error:
    print("strict, in row 999:", type(error).__name__)
PY
echo "As seen: what comes after 1,000 rows and is of another kind is blank."
