#!/usr/bin/env bash
# XlsxWriter 3.3.1: a link to the file "Plan #2.xlsx", write_url(0, 0, "external:Plan #2.xlsx"), leads to a file "Plan " and a place "2.xlsx" in it.
# "external:C# rates.xlsx" leads to the file "C".
#
# Expected: a link to that file; spaces and signs such as % in names are escaped, and # is a valid sign in names of files in Windows, macOS and
# Linux. Or a warning, as for a link that is too long.
# Seen (2026-11-29, openpyxl 3.1.5, Python 3.11): everything after the first # is taken for a place in the workbook, as in
# external:plan.xlsx#Sheet2!A1, whether such a sheet can exist or not. "%23" in its place is kept as it is, and then leads to the file. Nothing is
# said, and the text of the cell looks right. The script fails if that changes.
# What to do: replace # by %23 in the names of files that are linked, and in them alone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import warnings
from importlib.metadata import version

import openpyxl
import xlsxwriter

EXPECTED = {
    "Plan #2.xlsx": ("Plan%20", "2.xlsx"),
    "C# rates.xlsx": ("C", " rates.xlsx"),
    "Plan 100%.xlsx": ("Plan%20100%25.xlsx", None),
    "Plan %232.xlsx": ("Plan %232.xlsx", None),
    "Plan.xlsx#Sheet2!A1": ("Plan.xlsx", "Sheet2!A1"),
}
warnings.simplefilter("error")
with xlsxwriter.Workbook("links.xlsx") as book:
    sheet = book.add_worksheet()
    for row, name in enumerate(EXPECTED):
        assert sheet.write_url(row, 0, f"external:{name}") == 0
print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
cells = [row[0] for row in openpyxl.load_workbook("links.xlsx").active.iter_rows()]
for (name, expected), cell in zip(EXPECTED.items(), cells, strict=True):
    link = (cell.hyperlink.target, cell.hyperlink.location)
    print(f"{name!r}: text {cell.value!r}, file and place {link}")
    assert link == expected
PY
echo "As seen: a link ends at the hash."
