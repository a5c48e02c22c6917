"""Folders for what passes: of this account alone, and removed also when whoever made them was killed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "process-audit-"
OWNER = re.compile(rf"{PREFIX}(\d+)-")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that only this account can look into, removed with the block."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> int:
    """Removes such folders of processes that are gone; how many. Those of other accounts are left."""
    import psutil

    count = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = OWNER.match(folder.name)
        is_ours = folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.geteuid()
        if owner and is_ours and not psutil.pid_exists(int(owner[1])):
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count
