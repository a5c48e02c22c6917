"""Results of a program start, kept for the next one as Python keeps compiled modules.

The rulebook and what is worked out from it take a second to make and are the same in every process. They are kept in
the user's cache folder, under a digest of everything that they depend on: another rulebook, another program, another
Python or another package has another digest, so nothing old is ever found.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from schemas.program_files import program_files

Made = TypeVar("Made")

ROOT = Path(__file__).parents[1]
# All that a kept result can depend on: schemas and tasks, of which no flow is a part.
CODE = ("schemas/**/*.py", "schemas/**/*.csv", "schemas/**/*.yaml", "tasks/**/*.py", "tasks/**/*.csv")
PACKAGES = ("Babel", "numpy", "pandas", "pycountry", "pydantic", "snowballstemmer", "PyStemmer", "PyYAML")
FOLDER_NAME, MOST_KEPT = "process-portfolio-audit", 4
CHECKSUM_BYTES = 4
STARTED = time.time()  # at import, so a file that is younger was changed while this process ran
_in_use = False


def keep_between_runs() -> None:
    """For commands, which start anew each time: from here on ``kept`` looks into the cache folder."""
    global _in_use
    _in_use = True


def kept(name: str, key: str, make: Callable[[], Made]) -> Made:
    """What ``make`` gives, from the cache folder where an earlier process has made the same.

    Args:
        name: of the result, a word.
        key: all that it depends on beside the code of the program.
        make: makes it; what it raises is raised.

    Returns:
        What ``make`` gives, made now or read from the folder.
    """
    folder = cache_folder()
    program = _program() if folder else None
    if folder is None or program is None:
        return make()
    # The digest is in the name, so another program or rulebook looks for another file.
    path = folder / f"{name}-{hashlib.sha256(f'{program} {key}'.encode()).hexdigest()[:32]}.pickle"
    with suppress(Exception):  # a file that was cut off or cannot be read is made again
        return _unpacked(path.read_bytes())
    made = make()
    with suppress(OSError):  # such as a full disk: the next process makes it again
        _put(path, _packed(made))
        _drop_old(folder, name)
    return made


def cache_folder() -> Path | None:
    """Where commands keep such results; None in any other process, and where no folder is this account's alone."""
    return _folder() if _in_use else None


@cache
def _program() -> str | None:
    """Python, the packages whose objects are kept, and the state of code and data; None where a file is younger than
    this process, such as a worker that runs since before an upgrade: what it makes, older code makes.
    """
    looks = {path: path.stat() for path in program_files(ROOT, CODE)}
    # ctime too, which nobody can set: an unpacked or copied file can have an old mtime.
    if any(max(look.st_mtime, look.st_ctime) > STARTED for look in looks.values()):
        return None
    # Whatever changes a file changes its ctime, so no file is read for this, as Python reads none for its own cache.
    state = [(str(path), look.st_size, look.st_mtime_ns, look.st_ctime_ns) for path, look in looks.items()]
    return f"{sys.version} {[version(name) for name in PACKAGES]} {state}"


@cache
def _folder() -> Path | None:
    """The cache folder; None where there is none that only this account can write to."""
    try:
        folder = platformdirs.user_cache_path(FOLDER_NAME)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        looks = folder.stat()
    except (
        OSError,
        RuntimeError,
    ):  # RuntimeError: an account without a home, such as a bare number in a container
        return None
    # Windows has no user ids; there the cache folder lies in the profile of the user.
    is_ours = not hasattr(os, "geteuid") or looks.st_uid == os.geteuid()
    return folder if is_ours and not looks.st_mode & (stat.S_IWGRP | stat.S_IWOTH) else None


def _packed(made: object) -> bytes:
    """What is kept, after its checksum: a pickle with a damaged byte can often be read, as something else."""
    content = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    return zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "big") + content


def _unpacked(packed: bytes) -> Any:
    """What was kept.

    Raises:
        ValueError: the file was damaged.
    """
    content = memoryview(packed)[CHECKSUM_BYTES:]
    if zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "big") != packed[:CHECKSUM_BYTES]:
        raise ValueError
    return pickle.loads(content)  # noqa: S301 - a file of this account alone


def _put(path: Path, content: bytes) -> None:
    """Writes beside the place and moves there, so that nobody reads half a file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(content)
            file.close()
            beside.replace(path)
        except BaseException:  # also Ctrl-C
            beside.unlink()
            raise


def _drop_old(folder: Path, name: str) -> None:
    """Removes all but the newest few of a name."""
    files = sorted(folder.glob(f"{name}-*.pickle"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[MOST_KEPT:]:
        file.unlink()
