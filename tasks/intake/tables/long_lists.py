"""Sheets on which a process takes several rows, laid out anew with a row for each: lists with a row for each figure
("Process | Measure | Value"), and forms below one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemas.columns import NUMERIC_TYPES, columns
from tasks.excel import column_letter
from tasks.intake.cells.categories import as_text
from tasks.intake.tables.blocks import find_blocks
from tasks.intake.tables.heading_cells import heading_text
from tasks.intake.thresholds import MOST_SIDE_HEADINGS, NUMERIC_SHARE, SIDE_SHARE
from tasks.intake.wording.heading import columns_named
from tasks.intake.wording.heading_period import find_span
from tasks.intake.wording.known_headings import unit_words
from tasks.intake.wording.normalise import cell_key, fold, tidy, words
from tasks.intake.wording.states import state_of
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.files.raw import RawSheet
    from tasks.intake.tables.blocks import Block

_FIGURES = frozenset(name for name, column in columns().items() if column.type in NUMERIC_TYPES)
_MOST_ROWS = 20_000  # longer ones come from databases, and are told
Place = tuple[int, str]


def forms_as_rows(sheet: RawSheet) -> RawSheet | None:
    """A sheet with forms below one another in two columns, one row for each form, numbered as its last row.

    Args:
        sheet: as read.

    Returns:
        A sheet with a name of its own, so that no message takes its addresses for those of the sheet as sent; None
        where it holds anything else.
    """
    return None if len(sheet.grid) > _MOST_ROWS or sheet.headings else _of_forms(sheet)


def figures_as_columns(sheet: RawSheet) -> RawSheet | None:
    """The same of a list with a row for each figure of a process, a column for each figure.

    Args:
        sheet: as read.
    """
    if len(sheet.grid) > _MOST_ROWS or sheet.headings:
        return None
    return next(filter(None, map(_of_figures, find_blocks(sheet))), None)


def laid_out_name(sheet: RawSheet) -> str:
    """The name of a sheet once its processes have a row each."""
    return f"{sheet.name} (one row each)"


def _of_forms(sheet: RawSheet) -> RawSheet | None:
    grid = sheet.grid.dropna(axis=1, how="all")
    if grid.shape[1] != 2:
        return None
    labels, values = grid.columns
    texts = as_text(grid[labels])[grid[values].notna()].dropna().map(lambda text: tidy(str(text)).strip(" :"))
    names = {text: columns_named([text]) for text in texts.unique()}
    known = [text for text, of_text in names.items() if of_text]
    named = texts.map(lambda text: names[text] == ["process_name"])
    if (
        not 1 < len(names) <= MOST_SIDE_HEADINGS
        or len(known) < max(2, SIDE_SHARE * len(names))
        or named.sum() < 2
    ):
        return None
    forms: list[dict[str, Place]] = []
    for row, label in texts.items():
        if not forms or label in forms[-1]:
            forms.append({})
        forms[-1][label] = (int(str(row)), str(values))
    is_name = {text for text, of_text in names.items() if of_text == ["process_name"]}
    if len(forms) < 2 or not all(is_name & form.keys() for form in forms):
        return None
    return _laid_out(sheet, list(names), forms, min(forms[0].values())[0] - 1)


def _of_figures(block: Block) -> RawSheet | None:
    letters = list(block.headings)
    names = [at for at in letters if columns_named([block.headings[at]]) == ["process_name"]]
    measure = next((at for at in letters if at not in names[:1] and _holds_measures(block.data[at])), None)
    if not names or measure is None:
        return None
    others = [at for at in letters if at not in (names[0], measure)]
    periods = [at for at in others if _are_periods(block.data[at])]
    units = [at for at in others if at not in periods and _says_units(block.headings[at], block.data[at])]
    values = [at for at in others if at not in (*periods, *units) and _are_figures(block.data[at])]
    is_clear = len(values) == 1 or all(_says_which(block.headings[at]) for at in values)
    # "Factor | 1000" is no unit in words.
    if not values or not is_clear or any(_are_figures(block.data[at]) for at in units):
        return None
    # A merged name is in the first of its rows alone.
    named = as_text(block.data[names[0]]).ffill().map(fold, na_action="ignore")
    # A remark on one figure is none on the process.
    key_letters = [
        at
        for at in letters
        if at == names[0]
        or (
            at not in (measure, *values, *units, *periods)
            and (block.data[at].groupby(named).nunique() <= 1).all()
        )
    ]
    figures, is_filled = _headings(block.data, measure, units, periods), block.data.notna()
    headings_by_value = {at: figures + (f" {block.headings[at]}" if len(values) > 1 else "") for at in values}
    rows: dict[str, dict[str, Place]] = {}
    for number, name in named.dropna().items():
        row, cells = int(str(number)), rows.setdefault(name, {})
        for at in key_letters:
            if is_filled.at[number, at]:
                cells.setdefault(block.headings[at], (row, at))
        for at, headings in headings_by_value.items():
            figure = headings.get(number)
            if not isinstance(figure, str) or figure in cells:
                return None
            cells[figure] = (row, at)
    if 2 * len(rows) > len(block.data):
        return None
    of_figures = dict.fromkeys(text for texts in headings_by_value.values() for text in texts.dropna())
    headings = [*(block.headings[at] for at in key_letters), *of_figures]
    return _laid_out(block.sheet, headings, list(rows.values()), block.header_rows[-1])


def _holds_measures(cells: pd.Series) -> bool:
    """Whether the texts of a column are names of figures, two or more of them."""
    texts = cells.dropna().unique()
    if not 1 < len(texts) <= MOST_SIDE_HEADINGS or not all(isinstance(text, str) for text in texts):
        return False
    known = columns_named(texts)
    return len(known) == len(texts) and len(set(known) & _FIGURES) > 1


def _are_figures(cells: pd.Series) -> bool:
    filled = cells.dropna()
    numbers = [cell for cell in filled if any(map(str.isdigit, str(cell)))]
    return len(filled) > 0 and len(numbers) >= NUMERIC_SHARE * len(filled)


def _says_units(heading: str, cells: pd.Series) -> bool:
    """Whether a column says of each figure in what it is: by its heading ("Unit", "Basis"), or by its cells."""
    texts = cells.dropna().unique()
    if len(texts) and cell_key(heading) in words_of_kind("unit_heading"):
        return True
    parts = [words(text) for text in texts if isinstance(text, str)]
    return 0 < len(texts) == len(parts) and all(
        set(part) & set(unit_words()) or part == ["fte"] for part in parts
    )


def _are_periods(cells: pd.Series) -> bool:
    """Whether all cells name a year or a part of one: 2025, "FY25", "Q1 2025"."""
    texts = cells.dropna().unique()
    return 0 < len(texts) <= MOST_SIDE_HEADINGS and all(
        find_span(heading_text(text))[1].is_named for text in texts
    )


def _says_which(heading: str) -> bool:
    """Whether a heading says of which year, or whether planned or real, the figures below it are."""
    return (
        find_span(heading)[1].is_named
        or state_of(heading) is not None
        or fold(heading) in words_of_kind("plan")
    )


def _headings(data: pd.DataFrame, measure: str, units: list[str], periods: list[str]) -> pd.Series:
    """Of each row the heading of its figure: "Volume", or "Volume (per month) 2025" where it gives unit and year."""
    names = as_text(data[measure]).map(tidy, na_action="ignore")
    for unit in units:
        names = (names + " (" + as_text(data[unit]) + ")").fillna(names)
    for period in periods:
        names = (names + " " + data[period].map(heading_text, na_action="ignore")).fillna(names)
    return names


def _laid_out(sheet: RawSheet, headings: list[str], rows: Iterable[dict[str, Place]], head: int) -> RawSheet:
    """The sheet with these headings and rows, which say by heading where a cell stood."""
    import pandas as pd

    letters = {text: column_letter(place + 1) for place, text in enumerate(headings)}
    grid: dict[int, dict[str, Any]] = {max(1, head): {letter: text for text, letter in letters.items()}}
    moved: dict[str, str] = {}
    formats: list[tuple[str, str, tuple[tuple[int, int], ...]]] = []
    for cells in rows:
        row = max(place[0] for place in cells.values())
        grid[row] = {letters[text]: sheet.grid.at[at, letter] for text, (at, letter) in cells.items()}
        for text, (at, letter) in cells.items():
            moved[f"{letter}{at}"] = f"{letters[text]}{row}"
            formats += [
                (letters[text], code, ((row, row),))
                for own, code, runs in sheet.telling_formats
                if own == letter and any(first <= at <= last for first, last in runs)
            ]
    frame = pd.DataFrame.from_dict(grid, orient="index", columns=list(letters.values()), dtype=object)
    return replace(
        sheet,
        name=laid_out_name(sheet),
        grid=frame.where(frame.notna(), None),
        hidden_rows=(),
        hidden_columns=(),
        merged_ranges=(),
        error_cells=tuple(moved[cell] for cell in sheet.error_cells if cell in moved),
        formula_cells=tuple(moved[cell] for cell in sheet.formula_cells if cell in moved),
        struck_cells=tuple(moved[cell] for cell in sheet.struck_cells if cell in moved),
        comments=tuple((moved[cell], text) for cell, text in sheet.comments if cell in moved),
        telling_formats=tuple(formats),
        far_cells=(),
        number_formats=(),
        total_rows=(),
        indents=(),
        outline_levels=(),
    )
