#!/usr/bin/env bash
# python-calamine 0.9.1 (and so pandas 3.1.1 with engine="calamine"): one cell with an error value that is not among the seven of
# Excel 97 stops the reading of the whole sheet. ECMA-376 (part 1, 18.17.3) itself lists #GETTING_DATA, which Excel shows while
# a cube formula waits; spreadsheet programs of today know #SPILL!, #CALC!, #FIELD! and others.
#
# Expected: an empty cell or a text for it, as for #N/A, and all other cells.
# Seen (2026-11-28, Python 3.11): CalamineError "Unsupported cell error value" for each of them, and no cell at all; openpyxl 3.1.5 gives
# the error value as text and every other cell. The script fails if that changes.
# What to do: read such a sheet with openpyxl when calamine refuses it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import zipfile
from importlib.metadata import version

import openpyxl
import pandas as pd


def book(path, error):
    """Two rows of openpyxl, with the one error value that it writes replaced in the sheet."""
    made = openpyxl.Workbook()
    made.active.append(["step", "hours"])
    made.active.append(["check", 3])
    made.active.append(["pay", "#N/A"])
    made.save("plain.xlsx")
    with zipfile.ZipFile("plain.xlsx") as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                assert content.count(b"<v>#N/A</v>") == 1
                content = content.replace(b"<v>#N/A</v>", f"<v>{error}</v>".encode())
            target.writestr(part, content)


print(*(f"{name} {version(name)}" for name in ("python-calamine", "pandas", "openpyxl")))
for error in ("#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!"):
    book("case.xlsx", error)
    by_openpyxl = [row[1].value for row in openpyxl.load_workbook("case.xlsx", data_only=True).active]
    assert by_openpyxl == ["hours", 3, error], by_openpyxl
    try:
        seen = pd.read_excel("case.xlsx", engine="calamine")["hours"].tolist()
    except Exception as refusal:
        seen = f"{type(refusal).__name__}: {refusal}"
    print(error, "calamine:", seen)
    assert str(seen).startswith("CalamineError") == (error != "#N/A"), seen
PY
echo "As seen: a newer error value in one cell costs the whole sheet."
