#!/usr/bin/env bash
# Prefect 3.8.8 with pandas 3.1.1: a flow calls a cached task (cache_policy=INPUTS, or persist_result=True) and changes the frame that it got. Whoever calls the task
# with the same inputs later in that run, the flow or one of its subflows, gets the changed frame.
#
# Expected: what the task returned. Its result is stored in a file, the file holds the frame as loaded, and the next run of the flow gets it so.
# Seen (2026-11-29, Python 3.11): beside the file the object itself is kept in memory as the cached result, and is handed out to all callers of the run: they hold
# one object. A conversion of currency in place is done twice, by the second part that "loads" the list. Lists and dicts too.
# The script fails if that changes.
# What to do: copy a result before you change it, or @task(cache_result_in_memory=False), with which each later call reads the file.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1' 'pandas==3.1.1'
cd "$folder"
cat > cached.py <<'PY'
from importlib.metadata import version

import pandas as pd
from prefect import flow, task
from prefect.cache_policies import INPUTS
from prefect.testing.utilities import prefect_test_harness


def costs(path):
    return pd.DataFrame({"cost": [100, 200]})


TASKS = {
    "cache_policy=INPUTS": task(costs, name="by inputs", cache_policy=INPUTS),
    "persist_result=True": task(costs, name="stored", persist_result=True),
    "cache_result_in_memory=False": task(costs, name="from the file", cache_policy=INPUTS, cache_result_in_memory=False),
}


@flow
def part(way):
    return TASKS[way]("list.xlsx")["cost"].tolist()


@flow
def audit(way):
    load = TASKS[way]
    frame = load("list.xlsx")
    first = frame["cost"].tolist()
    frame["cost"] *= 2  # another currency
    return [first, load("list.xlsx")["cost"].tolist(), load.submit("list.xlsx").result()["cost"].tolist(), part(way)]


if __name__ == "__main__":
    print(*(f"{name} {version(name)}" for name in ("prefect", "pandas")))
    loaded, changed = [100, 200], [200, 400]
    with prefect_test_harness(server_startup_timeout=180):
        seen = {way: [audit(way), audit(way)] for way in TASKS}
    for way, runs in seen.items():
        print(f"{way}: first call, second call, submitted, in a subflow: {runs[0]}")
    assert seen["cache_policy=INPUTS"] == [[loaded, changed, changed, changed]] * 2
    assert seen["persist_result=True"] == [[loaded, changed, changed, loaded]] * 2
    assert seen["cache_result_in_memory=False"] == [[loaded] * 4] * 2
PY
export PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=CRITICAL DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
"$folder/venv/bin/python" cached.py 2>/dev/null
echo "As seen: who changes a cached result changes it for all later callers of the run."
