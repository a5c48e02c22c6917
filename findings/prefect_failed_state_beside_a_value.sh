#!/usr/bin/env bash
# Prefect 3.8.8: a flow that returns a failed state, or a list of states with a failed one, is Failed. A flow that returns the same failed
# state beside a value, in a dict or one list deeper, is Completed: its runs are green, and no automation on failure fires.
#
# Expected: Failed in each case, as each return hands over a failed state; results of futures and states in such collections are
# looked for when they are passed to a task.
# Seen (2026-11-29, Python 3.11): only a state, or a list, tuple or set of nothing but states or futures, counts; one None or number in it, and
# the failure counts no more. The script fails if that changes.
# What to do: raise, or return the states alone; leave the values to result storage or artifacts.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1'
cd "$folder"
export PREFECT_HOME="$folder/home" PREFECT_SERVER_ANALYTICS_ENABLED=false PREFECT_LOGGING_LEVEL=CRITICAL
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=120
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

from prefect import flow, task


@task
def fails():
    raise ValueError("the list is not readable")


@task
def counts():
    return 12


RETURNED = {
    "the failed one": lambda failed, good: failed,
    "[failed, good]": lambda failed, good: [failed, good],
    "(failed, 12)": lambda failed, good: (failed, 12),
    "(failed, None)": lambda failed, good: (failed, None),
    "{'list': failed}": lambda failed, good: {"list": failed},
    "[[failed], [good]]": lambda failed, good: [[failed], [good]],
}


@flow
def with_states(form):
    return RETURNED[form](fails(return_state=True), counts(return_state=True))


@flow
def with_futures(form):
    failed, good = fails.submit(), counts.submit()
    failed.wait()
    good.wait()
    return RETURNED[form](failed, good)


print("prefect", version("prefect"))
seen = {form: tuple(kind(form, return_state=True).name for kind in (with_states, with_futures)) for form in RETURNED}
for form, names in seen.items():
    print(f"returned {form}: with states {names[0]}, with futures {names[1]}")
expected = ["Failed"] * 2 + ["Completed"] * 4
assert [names[0] for names in seen.values()] == [names[1] for names in seen.values()] == expected
PY
echo "As seen: one value beside it hides the failed state."
