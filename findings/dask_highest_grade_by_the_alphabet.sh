#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: of the grades low < mid < high, an ordered categorical, the highest is "mid" with three parts, and the lowest is
# "high" with six. sort_values("grade") puts high before low where one column of the result is asked for, or where it is written to Parquet. pandas,
# and Dask with one part, go by the order of the grades.
#
# Expected: that order, whatever the number of parts, as in frame[["grade"]].max(), groupby("unit").grade.max(), grade > "low" and
# sort_values("grade").compute() of the same frame; or an error, as nlargest gives.
# Seen (2026-11-29, Python 3.11): max(), min(), cummax() and cummin() of the column compare the results of the parts as texts, and the parts of a
# sorted frame are made by the alphabet, though the type still says how grades are ordered. A list that grows into more parts gets another highest
# risk, without a word. The script fails if that changes.
# What to do: ask frame[["grade"]].max(), and sort by the codes of the grades (frame.assign(code=frame.grade.cat.codes)).
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
grades = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
frame = pd.DataFrame({"unit": ["HR", "IT"] * 3, "grade": ["low", "high", "mid", "low", "high", "mid"]}).astype({"grade": grades})
rows = {parts: dd.from_pandas(frame, npartitions=parts) for parts in (1, 2, 3, 6)}

print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow")))
assert (frame["grade"].max(), frame["grade"].min()) == ("high", "low")
highest = {parts: part["grade"].max().compute() for parts, part in rows.items()}
lowest = {parts: part["grade"].min().compute() for parts, part in rows.items()}
print("parts and highest grade:", highest)
print("parts and lowest grade:", lowest)
assert highest == {1: "high", 2: "high", 3: "mid", 6: "mid"}
assert lowest == {1: "low", 2: "low", 3: "low", 6: "high"}

so_far = frame["grade"].cummax().tolist()
in_parts = rows[6]["grade"].cummax().compute().tolist()
print("highest so far:", so_far, "in six parts:", in_parts)
assert so_far == ["low", "high", "high", "high", "high", "high"]
assert in_parts == ["low", "high", "mid", "mid", "high", "mid"]
assert rows[6]["grade"].cummin().compute().tolist() != frame["grade"].cummin().tolist()

RIGHT, BY_THE_ALPHABET = ["low", "low", "mid", "mid", "high", "high"], ["high", "high", "low", "low", "mid", "mid"]
for parts, part in rows.items():
    ordered = part.sort_values("grade")
    assert ordered.compute()["grade"].tolist() == RIGHT
    ordered.to_parquet(f"in-{parts}-parts")
    seen = {
        "one column": ordered["grade"].compute().tolist(),
        "units": frame["grade"].loc[ordered["unit"].compute().index].tolist(),
        "written": pd.read_parquet(f"in-{parts}-parts")["grade"].tolist(),
    }
    print(f"sorted, {parts} parts:", seen)
    assert list(seen.values()) == [RIGHT if parts == 1 else BY_THE_ALPHABET] * 3
    by_code = part.assign(code=part["grade"].cat.codes).sort_values("code")
    assert by_code["grade"].compute().tolist() == RIGHT

for part in rows.values():
    assert part["grade"].dtype == grades
    assert part[["grade"]].max().compute()["grade"] == "high"
    assert part.groupby("unit")["grade"].max().compute().tolist() == ["high", "high"]
    assert (part["grade"] > "low").sum().compute() == 4
    assert part["grade"].cat.codes.max().compute() == 2
try:
    rows[6].nlargest(1, "grade").compute()
except TypeError as error:
    print("refused:", str(error)[:80])
else:
    raise AssertionError("no error")
PY
echo "As seen: with more parts, grades are compared by the alphabet."
