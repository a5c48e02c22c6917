#!/usr/bin/env bash
# distributed 2026.8.0: LocalCluster(dashboard_address=None) listens on port 8787 all the same, with its pages of health
# and metrics, and so does `dask scheduler --no-dashboard`.
#
# Expected: no port. The docstring of LocalCluster says: "Set to None to disable the dashboard or use ':0' for a random port."
# Seen (2026-11-29, Python 3.11): the dashboard goes, its HTTP server stays, at its usual port. The script fails if that changes.
# What to do: scheduler_kwargs={"dashboard_address": "127.0.0.1:0"} beside dashboard_address=None; on the command line
# --dashboard-address 127.0.0.1:0 beside --no-dashboard.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask==2026.8.0' 'distributed==2026.8.0'
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
import urllib.request
from importlib.metadata import version

from distributed import LocalCluster

print("distributed", version("distributed"))
seen = []
for options in ({}, {"scheduler_kwargs": {"dashboard_address": "127.0.0.1:0"}}):
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, **options) as cluster:
        port = cluster.scheduler.http_server.port
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
            seen.append((port == 8787, answer.read()))
    print(options, "port", port, *seen[-1])
assert seen == [(True, b"ok"), (False, b"ok")], seen
PY
echo "As seen: without a dashboard, port 8787 is taken all the same, unless another is named for the scheduler."
