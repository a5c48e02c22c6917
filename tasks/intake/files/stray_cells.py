"""Where the data of a sheet ends, and which cells stand so far outside that they can only be strays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

# A stray lies beyond this many blank rows or columns ...
GAP_ROWS, GAP_COLUMNS = 1000, 100
# ... and strays are few: no more rows than this, or than this share of the rows before them.
FEW_ROWS, FEW_SHARE = 10, 0.01


class Extent:
    """Takes a sheet row by row and tells its last row and column without the strays."""

    def __init__(self) -> None:
        self.rows = self.cells = self.last_row = self._reach = 0
        self._gapped: dict[int, list[int]] = {}
        self._tail: list[tuple[int, list[int]]] = []

    def add(self, row: int, last_column: int, cells: int, columns: Callable[[], list[int]]) -> None:
        """One row that holds values.

        Args:
            row: its number; rows come in ascending order, or count as data.
            last_column: number of its last column with a value.
            cells: how many of its cells hold a value.
            columns: gives the numbers of its columns with a value; asked for only where the row has gaps.
        """
        if self._tail or (self.rows and row - self.last_row > GAP_ROWS):
            self._tail.append((row, columns()))
            if len(self._tail) > self._few():
                self._take_tail()
            return
        self._take(row, last_column, cells, columns)

    def add_near(self, numbers: np.ndarray, last_columns: np.ndarray, cells: np.ndarray) -> bool:
        """Many rows at once, if no gap is near any of them; tells whether they were added.

        Args:
            numbers: of the rows, ascending.
            last_columns: number of the last column with a value, by row.
            cells: how many cells hold a value, by row.
        """
        if not len(numbers):
            return True
        gap = max(numbers[0] - self.last_row if self.rows else 0, (numbers[1:] - numbers[:-1]).max(initial=0))
        if self._tail or gap > GAP_ROWS or (last_columns - cells).max() >= GAP_COLUMNS:
            return False
        self.rows += len(numbers)
        self.cells += int(cells.sum())
        self.last_row = max(self.last_row, int(numbers[-1]))
        self._reach = max(self._reach, int(last_columns.max()))
        return True

    def finish(self) -> tuple[int, int, list[tuple[int, int]]]:
        """Last row, last column, and the strays as (row, column) in reading order."""
        far = []
        # Strays hold fewer cells than the data before them; otherwise the data may begin far down.
        if sum(len(columns) for _, columns in self._tail) < self.cells:
            far = [(row, column) for row, columns in self._tail for column in columns]
        else:
            self._take_tail()
        beyond = self._beyond()
        if beyond and len(beyond) <= self._few() and sum(map(len, beyond.values())) < self.cells:
            far = [(row, column) for row, columns in sorted(beyond.items()) for column in columns] + far
        else:
            self._reach = max([self._reach, *(columns[-1] for columns in beyond.values())])
        return self.last_row, self._reach, far

    def _few(self) -> float:
        return max(FEW_ROWS, FEW_SHARE * self.rows)

    def _take(self, row: int, last_column: int, cells: int, columns: Callable[[], list[int]]) -> None:
        self.rows += 1
        self.cells += cells
        self.last_row = max(self.last_row, row)
        # So few blank cells cannot hold a gap, and the row's columns need not be looked at.
        if last_column - cells < GAP_COLUMNS:
            self._reach = max(self._reach, last_column)
        else:
            self._gapped[row] = columns()

    def _take_tail(self) -> None:
        tail, self._tail = self._tail, []
        for row, columns in tail:
            self._take(row, columns[-1], len(columns), lambda row_columns=columns: row_columns)

    def _beyond(self) -> dict[int, list[int]]:
        """Cells beyond a gap of blank columns, after the reach has grown over what is near it."""
        for columns in self._gapped.values():
            gap = next(
                (n for n in range(1, len(columns)) if columns[n] - columns[n - 1] > GAP_COLUMNS), len(columns)
            )
            if columns[0] <= GAP_COLUMNS:
                self._reach = max(self._reach, columns[gap - 1])
        for column in sorted({column for columns in self._gapped.values() for column in columns}):
            if self._reach < column <= self._reach + GAP_COLUMNS:
                self._reach = column
        beyond = {
            row: [column for column in columns if column > self._reach]
            for row, columns in self._gapped.items()
        }
        return {row: columns for row, columns in beyond.items() if columns}
