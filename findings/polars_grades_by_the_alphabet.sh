#!/usr/bin/env bash
# polars 2.1.0 with pandas 3.1.1 and pyarrow 26.0.1: an ordered categorical of pandas, low < mid < high, is taken over by from_pandas, from_arrow or read_parquet. Its max()
# is then "mid", sort() puts high before low, and filter(pl.col("grade") > "low") keeps "mid" alone.
#
# Expected: an Enum of the three grades, which polars has, which it gives back to pandas as an ordered categorical, and which keeps its order in Parquet.
# Seen (2026-11-30, Python 3.11): the column becomes a Categorical, which compares by the alphabet; that the type is an ordered one, which stands in the arrow type and in
# the metadata of the file, is dropped. An ordered categorical of numbers becomes plain numbers. Back in pandas the column is unordered and its
# max() an error. So the highest risk of a list is another one once polars reads what pandas wrote. No word is said. The script fails if that changes.
# What to do: frame.with_columns(pl.col("grade").cast(pl.Enum(["low", "mid", "high"]))).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'polars==2.1.0' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
from importlib.metadata import version

import pandas as pd
import polars as pl
import pyarrow as pa

GRADES = ["low", "mid", "high"]
ids = pd.DataFrame({"grade": pd.Categorical(["mid", "high", "low"], categories=GRADES, ordered=True)})
ids.to_parquet("grades.parquet")


def answers(frame):
    grade = frame["grade"]
    return grade.max(), grade.sort().to_list(), frame.filter(pl.col("grade") > "low")["grade"].to_list()


print(*(f"{name} {version(name)}" for name in ("polars", "pandas", "pyarrow")))
in_pandas = ids["grade"].max(), ids["grade"].sort_values().tolist(), ids[ids["grade"] > "low"]["grade"].tolist()
print("pandas:", in_pandas)
frames = {
    "from_pandas": pl.from_pandas(ids),
    "from_arrow": pl.from_arrow(pa.Table.from_pandas(ids)),
    "read_parquet": pl.read_parquet("grades.parquet"),
}
assert pa.Table.from_pandas(ids).schema.field("grade").type.ordered
for name, frame in frames.items():
    as_enum = frame.with_columns(pl.col("grade").cast(pl.Enum(GRADES)))
    print(f"{name}: {answers(frame)}; as Enum {answers(as_enum)}")
    assert answers(frame) == ("mid", ["high", "low", "mid"], ["mid"])
    assert answers(as_enum) == in_pandas == ("high", GRADES, ["mid", "high"])
    assert not frame.to_pandas()["grade"].cat.ordered
    assert as_enum.to_pandas()["grade"].cat.ordered and as_enum.to_pandas()["grade"].max() == "high"
as_enum.write_parquet("enum.parquet")
assert answers(pl.read_parquet("enum.parquet"))[0] == pd.read_parquet("enum.parquet")["grade"].max() == "high"
numbers = pd.DataFrame({"grade": pd.Categorical([1, 3], categories=[3, 1], ordered=True)})
print("grades of which 1 is the best:", numbers["grade"].max(), "in pandas,", pl.from_pandas(numbers)["grade"].max(), "in polars")
assert numbers["grade"].max() == 1 and pl.from_pandas(numbers)["grade"].max() == 3
PY
echo "As seen: what pandas puts in order, polars puts in the order of the alphabet."
