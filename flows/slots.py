"""How many portfolios are audited at the same time on this machine, by whomever; and how long one waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from schemas.errors import RunBusy

FOLDER = ".slots"
LOOK_AGAIN_SECONDS = 0.2


@contextmanager
def slot(out: Path, count: int, longest_seconds: float) -> Iterator[None]:
    """Waits for one of ``count`` places; the kernel frees the place of a process that died. With a count of 0 there
    is no limit.

    Args:
        out: output folder, which holds the locks; whoever shares it shares the places.
        count: places; 0: no limit.
        longest_seconds: how long to wait.

    Raises:
        RunBusy: no place was free for so long.
    """
    if not count:
        yield
        return
    folder = out / FOLDER
    folder.mkdir(exist_ok=True)
    end = time.monotonic() + longest_seconds
    locks = [FileLock(folder / f"{number}.lock") for number in range(count)]
    while True:
        for lock in locks:
            try:
                # Tried one after the other and never waited for: any place will do.
                lock.acquire(timeout=0)
            except Timeout:
                continue
            try:
                yield
            finally:
                lock.release()
            return
        if time.monotonic() > end:
            raise RunBusy(
                f"{count} audits have been at work for more than {longest_seconds / 60:.0f} minutes. "
                "Stop one, or raise the setting audits_at_once, then run again."
            )
        time.sleep(LOOK_AGAIN_SECONDS)
