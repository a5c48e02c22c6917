"""Groups that only the figures show: a row that is exactly the sum of the rows below it, or above it, all
down the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.tree.figures import ADDITIVE
from tasks.intake.wording.normalise import cell_key
from tasks.intake.wording.word_lists import value_words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_SUMMED = (*ADDITIVE, "volume")
_TOLERANCE = 1e-4  # figures in a list are rounded
_DEPTHS = (2, 3)  # levels of groups that are tried
_TELLING_DIGITS = 3  # a sum such as 12.5 or 1,240 is no accident; 3 or 200,000 may be one


def exact_sums(typed: pd.DataFrame) -> np.ndarray | None:
    """For each row the position of the row that sums it up, -1 for these; None where the list is no such list.

    The whole list must fall into two groups or more, every figure of every sum must be right, and either two
    columns say so or the sums of one column have several digits.

    Args:
        typed: rows as read, in their order.
    """
    import numpy as np

    columns = [
        typed[name].to_numpy(dtype=float) for name in _SUMMED if name in typed and typed[name].notna().all()
    ]
    if not columns or len(typed) < 4:
        return None
    figures = np.column_stack(columns)
    # Running sums must grow for the search below; and a zero fits into any sum.
    if (figures <= 0).any():
        return None
    names = typed["process_name"].to_numpy()
    # First with the sum above its rows, then, from the end of the list, below them.
    for order in (slice(None), slice(None, None, -1)):
        heads = _heads_under_one(figures[order])
        if heads is not None and _is_telling(figures[order], heads, names[order]):
            return heads if order.step is None else np.where(heads >= 0, len(heads) - 1 - heads, -1)[::-1]
    return None


def _heads_under_one(figures: np.ndarray) -> np.ndarray | None:
    """The head of each row; the first row may be the head of all groups, or of all rows where there are none."""
    import numpy as np

    heads = _heads(figures)
    if heads is None:
        heads = next((tried for depth in _DEPTHS if (tried := _nested(figures, depth)) is not None), None)
    if heads is not None:
        return heads
    below = _heads(figures[1:])
    tops = np.ones(len(figures) - 1, dtype=bool) if below is None else below < 0
    if tops.sum() < 2 or not _agrees(figures[0], figures[1:][tops]):
        return None
    groups = np.zeros(len(figures) - 1, dtype=int) if below is None else np.where(tops, 0, below + 1)
    return np.concatenate([[-1], groups])


def _heads(figures: np.ndarray) -> np.ndarray | None:
    """The head of each row, if the rows fall into groups of a head and rows that add up to it; else None."""
    import numpy as np

    parents, head, groups, several = np.full(len(figures), -1), 0, 0, 0
    while head < len(figures):
        # How many rows the first column needs to reach the head; the other columns are then only checked.
        sums = np.cumsum(figures[head + 1 :, 0])
        reached = int(np.searchsorted(sums, figures[head, 0] * (1 - _TOLERANCE) - 1e-9))
        last = head + 1 + reached
        if last >= len(figures) or not _agrees(figures[head], figures[head + 1 : last + 1]):
            return None
        parents[head + 1 : last + 1] = head
        groups, several = groups + 1, several + (reached > 0)
        head = last + 1
    return parents if groups > 1 and several > groups / 2 else None


def _nested(figures: np.ndarray, depth: int) -> np.ndarray | None:
    """The head of each row where all rows lie below so many levels of groups, as in a pivot table with several fields;
    None where they do not.
    """
    import numpy as np

    parents = np.full(len(figures), -1)

    def end_of(head: int, levels: int) -> int | None:
        """The row behind the group of a head, None where its rows do not add up to it."""
        row, rows, reached = head + 1, [], 0.0
        while row is not None and row < len(figures) and reached < figures[head, 0] * (1 - _TOLERANCE) - 1e-9:
            rows.append(row)
            reached += figures[row, 0]
            row = end_of(row, levels - 1) if levels > 1 else row + 1
        if row is None or not rows or not _agrees(figures[head], figures[rows]):
            return None
        parents[rows] = head
        return row

    head, groups = 0, 0
    while head is not None and head < len(figures):
        head, groups = end_of(head, depth), groups + 1
    # Groups of one row each would be any list in which figures are repeated.
    is_divided = head is not None and groups > 1 and np.bincount(parents[parents >= 0]).max() > 1
    return parents if is_divided else None


def _agrees(head: np.ndarray, rows: np.ndarray) -> bool:
    import numpy as np

    return bool((np.abs(rows.sum(axis=0) - head) <= _TOLERANCE * head + 1e-9).all())


def _is_telling(figures: np.ndarray, heads: np.ndarray, names: np.ndarray) -> bool:
    """Whether sums of two columns that do not follow each other, or of one whose figures have several digits, can be
    no accident; nor can those that are named as departments.
    """
    import numpy as np

    departments = value_words("function_area")
    is_head = np.isin(np.arange(len(heads)), heads)
    # The groups of the lowest rows, or the uppermost ones.
    for tops in (np.unique(heads[~is_head & (heads >= 0)]), np.flatnonzero(is_head & (heads < 0))):
        if len(tops) > 1 and all(cell_key(str(name)) in departments for name in names[tops]):
            return True
    shares = figures / figures.sum(axis=0)
    # Columns in the same proportion in all rows, such as cost as FTE times a rate: the second proves nothing
    # more.
    follows = (np.abs(shares - shares[:, :1]) < 1e-3).all(axis=0)
    sums = figures[np.unique(heads[heads >= 0]), 0]
    # Digits without zeros at either end: 12.5 has three, 200,000 has one.
    digits = [len(f"{value:.10g}".replace(".", "").strip("0")) for value in sums]
    return not follows.all() or min(digits) >= _TELLING_DIGITS
