"""What comments on cells, orders to fill in and sheets of notes say of a column: a period, a unit of time or thousands
that its heading does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from schemas.columns import columns
from schemas.phrases import Phrase, phrase
from tasks.excel import cell_address
from tasks.intake.cells.numbers import unit_factors
from tasks.intake.columns.heading_effects import A_YEAR
from tasks.intake.columns.unit_notes import FIGURES, amounts_in
from tasks.intake.files.raw import RawSheet, numbered_rows
from tasks.intake.tables.export_rows import is_example
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.heading_units import read_units
from tasks.intake.wording.normalise import tidy, words

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import HeadingMatch
    from tasks.intake.tables.blocks import Block

_ROWS = 100  # of a sheet of notes
_MOST_LETTERS = 300  # a longer text is about more than units
_FEW_WORDS = 3
_MOST_FIGURES = 0.1  # share of the cells of a sheet of notes that are no texts
_NUMBER = re.compile(r"(?<!in )\b[1-9][\d.,]*", re.I)  # "in 1,000 EUR" is a unit, "1,000 of them" is none
_LETTER = re.compile(r"[^\W\d_]")
# "... per month", "All times in hours", "this one is monthly", "... monthly volumes".
_OF_FIGURES = re.compile(
    r"(?:\b(?:per|pro|je|par|por|al)\s+|/\s*)\w+|\b(?:in|en|is|are|ist|sind|est|sont|es|son)\s+\w+\W*$"
    rf"|\w+\s+{FIGURES.pattern}",
    re.I,
)


class Remark(NamedTuple):
    """A remark on a column that was not used: the cell of the column, what says it, in words, and the column."""

    cell: str
    row: int
    source: Phrase
    column: str


def remarks_on_cells(block: Block, matches: tuple[HeadingMatch, ...]) -> list[Remark]:
    """Remarks of comments on the headings and the cells of a table, and of rows that say what to enter.

    Args:
        block: the table.
        matches: what its headings stand for.
    """
    name = next((match.letter for match in matches if match.column == "process_name"), "")
    comments = _by_column(block)
    examples = block.data.head(1)[is_example(block, name)[:1]] if name in block.data else block.data.head(0)
    orders = [*numbered_rows(examples)]
    remarks = []
    for match in matches:
        head = cell_address(match.letter, block.header_rows[-1])
        for row, text in sorted(comments.get(match.letter, {}).items()):
            if _says_another_unit(text, match):
                at = cell_address(match.letter, row)
                cell, place = (at, row) if row in block.data.index else (head, block.header_rows[-1])
                remarks.append(
                    Remark(cell, place, phrase("the comment on {cell}", cell=at), match.column or "")
                )
        for row, cells in orders:
            text = cells[match.letter]
            if isinstance(text, str) and _says_another_unit(text, match):
                source = phrase("the text in {cell}", cell=cell_address(match.letter, row))
                remarks.append(Remark(head, block.header_rows[-1], source, match.column or ""))
    return remarks


def _by_column(block: Block) -> dict[str, dict[int, str]]:
    """The comments on headings and cells of a table, by letter and row."""
    comments: dict[str, dict[int, str]] = {}
    for address, text in block.sheet.comments:
        letter = address.rstrip("0123456789")
        row = int(address.removeprefix(letter) or 0)
        if row in block.header_rows or row in block.data.index:
            comments.setdefault(letter, {})[row] = text
    return comments


def remarks_of_sheet(sheet: RawSheet, block: Block, matches: tuple[HeadingMatch, ...]) -> list[Remark]:
    """Remarks on the columns of a table by a sheet of notes; none where the sheet holds figures. At most one on each
    column.

    Args:
        sheet: a sheet that is not used.
        block: the table.
        matches: what its headings stand for.
    """
    cells = sheet.grid.head(_ROWS)
    filled = int(cells.notna().sum().sum())
    texts = list(_texts(cells))
    if not filled or filled - len(texts) > _MOST_FIGURES * filled:
        return []
    remarks = {}
    for at, text, label in texts:
        for match in matches:
            is_open = match.column and match.letter not in remarks
            clauses = _about(text, label, match) if is_open else []
            if any(_says_another_unit(clause, match, is_general=True) for clause in clauses):
                head = cell_address(match.letter, block.header_rows[-1])
                source = phrase("{cell} on sheet {sheet}", cell=at, sheet=sheet.name)
                remarks[match.letter] = Remark(head, block.header_rows[-1], source, match.column or "")
    return list(remarks.values())


def _texts(grid: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """The texts of a sheet with their cells, each with the first text of its row."""
    for row, cells in numbered_rows(grid):
        of_row = {letter: cell for letter, cell in cells.items() if isinstance(cell, str) and cell.strip()}
        label = tidy(next(iter(of_row.values()), ""))
        for letter, text in of_row.items():
            yield cell_address(str(letter), row), tidy(text), label


def _about(text: str, label: str, match: HeadingMatch) -> list[str]:
    """The clauses of a text that are about a column: all of it where the first text of its row is a heading of the
    column; else those that hold its heading's words, or speak of all figures or amounts.
    """
    if text != label:
        alias = equal_alias(parse_heading(label))
        return [text] if alias is not None and alias[0].column == match.column else []
    telling, is_money = parse_heading(match.heading).telling, columns()[match.column or ""].type == "money"
    return [
        clause
        for clause in _clauses(text)
        if (telling and telling <= set(words(clause)))
        or (is_money and amounts_in([clause]))
        or (match.column in A_YEAR and FIGURES.search(clause))
    ]


def _clauses(text: str) -> list[str]:
    return [clause for clause in re.split(r"[;.]\s+|,\s+", tidy(text)) if _LETTER.search(clause)]


def _says_another_unit(text: str, match: HeadingMatch, is_general: bool = False) -> bool:
    """Whether a text names another period, other thousands or another unit of time than the heading of a column; a
    general one, such as that of a sheet of notes, no period where the heading names its own.
    """
    if match.column is None or len(text) > _MOST_LETTERS:
        return False
    column, own = columns()[match.column], read_units(match.heading)
    for clause in _clauses(text):
        whole = read_units(_NUMBER.sub("", clause))
        is_counted = column.type == "money" or (match.column == "volume" and not whole.currency)
        if is_counted and whole.magnitude not in (1, own.magnitude) and match.factor == 1:
            return True
        # Elsewhere in a longer text a period is about something else: "reviewed monthly by Anna".
        is_short = len(text.split()) <= _FEW_WORDS
        for stretch in [clause] if is_short else [part[0] for part in _OF_FIGURES.finditer(clause)]:
            units = read_units(stretch)
            usual = (None, own.per_year or 1, match.factor)
            is_period = match.column in A_YEAR and units.per_year not in usual
            is_period = is_period and not (is_general and own.per_year)
            is_time = unit_factors(match.column) and units.time not in (None, own.time)
            if is_period or (is_time and not units.per_year):
                return True
    return False
