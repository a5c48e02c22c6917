#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: of the costs by unit, frame.groupby("unit")["cost"].mean() has a row for the rows without a unit; sum(), count(),
# size(), median() and max() of the same groups have none, nor has mean() in pandas. std() and var() have it too.
#
# Expected: the same groups from each of them; rows without a key are left out unless dropna=False is set, in pandas and for sum() in Dask.
# Seen (2026-11-29, Python 3.11): with one part and with several, for one key and for two, where each pair with a blank is a group of its own.
# agg("mean"), agg("std") leave it out, so two ways to ask for one number differ. The dearest unit by mean can be a blank, the mean of the units'
# means is another number than in pandas, and sum() / mean() has a row too many. Nothing is said. The script fails if that changes.
# What to do: groupby("unit", dropna=True), or agg("mean").
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

dask.config.set(scheduler="synchronous")
frame = pd.DataFrame({"unit": ["HR", "IT", "HR", None, "IT", None], "kind": [1, 2, 1, 1, None, 2], "cost": [1.0, 2, 4, 8, 16, 32]})
EXTRA, RIGHT = ("mean", "std", "var"), ("sum", "count", "size", "min", "max", "first", "last", "median", "nunique", "prod")


def groups(rows, keys, way, **settings):
    return len(getattr(rows.groupby(keys, **settings)["cost"], way)())


print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow")))
for parts in (1, 2, 6):
    rows = dd.from_pandas(frame, npartitions=parts)
    seen = {way: groups(rows, "unit", way) for way in EXTRA + RIGHT}
    print(f"{parts} parts, groups of two units and blanks:", seen)
    assert {groups(frame, "unit", way) for way in seen} == {2}
    assert seen == {**dict.fromkeys(EXTRA, 3), **dict.fromkeys(RIGHT, 2)}
    assert [groups(rows, ["unit", "kind"], way) for way in EXTRA] == [5] * 3
    assert groups(rows, ["unit", "kind"], "sum") == groups(frame, ["unit", "kind"], "mean") == 2
    assert [len(rows.groupby("unit")["cost"].agg(way)) for way in EXTRA] == [2] * 3
    assert [groups(rows, "unit", way, dropna=True) for way in EXTRA] == [2] * 3

    means = rows.groupby("unit")["cost"].mean().compute()
    print("means:", means.to_dict(), "mean of the means:", means.mean())
    assert pd.isna(means.idxmax()) and means.max() == 20
    assert means.mean() == 10.5 and frame.groupby("unit")["cost"].mean().mean() == 5.75
    assert len(rows.groupby("unit")["cost"].sum() / rows.groupby("unit")["cost"].mean()) == 3
PY
echo "As seen: mean, std and var have a group of blanks that the other functions lack."
