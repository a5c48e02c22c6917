"""The inbox of the nightly run: which files have arrived whole, and a copy of each that was audited."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from flows.requests import inventories_in

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Arrival:
    """A file in the inbox that has stopped growing."""

    path: Path
    sha256: str
    size_bytes: int


def arrivals(inbox: Path, settle_seconds: float) -> tuple[list[Arrival], list[Path]]:
    """Inventories in the inbox, and those that were still being written.

    A file counts as whole when its size and time of change are the same before and after the wait.

    Args:
        inbox: the folder; made where it does not exist.
        settle_seconds: how long to wait between the two looks.

    Returns:
        Whole files in the order of their names, and files to be looked at next time.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    first = _stamps(inbox)
    if first:
        time.sleep(settle_seconds)
    second = _stamps(inbox)
    whole = [path for path, stamp in second.items() if first.get(path) == stamp]
    return [Arrival(path, _sha256(path), second[path][0]) for path in whole], [path for path in second if path not in whole]


def keep_copy(arrival: Arrival, archive: Path) -> Path:
    """Copies an input that was audited to ARCHIVE/<first of its checksum>/<name>; a copy that is there already is left."""
    copy = archived(archive, arrival.sha256, arrival.path.name)
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        part = copy.with_name(f".{copy.name}.part")
        shutil.copy2(arrival.path, part)
        part.replace(copy)
    return copy


def archived(archive: Path, sha256: str, name: str) -> Path:
    """Where the copy of an input lies, or would lie."""
    return archive / sha256[:16] / Path(name).name


def _stamps(inbox: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in inventories_in(inbox)}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
