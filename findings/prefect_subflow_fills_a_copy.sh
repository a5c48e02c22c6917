#!/usr/bin/env bash
# Prefect 3.8.8: a flow hands a list to a subflow that adds what it notices, def check(path, issues: list[str]). After the call the list of the
# caller is empty, the runs are Completed, and the report says "no issues". Without the annotation, the same lines fill the list.
#
# Expected: one behaviour for one program. A call in Python, and a task with the same annotation, fill the list of the caller; annotations with Any
# and annotated dataclasses and models do so in a flow too.
# Seen (2026-11-29, pydantic 2.14.3, Python 3.11): parameters of a flow are validated by pydantic, which makes a new list, dict, set or deque of an
# annotated one, and the subflow works on that. So adding a type hint, or making a subflow of a task, loses what was gathered, without a word.
# validate_parameters=False or no annotation hands the object itself over. The script fails if that changes.
# What to do: return what a subflow found, and hand nothing to a flow to be filled.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151' 'sqlalchemy>=2,<2.1' 'pydantic==2.14.3'
cd "$folder"
cat > subflows.py <<'PY'
from collections import deque
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from prefect import flow, task
from prefect.testing.utilities import prefect_test_harness
from pydantic import BaseModel


@dataclass
class Ledger:
    rows: list = field(default_factory=list)


class Book(BaseModel):
    rows: list = []


def check(path, issues):
    """Notes one issue in whatever it is given."""
    if isinstance(issues, dict):
        issues[path] = "late"
    elif isinstance(issues, set):
        issues.add(path)
    else:
        getattr(issues, "rows", issues).append(path)


def annotated(kind):
    def typed(path: str, issues):
        check(path, issues)

    typed.__annotations__["issues"] = kind
    return typed


LOST = {"list": (list, list), "list[str]": (list, list[str]), "dict": (dict, dict), "set": (set, set), "deque": (deque, deque)}
FILLED = {"Any": (list, Any), "dataclass": (Ledger, Ledger), "model": (Book, Book)}


def filled(call, make):
    issues = make()
    call("plan.xlsx", issues)
    return str(issues) != str(make())


@flow
def night():
    seen = {name: filled(flow(annotated(kind), name=name), make) for name, (make, kind) in {**LOST, **FILLED}.items()}
    seen["no annotation"] = filled(flow(check, name="none"), list)
    seen["validate_parameters=False"] = filled(flow(annotated(list[str]), name="not validated", validate_parameters=False), list)
    seen["a task"] = filled(task(annotated(list[str]), name="task"), list)
    issues = []
    flow(annotated(list[str]), name="report")("plan.xlsx", issues)
    return {**seen, "report": f"{len(issues) or 'no'} issues"}


if __name__ == "__main__":
    print(*(f"{name} {version(name)}" for name in ("prefect", "pydantic")))
    assert filled(annotated(list[str]), list), "a plain call"
    with prefect_test_harness(server_startup_timeout=180):
        state = night(return_state=True)
        seen = state.result()
    print(state.name, seen)
    assert state.is_completed() and seen.pop("report") == "no issues"
    assert [name for name, done in seen.items() if not done] == list(LOST)
PY
export PREFECT_HOME="$folder/prefect" PREFECT_LOGGING_LEVEL=CRITICAL DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
"$folder/venv/bin/python" subflows.py 2>/dev/null
echo "As seen: an annotated list that a subflow fills stays empty for its caller."
