"""Which row heads a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, columns
from tasks.intake.tables.heading_cells import (
    LONGEST_HEADING,
    as_number,
    filled_cells,
    head_columns,
    is_figure,
    is_filled,
    names_the_processes,
)
from tasks.intake.thresholds import HEADER_SEARCH_ROWS, LATER_HEADERS
from tasks.intake.wording.heading import (
    columns_named,
    equal_alias,
    other_headings,
    parse_heading,
    says_process,
)
from tasks.intake.wording.normalise import fold, tidy, words, words_in
from tasks.intake.wording.word_lists import is_blank_word

if TYPE_CHECKING:
    import pandas as pd


_FIGURES_TRIED = 20  # rows above a gap


def _score(cells: dict[str, object], again: Callable[[str, str], bool] | None = None) -> tuple[float, int]:
    """How much a row looks like a header, and how many headings of it are known.

    Args:
        cells: the filled cells of the row by letter.
        again: whether a text is in other rows of a column too, as values do and headings do not.
    """
    texts = {letter: tidy(value) for letter, value in cells.items() if isinstance(value, str)}
    # Each text counts once, because a title merged over many columns is the same text in all of them.
    distinct = {fold(text) for text in texts.values() if text and len(text) <= LONGEST_HEADING}
    claimed: set[str] = set()
    others, is_named = 0, False
    for letter, text in texts.items():
        if fold(text) not in distinct or (again and again(letter, text)):
            continue
        heading = parse_heading(text)
        if alias := equal_alias(heading):
            claimed.add(alias[0].column)
            is_named = is_named or says_process(heading, alias[0])
        else:
            others += bool(heading.forms and heading.forms[0] in other_headings())
    # Known columns say most, and the name of the process more again; a text that nobody knows says little.
    points = 4.0 * len(claimed) + 3.0 * is_named + 2.0 * others + len(distinct) / 2
    # Rows of data hold figures; years, numbers of columns and months do not count, because they may head columns.
    figures = [cell for cell in cells.values() if not isinstance(cell, str)]
    return points - 3.0 * (0 if head_columns(figures) else len(figures)), len(claimed)


def first_header(grid: pd.DataFrame) -> int | None:
    """Position of the row that heads the first table; None where no row looks like one.

    Args:
        grid: the sheet without blank rows; letters as columns, row numbers as index.

    Returns:
        The position in ``grid``, not the row number. If no row has a known heading, it is the first row of texts
        alone that fills at least half of the columns and has a row below it.
    """
    # Twice the rows that are tried, so that the last of these has rows below it that may repeat its texts.
    first = {letter: grid[letter].iloc[: 2 * HEADER_SEARCH_ROWS].tolist() for letter in grid.columns}
    rows = [
        {letter: cells[position] for letter, cells in first.items() if is_filled(cells[position])}
        for position in range(min(HEADER_SEARCH_ROWS, len(grid)))
    ]
    counts_by_letter = {letter: Counter(cells) for letter, cells in first.items()}
    lines = [tuple(cells.values()) for cells in rows]

    def again(letter: str, text: str, line: tuple[object, ...]) -> bool:
        """Values stand more often than the row as a whole does."""
        return counts_by_letter[letter][text] > max(1, lines.count(line))

    likely = [
        index
        for index, (upper, below) in enumerate(pairwise([*rows, {}]))
        if not _goes_on_as_figures(upper, below)
    ]
    scored = [
        (*_score(rows[index], lambda letter, text, line=lines[index]: again(letter, text, line)), index)
        for index in likely
    ]
    # Of equal rows the upper one is the header.
    score, claimed, position = max(scored, key=lambda item: (item[0], -item[2]), default=(0.0, 0, 0))
    if claimed and score > 0:
        return position
    # No heading is known: take a row of texts alone that covers half of the columns.
    width = int(grid.notna().any().sum())
    for position in likely:
        cells = rows[position]
        texts = [
            value for value in cells.values() if isinstance(value, str) and len(value) <= LONGEST_HEADING
        ]
        if len(texts) == len(cells) and len(texts) >= max(1, (width + 1) // 2) and position + 1 < len(grid):
            return position
    return None


def _goes_on_as_figures(cells: dict[str, object], below: dict[str, object]) -> bool:
    """Whether a row is one of data: two of its cells or more are figures, and so are those below them; years and the
    numbers of columns may head figures.
    """
    figures = [
        letter
        for letter in cells
        if letter in below and is_figure(cells[letter]) and is_figure(below[letter])
    ]
    return len(figures) > 1 and not head_columns([as_number(cells[letter]) for letter in figures])


def earlier_header(grid: pd.DataFrame, header: int) -> int:
    """Position of the first header row of a list of processes above a gap and the likeliest header; that one where
    there is none.

    Args:
        grid: the sheet without blank rows; row numbers as index.
        header: position of the likeliest header row.
    """
    import numpy as np

    gaps = np.flatnonzero(np.diff(grid.index.to_numpy()[: header + 1]) > 1) + 1
    last = int(gaps[-1]) if len(gaps) else 0
    for position in range(max(0, last - 1)):
        cells = filled_cells(grid.iloc[position])
        if _heads_a_list(cells) and _names_processes(cells):
            # One row below headings without a figure ("Process | Owner") says whose list comes below.
            figures = any(
                columns()[column].type in NUMERIC_TYPES for column in columns_named(map(str, cells.values()))
            )
            is_list = figures or not (gaps == position + 2).any()
            return position if is_list else header
    return header


def later_headers(grid: pd.DataFrame, first: int) -> list[int]:
    """Positions of header rows of further tables: only texts, with two known headings or more, after a gap or with the
    heading of the names again; or of what is no list of processes: "Assumptions", "System | Users".

    Args:
        grid: the sheet without blank rows; row numbers as index.
        first: position of the first header row; only rows below it are looked at.

    Returns:
        Positions in ``grid``, top to bottom.
    """
    import numpy as np

    # Blank rows are no longer in the grid; a jump of the row numbers says where they were.
    gaps = np.flatnonzero(np.diff(grid.index.to_numpy()) > 1) + 1
    positions = _headed_anew(grid, first)
    for gap in gaps[gaps > first + 1][:LATER_HEADERS]:
        # Up to two lines of a title may come before the header.
        for position in range(gap, min(gap + 3, len(grid))):
            cells = filled_cells(grid.iloc[position])
            if _heads_a_list(cells) or _heads_other_things(grid, first, position, cells):
                positions.append(int(position))
                break
    return sorted(set(positions))


def _headed_anew(grid: pd.DataFrame, first: int) -> list[int]:
    """Positions of rows that repeat the heading of the names, and other headings in other words or another order."""
    import numpy as np

    headings = filled_cells(grid.iloc[first])
    name = next((at for at, text in headings.items() if _names_processes({at: text})), None)
    if name is None:
        return []
    again = np.flatnonzero((grid[name].iloc[first + 1 :] == headings[name]).to_numpy(dtype=bool)) + first + 1
    # Merged downwards it is in each of the rows of headings.
    again = again[again > first + 1 + np.arange(len(again))]
    rows = ((int(at), filled_cells(grid.iloc[at])) for at in again[:LATER_HEADERS])
    return [at for at, cells in rows if _heads_a_list(cells) and cells != headings]


def _heads_a_list(cells: dict[str, object]) -> bool:
    score, claimed = _score(cells)
    return claimed >= 2 and claimed * 2 >= len(cells) and score > 0


def _names_processes(cells: dict[str, object]) -> bool:
    return any(isinstance(text, str) and names_the_processes(text) for text in cells.values())


def _heads_other_things(grid: pd.DataFrame, first: int, position: int, cells: dict[str, object]) -> bool:
    """Whether a row begins a table of something else: "Assumptions" or "Legend | Meaning"; and "System | Users" below a
    list that has figures in the second column, where figures follow.
    """
    if position + 1 >= len(grid) or not all(map(_is_word, cells.values())):
        return False
    of_first = set(words(str(next(iter(cells.values())))))
    if not of_first or of_first <= words_in("side_title"):
        return bool(of_first)
    if len(cells) < 2 or not of_first <= words_in("side_sheet"):
        return False
    above, below = grid.iloc[first + 1 : position], filled_cells(grid.iloc[position + 1])
    return any(
        letter in below
        and is_figure(below[letter])
        and (figures := above[letter].dropna()).size > 0
        and all(map(is_figure, figures.tail(_FIGURES_TRIED)))
        for letter in cells
    )


def _is_word(cell: object) -> bool:
    return isinstance(cell, str) and not is_blank_word(fold(cell)) and bool(re.search(r"[^\W\d_]{2,}", cell))
