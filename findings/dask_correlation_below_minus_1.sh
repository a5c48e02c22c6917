#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: frame.groupby("unit")[["hours", "cost"]].corr() gives a correlation of -12 where one column has blanks. pandas gives
# 1.0 for the same rows. cov() of the same groups is as wrong.
#
# Expected: a number from -1 to 1, the one of pandas, of the rows that have both values; or an error.
# Seen (2026-11-30, pyarrow 26.0.1, Python 3.11): the sum of the products goes over the rows with both values, the sums of each column over all rows with that
# column. With one blank in fifty rows the number is wrong by a little, and looks right. Without groups corr() and cov() are right, and so are groups
# without blanks. With one part there is an error. The one word about it, a RuntimeWarning of a division, comes for lists without blanks too. The
# script fails if that changes.
# What to do: dropna(subset=["hours", "cost"]) before groupby, with a frame for each pair of columns.
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

warnings.simplefilter("ignore", RuntimeWarning)  # comes for lists without blanks too
dask.config.set(scheduler="synchronous")
frame = pd.DataFrame(
    {
        "unit": ["HR", "IT"] * 8,
        "hours": [11.0, 1, 12, 2, 13, 3, 14, 4, 15, 5, 16, 6, 17, 7, 18, 8],
        "cost": [21.0, 1, 22, 3, None, 2, None, 4, 25, 6, 26, 5, None, 8, 28, 7],
    }
)
pair = ["hours", "cost"]


def of(rows, name, unit="HR"):
    table = getattr(rows.groupby("unit")[pair], name)()
    table = table.compute() if hasattr(table, "compute") else table
    return round(float(table.loc[(unit, "hours"), "cost"]), 3)


print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow")))
right = {name: of(frame, name) for name in ("corr", "cov")}
print("pandas:", right)
assert right == {"corr": 1.0, "cov": 8.3}
for parts in (2, 4):
    rows = dd.from_pandas(frame, npartitions=parts)
    seen = {name: of(rows, name) for name in ("corr", "cov")}
    both = rows.dropna(subset=pair)
    whole = rows[pair].corr().compute().loc["hours", "cost"]
    print(f"Dask, {parts} parts: {seen}; without blanks {of(both, 'corr')}; of IT, which has none, {of(rows, 'corr', 'IT')}")
    assert seen["corr"] < -1 and seen["cov"] < 0
    assert of(both, "corr") == right["corr"] and of(both, "cov") == right["cov"]
    assert of(rows, "corr", "IT") == of(frame, "corr", "IT")
    assert abs(whole - frame[pair].corr().loc["hours", "cost"]) < 1e-9
try:
    print(of(dd.from_pandas(frame, npartitions=1), "corr"))
    raise AssertionError("one part gives an answer")
except ValueError as error:
    print("Dask, one part:", str(error)[:60])
PY
echo "As seen: correlations by group go below -1 where a column has blanks."
