"""Rows of numbers without a name at the foot of a table: sums of the rows above them, or rows that lack a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.intake.thresholds import TOTAL_TOLERANCE

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tasks.intake.tables.blocks import Block

# A figure written as text, with a sign and a short unit: "12.5 %", "-1,200", "3 EUR".
SHORT_FIGURE = re.compile(r"[-+±]?[\d.,' ]+\s?(?:%|[^\W\d_]{1,3})?")
FOOT_ROWS = 30  # sums without a word and footnotes are looked for in the last so many rows


def nameless_sums(block: Block, name_letter: str, filled: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """Which rows without a name are sums.

    The sum of two rows or more proves itself. A figure that only repeats the one row above it is a sum where it
    ends a group of one row: below a heading of its own, or with several figures that are all the same.

    Args:
        block: the table.
        name_letter: the column of names.
        filled: number of filled cells of each row.
        is_known: rows that are known to be sums.
    """
    import numpy as np

    data, is_sum = block.data, is_known.copy()
    has_name = data[name_letter].notna().to_numpy()
    is_title = has_name & (filled == 1)
    nameless = np.flatnonzero(~has_name & ~is_known & (filled >= 1))
    for position in nameless[nameless >= len(data) - FOOT_ROWS]:
        values = data.iloc[position].dropna()
        figures = numbers(values)
        # A row that also holds a text or a date is no sum; a zero may be the sum of zeros.
        if not figures or not all(map(_is_number, values)):
            continue
        # The group begins below the last sum or title. A grand total leaves the sums of groups out, else
        # every row would count twice; ``is_sum`` grows in the loop for that reason.
        edges = np.flatnonzero((is_sum | is_title)[:position])
        start = int(edges[-1]) + 1 if len(edges) else 0
        rows = data.iloc[:position].loc[~is_sum[:position]]
        is_sum[position] = (
            _is_any_sum(rows, figures)
            or _is_any_sum(data.iloc[start:position], figures)
            or (
                position - start == 1
                and _ends_group(data, position, is_title)
                and repeats(data.iloc[start], figures)
                and (len(figures) > 1 or _is_titled(block, start, is_title))
            )
        )
    return is_sum & ~is_known


def numbers(values: pd.Series) -> dict[str, float]:
    """The numbers among some cells, without zeros, by letter."""
    return {
        letter: float(value)
        for letter, value in zip(values.index, values, strict=True)
        if _is_number(value) and value == value and value
    }


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def sums_to(column: pd.Series, value: float) -> bool:
    """Whether the numbers of a column, two or more, add up to a value.

    Args:
        column: cells of one column; texts that are no numbers are passed over.
        value: the figure that may be their sum, within ``TOTAL_TOLERANCE``.
    """
    import pandas as pd

    figures = pd.to_numeric(column, errors="coerce").dropna()
    return len(figures) > 1 and _is_near(float(figures.sum()), value)


def _is_near(first: float, second: float) -> bool:
    return abs(first - second) <= TOTAL_TOLERANCE * abs(second)


def _is_any_sum(rows: pd.DataFrame, figures: dict[str, float]) -> bool:
    return any(sums_to(rows[letter], value) for letter, value in figures.items())


def repeats(row: pd.Series, figures: dict[str, float]) -> bool:
    """Whether a row has all of some figures.

    Args:
        row: the cells of a row by letter.
        figures: figures by letter; each must be in the row, within ``TOTAL_TOLERANCE``.
    """
    above = numbers(row)
    return all(letter in above and _is_near(above[letter], value) for letter, value in figures.items())


def _ends_group(data: pd.DataFrame, position: int, is_title: np.ndarray) -> bool:
    """Whether the table ends here, or a gap or the heading of another group follows."""
    rows = data.index
    return (
        position + 1 == len(data) or bool(is_title[position + 1]) or rows[position + 1] - rows[position] > 1
    )


def _is_titled(block: Block, start: int, is_title: np.ndarray) -> bool:
    """Whether a group that begins here has a heading: a row with a name alone, or a text above headings that
    the sheet repeats for each group.
    """
    if start:
        return bool(is_title[start - 1])
    grid, head = block.sheet.grid, block.header_rows[0]
    above = grid.loc[head - 1].dropna() if head - 1 in grid.index else ()
    # How many rows of the sheet have all texts of the header: more than one if each group has a header.
    again = (grid.astype("str") == grid.loc[head].astype("str")).all(axis=1).sum() > 1
    return len(above) == 1 and bool(again)
