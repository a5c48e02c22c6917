"""Workbooks that we wrote and that come back: which portfolio they belong to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.workbooks import PORTFOLIO_PROPERTY
from tasks.intake.files.read_file import read_properties

if TYPE_CHECKING:
    from tasks.settings import Limits

MEGABYTE = 1 << 20
CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how a zip and an OLE2 container begin


def portfolio_of(path: Path, limits: Limits) -> str | None:
    """The portfolio that a workbook of ours (corrections, report) says it belongs to.

    Args:
        path: any file.
        limits: what a file may cost; one beyond them is looked at no further.

    Returns:
        The name as written, not yet safe as a folder; None where the file is none of ours, or cannot be
        opened.
    """
    return properties_of(path, limits).get(PORTFOLIO_PROPERTY)


def properties_of(path: Path, limits: Limits) -> dict[str, str]:
    """The document properties that this program added to a workbook; none where it is no workbook of ours, or
    cannot be opened within the limits.

    Args:
        path: any file.
        limits: what it may cost.

    Returns:
        Values by name of the property.
    """
    try:
        if not path.is_file():
            return {}
        stat = path.stat()
    except (OSError, ValueError):
        return {}
    if stat.st_size > limits.file_megabytes * MEGABYTE:
        return {}
    # Time, size and inode are part of the key of the cache: a file that was saved anew is looked at again.
    return dict(_properties(path, (stat.st_mtime_ns, stat.st_size, stat.st_ino), limits.model_dump_json()))


@lru_cache(maxsize=4096)
def _properties(path: Path, stamp: tuple[int, ...], limits: str) -> tuple[tuple[str, str], ...]:
    """Looked up in the reader process, once for each state of a file."""
    from tasks.settings import Limits

    try:
        with path.open("rb") as handle:
            # Four bytes say whether it can be a workbook at all, so that no reader process is started for
            # other files.
            if handle.read(len(CONTAINERS[0])) not in CONTAINERS:
                return ()
        return read_properties(path, Limits.model_validate_json(limits))
    except OSError:
        return ()
