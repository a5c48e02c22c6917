#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): an .xlsx with TRUE and FALSE in a column, as openpyxl 3.1.5 and XlsxWriter 3.3.1 write
# them, converted to .ods has the numbers 1 and 0 there. Saved as .xlsx again, the cells are formulas, and openpyxl gives the text "=TRUE()".
#
# Expected: truth values (office:value-type="boolean", and t="b" without a formula), as in .xls, where they stay what they were.
# Seen (2026-11-29, Python 3.11): of a list of answers nothing is left that tells a yes from a one; where TRUE stands in cell A1, it alone stays a
# truth value in .ods, so that one column has both kinds. LibreOffice itself shows TRUE and FALSE. The script fails if that changes.
# What to do: read 1 and 0 as answers in columns of yes and no; open what LibreOffice saved with data_only=True or calamine.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
import xlsxwriter

book = openpyxl.Workbook()
for row in (["step", "done"], ["check", True], ["pay", False]):
    book.active.append(row)
book.save("openpyxl.xlsx")
with xlsxwriter.Workbook("xlsxwriter.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["step", "done"])
    sheet.write_row(1, 0, ["check", True])
    sheet.write_row(2, 0, ["pay", False])
with xlsxwriter.Workbook("first.xlsx") as book:
    book.add_worksheet().write_column(0, 0, [True, False, True])
PY
for format in xlsx ods xls csv; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$format" --outdir saved openpyxl.xlsx xlsxwriter.xlsx first.xlsx >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" - <<'PY'
import zipfile
from importlib.metadata import version
from pathlib import Path

import openpyxl
import python_calamine


def last_column(path):
    return [row[-1] for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl", "python-calamine")))
for name in ("openpyxl", "xlsxwriter"):
    kinds = {form: [type(value).__name__ for value in last_column(f"saved/{name}.{form}")[1:]] for form in ("xlsx", "ods", "xls")}
    formulas = [openpyxl.load_workbook(f"saved/{name}.xlsx").active.cell(row, 2).value for row in (2, 3)]
    print(f"written by {name}, saved by LibreOffice:", kinds, "formulas in .xlsx:", formulas)
    assert kinds == {"xlsx": ["bool", "bool"], "ods": ["float", "float"], "xls": ["bool", "bool"]}
    assert formulas == ["=TRUE()", "=FALSE()"]
    assert last_column(f"saved/{name}.ods")[1:] == [1, 0]
    assert Path(f"saved/{name}.csv").read_text().split() == ["step,done", "check,TRUE", "pay,FALSE"]
    with zipfile.ZipFile(f"saved/{name}.ods") as parts:
        content = parts.read("content.xml").decode()
    assert 'office:value-type="float"' in content and 'office:value-type="boolean"' not in content
first = last_column("saved/first.ods")
print("TRUE, FALSE, TRUE from A1 on, in .ods:", first)
assert [type(value).__name__ for value in first] == ["bool", "float", "float"]
PY
echo "As seen: yes and no become 1 and 0 on the way to .ods."
