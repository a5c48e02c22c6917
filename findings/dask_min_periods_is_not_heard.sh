#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: frame.corr(min_periods=5) shall give no correlation where fewer than five rows have both values. Of two columns with two rows in
# common Dask gives -1.0, and pandas a blank.
#
# Expected: a blank. The description of min_periods in Dask says: minimum number of observations needed to have a valid result.
# Seen (2026-11-30, pyarrow 26.0.1, Python 3.11): min_periods is taken and changes nothing, for corr() and cov() of frames and of columns, with one part and with several;
# 1 is refused. Two rows always have a correlation of 1 or -1, so the strongest pairs of a table are those with the most
# gaps, which is what the setting is there to keep out. No word is said. The script fails if that changes.
# What to do: count the rows that have both values (frame[["hours", "cost"]].dropna() and len), and blank the pairs with too few.
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

warnings.simplefilter("ignore", RuntimeWarning)  # of the empty frame from which Dask takes the names of columns, whatever min_periods is
dask.config.set(scheduler="synchronous")
frame = pd.DataFrame(
    {
        "hours": [1.0, 2, None, None, 5, 6],
        "cost": [2.0, 1, 5, 9, None, None],
        "volume": [1.0, 2, 3, 4, 5, 7],
    }
)
print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow")))
for parts in (1, 2, 3):
    rows = dd.from_pandas(frame, npartitions=parts)
    for name in ("corr", "cov"):
        for pair, common in ((("hours", "cost"), 2), (("hours", "volume"), 4)):
            for least in (2, 5):
                seen = getattr(rows, name)(min_periods=least).compute().loc[pair]
                of_columns = getattr(rows[pair[0]], name)(rows[pair[1]], min_periods=least).compute()
                in_pandas = getattr(frame, name)(min_periods=least).loc[pair]
                if parts == 2:
                    print(f"{name} of {pair}, {common} rows in common, min_periods={least}: Dask {seen:.3f}, pandas {in_pandas:.3f}")
                assert pd.isna(in_pandas) == (common < least)
                assert abs(seen - getattr(frame, name)().loc[pair]) < 1e-9 and abs(of_columns - seen) < 1e-9
    assert rows.corr(min_periods=5).compute().loc["hours", "cost"] == -1
try:
    rows.corr(min_periods=1)
    raise AssertionError("min_periods=1 is taken")
except ValueError as error:
    print("min_periods=1:", error)
PY
echo "As seen: a correlation of two rows is given where five are asked for."
