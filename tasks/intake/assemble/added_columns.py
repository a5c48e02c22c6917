"""Columns of parts ("Volume Germany", "Volume Poland") added up to one quantity, row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.intake.cells.cell_kinds import Reading, mark

if TYPE_CHECKING:
    import pandas as pd


def add_up(
    first: Reading, raw: pd.Series, parts: list[tuple[Reading, pd.Series]]
) -> tuple[pd.Series, Reading]:
    """The sum over columns of parts.

    Args:
        first: the column that was taken for the quantity.
        raw: its cells as received.
        parts: the other columns, each with its cells as received.

    Returns:
        The sum by row: a blank cell adds nothing, and a row with a cell that cannot be read, or with two currencies,
        has none. And the first column with PART_NOT_READ where that is so, and with the currency of any part.
    """
    import pandas as pd

    every = [(first, raw), *parts]
    sums = pd.concat([reading.values for reading, _ in every], axis=1).sum(axis=1, min_count=1)
    is_unread = pd.Series(False, index=raw.index)
    for reading, cells in every:
        is_unread |= reading.codes.notna() & reading.values.isna() & cells.notna()
    extras = dict(first.extras)
    for reading, _ in parts:
        if "currency" in extras:
            other = reading.extras["currency"]
            is_unread |= extras["currency"].notna() & other.notna() & (extras["currency"] != other)
            extras["currency"] = extras["currency"].fillna(other)
        if "says_own" in extras:
            extras["says_own"] = extras["says_own"] | reading.extras["says_own"]
    codes = mark(first.codes, is_unread, "PART_NOT_READ")
    return sums.mask(is_unread), replace(first, codes=codes, extras=extras)
