"""Which rows of which columns have a telling number format, as runs of rows, so that a long column costs little."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tasks.excel.addresses import column_letter


@dataclass
class FormatRuns:
    """Runs of rows by column number and format."""

    runs: dict[tuple[int, str], list[list[int]]] = field(default_factory=dict)

    def add(self, column: int, code: str, row: int) -> None:
        """Adds one cell; rows come in ascending order.

        Args:
            column: its number from 1.
            code: the number format.
            row: its number.
        """
        own = self.runs.setdefault((column, code), [])
        if own and own[-1][1] == row - 1:
            own[-1][1] = row
        elif not own or own[-1][1] != row:
            own.append([row, row])

    def as_facts(self) -> list[list[Any]]:
        """As RawSheet.telling_formats says it."""
        return [[column_letter(column), code, runs] for (column, code), runs in sorted(self.runs.items())]
