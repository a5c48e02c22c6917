"""A mark by which a row of a table is known again, as it was sent."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

MARK_LETTERS = 12


def marks_as_sent(sheet: str, cells: pd.DataFrame, rows: Iterable[int]) -> dict[int, str]:
    """A mark for each row, such as "57-3fa9c1d20b7e": its number, and a digest of its sheet's name and of
    what its cells hold.

    Args:
        sheet: name of the sheet.
        cells: the cells as sent, by row number.
        rows: row numbers; those that the table has not are left out.

    Returns:
        Marks by row number. A row that was moved, or any cell of which was changed, has another mark.
    """
    wanted = cells.loc[cells.index.intersection(list(rows))].astype(object)
    wanted = wanted.where(wanted.notna(), None)
    lines = (
        # Blank cells at the end do not count, however wide the table was read.
        "|".join([sheet, *map(_plain, values)]).rstrip("|")
        for values in wanted.itertuples(index=False, name=None)
    )
    return {
        int(row): f"{row}-{hashlib.sha256(line.encode('utf-8', 'replace')).hexdigest()[:MARK_LETTERS]}"
        for row, line in zip(wanted.index, lines, strict=True)
    }


def _plain(value: Any) -> str:
    """The same words for the same value, whichever type its column was read as."""
    if value is None:
        return ""
    # True is a number for Python and a word of its own in a table. Twelve digits: 12 and 12.0 are the same
    # value.
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:.12g}" if is_number else str(value)
