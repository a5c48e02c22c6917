#!/usr/bin/env bash
# distributed 2026.8.0 with pandas 3.1.1: two frames with the same numbers, one in EUR and one in USD by their attrs, are submitted to the same function
# side by side. Both futures give the result for EUR.
#
# Expected: a result for each frame, as for frames whose columns, index names, types or categories differ.
# Seen (2026-11-29, Python 3.11): the key of a task is made from the function and its arguments, and attrs, the place where pandas keeps what is known of a
# frame, are no part of it, though they reach the function. Series too. The second frame is never sent, without a word. With dask.delayed
# and pure=True it is the same. The script fails if that changes.
# What to do: hand what the function needs over as an argument of its own, or submit with pure=False.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'distributed==2026.8.0' 'dask==2026.8.0' 'pandas==3.1.1'
cd "$folder"
cat > units.py <<'PY'
from importlib.metadata import version

import pandas as pd
from dask.base import tokenize
from distributed import Client, LocalCluster


def total(amounts):
    return f"{amounts['cost'].sum()} {amounts.attrs['unit']}"


def frame(unit):
    amounts = pd.DataFrame({"cost": [100, 200]})
    amounts.attrs["unit"] = unit
    return amounts


if __name__ == "__main__":
    print(*(f"{name} {version(name)}" for name in ("distributed", "pandas")))
    frames = [frame("EUR"), frame("USD")]
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster, Client(cluster) as client:
        shared = client.gather([client.submit(total, one) for one in frames])
        own = client.gather([client.submit(total, one, pure=False) for one in frames])
    print(f"submitted: {shared}; with pure=False: {own}")
    assert shared == ["300 EUR", "300 EUR"] and own == ["300 EUR", "300 USD"]
    series = [one["cost"] for one in frames]
    assert [one.attrs["unit"] for one in series] == ["EUR", "USD"]
    assert tokenize(frames[0]) == tokenize(frames[1]) and tokenize(series[0]) == tokenize(series[1])
    assert tokenize(frames[0]) != tokenize(frames[0].rename_axis("row"))
PY
"$folder/venv/bin/python" units.py 2>/dev/null
echo "As seen: one result for two frames that differ in their attrs."
