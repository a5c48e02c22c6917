#!/usr/bin/env bash
# Great Expectations 1.24.1: with result_format "COMPLETE" the list of unexpected values ends at 200, and in SQL the list of the rows they
# stand in ends at 20. unexpected_count says 600, and no word says that the lists are shorter.
#
# Expected: both lists have as many entries as unexpected_count. The documentation says of COMPLETE that it includes all available
# justification for why an expectation was met or not met, including unexpected_list.
# Seen (2026-11-29, Python 3.11, pandas 3.1.1, SQLAlchemy 2.0.58): of 600 values over a pandas frame 200 values and 600 rows; over SQLite 200 values and
# 20 rows. A list of rows to mend, made from a result over SQL, lacks 580 of them. The script fails if that changes.
# What to do: take rows from unexpected_index_query (SQL) or unexpected_index_list (pandas); compare their number with unexpected_count.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'great_expectations==1.24.1' 'pandas==3.1.1' 'sqlalchemy==2.0.58'
cd "$folder"
GX_ANALYTICS_ENABLED=false TQDM_DISABLE=1 "$folder/venv/bin/python" - 2>/dev/null <<'PY'
import sqlite3
from contextlib import closing
from importlib.metadata import version

import great_expectations as gx
import pandas as pd

frame = pd.DataFrame({"row": range(1000), "hours": [-number - 1 if number < 600 else number for number in range(1000)]})
with closing(sqlite3.connect("list.db")) as database:
    frame.to_sql("processes", database, index=False)
context = gx.get_context(mode="ephemeral")
in_memory = context.data_sources.add_pandas("frame").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
table = context.data_sources.add_sqlite("table", connection_string="sqlite:///list.db").add_table_asset("a", table_name="processes")
batches = {
    "pandas": in_memory.get_batch({"dataframe": frame}),
    "SQLite": table.add_batch_definition_whole_table("b").get_batch(),
}
not_negative = gx.expectations.ExpectColumnValuesToBeBetween(column="hours", min_value=0)
complete = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]}
seen = {}
print("great_expectations", version("great_expectations"), "pandas", version("pandas"))
for engine, batch in batches.items():
    result = batch.validate(not_negative, result_format=complete).result
    seen[engine] = (result["unexpected_count"], len(result["unexpected_list"]), len(result["unexpected_index_list"]))
    print(f"{engine}: unexpected_count, values listed, rows listed:", seen[engine])
    if engine == "SQLite":
        with closing(sqlite3.connect("list.db")) as database:
            by_query = len(database.execute(result["unexpected_index_query"].rstrip(";")).fetchall())
        print("rows of its unexpected_index_query:", by_query)
        assert by_query == 600
assert seen == {"pandas": (600, 200, 600), "SQLite": (600, 200, 20)}
PY
echo "As seen: COMPLETE names 200 of 600 values, and over SQL 20 of 600 rows."
