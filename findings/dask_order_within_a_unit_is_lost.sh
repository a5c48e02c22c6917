#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: a frame in the order of months is filled forward within each unit, frame.groupby("unit")["budget"].ffill(). Blanks
# of early months get the budget of later ones, and blanks of later months that of the year before.
#
# Expected: the last budget before the blank, as in pandas, as in Dask itself with the scheduler of distributed, and as shift() of the same groups gives.
# Seen (2026-11-30, Python 3.11): without distributed, rows of a unit are brought together by way of the disk, and come back in the order in which the
# parts happened to be written. Whatever looks at the order within a unit is wrong by it, without a word: ffill, bfill, and the first row of a
# function in apply and transform; first() and last() with split_out=2 too. It can differ from run to run. With one part all is right. The script
# fails if that changes.
# What to do: dask.config.set({"dataframe.shuffle.method": "tasks"}), which keeps the order here; or sort each group by the month in the function.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask[dataframe]==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import dask
import dask.dataframe as dd
import pandas as pd

# Two years of two units; each has a budget in the first month of a year.
budget = [10.0, 20.0] + [None] * 22 + [11.0, 21.0] + [None] * 22
frame = pd.DataFrame({"unit": ["HR", "IT"] * 24, "month": range(48), "budget": budget})
print(*(f"{name} {version(name)}" for name in ("dask", "pandas")))
# One thread, so that the order is the same in each run; with the usual threads it varies.
dask.config.set(scheduler="sync")


def answers(parts, **config):
    with dask.config.set(config):
        rows = dd.from_pandas(frame, npartitions=parts).groupby("unit")
        return {
            "filled": rows["budget"].ffill().compute().sort_index(),
            "first month, apply": rows["month"].apply(lambda months: months.iloc[0], meta=("month", "int64")).compute().sort_index().tolist(),
            "last month, split_out=2": rows["month"].last(split_out=2).compute().sort_index().tolist(),
            "shift": rows["month"].shift(meta=("month", "float64")).compute().sort_index(),
        }


right = frame.groupby("unit")["budget"].ffill()
for what, seen in {"usual": answers(6), "one part": answers(1), "tasks": answers(6, **{"dataframe.shuffle.method": "tasks"})}.items():
    wrong = int((seen["filled"].fillna(-1) != right).sum())
    print(f"{what}: {wrong} of 48 budgets wrong,", {key: value for key, value in seen.items() if isinstance(value, list)})
    assert seen["shift"].equals(frame.groupby("unit")["month"].shift())
    if what == "usual":
        assert wrong > 0
        # A month of the first year has the budget of the second.
        assert (seen["filled"][:24] > 20).any() or (seen["filled"][:24] == 11).any() or seen["filled"].isna().any()
        assert seen["first month, apply"] != [0, 1] and seen["last month, split_out=2"] != [46, 47]
    else:
        assert wrong == 0 and seen["first month, apply"] == [0, 1] and seen["last month, split_out=2"] == [46, 47]
PY
echo "As seen: the order of months within a unit is lost on the way."
