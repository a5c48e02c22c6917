#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc): a workbook with amounts in #,##0.00;[Red]#,##0.00, where red alone tells a loss, loses
# the colour when it is opened and saved, if a cell before them has a date in the format [$-407]dd.mm.yyyy (German). A loss of 1,234.50 then looks
# like a gain.
#
# Expected: each format is read on its own, as with [$-409] (English), [$-40C] (French) or [$-410] (Italian) in the first cell.
# Seen (2026-11-29, XlsxWriter 3.3.1, openpyxl 3.1.5, Python 3.11): a format tagged German, Austrian or Swiss makes LibreOffice read the names of
# colours in German for all formats that come after it in the file. [Red], [Blue] and [Green] are not known then and are dropped; [Magenta], the
# same word in German, stays. In .ods and .xls too. What comes before the date keeps its colours, and so does all where the tagged format has a part
# for texts, ;@. The script fails if that changes.
# What to do: give losses a minus in the format, and use dates without a tag (dd.mm.yyyy), which needs none.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5' 'xlrd==2.0.2'
cd "$folder"
cat > colours.py <<'PY'
import subprocess
from importlib.metadata import version
from pathlib import Path

import openpyxl
import xlrd
import xlsxwriter

LOSS, BLUE, MAGENTA = "#,##0.00;[Red]#,##0.00", "0;[Blue]-0", "0;[Magenta]-0"
GERMAN = ("[$-407]dd.mm.yyyy", "[$-407]#,##0.00", "[$-C07]dd.mm.yyyy", "[$-807]dd.mm.yyyy")
OTHERS = ("dd.mm.yyyy", "[$-409]dd.mm.yyyy", "[$-40C]dd.mm.yyyy", "[$-410]dd.mm.yyyy", "[$-407]dd.mm.yyyy;@")
profile = f"-env:UserInstallation=file://{Path.cwd()}/profile"


def converted(form, *names):
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", form, *names]
    subprocess.run(command, check=True, capture_output=True)


def made(name, *formats):
    with xlsxwriter.Workbook(name) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(formats):
            sheet.write_number(row, 0, -1234.5, book.add_format({"num_format": text}))
    return name


def formats_of(name):
    return [cell.number_format for cell in openpyxl.load_workbook(name).active["A"]]


def formats_of_xls(name):
    book = xlrd.open_workbook(name, formatting_info=True)
    looks = (book.xf_list[book.sheet_by_index(0).cell_xf_index(row, 0)] for row in range(4))
    return [book.format_map[look.format_key].format_str for look in looks]


print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "openpyxl")))
first = {made(f"{number}.xlsx", date, LOSS, BLUE, MAGENTA): date for number, date in enumerate(GERMAN + OTHERS)}
made("after.xlsx", LOSS, "[$-407]dd.mm.yyyy", BLUE)
converted("xlsx", *first, "after.xlsx")
for name, date in first.items():
    _, *seen = formats_of(f"xlsx/{name}")
    print(f"after {date}: {seen}")
    red, blue = ("", "") if date in GERMAN else ("[RED]", "[BLUE]")
    assert seen == [f"#,##0.00;{red}#,##0.00", f"0;{blue}\\-0", "0;[MAGENTA]\\-0"]
assert formats_of("xlsx/after.xlsx")[0] == "#,##0.00;[RED]#,##0.00" and "BLUE" not in formats_of("xlsx/after.xlsx")[2]
converted("ods", "0.xlsx")
converted("xlsx", "ods/0.ods")
assert formats_of("xlsx/0.xlsx")[1] == "#,##0.00;#,##0.00"
converted("xls", "1.xlsx")
assert formats_of_xls("xls/1.xls")[1] == "#,##0.00;#,##0.00"
PY
soffice --version
"$folder/venv/bin/python" colours.py
echo "As seen: a German date takes the colours off the formats after it."
