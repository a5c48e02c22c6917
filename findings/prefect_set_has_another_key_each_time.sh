#!/usr/bin/env bash
# Prefect 3.8.8 with pandas 3.1.1: a task with cache_policy=INPUTS is given a set of units. Its result is stored, and never used again: each start of the
# program has another key for the same set. Two equal frames with texts have two keys too: frame and frame.dropna() that drops nothing.
#
# Expected: one key for equal inputs, as for lists, dicts (in any order), dates and decimals.
# Seen (2026-11-30, pyarrow 26.0.1, Python 3.11; 3.9.1 too): the key is made of the set in the order in which Python goes through it, and for texts that changes with
# each process. A frame is pickled, and what dropna, sort_values or drop_duplicates give has other bytes than the frame, though nothing was dropped or
# moved and equals() says yes; copy and concat give the same bytes. So results pile up in the folder and the work is done each night, without a
# word; within one process, as in a test, the cache works. The script fails if that changes.
# What to do: hand over sorted(units), and for a frame the path of a file or a key of your own by cache_key_fn.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'pandas==3.1.1' 'pyarrow==26.0.1' 'sqlalchemy>=2,<2.1' 'fastapi==0.150.0' 'starlette==1.10.0'
export PREFECT_HOME="$folder/prefect" DO_NOT_TRACK=1 PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=120 PREFECT_LOGGING_LEVEL=CRITICAL
cd "$folder"
cat > key.py <<'PY'
import pandas as pd
from prefect.cache_policies import INPUTS


def key(value):
    return INPUTS.compute_key(task_ctx=None, inputs={"value": value}, flow_parameters={})


frame = pd.DataFrame({"unit": ["HR", "IT"], "cost": [5.0, 7.0]})
same = {"dropna": frame.dropna(), "sort_values": frame.sort_values("cost"), "copy": frame.copy(), "concat": pd.concat([frame[:1], frame[1:]])}
assert all(other.equals(frame) for other in same.values())
units = ["Finance", "HR", "IT", "Legal", "Operations"]
print("list", key(units), "set", key(set(units)), *(f"{how}:{key(other) == key(frame)}" for how, other in same.items()), sep=",")
PY
for run in 1 2 3 4; do "$folder/venv/bin/python" key.py 2>/dev/null; done > keys
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from pathlib import Path

print(*(f"{name} {version(name)}" for name in ("prefect", "pandas")))
runs = [line.split(",") for line in Path("keys").read_text().splitlines()]
lists, sets = {run[1] for run in runs}, {run[3] for run in runs}
print(f"four starts: {len(lists)} key of the list, {len(sets)} keys of the set")
print("the same key as the frame:", ", ".join(runs[0][4:]))
assert len(runs) == 4 and len(lists) == 1 and len(sets) > 1
assert all(run[4:] == ["dropna:False", "sort_values:False", "copy:True", "concat:True"] for run in runs)
PY
echo "As seen: a set has another key in each process."
