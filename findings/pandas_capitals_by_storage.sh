#!/usr/bin/env bash
# pandas 3.1.1: str.upper() of "Straße" is "STRAẞE" (with the capital ẞ, U+1E9E) where pyarrow 26.0.1 is installed, and "STRASSE" where it is
# not; both columns have the dtype str. So keys made in capitals by pandas do not meet those made by Python, SQL or a
# spreadsheet program, and a frame gives other keys on a machine without pyarrow.
#
# Expected: what Python's str.upper gives, whatever stores the texts, as for most other methods of texts.
# Seen (2026-11-29, Python 3.11): str.upper, str.title and str.capitalize with ß and with joined letters such as ﬁ; isdigit calls "½" a digit,
# and int of it fails; isnumeric does not know the numbers 五 and 十. The script fails if that changes.
# What to do: compare by str.casefold() (the same from both), or by column.map(str.upper); test with isdecimal before int.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1'
cd "$folder"
cat > look.py <<'PY'
from importlib.util import find_spec

import pandas as pd

column = pd.Series(["Straße", "ﬁnance", "ßa"])
numbers = pd.Series(["½", "五", "7"])
assert column.dtype == "str"
seen = {
    "upper": column.str.upper().tolist(),
    "title": column.str.title().tolist(),
    "capitalize": column.str.capitalize().tolist(),
    "isdigit": numbers.str.isdigit().tolist(),
    "isnumeric": numbers.str.isnumeric().tolist(),
}
assert column.str.casefold().tolist() == ["strasse", "finance", "ssa"]
assert numbers.str.isdecimal().tolist() == [False, False, True]
with_pyarrow = find_spec("pyarrow") is not None
joined = pd.DataFrame({"key": column.str.upper()}).merge(pd.DataFrame({"key": ["STRASSE"], "hours": [3]}), how="left")
print("pandas", pd.__version__, "with pyarrow" if with_pyarrow else "without pyarrow", seen)
print("hours joined by the key in capitals:", joined["hours"].tolist())
assert seen == (
    {
        "upper": ["STRAẞE", "ﬁNANCE", "ẞA"],
        "title": ["Straße", "ﬁnance", "ẞa"],
        "capitalize": ["Straße", "ﬁnance", "ẞa"],
        "isdigit": [True, False, True],
        "isnumeric": [True, False, True],
    }
    if with_pyarrow
    else {
        "upper": ["STRASSE", "FINANCE", "SSA"],
        "title": ["Straße", "Finance", "Ssa"],
        "capitalize": ["Straße", "Finance", "Ssa"],
        "isdigit": [False, False, True],
        "isnumeric": [True, True, True],
    }
)
assert joined["hours"].isna().iloc[0] == with_pyarrow
PY
"$folder/venv/bin/python" look.py
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pyarrow==26.0.1'
"$folder/venv/bin/python" look.py
echo "As seen: the same call gives other capitals once pyarrow is installed."
