#!/usr/bin/env bash
# Prefect 3.8.8: a server that cannot write the folder of its pages starts, says that its dashboard is at an address, answers
# /api/health with 200, and gives 404 for the dashboard.
#
# Expected: it does not start; or its health tells of the missing pages. The folder lies inside the installed package unless
# PREFECT_SERVER_UI_STATIC_DIRECTORY names another, so a server whose program belongs to root, and which runs as an account of its
# own, has no pages: one line of its log says so.
# Seen (2026-11-28, Python 3.11). Here the folder cannot be made because a file is in its way. The script fails if that changes.
# What to do: set PREFECT_SERVER_UI_STATIC_DIRECTORY to a folder of the account; watch the address of the page, not the health.
set -eu
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait || true; rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'prefect==3.8.8' 'fastapi<0.151'
touch "$folder/file"
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
PREFECT_HOME="$folder/home" PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1 \
    PREFECT_SERVER_UI_STATIC_DIRECTORY="$folder/file/ui" \
    "$folder/venv/bin/prefect" server start --host 127.0.0.1 --port "$port" --no-services >"$folder/log" 2>&1 &
server=$!
"$folder/venv/bin/python" - "$port" "$folder/log" <<'PY'
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

site, log = f"http://127.0.0.1:{sys.argv[1]}", Path(sys.argv[2])


def status(path):
    try:
        return urllib.request.urlopen(site + path, timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


end = time.monotonic() + 180
while status("/api/health") != 200 and time.monotonic() < end:
    time.sleep(1)
seen = {path: status(path) for path in ("/api/health", "/", "/dashboard")}
told = log.read_text()
print(seen)
assert seen == {"/api/health": 200, "/": 404, "/dashboard": 404}, told
assert "Check out the dashboard at" in told
assert "That UI will not be available" in told
PY
echo "As seen: healthy, and without pages."
