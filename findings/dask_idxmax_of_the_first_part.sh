#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: frame.groupby("unit")["cost"].idxmax() names, for each unit, the row with the highest cost within the first part of
# the frame that has the unit, not within the frame. Of the costs 5, 8 and 9 of one unit in three parts it names the row with 5.
#
# Expected: the row with 9, as in pandas, as max() of the same groups says, and as idxmax() of the column without groups does.
# Seen (2026-11-30, Python 3.11): each part is asked for its highest row, and of these answers the first one is kept. With one part all is right, so a
# list gets other rows once it is long enough for a second part. idxmin() does the same. Where a unit has blanks alone in one part, there is an error
# instead ("all NA values in a group"). Whoever asks for the dearest process of each unit, or the last month with a value, gets a wrong one without a
# word. The script fails if that changes.
# What to do: frame.sort_values("cost") and drop_duplicates("unit", keep="last"), or compare with max() of the groups and look the row up.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask[dataframe]==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import dask.dataframe as dd
import pandas as pd

frame = pd.DataFrame(
    {"unit": ["HR", "Finance", "IT"] * 3, "cost": [5, 9, 7, 8, 1, 4, 9, 3, 2], "process": [f"P{number}" for number in range(1, 10)]}
)
print(*(f"{name} {version(name)}" for name in ("dask", "pandas")))
highest = frame.groupby("unit")["cost"].max()
seen = {}
for parts in (1, 3):
    rows = dd.from_pandas(frame, npartitions=parts).groupby("unit")["cost"]
    for ask in ("idxmax", "idxmin"):
        answer = getattr(rows, ask)().compute()
        seen[parts, ask] = frame.cost[answer.sort_index()].tolist()
        print(f"{parts} part(s), cost in the rows that {ask} names for Finance, HR, IT: {seen[parts, ask]}")
    assert rows.max().compute().sort_index().tolist() == highest.tolist() == [9, 9, 7]
assert seen[1, "idxmax"] == [9, 9, 7] and seen[1, "idxmin"] == [1, 5, 2]
# The first of three parts holds one row of each unit.
assert seen[3, "idxmax"] == seen[3, "idxmin"] == [9, 5, 7]
assert dd.from_pandas(frame, npartitions=3)["cost"].idxmax().compute() == frame.cost.idxmax() == 1
right = dd.from_pandas(frame, npartitions=3).sort_values("cost").drop_duplicates("unit", keep="last").compute()
print("by sort_values and drop_duplicates:", right.set_index("unit").cost.sort_index().tolist())
assert right.set_index("unit").cost.sort_index().tolist() == [9, 9, 7]
blank = pd.DataFrame({"unit": ["HR", "HR"], "cost": [None, 5.0]})
try:
    dd.from_pandas(blank, npartitions=2).groupby("unit")["cost"].idxmax().compute()
except ValueError as error:
    print("blank in one part:", error)
else:
    raise AssertionError("no error")
PY
echo "As seen: the highest row of the first part counts as the highest row of the unit."
