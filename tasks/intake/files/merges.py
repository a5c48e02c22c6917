"""Merged ranges: their first cell fills the others, inside the range only and only in rows that hold cells of
their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tasks.excel.addresses import column_number

RANGE = re.compile(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)")


class MergedRanges:
    """The merged ranges of one sheet, applied row by row. Ranges that overlap an earlier one are not
    filled.
    """

    def __init__(self, ranges: Iterable[str], first_column: int = 1) -> None:
        self._starting: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for match in map(RANGE.fullmatch, ranges):
            if match:
                left, right = column_number(match[1]) - first_column, column_number(match[3]) - first_column
                if left >= 0:
                    self._starting[int(match[2])].append((left, right, int(match[4])))
        self._open: list[tuple[int, int, int, Any]] = []
        self._taken_to: list[int] = []

    def fill(self, numbers: list[int], rows: list[list[Any]]) -> list[list[Any]]:
        """The rows with merged ranges filled; rows come in ascending order, over as many calls as wanted.

        Args:
            numbers: row numbers.
            rows: their cells, from the first column of the sheet on.

        Returns:
            The rows, each as wide as the widest.
        """
        if not self._starting:
            return rows
        width = max(map(len, rows))
        self._taken_to += [0] * (width - len(self._taken_to))
        return [
            self._fill_row(number, [*row, *[None] * (width - len(row))])
            for number, row in zip(numbers, rows, strict=True)
        ]

    def _fill_row(self, number: int, row: list[Any]) -> list[Any]:
        self._open = [entry for entry in self._open if entry[2] >= number]
        for left, right, _, value in self._open:
            _put(row, left, right, value)
        for left, right, last in self._starting.pop(number, ()):
            right = min(right, len(row) - 1)
            if (
                left > right
                or row[left] in ("", None)
                or any(taken >= number for taken in self._taken_to[left : right + 1])
            ):
                continue
            self._taken_to[left : right + 1] = [last] * (right - left + 1)
            _put(row, left, right, row[left])
            if last > number:
                self._open.append((left, right, last, row[left]))
        return row


def _put(row: list[Any], left: int, right: int, value: Any) -> None:
    # LibreOffice can keep the contents of the cells that it merges: a figure that nobody sees does not count.
    is_figure = isinstance(value, (int, float))
    for column in range(left, min(right + 1, len(row))):
        if row[column] in ("", None) or (is_figure and isinstance(row[column], (int, float))):
            row[column] = value
