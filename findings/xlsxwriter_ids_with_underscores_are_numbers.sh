#!/usr/bin/env bash
# XlsxWriter 3.3.1 with strings_to_numbers, the option for lists whose numbers are texts: the id "2026_11" is written as the number 202611, "4_7" as
# 47, "12e5" as 1200000, and digits of other scripts, "１２" or "١٢", as 12.
#
# Expected: what a spreadsheet takes for a number when it is typed in or opened from .csv; none takes 2026_11 for one, and read_csv of pandas 3.1.1
# leaves it a text.
# Seen (2026-11-29, Python 3.11): the texts are handed to float() of Python, which takes underscores as they are taken in programs. The
# documentation says of the option that it converts strings to numbers, where possible, by float(). So ids and names of months with underscores are
# gone, without a word, and "4_7" and "47" are one; pandas hands the option on by engine_kwargs. The script fails if that changes.
# What to do: leave the option off and convert the columns that are numbers before they are written.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'XlsxWriter==3.3.1' 'pandas==3.1.1' 'python-calamine==0.9.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

import pandas as pd

EXPECTED = {"2026_11": 202611, "4_7": 47, "47": 47, "1_000_000": 1_000_000, "12e5": 1_200_000, "１２": 12, "١٢": 12, "4__7": "4__7", "_47": "_47", "0x1F": "0x1F"}
frame = pd.DataFrame({"id": list(EXPECTED)})
with pd.ExcelWriter("list.xlsx", engine="xlsxwriter", engine_kwargs={"options": {"strings_to_numbers": True}}) as writer:
    frame.to_excel(writer, index=False)
frame.to_excel("texts.xlsx", index=False, engine="xlsxwriter")
print(*(f"{name} {version(name)}" for name in ("XlsxWriter", "pandas", "python-calamine")))
written = dict(zip(EXPECTED, pd.read_excel("list.xlsx", engine="calamine")["id"], strict=True))
print(written)
assert written == EXPECTED
assert pd.read_excel("texts.xlsx", engine="calamine")["id"].tolist() == list(EXPECTED)
for text in ("2026_11", "4_7", "１２", "١٢"):
    Path("one.csv").write_text(f"id\n{text}\n", encoding="utf-8")
    assert pd.read_csv("one.csv")["id"].tolist() == [text]
PY
echo "As seen: underscores are dropped, and ids become numbers."
