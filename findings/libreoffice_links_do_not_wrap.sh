#!/usr/bin/env bash
# LibreOffice 7.4.7 (Debian 12, package libreoffice-calc) on .xlsx written by XlsxWriter 3.3.1 and openpyxl 3.1.5: a cell with wrapped
# text that also has a hyperlink, as ECMA-376 (18.3.1.47, hyperlink) allows.
#
# Expected: the text is wrapped as in the same cell without the link.
# Seen (2026-11-28): with the link it is one line, cut off where the next cell is filled; without, and with the worksheet function
# HYPERLINK in its place, it has three lines. The script fails if that changes.
# What to do: keep texts with links shorter than their column for readers who use LibreOffice, or put the link into a cell of its own.
set -eu
command -v soffice >/dev/null && command -v pdftotext >/dev/null || { echo "needs libreoffice-calc and poppler-utils"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment

TEXT = "Alpha beta gamma delta epsilon zeta eta theta iota kappa lambda"


def by_xlsxwriter(name, write):
    with xlsxwriter.Workbook(f"{name}.xlsx") as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.set_column(0, 1, 20)
        sheet.set_row(0, 80)
        write(sheet, book.add_format({"text_wrap": True, "valign": "top"}))
        sheet.write_string(0, 1, "next")


by_xlsxwriter("plain", lambda sheet, look: sheet.write_string(0, 0, TEXT, look))
by_xlsxwriter("link", lambda sheet, look: sheet.write_url(0, 0, "internal:'Sheet1'!A3", look, TEXT))
by_xlsxwriter("function", lambda sheet, look: sheet.write_formula(0, 0, f'=HYPERLINK("#Sheet1!A3","{TEXT}")', look, TEXT))
book = openpyxl.Workbook()
cell = book.active["A1"]
cell.value, cell.hyperlink, cell.alignment = TEXT, "#Sheet!A3", Alignment(wrap_text=True, vertical="top")
book.active["B1"] = "next"
book.active.column_dimensions["A"].width = 20
book.active.row_dimensions[1].height = 80
book.save("link_by_openpyxl.xlsx")
PY
soffice --version
lines() {
    soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to pdf --outdir "$folder" "$1.xlsx" >/dev/null 2>&1
    pdftotext -layout "$1.pdf" - | grep -cE 'Alpha|eta|lambda' || true
}
for name in plain link link_by_openpyxl function; do
    count=$(lines "$name")
    echo "$name: $count line(s) of text"
    case "$name" in plain | function) wanted=3 ;; *) wanted=1 ;; esac
    [ "$count" = "$wanted" ] || { echo "This has changed: $wanted expected."; exit 1; }
done
echo "As seen: a hyperlink keeps a text from being wrapped."
