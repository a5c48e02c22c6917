#!/usr/bin/env bash
# pandas 3.1.1: costs and hours by unit, pivot_table(index="unit", values=["cost", "hours"], aggfunc="sum", margins=True). HR has costs of 300, IT of 900, and the total
# "All" says 1,000: one process of HR has costs of 200 and no hours.
#
# Expected: 1,200, the sum of the lines above it, and of the column.
# Seen (2026-11-30, Python 3.11): with dropna=True, the default, rows with a blank in any of the values are left out of the totals, and of nothing else. The description of
# dropna says so. So a blank in one column changes the total of another; means, counts and maxima too, and the totals at the right of a table with columns.
# Values that are asked for one at a time have right totals. Nothing is said in the table. The script fails if that changes.
# What to do: dropna=False, which keeps the rows; or no margins, and a line of frame[["cost", "hours"]].sum().
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
from importlib.metadata import version

import pandas as pd

frame = pd.DataFrame(
    {
        "unit": ["HR", "HR", "IT"],
        "state": ["open", "open", "open"],
        "cost": [100.0, 200.0, 900.0],
        "hours": [10.0, None, 30.0],
    }
)
BOTH = ["cost", "hours"]
print("pandas", version("pandas"))
RIGHT = {"sum": 1200, "mean": 400, "count": 3, "min": 100, "max": 900}
SEEN = {"sum": 1000, "mean": 500, "count": 2, "min": 100, "max": 900}
for how, right in RIGHT.items():
    table = frame.pivot_table(index="unit", values=BOTH, aggfunc=how, margins=True)
    alone = frame.pivot_table(index="unit", values=["cost"], aggfunc=how, margins=True)
    whole = frame.pivot_table(index="unit", values=BOTH, aggfunc=how, margins=True, dropna=False)
    total = table.loc["All", "cost"]
    print(f"{how}: {table['cost'].to_dict()}; costs alone {alone.loc['All', 'cost']}, with dropna=False {whole.loc['All', 'cost']}")
    assert frame["cost"].agg(how) == alone.loc["All", "cost"] == whole.loc["All", "cost"] == right
    assert total == SEEN[how]
    if how == "sum":
        assert table.loc[["HR", "IT"], "cost"].tolist() == [300, 900]
by_state = frame.pivot_table(index="unit", columns="state", values=BOTH, aggfunc="sum", margins=True)
print(by_state["cost"])
assert by_state.loc["HR", ("cost", "open")] == 300 and by_state.loc["HR", ("cost", "All")] == 100
assert by_state.loc["All", ("cost", "All")] == 1000
PY
echo "As seen: the total leaves out a cost whose hours are blank."
