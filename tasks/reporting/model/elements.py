"""What a report is made of, free of Excel: sheets, tables, fields, links, and the dashboard of the first
sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeVar

from tasks.plain_values import plain_values

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import pandas as pd

Made = TypeVar("Made")

SHORT_ROWS = 400  # up to which Python takes less than pandas does

LINKS_ROW, NOTE_CHARACTERS, ROW_PIXELS = 2, 170, 20
# Links of a sheet in one row; more than these would lead beyond what a page and a screen show, and take several rows.
MOST_LINKS, LINKS_IN_ROW = 6, 3
# Sheet names are part of the output contract and the same in every language.
SHEETS = {
    "summary": "Summary",
    "heat_map": "Heat map",
    "candidates": "Candidates",
    "roadmap": "Roadmap",
    "people": "People",
    "value_lines": "Value by line",
    "scenarios": "Scenarios",
    "benefits": "Benefits",
    "processes": "All processes",
    "flags": "Risk flags",
    "why": "Why",
    "ask_next": "Ask next",
    "changes": "Changes",
    "safeguards": "Safeguards",
    "data_quality": "Data quality",
    "challenge": "Challenge",
    "figures": "Figures",
    "method": "Method",
}
# Only in reports in which something is decided.
WHEN_DECIDED = "benefits"


@dataclass(frozen=True)
class Field:
    """A column of a table. ``kind`` names the theme's format: text, long, count, number, score, index, share,
    money, fte, months, date. ``bar`` draws a data bar from 0, for what is never negative; ``choices`` are
    offered as a list, or name the table that holds them; ``choices_of`` are those of each code in the frame's
    column ``<key>_of`` (none: anything may be entered), with the ``prompt`` that a reader sees.
    """

    key: str
    heading: str
    kind: str = "text"
    total: bool = False
    bar: bool = False
    choices: str | tuple[str, ...] = ()
    choices_of: tuple[tuple[str, tuple[str, ...]], ...] = ()
    prompt: str = ""


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
    none. A table that is not ``is_printed`` is for the screen alone; it is last on its sheet. Rows that
    are ``folded`` stay behind the line above them until a reader unfolds them.
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

    @property
    def note_lines(self) -> list[str]:
        """The note in lines that a screen and a page show whole."""
        return [*_lines_of(self.note)]

    @property
    def rows_count(self) -> int:
        """Rows of the body as written: an empty table still has one, which says so."""
        return max(len(self.frame), 1)

    @cached_property
    def has_totals(self) -> bool:
        """Whether there is a totals row below the body."""
        return len(self.frame) > 0 and any(column.total for column in self.fields)

    def values(self, key: str) -> list[Any]:
        """Values of a column, None where it has none; most tables are short, and a list costs less than pandas does."""
        return self.once(_values, key)

    def coded(self, key: str) -> tuple[np.ndarray, list[Any]]:
        """The place of each value of a column among its distinct ones, -1 where it has none; and the distinct ones, in
        the order in which they come first.
        """
        return self.once(_coded, key)

    def counts(self, key: str) -> Mapping[Any, int]:
        """How often each distinct value of a column occurs; what has no value is left out."""
        return self.once(_counts, key)

    def once(self, work: Callable[..., Made], *more: Any) -> Made:
        """What ``work`` makes of the table; ``more`` can be hashed. It is kept as long as the table: both editions, or
        many reports, may hold it.
        """
        # The class is frozen; its dictionary is not.
        cached = self.__dict__.setdefault("_kept", {})
        if (work, *more) not in cached:
            cached[work, *more] = work(self, *more)
        return cached[work, *more]


@lru_cache(maxsize=1_024)  # each part of the writer asks for the lines of a note, in both editions
def _lines_of(note: str) -> tuple[str, ...]:
    return tuple(wrap(note, NOTE_CHARACTERS))


def _values(table: Table, key: str) -> list[Any]:
    return plain_values(table.frame[key])


def _coded(table: Table, key: str) -> tuple[np.ndarray, list[Any]]:
    import numpy as np
    import pandas as pd

    is_long = len(table.frame) > SHORT_ROWS
    if is_long and isinstance(table.frame[key].dtype, pd.StringDtype | pd.CategoricalDtype):
        codes, distinct = pd.factorize(table.frame[key])
        return codes, distinct.tolist()
    values = table.values(key)
    code_by_value: dict[Any, int] = {}
    for value in values:
        if value is not None:
            code_by_value.setdefault(value, len(code_by_value))
    distinct = list(code_by_value)
    code_by_value[None] = -1
    return np.fromiter(map(code_by_value.__getitem__, values), np.intp, len(values)), distinct


def _counts(table: Table, key: str) -> Mapping[Any, int]:
    import numpy as np

    if len(table.frame) <= SHORT_ROWS:
        counts = Counter(table.values(key))
        counts.pop(None, None)
        return counts
    codes, distinct = table.coded(key)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    return dict(zip(distinct, counts.tolist(), strict=True))


@dataclass(frozen=True)
class Axis:
    """An axis: its title, its ends and the distance of its lines where they are fixed, and the number format."""

    title: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    number_format: str = "General"
    is_reversed: bool = False

    @property
    def length(self) -> float:
        """From end to end, in units of the axis; an end that is not fixed counts as 0 below and as 1 above."""
        return (1 if self.high is None else self.high) - (self.low or 0)


@dataclass(frozen=True)
class Series:
    """One series of a chart: the field ``up`` against the field ``across``, rows first to last (from 0).

    ``colour`` is "none" where the series only holds a place. ``labels`` are written on this ``side`` of the
    points (right, left, above or below), empty where there is none.
    """

    name: str
    across: str
    up: str
    colour: str
    first: int
    last: int
    marker: str = "circle"
    size: int = 6
    is_hollow: bool = False
    is_named: bool = True
    labels: tuple[str, ...] = ()
    side: str = "right"


@dataclass(frozen=True)
class Chart:
    """A native chart of the numbers of ``table``. ``kind`` is scatter, line, bars (stacked, on their
    side) or columns (stacked).

    ``alt`` is read aloud in place of the picture. Width and height are in pixels.
    """

    table: str
    kind: str
    title: str
    alt: str
    series: tuple[Series, ...]
    across: Axis = Axis()
    up: Axis = Axis()
    width: int = 900
    height: int = 360


@dataclass(frozen=True)
class Picker:
    """A cell in which a reader chooses a row of ``choices`` (a table's first column, "id | name"), and below it by
    formulas the lines of ``table`` whose field ``key`` is that id; ``lines`` is the most that any id has.
    """

    prompt: str
    choices: str
    table: str
    key: str
    separator: str
    lines: int
    first: str


@dataclass(frozen=True)
class Sheet:
    """One sheet of tables, one below the other, its charts above them. ``frozen_columns`` stay in sight when
    scrolling to the right; ``notes`` are for the sheet itself, ``reading`` is said on the sheet Method;
    ``files`` are files next to the report that it links to, each with the words of the link. A sheet that
    ``is_one_page`` is printed on one, however small.
    """

    key: str
    title: str
    purpose: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    frozen_columns: int = 0
    charts: tuple[Chart, ...] = ()
    reading: tuple[str, ...] = ()
    picker: Picker | None = None
    is_one_page: bool = False
    files: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Name on the tab."""
        return SHEETS[self.key]

    @property
    def note_lines(self) -> list[str]:
        """Notes in lines that a screen shows whole."""
        return [line for note in self.notes for line in _lines_of(note)]

    @property
    def link_rows(self) -> int:
        """Rows of links: back to the first sheet, to each table, to files."""
        count = 1 + (len(self.tables) if len(self.tables) > 1 else 0) + len(self.files)
        return 1 if count <= MOST_LINKS else ceil(count / LINKS_IN_ROW)

    @property
    def notes_row(self) -> int:
        """Row (from 0) of the first note, below the links."""
        return LINKS_ROW + self.link_rows

    @property
    def chart_rows(self) -> int:
        """Rows that the charts take between the notes and the first table, side by side."""
        return ceil(max(chart.height for chart in self.charts) / ROW_PIXELS) + 1 if self.charts else 0

    @property
    def picker_rows(self) -> int:
        """Rows of the picker: its prompt, the cell to choose in, a heading, its lines, and a free one."""
        return self.picker.lines + 4 if self.picker else 0

    @property
    def main(self) -> Table:
        """The last table that is printed; else the first. Its heading is repeated on each page after it, which is
        why no other table may follow.
        """
        return ([table for table in self.tables if table.is_printed] or self.tables[:1])[-1]

    def header_rows(self) -> dict[str, int]:
        """Row (from 0) of each table's header. Title, purpose and links come first, notes below
        them, and a line that says where the first table starts.
        """
        row = self.notes_row + len(self.note_lines) + 1 + self.chart_rows + self.picker_rows
        rows_by_table = {}
        for table in self.tables:
            # A single table has the title of the sheet; several have a free row and a title each, and the
            # lines of its note.
            row += 0 if len(self.tables) == 1 else 2 + len(table.note_lines)
            rows_by_table[table.name] = row
            row += 1 + table.rows_count + table.has_totals
        return rows_by_table


@dataclass(frozen=True)
class Tile:
    """A figure of the dashboard: a number or a short text, a note below it, and where its rows are."""

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
class Dashboard:
    """The first sheet: what fits on one screen, and below it the charts and the contents that fill the printed
    page. ``counts`` says where the processes are, ``money`` what moving them would mean.
    """

    headline: str
    scope: str
    method: str
    verdict: Tile
    trust: Tile
    labels: str
    decisions: Box
    counts: tuple[Tile, ...]
    money: tuple[Tile, ...]
    first: Table
    risks: Table
    answers: Box
    since: Box
    uncovered: Box
    charts: tuple[Chart, ...]
    contents: Table

    @property
    def title(self) -> str:
        """What cell A1 says."""
        return self.headline


@dataclass(frozen=True)
class Report:
    """A whole workbook. ``all_rows``: every row of a list of which the sheets show a part, in the full
    edition.
    """

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
    all_rows: pd.DataFrame | None = None
