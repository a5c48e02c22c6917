#!/usr/bin/env bash
# pandas 3.1.1: pd.to_datetime refuses a column with "03/04/2026" and "13/02/2026", because one order of day and month does not fit both. .astype("datetime64[us]")
# takes it: it reads 4 March in the first and 13 February in the second, without a word.
#
# Expected: the same error, or at least one order for the column; since version 2 pandas reads a column in one format (PDEP-4).
# Seen (2026-11-29, Python 3.11): astype, pd.DatetimeIndex(list) and pd.Series(list, dtype=...) still guess row by row, with no error and no warning. Of a list of
# days of one year in the form day/month/year, 132 of 365 come out as another day. The script fails if that changes.
# What to do: pd.to_datetime(column, format="%d/%m/%Y"), and then astype.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import warnings
from importlib.metadata import version

import pandas as pd

print("pandas", version("pandas"))
DAYS = ["03/04/2026", "13/02/2026"]  # day, month, year
ways = {
    "to_datetime": pd.to_datetime,
    "astype": lambda days: pd.Series(days).astype("datetime64[us]"),
    "astype of a frame": lambda days: pd.DataFrame({"day": days}).astype({"day": "datetime64[us]"})["day"],
    "DatetimeIndex": pd.DatetimeIndex,
    "Series(dtype=)": lambda days: pd.Series(days, dtype="datetime64[us]"),
}
seen = {}
for way, read in ways.items():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            seen[way] = [day.date().isoformat() for day in read(DAYS)]
        except ValueError as error:
            seen[way] = str(error)
    print(f"{way}: {seen[way][:60]}")
assert "doesn't match format" in seen.pop("to_datetime")
assert all(got == ["2026-03-04", "2026-02-13"] for got in seen.values())
year = pd.Series(pd.date_range("2026-01-01", "2026-12-31"))
texts = year.dt.strftime("%d/%m/%Y")
wrong = int((texts.astype("datetime64[us]") != year).sum())
print(f"of the {len(year)} days of a year, {wrong} are read as another day")
assert wrong == 132
assert (pd.to_datetime(texts, format="%d/%m/%Y") == year).all()
PY
echo "As seen: astype guesses the order of day and month for each row."
