#!/usr/bin/env bash
# pyarrow 26.0.1: a list in .csv has the date 31.02.2026, and is read with timestamp_parsers=["%d.%m.%Y"]. It comes back as 3 March 2026. 31.04.2026 is 1 May, and
# 05.01.26 is a day of the year 26.
#
# Expected: an error, as for 32.01.2026 and 05.13.2026, and as pyarrow itself gives for 2026-02-31 without a parser; or a text, as for a column of
# which one value is no date.
# Seen (2026-11-30, pandas 3.1.1, Python 3.11): the day is looked at without its month, and what is too much goes on in the next month; pyarrow.compute.strptime does the
# same, and error_is_null=True makes no blank of it. So a date that somebody mistyped is another valid one, and falls into another month of each
# report. to_datetime of pandas and strptime of Python refuse it, for columns of pyarrow's texts too, and refuse "26" for %Y. No word is said.
# The script fails if that changes.
# What to do: read such columns as texts (column_types={"start": pyarrow.string()}) and convert them with pandas.to_datetime and a format.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pyarrow==26.0.1' 'pandas==3.1.1'
cd "$folder"
"$folder/venv/bin/python" -W error - <<'PY'
import datetime as dt
import io
from importlib.metadata import version

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

DATES = {
    "31.02.2026": dt.datetime(2026, 3, 3),
    "29.02.2026": dt.datetime(2026, 3, 1),
    "31.04.2026": dt.datetime(2026, 5, 1),
    "31.11.2026": dt.datetime(2026, 12, 1),
    "05.01.26": dt.datetime(26, 1, 5),
    "05.01.2026": dt.datetime(2026, 1, 5),
}


def read(text, parser="%d.%m.%Y"):
    options = csv.ConvertOptions(timestamp_parsers=[parser] if parser else None)
    return csv.read_csv(io.BytesIO(f"process,start\nPayroll,{text}\n".encode()), convert_options=options)["start"][0].as_py()


print(*(f"{name} {version(name)}" for name in ("pyarrow", "pandas")))
for text, date in DATES.items():
    by_strptime = pc.strptime(pa.array([text]), format="%d.%m.%Y", unit="s", error_is_null=True)[0].as_py()
    texts = pd.Series([text], dtype=pd.ArrowDtype(pa.string()))
    in_pandas = pd.to_datetime(texts, format="%d.%m.%Y", errors="coerce")[0]
    print(f"{text}: read_csv {read(text)}, strptime {by_strptime}, pandas {in_pandas}")
    assert read(text) == by_strptime == date
    assert pd.isna(in_pandas) if text != "05.01.2026" else in_pandas == date
for text in ("32.01.2026", "05.13.2026", "00.01.2026"):
    assert read(text) == text  # no date: the column stays one of texts
assert read("2026-02-31", None) == "2026-02-31" and read("2026-02-28", None) == dt.date(2026, 2, 28)
assert read("2026-02-31", "%Y-%m-%d") == dt.datetime(2026, 3, 3)
PY
echo "As seen: days that a month does not have are days of the next one."
