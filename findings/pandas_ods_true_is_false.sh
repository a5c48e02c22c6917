#!/usr/bin/env bash
# pandas 3.1.1 with odfpy 1.4.1: a cell of an .ods file that holds TRUE is read as False, unless its shown text is the English
# word. LibreOffice in German writes "WAHR" as the text of such a cell, so each yes of a German list becomes a no, without a word.
#
# Expected: the value of the cell counts (office:boolean-value="true"), as for numbers and dates.
# Seen (2026-11-28, Python 3.11): pandas compares the shown text with "TRUE"; all other texts are False. The engine calamine
# (python-calamine 0.9.1) reads the value. The cell below is as LibreOffice 7.4 writes it. The script fails if that changes.
# What to do: read .ods with engine="calamine", or read office:boolean-value.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'odfpy==1.4.1' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import zipfile
from importlib.metadata import version

import pandas as pd

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
SHOWN = {"English": "TRUE", "German": "WAHR", "French": "VRAI", "none": ""}
cells = "".join(
    f'<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>{text}</text:p></table:table-cell>'
    for text in SHOWN.values()
)
content = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {NAMES} office:version="1.3"><office:body><office:spreadsheet><table:table table:name="List">
<table:table-row>{cells}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""
manifest = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
with zipfile.ZipFile("list.ods", "w") as parts:
    parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    parts.writestr("content.xml", content)
    parts.writestr("META-INF/manifest.xml", manifest)
seen = {
    engine: [bool(value) for value in pd.read_excel("list.ods", header=None, engine=engine).iloc[0]]
    for engine in ("odf", "calamine")
}
print(*(f"{name} {version(name)}" for name in ("pandas", "odfpy", "python-calamine")))
print("four cells that are true, shown as", list(SHOWN.values()))
for engine, values in seen.items():
    print(f"engine {engine}: {values}")
assert seen == {"odf": [True, False, False, False], "calamine": [True] * 4}
PY
echo "As seen: a true cell is False where its text is not the English word."
