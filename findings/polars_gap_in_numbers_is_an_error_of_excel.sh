#!/usr/bin/env bash
# polars 2.1.0: the numbers 0.5, NaN and 2.0, as a column from an array has them, are written by write_excel as 0.5, the formula =#NUM! and 2. Read back with
# engine="openpyxl" (3.1.5) all of them are texts: "0.5", "#NUM!" and "2".
#
# Expected: a blank, as to_excel of pandas 3.1.1 writes for NaN, and as write_excel itself writes for null; or NaN and numbers read back.
# Seen (2026-11-30, XlsxWriter 3.3.1, fastexcel 0.21.0, Python 3.11): each sum, sort or chart over the column meets an error. NaN is the gap of NumPy and pandas, and polars
# keeps it in frames made of arrays, beside null, its own gap. engine="calamine", the usual one, reads null. Nothing is said at either end. The script
# fails if that changes.
# What to do: frame.with_columns(pl.selectors.float().fill_nan(None)) before write_excel.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'polars==2.1.0' 'fastexcel==0.21.0' 'XlsxWriter==3.3.1' 'openpyxl==3.1.5' \
  'numpy==2.4.6' 'pandas==3.1.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import numpy as np
import openpyxl
import pandas as pd
import polars as pl

print(*(f"{name} {version(name)}" for name in ("polars", "fastexcel", "XlsxWriter", "openpyxl", "pandas")))
columns = {"id": ["P1", "P2", "P3"], "cost": np.array([0.5, np.nan, 2.0])}
frame = pl.DataFrame(columns)
frame.write_excel("list.xlsx")
frame.with_columns(pl.selectors.float().fill_nan(None)).write_excel("filled.xlsx")
pd.DataFrame(columns).to_excel("pandas.xlsx", index=False)
cells = {name: [cell.value for cell in openpyxl.load_workbook(f"{name}.xlsx").active["B"]][1:] for name in ("list", "filled", "pandas")}
seen = {engine: pl.read_excel("list.xlsx", engine=engine)["cost"].to_list() for engine in ("calamine", "openpyxl")}
print("cells:", cells)
print("read:", seen)
assert cells == {"list": [0.5, "=#NUM!", 2], "filled": [0.5, None, 2], "pandas": [0.5, None, 2]}
assert seen == {"calamine": [0.5, None, 2.0], "openpyxl": ["0.5", "#NUM!", "2"]}
assert pl.read_excel("filled.xlsx", engine="openpyxl")["cost"].to_list() == [0.5, None, 2.0]
PY
echo "As seen: a gap in numbers is an error in the sheet."
