#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1, pyarrow 26.0.1 and polars 2.1.0: a frame of 12 parts, sorted by date, is written by to_parquet("days"). read_parquet("days") of
# pandas, and of polars with "days/*.parquet", has the rows of the last two parts after those of the second one.
#
# Expected: the rows in their order, as Dask reads them back, and as to_csv of the same frame gives for every reader: its files are 00.csv to 11.csv.
# Seen (2026-11-30, Python 3.11): to_parquet names its files part.0.parquet to part.11.parquet, without zeros in front. Dask sorts these names by their
# numbers, pandas and polars by the alphabet, where part.10 comes before part.2. With up to ten parts all agree, so a list that grows changes its
# order one day. cumsum, shift, ffill, drop_duplicates(keep="last"), tail and whatever else goes by the order of rows is wrong then, without a word.
# The script fails if that changes.
# What to do: to_parquet(path, name_function=lambda number: f"part-{number:06}.parquet"), or sort by a column after reading.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask[dataframe]==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1' 'polars==2.1.0'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

import dask.dataframe as dd
import pandas as pd
import polars as pl

print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow", "polars")))
days = pd.DataFrame({"day": pd.date_range("2026-01-01", periods=12), "state": ["open"] * 11 + ["closed"]})
for parts in (10, 12):
    frame = dd.from_pandas(days, npartitions=parts)
    frame.to_parquet(f"days{parts}", write_index=False)
    frame.to_csv(f"csv{parts}/*.csv", index=False)
    by_dask = dd.read_parquet(f"days{parts}").compute().day.dt.day.tolist()
    by_pandas = pd.read_parquet(f"days{parts}").day.dt.day.tolist()
    by_polars = pl.read_parquet(f"days{parts}/*.parquet")["day"].dt.day().to_list()
    print(f"{parts} parts: Dask {by_dask}, pandas {by_pandas}, polars {by_polars}")
    assert by_dask == list(range(1, 13))
    assert by_pandas == by_polars and (by_pandas == by_dask) is (parts == 10)
assert by_pandas == [1, 2, 11, 12, 3, 4, 5, 6, 7, 8, 9, 10]
state = pd.read_parquet("days12").state
print("last state by pandas:", state.iloc[-1], "- by Dask:", dd.read_parquet("days12").state.compute().iloc[-1])
assert state.iloc[-1] == "open"
assert sorted(path.name for path in Path("csv12").iterdir())[-1] == "11.csv"
frame.to_parquet("named", write_index=False, name_function=lambda number: f"part-{number:06}.parquet")
assert pd.read_parquet("named").day.is_monotonic_increasing
PY
echo "As seen: from the eleventh part on, other programs read the rows in another order."
