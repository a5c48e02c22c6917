#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: read_parquet("lists") of a folder with a file for each month changes what stands in the later files, without a word. Hours of 5, 0
# and 8 become True, False and True, 17:30 becomes midnight, 00:30 in Berlin is on the day before, and columns that came later are missing.
#
# Expected: what pd.concat of the files gives, or an error, as there is for 1.5 among whole numbers and for a text among numbers.
# Seen (2026-11-29, Python 3.11): the first file by name decides columns and types, and the others are cast to them. A first month in which a column
# of hours held answers ("yes" and "no" as truth values), or dates without a time, rules all others. read_parquet of each file alone gives what was
# written. The order is that of texts: list10 comes before list2. The script fails if that changes.
# What to do: pd.concat([pd.read_parquet(path) for path in sorted(paths)]), and compare the types of the files.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1' tzdata
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
import tempfile
from importlib.metadata import version
from pathlib import Path

import pandas as pd

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))


def both(first, later):
    """What read_parquet gives of a folder with two files, and what pd.concat gives of the files."""
    lists = Path(tempfile.mkdtemp(dir="."))
    paths = [lists / "list1.parquet", lists / "list2.parquet"]
    for path, frame in zip(paths, (first, later), strict=True):
        pd.DataFrame(frame).to_parquet(path)
    return pd.read_parquet(lists), pd.concat([pd.read_parquet(path) for path in paths])


hours, whole = both({"hours": [True]}, {"hours": [5, 0, 8]})
print("hours:", hours["hours"].tolist())
assert hours["hours"].tolist() == [True, True, False, True] and whole["hours"].tolist()[1:] == [5, 0, 8]
evening = dt.datetime(2026, 2, 1, 17, 30)
booked, whole = both({"booked": [dt.date(2026, 1, 5)]}, {"booked": [evening]})
print("booked:", booked["booked"].tolist())
assert booked["booked"].tolist() == [dt.date(2026, 1, 5), dt.date(2026, 2, 1)]
assert whole["booked"].iloc[1] == evening
berlin = pd.to_datetime(["2026-02-01 00:30"]).tz_localize("Europe/Berlin")
due, whole = both({"due": pd.to_datetime(["2026-01-05"])}, {"due": berlin})
print("due:", due["due"].astype(str).tolist())
assert due["due"].iloc[1] == pd.Timestamp("2026-01-31 23:30") and whole["due"].iloc[1] == berlin[0]
added, whole = both({"unit": ["HR"]}, {"unit": ["IT"], "cost": [7]})
print("columns:", added.columns.tolist(), "of", whole.columns.tolist())
assert added.columns.tolist() == ["unit"] and whole.columns.tolist() == ["unit", "cost"]
for first, later in (([1], [1.5]), ([1], ["x"])):
    try:
        both({"hours": first}, {"hours": later})
        raise AssertionError("no error")
    except ValueError as error:
        print(f"{first} and {later}:", str(error)[:50])
lists = Path("by_name")
lists.mkdir()
for month in (2, 10):
    pd.DataFrame({"month": [month]}).to_parquet(lists / f"list{month}.parquet")
assert pd.read_parquet(lists)["month"].tolist() == [10, 2]
PY
echo "As seen: later files are cast to the types of the first one."
