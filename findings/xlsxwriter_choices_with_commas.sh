#!/usr/bin/env bash
# XlsxWriter 3.3.1 and openpyxl 3.1.5: of the choices ["Finance, Legal", "HR"], given to data_validation as a list, the cell offers three: "Finance", "Legal" and
# "HR". "Finance, Legal", the value that was meant, can then not be entered: it is none of the list.
#
# Expected: two choices, or an error or a warning, as XlsxWriter gives for a list of more than 255 characters.
# Seen (2026-11-29, Python 3.11): the choices are joined by commas into one text, and the file format has no sign that would keep a comma; LibreOffice 7.4.7
# (Debian 12, package libreoffice-calc), where it is installed, reads it so. A choice with a quotation mark, '12" pipe', ends the text before its end, which is no
# formula any more; the quotation marks of a text in a conditional format are doubled. The script fails if that changes.
# What to do: write the choices into cells and give their range as the source.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
cat > choices.py <<'PY'
import sys
import warnings
from importlib.metadata import version

import openpyxl
import xlsxwriter

if len(sys.argv) > 1:
    (rule,) = openpyxl.load_workbook(sys.argv[1]).worksheets[0].data_validations.dataValidation
    print("saved by LibreOffice:", rule.formula1)
    assert rule.formula1 == '"Finance,Legal,HR"'
    sys.exit()
warnings.simplefilter("error")
print(*(f"{name} {version(name)}" for name in ("xlsxwriter", "openpyxl")))


def rule_of(path, choices):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        assert sheet.data_validation("A1", {"validate": "list", "source": choices}) == 0
        sheet.conditional_format("B1", {"type": "text", "criteria": "containing", "value": '12" pipe'})
    sheet = openpyxl.load_workbook(path).worksheets[0]
    (rule,) = sheet.data_validations.dataValidation
    (condition,) = next(iter(sheet.conditional_formatting)).rules
    return rule.formula1, condition.formula[0]


comma, condition = rule_of("comma.xlsx", ["Finance, Legal", "HR"])
three, _ = rule_of("three.xlsx", ["Finance", " Legal", "HR"])
quote, _ = rule_of("quote.xlsx", ['12" pipe', "valve"])
print(f"two choices, one with a comma: {comma}; three choices: {three}")
print(f"with a quotation mark: {quote}; in a condition: {condition}")
assert comma == three == '"Finance, Legal,HR"'
assert quote == '"12" pipe,valve"' and '"12"" pipe"' in condition
try:
    rule_of("long.xlsx", ["x" * 200, "y" * 200])
    raise AssertionError("a long list is taken without a word")
except UserWarning as warning:
    print("a long list:", str(warning)[-60:])
PY
"$folder/venv/bin/python" choices.py
if command -v soffice >/dev/null; then
    mkdir saved
    soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to xlsx --outdir saved comma.xlsx >/dev/null 2>&1
    "$folder/venv/bin/python" choices.py saved/comma.xlsx
fi
echo "As seen: a choice with a comma is offered as two."
