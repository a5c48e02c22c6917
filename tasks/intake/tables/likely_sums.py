"""Rows that are called like sums, and whose figures do not prove it: "Finance Total" above hidden rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.intake.tables.nameless_sums import numbers
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives
from tasks.text_search import found_in

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NAME = 2  # words beside the one for a total


def likely_sums(data: pd.DataFrame, name_letter: str) -> list[int]:
    """Row numbers of rows named "Finance Total" or "Total Finance" whose figures are at least as large as those of
    all rows above them, from the last row of this kind.

    Args:
        data: the rows that are read as processes, by letter.
        name_letter: the column of names.
    """
    words = alternatives("total")
    # "Total Finance", "Finance Total": the word for a total and one or two others, before or after it.
    named = re.compile(
        rf"(?:{words})\b(?: \S+){{1,{_LONGEST_NAME}}}|(?:\S+ ){{1,{_LONGEST_NAME}}}(?:{words})"
    )
    names = data[name_letter].astype(str)
    # A name in plain letters has one of the words as it is; in others its accents may hide it.
    likely = found_in(names, rf"{words}|[^\x00-\x7f]", ignore_case=True)
    likely[likely] = [bool(named.fullmatch(fold(name).strip(" .:"))) for name in names[likely]]
    row_numbers: list[int] = []
    start = 0
    for position in likely.nonzero()[0].tolist():
        # Sums of two rows or more: the figures below the last such row, each column's largest.
        above = data.iloc[start:position].select_dtypes("number").max() if position - start > 1 else {}
        figures = numbers(data.iloc[position])
        compared = {letter: figure for letter, figure in figures.items() if letter in above}
        if compared and all(figure >= above[letter] > 0 for letter, figure in compared.items()):
            row_numbers.append(int(data.index[position]))
            start = position + 1
    return row_numbers
