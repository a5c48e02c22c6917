"""Columns with cells of several kinds that know what each cell is; else Python would have to look at each."""

from __future__ import annotations

import numpy as np


class MixedCells(np.ndarray):
    """The cells of a column: Python objects, which nobody can change once their kinds are noted."""

    kinds: np.ndarray

    def with_kinds(self, kinds: np.ndarray) -> np.ndarray:
        """The cells as an array of the usual class, of which ``known_kinds`` knows the kinds.

        Args:
            kinds: one letter a cell: t text, b boolean, d date, n number, o nothing.
        """
        self.kinds = kinds
        self.flags.writeable = False
        return self.view(np.ndarray)


def known_kinds(cells: np.ndarray) -> np.ndarray | None:
    """The letters of cells that are a stretch of such a column; None of all others.

    Args:
        cells: one axis, as pandas hands them out.
    """
    whole = cells
    while isinstance(whole, np.ndarray) and not isinstance(whole, MixedCells):
        whole = whole.base
    if not isinstance(whole, MixedCells) or cells.strides != whole.strides:
        return None
    first = (cells.ctypes.data - whole.ctypes.data) // cells.itemsize
    return whole.kinds[first : first + len(cells)]
