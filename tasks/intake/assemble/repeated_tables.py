"""Whether a table shows the rows of other tables again, or their sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.assemble.candidate import Candidate
from tasks.intake.thresholds import SAME_PROCESSES, TOTAL_TOLERANCE
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd


def are_same_rows(candidate: Candidate, other: Candidate) -> bool:
    """Whether a table on another sheet shows rows of the first again: same names, and no recognised column
    says otherwise.

    Args:
        candidate: the table in question.
        other: one that comes before it.
    """
    if candidate.block.sheet is other.block.sheet:
        return False
    mine, theirs = _by_name(candidate), _by_name(other)
    shared = [column for column in mine.columns if column in theirs.columns]
    if (
        not len(mine)
        or mine.index.has_duplicates
        or theirs.index.has_duplicates
        or set(mine.columns) - set(theirs.columns)
    ):
        return False
    is_shared = mine.index.isin(theirs.index)
    if is_shared.mean() < SAME_PROCESSES:
        return False
    # Texts are compared, because the same figure may be a number on one sheet and a text on the other.
    paired = theirs.reindex(mine.index[is_shared])
    same = [
        (
            mine.loc[is_shared, column].astype("str").fillna("") == paired[column].astype("str").fillna("")
        ).mean()
        for column in shared
    ]
    return all(share >= SAME_PROCESSES for share in same)


def sums_up_sheets(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether each name of a table, two or more, is that of a sheet with another list, and a figure of each is the sum
    of that list, with or without its own row of sums.

    Args:
        candidate: the table in question.
        others: the lists of the file.
    """
    lists = {fold(other.block.sheet.name): other for other in others if other is not candidate}
    if not lists:
        return False
    rows, totals = _by_name(candidate), words_of_kind("total")
    # A list of processes ends this with its first name.
    if not all(fold(name) in lists or fold(name) in totals for name in rows.index):
        return False
    rows = rows[~rows.index.map(fold).isin(totals)]
    parts = [_by_name(lists[fold(name)]) for name in rows.index]
    return len(parts) > 1 and any(
        all(
            column in part and _is_sum(part[column], figure)
            for part, figure in zip(parts, rows[column], strict=True)
        )
        for column in rows.columns
    )


def _is_sum(cells: pd.Series, figure: object) -> bool:
    """Whether a figure is the sum of some cells, of which the last may be their sum already."""
    if not isinstance(figure, (int, float)):
        return False
    total = sum(cell for cell in cells if isinstance(cell, (int, float)) and cell == cell)
    return any(abs(total / times - figure) <= TOTAL_TOLERANCE * abs(figure) for times in (1, 2))


def _by_name(candidate: Candidate) -> pd.DataFrame:
    letters = {match.column: match.letter for match in candidate.recognition.matches if match.column}
    data = candidate.block.data
    frame = data[list(letters.values())].set_axis(list(letters), axis=1)
    return frame.dropna(subset=["process_name"]).astype({"process_name": "str"}).set_index("process_name")
