"""FTE and volumes in each other's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.issues import IssuePlace, issue
from tasks.excel import cell_address

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block

_FEWEST_ROWS = 3
_MOST_POSTS = 50  # FTE for each item of a year
_NEARLY_ALL = 0.8  # of the rows


def without_exchanged(
    block: Block, recognition: Recognition, typed: pd.DataFrame, where: IssuePlace
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """The typed rows without FTE and volume where nearly every row has more than fifty FTE for each item of a year,
    and what is to be said of that.

    Args:
        block: the table.
        recognition: what its headings stand for.
        typed: its rows as read, row numbers as index.
        where: file and sheet, for the issue.
    """
    letters = recognition.letter("fte"), recognition.letter("volume")
    if not all(letters) or not {"fte", "volume"} <= set(typed.columns):
        return typed, []
    both = typed[["fte", "volume"]].dropna()
    both = both[both["volume"] > 0]
    is_beyond = both["fte"] > _MOST_POSTS * both["volume"]
    if len(both) < _FEWEST_ROWS or float(is_beyond.mean()) < _NEARLY_ALL:
        return typed, []
    head = block.header_rows[-1]
    cells = [cell_address(letter or "", head) for letter in letters]
    blank = {name: typed[name].mask(typed[name].notna()) for name in ("fte", "volume")}
    return typed.assign(**blank), [
        issue("FTE_AND_VOLUME_EXCHANGED", **where, cell=cell, row=head, column=column, other=other)
        for cell, column, other in zip(cells, ("fte", "volume"), reversed(cells), strict=True)
    ]
