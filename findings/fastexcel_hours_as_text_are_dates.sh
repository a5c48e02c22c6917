#!/usr/bin/env bash
# fastexcel 0.21.0, and so read_excel of polars 2.1.0: a column has the hours 8:30, 36:05 and -1:30 in the format [h]:mm and one text, "open". fastexcel refuses it
# ("unsupported column type combination"). Read as texts, as the usual way out, 8:30 is "1899-12-31 08:30:00", 36:05 is "1900-01-01 12:05:00" and
# -1:30 is "1899-12-30 22:30:00".
#
# Expected: a text of the duration, as engine="openpyxl" (3.1.5) gives ("1d 12h 5m"), since fastexcel knows that these are durations, and gives them as such
# for a column without a text.
# Seen (2026-11-30, XlsxWriter 3.3.1, pyarrow 26.0.1, Python 3.11): schema_overrides={"hours": pl.String} in polars and dtypes={"hours": "string"} in fastexcel take each
# duration for a date. In a workbook of the 1904 date system the dates are others, so the hours cannot be won back without knowing the system.
# Whoever takes the part after the blank for the hours reads 12:05 for 36:05 and 22:30 for -1:30. Nothing is said. The script fails if that changes.
# What to do: engine="openpyxl", or python-calamine or pandas, which give each cell as what it is.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  'fastexcel==0.21.0' 'polars==2.1.0' 'pyarrow==26.0.1' 'XlsxWriter==3.3.1' 'openpyxl==3.1.5'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import fastexcel
import polars as pl
import xlsxwriter

HOURS = [dt.timedelta(hours=8, minutes=30), dt.timedelta(hours=36, minutes=5), dt.timedelta(minutes=-90), dt.timedelta(0)]
TEXTS = {
    False: ["1899-12-31 08:30:00", "1900-01-01 12:05:00", "1899-12-30 22:30:00", "1899-12-31 00:00:00"],
    True: ["1904-01-01 08:30:00", "1904-01-02 12:05:00", "1903-12-31 22:30:00", "1904-01-01 00:00:00"],
}


def save(path, values, date_1904):
    with xlsxwriter.Workbook(path, {"date_1904": date_1904}) as book:
        sheet = book.add_worksheet()
        shape = book.add_format({"num_format": "[h]:mm"})
        sheet.write(0, 0, "hours")
        for row, value in enumerate(values, 1):
            if isinstance(value, str):
                sheet.write_string(row, 0, value)
            else:
                sheet.write_number(row, 0, value / dt.timedelta(days=1), shape)


print(*(f"{name} {version(name)}" for name in ("fastexcel", "polars", "pyarrow", "openpyxl")))
for date_1904, texts in TEXTS.items():
    save("plain.xlsx", HOURS, date_1904)
    save("mixed.xlsx", ["open", *HOURS], date_1904)
    plain = pl.read_excel("plain.xlsx")["hours"].to_list()
    named = pl.read_excel("plain.xlsx", schema_overrides={"hours": pl.String})["hours"].to_list()
    mixed = pl.read_excel("mixed.xlsx", schema_overrides={"hours": pl.String})["hours"].to_list()
    other = pl.read_excel("mixed.xlsx", engine="openpyxl")["hours"].to_list()
    print(f"1904: {date_1904}; as durations {[str(value) for value in plain]}; as texts {mixed}; by openpyxl {other}")
    assert plain == HOURS
    assert named == mixed[1:] == texts and mixed[0] == "open"
    try:
        raise AssertionError(pl.read_excel("mixed.xlsx"))
    except fastexcel.UnsupportedColumnTypeCombinationError as error:
        print(str(error).splitlines()[0])
    assert other == ["open", "8h 30m", "1d 12h 5m", "-1h -30m", "0µs"]
PY
echo "As seen: hours that are read as texts are dates around 1900."
