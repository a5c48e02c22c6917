"""Rows that hold a name and nothing else, and head the rows below them: "FINANCE", "2. Human Resources"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.distinct_texts import where_texts
from tasks.intake.cells.categories import as_text
from tasks.intake.tables.blocks import Block
from tasks.intake.thresholds import (
    FULL_COLUMN,
    FULL_COLUMNS,
    MOST_HEADINGS,
    MOST_SECTIONS,
    PLAIN_SECTIONS,
    SAMPLE_VALUES,
    UNUSUAL_SHARE,
)
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.normalise import cell_key, fold
from tasks.intake.wording.word_lists import value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

_UNIT_COLUMNS = ("function_area", "business_unit")
# "Accounts payable team", "Einkaufsabteilung", "Département Achats".
_UNIT_NAME = re.compile(
    r".* (?:team|department|dept\.?|division)|.*(?:abteilung|[- ]team|bereich)|(?:department of|abteilung|abt\.|bereich"
    r"|referat|departement|direction|departamento|direccion)\b.* .+",
    re.I,
)
_SIGNS = (
    r"[^a-z\u00df-\u00ff]{4,}$",
    r"\s*(?:\d+|[A-Z]|[IVX]+)[.):]\s*\D",
    r"(?s).*:\s*$",
)  # capitals, a number of its own, a colon


def lone_headings(
    block: Block, data: pd.DataFrame, name_letter: str, id_letter: str | None, totals: Sequence[int] = ()
) -> list[int]:
    """Row numbers of the section headings in a well-filled table.

    Args:
        block: the table.
        data: its rows without totals, notes and repeated headings, by letter.
        name_letter: the column of names.
        id_letter: the column of ids; None if there is none.
        totals: row numbers of the sums.

    Returns:
        Numbers of rows with a name alone that have a filled row below them, if they are few and something shows
        that they are no process that nobody has described yet: they look like headings, they alone have no id,
        the first row begins one of several sections, or each of several is closed by a sum of its own.
    """
    import numpy as np

    # Cells with an error or a formula without a stored value are read as blank; their rows are no lone names.
    filled = data.drop(columns=name_letter).notna()
    lone = (
        ~filled.any(axis=1).to_numpy()
        & data[name_letter].notna().to_numpy()
        & ~data.index.isin(_rows_with_errors(block))
    )
    names = data[name_letter]
    if _are_closed(data, lone, totals) or _end_in_colons(names, lone) or _are_labelled(names, lone):
        return [int(row) for row in data.index[lone]]
    if not lone.any() or (filled[~lone].mean() >= FULL_COLUMN).sum() < FULL_COLUMNS:
        return []
    before_lone = np.append(lone[1:], True)  # or before the end
    is_divided = lone[0] and not (lone & before_lone).any()
    if is_divided and _are_departments(as_text(data[name_letter][lone])):
        return [int(row) for row in data.index[lone]]  # though some have a single row
    if lone.mean() > MOST_HEADINGS:
        return []
    # All other rows have an id: a row without one is no process.
    has_no_id = id_letter is not None and data.loc[~lone, id_letter].notna().all()
    begins_with_one = is_divided and lone.sum() >= PLAIN_SECTIONS
    positions = np.flatnonzero(lone)
    # Many lone names, and one of them right above another: processes that nobody has described yet.
    if lone.mean() >= MOST_SECTIONS and (lone & before_lone).any():
        return []
    if not (has_no_id or begins_with_one) or lone.mean() >= MOST_SECTIONS:
        positions = positions[
            _look_like_headings(
                as_text(data[name_letter][lone]), as_text(data[name_letter][~lone].head(SAMPLE_VALUES))
            )
        ]
    # A name below the last filled row heads nothing, so it stays a process.
    return [int(row) for row in data.index[positions[positions < np.flatnonzero(~lone)[-1]]]]


def _are_labelled(names: pd.Series, lone: np.ndarray) -> bool:
    """Whether all rows with a name alone say that they name a unit ("Area: Finance"), and each has a row below it."""
    return _head_rows(lone) and bool(as_text(names[lone]).map(_without_label).notna().all())


def _without_label(text: str) -> str | None:
    """The unit that a text names behind a word for units and a colon; None for any other text."""
    label, _, unit = text.partition(":")
    alias = equal_alias(parse_heading(label)) if unit.strip() else None
    # A service may be a process ("Service: Password reset"), or a department of a French list.
    is_unit = alias is not None and (
        alias[0].column in _UNIT_COLUMNS or (cell_key(label) == "service" and _is_department(unit))
    )
    return unit.strip() if is_unit else None


def _head_rows(lone: np.ndarray) -> bool:
    """Whether there are rows with a name alone and each has another row below it."""
    return bool(lone.any() and not lone[-1] and not (lone[:-1] & lone[1:]).any())


def _end_in_colons(names: pd.Series, lone: np.ndarray) -> bool:
    """Whether the rows with a name alone, and no others, end in a colon, and each has a row below it."""
    if not _head_rows(lone):
        return False
    colons = where_texts(as_text(names), lambda texts: texts.str.contains(r":\s*$"))
    return bool((colons == lone).all())


def _are_closed(data: pd.DataFrame, lone: np.ndarray, totals: Sequence[int]) -> bool:
    """Whether several rows with a name alone, the first row among them, each have rows below them and then a
    sum.
    """
    import numpy as np

    rows, sums = data.index.to_numpy(), np.sort(np.asarray(totals, dtype=int))
    starts = rows[lone]
    if len(starts) < 2 or not lone[0] or not len(sums):
        return False
    # A section ends where the next begins, the last one below all rows and sums. ``last_sum`` is the last sum
    # above the end of each section; it must be inside the section and have rows between the heading and
    # itself.
    ends = np.append(starts[1:], max(rows[-1], sums[-1]) + 1)
    last_sum = sums[np.maximum(np.searchsorted(sums, ends) - 1, 0)]
    has_rows = np.searchsorted(rows[~lone], last_sum) > np.searchsorted(rows[~lone], starts)
    return bool(((last_sum > starts) & (last_sum < ends) & has_rows).all())


def section_texts(block: Block, headings: list[int]) -> pd.Series:
    """The text of each section heading, by row number, "Area:" in front of it left out.

    Args:
        block: the table.
        headings: row numbers of the section headings.

    Returns:
        Texts by row number: the first filled cell from the left, without the colon. Empty if there are no headings.
    """
    import pandas as pd

    if not headings:
        return pd.Series(dtype="str")
    texts = as_text(block.data.loc[headings].bfill(axis=1).iloc[:, 0])
    texts = texts.str.strip(" :")
    return texts.map(_without_label, na_action="ignore").astype("str").fillna(texts)


def _is_department(text: str) -> bool:
    return cell_key(text) in value_words("function_area") or bool(
        _UNIT_NAME.fullmatch(fold(text).strip(" :"))
    )


def _are_departments(texts: pd.Series) -> bool:
    """Whether some texts are departments, each another one: three or more, or one above all rows."""
    is_enough = len(texts) >= PLAIN_SECTIONS or len(texts) == 1
    return is_enough and texts.is_unique and bool(texts.map(_is_department).all())


def _look_like_headings(texts: pd.Series, others: pd.Series) -> np.ndarray:
    """Written unlike the other names: in capitals, numbered, with a colon; or departments, several of
    them, or one that says it is one.
    """
    import numpy as np

    # A single department may be the name of a process ("Payroll"); several are sections.
    departments = texts.map(_is_department).to_numpy(dtype=bool)
    is_heading = departments if departments.sum() > 1 else np.zeros(len(texts), dtype=bool)
    is_heading = is_heading | texts.map(_without_label).notna().to_numpy()
    for sign in _SIGNS:
        # A sign says something only where the other names do not have it: some lists are in capitals
        # throughout.
        if others.str.match(sign).mean() <= UNUSUAL_SHARE:
            is_heading = is_heading | texts.str.match(sign).to_numpy(dtype=bool)
    return is_heading


def _rows_with_errors(block: Block) -> list[int]:
    """Rows whose blank cells are only blank to a reader."""
    return [int(re.sub(r"\D", "", cell)) for cell in (*block.sheet.error_cells, *block.sheet.formula_cells)]
