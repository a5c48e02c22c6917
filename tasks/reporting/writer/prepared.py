"""What of a table is worked out once for both editions that hold it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")


class Prepared:
    """Results by function, table and further arguments; it lives as long as the workbooks are written."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def __call__(self, work: Callable[..., Result], table: Any, *more: Any) -> Result:
        """What ``work`` makes of a table; ``more`` can be hashed."""
        key = (work, id(table), *more)
        if key not in self._kept:
            self._kept[key] = (table, work(table, *more))  # the table is kept, so that its id stays its own
        return self._kept[key][1]
