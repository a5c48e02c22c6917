#!/usr/bin/env bash
# XlsxWriter 3.3.1: a plain text that begins with <r> and ends with </r>, given to write_string.
#
# Expected: the cell holds the text, its < and & escaped as in any other text ("<q>R&D</q>" is).
# Seen (2026-11-29, Python 3.11): write_rich_string hands its runs over as XML between these marks, and SharedStrings takes every text that
# looks so for such runs and writes it as it is. The cell of "<r>draft</r>" is blank, and after "<r>R&D</r>" the workbook is no
# XML: openpyxl cannot open it. The script fails if that changes.
# What to do: write the texts that sheets share yourself (SharedStrings._write_si), if you use no rich strings.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 'XlsxWriter==3.3.1'
cd "$folder"
venv/bin/python - <<'PY'
from xml.etree.ElementTree import ParseError

import openpyxl
import xlsxwriter


def read_back(text):
    with xlsxwriter.Workbook("text.xlsx") as book:
        book.add_worksheet().write_string("A1", text)
    try:
        return openpyxl.load_workbook("text.xlsx").active["A1"].value
    except ParseError as fault:
        return f"not XML: {fault.msg.split(':')[0]}"


print("XlsxWriter", xlsxwriter.__version__)
found = {text: read_back(text) for text in ("<q>R&D</q>", "<r>draft</r>", "<r>R&D</r>")}
for text, value in found.items():
    print(repr(text), "->", repr(value))
assert found["<q>R&D</q>"] == "<q>R&D</q>"
assert found["<r>draft</r>"] != "<r>draft</r>" and str(found["<r>R&D</r>"]).startswith("not XML")
PY
