#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: an ordered categorical of numbers, such as grades of which 1 is the best, comes back from to_parquet and
# read_parquet as plain numbers. Its max() was 1 and is 3, and sort_values() runs the other way. One of texts comes back as it was.
#
# Expected: the categorical with its order, as for texts, and as from to_feather; pandas stores in the file that the column is an ordered one.
# Seen (2026-11-29, Python 3.11): int64, float64, bool or datetime64 after reading, without a word. Of a frame without rows the categories of texts are
# lost too. The script fails if that changes.
# What to do: keep such grades as texts in the file, or use feather; else make the column ordered again after each reading.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import pandas as pd
import pyarrow.parquet as pq

CASES = {
    "numbers": ([3, 2, 1], [1, 2, 3, 1]),
    "texts": (["low", "mid", "high"], ["high", "low", "mid"]),
    "days": (list(pd.to_datetime(["2026-02-01", "2026-01-01"])), list(pd.to_datetime(["2026-01-01", "2026-02-01"]))),
}
print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
highest = {}
for name, (order, values) in CASES.items():
    frame = pd.DataFrame({"grade": pd.Categorical(values, categories=order, ordered=True)})
    frame.to_parquet("grades.parquet")
    frame.to_feather("grades.feather")
    assert '"ordered": true' in pq.read_schema("grades.parquet").metadata[b"pandas"].decode()
    column = pd.read_parquet("grades.parquet")["grade"]
    feather = pd.read_feather("grades.feather")["grade"]
    highest[name] = frame["grade"].max(), column.max(), feather.max()
    print(f"{name}: {column.dtype}; highest in the frame, from parquet, from feather: {highest[name]}")
    assert (str(column.dtype) == "category") == (name == "texts")
    if name == "numbers":
        assert frame["grade"].sort_values().tolist() == [3, 2, 1, 1] and column.sort_values().tolist() == [1, 1, 2, 3]
assert highest["numbers"] == (1, 3, 1) and highest["texts"] == ("high", "high", "high")
day = pd.Timestamp("2026-01-01")
assert highest["days"] == (day, pd.Timestamp("2026-02-01"), day)
texts = pd.DataFrame({"grade": pd.Categorical([], categories=["low", "high"], ordered=True)})
texts.to_parquet("none.parquet")
left = pd.read_parquet("none.parquet")["grade"].cat.categories.tolist()
print("categories of a frame without rows:", left)
assert left == []
PY
echo "As seen: the best grade is the worst after reading."
