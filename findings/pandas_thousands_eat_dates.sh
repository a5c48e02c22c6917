#!/usr/bin/env bash
# pandas 3.1.1: read_csv(path, sep=";", thousands=".", decimal=","), the usual way to read a list of Germany, Italy or Spain, makes the number 1022026 of the date
# "01.02.2026", 143 of the version "1.4.3" and 475 of the id "4.7.5" of a process; 2.5, a number with a point as the decimal sign, becomes 25.
#
# Expected: a sign for thousands stands between groups of three digits; a text in which it stands elsewhere is no number and stays a text. to_datetime
# of the column would then read the dates.
# Seen (2026-11-29, Python 3.11): each point is dropped wherever it stands, in every column, without a word; zeros in front are lost with it. One text that is no
# number even so saves the column: with "n/v" in it, all dates stay texts. engine="python" does the same; engine="pyarrow" refuses thousands.
# The script fails if that changes.
# What to do: read everything with dtype=str and turn those columns into numbers that hold numbers.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import io
from importlib.metadata import version

import pandas as pd

print("pandas", version("pandas"))
LIST = "id;cost;start;version;hours\n4.7.5;1.234,50;01.02.2026;1.4.3;2.5\n4.12.1;900,00;13.11.2025;1.10.0;12.75\n"
WAY = {"sep": ";", "thousands": ".", "decimal": ","}
expected = {"id": [475, 4121], "cost": [1234.5, 900.0], "start": [1022026, 13112025], "version": [143, 1100], "hours": [25, 1275]}
for engine in ("c", "python"):
    seen = pd.read_csv(io.StringIO(LIST), engine=engine, **WAY).to_dict("list")
    print(f"{engine}: {seen}")
    assert seen == expected, seen
one_text = pd.read_csv(io.StringIO(LIST.replace("13.11.2025", "n/v")), **WAY)["start"].tolist()
print("with one text in the column:", one_text)
assert one_text == ["01.02.2026", "n/v"]
try:
    pd.read_csv(io.StringIO(LIST), engine="pyarrow", **WAY)
    raise AssertionError("pyarrow takes thousands")
except ValueError as error:
    print("pyarrow:", str(error)[:70])
without = pd.read_csv(io.StringIO(LIST), sep=";", decimal=",")["start"].tolist()
assert without == ["01.02.2026", "13.11.2025"]
PY
echo "As seen: a point is dropped wherever it stands, and dates become numbers."
