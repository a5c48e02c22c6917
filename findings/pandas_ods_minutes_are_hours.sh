#!/usr/bin/env bash
# pandas 3.1.1 with odfpy 1.4.1: 12 minutes and 30 seconds in an .ods cell of the format MM:SS, as in a list of handling times, are read as half
# past twelve. The file holds PT00H12M30S. In the format H:MM the seconds are lost: the same cell is 00:12:00.
#
# Expected: 00:12:30 whatever the format, as with python-calamine 0.9.1, and as pandas itself reads dates and percentages of .ods.
# Seen (2026-11-29, Python 3.11; LibreOffice 7.4.7 of Debian 12, package libreoffice-calc): the engine odf reads times from the shown text, "12:30",
# and not from office:time-value. So times are 60 times as long, the same list read from .xlsx gives other values, and which of both it is depends
# on how a column looks. Times of less than 24 minutes alone come through; "30:00" is an error. The script fails if that changes.
# What to do: read .ods with engine="calamine", or give such columns the format HH:MM:SS.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'odfpy==1.4.1' 'python-calamine==0.9.1' 'XlsxWriter==3.3.1'
cd "$folder"
cat > times.py <<'PY'
import datetime as dt
import subprocess
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import xlsxwriter

HANDLING = dt.time(0, 12, 30)
FORMATS = {"mm:ss": dt.time(12, 30), "[mm]:ss": dt.time(12, 30), "h:mm": dt.time(0, 12), "h:mm AM/PM": dt.time(0, 12), "hh:mm:ss": HANDLING}
profile = f"-env:UserInstallation=file://{Path.cwd()}/profile"


def saved(times):
    """An .ods file with one row: each time in the format that is its heading."""
    with xlsxwriter.Workbook("list.xlsx") as book:
        sheet = book.add_worksheet()
        for column, (look, time) in enumerate(times.items()):
            sheet.write_string(0, column, look)
            sheet.write_datetime(1, column, time, book.add_format({"num_format": look}))
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "ods", "list.xlsx"], check=True, capture_output=True)
    return "list.ods"


print(*(f"{name} {version(name)}" for name in ("pandas", "odfpy", "python-calamine")))
path = saved(dict.fromkeys(FORMATS, HANDLING))
seen = {engine: pd.read_excel(path, engine=engine).iloc[0].to_dict() for engine in ("odf", "calamine")}
for look in FORMATS:
    print(f"00:12:30 in {look}: odf {seen['odf'][look]}, calamine {seen['calamine'][look]}")
assert seen["calamine"] == dict.fromkeys(FORMATS, HANDLING)
assert seen["odf"] == FORMATS
path = saved({"mm:ss": dt.time(0, 30)})
assert pd.read_excel(path, engine="calamine")["mm:ss"].tolist() == [dt.time(0, 30)]
try:
    raise AssertionError(pd.read_excel(path, engine="odf"))
except ValueError as error:
    print(f"00:30:00 in mm:ss: {type(error).__name__}")
PY
soffice --version
"$folder/venv/bin/python" times.py
echo "As seen: minutes are read as hours."
