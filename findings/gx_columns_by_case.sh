#!/usr/bin/env bash
# Great Expectations 1.24.1 over pandas 3.1.1: of two columns whose names differ in case alone, such as "Hours" (as sent) and "hours" (as read), an
# expectation on either checks the one that comes first in the frame. So a check of "hours" reports the values of "Hours", and the
# result, the suite and the Data Docs name the column "hours".
#
# Expected: the column with exactly that name, as everywhere in pandas; or an error that the name fits two columns.
# Seen (2026-11-29, Python 3.11): the name is compared without case, and the first column that fits is taken, though the other one fits exactly;
# "HOURS" is accepted too, while ExpectColumnToExist(column="HOURS") says that there is none. The script fails if that changes.
# What to do: give the columns names that differ in more than case before the check, and check the names by ExpectColumnToExist.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'great_expectations==1.24.1' 'pandas==3.1.1'
cd "$folder"
GX_ANALYTICS_ENABLED=false TQDM_DISABLE=1 "$folder/venv/bin/python" - 2>/dev/null <<'PY'
from importlib.metadata import version

import great_expectations as gx
import pandas as pd

context = gx.get_context(mode="ephemeral")
whole = context.data_sources.add_pandas("frame").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
frame = pd.DataFrame({"Hours": [-8, -9, 7], "hours": [1, 2, 3]})
expectations = gx.expectations


def negative(frame, name):
    batch = whole.get_batch({"dataframe": frame})
    result = batch.validate(expectations.ExpectColumnValuesToBeBetween(column=name, min_value=0), result_format="COMPLETE")
    assert not result.exception_info["raised_exception"], result.exception_info
    return result.result["unexpected_list"]


print("great_expectations", version("great_expectations"), "pandas", version("pandas"))
seen = {
    (order, name): negative(frame[order.split()], name) for order in ("Hours hours", "hours Hours") for name in ("hours", "Hours", "HOURS")
}
for (order, name), values in seen.items():
    print(f"columns {order}: negative values of {name}: {values}")
for name in ("hours", "Hours", "HOURS"):
    assert seen["Hours hours", name] == [-8, -9] and seen["hours Hours", name] == []
batch = whole.get_batch({"dataframe": frame})
maximum = batch.validate(expectations.ExpectColumnMaxToBeBetween(column="hours", max_value=5))
print("maximum of hours:", maximum.result["observed_value"], "by pandas:", frame["hours"].max())
exists = batch.validate(expectations.ExpectColumnToExist(column="HOURS")).success
print("HOURS exists:", exists)
assert maximum.result["observed_value"] == 7 and not exists
PY
echo "As seen: the first column whose name fits without case is checked."
