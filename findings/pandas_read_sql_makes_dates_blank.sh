#!/usr/bin/env bash
# pandas 3.1.1 with SQLAlchemy 2.0.58: read_sql(..., parse_dates=["day"]) makes blanks, without a word, of dates that to_sql itself wrote: all rows
# that one job wrote through an engine of SQLAlchemy, where the first row of the table came through a connection of sqlite3; dates without a time
# too.
#
# Expected: the dates, as read_sql_table gives for the same table, or the error that to_datetime raises for such a column; read_csv(parse_dates=...)
# keeps texts.
# Seen (2026-11-29, Python 3.11): the first text decides the form of all, and what has another form is dropped as errors="coerce" would. to_sql has
# three forms for one midnight: "2026-01-06 00:00:00" through sqlite3, "2026-01-06 00:00:00.000000" through an engine, "2026-01-06" for a date. So
# the newest month can be blank, and so is "6.1.2026" or "soon". In the table itself one day counts as three, and day = ... through the engine finds
# one row of three. The script fails if that changes.
# What to do: read without parse_dates and call to_datetime(column, format="ISO8601"); write one table in one way.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'SQLAlchemy==2.0.58'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
import datetime
import io
import sqlite3
from importlib.metadata import version

import pandas as pd
import sqlalchemy

DAY = pd.Timestamp("2026-01-06")
list_of_day = pd.DataFrame({"way": ["?"], "day": [DAY]})
driver, engine = sqlite3.connect("lists.db"), sqlalchemy.create_engine("sqlite:///lists.db")
list_of_day.assign(way="sqlite3").to_sql("list", driver, index=False)
driver.commit()
list_of_day.assign(way="engine").to_sql("list", engine, index=False, if_exists="append")
list_of_day.assign(way="date", day=DAY.date()).to_sql("list", engine, index=False, if_exists="append")

print(*(f"{name} {version(name)}" for name in ("pandas", "SQLAlchemy")))
texts = pd.read_sql("select * from list", driver)["day"]
print("in the table:", texts.tolist())
assert texts.tolist() == ["2026-01-06 00:00:00", "2026-01-06 00:00:00.000000", "2026-01-06"]
for connection in (driver, engine):
    parsed = pd.read_sql("select * from list", connection, parse_dates=["day"])
    print(parsed.to_string(index=False))
    assert parsed["day"].isna().tolist() == [False, True, True] and parsed["day"][0] == DAY

assert (pd.read_sql_table("list", engine)["day"] == DAY).all()
assert (pd.to_datetime(texts, format="ISO8601") == DAY).all()
try:
    pd.to_datetime(texts)
except ValueError as error:
    print("to_datetime:", str(error).split(".")[0])
else:
    raise AssertionError("no error")
assert pd.read_csv(io.StringIO(texts.to_csv(index=False)), parse_dates=["day"])["day"].tolist() == texts.tolist()

found = pd.read_sql(sqlalchemy.text("select * from list where day = :day"), engine, params={"day": datetime.datetime(2026, 1, 6)})
print("found by day:", found["way"].tolist())
assert found["way"].tolist() == ["sqlite3"]
assert driver.execute("select count(distinct day) from list").fetchone() == (3,)

driver.execute("create table typed (day text)")
driver.executemany("insert into typed values (?)", [("2026-01-06",), ("6.1.2026",), ("soon",)])
assert pd.read_sql("select * from typed", driver, parse_dates=["day"])["day"].isna().tolist() == [False, True, True]
PY
echo "As seen: dates that have another form than the first one are blank."
