#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: the costs of a unit are 4,000,000,001, 4,000,000,002 and 4,000,000,001. frame.groupby("unit")["cost"].std() is 0.0 for it.
# pandas gives 0.577.
#
# Expected: 0.577, as frame["cost"].std() of Dask gives without groups, and as pandas gives for each group; or at least a blank.
# Seen (2026-11-30, pyarrow 26.0.1, Python 3.11): by group the variance is the sum of the squares less the square of the sum, and of numbers of ten digits with little
# between them nothing is left of it. What lies below zero is made 0. So amounts in cents, seconds since 1970 and
# long counters seem to be all alike within a unit. var() too, with one part and with several. No word is said. The script fails if that changes.
# What to do: take a number near to them off first (frame.assign(cost=frame.cost - 4_000_000_000)); the spread is the same.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import warnings
from importlib.metadata import version

import dask
import dask.dataframe as dd
import pandas as pd

warnings.simplefilter("error")  # no word is said
dask.config.set(scheduler="synchronous")
UNITS = ["HR", "HR", "IT", "IT", "IT", "HR"]
LISTS = {
    "whole numbers": [4_000_000_001, 4_000_000_002, 4_000_000_003, 4_000_000_005, 4_000_000_008, 4_000_000_001],
    "with cents": [51_234_567.11, 51_234_567.14, 98_765_432.10, 98_765_432.15, 98_765_432.19, 51_234_567.12],
    "seconds since 1970": [1_796_000_000.0, 1_796_000_003, 1_796_000_001, 1_796_000_009, 1_796_000_002, 1_796_000_006],
    "small numbers": [1, 2, 3, 5, 8, 1],
}
print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow")))
for name, costs in LISTS.items():
    frame = pd.DataFrame({"unit": UNITS, "cost": costs})
    right = frame.groupby("unit")["cost"].std().round(4).to_dict()
    assert min(right.values()) > 0
    for parts in (1, 3):
        rows = dd.from_pandas(frame, npartitions=parts)
        seen = rows.groupby("unit")["cost"].std().compute().round(4).to_dict()
        less = rows.assign(cost=rows.cost - costs[0]).groupby("unit")["cost"].std().compute().round(4).to_dict()
        print(f"{name}, {parts} part(s): pandas {right}, Dask {seen}, Dask after a number was taken off {less}")
        assert abs(rows["cost"].std().compute() - frame["cost"].std()) < frame["cost"].std() / 1e6
        for unit, spread in right.items():
            assert seen[unit] == (spread if name == "small numbers" else 0)
            if name != "with cents":  # floats of both units lie far from one another there
                assert less[unit] == spread
PY
echo "As seen: by group, large numbers that differ have no spread."
