"""What makes a transfer of personal data lawful ("SCC", "Angemessenheitsbeschluss"), said in one cell; sayings that
there is none, or none yet, are no such thing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.intake.cells.categories import as_text, yes_no
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.wording.normalise import cell_key
from tasks.intake.wording.word_lists import alternatives

if TYPE_CHECKING:
    import pandas as pd

# What a cell says is cut here, so that "no adequacy decision; SCC signed" is understood part by part.
_PARTS = re.compile(
    r"[;,:()\[\]\n/+]|\s[-–—]\s|(?<!\bart)\.\s|\b(?:but|and|aber|sondern|und|mais|et|pero|sino|y)\b"
)
# "SCC No. 2021/914" denies nothing.
_NUMBERED = re.compile(r"\bno\.?\s*(?=\d)")
NONE_YET, UNCLEAR = "TRANSFER_TOOL_NONE_YET", "TRANSFER_TOOL_UNCLEAR"


@cache
def _words(kind: str) -> re.Pattern[str]:
    """Any word or phrase of a list, the longest first."""
    return re.compile(rf"\b(?:{alternatives(kind, cell_key)})\b")


def transfer_tool_problem(text: str) -> str | None:
    """Why a text names no mechanism that can be relied on, as the code of an issue; None where it names one.

    Args:
        text: the cell as received.
    """
    is_named = is_none = is_denied_alone = False
    for part in filter(None, (cell_key(part) for part in _PARTS.split(_NUMBERED.sub("", text.casefold())))):
        denies = bool(_words("not_in_place").search(part)) or yes_no(part) is False
        if _words("transfer_tool").search(part):
            is_named, is_none = is_named or not denies, is_none or denies
        elif _words("not_needed").search(part):
            is_none = True
        else:
            is_denied_alone |= denies
    if is_named:
        # "SCC, not signed yet": what is denied may be the mechanism itself.
        return UNCLEAR if is_denied_alone else None
    return NONE_YET if is_none or is_denied_alone else UNCLEAR


def names_transfer_tool(text: str) -> bool:
    """Whether a heading or a cell names a mechanism, in force or not.

    Args:
        text: as received.
    """
    return bool(_words("transfer_tool").search(cell_key(text)))


def read_transfer_tools(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """The column of transfer mechanisms as text; blank where a cell names none, not yet one, or cannot be understood.

    Args:
        column: the column of the input dictionary; not used.
        raw: its cells as RawSheet.grid holds them.
        hints: ``yes_means`` is the mechanism that the heading asks for ("SCC signed?"); without it "yes" names none.

    Returns:
        Texts as they are, "yes" as the mechanism of the heading.
    """
    cells = sort_cells(raw)
    texts = as_text(raw, cells)
    if hints.yes_means:
        texts = texts.map(lambda text: hints.yes_means if yes_no(text) else text, na_action="ignore").astype(
            "str"
        )
    (problem,) = by_unique(texts, lambda text: (transfer_tool_problem(text),), ("str",))
    codes = mark(mark(cells.codes, problem.eq(NONE_YET), NONE_YET), problem.eq(UNCLEAR), UNCLEAR)
    return Reading(texts.mask(problem.notna()), codes)
