"""Widths and heights that fit: estimated from the text, since not every spreadsheet program works them out by
itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from itertools import accumulate, pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

from tasks.excel.text_lines import LETTERS_PER_UNIT, letters_on_line, lines_of
from tasks.reporting.theme import DATES, KINDS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasks.excel.block_sheet import BlockSheet
    from tasks.reporting.model.elements import Field, Table

LETTERS_PER_LINE_SHARE = 0.9  # of all cells fit on one line at the column's width
LINE_POINTS = 13
# Lines of a row: a text that is printed is shown whole, as far as a row of Excel goes; one for the screen alone has no
# right to so much white paper.
MOST_PRINTED_LINES, MOST_LINES = 31, 12
WIDEST = 290  # characters: a page does not hold more columns


def width(table: Table, field: Field) -> float:
    """Width in characters that fits the heading's longest word and most of the values.

    Args:
        table: its values.
        field: the column.

    Returns:
        Between the least and the most of the field's kind, and wide enough for a word of the heading.
    """
    look = KINDS[field.kind]
    heading = max((len(word) for word in field.heading.split()), default=0) + 3  # room for the filter's arrow
    if field.kind in NUMBERS or field.kind in DATES or table.frame.empty:
        return min(max(look.least, heading), max(look.most, heading))
    lengths = letters_of(table, field)
    content = quantile(lengths, LETTERS_PER_LINE_SHARE) + 2 if lengths else 0
    return max(
        min(max(content, look.least, len(field.heading) * 0.6), look.most),
        # A word of the heading that is longer than the widest column of its kind is broken.
        heading if look.most >= heading else look.most,
    )


def letters_of(table: Table, field: Field) -> Counter[int]:
    """How many texts of a column have each number of letters; blank cells are left out."""
    counts: dict[int, int] = {}
    for value, count in table.counts(field.key).items():
        letters = len(str(value))
        counts[letters] = counts.get(letters, 0) + count
    return Counter(counts)


def quantile(counts: Counter[int], share: float) -> float:
    """The value below which a share of the values lies, between two in proportion.

    Args:
        counts: how often each value occurs; at least one.
        share: 0..1.
    """
    ordered = sorted(counts)
    ends = list(accumulate(counts[value] for value in ordered))
    low, part = divmod(share * (ends[-1] - 1), 1)
    below, above = (
        ordered[bisect_right(ends, index)] for index in (int(low), min(int(low) + 1, ends[-1] - 1))
    )
    return below + (above - below) * part


def lines_of_text(table: Table, widths: Sequence[float]) -> list[int]:
    """Lines of text that each row takes, estimated from the length of its wrapped texts.

    Args:
        table: its texts, and its own lines in them.
        widths: of the columns, in characters.

    Returns:
        One number for each row of the body, 1 to MOST_PRINTED_LINES.
    """
    import numpy as np

    printed = columns_on_paper(widths)
    lines = np.ones(table.rows_count, dtype=int)
    for number, field in enumerate(table.fields):
        if KINDS[field.kind].wrap and len(table.frame) and field.kind not in NUMBERS | DATES:
            letters = letters_on_line(widths[number])
            codes, distinct = table.coded(field.key)
            # Most texts fit on one line. What has no value has the code -1, which finds the 1 at the end.
            own = [
                lines_of(text, letters) if len(text := str(words)) > letters or "\n" in text else 1
                for words in distinct
            ]
            most_lines = MOST_PRINTED_LINES if number < printed and table.is_printed else MOST_LINES
            lines = np.maximum(lines, np.minimum([*own, 1], most_lines)[codes])
    return lines.tolist()


def columns_on_paper(widths: Sequence[float]) -> int:
    """How many columns the widest page holds, the first one in any case.

    Args:
        widths: of the columns, in characters.
    """
    return next(
        (column for column in range(1, len(widths)) if sum(widths[: column + 1]) > WIDEST), len(widths)
    )


def points_of_text(text: str, characters: float) -> float:
    """Height of a row that shows a wrapped text whole, as far as a row of Excel goes.

    Args:
        text: with its own line ends.
        characters: width of its column.
    """
    return row_points(min(lines_of(text, letters_on_line(characters)), MOST_PRINTED_LINES))


def fit_heights(
    sheet: BlockSheet,
    table: Table,
    lines: list[int],
    header_row: int,
    widths: list[float],
    *,
    is_folding: bool,
) -> None:
    """Row heights for wrapped text: not every spreadsheet program works them out by itself.

    Folded rows get a plus sign next to the line above them, unless ``is_folding`` is off.

    Args:
        sheet: written to.
        table: in the sheet already.
        lines: of text in each row of its body.
        header_row: from 0.
        widths: of the columns, in characters.
        is_folding: whether rows that are folded are hidden.
    """
    # One more than there are rows, so that the last row has a next one.
    folded = [False] * (table.rows_count + 1)
    if table.folded is not None and is_folding:
        folded[: len(table.folded)] = table.folded.tolist()
        sheet.outline_settings(symbols_below=False)
    # The line above a fold has the plus sign.
    is_opening = [after and not own for own, after in pairwise(folded)]
    rows_by_look: dict[tuple[int, bool, bool], list[int]] = {}
    for position, look in enumerate(zip(lines, folded, is_opening, strict=False)):
        rows_by_look.setdefault(look, []).append(header_row + 1 + position)
    for (count, is_hidden, has_sign), rows in rows_by_look.items():
        options: dict[str, bool | int] = {"level": 1, "hidden": True} if is_hidden else {}
        options |= {"collapsed": True} if has_sign else {}
        if count > 1 or options:
            sheet.set_rows(rows, row_points(count), options)
    sheet.set_row(header_row, heading_points(table, widths))


def row_points(lines: int) -> float:
    """Height of a row with so many lines of text."""
    return 2 + LINE_POINTS * lines


def heading_points(table: Table, widths: list[float]) -> float:
    """Height of a table's heading.

    Args:
        table: its headings.
        widths: of the columns, in characters.
    """
    lines = max(_heading_lines(field.heading, widths[number]) for number, field in enumerate(table.fields))
    return 4 + LINE_POINTS * lines


@lru_cache(maxsize=2_048)  # headings of one report are those of the next
def _heading_lines(heading: str, characters: float) -> int:
    """Lines that a bold heading takes, next to the arrow of the filter."""
    return len(wrap(heading, max(int(characters * LETTERS_PER_UNIT) - 3, 4), break_long_words=False)) or 1
