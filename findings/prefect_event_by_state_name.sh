#!/usr/bin/env bash
# Prefect 3.8.8: the event of a finished flow run is named after the name of its state, not after its type. A flow that returns
# Completed(name="CompletedWithIssues") sends prefect.flow-run.CompletedWithIssues and never prefect.flow-run.Completed. An automation
# that waits for Completed takes such a run for one that has not ended: the usual one against runs without a heartbeat fires for it.
#
# Expected: the event carries the type, COMPLETED, in its name, as the colours and filters of the pages do.
# Seen (2026-11-28, Python 3.11, a server on SQLite): see above; the type is in the event's payload and in a label of its
# resource. The server itself refuses to change a state that is final, so only what the automation sends is wrong.
# The script fails if that changes.
# What to do: list each name of a state that a flow returns among the events that the automation expects.
set -eu
folder=$(mktemp -d)
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'sqlalchemy>=2,<2.1' 'fastapi==0.150.0' 'starlette==1.10.0'
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PREFECT_HOME="$folder/prefect" PREFECT_API_URL="http://127.0.0.1:$port/api" PREFECT_LOGGING_LEVEL=ERROR
export PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1
cd "$folder"
"$folder/venv/bin/prefect" server start --host 127.0.0.1 --port "$port" --no-ui > server.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
"$folder/venv/bin/python" - <<'PY'
import datetime as dt
import os
import time
from importlib.metadata import version

import httpx
from prefect import flow
from prefect.states import Completed

api = httpx.Client(base_url=os.environ["PREFECT_API_URL"])
for _ in range(240):
    try:
        if api.get("/health").status_code == 200:
            break
    except httpx.HTTPError:
        pass
    time.sleep(0.5)


@flow(name="plain")
def plain():
    return Completed(message="all well")


@flow(name="named")
def named():
    return Completed(name="CompletedWithIssues", message="two rows set aside")


def last_event(run_id):
    now = dt.datetime.now(dt.timezone.utc)
    asked = {
        "filter": {
            "occurred": {"since": (now - dt.timedelta(minutes=5)).isoformat(), "until": now.isoformat()},
            "event": {"prefix": ["prefect.flow-run.Completed"]},
        }
    }
    events = api.post("/events/filter", json=asked).json()["events"]
    return [one for one in events if one["resource"]["prefect.resource.id"].endswith(str(run_id))]


print("prefect", version("prefect"))
seen = {}
for run in (plain, named):
    state = run(return_state=True)
    for _ in range(60):
        events = last_event(state.state_details.flow_run_id)
        if events:
            break
        time.sleep(0.5)
    seen[run.name] = [one["event"] for one in events]
    label = events[0]["resource"].get("prefect.state-type")
    print(f"flow {run.name}: state type {state.type.value}, name {state.name}; event {seen[run.name]}, label of the type {label}")
assert seen == {"plain": ["prefect.flow-run.Completed"], "named": ["prefect.flow-run.CompletedWithIssues"]}
PY
echo "As seen: the event is named after the name of the state."
