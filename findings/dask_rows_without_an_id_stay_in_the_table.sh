#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1 and SQLAlchemy 2.0.58: read_sql_table("processes", database, index_col="contract") leaves out each row whose contract is blank. Of
# seven processes it reads five, and the sum of their costs is too small.
#
# Expected: all rows of the table, as pandas reads them with the same arguments, and as Dask reads a .csv file or Parquet and then sets the index; or an error.
# Seen (2026-11-30, Python 3.11): the table is read in parts by "contract between ... and ...", which no blank meets; npartitions=1 reads no whole table
# either. read_sql_query does the same. The documentation says of the column that it defines the parts and should be one that the
# server can search, not that its blanks cost rows. Nothing is said. The script fails if that changes.
# What to do: take a column that is never blank, such as the primary key, and compare len() with "select count(*)".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'dask[dataframe]==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1' 'SQLAlchemy==2.0.58'
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import dask.dataframe as dd
import pandas as pd
import sqlalchemy as sa

DATABASE = "sqlite:///list.db"
frame = pd.DataFrame({"contract": [1, 2, None, 4, 5, None, 7], "process": range(1, 8), "cost": [10.0] * 7})
with sa.create_engine(DATABASE).begin() as connection:
    frame.to_sql("processes", connection, index=False)
frame.to_csv("list.csv", index=False)
print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "SQLAlchemy")))
query = sa.select(sa.column("contract"), sa.column("cost")).select_from(sa.table("processes"))
seen = {
    "Dask, 1 part": dd.read_sql_table("processes", DATABASE, index_col="contract", npartitions=1),
    "Dask, 3 parts": dd.read_sql_table("processes", DATABASE, index_col="contract", npartitions=3),
    "Dask, query": dd.read_sql_query(query, DATABASE, index_col="contract", npartitions=2),
    "Dask, by process": dd.read_sql_table("processes", DATABASE, index_col="process", npartitions=3),
    "Dask, .csv": dd.read_csv("list.csv").set_index("contract"),
    "pandas": pd.read_sql_table("processes", DATABASE, index_col="contract"),
}
rows = {how: (len(table), float(table["cost"].sum() if how == "pandas" else table["cost"].sum().compute())) for how, table in seen.items()}
for how, answer in rows.items():
    print(f"{how}: {answer[0]} rows, cost {answer[1]}")
assert {rows[how] for how in ("Dask, 1 part", "Dask, 3 parts", "Dask, query")} == {(5, 50.0)}
assert {rows[how] for how in ("Dask, by process", "Dask, .csv", "pandas")} == {(7, 70.0)}
PY
echo "As seen: rows without a contract are not read."
