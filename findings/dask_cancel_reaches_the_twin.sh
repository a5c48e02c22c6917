#!/usr/bin/env bash
# distributed 2026.8.0: two parts of a program submit the same function with equal arguments and get a future each. When one part cancels its
# future, the other part's is cancelled too: its result() raises FutureCancelledError, "cancelled for reason: unknown".
#
# Expected: the work goes on for whoever still holds a future of it, as it does when one of the two futures is deleted.
# Seen (2026-11-29, Python 3.11): submit and map make the key from function and arguments (pure=True is the default), and cancel ends the key
# for all futures of the client, also those of calls that wait for it as an argument. The script fails if that changes.
# What to do: delete a future that is wanted no more (del future) where others may share it; submit with pure=False what shall be cancelled.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'distributed==2026.8.0' 'dask==2026.8.0'
cd "$folder"
cat > look.py <<'PY'
import time
from importlib.metadata import version

from distributed import Client


def audited(number):
    time.sleep(1)
    return number


def outcome(future):
    try:
        return future.result(timeout=20)
    except Exception as error:
        return type(error).__name__


def two(client, number, **how):
    return client.submit(audited, number, **how), client.submit(audited, number, **how)


if __name__ == "__main__":
    print("distributed", version("distributed"))
    with Client(processes=False, n_workers=1, threads_per_worker=4, dashboard_address="127.0.0.1:0") as client:
        mine, yours = two(client, 1)
        later = client.submit(sum, [yours, 1])
        mine.cancel()
        cancelled = outcome(yours), outcome(later)
        mine, yours = two(client, 2)
        del mine
        deleted = outcome(yours)
        mine, yours = two(client, 3, pure=False)
        mine.cancel()
        apart = outcome(yours)
    print("the other future, and a call that waits for it, after cancel:", cancelled)
    print("the other future after del:", deleted)
    print("the other future after cancel, submitted with pure=False:", apart)
    assert cancelled == ("FutureCancelledError", "FutureCancelledError") and deleted == 2 and apart == 3
PY
"$folder/venv/bin/python" look.py 2>/dev/null
echo "As seen: cancelling one future cancels the futures of equal calls."
