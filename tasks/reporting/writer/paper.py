"""What of a sheet is printed: no table for the screen alone, of a wide sheet the first columns, and of a long one
as many rows as its pages hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.excel import column_letter
from tasks.reporting.writer.fit import columns_on_paper, heading_points, lines_of_text, row_points

if TYPE_CHECKING:
    from tasks.reporting.model.elements import Sheet
    from tasks.reporting.writer import Book

A3, A4 = 8, 9
WIDE = 190  # characters: beyond it a page is A3
MOST_PAGES = 12
PAPER_POINTS = {A4: (820, 520), A3: (1168, 765)}  # width and height between the margins
CHARACTER_POINTS, PLAIN_ROW = 5.35, 15
# A table shorter than this share of a page is kept together; of a longer one at least so many rows.
SHORT_TABLE, FEWEST_ROWS = 0.5, 4
SURE = 0.85  # of a page, by our estimate of heights


@dataclass(frozen=True)
class Print:
    """What is printed: the last row and column (from 0), the paper, in words what is left out, and the rows (from 0)
    above which a page starts.
    """

    last_row: int
    last_column: int
    paper: int
    left_out: tuple[str, ...]
    breaks: tuple[int, ...]


def printed(book: Book, sheet: Sheet, header_rows: dict[str, int], widths: list[float]) -> Print:
    """Works out what of a sheet is printed; a table that would start at the end of a page starts on the next one.

    Args:
        book: for its words.
        sheet: its tables, notes, charts and picker.
        header_rows: row (from 0) of each table's heading, by name.
        widths: of the columns, in characters.
    """
    tables = [table for table in sheet.tables if table.is_printed]
    columns = columns_on_paper(widths)
    paper = A3 if sum(widths[:columns]) > WIDE else A4
    notes = [book.texts["printed"].format(column=column_letter(columns))] if columns < len(widths) else []
    notes += [
        book.texts["on_screen"].format(table=table.title) for table in sheet.tables if not table.is_printed
    ]
    # The row above the first table: title, notes, charts and picker are printed in any case.
    last = sheet.notes_row + len(sheet.note_lines) + 1 + sheet.chart_rows + sheet.picker_rows - 1
    pages = Pages(_page_points(widths[:columns], paper), (last + 1) * PLAIN_ROW)
    breaks = []
    for table in tables:
        rows = [row_points(lines) for lines in table.once(lines_of_text, tuple(widths))]
        heading = heading_points(table, widths)
        start = (2 + len(table.note_lines)) * PLAIN_ROW + heading
        together = rows if sum(rows) < SHORT_TABLE * pages.points else rows[:FEWEST_ROWS]
        if table is not tables[0] and not pages.surely_hold(start + sum(together)):
            # The page starts with the title of the table, and its note, which are above the heading.
            breaks.append(header_rows[table.name] - 1 - len(table.note_lines))
            pages.start()
        pages.used += start
        for row_index, points in enumerate(rows):
            pages.add(points, heading if table is sheet.main else 0)
            if pages.count > MOST_PAGES:
                notes.append(book.texts["rows_printed"].format(row=last + 1))
                return Print(last, columns - 1, paper, tuple(notes), tuple(breaks))
            last = header_rows[table.name] + 1 + row_index
        last += table.has_totals
    return Print(last, columns - 1, paper, tuple(notes), tuple(breaks))


@dataclass
class Pages:
    """Printed pages of so many points each, and what is used of the last one; heights are estimates, so where a table
    runs over to a page by itself, nobody knows how much of that page it takes.
    """

    points: float
    used: float
    count: int = 1
    is_known: bool = True

    def surely_hold(self, points: float) -> bool:
        """Whether the last page has room for so many points, however the estimate errs."""
        return self.is_known and self.used + points <= SURE * self.points

    def start(self) -> None:
        """Start a page on purpose."""
        self.count, self.used, self.is_known = self.count + 1, 0, True

    def add(self, points: float, heading: float) -> None:
        """Add a row; where it has no room, on the next page, below the heading that this repeats.

        Args:
            points: height of the row.
            heading: height of the heading that a new page repeats; 0 where it repeats none.
        """
        if self.used + points > self.points:
            self.count, self.used, self.is_known = self.count + 1, heading, False
        self.used += points


def _page_points(widths: list[float], paper: int) -> float:
    """Points of rows that a page holds, once the sheet is scaled to its width."""
    across, down = PAPER_POINTS[paper]
    scale = min(across / (sum(widths) * CHARACTER_POINTS), 1.0)
    return down / scale * 0.96  # a row is not broken at the end of a page
