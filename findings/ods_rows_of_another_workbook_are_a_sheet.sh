#!/usr/bin/env bash
# python-calamine 0.9.1, and pandas 3.1.1 with it or with odfpy 1.4.1, on .ods by LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): a list looks its costs up in another
# workbook. read_excel(sheet_name=None) gives two sheets for the one that LibreOffice shows; the second has the rows of the other workbook.
#
# Expected: the sheets of the list. The other workbook is no part of it; with .xlsx, whose links hold the same rows, all readers give one sheet.
# Seen (2026-11-30, polars 2.1.0 with fastexcel 0.21.0, Python 3.11): LibreOffice keeps what it read of the other workbook as a hidden table, named by the path of
# that workbook, with table:table-source in it (OpenDocument, part 3, 9.3.1), and readers take each table for a sheet. Whoever joins all sheets counts a
# process twice, and gets rows that were never in the list, here "Board travel". Nothing is said; calamine calls the sheet hidden, pandas
# cannot tell. The script fails if that changes.
# What to do: leave out sheets whose name begins with 'file: (with the quotation mark); or name the sheets that are meant.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'pandas==3.1.1' 'odfpy==1.4.1' 'python-calamine==0.9.1' 'polars==2.1.0' 'fastexcel==0.21.0' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from pathlib import Path

# As LibreOffice saves it: below the sheets lies what was last read of the other workbook, a table with the style ta_extref.
ROWS = [("Process", "Cost"), ("Invoice check", 1200), ("Payroll run", 24000), ("Board travel", 300)]
SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "of": "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
}


def cell(value, formula=""):
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"{formula}/>'


def row(*cells):
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


other = Path("costs_2025.ods").resolve().as_uri()
lookup = " table:formula=\"of:=VLOOKUP([.A{row}];['{other}'#$Costs.$A$1:.$B$4];2;0)\""
rows = [row(cell("Process"), cell("Cost"))]
rows += [row(cell(name), cell(cost, lookup.format(row=number, other=other))) for number, (name, cost) in enumerate(ROWS[1:3], 2)]
copied = "".join(row(*map(cell, values)) for values in ROWS)
Path("list.fods").write_text(
    f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {" ".join(f'xmlns:{name}="{uri}"' for name, uri in SPACES.items())} office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>
<table:table table:name="Processes">{"".join(rows)}</table:table>
<table:table table:name="'{other}'#Costs" table:print="false" table:style-name="ta_extref"><table:table-source xlink:type="simple"
 xlink:href="{other}" table:table-name="Costs" table:mode="copy-results-only"/>{copied}</table:table>
</office:spreadsheet></office:body></office:document>"""
)
PY
for target in ods xlsx; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to $target list.fods >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import pandas as pd
import polars as pl
import python_calamine

print(*(f"{name} {version(name)}" for name in ("pandas", "odfpy", "python-calamine", "polars", "fastexcel")))
read = {f"pandas with {engine}": pd.read_excel("list.ods", sheet_name=None, engine=engine) for engine in ("odf", "calamine")}
read["polars"] = {name: sheet.to_pandas() for name, sheet in pl.read_excel("list.ods", sheet_id=0, engine="calamine").items()}
for how, sheets in read.items():
    rows = pd.concat(sheets.values())
    print(f"{how}: {[name[-16:] for name in sheets]}, {len(rows)} rows, cost {rows['Cost'].sum()}")
    first, second = sheets
    assert first == "Processes" and second.startswith("'file:") and second.endswith("costs_2025.ods'#Costs")
    assert sheets[first]["Cost"].tolist() == [1200, 24000] and sheets[second]["Cost"].tolist() == [1200, 24000, 300]
assert [str(sheet.visible).split(".")[-1] for sheet in python_calamine.load_workbook("list.ods").sheets_metadata] == ["Visible", "Hidden"]
# The same list as .xlsx.
assert list(pd.read_excel("list.xlsx", sheet_name=None, engine="calamine")) == ["Processes"]
PY
echo "As seen: rows of the other workbook are a sheet of the list."
