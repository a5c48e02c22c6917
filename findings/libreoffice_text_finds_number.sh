#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx by XlsxWriter 3.3.1: a lookup of the text "1001" among ids that are numbers finds 1001, though
# ="1001"=1001 is FALSE; the number 1001 among ids that are texts is not found. A stored #N/A of the first lookup, as Excel gives it, is
# replaced by the found row when the file is converted, while all other stored results stay as they are.
#
# Expected: not found both ways, as the comparison of the two says and as Excel does; and the stored result, since nobody asked for a calculation.
# Seen (2026-11-29, Python 3.11): VLOOKUP and MATCH with exact match; "01001" finds nothing. Stored errors are calculated anew on opening. So a list
# that marks unknown ids by #N/A has fewer of them after LibreOffice saved it as .xlsx or .csv. The script fails if that changes.
# What to do: bring ids to one kind on both sides (A2&"", or VALUE); store what is missing as a word by IFERROR, which stays.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
cat > formulas.py <<'PY'
# Columns: A ids as numbers, B ids as texts, C owners. First the result that Excel stores (99: a mark that nothing was calculated), then
# what LibreOffice calculates.
FORMULAS = {
    '=VLOOKUP("1001",A1:C2,3,FALSE)': ("#N/A", "HR"),
    '=MATCH("1001",A1:A2,0)': ("#N/A", 1),
    '=MATCH("01001",A1:A2,0)': ("#N/A", "#N/A"),
    "=MATCH(1001,B1:B2,0)": ("#N/A", "#N/A"),
    '=IFERROR(MATCH("1001",A1:A2,0),"unknown")': ("unknown", 1),
    '=IF("1001"=1001,"equal","not equal")': ("not equal", "not equal"),
    '=MATCH("1001",B1:B2,0)': (99, 1),
}
PY
"$folder/venv/bin/python" - <<'PY'
import openpyxl
import xlsxwriter

from formulas import FORMULAS

with xlsxwriter.Workbook("stored.xlsx") as book:
    sheet = book.add_worksheet()
    for row, (number, owner) in enumerate([(1001, "HR"), (1002, "IT")]):
        sheet.write_row(row, 0, [number, "", owner])
        sheet.write_string(row, 1, str(number))
    for row, (formula, (stored, _)) in enumerate(FORMULAS.items()):
        sheet.write_formula(row, 4, formula, None, stored)
openpyxl.load_workbook("stored.xlsx").save("calculated.xlsx")  # openpyxl saves the formulas alone
PY
mkdir saved
for name in stored calculated; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved "$name.xlsx" >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import openpyxl

from formulas import FORMULAS

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
seen = {
    name: [cell.value for cell in openpyxl.load_workbook(f"saved/{name}.xlsx", data_only=True).active["E"]]
    for name in ("stored", "calculated")
}
for (formula, (stored, _)), kept, calculated in zip(FORMULAS.items(), *seen.values(), strict=True):
    print(f"{formula}: stored {stored}, saved {kept}; without a stored result {calculated}")
assert seen["calculated"] == [calculated for _, calculated in FORMULAS.values()]
assert seen["stored"] == ["HR", 1, "#N/A", "#N/A", "unknown", "not equal", 99]
PY
echo "As seen: a text finds a number, and a stored #N/A goes."
