#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): SUBSTITUTE(A2,CHAR(160)," ") takes hard blanks, as texts from web pages have them, out of a name. Under
# LC_ALL=C soffice calculates it so. Under LC_ALL=C.UTF-8, the locale of most containers, the name stays as it is, and a lookup by it finds nothing.
#
# Expected: one result for one workbook on one machine: the hard blank, which Excel on Windows gives, and for which the formula is known.
# Seen (2026-11-30, openpyxl 3.1.5, Python 3.11): the number is taken for a byte of the locale's encoding, and a single byte from 128 on is no character
# in UTF-8: CHAR(160), CHAR(228) and CHAR(150) are all U+FFFD, and CODE("ä") is 195 instead of 228. Nothing is said; saved as .xlsx, the wrong
# results are in the file. UNICHAR is the same everywhere. The script fails if that changes.
# What to do: UNICHAR(160) and UNICODE in formulas of your own; for those of others, the same LC_ALL=C on each machine where soffice calculates.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl

# openpyxl writes formulas without results, so that soffice calculates them.
book = openpyxl.Workbook()
sheet = book.active
for row in (
    ("Process", "Cost", "Without hard blanks", "Cost by name"),
    ("Invoice\u00a0check", None, '=SUBSTITUTE(A2,CHAR(160)," ")', "=IFERROR(VLOOKUP(C2,A3:B3,2,FALSE),0)"),
    ("Invoice check", 1200, '=SUBSTITUTE(A2,_xlfn.UNICHAR(160)," ")', "=IFERROR(VLOOKUP(C3,A3:B3,2,FALSE),0)"),
    (None, None, "=CHAR(228)", '=CODE("ä")'),
):
    sheet.append(row)
book.save("list.xlsx")
PY
for locale in C C.UTF-8; do
  LC_ALL=$locale soffice "-env:UserInstallation=file://$folder/profile-$locale" --headless --convert-to xlsx --outdir "$locale" list.xlsx >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import openpyxl

print("openpyxl", version("openpyxl"))
seen = {}
for locale in ("C", "C.UTF-8"):
    sheet = openpyxl.load_workbook(f"{locale}/list.xlsx", data_only=True).active
    seen[locale] = [tuple(sheet.cell(row, column).value for column in (3, 4)) for row in (2, 3, 4)]
    print(f"LC_ALL={locale}:", seen[locale])
assert seen["C"] == [("Invoice check", 1200), ("Invoice check", 1200), ("ä", 228)]
assert seen["C.UTF-8"] == [("Invoice\u00a0check", 0), ("Invoice check", 1200), ("\ufffd", 195)]
PY
echo "As seen: CHAR(160) is a hard blank under C and none under C.UTF-8."
