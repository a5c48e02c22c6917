#!/usr/bin/env bash
# distributed 2026.8.0: a loop that submits a call again after it failed ("for attempt in range(3): try client.submit(load, path).result()") calls the function
# once. The second and third attempt give the first error again, at once, also when the file is there by then.
#
# Expected: three calls, as with a function that is called without Dask, with concurrent.futures, or with submit(..., retries=2).
# Seen (2026-11-29, Python 3.11): the same call has the same key, and a key that failed stays failed for as long as a future of it is alive: in the variable of
# the loop, or in the frames of an error that is kept for the log. The script fails if that changes.
# What to do: retries=2, future.retry(), or pure=False in submit. A pause between the attempts helps nothing.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'distributed==2026.8.0' 'dask==2026.8.0'
cd "$folder"
cat > attempts.py <<'PY'
import concurrent.futures
import time
from importlib.metadata import version
from pathlib import Path

from distributed import Client, LocalCluster


def load(name):
    """Fails at the first call, as where a share is not there yet, and works from the second on."""
    calls = Path(name)
    with calls.open("a") as log:
        log.write("x")
    if calls.stat().st_size < 2:
        raise FileNotFoundError("not there yet")
    return "loaded"


def three_attempts(submit, name):
    for _ in range(3):
        future = submit(load, name)
        try:
            return future.result(), Path(name).stat().st_size
        except FileNotFoundError:
            time.sleep(1)
    return "given up", Path(name).stat().st_size


def with_errors_in_a_log(submit, name):
    errors = []
    for _ in range(3):
        try:
            return submit(load, name).result(), Path(name).stat().st_size
        except FileNotFoundError as error:
            errors.append(error)
            time.sleep(1)
    return "given up", Path(name).stat().st_size


if __name__ == "__main__":
    print(f"distributed {version('distributed')}")
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster, Client(cluster) as client:
        seen = {
            "submit": three_attempts(client.submit, "plain"),
            "submit, errors in a list": with_errors_in_a_log(client.submit, "errors"),
            "submit, pure=False": three_attempts(lambda *call: client.submit(*call, pure=False), "impure"),
            "submit, retries=2": three_attempts(lambda *call: client.submit(*call, retries=2), "retries"),
        }
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        seen["concurrent.futures"] = three_attempts(pool.submit, "threads")
    for what, (answer, calls) in seen.items():
        print(f"{what}: {answer}, {calls} calls")
    assert seen.pop("submit") == seen.pop("submit, errors in a list") == ("given up", 1)
    assert set(seen.values()) == {("loaded", 2)}
PY
"$folder/venv/bin/python" attempts.py 2>/dev/null
echo "As seen: the second attempt is the first error again."
