"""Whether a reading of a list as a hierarchy is to be believed: what the upper rows say must be what the lower
rows add up to, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tasks.intake.thresholds import NEARLY_A_SUM
from tasks.intake.tree.drafts import Draft
from tasks.intake.tree.figures import Compared, is_group

if TYPE_CHECKING:
    import numpy as np


def is_believed(draft: Draft, compared: list[Compared], volumes: Sequence[Compared] = ()) -> bool:
    """Whether the rows are a hierarchy: the list says so, or more groups are sums or blank than are not.

    Args:
        draft: one reading of the list.
        compared: figures of its groups and what their rows add up to, for each column that adds up.
        volumes: the same of volumes, which may speak for a reading where nothing else does, and against none: a group
            may count something else than its rows.
    """
    import numpy as np

    if draft.is_declared:
        return True
    groups = is_group(draft.parents)
    # Columns that say nothing of any group are left out; without any other, the form must be proof enough.
    comparable = [
        figures for figures in compared if (figures.filled_leaves > 0).any() or figures.is_alone.any()
    ]
    if not comparable:
        return draft.is_shaped and _branches(draft) or any(_proves(figures, groups) for figures in volumes)
    agree = np.any([figures.agrees for figures in comparable], axis=0)
    near = np.any([_nearly(figures) for figures in comparable], axis=0)
    # A group without any figure supports the reading if half of its rows have one: then it is a mere heading.
    blank = np.all([np.isnan(figures.own) for figures in comparable], axis=0)
    half_known = np.any([figures.filled_leaves * 2 >= figures.leaves for figures in comparable], axis=0)
    support = (agree | near | (blank & half_known)) & groups
    contrary = (
        groups & ~support & np.any([figures.differs | figures.is_alone for figures in comparable], axis=0)
    )
    # Numbers such as 1.1 are written on purpose, so a draw is enough for them; indents may be an accident.
    if draft.is_shaped and draft.how == "number":
        return bool(support.sum() >= contrary.sum())
    return bool(support.sum() > contrary.sum())


def _proves(figures: Compared, groups: np.ndarray) -> bool:
    """Whether each group is a sum, or blank above rows that are filled, and one is a sum or two are such headings."""
    import numpy as np

    blank = np.isnan(figures.own) & (figures.filled_leaves * 2 >= figures.leaves)
    is_each = bool(((figures.agrees | blank) & groups)[groups].all())
    return is_each and bool(figures.agrees[groups].any() or groups.sum() > 1)


def _branches(draft: Draft) -> bool:
    """Whether some group has several rows: a chain of single rows is more likely an accident."""
    import numpy as np

    below = draft.parents[draft.parents >= 0]
    return len(below) > 0 and int(np.bincount(below).max()) > 1


def _nearly(figures: Compared) -> np.ndarray:
    import numpy as np

    with np.errstate(invalid="ignore"):
        return (figures.filled_leaves > 0) & (
            np.abs(figures.own - figures.added) <= NEARLY_A_SUM * np.abs(figures.own)
        )
