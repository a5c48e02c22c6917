#!/usr/bin/env bash
# distributed 2026.8.0: Client("tcp://host:port", timeout=2) waits without end where the port accepts connections and says nothing, such as
# that of another program.
#
# Expected: OSError after two seconds, as where nobody listens. The documentation calls timeout "Timeout duration for initial connection
# to the scheduler".
# Seen (2026-11-29, Python 3.11): the timeout bounds the connection alone; the reading of the scheduler's first message after it has none.
# With nobody at the port, OSError comes after two seconds. The script fails if that changes.
# What to do: ask the scheduler first, with asyncio.wait_for around distributed.comm.core.connect.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'dask==2026.8.0' 'distributed==2026.8.0'
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
import os
import socket
import threading
import time
from importlib.metadata import version

from distributed import Client

print("distributed", version("distributed"))
silent = socket.create_server(("127.0.0.1", 0))
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    nobody = free.getsockname()[1]
seen = {}


def connect(what, port):
    began = time.monotonic()
    try:
        Client(f"tcp://127.0.0.1:{port}", timeout=2)
    except OSError as error:
        seen[what] = type(error).__name__
        print(what, seen[what], f"after {time.monotonic() - began:.0f} s")


threads = [
    threading.Thread(target=connect, args=one, daemon=True)
    for one in (("nobody listens:", nobody), ("accepts and is silent:", silent.getsockname()[1]))
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(20)
print("still waiting after 20 s:", threads[1].is_alive())
as_seen = seen == {"nobody listens:": "OSError"} and threads[1].is_alive()
os._exit(0 if as_seen else 1)
PY
echo "As seen: the timeout holds where nobody listens, and not where a port accepts and is silent."
