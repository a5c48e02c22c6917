"""A sheet whose headings are one below the other, turned so that each of its columns is a row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, columns
from tasks.excel import column_letter, column_number
from tasks.intake.cells.categories import as_text
from tasks.intake.files.merges import RANGE
from tasks.intake.thresholds import MOST_SIDE_HEADINGS, SIDE_HEADINGS, SIDE_SHARE
from tasks.intake.wording.heading import columns_named

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.files.raw import RawSheet


def turned(sheet: RawSheet) -> RawSheet | None:
    """A list with a column for each process, or a form of one process, as copying it and pasting it transposed gives
    it: B5 becomes E2.

    Args:
        sheet: as read.

    Returns:
        A sheet with a name of its own, so that no message takes its addresses for those of the sheet as sent; None
        where the first column does not hold the headings of processes, or another column holds some too.
    """
    grid = sheet.grid.dropna(axis=1, how="all")
    if grid.shape[1] < 2:
        return None
    # A title of some of the headings has nothing beside it.
    texts = as_text(grid.iloc[:, 0])[grid.iloc[:, 1:].notna().any(axis=1)].dropna()
    rows = map(int, texts.index.to_list())
    known = {row: column for row, text in zip(rows, texts, strict=True) for column in columns_named([text])}
    if not 1 < len(texts) <= MOST_SIDE_HEADINGS or len(known) < SIDE_SHARE * len(texts):
        return None
    if len(set(known.values())) < SIDE_HEADINGS or _has_more_labels(grid) or not _has_figures(grid, known):
        return None
    first, last = min(known), int(texts.index[-1])
    names = list(known.values()).count("process_name")
    if names > 1:  # a form below another one
        return None
    if not names:
        # Names right above the headings, below nothing or below "Criterion".
        first -= 1
        above = grid[grid.index == first].iloc[:, 1:]
        if above.empty or above.isna().to_numpy().any():
            return None
    grid = grid.loc[first:last].dropna(axis=1, how="all")
    rows = grid.astype(object).T
    rows.index = [column_number(letter) for letter in grid.columns]
    rows.columns = [column_letter(int(row)) for row in grid.index]
    formats = {
        (column_letter(row), code, (column_number(letter),) * 2)
        for letter, code, runs in sheet.telling_formats
        for start, end in runs
        for row in range(max(start, first), min(end, last) + 1)
    }
    return replace(
        sheet,
        name=turned_name(sheet),
        grid=rows,
        hidden_rows=tuple(map(column_number, sheet.hidden_columns)),
        hidden_columns=tuple(map(column_letter, sheet.hidden_rows)),
        merged_ranges=tuple(map(_turned, sheet.merged_ranges)),
        error_cells=tuple(map(_turned, sheet.error_cells)),
        formula_cells=tuple(map(_turned, sheet.formula_cells)),
        struck_cells=tuple(map(_turned, sheet.struck_cells)),
        comments=tuple((_turned(cell), text) for cell, text in sheet.comments),
        telling_formats=tuple((letter, code, (run,)) for letter, code, run in sorted(formats)),
        far_cells=(),
        number_formats=(),
        total_rows=(),
        indents=(),
        outline_levels=(),
    )


def _has_figures(grid: pd.DataFrame, known: dict[int, str]) -> bool:
    """Whether figures are beside the headings of figures, and not their definitions, as in a legend."""
    rows = [row for row, column in known.items() if columns()[column].type in NUMERIC_TYPES]
    cells = [
        str(cell)
        for cell in grid[grid.index.isin(rows)].iloc[:, 1:].to_numpy().ravel()
        if cell is not None and cell == cell
    ]
    return 2 * sum(any(map(str.isdigit, cell)) for cell in cells) > len(cells)


def _has_more_labels(grid: pd.DataFrame) -> bool:
    """Whether another column than the first holds headings, too, as in a form with two fields side by side."""
    others = (as_text(grid[letter]).dropna() for letter in grid.columns[1:])
    return any(len(known := columns_named(texts)) > 1 and 2 * len(known) >= len(texts) for texts in others)


def turned_name(sheet: RawSheet) -> str:
    """The name of a sheet once it is turned."""
    return f"{sheet.name} (turned)"


def _turned(area: str) -> str:
    """An address or a range of two, rows and columns exchanged."""
    match = RANGE.fullmatch(area)
    if match:
        return f"{_turned(match[1] + match[2])}:{_turned(match[3] + match[4])}"
    letters = area.rstrip("0123456789")
    return f"{column_letter(int(area[len(letters) :]))}{column_number(letters)}"
