"""The decimal mark of numbers written as text: decided for a column by its own cells, else by the table, else
by its language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, Column, columns
from tasks.distinct_texts import distinct_text_cells
from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.cells.number_text import decimal_evidence, shapes_of
from tasks.intake.tables.blocks import Block
from tasks.intake.wording.heading import equal_alias, parse_heading

if TYPE_CHECKING:
    import pandas as pd

# A longer text is a sentence; the figures in it say nothing about the column.
_LONGEST_NUMBER = 25
_COMMA_LANGUAGES = ("de", "fr", "es")


@dataclass(frozen=True, eq=False)
class DecimalMark:
    """A decimal mark, whether any cell of the table speaks for it, and the shapes of the texts of each column that was
    looked at, as ``shapes_of`` gives them.
    """

    mark: str
    has_evidence: bool
    shapes: Mapping[str, pd.Series] = field(default_factory=dict)


def table_decimal(block: Block) -> DecimalMark:
    """The mark of the columns whose headings name numbers; without evidence that of most headings'
    language.
    """
    commas = points = 0
    shapes: dict[str, pd.Series] = {}
    languages: Counter[str] = Counter()
    for letter, heading in block.headings.items():
        equal = equal_alias(parse_heading(heading))
        if equal is None:
            continue
        languages[equal[0].language] += 1
        if columns()[equal[0].column].type in NUMERIC_TYPES and block.data[letter].dtype.kind not in "fMb":
            shapes[letter] = found_shapes = _shapes(block.data[letter])
            comma, point = decimal_evidence(found_shapes[found_shapes.index.str.len() <= _LONGEST_NUMBER])
            commas, points = commas + comma, points + point
    if commas != points:
        return DecimalMark("," if commas > points else ".", True, shapes)
    # No cell speaks for a mark: headings in German, French or Spanish speak for the comma.
    writes_commas = sum(languages[language] for language in _COMMA_LANGUAGES) > languages["en"]
    return DecimalMark("," if writes_commas else ".", False, shapes)


def _shapes(raw: pd.Series) -> pd.Series:
    return shapes_of(sort_cells(distinct_text_cells(raw)).texts.dropna())


def column_decimal(column: Column, block: Block, letter: str, table: DecimalMark) -> tuple[str, bool]:
    """The mark of one column, and whether it is a guess: cells such as 1.500 that nothing in the column
    settles. Amounts and volumes have no three decimals: there the groups of three are thousands.

    Args:
        column: the column that the heading names; only numeric types are looked at.
        block: the table.
        letter: the column of the table.
        table: the mark of the whole table, for a column whose cells leave it open.

    Returns:
        The mark, "," or ".", and whether it is a guess.
    """
    if column.type not in NUMERIC_TYPES or block.data[letter].dtype.kind in "fMb":
        return table.mark, False
    shapes = table.shapes[letter] if letter in table.shapes else _shapes(block.data[letter])
    commas, points = decimal_evidence(shapes)
    is_of_thousands = has_no_three_decimals(column)
    if commas != points:
        mark = "," if commas > points else "."
        # 24.000 in a column of 1.5: the column says that it is 24, and its own look says that it is 24
        # thousand.
        return mark, is_of_thousands and _has_groups(shapes, mark) and not _has_three_decimals(shapes, mark)
    has_groups = _has_groups(shapes, table.mark)
    if has_groups and is_of_thousands:
        # 1.500 in a table of decimal points: as an amount it is 1500, so in this column the comma is the
        # mark.
        return {".": ",", ",": "."}[table.mark], True
    return table.mark, has_groups and not table.has_evidence


def has_no_three_decimals(column: Column) -> bool:
    """Whether three digits after a mark are thousands in this column: amounts of a year and volumes."""
    return column.name == "volume" or (column.type == "money" and column.name != "hourly_cost")


def _has_groups(shapes: pd.Series, mark: str) -> bool:
    """Whether a number looks as though the mark set off thousands: 24.000."""
    return bool(
        shapes.index.str.contains(rf"(?<![\d.,])[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}(?![\d.,])").any()
    )


def _has_three_decimals(shapes: pd.Series, mark: str) -> bool:
    """Whether a number can only have three decimals: 0.250 or 1234.500."""
    return bool(
        shapes.index.str.contains(rf"(?<![\d.,])(?:0|\d{{4,}}){re.escape(mark)}\d{{3}}(?![\d.,])").any()
    )
