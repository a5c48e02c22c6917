#!/usr/bin/env bash
# distributed 2026.8.0: LocalCluster(processes=False) starts, and LocalCluster(processes=False, host="127.0.0.1") does not: "Scheduler
# failed to start", from "ValueError: not enough values to unpack (expected 3, got 1)". With processes=True the same host is taken.
#
# Expected: the host is taken (workers that are threads then listen on it, as with protocol="tcp://"), or a sentence says that an
# in-process cluster has none. The docstring says of host: "Host address on which the scheduler will listen, defaults to only localhost".
# Seen (2026-11-28, Python 3.11): the address of the scheduler becomes inproc://127.0.0.1, which has not the three parts that
# in-process addresses have. With protocol="tcp://" beside it, it starts. The script fails if that changes.
# What to do: name the protocol wherever you name a host, or leave both out.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask==2026.8.0' 'distributed==2026.8.0'
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
from importlib.metadata import version

from distributed import Client, LocalCluster

print("distributed", version("distributed"))
seen = []
for options in ({}, {"host": "127.0.0.1"}, {"host": "127.0.0.1", "protocol": "tcp://"}):
    try:
        with (
            LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, **options) as cluster,
            Client(cluster) as client,
        ):
            seen.append((client.submit(sum, [1, 2]).result(), client.scheduler.address.split(":")[0]))
    except RuntimeError as error:
        cause = error
        while cause.__cause__:
            cause = cause.__cause__
        seen.append((type(error).__name__, f"{type(cause).__name__}: {cause}"))
    print(options, seen[-1])
assert seen == [
    (3, "inproc"),
    ("RuntimeError", "ValueError: not enough values to unpack (expected 3, got 1)"),
    (3, "tcp"),
], seen
PY
echo "As seen: threads as workers start without a host, or with a host and a protocol, and not with a host alone."
