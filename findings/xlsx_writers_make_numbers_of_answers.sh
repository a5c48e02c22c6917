#!/usr/bin/env bash
# XlsxWriter 3.3.1 and openpyxl 3.1.5: the rows of frame[["regulated"]].to_numpy(), answers of yes and no, are written as the numbers 1 and 0. Add a
# column of texts to the frame and the same answers are written as TRUE and FALSE.
#
# Expected: TRUE and FALSE in both cases, as to_excel of pandas 3.1.1 writes them with either package, or an error, as XlsxWriter gives for
# numpy.datetime64.
# Seen (2026-11-29, python-calamine 0.9.1, Python 3.11): an array of answers alone holds numpy.bool_, a mixed one holds bool of Python, and both
# packages know bool alone and take numpy.bool_ for a number. So does ws.write(0, 0, frame["cost"].max() > 5) or the answer of .any(). A column then
# has both kinds, and who reads the list cannot tell a yes from a one. Nothing is said. The script fails if that changes.
# What to do: .tolist() instead of to_numpy(), and bool(answer) for a single one.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'XlsxWriter==3.3.1' 'openpyxl==3.1.5' 'pandas==3.1.1' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import numpy as np
import openpyxl
import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook

frame = pd.DataFrame({"regulated": [True, False], "unit": ["HR", "IT"], "cost": [7, 3]})
WAYS = {
    "answers alone": [row[0] for row in frame[["regulated"]].to_numpy()],
    "beside a text": [row[0] for row in frame[["regulated", "unit"]].to_numpy()],
    "a comparison": [frame["cost"].max() > 5, (frame["cost"] < 0).any()],
    "tolist": frame["regulated"].tolist(),
    "the column": list(frame["regulated"]),
}

book, rows = openpyxl.Workbook(), zip(*WAYS.values(), strict=True)
for row in rows:
    book.active.append(row)
book.save("openpyxl.xlsx")
with xlsxwriter.Workbook("XlsxWriter.xlsx") as book:
    sheet = book.add_worksheet()
    for column, answers in enumerate(WAYS.values()):
        sheet.write_column(0, column, answers)
    try:
        sheet.write(5, 0, np.datetime64("2026-11-29"))
    except TypeError as error:
        print("numpy.datetime64:", error)
    else:
        raise AssertionError("no error")

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl", "pandas", "python-calamine", "numpy")))
for writer in ("openpyxl", "XlsxWriter"):
    read = {
        "openpyxl": list(openpyxl.load_workbook(f"{writer}.xlsx").active.iter_cols(values_only=True)),
        "calamine": list(zip(*CalamineWorkbook.from_path(f"{writer}.xlsx").get_sheet_by_index(0).to_python(), strict=True)),
    }
    for reader, columns in read.items():
        kinds = {way: {isinstance(value, bool) for value in column} for way, column in zip(WAYS, columns, strict=True)}
        print(f"{writer}, read by {reader}: {dict(zip(WAYS, columns, strict=True))}")
        assert [tuple(column) for column in columns] == [(1, 0)] * 5
        assert {way for way, kind in kinds.items() if kind == {False}} == {"answers alone", "a comparison"}
        assert all(kinds[way] == {True} for way in ("beside a text", "tolist", "the column"))
    frame[["regulated"]].to_excel("pandas.xlsx", engine=writer.lower(), index=False)
    assert [value[0] is True for value in openpyxl.load_workbook("pandas.xlsx").active.iter_rows(2, 2, values_only=True)] == [True]
PY
echo "As seen: numpy's truth values are written as numbers."
