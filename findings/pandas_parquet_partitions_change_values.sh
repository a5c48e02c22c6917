#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: what to_parquet(partition_cols=...) wrote, read_parquet gives back with other values in that column, without a
# word. The unit "007" comes back as the number 7, unless one unit has a letter; True is the text "true"; 2.0 is the text "2"; a
# date is a text. A frame with one blank in the column is written and cannot be read: "Cannot yet unify dictionaries with nulls".
#
# Expected: the values and types that were written, as without partition_cols, where the types are kept in the file.
# Seen (2026-11-29, Python 3.11): the column is kept in the names of folders alone, and its type is guessed from all of them together, so ids of
# one year can be numbers and those of the next texts. The script fails if that changes.
# What to do: fill blanks and keep a copy of the column in the files; or read with pyarrow.dataset and a partitioning that names the types.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import pandas as pd

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))


def back(values, **how):
    """The column after it was written and read again, in the order of the rows."""
    frame = pd.DataFrame({"unit": values, "row": range(len(values))})
    path = f"case{back.count}.parquet"
    back.count += 1
    frame.to_parquet(path, **how)
    try:
        return pd.read_parquet(path).sort_values("row")["unit"].tolist()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


back.count = 0
CASES = {
    "codes": (["007", "010"], [7, 10]),
    "codes, one with a letter": (["007", "010", "A1"], ["007", "010", "A1"]),
    "yes and no": ([True, False], ["true", "false"]),
    "hours": ([1.5, 2.0], ["1.5", "2"]),
    "days": (list(pd.to_datetime(["2026-01-05", "2026-02-05"])), ["2026-01-05 00:00:00.000000", "2026-02-05 00:00:00.000000"]),
    "a blank": (["A1", None], "ArrowInvalid: Cannot yet unify dictionaries with nulls"),
}
for name, (values, expected) in CASES.items():
    plain, parted = back(values), back(values, partition_cols=["unit"])
    print(f"{name}: plain {plain}, partitioned {parted}")
    assert [None if pd.isna(value) else value for value in plain] == values
    assert parted == expected, parted
PY
echo "As seen: values of a partition column are guessed anew from the names of folders."
