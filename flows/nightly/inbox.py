"""The inbox of the nightly run: which files have arrived whole, and a copy of each that was audited."""

from __future__ import annotations

import hashlib
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.requests import inventories_in


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
    arrived = [Arrival(path, _sha256(path), second[path][0]) for path in whole if path.exists()]
    return arrived, [path for path in second if path not in whole]


def keep_copy(arrival: Arrival, archive: Path) -> Path:
    """Copies an input that was audited to ARCHIVE/<first of its checksum>/<name>; a copy that is there
    already is left.

    A file that was changed or taken out of the inbox meanwhile is left out.
    """
    copy = archived(archive, arrival.sha256, arrival.path.name)
    if not copy.exists() and arrival.sha256 and arrival.path.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        part = copy.with_name(f".{copy.name}.part")
        shutil.copy2(arrival.path, part)
        if _sha256(part) == arrival.sha256:
            part.replace(copy)
        else:
            part.unlink()
    return copy


def archived(archive: Path, sha256: str, name: str) -> Path:
    """Where the copy of an input lies, or would lie."""
    return archive / sha256[:16] / Path(name).name


def _stamps(inbox: Path) -> dict[Path, tuple[int, int]]:
    stamps = {}
    for path in inventories_in(inbox):
        with suppress(OSError):  # taken out of the inbox meanwhile
            stamps[path] = (path.stat().st_size, path.stat().st_mtime_ns)
    return stamps


def _sha256(path: Path) -> str:
    """Checksum of a file; empty where it cannot be opened, which the audit says in a sentence."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
