#!/usr/bin/env bash
# pandas 3.1.1 with SQLAlchemy 2.0.58: to_sql writes a blank duration as the number -9223372036854775808. The sum of the hours 1:00, blank and 0:30
# in the table is then about minus 9 trillion seconds, their minimum is the blank, and count and "is null" say that none is missing. Blank dates and
# numbers are null.
#
# Expected: null for a blank, and for 1:00 what the warning of to_sql says, "integer values (ns frequency)": 3,600,000,000,000; or the error that a
# type is not supported.
# Seen (2026-11-29, Python 3.11): with an engine of SQLAlchemy and with a connection of sqlite3. The numbers are in the unit of the column, which
# pandas 3 chooses by where a column comes from: 1:00 is 3,600,000,000 if it was read from texts, 3,600,000,000,000 if it was made of hours as
# fractions (unit="h"), 3,600 in seconds. Two lists that are appended to one table differ by 1,000 or 1,000,000 in it, and no column says so. The
# script fails if that changes.
# What to do: write hours as numbers, column.dt.total_seconds() / 3600, in which blanks stay blank.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'SQLAlchemy==2.0.58'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sqlite3
import warnings
from importlib.metadata import version

import pandas as pd
import sqlalchemy

BLANK = -9223372036854775808
SUMS = "select sum(hours), min(hours), count(hours), sum(hours is null), sum(day is null), sum(posts is null) from list"


def lists(hours):
    """A list with one blank duration, date and number, in the unit that the hours have."""
    days = pd.to_datetime(["2026-11-28", None, "2026-11-29"])
    return pd.DataFrame({"process": list("ABC"), "hours": hours, "day": days, "posts": [1, None, 2]})


texts = pd.Series(pd.to_timedelta(["01:00:00", None, "00:30:00"]))
fractions = pd.Series(pd.to_timedelta([1.0, None, 0.5], unit="h"))
print(*(f"{name} {version(name)}" for name in ("pandas", "SQLAlchemy")))
print("units:", texts.dtype, fractions.dtype)
assert (str(texts.dtype), str(fractions.dtype)) == ("timedelta64[us]", "timedelta64[ns]")
assert texts.equals(fractions.astype(texts.dtype))

with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    for hours, one in ((texts, 3600 * 10**6), (fractions, 3600 * 10**9), (texts.astype("timedelta64[s]"), 3600)):
        engine = sqlalchemy.create_engine("sqlite://")
        with engine.connect() as by_engine, sqlite3.connect(":memory:") as by_driver:
            for connection in (by_engine, by_driver):
                lists(hours).to_sql("list", connection, index=False)
                stored = pd.read_sql("select process, hours from list", connection)["hours"].tolist()
                total, least, known, *missing = pd.read_sql(SUMS, connection).iloc[0].astype("int64").tolist()
                print(hours.dtype, stored, "sum", total, "minimum", least, "known", known, "missing hours, days, posts", missing)
                assert stored == [one, BLANK, one // 2]
                assert total < -(9 * 10**18) and least == BLANK and known == 3 and missing == [0, 1, 1]
assert {str(line.message) for line in said if "timedelta" in str(line.message)} == {
    "the 'timedelta' type is not supported, and will be written as integer values (ns frequency) to the database."
}

with warnings.catch_warnings(), sqlite3.connect(":memory:") as connection:
    warnings.simplefilter("ignore")
    for month in (texts, fractions):
        lists(month).iloc[[0]].to_sql("list", connection, index=False, if_exists="append")
    both = pd.read_sql("select hours from list", connection)["hours"].tolist()
    print("1:00 in one table:", both)
    assert both == [3600 * 10**6, 3600 * 10**9]
    lists(texts.dt.total_seconds() / 3600).to_sql("list", connection, index=False, if_exists="replace")
    assert pd.read_sql(SUMS, connection).iloc[0].tolist() == [1.5, 0.5, 2, 1, 1, 1]
PY
echo "As seen: a blank duration is a number in the table, and the unit depends on where a column comes from."
