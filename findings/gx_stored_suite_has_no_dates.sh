#!/usr/bin/env bash
# Great Expectations 1.24.1 over pandas 3.1.1: a set of dates in an expectation is a set of texts once its suite is added to a context, also to one in
# memory. "None of these forbidden days" then passes for a column that holds nothing but them, and "all in this set" fails for the set's own days.
#
# Expected: the same verdict before and after the suite is added, which is where every checkpoint takes its suites from; or an error that a date
# cannot be stored. Bounds that are dates stay dates.
# Seen (2026-11-29, Python 3.11): the expectation holds dates until context.suites.add, and texts after it; for datetime64 both "in the set" and "not in the set"
# fail; Decimal becomes a float. "Distinct values in the set" reads the texts as dates again, so of two expectations with one set one passes
# and one fails, without an exception. The script fails if that changes.
# What to do: check dates as texts (a column with strftime), or by bounds and by the expectations of distinct values.
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
import great_expectations.expectations as gxe
import pandas as pd

DAYS = [dt.date(2026, 12, 25), dt.date(2026, 12, 26)]
KINDS = {
    "all in the set": gxe.ExpectColumnValuesToBeInSet,
    "none in the set": gxe.ExpectColumnValuesToNotBeInSet,
    "distinct values in the set": gxe.ExpectColumnDistinctValuesToBeInSet,
}
frame = pd.DataFrame({"dates": pd.Series(DAYS, dtype=object), "timestamps": pd.to_datetime(DAYS)})
context = gx.get_context(mode="ephemeral")
asset = context.data_sources.add_pandas("frames").add_dataframe_asset("closed")
batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})


def verdicts(column, is_added):
    seen = {}
    for what, kind in KINDS.items():
        suite = gx.ExpectationSuite(f"{column} {what} {is_added}")
        suite.add_expectation(kind(column=column, value_set=list(frame[column])))
        if is_added:
            suite = context.suites.add(suite)
        outcome = batch.validate(suite).results[0]
        assert not outcome.exception_info or not outcome.exception_info.get("raised_exception", True)
        seen[what] = outcome.success
    return seen


print(*(f"{name} {version(name)}" for name in ("great_expectations", "pandas")))
seen = {(column, is_added): verdicts(column, is_added) for column in frame for is_added in (False, True)}
for (column, is_added), answers in seen.items():
    print(f"{column}, suite {'added' if is_added else 'not added'}: {answers}")
right = {"all in the set": True, "none in the set": False, "distinct values in the set": True}
assert seen["dates", False] == seen["timestamps", False] == right
assert seen["dates", True] == {"all in the set": False, "none in the set": True, "distinct values in the set": True}
assert seen["timestamps", True] == {"all in the set": False, "none in the set": False, "distinct values in the set": True}
PY
echo "As seen: dates of a set become texts when the suite is added."
