"""Memory that was used and let go, given back to the system."""

from __future__ import annotations

import ctypes
import mmap
import weakref
from contextlib import suppress

# Lines of a long frame that are looked at together, to hold no more than these.
LINES_AT_A_TIME = 1_000_000

# Weak, so that a map goes when the last array that looks into it is gone.
_maps: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()


def map_file(file: int, start: int, size: int) -> mmap.mmap:
    """Maps a part of a file, to be read alone; ``forget_pages`` lets go what was read of it.

    Args:
        file: descriptor of an open file.
        start: a multiple of the size of a page.
        size: in bytes.
    """
    area = mmap.mmap(file, size, access=mmap.ACCESS_READ, offset=start)
    _maps.add(area)
    return area


def forget_pages() -> None:
    """Lets go what was read of mapped files; it is read again when somebody looks into it."""
    for area in list(_maps) if hasattr(mmap, "MADV_DONTNEED") else ():
        area.madvise(mmap.MADV_DONTNEED)


def give_back() -> None:
    """Gives back what Arrow and the C library keep for later, where the system takes it, and what was read of mapped
    files.
    """
    import pyarrow

    forget_pages()
    pyarrow.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):  # other systems than Linux with glibc
        ctypes.CDLL(None).malloc_trim(0)
