#!/usr/bin/env bash
# pandas 3.1.1: a list has handling times of 90 and 2,165 minutes in the format [mm]" min". read_excel gives 1:30 and 36:05 hours as durations for .xlsx (openpyxl 3.1.5). For the same list
# saved as .xls (xlrd 2.0.2) it gives 0.0625 and 1.503..., for .ods (odfpy 1.4.1) an error: "Unknown datetime string format, unable to parse: 90 min".
#
# Expected: one reading of one list, whatever its form; at least moments for .xls, as xlrd gives for [h]:mm. With engine="calamine" (python-calamine 0.9.1) .xlsx and
# .xls are read as one.
# Seen (2026-11-30, LibreOffice 7.4.7 of Debian 12, package libreoffice-calc, which saves the three, Python 3.11): xlrd leaves out what stands in brackets before it
# asks whether a format has letters of dates, so [mm]" min", [h] and [ss] are formats of numbers, and minutes are fractions of a day, 1,440 times too small, without
# a word. [h]:mm has letters outside too, and 36:05 hours are half past twelve of a day: 1900-01-01 12:05. odfpy's reader in pandas takes the shown text for a
# time. The script fails if that changes.
# What to do: engine="calamine" for .xls; for .ods too, with a look at hours over a day, which it gives as texts such as PT36H05M00S.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'pandas==3.1.1' 'openpyxl==3.1.5' 'xlrd==2.0.2' 'odfpy==1.4.1' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt

import openpyxl

book = openpyxl.Workbook()
book.active.append(["minutes", "hours"])
for minutes in (90, 2165):
    book.active.append([dt.timedelta(minutes=minutes)] * 2)
for row in (2, 3):
    book.active.cell(row, 1).number_format = '[mm]" min"'
    book.active.cell(row, 2).number_format = "[h]:mm"
book.save("list.xlsx")
PY
for form in xls ods; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to $form list.xlsx >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" -W ignore - <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd

print(*(f"{name} {version(name)}" for name in ("pandas", "openpyxl", "xlrd", "odfpy", "python-calamine")))


def read(form, engine=None):
    try:
        frame = pd.read_excel(f"list.{form}", engine=engine)
    except ValueError as error:
        return str(error)
    return {column: frame[column].tolist() for column in frame}


right = [dt.timedelta(minutes=90), dt.timedelta(minutes=2165)]
for form in ("xlsx", "xls", "ods"):
    print(f"{form}: {read(form)}, with calamine: {read(form, 'calamine')}")
for form, engine in (("xlsx", None), ("xlsx", "calamine"), ("xls", "calamine")):
    assert read(form, engine) == {"minutes": right, "hours": right}
xls = read("xls")
assert [round(value * 1440, 6) for value in xls["minutes"]] == [90, 2165] and xls["minutes"][0] == 0.0625
assert xls["hours"] == [dt.time(1, 30), dt.datetime(1900, 1, 1, 12, 5)]
assert read("ods").endswith("unable to parse: 90 min")
PY
echo "As seen: 90 minutes are a duration, 0.0625 or an error, by the form of the file."
