#!/usr/bin/env bash
# Dask 2026.8.0 with pandas 3.1.1: a join of two frames on the same 365 days finds about a third of them, without a word, where the days are datetime64[us] in one
# frame and datetime64[ns] in the other. pandas finds all 365; a left join in Dask has all rows and blanks in most of them.
#
# Expected: all days, as in pandas, and as in Dask itself for keys of int64 and float64, int32 and int64 or Int64, or of two time zones.
# Seen (2026-11-29, Python 3.11): rows are sent to the parts by a hash of the stored number, which is 1000 times larger for the same day in the other
# unit. Rows meet if chance sends both to one part: all of them with one part, fewer the more parts there are. Each kind of shuffle does so;
# durations too. pandas 3 itself makes both units: texts become datetime64[us], and what pandas 2 wrote to Parquet is datetime64[ns].
# The script fails if that changes.
# What to do: give both keys one unit before the join, with .astype("datetime64[us]").
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask[dataframe]==2026.8.0' 'pandas==3.1.1' 'pyarrow==26.0.1'
cd "$folder"
cat > join.py <<'PY'
from importlib.metadata import version

import dask
import dask.dataframe as dd
import pandas as pd

dask.config.set(scheduler="sync")
print(*(f"{name} {version(name)}" for name in ("dask", "pandas")))
days = pd.Series(pd.date_range("2026-01-01", periods=365)).dt.strftime("%Y-%m-%d")
costs = pd.DataFrame({"day": pd.to_datetime(days), "cost": 1})
hours = pd.DataFrame({"day": pd.to_datetime(days).astype("datetime64[ns]"), "hours": 2})
assert [str(frame["day"].dtype) for frame in (costs, hours)] == ["datetime64[us]", "datetime64[ns]"]
assert len(costs.merge(hours, on="day")) == 365


def joined(left, right, parts, **how):
    return dd.from_pandas(left, npartitions=parts).merge(dd.from_pandas(right, npartitions=parts), on="day", **how).compute()


found = {parts: len(joined(costs, hours, parts)) for parts in (1, 3, 10)}
print("days found of 365, by the number of parts:", found)
assert found[1] == 365 and 60 < found[3] < 200 and found[10] < 80
assert [len(joined(costs, hours, 3, shuffle_method=method)) for method in ("tasks", "disk")] == [found[3]] * 2
left = joined(costs, hours, 3, how="left")
print(f"left join: {len(left)} rows, {left['hours'].isna().sum()} without hours")
assert len(left) == 365 and left["hours"].isna().sum() == 365 - found[3]
same = hours.assign(day=hours["day"].astype("datetime64[us]"))
assert [len(joined(costs, same, parts)) for parts in (1, 3, 10)] == [365] * 3
numbers = [frame.assign(day=range(365)) for frame in (costs, hours)]
assert len(joined(numbers[0], numbers[1].assign(day=[float(day) for day in range(365)]), 3)) == 365
PY
"$folder/venv/bin/python" join.py 2>/dev/null
echo "As seen: a join on equal days in two units loses most of them."
