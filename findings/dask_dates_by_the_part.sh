#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: dask.dataframe.to_datetime reads "03/04/2026" as 4 March in one part of a column and as 3 April in the next, without a word.
# So does read_csv(parse_dates=...) over several files.
#
# Expected: an error, as pandas gives for the same column: "13/02/2026" does not match the format that its first row gives.
# Seen (2026-11-29, Python 3.11): each part guesses the order of day and month from its own first row. With errors="coerce" rows
# become blank or not by the part they lie in. The result also changes with the number of parts. The script fails if that changes.
# What to do: name the format, such as format="%d/%m/%Y".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask[dataframe]==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
cat > dates.py <<'PY'
from importlib.metadata import version
from pathlib import Path

import dask
import dask.dataframe as dd
import pandas as pd

dask.config.set(scheduler="sync")
print(*(f"{name} {version(name)}" for name in ("dask", "pandas")))
DAYS = ["01/02/2026", "03/04/2026", "13/02/2026", "03/04/2026"]  # day, month, year
MIXED = ["2026-01-02", "2026-03-04", "2026-02-13", "2026-04-03"]


def iso(dates):
    return dates.dt.strftime("%Y-%m-%d").tolist()


try:
    refused = iso(pd.to_datetime(pd.Series(DAYS)))
except ValueError as error:
    refused = str(error)
print("pandas:", refused[:70])
assert "doesn't match format" in refused
column = dd.from_pandas(pd.DataFrame({"day": DAYS}), npartitions=2)["day"]
seen = {"to_datetime": dd.to_datetime(column)}
for month, days in (("1", DAYS[:2]), ("2", DAYS[2:])):
    Path(f"month{month}.csv").write_text("\n".join(["day", *days]) + "\n")
seen["read_csv"] = dd.read_csv("month*.csv", parse_dates=["day"])["day"]
for way, dates in seen.items():
    got = iso(dates.compute())
    print(f"{way}: {got}")
    assert got == MIXED
for parts, blanks in ((1, 1), (2, 0)):
    coerced = dd.to_datetime(dd.from_pandas(pd.DataFrame({"day": DAYS}), npartitions=parts)["day"], errors="coerce").compute()
    print(f"errors='coerce', {parts} part(s): {coerced.isna().sum()} blank")
    assert coerced.isna().sum() == blanks
named = iso(dd.to_datetime(column, format="%d/%m/%Y").compute())
assert named == ["2026-02-01", "2026-04-03", "2026-02-13", "2026-04-03"]
PY
"$folder/venv/bin/python" dates.py 2>/dev/null
echo "As seen: each part of a column reads its dates in an order of its own."
