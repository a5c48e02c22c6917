"""Rows of a table that are not data: sums, notes, repeated headings, section bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.workbooks import EXAMPLE_ID
from tasks.distinct_texts import are_texts, where_texts
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.derived_rows import are_derived
from tasks.intake.tables.export_rows import FIRST_ROWS, is_codes, is_example, is_foot
from tasks.intake.tables.nameless_sums import numbers
from tasks.intake.tables.note_rows import are_asides, are_notes, are_pages
from tasks.intake.tables.total_rows import are_totals
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.word_lists import alternatives

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def not_data(block: Block, name_letter: str, id_letter: str | None = None) -> dict[str, list[int]]:
    """Row numbers by what they are: "heading again", "codes", "example", "section", "total", "note". Rows of
    none of these are data.

    Args:
        block: the table.
        name_letter: the column of names.
        id_letter: the column of ids; None if there is none.

    Returns:
        Row numbers of the sheet by kind. A row is of one kind only, the first that fits of: example, heading
        again, codes, section, total, note. Kinds without rows are left out.
    """
    import numpy as np

    data = block.data
    if data.empty:
        return {}
    filled = data.notna().to_numpy().sum(axis=1)
    # Sums come first, because derived rows, the foot and the notes are looked for in relation to them.
    total = are_totals(block, name_letter, filled)
    kinds = {
        "example": _is_our_example(data, id_letter) | is_example(block, name_letter),
        "heading again": _repeats_heading(block) | _says_headings(block, name_letter),
        "codes": is_codes(block, name_letter),
        "section": _is_section(data, filled),
        "total": total
        | data.index.isin(block.sheet.total_rows)
        | are_derived(data, is_foot(data, filled, total) | total, total)
        | _is_part(data, name_letter),
        "note": are_pages(data, name_letter, filled) | are_asides(block, name_letter, filled),
    }
    # A row keeps the first kind that fits it, so the order of the kinds above decides.
    flags_by_kind, taken = {}, np.zeros(len(data), dtype=bool)
    for kind, flags in kinds.items():
        flags_by_kind[kind] = flags & ~taken
        taken |= flags
    # Notes are last: what a row below a sum means depends on which rows are sums.
    flags_by_kind["note"] |= (
        are_notes(block, filled, flags_by_kind["total"], {name_letter, id_letter}) & ~taken
    )
    return {
        kind: [int(row) for row in data.index[flags]] for kind, flags in flags_by_kind.items() if flags.any()
    }


def _is_our_example(data: pd.DataFrame, id_letter: str | None) -> np.ndarray:
    """The example row of our own template."""
    import numpy as np

    if id_letter is None:
        return np.zeros(len(data), dtype=bool)
    return (data[id_letter].astype(str) == EXAMPLE_ID).fillna(False).to_numpy(dtype=bool)


def _is_part(data: pd.DataFrame, name_letter: str) -> np.ndarray:
    """Rows such as "of which abroad": parts of the row above them, whose figures hold theirs."""
    import numpy as np
    import pandas as pd

    names = data[name_letter].astype(str)
    begins = alternatives("of_which")
    begins_with_signs = rf"[\s\-–—•*]*(?:{begins})\b"
    is_part = where_texts(names, lambda texts: texts.str.match(begins_with_signs, case=False), begins)
    # For each row the position of the nearest row above it that is no part; NaN where there is none.
    above = pd.Series(np.where(is_part, np.nan, np.arange(len(data)))).ffill()
    for position in np.flatnonzero(is_part):
        whole = numbers(data.iloc[int(above[position])]) if above[position] == above[position] else {}
        parts = numbers(data.iloc[position])
        is_part[position] = bool(parts) and all(
            whole.get(letter, 0.0) >= part for letter, part in parts.items()
        )
    return is_part


def _repeats_heading(block: Block) -> np.ndarray:
    import numpy as np
    import pandas as pd

    same = np.zeros(len(block.data), dtype=int)
    for letter, heading in block.headings.items():
        column = block.data[letter]
        # Columns of numbers and dates hold no texts, so none of their cells can repeat a heading.
        if heading and column.dtype.kind not in "fiM":
            spellings = {heading, heading.upper(), heading.lower(), heading.title()}
            if isinstance(column.dtype, pd.StringDtype):
                same += where_texts(column, lambda texts, spellings=spellings: texts.isin(spellings))
            else:
                is_text = are_texts(column)
                same[is_text] += column[is_text].isin(spellings)
    # Half of the headings are enough, for a repeated row may lack some; one alone may be a value like its
    # heading.
    count = sum(bool(heading) for heading in block.headings.values())
    return (same >= max(2, count / 2)) if count > 1 else np.zeros(len(block.data), dtype=bool)


def _says_headings(block: Block, name_letter: str) -> np.ndarray:
    """First rows that head the same columns once more in other words: "Name of the process", "Items per year"."""
    import numpy as np

    flags = np.zeros(len(block.data), dtype=bool)
    for position in range(min(FIRST_ROWS, len(block.data))):
        row = block.data.iloc[position].dropna()
        if all(isinstance(value, str) for value in row):
            same = [
                letter
                for letter, text in row.items()
                if _head_the_same(block.headings.get(str(letter)), text)
            ]
            flags[position] = name_letter in same and len(same) > max(1, len(row) / 2)
    return flags


def _head_the_same(heading: str | None, text: str) -> bool:
    first, other = (
        equal_alias(parse_heading(heading_text)) if heading_text else None for heading_text in (heading, text)
    )
    return bool(first and other and first[0].column == other[0].column)


def _is_section(data: pd.DataFrame, filled: np.ndarray) -> np.ndarray:
    """One text merged over the row: every filled cell, three or more, says the same."""
    import numpy as np
    import pandas as pd

    flags = np.zeros(len(data), dtype=bool)
    if data.shape[1] < 3:
        return flags
    candidates = np.flatnonzero(filled >= 3)
    first, second = data.columns[0], data.columns[1]
    # Only rows whose first two cells are equal are looked at one by one.
    pair = [data[letter] for letter in (first, second)]
    if not all(isinstance(cells.dtype, pd.StringDtype) for cells in pair):
        pair = [cells.astype(object) for cells in pair]
    alike = (pair[0] == pair[1]).fillna(False).to_numpy(dtype=bool)
    for position in candidates[alike[candidates]]:
        values = data.iloc[position].dropna()
        flags[position] = isinstance(values.iloc[0], str) and values.nunique() == 1
    return flags
