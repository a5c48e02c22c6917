#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) saves a tab inside a cell to .ods as the element text:tab, as OpenDocument (part 3,
# 6.1.4) asks, and does not read it back; nor do python-calamine 0.9.1 and pandas 3.1.1 with odfpy 1.4.1. "Invoice<tab>check" is
# "Invoicecheck" in all three.
#
# Expected: a tab, or at least a space; the element text:s beside it, for further spaces, is read by all three.
# Seen (2026-11-29, Python 3.11): a list that went from .xlsx through .ods once has lost its tabs for good, and two words are one. The element
# text:line-break (6.1.5) is lost by LibreOffice and calamine, and a line break for pandas with odfpy. The script fails if that changes.
# What to do: replace tabs by spaces before a list is saved as .ods, or read content.xml yourself.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'pandas==3.1.1' 'odfpy==1.4.1' 'python-calamine==0.9.1'
cd "$folder"
convert() { soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$1" "$2" >/dev/null 2>&1; }
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

with xlsxwriter.Workbook("sent.xlsx") as book:
    sheet = book.add_worksheet()
    for row, text in enumerate(["step", "Invoice\tcheck", "Invoice   check", "Invoice\ncheck"]):
        sheet.write_string(row, 0, text)
PY
convert ods sent.xlsx
cp sent.ods back.ods
convert xlsx back.ods
"$folder/venv/bin/python" - <<'PY'
import subprocess
import zipfile
from importlib.metadata import version

import pandas as pd
import python_calamine

print(*(f"{name} {version(name)}" for name in ("python-calamine", "pandas", "odfpy")))
print(subprocess.run(["soffice", "--version"], capture_output=True, text=True).stdout.strip())


def texts(path, engine="calamine"):
    return pd.read_excel(path, engine=engine)["step"].tolist()


with zipfile.ZipFile("sent.ods") as parts:
    content = parts.read("content.xml").decode()
assert "Invoice<text:tab/>check" in content and "Invoice<text:s text:c=" in content.replace("Invoice <", "Invoice<")
seen = {"calamine": texts("sent.ods"), "odf": texts("sent.ods", "odf"), "LibreOffice": texts("back.xlsx")}
for reader, values in seen.items():
    print(f"{reader}: {values}")
assert texts("sent.xlsx") == ["Invoice\tcheck", "Invoice   check", "Invoice\ncheck"]
assert all(values == ["Invoicecheck", "Invoice   check", "Invoice\ncheck"] for values in seen.values())
with zipfile.ZipFile("sent.ods") as source, zipfile.ZipFile("break.ods", "w") as target:
    for part in source.namelist():
        target.writestr(part, source.read(part).replace(b"<text:tab/>", b"<text:line-break/>"))
breaks = texts("break.ods")[0], texts("break.ods", "odf")[0]
print("with text:line-break: calamine and odf", breaks)
assert breaks == ("Invoicecheck", "Invoice\ncheck")
PY
cp break.ods broken.ods
convert xlsx broken.ods
"$folder/venv/bin/python" -c "
import pandas as pd
seen = pd.read_excel('broken.xlsx', engine='calamine')['step'].iloc[0]
print('with text:line-break: LibreOffice', repr(seen))
assert seen == 'Invoicecheck'"
echo "As seen: the tab that LibreOffice wrote is read by nobody."
