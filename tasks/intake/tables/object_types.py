"""Rows that a column of the list itself says are none to be audited: by their type (exports of modelling tools and
registers list documents, systems, roles and events beside their processes), as no longer in use, or as out of scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.wording.normalise import fold, words, words_in
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

_PLAIN = frozenset(
    {"in", "scope", "is", "the", "of", "within", "current", "aktueller", "actuel", "actual", "cycle"}
)
_MOST_TYPES = 20  # a column of types has no more distinct texts


def rows_of_other_types(data: pd.DataFrame, headings: dict[str, str]) -> tuple[list[int], str | None]:
    """Row numbers of the rows that are no processes by their type, and the letter of the column that says so.

    Args:
        data: the rows that are data, by letter.
        headings: headings of the columns that were taken for nothing else, by letter.

    Returns:
        Nothing where no column heads types, or none of its cells says that its row is a process.
    """
    processes = {fold(word) for kind in ("process_word", "level_word") for word in words_of_kind(kind)}
    others = words_of_kind("object_type")
    for letter, heading in headings.items():
        if letter not in data or not set(words(heading)) & words_in("type_heading"):
            continue
        cells = data[letter].dropna()
        distinct = {text: fold(text).replace("-", " ") for text in cells.unique() if isinstance(text, str)}
        if not 2 <= len(distinct) <= _MOST_TYPES or not any(
            _ends_in(text, processes) for text in distinct.values()
        ):
            continue
        other_types = {text for text, folded in distinct.items() if folded in others}
        rows = [int(row) for row in cells.index[cells.isin(other_types)]]
        if rows:
            return rows, letter
    return [], None


def rows_not_in_use(data: pd.DataFrame, headings: dict[str, str]) -> tuple[list[int], str | None]:
    """Row numbers of the rows that are retired or out of scope, and the letter of the column that says so.

    Args:
        data: the rows that are data, by letter.
        headings: headings of the columns that were taken for nothing else, by letter.

    Returns:
        Nothing where no column heads a status or the scope, or where it says so of all rows.
    """
    for letter, heading in headings.items():
        heading_words = set(words(heading))
        if letter not in data:
            continue
        # "Contract status" and "SOX scope" are about something else than the process.
        gone = set(words_of_kind("gone_word")) if heading_words & words_in("status_heading") else set()
        gone |= set(words_of_kind("no")) if "scope" in heading_words else set()
        if heading_words - words_in("status_heading") - words_in("process_word") - _PLAIN:
            continue
        cells = data[letter].dropna()
        gone_texts = {text for text in cells.astype("str").unique() if fold(text).strip(" .!") in gone}
        is_gone = cells.astype("str").isin(gone_texts)
        if is_gone.any() and not is_gone.all():
            return [int(row) for row in cells.index[is_gone.to_numpy(dtype=bool)]], letter
    return [], None


def _ends_in(text: str, processes: set[str]) -> bool:
    """Whether a type names processes: "Function", "User task", "Business process"."""
    return text in processes or text.rsplit(" ", 1)[-1] in processes
