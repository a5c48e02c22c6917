#!/usr/bin/env bash
# pandas 3.1.1: read_csv with engine="pyarrow" (26.0.1), which the documentation offers as the faster one, reads ids as other values than the
# usual engine, without a warning. Two ids of 20 digits become one number, codes such as 0x1F become 31, and of answers "true" and
# "1" in one column both become True.
#
# Expected: the same values, or a word; the documentation names options that this engine lacks, no other values.
# Seen (2026-11-29, Python 3.11): 20 digits are float64 (the usual engine keeps whole numbers); a column that is all hexadecimal is
# int64, one with a single other text stays text, so a code's value depends on the other rows; "10:30" is a datetime.time, and 2026-01-05 a
# datetime.date. The script fails if that changes.
# What to do: name the dtype of each column of ids and codes: dtype={"id": "str"} works with both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import io
import warnings
from importlib.metadata import version

import pandas as pd

warnings.simplefilter("error")
LIST = "parcel,part,mixed,open,start\n12345678901234567890,0x1F,0x1F,true,10:30\n12345678901234567891,0x2A,pump,1,11:00\n"
print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
seen = {engine: pd.read_csv(io.StringIO(LIST), engine=engine) for engine in ("c", "pyarrow")}
for engine, frame in seen.items():
    print(engine, {name: column.tolist() for name, column in frame.items()}, "distinct parcels:", frame["parcel"].nunique())
usual, fast = seen["c"], seen["pyarrow"]
assert usual["parcel"].tolist() == [12345678901234567890, 12345678901234567891] and usual["parcel"].nunique() == 2
assert fast["parcel"].dtype == "float64" and fast["parcel"].nunique() == 1
assert usual["part"].tolist() == ["0x1F", "0x2A"] and fast["part"].tolist() == [31, 42]
assert usual["mixed"].tolist() == fast["mixed"].tolist() == ["0x1F", "pump"]
assert usual["open"].tolist() == ["true", "1"] and fast["open"].tolist() == [True, True]
assert usual["start"].iloc[0] == "10:30" and str(fast["start"].iloc[0]) == "10:30:00" and not isinstance(fast["start"].iloc[0], str)
texts = pd.read_csv(io.StringIO(LIST), engine="pyarrow", dtype={"parcel": "str", "part": "str"})
assert texts["parcel"].tolist() == ["12345678901234567890", "12345678901234567891"] and texts["part"].tolist() == ["0x1F", "0x2A"]
PY
echo "As seen: the faster engine makes two ids one."
