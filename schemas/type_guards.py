"""What kind of thing a value is, in words that the type checker understands too: after ``isinstance(value, list)`` it
does not know what the list holds.
"""

from __future__ import annotations

from typing import Any, TypeGuard


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether it is a list, of whatever."""
    return isinstance(value, list)


def is_several(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether it is a list or a tuple, of whatever."""
    return isinstance(value, (list, tuple))


def is_mapping(value: object) -> TypeGuard[dict[Any, Any]]:
    """Whether it is a dictionary, of whatever."""
    return isinstance(value, dict)
