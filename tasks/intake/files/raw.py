"""What a reader hands on: the sheets of one file as grids, faithful and not yet interpreted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from schemas.phrases import Phrase


@dataclass(frozen=True)
class RawSheet:
    """One sheet, or the one table of a CSV or Parquet file.

    grid: index = row number as the spreadsheet shows it (from 1, ascending; wholly blank rows may be absent);
    columns =
        spreadsheet letters ("A", "B", ...). A column is float64 (all numbers), str (all text),
        datetime64[us], boolean,
        or object where kinds are mixed (then float, str, datetime or bool per cell). Blank cells are missing;
        text is kept
        as it is ("007", "NA"); integers beyond 15 digits are text, and so are times of day and durations
        ("08:30:00",
        "36:15:00"). Merged ranges are filled inside their range, in rows that hold a cell of their own.
    headings: empty where the headings are in the grid. Parquet declares them: then they are here, one per
    column of the
        grid, whose rows are data alone and are numbered from 2.
    addresses in error_cells (Excel error values), formula_cells (formulas without a stored value) and
    far_cells (strays
        far outside the data, left out of the grid).
    number_formats: per letter the number format most cells of the column have, where the reader can tell.
    telling_formats: formats that say something of the number (percent, thousands left off, a unit, a currency), each as
        (letter, format, ((first row, last row), ...)).
    indents: (row, letter, steps) of texts that their cell's alignment indents. outline_levels: (row, level) of
        rows that are grouped in the outline, level from 1. struck_cells: addresses of texts that are struck
        through. total_rows: rows that a table of Excel marks as its totals. comments: (address, text) of comments
        on cells, and of messages that say what to enter there. delimiter: of delimited text, empty elsewhere.
        divided_by: the sign at which texts of the first column were cut into cells, empty elsewhere.
        title: the name of the file without its ending, where it shows no other sheet.
        this_year: the year that the list is read in, None where nobody says; figures of later years are plans.
    """

    name: str
    grid: pd.DataFrame
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    merged_ranges: tuple[str, ...] = ()
    error_cells: tuple[str, ...] = ()
    formula_cells: tuple[str, ...] = ()
    far_cells: tuple[str, ...] = ()
    number_formats: tuple[tuple[str, str], ...] = ()
    telling_formats: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...] = ()
    struck_cells: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    total_rows: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    indents: tuple[tuple[int, str, float], ...] = ()
    outline_levels: tuple[tuple[int, int], ...] = ()
    delimiter: str = ""
    title: str = ""
    divided_by: str = ""
    this_year: int | None = None

    def formats_of(self, letter: str, index: pd.Index) -> pd.Series | None:
        """The telling number format of each row of a column, missing where a cell has none; None where none has.

        Args:
            letter: the column.
            index: row numbers of the rows in question.
        """
        import pandas as pd

        formats = None
        for own, code, runs in self.telling_formats:
            if own == letter:
                rows = [row for first, last in runs for row in range(first, last + 1)]
                formats = pd.Series(index=index, dtype="str") if formats is None else formats
                formats = formats.mask(index.isin(rows), code)
        return formats


def numbered_rows(grid: pd.DataFrame) -> Iterator[tuple[int, pd.Series]]:
    """Each row of a grid with its number on the sheet."""
    for number, (_, cells) in zip(grid.index, grid.iterrows(), strict=True):
        yield int(number), cells


def note_texts(cells: pd.Series) -> list[str]:
    """The texts of a row that may be a note: one, which a merged cell repeats, or two such as "Currency:" and "EUR";
    none where the row holds more or anything else.
    """
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    if int(cells.notna().sum()) != len(texts):
        return []
    texts = texts[:1] if len(set(texts)) == 1 else texts
    return texts if len(texts) <= 2 else []


@dataclass(frozen=True)
class RawFile:
    """One file as read, or refused.

    ``properties`` are custom document properties (corrections carry their portfolio in them). ``notes`` are
    sentences on what was seen and not used: macros, external links, hidden sheets, embedded objects, a reader
    that failed first.
    """

    file: str
    path: str
    sha256: str
    size_bytes: int
    kind: str
    sheets: tuple[RawSheet, ...] = ()
    notes: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    refused_code: str | None = None
    refused_message: Phrase | None = None
