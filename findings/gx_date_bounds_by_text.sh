#!/usr/bin/env bash
# Great Expectations 1.24.1 over pandas 3.1.1: whether a range of dates can be checked depends on how the bound is written. With
# "2026-01-01" a column of datetime64 that lies in the range fails, because an error is raised within; with
# "2026-01-01T00:00:00" it passes. For a column of Python dates it is the other way round.
#
# Expected: both texts mean the same day for both columns, or the expectation is refused when it is made.
# Seen (2026-11-28, Python 3.11): the text is made a date or a datetime when the expectation is made, and pandas refuses to compare
# a Timestamp with a date. The result says success: false and has no counts; the cause is in exception_info only. The
# check on the minimum does the same. The script fails if that changes.
# What to do: write bounds for datetime64 with a time of day; count a result with an exception as "not checked".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'great_expectations==1.24.1' 'pandas==3.1.1'
cd "$folder"
GX_ANALYTICS_ENABLED=false TQDM_DISABLE=1 "$folder/venv/bin/python" - 2>/dev/null <<'PY'
import datetime as dt
from importlib.metadata import version

import great_expectations as gx
import pandas as pd

DAYS = [dt.date(2026, 1, 5), dt.date(2026, 6, 1)]
COLUMNS = {"datetime64": pd.DataFrame({"end": pd.to_datetime(DAYS)}), "Python dates": pd.DataFrame({"end": DAYS})}
BOUNDS = {"a day": ("2026-01-01", "2026-12-31"), "day and time": ("2026-01-01T00:00:00", "2026-12-31T00:00:00")}
KINDS = (gx.expectations.ExpectColumnValuesToBeBetween, gx.expectations.ExpectColumnMinToBeBetween)
context = gx.get_context(mode="ephemeral")
source = context.data_sources.add_pandas("frames")
print("great_expectations", version("great_expectations"), "pandas", version("pandas"))
seen = {}
for column, frame in COLUMNS.items():
    batch = source.add_dataframe_asset(column).add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    for bound, (low, high) in BOUNDS.items():
        results = [batch.validate(kind(column="end", min_value=low, max_value=high)) for kind in KINDS]
        seen[column, bound] = [one.success for one in results]
        raised = ["raised_exception': True" in str(one.exception_info) for one in results]
        print(f"{column}, bound written as {bound}: passes {seen[column, bound]}, error within {raised}")
assert seen == {
    ("datetime64", "a day"): [False, False],
    ("datetime64", "day and time"): [True, True],
    ("Python dates", "a day"): [True, True],
    ("Python dates", "day and time"): [False, False],
}
PY
echo "As seen: the same range passes or fails by the way in which its bound is written."
