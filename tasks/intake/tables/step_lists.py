"""Lists of the steps of one process, as Visio, BPMN tools and flow charts in tables write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tasks.intake.thresholds import FITS_WORDS
from tasks.intake.wording.normalise import cell_key
from tasks.intake.wording.word_lists import words_of_kind
from tasks.plain_values import plain_values

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.tables.blocks import Block

_MOST_STEPS = 1000  # of the flow chart of one process


def lists_steps(block: Block) -> bool:
    """Whether a column names the shapes of a flow chart, with a start or an end among them ("Start event", "Task",
    "Gateway"), or a heading asks for the step after each one beside such shapes.

    Args:
        block: a table with its headings.
    """
    if len(block.data) > _MOST_STEPS:
        return False
    shapes = words_of_kind("flow_shape")
    asks_for_next = not words_of_kind("next_step").keys().isdisjoint(map(cell_key, block.headings.values()))
    for cells in block.data.to_dict("series").values():
        named = _shapes_of(cells, shapes)
        if len(named) > 1 and (asks_for_next or {"end", "step"} <= {*named}):
            return True
    return False


def _shapes_of(cells: pd.Series, shapes: Mapping[str, str]) -> list[str]:
    """What kind of shape each distinct cell names; none where too few cells name one."""
    distinct = {cell_key(cell) if isinstance(cell, str) else "" for cell in {*plain_values(cells)} - {None}}
    named = [shapes[key] for key in distinct if key in shapes]
    return named if len(named) >= FITS_WORDS * len(distinct) else []
