#!/usr/bin/env bash
# XlsxWriter 3.3.1: the text that write_formula stores as the result of a formula is not escaped as write_string escapes a text. With a
# control character in it (a vertical tab, which Word pastes as a line break) the sheet is no XML, and nothing is said when it is written.
#
# Expected: the same text comes back from both, as ECMA-376 (22.9.2.19, ST_Xstring) has one rule for texts and results.
# Seen (2026-11-29, Python 3.11): the vertical tab of the result lies in the file as it is, so a parser of XML, and openpyxl 3.1.5 with it,
# refuses the sheet; a result with _x0041_ in it, which needs no control character, is read back as "A" by python-calamine 0.9.1.
# The script fails if that changes.
# What to do: escape results before they are given to write_formula: _x005F before each _xHHHH_, and _x000B_ for a vertical tab.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import zipfile
from importlib.metadata import version
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl", "python-calamine")))


def written(text):
    with xlsxwriter.Workbook("names.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, text)
        sheet.write_formula(1, 0, "=A1", None, text)


def outcome(read):
    try:
        return read()
    except (ElementTree.ParseError, SyntaxError) as error:
        return type(error).__name__


written("SKU_x0041_9")
codes = [row[0] for row in CalamineWorkbook.from_path("names.xlsx").get_sheet_by_index(0).to_python()]
print("_x0041_ as text and as result, read by calamine:", codes)
assert codes == ["SKU_x0041_9", "SKUA9"]
written("Post\vinvoices")
sheet = zipfile.ZipFile("names.xlsx").read("xl/worksheets/sheet1.xml").decode()
print("vertical tab as it is in the sheet:", "\v" in sheet)
assert "\v" in sheet
parsed = outcome(lambda: ElementTree.fromstring(sheet).tag)
opened = outcome(lambda: openpyxl.load_workbook("names.xlsx").active["A2"].value)
print("sheet read as XML:", parsed, "| read by openpyxl:", opened)
assert (parsed, opened) == ("ParseError", "ParseError")
PY
echo "As seen: results of formulas are written without escapes."
