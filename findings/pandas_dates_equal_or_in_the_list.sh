#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: whether 31 January in a column is the text "2026-01-31" has two answers. In datetime64[us], == says yes and
# isin([...]) says no; in timestamp[us][pyarrow], == says no and isin says yes. query("day == @text") finds what isin finds, not what == finds.
#
# Expected: one answer, or an error, as >= gives for pyarrow's dates; == and isin with one value agree for numbers and texts.
# Seen (2026-11-29, Python 3.11): with a list of texts as the filter ("days that are closed") nothing is found in the usual column, without a word,
# though each day is equal to its text. Read with dtype_backend="pyarrow", the same lines give the opposite. In date32[day][pyarrow] a Timestamp is
# equal to no day and in the list of days all the same. The script fails if that changes.
# What to do: make dates of both sides, pd.to_datetime(texts), before == and isin.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import pandas as pd

TEXT, STAMP = "2026-01-31", pd.Timestamp("2026-01-31")
frame = pd.DataFrame({"day": pd.to_datetime(["2026-01-31", "2026-02-28", "2026-03-31"])})
frame.to_parquet("list.parquet")
read = pd.read_parquet("list.parquet", dtype_backend="pyarrow")
days = read.astype({"day": "date32[day][pyarrow]"})


def answers(rows, value):
    equal, listed = rows["day"] == value, rows["day"].isin([value])
    return int(equal.sum()), int(listed.sum()), len(rows.query("day == @value"))


print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
seen = {}
for rows in (frame, read, days):
    for value in (TEXT, STAMP):
        seen[str(rows["day"].dtype), type(value).__name__] = answers(rows, value)
for what, found in seen.items():
    print(*what, "rows by ==, isin and query:", found)
assert seen == {
    ("datetime64[us]", "str"): (1, 0, 0),
    ("datetime64[us]", "Timestamp"): (1, 1, 1),
    ("timestamp[us][pyarrow]", "str"): (0, 1, 1),
    ("timestamp[us][pyarrow]", "Timestamp"): (1, 1, 1),
    ("date32[day][pyarrow]", "str"): (0, 1, 1),
    ("date32[day][pyarrow]", "Timestamp"): (0, 1, 0),
}
try:
    raise AssertionError(read["day"] >= TEXT)
except TypeError as error:
    print(">= of pyarrow's dates and a text:", type(error).__name__)
PY
echo "As seen: a date is equal to its text or in a list of it, not both."
