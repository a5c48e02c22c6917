#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: the mean of a column of decimals is rounded to the decimals of the column. Of the posts 0.5, 1.0 and 1.0 in a
# DECIMAL(4,1) of a database, read from Parquet with dtype_backend="pyarrow", it is 0.8; of the answers 1, 0, 1, 0 in a DECIMAL(1,0) it is 1, and of
# 0, 0, 1 it is 0.
#
# Expected: 0.8333..., as for the same decimals in a column of objects (read_parquet without dtype_backend), for int64[pyarrow], and for std and
# median of this very column.
# Seen (2026-11-29, Python 3.11): mean, groupby().mean(), agg and pivot_table give a decimal of the column's own scale, so shares of yes and no
# become all or nothing. A mean taken by hand, sum() / count(), has the digits, and so has a rolling mean. Nothing is said. The script fails if that
# changes.
# What to do: .astype("float64[pyarrow]") before a mean, or divide the sum.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from decimal import Decimal
from importlib.metadata import version

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

LISTS = {
    "posts": (["0.5", "1.0", "1.0"], pa.decimal128(4, 1), "0.8"),
    "half yes": (["1", "0", "1", "0"], pa.decimal128(1, 0), "1"),
    "few yes": (["0", "0", "1"], pa.decimal128(1, 0), "0"),
}
print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
for name, (texts, kind, rounded) in LISTS.items():
    values = [Decimal(text) for text in texts]
    pa.parquet.write_table(pa.table({"unit": ["HR"] * len(values), "value": pa.array(values, kind)}), "list.parquet")
    frame = pd.read_parquet("list.parquet", dtype_backend="pyarrow")
    column, true_mean = frame["value"], sum(map(float, values)) / len(values)
    means = {
        "mean": column.mean(),
        "agg": frame.agg({"value": "mean"})["value"],
        "groupby": frame.groupby("unit")["value"].mean().iloc[0],
        "pivot_table": frame.pivot_table(index="unit", values="value")["value"].iloc[0],
    }
    objects = pd.read_parquet("list.parquet")["value"].mean()
    others = {
        "objects": objects,
        "floats": column.astype("float64[pyarrow]").mean(),
        "sum / count": column.sum() / column.count(),
        "rolling": column.rolling(len(values)).mean().iloc[-1],
    }
    print(f"{name} {texts}: {set(map(str, means.values()))} by {', '.join(means)}; {float(objects):.4f} by {', '.join(others)}")
    assert set(means.values()) == {Decimal(rounded)}
    assert all(abs(float(other) - true_mean) < 1e-9 for other in others.values())
    assert abs(float(column.std()) - pd.Series(map(float, values)).std()) < 1e-9
whole = pd.Series([1, 0, 1, 0])
assert whole.astype("int64[pyarrow]").mean() == pd.Series([Decimal(1), Decimal(0)] * 2, dtype=pd.ArrowDtype(pa.decimal128(1, 0))).median() == 0.5
PY
echo "As seen: a mean of decimals is rounded."
