"""What groups say of themselves beside what the rows below them add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.intake.thresholds import TOTAL_TOLERANCE

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Columns whose figure of a group is the sum over its processes.
ADDITIVE = (
    *("fte", "employees_in_scope", "labour_cost", "annual_cost", "outsourced_cost", "contract_value"),
    *("committed_fee", "committed_posts", "actual_fee"),
)


@dataclass(frozen=True)
class Compared:
    """One column of the groups: their own figures, what their lowest rows add up to, and how many of these
    have a figure; by position of the row, of groups alone.
    """

    column: str
    own: np.ndarray
    added: np.ndarray
    filled_leaves: np.ndarray
    leaves: np.ndarray
    agrees: np.ndarray

    @property
    def differs(self) -> np.ndarray:
        """Groups whose own figure is not the sum, although figures of their processes are known."""
        import numpy as np

        return ~np.isnan(self.own) & (self.filled_leaves > 0) & ~self.agrees

    @property
    def is_alone(self) -> np.ndarray:
        """Groups whose figure nobody has split over their processes."""
        import numpy as np

        return ~np.isnan(self.own) & (self.own != 0) & (self.filled_leaves == 0)


def levels_of(parents: np.ndarray) -> np.ndarray:
    """Level of each row, 1 for the uppermost."""
    import numpy as np

    levels, above = np.ones(len(parents), dtype=int), parents.copy()
    while (above >= 0).any():
        levels += above >= 0
        above = np.where(above >= 0, parents[above], -1)
    return levels


def is_group(parents: np.ndarray) -> np.ndarray:
    """Rows that have rows below them."""
    import numpy as np

    flags = np.zeros(len(parents), dtype=bool)
    flags[parents[parents >= 0]] = True
    return flags


def compare(parents: np.ndarray, typed: pd.DataFrame, names: Sequence[str] = ADDITIVE) -> list[Compared]:
    """The figures of groups beside those of their lowest rows, for each column that adds up.

    Args:
        parents: position of the row above each row, -1 for an uppermost row.
        typed: the same rows as read.
        names: of the columns.

    Returns:
        One entry for each of these columns that the rows have, with arrays of a value for each row.
    """
    import numpy as np

    groups, leaves = is_group(parents), _add_up(parents, (~is_group(parents)).astype(float))
    comparisons = []
    for column in (name for name in names if name in typed):
        values = typed[column].to_numpy(dtype=float)
        lowest = np.where(groups, np.nan, values)
        added, filled = (
            _add_up(parents, np.nan_to_num(lowest)),
            _add_up(parents, (~np.isnan(lowest)).astype(float)),
        )
        children = np.zeros(len(parents))
        has = parents >= 0
        np.add.at(children, parents[has], np.nan_to_num(values[has]))
        own = np.where(groups, values, np.nan)
        # A group agrees with the sum of its lowest rows or of the rows right below it: a group among these
        # may hold posts or money of its own. The small constant is for figures of zero.
        near = [np.abs(own - sums) <= TOTAL_TOLERANCE * np.abs(own) + 1e-9 for sums in (added, children)]
        agrees = (near[0] | near[1]) & (filled > 0)
        comparisons.append(Compared(column, own, added, filled, leaves, agrees))
    return comparisons


def _add_up(parents: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What the rows below each row add up to, over all levels."""
    import numpy as np

    # One step for each level of the list and not for each row: all rows hand their figure one level up at a
    # time.
    sums, above = np.zeros(len(parents)), parents.copy()
    while (above >= 0).any():
        has = above >= 0
        np.add.at(sums, above[has], values[has])
        above = np.where(has, parents[above], -1)
    return sums
