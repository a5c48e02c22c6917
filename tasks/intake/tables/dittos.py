"""Ditto marks: cells that say the same as the cell above them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from schemas.phrases import counted
from tasks.intake.tables.blocks import Block
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd


_MOST_ROWS = 5_000  # people write ditto marks; longer lists come from systems


def with_dittos(block: Block) -> Block:
    """The table with each ditto mark replaced by the cell above it; a mark in the first row stays.

    Args:
        block: a table, its rows in the order of the sheet.
    """
    if len(block.data) > _MOST_ROWS:
        return block
    filled: dict[str, pd.Series] = {}
    count = 0
    for letter, column in block.data.items():
        if column.dtype.kind in "fiMb":
            continue
        is_ditto = column.isin(_marks())
        if len(is_ditto) and not is_ditto.iloc[0] and is_ditto.any():
            # The cell above may be blank; then the cell below it is blank, too.
            runs = (~is_ditto).cumsum()
            starts = column[~is_ditto].set_axis(runs[~is_ditto])
            filled[str(letter)] = column.where(~is_ditto, runs.map(starts))
            count += int(is_ditto.sum())
    if not filled:
        return block
    note = counted(
        "{count} ditto mark was read as the cell above it",
        "{count} ditto marks were read as the cells above them",
        count,
    )
    return replace(block, data=block.data.assign(**filled), notes=(*block.notes, note))


@cache
def _marks() -> frozenset[str]:
    """Ditto marks as people write them."""
    words = words_of_kind("ditto")
    return frozenset(
        spelled for word in words for spelled in (word, word.capitalize(), word.upper(), f" {word} ")
    )
