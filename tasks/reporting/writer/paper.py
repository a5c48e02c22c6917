"""What of a sheet is printed: no table for the screen alone, of a wide sheet the first columns, and of a long one
as many rows as its pages hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.excel import column_letter
from tasks.reporting.model.parts import NOTES_ROW
from tasks.reporting.writer.fit import heading_points, lines_of_text, row_points

if TYPE_CHECKING:
    from tasks.reporting.model.parts import Sheet
    from tasks.reporting.writer import Book

A3, A4 = 8, 9
# Characters: beyond the first a page is A3, beyond the second it does not hold all columns.
WIDE, WIDEST = 190, 285
MOST_PAGES = 12
PAPER_POINTS = {A4: (820, 520), A3: (1168, 765)}  # width and height between the margins
CHARACTER_POINTS, PLAIN_ROW = 5.35, 15


@dataclass(frozen=True)
class Print:
    """What is printed: the last row and column (from 0), the paper, and in words what is left out."""

    last_row: int
    last_column: int
    paper: int
    left_out: tuple[str, ...]


def printed(book: Book, sheet: Sheet, header_rows: dict[str, int], widths: list[float]) -> Print:
    """Works out what of a sheet is printed."""
    tables = [table for table in sheet.tables if table.is_printed]
    columns = next(
        (column for column in range(1, len(widths)) if sum(widths[: column + 1]) > WIDEST), len(widths)
    )
    paper = A3 if sum(widths[:columns]) > WIDE else A4
    said = [book.texts["printed"].format(column=column_letter(columns))] if columns < len(widths) else []
    said += [
        book.texts["on_screen"].format(table=table.title) for table in sheet.tables if not table.is_printed
    ]
    above = NOTES_ROW + len(sheet.note_lines) + 1 + sheet.chart_rows + sheet.picker_rows - 1
    if not tables:
        return Print(above, columns - 1, paper, tuple(said))
    room = _room(widths[:columns], paper, heading_points(sheet.main, widths))
    used, last = (above + 1) * PLAIN_ROW, above
    for table in tables:
        used += 3 * PLAIN_ROW
        for place, lines in enumerate(book.once(lines_of_text, table, tuple(widths))):
            used += row_points(lines)
            if used > room:
                said.append(book.texts["rows_printed"].format(row=last + 1))
                return Print(last, columns - 1, paper, tuple(said))
            last = header_rows[table.name] + 1 + place
        last += table.has_totals
    return Print(last, columns - 1, paper, tuple(said))


def _room(widths: list[float], paper: int, heading: float) -> float:
    """Points of rows that all pages together hold, once the sheet is scaled to the width of one."""
    across, down = PAPER_POINTS[paper]
    scale = min(across / (sum(widths) * CHARACTER_POINTS), 1.0)
    return MOST_PAGES * (down / scale - heading) * 0.96  # a row is not broken at the end of a page
