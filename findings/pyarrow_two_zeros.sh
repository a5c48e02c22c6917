#!/usr/bin/env bash
# pyarrow 26.0.1, and pandas 3.1.1 with the dtype float64[pyarrow] (dtype_backend="pyarrow"): 0.0 and -0.0 are two values wherever values are
# grouped or looked up, and one where they are compared. A saving of nothing turned into a cost, -1 * 0.0, is such a -0.0.
#
# Expected: one group, as in pandas with its own float64, in SQL and in spreadsheet programs.
# Seen (2026-11-29, Python 3.11): groupby, value_counts, nunique, pivot_table and isin keep them apart, so a sum of "rows that cost nothing" lacks
# some of them, though column == 0 is true for both; drop_duplicates of the same column takes them as one. The script fails if that
# changes.
# What to do: add 0.0 to a column of floats before it is a key (-0.0 + 0.0 is 0.0), or convert it to float64.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import io
from importlib.metadata import version

import pandas as pd
import pyarrow as pa

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
LIST = "saving,hours\n0.0,5\n0.5,7\n-0.0,4\n"


def answers(**how):
    frame = pd.read_csv(io.StringIO(LIST), **how)
    cost = -1 * frame["saving"]
    frame = frame.assign(cost=cost)
    return {
        "equal to 0": int((cost == 0).sum()),
        "in [0.0]": int(cost.isin([0.0]).sum()),
        "distinct": int(cost.nunique()),
        "rows of value_counts": len(cost.value_counts()),
        "rows without duplicates": len(cost.drop_duplicates()),
        "hours by cost": sorted(frame.groupby("cost")["hours"].sum().tolist()),
        "hours in a pivot": sorted(frame.pivot_table(index="cost", values="hours", aggfunc="sum")["hours"].tolist()),
    }


own, arrow = answers(), answers(dtype_backend="pyarrow")
for question, answer in own.items():
    print(f"{question}: {answer} in float64, {arrow[question]} in float64[pyarrow]")
plain = pa.table({"cost": [0.0, -0.0], "hours": [5, 4]}).group_by("cost").aggregate([("hours", "sum")])
print("groups of pyarrow alone:", plain["hours_sum"].to_pylist())
once = {"distinct": 2, "rows of value_counts": 2, "rows without duplicates": 2, "hours by cost": [7, 9], "hours in a pivot": [7, 9]}
assert own == {"equal to 0": 2, "in [0.0]": 2, **once}
assert arrow == {
    **own,
    "in [0.0]": 1,
    "distinct": 3,
    "rows of value_counts": 3,
    "hours by cost": [4, 5, 7],
    "hours in a pivot": [4, 5, 7],
}
assert sorted(plain["hours_sum"].to_pylist()) == [4, 5]
PY
echo "As seen: two zeros in groups and look-ups, one in comparisons."
