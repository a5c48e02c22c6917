#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: of the posts 1, blank and 4 in a column of int64[pyarrow], as read_csv(dtype_backend="pyarrow") gives it,
# fillna(posts.mean()) fills in 2, not 2.5. clip(upper=3.5) makes 3 of the 4, and where, mask, replace and .loc[...] = 2.9 write a 2.
#
# Expected: 2.5, as in the same column read without dtype_backend (float64), and as interpolate() and combine_first() of this very column give; or
# the error that Int64 raises ("Invalid value '2.5' for dtype 'Int64'"), and that fillna with a column of fractions raises here too.
# Seen (2026-11-29, Python 3.11): a single fraction is cut to the type of the column toward zero, without a word, so a mean that is filled in changes
# the mean of the column: 2.33 of 1, 2 and 4. In columns of days (date32) the time of day is cut off, and in timestamp[s] the milliseconds. The
# script fails if that changes.
# What to do: column.astype("float64[pyarrow]") before fractions are written into it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
printf 'process,posts\nA,1\nB,\nC,4\n' > list.csv
"$folder/venv/bin/python" - <<'PY'
import datetime
from importlib.metadata import version

import pandas as pd


def written(column, value):
    changed = column.copy()
    changed.loc[1] = value
    return changed


WAYS = {
    "fillna(mean)": lambda posts: posts.fillna(posts.mean()),
    "fillna(-2.9)": lambda posts: posts.fillna(-2.9),
    "frame.fillna": lambda posts: posts.to_frame().fillna(posts.to_frame().mean())["posts"],
    "clip(1.5, 3.5)": lambda posts: posts.clip(1.5, 3.5),
    "where": lambda posts: posts.where(posts > 3, 2.9),
    "mask": lambda posts: posts.mask(posts > 3, 2.9),
    "replace": lambda posts: posts.replace(4, 2.9),
    ".loc": lambda posts: written(posts, 2.9),
}
CUT = {
    "fillna(mean)": [1, 2, 4],
    "fillna(-2.9)": [1, -2, 4],
    "frame.fillna": [1, 2, 4],
    "clip(1.5, 3.5)": [1, None, 3],
    "where": [2, 2, 4],
    "mask": [1, 2, 2],
    "replace": [1, None, 2],
    ".loc": [1, 2, 4],
}

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
posts = pd.read_csv("list.csv", dtype_backend="pyarrow")["posts"]
plain = pd.read_csv("list.csv")["posts"]
assert (str(posts.dtype), str(plain.dtype)) == ("int64[pyarrow]", "float64")
for name, way in WAYS.items():
    seen = way(posts)
    values = [None if pd.isna(value) else value for value in seen]
    print(f"{name}: {values}; float64 {way(plain).tolist()}")
    assert str(seen.dtype) == "int64[pyarrow]" and values == CUT[name]
    assert way(plain).tolist() != seen.astype("float64").tolist()
    try:
        way(posts.astype("Int64"))
    except TypeError as error:
        assert "Invalid value" in str(error)
    else:
        raise AssertionError(f"Int64 takes {name}")
assert WAYS["fillna(mean)"](plain).tolist() == [1, 2.5, 4]
print("mean before", posts.mean(), "after", WAYS["fillna(mean)"](posts).mean())
assert posts.mean() == 2.5 and round(WAYS["fillna(mean)"](posts).mean(), 2) == 2.33

assert posts.interpolate().tolist() == [1, 2.5, 4]
assert posts.combine_first(pd.Series([0.5, 2.9, 1])).tolist() == [1, 2.9, 4]
try:
    posts.fillna(pd.Series([0.5, 2.9, 1]))
except ValueError as error:
    print("a column of fractions:", error)
else:
    raise AssertionError("no error")
assert WAYS["fillna(mean)"](posts.astype("float64[pyarrow]")).tolist() == [1, 2.5, 4]

noon = pd.Timestamp("2026-11-29 12:30:00.750")
assert pd.Series([None], dtype="date32[day][pyarrow]").fillna(noon).tolist() == [datetime.date(2026, 11, 29)]
assert pd.Series([None], dtype="timestamp[s][pyarrow]").fillna(noon).tolist() == [pd.Timestamp("2026-11-29 12:30:00")]
PY
echo "As seen: a fraction that is filled into whole numbers is cut."
