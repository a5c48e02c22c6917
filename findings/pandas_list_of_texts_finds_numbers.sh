#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: of ids that are numbers, isin(["007"]) finds the 7 where the column is of pyarrow (dtype_backend="pyarrow"), and nothing
# where it is int64 or Int64. "0x7" finds it too, "2026-03-01" finds the first of March, and "1" finds each True.
#
# Expected: the answer of the other columns, False, as 7 == "007" is false and merge refuses to join the two; or an error. "007" and "7" are two ids.
# Seen (2026-11-30, Python 3.11): the texts of the list are read as numbers, dates or truth values first. One text among them that is none ("n/a")
# raises ArrowTypeError for the whole list; and a noon of a timestamp is found among days, its hour cut off. Great Expectations 1.24.1 follows: ids of
# pyarrow pass "in the set 007", those of int64 fail it. A list of rows to leave out, read from a file as texts, leaves out other rows by the storage
# alone. The script fails if that changes.
# What to do: give both sides one type first, such as ids.astype("string").isin(texts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1' 'great_expectations==1.24.1'
cd "$folder"
DO_NOT_TRACK=1 GX_ANALYTICS_ENABLED=false "$folder/venv/bin/python" -W ignore - <<'PY'
import datetime as dt
import io
from importlib.metadata import version

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd

print("pandas", version("pandas"), "pyarrow", version("pyarrow"), "great_expectations", version("great_expectations"))
CSV = "id,open,day\n7,True,2026-03-01\n12,False,2026-03-02\n"


def read(**how):
    """The list as pandas reads it, the days as days."""
    frame = pd.read_csv(io.StringIO(CSV), **how)
    return frame.astype({"day": "date32[pyarrow]" if how else "datetime64[us]"})


arrow, usual = read(dtype_backend="pyarrow"), read()
nullable = usual.astype({"id": "Int64", "open": "boolean"})


def found(column, texts):
    """Rows found in each storage: pyarrow, numpy, nullable."""
    return [[bool(row) for row in frame[column].isin(texts)] for frame in (arrow, usual, nullable)]


nothing = [False, False]
for column, text in (("id", "007"), ("id", "0x7"), ("open", "1"), ("day", "2026-03-01")):
    seen = found(column, [text])
    print(f"{column}.isin([{text!r}]): pyarrow {seen[0]}, numpy {seen[1]}, nullable {seen[2]}")
    assert seen == [[True, False], nothing, nothing], seen
noon = dt.datetime(2026, 3, 1, 12)
assert found("day", [noon])[:2] == [[True, False], nothing]
try:
    arrow["id"].isin(["007", "n/a"])
except Exception as error:
    print("one more text:", error)
    assert type(error).__name__ == "ArrowTypeError"
else:
    raise AssertionError("a text that is no number is passed over")
left_out = {name: len(frame[~frame["id"].isin(["007"])]) for name, frame in (("pyarrow", arrow), ("numpy", usual))}
print("rows that are left:", left_out)
assert left_out == {"pyarrow": 1, "numpy": 2}

context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
batches = context.data_sources.add_pandas("lists").add_dataframe_asset("list").add_batch_definition_whole_dataframe("all")
expected = gxe.ExpectColumnValuesToBeInSet(column="id", value_set=["007", "012"])
passed = [batches.get_batch({"dataframe": frame[["id"]]}).validate(expected).success for frame in (arrow, usual, nullable)]
print("in the set 007, 012: pyarrow, numpy, nullable", passed)
assert passed == [True, False, False]
PY
echo "As seen: a list of texts finds numbers, days and truth values in columns of pyarrow alone."
