#!/usr/bin/env bash
# Prefect 3.8.8: a task that is given the rows of csv.reader or csv.DictReader, of zip(), map(), iter(), a generator or folder.glob("*.csv") gets
# none of them. A flow loses the first of csv.reader, map and iter, the first two of csv.DictReader, and all of the others. The runs are Completed,
# and a sum over the rows is 0 or too small.
#
# Expected: the rows, as with a list, as in a call without Prefect, and as with task.map(generator), which makes a run for each; or an error that
# such an argument is refused.
# Seen (2026-11-29, Python 3.11): before the call Prefect walks through the arguments, in a task to look for futures and in a flow to see which can
# be stored, and what can be walked through once is used up by that. validate_parameters=False and a note of type such as Iterable[int] change
# nothing. An open file reaches a task whole and a flow at its end. No word in the log. The script fails if that changes.
# What to do: hand over list(...), or the path, and open the file in the task.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1'
cd "$folder"
mkdir lists
echo "unit,cost" > lists/hr.csv
cat > rows.py <<'PY'
import csv
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from prefect import flow, task
from prefect.testing.utilities import prefect_test_harness

COSTS = [10, 20, 30]
LINES = ["cost", "10", "20", "30"]
SENT = {
    "list": lambda: COSTS,
    "csv.reader": lambda: csv.reader(LINES[1:]),
    "csv.DictReader": lambda: csv.DictReader(LINES),
    "zip": lambda: zip(COSTS, COSTS, strict=True),
    "generator": lambda: (cost for cost in COSTS),
    "glob": lambda: Path("lists").glob("*.csv"),
    "map": lambda: map(int, LINES[1:]),
    "filter": lambda: filter(None, COSTS),
    "iter": lambda: iter(COSTS),
}

# What is left for a flow.
NEXT = {"map": COSTS[1:], "filter": COSTS[1:], "iter": COSTS[1:], "csv.reader": [["20"], ["30"]], "csv.DictReader": [{"cost": "30"}]}


@task
def in_task(rows):
    return list(rows)


@flow
def in_flow(rows):
    return list(rows)


@flow(validate_parameters=False)
def not_validated(rows):
    return list(rows)


@flow
def with_type(rows: Iterable):
    return list(rows)


@flow
def to_task(kind):
    return in_task(SENT[kind]())


@flow
def to_map():
    return [future.result() for future in in_map.map(SENT["generator"]())]


@task
def in_map(row):
    return row


if __name__ == "__main__":
    print("prefect", version("prefect"))
    with prefect_test_harness(server_startup_timeout=180):
        for kind, sent in SENT.items():
            assert list(sent()), kind
            of_task = to_task(kind, return_state=True)
            of_flow = in_flow(sent(), return_state=True)
            print(f"{kind}: task {of_task.result()}, flow {of_flow.result()}")
            assert (of_task.name, of_flow.name) == ("Completed", "Completed")
            assert of_task.result() == (COSTS if kind == "list" else [])
            expected = COSTS if kind == "list" else NEXT.get(kind, [])
            assert of_flow.result() == not_validated(sent()) == with_type(sent()) == expected
        assert to_map() == COSTS
PY
export PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=CRITICAL DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
"$folder/venv/bin/python" rows.py 2>/dev/null
echo "As seen: rows that can be walked through once are gone."
