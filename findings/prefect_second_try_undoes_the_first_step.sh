#!/usr/bin/env bash
# Prefect 3.8.8: in one transaction the task save writes a file, and then the task check fails, is tried again as its retries say, and succeeds. The flow
# is Completed, and the file is gone: the hook that undoes save has run at the first failure of check.
#
# Expected: nothing is undone where all went well in the end. The documentation says of transactions that a failure rolls back the tasks before it; a
# first try that is followed by a second is no failure of the task, whose only states are Retrying and Completed afterwards.
# Seen (2026-11-30, Python 3.11; 3.9.1 too): each exception within the block undoes what was done before it in the block, also one that is tried again, and one that
# the flow catches (try and except, return_state=True, or a transaction of its own within the block). The block then goes on: what comes after is done
# and kept, and hooks for the commit are not called. So half of the steps remain, without an error, and only in runs with a disturbance. The script
# fails if that changes.
# What to do: have tasks within a transaction try again inside themselves, with a loop and no retries; end the block where a failure is caught.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'sqlalchemy>=2,<2.1' 'fastapi==0.150.0' 'starlette==1.10.0'
export PREFECT_HOME="$folder/prefect" DO_NOT_TRACK=1 PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS=120 PREFECT_LOGGING_LEVEL=CRITICAL
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
from importlib.metadata import version

from prefect import flow, task
from prefect.transactions import transaction

done = []
tries = []


@task
def save(name):
    done.append(f"{name} saved")


@save.on_rollback
def undo(_):
    done.append("undone")


@save.on_commit
def keep(_):
    done.append("committed")


@task(retries=1)
def check_at_second_try():
    tries.append(1)
    if len(tries) == 1:
        raise OSError("not reachable")


@task
def check_that_fails():
    raise ValueError("not valid")


@flow
def quiet():
    with transaction():
        save("list")
        save("report")


@flow
def tried_again():
    with transaction():
        save("list")
        check_at_second_try()
        save("report")


@flow
def caught():
    with transaction():
        save("list")
        try:
            check_that_fails()
        except ValueError:
            done.append("caught")
        save("report")


print("prefect", version("prefect"))
seen = {}
for story in (quiet, tried_again, caught):
    done.clear()
    state = story(return_state=True)
    seen[story.name] = list(done)
    print(f"{story.name}: {state.type.value}, {', '.join(done)}")
    assert state.is_completed()
assert seen["quiet"] == ["list saved", "report saved", "committed", "committed"]
assert seen["tried-again"] == ["list saved", "undone", "report saved"]
assert seen["caught"] == ["list saved", "undone", "caught", "report saved"]
PY
echo "As seen: a second try that succeeds leaves the first step undone."
