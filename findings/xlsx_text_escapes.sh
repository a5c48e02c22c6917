#!/usr/bin/env bash
# openpyxl 3.1.5, python-calamine 0.9.1 and LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on texts with _xHHHH_ in .xlsx. In such a
# file _xHHHH_ stands for the character with that hexadecimal number, and a text that really holds these signs begins with _x005F_
# (ECMA-376, 22.9.2.19, ST_Xstring).
#
# Expected: what openpyxl saves, all three read back as the text that was given to openpyxl.
# Seen (2026-11-29, Python 3.11): openpyxl writes no escapes, and of those that it reads it resolves _x005F_ alone; calamine resolves all of
# them; LibreOffice those of control characters and _x005F_. So an article number such as SKU_x0041_9 that openpyxl saved is SKUA9 for
# calamine, and a carriage return comes back as a line feed. XlsxWriter 3.3.1 escapes both, yet openpyxl reads the carriage return
# as the seven signs _x000D_. The script fails if that changes.
# What to do: before openpyxl saves a text, put _x005F in front of each _xHHHH_ in it; after openpyxl has read one, resolve the escapes.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'XlsxWriter==3.3.1' 'python-calamine==0.9.1'
cd "$folder"
cat > texts.py <<'PY'
import csv
import sys
from importlib.metadata import version

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

ARTICLE, LINES = "SKU_x0041_9", "one\rtwo"
if sys.argv[1] == "write":
    book = openpyxl.Workbook()
    for text in (ARTICLE, LINES):
        book.active.append([text])
    book.save("by_openpyxl.xlsx")
    with xlsxwriter.Workbook("by_xlsxwriter.xlsx") as other:
        sheet = other.add_worksheet()
        for row, text in enumerate((ARTICLE, LINES)):
            sheet.write_string(row, 0, text)
    sys.exit()
print(*(f"{name} {version(name)}" for name in ("openpyxl", "python-calamine", "XlsxWriter")))
seen = {}
for writer in ("by_openpyxl", "by_xlsxwriter"):
    seen[writer, "openpyxl"] = [row[0] for row in openpyxl.load_workbook(f"{writer}.xlsx").active.values]
    sheet = CalamineWorkbook.from_path(f"{writer}.xlsx").get_sheet_by_index(0)
    seen[writer, "calamine"] = [row[0] for row in sheet.to_python()]
    with open(f"{writer}.csv", newline="", encoding="utf-8") as file:
        seen[writer, "LibreOffice"] = [row[0] for row in csv.reader(file)]
for (writer, reader), texts in seen.items():
    print(f"{writer}, read by {reader}: {texts}")
assert seen == {
    ("by_openpyxl", "openpyxl"): [ARTICLE, "one\ntwo"],
    ("by_openpyxl", "calamine"): ["SKUA9", "one\ntwo"],
    ("by_openpyxl", "LibreOffice"): [ARTICLE, "one\ntwo"],
    ("by_xlsxwriter", "openpyxl"): [ARTICLE, "one_x000D_two"],
    ("by_xlsxwriter", "calamine"): [ARTICLE, LINES],
    ("by_xlsxwriter", "LibreOffice"): [ARTICLE, LINES],
}
PY
"$folder/venv/bin/python" texts.py write
soffice --version
for name in by_openpyxl by_xlsxwriter; do
    soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' "$name.xlsx" >/dev/null 2>&1
done
"$folder/venv/bin/python" texts.py read
echo "As seen: one text in one cell is read in three ways."
