"""Lines that people filled in on a workbook of ours: the text of a cell, and what is too much to be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MOST_LINES, MOST_CHARACTERS, MOST_NAMED = 5_000, 2_000, 5


def text_of(cell: Any) -> str | None:
    """The text of a cell, cut after MOST_CHARACTERS; None where it is blank."""
    import pandas as pd

    if pd.isna(cell):
        return None
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell).strip()
    return text[:MOST_CHARACTERS] or None


def not_taken(sheet: str, filled: pd.DataFrame) -> list[str]:
    """Sentences on filled lines beyond MOST_LINES and on texts that ``text_of`` cuts.

    Args:
        sheet: name of the sheet.
        filled: the filled lines by row number, with the cells that are taken by letter of their column.
    """
    taken, left = filled.iloc[:MOST_LINES], filled.iloc[MOST_LINES:]
    sentences = []
    if len(left):
        lines = "1 filled line was" if len(left) == 1 else f"{len(left):,} filled lines were"
        sentences.append(
            f"{lines} not taken, from row {left.index[0]} of sheet {sheet} on: a file may hold {MOST_LINES:,} of "
            "them. Hand these lines back in a second copy."
        )
    cut = [
        f"{sheet}!{letter}{row}"
        for letter in taken
        for row, cell in taken[letter].items()
        if isinstance(cell, str) and len(cell.strip()) > MOST_CHARACTERS
    ]
    if cut:
        sentences.append(
            f"Of {named_cells(cut)} only the first {MOST_CHARACTERS:,} characters were taken. Shorten the text, if the "
            "rest of it matters, and hand the file back again."
        )
    return sentences


def named_cells(cells: Sequence[str]) -> str:
    """Addresses in a sentence, of many the first few and how many more there are."""
    more = len(cells) - MOST_NAMED
    return ", ".join(cells[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
