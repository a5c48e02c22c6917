#!/usr/bin/env bash
# python-calamine 0.9.1, and so pandas 3.1.1 with engine="calamine", and fastexcel 0.21.0 with polars 2.1.0: a workbook holds its numbers in CDATA sections, <v><![CDATA[1200]]></v>, as XSLT and
# templates of export tools write them (cdata-section-elements). Each number is blank; names beside them are read.
#
# Expected: 1200. In XML a CDATA section is another way to write the same text; openpyxl 3.1.5, pandas with it and LibreOffice read it, and calamine itself
# reads it in inline texts.
# Seen (2026-11-30, Python 3.11): in <v> the section is passed over, for numbers, truth values, texts that are results of formulas, and the numbers of shared texts. The column
# is blank from top to bottom, a sum over it is 0, and nothing is said.
# The script fails if that changes.
# What to do: look for "<![CDATA[" in the XML of the sheet, and read such a workbook with openpyxl.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'python-calamine==0.9.1' 'pandas==3.1.1' 'openpyxl==3.1.5' 'fastexcel==0.21.0' 'polars==2.1.0' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
import re
import zipfile
from importlib.metadata import version

import openpyxl
import pandas as pd
import polars as pl

book = openpyxl.Workbook()
for row in (("process", "cost"), ("Invoice check", 1200), ("Payroll run", 24000)):
    book.active.append(row)
book.save("plain.xlsx")
# The same workbook with its numbers in CDATA sections.
with zipfile.ZipFile("plain.xlsx") as old, zipfile.ZipFile("cdata.xlsx", "w") as new:
    for part in old.namelist():
        content = old.read(part).decode()
        if part.startswith("xl/worksheets/"):
            content, count = re.subn(r'(<c [^>]*t="n"[^>]*>)<v>([^<]*)</v>', r"\1<v><![CDATA[\2]]></v>", content)
            assert count == 2
        new.writestr(part, content)

print(*(f"{name} {version(name)}" for name in ("python-calamine", "pandas", "openpyxl", "fastexcel", "polars")))
readers = {
    "pandas with calamine": lambda path: pd.read_excel(path, engine="calamine").fillna("blank").to_numpy().tolist(),
    "polars with fastexcel": lambda path: [list(row) for row in pl.read_excel(path).fill_null("blank").rows()],
    "pandas with openpyxl": lambda path: pd.read_excel(path, engine="openpyxl").to_numpy().tolist(),
}
seen = {(reader, name): read(f"{name}.xlsx") for name in ("plain", "cdata") for reader, read in readers.items()}
for (reader, name), rows in seen.items():
    print(f"{name}, {reader}: {rows}")
right = [["Invoice check", 1200], ["Payroll run", 24000]]
for reader in readers:
    is_openpyxl = reader == "pandas with openpyxl"
    assert seen[reader, "plain"] == right
    assert seen[reader, "cdata"] == (right if is_openpyxl else [["Invoice check", "blank"], ["Payroll run", "blank"]])
PY
echo "As seen: numbers in CDATA sections are blank."
