#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: of the rows "open", blank and "closed", read_parquet with filters=[("state", "!=", "closed")] gives "open" alone, and with
# [("state", "not in", ["closed"])] it gives "open" and the blank. The same test on the frame after reading keeps the blank.
#
# Expected: one answer for two ways to say the same, and the one that the frame itself gives: a blank is not "closed".
# Seen (2026-11-29, Python 3.11): "!=" drops rows with a blank, "not in" keeps them, for texts, numbers, dates, truth values and categories; "not in" with
# a None in its list drops them too. Where a column has no blank today, both give the same, so a list of "all that is not closed" begins to
# lack rows with the first blank, without a word. The script fails if that changes.
# What to do: write "not in" with one value where rows with a blank count, or filter the frame after reading.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import pandas as pd

COLUMNS = {
    "text": ["open", None, "closed"],
    "number": [1.0, None, 3.0],
    "date": pd.to_datetime(["2026-01-01", None, "2026-01-03"]),
    "truth value": pd.array([True, None, False], dtype="boolean"),
    "category": pd.Categorical(["open", None, "closed"]),
}
frame = pd.DataFrame(COLUMNS).assign(row=["first", "blank", "last"])
frame.to_parquet("list.parquet")


def rows(*condition):
    return pd.read_parquet("list.parquet", filters=[condition])["row"].tolist()


print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
for column in COLUMNS:
    last = frame[column].iloc[2]
    unequal, not_in, not_in_or_none = rows(column, "!=", last), rows(column, "not in", [last]), rows(column, "not in", [last, None])
    print(f'{column}: "!=" gives {unequal}; "not in" with one value {not_in}, with None beside it {not_in_or_none}')
    assert (unequal, not_in, not_in_or_none) == (["first"], ["first", "blank"], ["first"])
after_reading = frame.loc[frame["text"] != "closed", "row"].tolist()
print(f'after reading: {after_reading}')
assert after_reading == ["first", "blank"]
PY
echo "As seen: != drops blanks, and not in keeps them."
