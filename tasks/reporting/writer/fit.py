"""Widths and heights that fit: estimated from the text, since not every spreadsheet program works them out by
itself.
"""

from __future__ import annotations

from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING

from tasks.reporting.theme import DATES, KINDS, NUMBERS
from tasks.reporting.writer.cells import given_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from xlsxwriter.worksheet import Worksheet

    from tasks.reporting.model.elements import Field, Table

LETTERS_PER_LINE_SHARE = 0.9  # of all cells fit on one line at the column's width
LINE_POINTS, MOST_LINES = 13, 12
LETTERS_PER_UNIT = 1.3  # of column width, at 10 points
LOST_AT_LINE_ENDS = 2  # letters, since words are kept whole
NEARLY_FULL = 0.08  # of a line: long words, as German has them, leave as much of the last lines free


def width(table: Table, field: Field) -> float:
    """Width in characters that fits the heading's longest word and most of the values."""
    look, values = KINDS[field.kind], table.frame[field.key]
    heading = max((len(word) for word in field.heading.split()), default=0) + 3  # room for the filter's arrow
    if field.kind in NUMBERS or field.kind in DATES or values.empty:
        return min(max(look.least, heading), max(look.most, heading))
    import numpy as np

    lengths = [len(str(value)) for value in given_texts(values) if value is not None]
    content = float(np.quantile(lengths, LETTERS_PER_LINE_SHARE)) + 2 if lengths else 0
    return max(
        min(max(content, look.least, len(field.heading) * 0.6), look.most),
        heading if look.most >= heading else look.most,
    )


def lines_of_text(table: Table, widths: Sequence[float]) -> np.ndarray:
    """Lines of text that each row takes, estimated from the length of its wrapped texts."""
    import numpy as np

    lines = np.ones(table.rows_count)
    for number, field in enumerate(table.fields):
        if KINDS[field.kind].wrap and len(table.frame) and field.kind not in NUMBERS:
            letters = max(widths[number] * LETTERS_PER_UNIT - LOST_AT_LINE_ENDS, 6)
            values = table.frame[field.key]
            given = given_texts(values if values.dtype == "str" else values.astype(str))
            wanted = {words: _lines_of(words, letters) for words in dict.fromkeys(given)}
            lines = np.maximum(lines, [wanted[words] for words in given])
    return np.minimum(lines, MOST_LINES)


def _lines_of(words: str | None, letters: float) -> int:
    """Lines that the text of a cell takes, those that it has itself among them; a blank cell takes one."""
    return sum(_lines(len(line), letters) for line in (words or "").split("\n"))


def _lines(length: int, letters: float) -> int:
    """Lines that a text takes; one that all but fills its lines takes one more, since words are kept whole."""
    return 1 if length <= letters + LOST_AT_LINE_ENDS else ceil(length / letters + NEARLY_FULL)


def fit_heights(
    sheet: Worksheet,
    table: Table,
    lines: np.ndarray,
    header_row: int,
    widths: list[float],
    *,
    is_folding: bool,
) -> None:
    """Row heights for wrapped text: not every spreadsheet program works them out by itself.

    Folded rows get a plus sign beside the line above them, unless ``is_folding`` is off.
    """
    import numpy as np

    folded = np.zeros(table.rows_count + 1, dtype=bool)
    if table.folded is not None and is_folding:
        folded[: len(table.folded)] = table.folded
        sheet.outline_settings(symbols_below=False)
    opens = folded[1:] & ~folded[:-1]  # the line above a fold
    for place in np.flatnonzero((lines > 1) | folded[:-1] | opens).tolist():
        look: dict[str, bool | int] = {"collapsed": True} if opens[place] else {}
        if folded[place]:
            look = {"level": 1, "hidden": True}
        sheet.set_row(header_row + 1 + place, row_points(lines[place]), None, look)
    sheet.set_row(header_row, heading_points(table, widths))


def row_points(lines: float) -> float:
    """Height of a row with so many lines of text."""
    return 2 + LINE_POINTS * int(lines)


def heading_points(table: Table, widths: list[float]) -> float:
    """Height of a table's heading."""
    lines = max(_heading_lines(field.heading, widths[number]) for number, field in enumerate(table.fields))
    return 4 + LINE_POINTS * lines


def _heading_lines(heading: str, characters: float) -> int:
    """Lines that a bold heading takes, beside the arrow of the filter."""
    return len(wrap(heading, max(int(characters * LETTERS_PER_UNIT) - 3, 4), break_long_words=False)) or 1
