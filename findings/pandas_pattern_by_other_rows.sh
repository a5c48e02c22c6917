#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: whether a pattern matches a text of a column of dtype str can depend on the column's other rows. "[\w-]{,4}"
# (at most four signs) does not match "AB-1" in a column of plain letters; add a row "Größe" to the column and it does.
#
# Expected: a text matches or it does not, as in Python's re and in a column of dtype object, where {,4} means 0 to 4 signs.
# Seen (2026-11-29, Python 3.11): pandas gives patterns to pyarrow, whose engine RE2 takes {,4} for these four signs themselves; patterns
# with \w, \d or \b go to Python's re as soon as one text of the column is not ASCII, and patterns with $ as soon as one has a line break. Nothing
# is said. Replacing by "\0" gives the whole match in one engine and the character NUL in the other; "x*" matches at other places.
# The script fails if that changes.
# What to do: write {0,4}; use no pattern that can match nothing, and no "\0"; try patterns on a column with and without a row such as "Größe".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import re
from importlib.metadata import version

import pandas as pd

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
CODES = ["AB-1", "AB-12345"]


def first(change, others=(), dtype="str"):
    """What the change gives for the first row of a column of CODES and other rows."""
    return change(pd.Series([*CODES, *others], dtype=dtype)).iloc[0]


def of_four(column):
    return column.str.fullmatch(r"[\w-]{,4}")


def ends(column):
    return column.str.contains(r"^[A-Z0-9-]{,4}$")


def bracketed(column):
    return column.str.replace(r"\w+-", r"<\0>", regex=True)


def spaced(column):
    return column.str.replace(r"(B-)*", "_", regex=True)


seen = {
    "[\\w-]{,4}": (first(of_four), first(of_four, ["Größe"]), first(of_four, dtype=object)),
    "^[A-Z0-9-]{,4}$": (first(ends), first(ends, ["two\nlines"]), first(ends, dtype=object)),
    "\\w+- by <\\0>": (first(bracketed), first(bracketed, ["Größe"]), first(bracketed, dtype=object)),
    "(B-)* by _": (first(spaced), first(spaced, ["Größe"]), first(spaced, dtype=object)),
}
for pattern, answers in seen.items():
    print(f"{pattern}: alone {answers[0]!r}, beside another row {answers[1]!r}, dtype object {answers[2]!r}")
assert re.fullmatch(r"[\w-]{,4}", "AB-1")
assert seen["[\\w-]{,4}"] == (False, True, True)
assert seen["^[A-Z0-9-]{,4}$"] == (False, True, True)
assert seen["\\w+- by <\\0>"] == ("<AB->1", "<\0>1", "<\0>1")
assert seen["(B-)* by _"][0] == seen["(B-)* by _"][1] != seen["(B-)* by _"][2]
PY
echo "As seen: another row of the column decides whether the pattern matches."
