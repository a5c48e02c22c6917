"""Memory that was used and let go, given back to the system."""

from __future__ import annotations

import ctypes
import mmap
import os
import weakref
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path
from typing import IO

# Lines of a long frame that are looked at together, to hold no more than these.
LINES_AT_A_TIME = 1_000_000

# What is given back is taken anew, page by page, by whoever needs memory next: a tenth of the CPU of long lists. So a
# process that holds less than this keeps it.
KEPT_MEGABYTES = 2_000
# A process that waits for its next list keeps what short lists take, and nothing of a long one: others need it, and a
# worker of Dask is ended at its limit.
KEPT_BETWEEN_LISTS_MEGABYTES = 700
# Parameters of mallopt(3), and the most that an int holds: no array gets a mapping of its own, which is given back when
# the array goes, and the end of the heap is not given back either.
TRIM_THRESHOLD, MMAP_THRESHOLD, MOST_BYTES = -1, -3, 2**31 - 1

# Weak, so that a map goes when the last array that looks into it is gone. With the path of each file and where the map
# lies in memory.
_maps: weakref.WeakKeyDictionary[mmap.mmap, tuple[Path | None, int]] = weakref.WeakKeyDictionary()


def map_file(file: IO[bytes], path: Path | None) -> memoryview:
    """Maps a file, to be read alone; ``forget_pages`` lets go what was read of it.

    Args:
        file: an open file that is not empty and will not change.
        path: by which it can be opened again; None where it cannot.
    """
    area = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    view = memoryview(area)
    _maps[area] = path, _address(view)
    return view


def place_in_file(buffer: memoryview) -> tuple[Path, int, int] | None:
    """Where a buffer lies in a mapped file that can be opened again.

    Args:
        buffer: contiguous bytes.

    Returns:
        The path, where the buffer begins in the file, and its bytes; None where it lies in memory.
    """
    return next(((path, start, len(buffer)) for path, start in _places(buffer) if path), None)


def in_file(buffer: memoryview) -> tuple[memoryview, int, int] | None:
    """The buffer itself, from its first to its last byte, if it lies in any mapped file.

    Args:
        buffer: contiguous bytes.
    """
    return (buffer, 0, len(buffer)) if any(_places(buffer)) else None


def _places(buffer: memoryview) -> Iterator[tuple[Path | None, int]]:
    """Where a buffer begins in the mapped files in which it lies."""
    address = _address(buffer)
    for area, (path, start) in list(_maps.items()):
        if start <= address <= address + len(buffer) <= start + len(area):
            yield path, address - start


def _address(buffer: memoryview) -> int:
    import numpy as np

    return np.frombuffer(buffer, np.uint8).ctypes.data


def forget_pages() -> None:
    """Lets go what was read of mapped files; it is read again when somebody looks into it."""
    for area in list(_maps) if hasattr(mmap, "MADV_DONTNEED") else ():
        area.madvise(mmap.MADV_DONTNEED)


def forget_written(file: BufferedWriter) -> None:
    """Has what was written to a file go to the disk, and lets go of it in memory what got there before.

    Args:
        file: not closed; it can still be written to.
    """
    if hasattr(os, "posix_fadvise"):
        file.flush()
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def keep_what_is_free() -> None:
    """Has the C library keep what this process lets go of, for whoever in it needs memory next; ``give_back`` still
    gives it back.
    """
    with suppress(AttributeError, OSError, TypeError):  # other systems than Linux with glibc
        library = ctypes.CDLL(None)
        for parameter in (TRIM_THRESHOLD, MMAP_THRESHOLD):
            library.mallopt(parameter, MOST_BYTES)


def make_room() -> None:
    """Lets go what was read of mapped files, and ``give_back``, where the process holds more than KEPT_MEGABYTES."""
    forget_pages()
    _give_back_beyond(KEPT_MEGABYTES)


def end_list() -> None:
    """``give_back`` after a list, where the process holds more than KEPT_BETWEEN_LISTS_MEGABYTES."""
    _give_back_beyond(KEPT_BETWEEN_LISTS_MEGABYTES)


def _give_back_beyond(megabytes: float) -> None:
    import psutil

    if psutil.Process().memory_info().rss > megabytes * 1e6:
        give_back()


def give_back() -> None:
    """Gives back what Arrow and the C library keep for later, where the system takes it, and what was read of mapped
    files.
    """
    import pyarrow

    forget_pages()
    pyarrow.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):  # other systems than Linux with glibc
        ctypes.CDLL(None).malloc_trim(0)
