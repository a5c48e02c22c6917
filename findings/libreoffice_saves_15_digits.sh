#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): opening an .xlsx and saving it changes numbers that nobody touched. The id
# 1234567890123456 becomes 1234567890123460 in .xlsx; 1/3 becomes 0.333333333333333 in .xlsx and .ods, so that it is no longer equal to itself.
#
# Expected: the numbers of the file, which are doubles with up to 17 digits, as LibreOffice itself keeps them in .xls.
# Seen (2026-11-29): .xlsx gets 15 digits, .ods 15 digits of fractions and all digits of whole numbers below 10^16, .xls everything; two ids
# that differ in the sixteenth digit are one, without a word. The script fails if that changes.
# What to do: send ids as texts; convert by way of .xls where numbers must stay; compare numbers with a tolerance.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import xlsxwriter

with xlsxwriter.Workbook("sent.xlsx") as book:
    sheet = book.add_worksheet()
    for row, number in enumerate([1234567890123456, 1234567890123457, 1 / 3]):
        sheet.write_number(row, 0, number)
PY
for format in xlsx ods xls; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$format" --outdir saved sent.xlsx >/dev/null 2>&1
done
"$folder/venv/bin/python" - <<'PY'
import subprocess
from importlib.metadata import version

import python_calamine

print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "python-calamine")))
print(subprocess.run(["soffice", "--version"], capture_output=True, text=True).stdout.strip())


def cells(path):
    return [row[0] for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


sent = cells("sent.xlsx")
assert abs(sent[2] - 1 / 3) < 1e-16 and sent[:2] == [1234567890123456, 1234567890123457]
seen = {form: cells(f"saved/sent.{form}") for form in ("xlsx", "ods", "xls")}
print("sent:", [repr(cell) for cell in sent])
for form, values in seen.items():
    print(f"saved as {form}:", [repr(cell) for cell in values])
assert seen["xlsx"] == [1234567890123460, 1234567890123460, 0.333333333333333]
assert seen["ods"] == [1234567890123456, 1234567890123457, 0.333333333333333]
assert seen["xls"] == sent
PY
echo "As seen: two ids are one after LibreOffice saved the file."
