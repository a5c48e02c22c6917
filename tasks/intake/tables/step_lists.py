"""Lists of the steps of one process, as Visio, BPMN tools and flow charts in tables write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.categories import as_text
from tasks.intake.thresholds import FITS_WORDS
from tasks.intake.wording.normalise import cell_key
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
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
    headings = {cell_key(text) for text in block.headings.values()}
    for cells in block.data.to_dict("series").values():
        keys = [cell_key(text) for text in distinct_texts(as_text(cells))[1]]
        known = [shapes.get(key) for key in keys]
        is_shaped = len(keys) > 1 and sum(kind is not None for kind in known) >= FITS_WORDS * len(keys)
        has_ends = "end" in known and "step" in known
        if is_shaped and (has_ends or not words_of_kind("next_step").keys().isdisjoint(headings)):
            return True
    return False
