"""Volumes a year: by the heading, by the frequency column, or by the reading whose hours fit the FTE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.phrases import phrase
from tasks.intake.thresholds import FTE_FIT_FACTOR, FTE_HOURS_A_YEAR

if TYPE_CHECKING:
    import pandas as pd


def yearly_volume(
    volume: pd.Series,
    says_own: pd.Series,
    handling_minutes: pd.Series | None,
    fte: pd.Series | None,
    runs: pd.Series | None,
) -> tuple[pd.Series, str | None]:
    """A volume whose heading names no period, as items a year, and how it was read.

    Args:
        volume: items for each period, as given.
        says_own: marks cells that name their own period; their volume is left alone.
        handling_minutes: minutes for each item; None if the table has no such column.
        fte: full-time posts; None if the table has no such column.
        runs: how often a year the work is done, missing where nothing says it; None if the table has no such column.

    Returns:
        The volume as items a year, and a sentence on how it was read; None where nothing
        says that it is not one a year.
    """
    import pandas as pd

    per_run = None if runs is None or runs.fillna(1.0).eq(1).all() else runs.fillna(1.0)
    ones = pd.Series(1.0, index=volume.index)
    # Two readings are compared: without a frequency, a year against a month; with one, a period against a
    # year.
    usual, other = (ones, ones * 12) if per_run is None else (per_run, ones)
    by_column = phrase("We read volume as items for each period of the frequency column.")
    by_hours = (
        phrase("We read volume as items a month: only then do the hours match the FTE.")
        if per_run is None
        else phrase("We read volume as items a year: only then do the hours match the FTE.")
    )
    factor, note = usual, None if per_run is None else by_column
    if handling_minutes is not None and fte is not None:
        misses = [_miss(volume * reading, handling_minutes, fte) for reading in (usual, other)]
        if misses[0] is not None and misses[1] is not None and misses[0] / misses[1] >= FTE_FIT_FACTOR:
            factor, note = other, by_hours
    return volume.where(says_own, volume * factor), note


def _miss(volume: pd.Series, handling_minutes: pd.Series, fte: pd.Series) -> float | None:
    """By what factor the hours of a reading miss the FTE, at the median; None where it cannot be told."""
    import numpy as np

    # Hours of the reading over hours of the posts. Half as many and twice as many are equally wrong, thus the
    # absolute logarithm; the median, so that a few odd rows do not decide.
    ratio = volume * handling_minutes / 60 / (fte * FTE_HOURS_A_YEAR)
    ratio = ratio[np.isfinite(ratio) & (ratio > 0)]
    return float(np.exp(np.log(ratio).abs().median())) if len(ratio) else None
