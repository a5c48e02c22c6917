#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: the costs 1, 2, 2, 3, 90 and a blank have the skewness 0.0 and the kurtosis -3.0 in frame.skew() and frame.kurtosis(). For
# frame["cost"].skew() of the same column it is blank. pandas says 2.23 and 4.99.
#
# Expected: blanks are left out (skipna=True is the default of both), as in pandas and as in sum(), mean(), std() and quantile() of Dask.
# Seen (2026-11-30, scipy 1.17.1, pyarrow 26.0.1, Python 3.11): one blank is enough. 0 says that a column is even on both sides, so a check for outliers by skewness leaves out
# just the columns with gaps. A column whose values are all there has its own number, which is that of scipy (bias=True) and not of pandas; Dask says
# so in its documentation. Two ways to ask for one column give two answers. No word is said. The script fails if that changes.
# What to do: frame["cost"].dropna().skew() for each column.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1' 'scipy==1.17.1'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
from importlib.metadata import version

import dask
import dask.dataframe as dd
import pandas as pd

dask.config.set(scheduler="synchronous")
COSTS = [1.0, 2, 2, 3, 90]
frame = pd.DataFrame({"cost": [*COSTS, None], "whole": [*COSTS, 4]})
print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow", "scipy")))
for parts in (1, 2, 3):
    rows = dd.from_pandas(frame, npartitions=parts)
    for name, even in (("skew", 0), ("kurtosis", -3)):
        of_frame = getattr(rows, name)().compute()
        of_column = getattr(rows["cost"], name)().compute()
        without = getattr(rows["cost"].dropna(), name)().compute()
        in_pandas = getattr(frame, name)()
        print(f"{parts} part(s), {name}: frame {of_frame['cost']}, column {of_column}, without the blank {without:.3f}, pandas {in_pandas['cost']:.3f}")
        assert of_frame["cost"] == even and pd.isna(of_column)
        assert of_frame["whole"] > 1 and without > 0.2 and in_pandas["cost"] > 2
        assert abs(getattr(rows["whole"], name)().compute() - of_frame["whole"]) < 1e-9
PY
echo "As seen: a column with a blank is even for frame.skew(), and has no answer for its own."
