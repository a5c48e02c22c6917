"""Lists with a row for each process and year: the newest year of a process counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from schemas.issues import IssuePlace, issue
from tasks.excel import cell_address
from tasks.intake.cells.categories import as_text
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.normalise import folded, words, words_in

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block

# "2024", "FY 2024", "GJ2024", folded.
_YEAR = re.compile(r"^(?:fy|gj)?\s?((?:19|20)\d\d)$")
_SEVERAL = 0.5  # share of the processes that must have several years


def earlier_years(
    block: Block, recognition: Recognition, typed: pd.DataFrame, where: IssuePlace
) -> tuple[list[int], list[dict[str, Any]]]:
    """Row numbers of the rows that are of an earlier year than the newest of their process, and one issue on them.

    Args:
        block: the table.
        recognition: what its headings stand for.
        typed: its rows as read, with process_name.
        where: file and sheet, for the issue.
    """
    letters = _year_letters(block, recognition)
    names = folded(typed["process_name"]) if letters else typed["process_name"]
    for letter in letters:
        years = folded(as_text(block.data[letter].loc[typed.index]))
        years = years.str.extract(_YEAR.pattern, expand=False).astype("float64")
        # A single cell without a year, and nothing is left out: the column may mean something else.
        if years.isna().any() or names.isna().any():
            continue
        several = years.groupby(names).nunique() > 1
        if several.mean() < _SEVERAL:
            continue
        older = years < years.groupby(names).transform("max")
        rows = [int(row) for row in typed.index[older]]
        cell = cell_address(letter, block.header_rows[-1])
        facts = {"count": len(rows), "year": int(years.max()), "cell": cell, "row": block.header_rows[-1]}
        return rows, [issue("EARLIER_YEARS", **where, **facts)]
    return [], []


def _year_letters(block: Block, recognition: Recognition) -> list[str]:
    """Columns that no measure was read from and whose headings say that years are below them."""
    free = {match.letter for match in recognition.matches if match.column is None}
    return [
        letter
        for letter, text in block.headings.items()
        if letter in free and text and len(words(text)) <= 2
        if parse_heading(text).all_words & words_in("year_heading")
    ]
