"""Memory that was used and let go, given back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Gives back what Arrow and the C library keep for later, where the system takes it."""
    import pyarrow

    pyarrow.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError, TypeError):  # other systems than Linux with glibc
        ctypes.CDLL(None).malloc_trim(0)
