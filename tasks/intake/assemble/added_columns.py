"""Columns of parts added up to one, row by row: "Volume Germany" and "Volume Poland", "Personal data?" and
"Data types".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.intake.cells.cell_kinds import Reading, by_unique, mark
from tasks.intake.cells.lists import PERSONAL_KINDS

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


def join_lists(first: pd.Series, others: list[pd.Series]) -> pd.Series:
    """The data types of several columns as one list.

    Args:
        first: ";"-joined data types by row.
        others: the same of columns that ask for one kind of data each.

    Returns:
        The data types over the same index, each once in a row; a bare "personal" only where no kind is personal by
        itself. Missing where no column has any.
    """
    texts = first.fillna("")
    for values in others:
        texts = texts + ";" + values.fillna("")
    return by_unique(texts, _each_once, ("str",))[0]


def _each_once(text: str) -> tuple[str | None]:
    kinds = dict.fromkeys(filter(None, text.split(";")))
    if not PERSONAL_KINDS.isdisjoint(kinds):
        kinds.pop("personal", None)
    return (";".join(kinds) or None,)
