#!/usr/bin/env bash
# pandas 3.1.1 with odfpy 1.4.1: a frame with dates and truth values is written by to_excel("list.ods"). LibreOffice 7.4.7 (Debian 12, package
# libreoffice-calc) opens it with 46027 for 5 January 2026, 46027.4375 for half past ten on that day, and 1 and 0 for yes and no.
#
# Expected: dates that are shown as dates, as from to_excel("list.xlsx"), and as read_excel of pandas and python-calamine 0.9.1 read from this very .ods.
# Seen (2026-11-30, Python 3.11): the file says office:value-type="date" and holds the shown text beside it, but no style, and LibreOffice takes what a
# number looks like from the style alone. What it saves as .xlsx or .csv holds plain numbers, so the next program cannot tell a date from an
# amount. A test that writes with pandas and reads with pandas sees nothing of it. The script fails if that changes.
# What to do: write .xlsx and convert that to .ods, or hand dates over as texts.
set -eu
command -v soffice >/dev/null || { echo "needs libreoffice-calc"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'odfpy==1.4.1' 'XlsxWriter==3.3.1' 'python-calamine==0.9.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt

import pandas as pd

frame = pd.DataFrame({"day": [dt.date(2026, 1, 5)], "moment": [pd.Timestamp("2026-01-05 10:30")], "regulated": [True]})
frame.to_excel("from_ods.ods", index=False)
frame.to_excel("from_xlsx.xlsx", index=False)
PY
for format in csv xlsx; do
  soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to "$format" --outdir saved from_ods.ods from_xlsx.xlsx >/dev/null 2>&1
done
soffice --version
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

import pandas as pd

print(*(f"{name} {version(name)}" for name in ("pandas", "odfpy", "python-calamine")))
for engine in ("odf", "calamine"):
    row = pd.read_excel("from_ods.ods", engine=engine).iloc[0].tolist()
    print(f"pandas with {engine} from the .ods:", row)
    assert row == [pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-05 10:30"), True]
shown = {name: Path(f"saved/{name}.csv").read_text().splitlines()[1].split(",") for name in ("from_ods", "from_xlsx")}
print("LibreOffice, as .csv:", shown)
assert shown["from_ods"] == ["46027", "46027.4375", "1"]
assert [text[:4] for text in shown["from_xlsx"]] == ["2026", "2026", "TRUE"]
saved = pd.read_excel("saved/from_ods.xlsx", engine="openpyxl").iloc[0].tolist()
print("saved as .xlsx and read by pandas:", saved)
assert saved == [46027, 46027.4375, 1]
PY
echo "As seen: dates that pandas writes to .ods are numbers for LibreOffice."
