#!/usr/bin/env bash
# pandas 3.1.1 with pyarrow 26.0.1: a table of costs by unit and kind, or by unit and month, is written by to_parquet without a word, and read_parquet
# cannot read it: "data type 'categorical' not understood", where the kinds are a categorical; "'period' not understood", where the months are periods.
# With dates as headings, which python-calamine gives for headings of a sheet, the message is about datetime64[D].
#
# Expected: an error on writing, as for a categorical of mixed values, or the same table back; plain numbers and timestamps as headings come back.
# Seen (2026-11-29, Python 3.11): headings are stored as texts with their kind beside them, and that kind is not known on reading. Asking for columns by name fails
# as well. The loss shows when the file is needed. The script fails if that changes.
# What to do: frame.columns = frame.columns.astype(str) before writing; pyarrow's read_table(path).to_pandas(ignore_metadata=True) reads what is there already.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
from importlib.metadata import version

import pandas as pd
import pyarrow.parquet as pq

print(*(f"{name} {version(name)}" for name in ("pandas", "pyarrow")))
costs = pd.DataFrame({
    "unit": ["HR", "HR", "IT"],
    "kind": pd.Categorical(["staff", "tools", "staff"]),
    "booked": pd.to_datetime(["2026-01-05", "2026-02-03", "2026-02-07"]),
    "cost": [5, 7, 9],
})
dates = pd.DataFrame([[5, 7]], columns=[dt.date(2026, 1, 1), dt.date(2026, 2, 1)])
tables = {
    "kinds (categorical)": costs.pivot_table(index="unit", columns="kind", values="cost", aggfunc="sum", observed=True),
    "months (periods)": costs.pivot_table(index="unit", columns=costs["booked"].dt.to_period("M"), values="cost", aggfunc="sum"),
    "dates": dates,
    "days (timestamps)": costs.pivot_table(index="unit", columns="booked", values="cost", aggfunc="sum"),
    "kinds (texts)": costs.astype({"kind": "str"}).pivot_table(index="unit", columns="kind", values="cost", aggfunc="sum"),
}
read = {}
for name, table in tables.items():
    table.to_parquet(f"{name}.parquet")
    try:
        read[name] = pd.read_parquet(f"{name}.parquet").shape == table.shape
    except (TypeError, ValueError) as error:
        read[name] = f"{type(error).__name__}: {str(error)[:60]}"
    print(f"{name}: {read[name]}")
assert "categorical" in read["kinds (categorical)"] and "period" in read["months (periods)"] and "datetime64[D]" in read["dates"]
assert read["days (timestamps)"] is True and read["kinds (texts)"] is True
try:
    pd.read_parquet("kinds (categorical).parquet", columns=["staff"])
    raise AssertionError("one column can be read")
except TypeError:
    pass
rescued = pq.read_table("kinds (categorical).parquet").to_pandas(ignore_metadata=True)
print("without what pandas stored beside it:", rescued.columns.tolist())
assert rescued["staff"].tolist() == [5, 9]
PY
echo "As seen: what to_parquet wrote, read_parquet cannot read."
