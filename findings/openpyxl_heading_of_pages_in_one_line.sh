#!/usr/bin/env bash
# openpyxl 3.1.5 and LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): the head of the printed pages has two lines, "Costs by unit" and "as of 2026". After openpyxl
# loaded and saved the workbook, LibreOffice prints "Costs by unit_x000a_as of 2026" on each page.
#
# Expected: the two lines. openpyxl reads and writes heads of pages ("oddHeader"), and writes a line break in a cell as a line break.
# Seen (2026-11-30, XlsxWriter 3.3.1, Python 3.11): openpyxl writes each line break of a head or foot as _x000a_, as the file format allows for texts (ECMA-376, part 1, 22.9.2.19,
# ST_Xstring), and reads it so. LibreOffice reads these signs as they are, and so does whoever looks into the XML. In XlsxWriter's file, as in Excel's, a line
# break is a line break. Nothing is said; the sheet itself looks as before, and the text shows on paper and in PDF alone. The script fails
# if that changes.
# What to do: one line in heads of pages that openpyxl saves; or put the line break back into the XML.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'XlsxWriter==3.3.1' 'pypdf==6.4.0'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
import xlsxwriter

with xlsxwriter.Workbook("written.xlsx") as book:
    sheet = book.add_worksheet("Plan")
    sheet.write("A1", "Payroll")
    sheet.set_header("&CCosts by unit\nas of 2026")
openpyxl.load_workbook("written.xlsx").save("saved.xlsx")
PY
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to pdf written.xlsx saved.xlsx >/dev/null 2>&1
soffice --version
"$folder/venv/bin/python" - <<'PY'
import re
import zipfile
from importlib.metadata import version

import openpyxl
import pypdf

print(*(f"{name} {version(name)}" for name in ("openpyxl", "XlsxWriter", "pypdf")))
seen = {}
for name in ("written", "saved"):
    sheet = zipfile.ZipFile(f"{name}.xlsx").read("xl/worksheets/sheet1.xml").decode()
    seen[name] = (
        re.search(r"<oddHeader>&amp;C(.*?)</oddHeader>", sheet, re.DOTALL)[1],
        openpyxl.load_workbook(f"{name}.xlsx").active.oddHeader.center.text,
        [line.strip() for line in pypdf.PdfReader(f"{name}.pdf").pages[0].extract_text().splitlines() if line.strip()],
    )
    print(f"{name}: in the file {seen[name][0]!r}, by openpyxl {seen[name][1]!r}, on paper {seen[name][2]}")
lines = "Costs by unit\nas of 2026"
assert seen["written"][:2] == (lines, lines) and set(lines.splitlines()) <= set(seen["written"][2])
assert seen["saved"][:2] == (lines.replace("\n", "_x000a_"), lines)
assert lines.replace("\n", "_x000a_") in seen["saved"][2]
PY
echo "As seen: the head of the pages says _x000a_."
