#!/usr/bin/env bash
# pandas 3.1.1 with XlsxWriter 3.3.1: to_excel leaves cells blank whose text is a web address, from the 65,531st such cell of a sheet on, and each
# one with more than 2,079 characters. "mailto:hr@example.org" becomes "hr@example.org", "internal:Plan!A1" becomes "Plan!A1".
#
# Expected: the cell holds the text of the frame, at worst without a link, as with openpyxl 3.1.5.
# Seen (2026-11-29, Python 3.11): XlsxWriter makes a link of each text that looks like an address, and where Excel's limits forbid the link it
# leaves the text out too, with a warning for each cell; the shortened texts come without one. The script fails if that changes.
# What to do: engine_kwargs={"options": {"strings_to_urls": False}}; then all texts stay.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'pandas==3.1.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import warnings
from importlib.metadata import version

import pandas as pd

MANY = [f"https://example.org/{number}" for number in range(65_533)]
FEW = ["https://example.org/?q=" + "x" * 2_100, "mailto:hr@example.org", "internal:Plan!A1", "plain"]


def back(texts, **how):
    """The texts after a frame of them was written and read, and how many warnings that gave."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        pd.DataFrame({"row": range(len(texts)), "page": texts}).to_excel("list.xlsx", index=False, **how)
    return pd.read_excel("list.xlsx", engine="calamine")["page"].fillna("").tolist(), len(warned)


print(*(f"{name} {version(name)}" for name in ("pandas", "XlsxWriter", "openpyxl")))
many, warned_of_many = back(MANY, engine="xlsxwriter")
few, warned_of_few = back(FEW, engine="xlsxwriter")
print("rows whose address is lost:", [row for row, text in enumerate(many) if not text], "warnings:", warned_of_many)
print("few addresses by xlsxwriter:", few, "warnings:", warned_of_few)
assert many[:65_530] == MANY[:65_530] and many[65_530:] == ["", "", ""] and warned_of_many == 3
assert few == ["", "hr@example.org", "Plan!A1", "plain"] and warned_of_few == 1
assert back(FEW, engine="openpyxl") == (FEW, 0)
assert back(FEW, engine="xlsxwriter", engine_kwargs={"options": {"strings_to_urls": False}}) == (FEW, 0)
PY
echo "As seen: an address that cannot be a link is no text either."
