"""Codes whose beginnings tell the groups, without a mark between the levels: F above F10, 1100 above 1110."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.cells.categories import as_text
from tasks.intake.thresholds import NUMBERED_SHARE
from tasks.intake.tree.figures import compare, is_group

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_CODE = r"[A-Za-z]{0,4}\d{0,8}"
_FEWEST_GROUPS = 2
_MOST_ROWS = 5_000  # longer lists with such codes are extracts of systems, which name the parents


def parents_by_codes(codes: pd.Series, typed: pd.DataFrame) -> np.ndarray | None:
    """Position of the row above each row, by what the codes begin with, where the figures of all groups prove it.

    Args:
        codes: cells of a column of codes.
        typed: the same rows as read.

    Returns:
        Positions, -1 for an uppermost row; None where the codes tell no groups, or the figures of any differ.
    """
    if not 2 < len(codes) <= _MOST_ROWS:
        return None
    texts = as_text(codes).str.upper()
    if texts.isna().any() or texts.duplicated().any():
        return None
    if texts.str.fullmatch(_CODE).mean() < NUMBERED_SHARE:
        return None
    # Codes of one length say the level by the zeros that fill them up.
    keys = texts.str.rstrip("0") if texts.str.len().nunique() == 1 else texts
    parents = _longest_beginnings(keys.tolist())
    return parents if (parents >= 0).any() and _are_sums(parents, typed) else None


def _longest_beginnings(keys: list[str]) -> np.ndarray:
    import numpy as np

    positions = {key: position for position, key in reversed(list(enumerate(keys)))}
    return np.array(
        [
            next((positions[key[:end]] for end in range(len(key) - 1, 0, -1) if key[:end] in positions), -1)
            for key in keys
        ]
    )


def _are_sums(parents: np.ndarray, typed: pd.DataFrame) -> bool:
    """Whether some column gives each group exactly what its rows add up to. One group of two rows may do so by
    accident, so two groups are asked for, one of them with several rows.
    """
    import numpy as np

    groups = is_group(parents)
    rows_by_group = np.bincount(parents[parents >= 0])
    if (rows_by_group > 0).sum() < _FEWEST_GROUPS or rows_by_group.max() < 2:
        return False
    return any(bool(compared.agrees[groups].all()) for compared in compare(parents, typed))
