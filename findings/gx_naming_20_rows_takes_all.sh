#!/usr/bin/env bash
# Great Expectations 1.24.1 over pandas 3.1.1: with unexpected_index_column_names the result names the rows of unexpected values by their ids. For result_format "SUMMARY" it names 20 of
# them. With 100,000 unexpected rows the check takes 2 s of CPU time instead of 0.03 s.
#
# Expected: about the time of the check without names, since 20 rows are named; as partial_unexpected_list with its 20 values costs next to nothing.
# Seen (2026-11-30, Python 3.11): each unexpected row becomes a dict with its ids, one by one in Python, and then 20 of them are taken. So a check is slow just where a list is
# bad, by 20 s for each million rows and expectation, and all of the dicts are in memory at once. "BOOLEAN_ONLY" has no such cost.
# return_unexpected_index_query=False and partial_unexpected_count change nothing. The script fails if the check with names takes less than five times the time.
# What to do: check without names, and take the ids from the frame by partial_unexpected_index_list, which has the labels of the frame's index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'great_expectations==1.24.1' 'pandas==3.1.1'
cd "$folder"
GX_ANALYTICS_ENABLED=false "$folder/venv/bin/python" -W ignore - 2>/dev/null <<'PY'
import time
from importlib.metadata import version

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

print(*(f"{name} {version(name)}" for name in ("great_expectations", "pandas")))
source = gx.get_context(mode="ephemeral").data_sources.add_pandas("lists")
seen = {}
for unexpected in (100, 100_000):
    frame = pd.DataFrame({"process": range(100_000), "cost": [-1] * unexpected + [1] * (100_000 - unexpected)})
    asset = source.add_dataframe_asset(f"list {unexpected}")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    for names in ({}, {"unexpected_index_column_names": ["process"], "return_unexpected_index_query": False}):
        settings = {"result_format": "SUMMARY", **names}
        start = time.process_time()
        result = batch.validate(gxe.ExpectColumnValuesToBeBetween(column="cost", min_value=0), result_format=settings).result
        seen[unexpected, bool(names)] = time.process_time() - start
        rows = result["partial_unexpected_index_list"]
        print(f"{unexpected} unexpected, names {bool(names)}: {seen[unexpected, bool(names)]:.2f} s, {len(rows)} rows, first {rows[0]}")
        assert result["unexpected_count"] == unexpected and len(rows) == 20
assert seen[100_000, True] > 5 * seen[100_000, False] and seen[100_000, True] > 5 * seen[100, True]
PY
echo "As seen: naming 20 rows takes the time of naming all."
