"""A last row that is the sum of all others, whatever it is called: "Company-wide", "All processes"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.tables.nameless_sums import SHORT_FIGURE, numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_TOLERANCE = 1e-4  # figures in a list are rounded
_FEWEST_ROWS = 3  # a sum of fewer rows may be an accident ...
_MANY_ROWS = 8  # ... and of so many it is none
_TELLING_DIGITS = 3  # a sum such as 12.5 or 1,240 is no accident; 3 or 200,000 may be one
_AMOUNTS_PROPORTIONAL = 1e-3


def whole_sum(
    data: pd.DataFrame, name_letter: str, is_known: np.ndarray, *, is_first: bool = False
) -> tuple[int | None, bool]:
    """The last row, if it holds a name and figures alone, which are those of all other rows added up.

    Args:
        data: the rows of the table, by letter.
        name_letter: the column of names.
        is_known: rows that are known to be sums; they are left out of what is added up.
        is_first: the first row is looked at, and not the last.

    Returns:
        Position of such a row, None where there is none; and whether it is sure that the figures add up by no accident.
    """
    import numpy as np

    open_rows = np.flatnonzero(~is_known)
    if len(open_rows) <= _FEWEST_ROWS:
        return None, False
    open_rows = open_rows[::-1] if is_first else open_rows
    position = int(open_rows[-1])
    row = data.iloc[position]
    figures = numbers(row)
    texts = [
        letter
        for letter, value in row.items()
        if isinstance(value, str) and letter != name_letter and not SHORT_FIGURE.fullmatch(value)
    ]
    if not figures or texts or not isinstance(row[name_letter], str):
        return None, False
    others = data.iloc[open_rows[:-1]]
    # A number that goes on from the row beside it counts the rows, and adds up by accident (1 + 2 + 3).
    beside = numbers(others.iloc[-1])
    step = -1 if is_first else 1
    figures = {letter: figure for letter, figure in figures.items() if figure - beside.get(letter, 0) != step}
    added = {letter: _added(others[letter], figure) for letter, figure in figures.items()}
    adding = {letter: cells for letter, cells in added.items() if cells is not None}
    if not adding or len({round(_times(cells, figures[letter])) for letter, cells in adding.items()}) > 1:
        return None, False
    is_sure = _is_sure(adding, figures, others[row.index[row.isna()]])
    # Where some figures do not add up, the others may do so by accident, and nothing is to be said.
    is_plain = len(adding) == len(figures) and all(
        _times(cells, figures[letter]) < 1.5 for letter, cells in adding.items()
    )
    return (position if is_sure or is_plain else None), is_sure


def _added(cells: pd.Series, whole: float) -> pd.Series | None:
    """The numbers of the other rows, where they add up to the figure; also where sums of groups among them make
    every process count twice.
    """
    import pandas as pd

    figures = pd.to_numeric(cells, errors="coerce").dropna()
    if len(figures) < _FEWEST_ROWS or whole <= 0 or figures.max() >= whole:
        return None
    times = _times(figures, whole)
    return figures if min(abs(times - 1), abs(times - 2)) <= _TOLERANCE else None


def _times(cells: pd.Series, whole: float) -> float:
    return float(cells.sum()) / whole


def _is_sure(adding: dict[str, pd.Series], figures: dict[str, float], lacking: pd.DataFrame) -> bool:
    """Whether so many figures add up, or of so many rows, that it is no accident; ``lacking`` are the cells of the
    other rows in the columns where the row has none.
    """
    if 2 * len(adding) >= len(figures) and _are_independent([*adding.values()]):
        return True
    if len(adding) < len(figures):
        return False
    digits = max(len(f"{figures[letter]:.10g}".replace(".", "").strip("0")) for letter in adding)
    lacks_text = any(
        cells.notna().mean() > 0.8 and cells.map(lambda cell: isinstance(cell, str)).mean() > 0.8
        for _, cells in lacking.items()
    )
    return digits >= _TELLING_DIGITS or lacks_text or len(next(iter(adding.values()))) >= _MANY_ROWS


def _are_independent(columns: list[pd.Series]) -> bool:
    """Whether two columns are not in the same proportion in all rows, as cost is that is FTE times a rate."""
    shares = [column / column.sum() for column in columns]
    return any(
        len(other) != len(shares[0])
        or bool(((other.to_numpy() - shares[0].to_numpy()).__abs__() > _AMOUNTS_PROPORTIONAL).any())
        for other in shares[1:]
    )
