"""What a report is made of, free of Excel: sheets, tables, fields, links, and the dashboard of the first
sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

NOTES_ROW, NOTE_CHARACTERS = 3, 170
# Sheet names are part of the output contract and the same in every language.
SHEETS = {
    "summary": "Summary",
    "candidates": "Candidates",
    "roadmap": "Roadmap",
    "processes": "All processes",
    "flags": "Risk flags",
    "why": "Why",
    "ask_next": "Ask next",
    "changes": "Changes",
    "safeguards": "Safeguards",
    "data_quality": "Data quality",
    "challenge": "Challenge",
    "method": "Method",
}


@dataclass(frozen=True)
class Field:
    """A column of a table. ``kind`` names the theme's format: text, long, count, number, score, index, share,
    money, fte, months, date. ``bar`` draws a data bar from 0, for what is never negative; ``choices`` are
    offered as a list, or name the table that holds them.
    """

    key: str
    heading: str
    kind: str = "text"
    total: bool = False
    bar: bool = False
    choices: str | tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A place in the report: rows ``first`` to ``last`` (from 0) of a table; the table's header where they
    are None.
    """

    table: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Table:
    """One table. ``frame`` holds a column per field, as readers see it; ``tones`` the code that colours a
    cell; ``links`` per field the first and last row (from 0) of the table it leads to, missing where there is
    none. A table that is not ``is_printed`` is for the screen alone; it stands last on its sheet. Rows that
    are ``folded`` stay behind the line above them until a reader unfolds them. The fields ``lines`` are drawn
    as lines beside the table, against its second field; nothing stands below it then.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    frame: pd.DataFrame
    description: str
    note: str = ""
    tones: Mapping[str, pd.Series] = field(default_factory=dict)
    links: Mapping[str, tuple[str, pd.Series, pd.Series]] = field(default_factory=dict)
    empty: str = ""
    is_printed: bool = True
    folded: pd.Series | None = None
    lines: tuple[str, ...] = ()

    @property
    def rows_count(self) -> int:
        """Rows of the body as written: an empty table still has one, which says so."""
        return max(len(self.frame), 1)

    @property
    def has_totals(self) -> bool:
        """Whether a totals row stands under the body."""
        return len(self.frame) > 0 and any(column.total for column in self.fields)


@dataclass(frozen=True)
class Sheet:
    """One sheet of tables, one below the other. ``frozen_columns`` stay in sight when scrolling to the
    right.
    """

    key: str
    title: str
    purpose: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    frozen_columns: int = 0

    @property
    def name(self) -> str:
        """Name on the tab."""
        return SHEETS[self.key]

    @property
    def note_lines(self) -> list[str]:
        """Notes in lines that a screen shows whole."""
        return [line for note in self.notes for line in wrap(note, NOTE_CHARACTERS)]

    @property
    def main(self) -> Table:
        """The longest table that is printed: its header is repeated on each page."""
        return max((table for table in self.tables if table.is_printed), key=lambda table: table.rows_count)

    def header_rows(self) -> dict[str, int]:
        """Row (from 0) of each table's header. Title, purpose and links stand in rows 0 to 2, notes below
        them, and a line that says where the first table starts.
        """
        row = NOTES_ROW + len(self.note_lines) + 1
        places = {}
        for table in self.tables:
            row += 0 if len(self.tables) == 1 else 2 + bool(table.note)
            places[table.name] = row
            row += 1 + table.rows_count + table.has_totals
        return places


@dataclass(frozen=True)
class Tile:
    """A figure of the dashboard: a number or a short text, a note below it, and where its rows stand."""

    label: str
    value: Any
    link: Link | None = None
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Box:
    """A heading with a few lines, each leading somewhere."""

    heading: str
    lines: tuple[Tile, ...]
    link: Link | None = None


@dataclass(frozen=True)
class Series:
    """One series of the portfolio matrix: rows first to last of the points table, and how they are drawn."""

    name: str
    label: str
    size: str
    is_hollow: bool
    first: int
    last: int
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Dashboard:
    """The first sheet: what fits on one screen, and below it the tables that carry its numbers."""

    headline: str
    scope: str
    method: str
    verdict: Tile
    trust: Tile
    decisions: Box
    counts: tuple[Tile, ...]
    money: tuple[Tile, ...]
    first: Table
    risks: Table
    boxes: tuple[Box, ...]
    series: tuple[Series, ...]
    chart_texts: Mapping[str, str]
    grid: Table
    points: Table
    shows_grid: bool
    figures: Table
    contents: Table

    @property
    def title(self) -> str:
        """What cell A1 says."""
        return self.headline


@dataclass(frozen=True)
class Report:
    """A whole workbook."""

    edition: str
    language: str
    title: str
    subject: str
    as_of: dt.date
    properties: Mapping[str, str]
    texts: Mapping[str, str]
    dashboard: Dashboard
    sheets: tuple[Sheet, ...]
    is_accessible: bool
