#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: a column that holds 5 January (a date) and 5 January 17:30 (a datetime) loses the time of day in to_parquet and
# to_feather, without a word, if the date stands in the first row. If the datetime stands first, an error is raised. Such columns come from
# python-calamine 0.9.1, which gives a date for each cell without a time.
#
# Expected: one answer for one column, whatever the order of its rows: datetimes, or the error.
# Seen (2026-11-29, Python 3.11): the first value that is not blank decides the type of all. Times with different zones too: beside 12:00+02:00 in the first row
# a plain 12:00 becomes 14:00+02:00, and beside a plain 12:00 in the first row 12:00+02:00 becomes a plain 10:00. pyarrow.array does the same.
# The script fails if that changes.
# What to do: pd.to_datetime for columns of dates and datetimes before they are written; bring all times to one zone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1' 'python-calamine==0.9.1' 'XlsxWriter==3.3.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd
import pyarrow as pa
import xlsxwriter
from python_calamine import load_workbook

DAY, MOMENT = dt.date(2026, 1, 5), dt.datetime(2026, 1, 5, 17, 30)
PLAIN = dt.datetime(2026, 1, 5, 12)
BERLIN_SUMMER = PLAIN.replace(tzinfo=dt.timezone(dt.timedelta(hours=2)))

with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_string("A1", "closed")
    sheet.write_datetime("A2", DAY, book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_datetime("A3", MOMENT, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
heading, *rows = load_workbook("list.xlsx").get_sheet_by_index(0).to_python()
read = pd.DataFrame(rows, columns=heading)["closed"].tolist()
assert [type(value) for value in read] == [dt.date, dt.datetime] and read == [DAY, MOMENT]


def written(values):
    """The texts that come back from a Parquet file, or the kind of error."""
    try:
        pd.DataFrame({"closed": pd.Series(values, dtype="object")}).to_parquet("list.parquet")
    except pa.ArrowException as error:
        return type(error).__name__
    return [str(value) for value in pd.read_parquet("list.parquet")["closed"]]


print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow", "python-calamine")))
cases = {
    "date first, as read by calamine": read,
    "datetime first": read[::-1],
    "datetimes from pd.to_datetime": pd.to_datetime(pd.Series(read, dtype="object")).tolist(),
    "12:00+02:00, then 12:00": [BERLIN_SUMMER, PLAIN],
    "12:00, then 12:00+02:00": [PLAIN, BERLIN_SUMMER],
}
seen = {what: written(values) for what, values in cases.items()}
for what, values in seen.items():
    print(f"{what}: {values}")
assert list(seen.values()) == [
    ["2026-01-05", "2026-01-05"],
    "ArrowTypeError",
    ["2026-01-05 00:00:00", "2026-01-05 17:30:00"],
    ["2026-01-05 12:00:00+02:00", "2026-01-05 14:00:00+02:00"],
    ["2026-01-05 12:00:00", "2026-01-05 10:00:00"],
]
assert pa.array(read).to_pylist() == [DAY, DAY]
PY
echo "As seen: the first row decides what the others lose."
