"""The inbox of the nightly run: which files have arrived whole, and the copy that is audited and kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from flows.portfolios import printable
from flows.requests import inventories_in
from schemas.errors import UsageError
from schemas.mapping import MAP_ENDING, map_beside
from schemas.records import AuditRequest
from tasks.durable import move, sync_file

PIECE_BYTES = 1 << 20
# A time of change further ahead than this is that of a wrong clock, and says nothing of a file's age.
LARGEST_CLOCK_ERROR_SECONDS = 3600


@dataclass(frozen=True)
class Arrival:
    """A file in the inbox that has stopped growing. ``sha256`` is empty where it cannot be opened."""

    path: Path
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class Inbox:
    """What lies in the inbox: files that are whole, files to be looked at next time, and links, which are
    never followed.
    """

    arrived: list[Arrival]
    growing: list[Path]
    links: list[Path]


def look_into(inbox: Path, settle_seconds: float, minimum_age_seconds: float = 0) -> Inbox:
    """Looks at the inbox.

    A file counts as whole when its size and time of change are the same before and after the wait, and when
    nobody changed it for the minimum age.

    Args:
        inbox: the folder.
        settle_seconds: how long to wait between the two looks.
        minimum_age_seconds: how long a file must have been left alone.

    Returns:
        What lies there, in the order of the names.

    Raises:
        UsageError: the folder is missing.
        OSError: it cannot be looked into.
    """
    if not inbox.is_dir():
        raise UsageError(
            f"The inbox {inbox.absolute()} is not there. Make that folder, mount it, or correct the setting inbox."
        )
    first = _stamps(inbox)
    if first:
        time.sleep(settle_seconds)
    second, now = _stamps(inbox), time.time()
    links = [path for path in second if path.is_symlink()]
    whole = [
        path
        for path, stamp in second.items()
        if path not in links and first.get(path) == stamp and _is_old(stamp, now, minimum_age_seconds)
    ]
    arrived = [Arrival(path, _sha256(path), second[path][0]) for path in whole if path.exists()]
    return Inbox(arrived, [path for path in second if path not in whole and path not in links], links)


def keep_copy(arrival: Arrival, archive: Path) -> Path | None:
    """Copies a file to ARCHIVE/<first of its checksum>/<name>, with what is written beside it on how to read
    it; a copy that is there already is left.

    Args:
        arrival: a file of the inbox.
        archive: folder of all copies.

    Returns:
        The copy, which is what is audited; the file itself where it cannot be opened; None where it was
        changed or taken away since it was looked at.

    Raises:
        OSError: the archive cannot be written to.
    """
    if not arrival.sha256:
        return arrival.path
    copy = archived(archive, arrival.sha256, arrival.path.name)
    copy.parent.mkdir(parents=True, exist_ok=True)
    if not copy.exists():
        # Shortened from the front: a name that is near the limit of the disk (255 bytes) has no room for
        # more.
        part = copy.with_name(f".{copy.name}.part"[-200:])
        try:
            with _opened(arrival.path) as source:
                sha256 = _copied(source, part)
                times = os.fstat(source.fileno())
        except FileNotFoundError:
            return None
        except OSError:
            part.unlink(missing_ok=True)  # what it takes of a full disk is needed by others
            raise
        # The checksum is of what was copied: a file that changed since it was looked at waits for the next
        # night.
        if sha256 != arrival.sha256:
            part.unlink()
            return None
        # The copy keeps the time of change, by which flows/requests.py says which of two lists is the newer.
        os.utime(part, ns=(times.st_atime_ns, times.st_mtime_ns))
        sync_file(part)
        move(part, copy)
    map_of_list, map_of_copy = map_beside(arrival.path), beside(copy)
    if map_of_list and not map_of_list.is_symlink():
        shutil.copyfile(map_of_list, map_of_copy)
    else:
        map_of_copy.unlink(missing_ok=True)
    return copy


def has_other_map(arrival: Arrival, archive: Path) -> bool:
    """Whether what a person wrote on how a list is to be read differs from what was kept when it was audited.

    Args:
        arrival: a file of the inbox.
        archive: folder of all copies.
    """
    map_of_copy, map_of_list = (
        beside(archived(archive, arrival.sha256, arrival.path.name)),
        map_beside(arrival.path),
    )
    if not map_of_copy.parent.exists():
        return False
    before, now = (
        path.read_bytes() if path and path.is_file() else b"" for path in (map_of_copy, map_of_list)
    )
    return before != now


def beside(path: Path) -> Path:
    """Where the map of a list lies, or would lie."""
    return path.with_name(path.name + MAP_ENDING)


def from_archive(request: AuditRequest, archive: Path) -> AuditRequest:
    """The request with copies in the archive for its files, where they can be kept.

    Args:
        request: what is to be audited.
        archive: folder of all copies.

    Raises:
        OSError: the archive cannot be written to.
    """

    def copy_of(path: Path) -> Path:
        sha256 = _sha256(path)
        return (keep_copy(Arrival(path, sha256, 0), archive) if sha256 else None) or path

    inputs, reports = (tuple(map(copy_of, paths)) for paths in (request.inputs, request.reports))
    return replace(request, inputs=inputs, reports=reports)


def archived(archive: Path, sha256: str, name: str) -> Path:
    """Where the copy of an input lies, or would lie.

    Args:
        archive: folder of all copies.
        sha256: of the input.
        name: of the input.
    """
    return archive / sha256[:16] / printable(Path(name).name)


def _stamps(inbox: Path) -> dict[Path, tuple[int, int, int]]:
    stamps = {}
    for path in inventories_in(inbox):
        with suppress(OSError):  # taken out of the inbox meanwhile
            # Of the link itself, not of what it leads to. The ctime shows a change also where the mtime was
            # set back.
            stat = path.lstat()
            stamps[path] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    return stamps


def _is_old(stamp: tuple[int, int, int], now: float, least_seconds: float) -> bool:
    """Whether nobody changed a file for so long; the copy of an old file counts from when it was copied."""
    age_seconds = now - max(stamp[1:]) / 1e9
    return age_seconds >= least_seconds or age_seconds < -LARGEST_CLOCK_ERROR_SECONDS


def _opened(path: Path) -> BufferedReader:
    """The file itself, never what a link leads to."""
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")


def _copied(source: BufferedReader, part: Path) -> str:
    checksum = hashlib.sha256()
    with part.open("wb") as sink:
        while piece := source.read(PIECE_BYTES):
            sink.write(piece)
            checksum.update(piece)
    return checksum.hexdigest()


def _sha256(path: Path) -> str:
    """Checksum of a file; empty where it cannot be opened, which the audit says in a sentence."""
    try:
        with _opened(path) as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
