#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: a .csv file has the ids "A-1", "A-2", "007" and "0042". read_csv of pandas keeps them. dask.dataframe.read_csv
# gives "007" for a row in one part of the file and "7" or "42" for a row in the next; both are texts, and the type of the column is the same.
#
# Expected: the ids of the file, as in pandas; or the error that Dask raises where a later part holds texts in a column that begins with numbers
# ("Mismatched dtypes").
# Seen (2026-11-29, Python 3.11): each part is read on its own, and where all its ids are digits they are read as numbers and made texts again,
# because the first rows of the first part are texts. So "1.50" is "1.5", "1e3" is "1000.0" and "TRUE" is "True" in such a part. With a file for each
# month it is the file whose ids have no letter. A join on the ids then misses these rows, without a word, and what it misses changes with blocksize.
# The script fails if that changes.
# What to do: name the type of each column that is no number: read_csv(path, dtype={"id": "str"}).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask[dataframe]==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

import dask
import dask.dataframe as dd
import pandas as pd

dask.config.set(scheduler="synchronous")
HEADING = "id,version,code,done\n"
LETTERS = "A-1,v2,x7,open\nA-2,v3,y8,open\n"
DIGITS = "007,1.50,1e3,TRUE\n0042,2.50,2e3,FALSE\n0043,3.50,3e3,TRUE\n"
Path("list.csv").write_text(HEADING + LETTERS + DIGITS)
Path("month-1.csv").write_text(HEADING + LETTERS)
Path("month-2.csv").write_text(HEADING + DIGITS)
Path("owners.csv").write_text("id,owner\nA-1,HR\nA-2,HR\n007,IT\n0042,IT\n0043,IT\n")
IDS = ["A-1", "A-2", "007", "0042", "0043"]


def ids(rows):
    return rows["id"].compute().tolist()


print(*(f"{name} {version(name)}" for name in ("dask", "pandas", "pyarrow")))
assert pd.read_csv("list.csv")["id"].tolist() == IDS
assert ids(dd.read_csv("list.csv")) == IDS, "one part"
by_size = {size: ids(dd.read_csv("list.csv", blocksize=size)) for size in (50, 60)}
print("by the size of a part:", by_size)
assert by_size == {50: ["A-1", "A-2", "007", "42", "43"], 60: ["A-1", "A-2", "007", "0042", "0043"]}

months = dd.read_csv(["month-1.csv", "month-2.csv"])
print(months.dtypes.to_dict())
print(months.compute().to_string(index=False))
assert {str(kind) for kind in months.dtypes} == {"string"}
assert ids(months) == ["A-1", "A-2", "7", "42", "43"]
assert months.compute().iloc[2].tolist() == ["7", "1.5", "1000.0", "True"]
owners = dd.read_csv("owners.csv", dtype={"id": "str"})
found = len(months.merge(owners, on="id"))
print(f"rows of {len(months)} that have an owner: {found}")
assert (len(months), found) == (5, 2)

named = dd.read_csv(["month-1.csv", "month-2.csv"], dtype={"id": "str"})
assert ids(named) == IDS and len(named.merge(owners, on="id")) == 5
try:
    dd.read_csv(["month-2.csv", "month-1.csv"]).compute()
except ValueError as error:
    assert "Mismatched dtypes" in str(error)
else:
    raise AssertionError("no error where the digits come first")
PY
echo "As seen: ids of digits lose their zeros in the parts that have no letters."
