#!/usr/bin/env bash
# pandas 3.1.1 with odfpy 1.4.1, and python-calamine 0.9.1, on times in .ods. OpenDocument (part 3, 19.389) writes a time as a
# duration, so 36 hours and 5 minutes is the valid value PT36H05M00S; spreadsheets write it for cells in the format [HH]:MM.
#
# Expected: 8:30 and 36:05 in one column come back as two values of one kind.
# Seen (2026-11-28, Python 3.11): with engine="odf" one such cell makes pandas raise DateParseError for the whole file; with
# engine="calamine" 8:30 is a datetime.time and 36:05 the text "PT36H05M00S". The script fails if that changes.
# What to do: read with calamine, and parse texts that begin with PT as durations.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'odfpy==1.4.1' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P


def book(path, durations):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Times")
    for text, value in [("effort", None), *durations]:
        cell = TableCell(valuetype="string") if value is None else TableCell(valuetype="time", timevalue=value)
        cell.addElement(P(text=text))
        row = TableRow()
        row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(path)


def read(path, engine):
    try:
        return pd.read_excel(path, engine=engine)["effort"].tolist()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print(*(f"{name} {version(name)}" for name in ("pandas", "odfpy", "python-calamine")))
book("day.ods", [("08:30", "PT08H30M00S")])
book("more.ods", [("08:30", "PT08H30M00S"), ("36:05", "PT36H05M00S")])
seen = {(path, engine): read(path, engine) for path in ("day.ods", "more.ods") for engine in ("odf", "calamine")}
for case, answer in seen.items():
    print(*case, answer)
assert seen["day.ods", "odf"] == seen["day.ods", "calamine"] == [dt.time(8, 30)]
assert str(seen["more.ods", "odf"]).startswith("DateParseError")
assert seen["more.ods", "calamine"] == [dt.time(8, 30), "PT36H05M00S"]
PY
echo "As seen: a duration of more than a day stops one engine and is a text in the other."
