"""Something of ours under a name of another package, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def in_place_of(owner: Any, name: str, ours: Any) -> Iterator[None]:
    """While the context lasts, ``owner``, a module or a class of a package, has ours under this name."""
    usual = getattr(owner, name)
    setattr(owner, name, ours)
    try:
        yield
    finally:
        setattr(owner, name, usual)
