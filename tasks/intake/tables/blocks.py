"""Where the tables are on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from tasks.distinct_texts import are_texts
from tasks.excel import column_number
from tasks.intake.cells.cell_kinds import plain_kind
from tasks.intake.files.raw import RawSheet
from tasks.intake.tables.figure_texts import with_figures
from tasks.intake.tables.header_rows import earlier_header, first_header, later_headers
from tasks.intake.tables.heading_cells import filled_cells, heading_text
from tasks.intake.tables.heading_notes import with_legend, with_notes, with_units_of_comments
from tasks.intake.tables.joined_headings import joined_headings, under_groups
from tasks.intake.tables.restated_headings import restated
from tasks.intake.tables.second_header import (
    is_group_row,
    is_merged_into,
    is_row_of_units,
    is_rule,
    is_second_header,
    is_units_below,
    unmerged_headings,
)
from tasks.intake.thresholds import FULL_COLUMN, JOIN_SHARE
from tasks.intake.wording.heading import columns_named, equal_alias, names_processes, parse_heading
from tasks.intake.wording.normalise import fold, words
from tasks.intake.wording.word_lists import words_of_kind
from tasks.joined_frames import where

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Block:
    """One table: its headings by letter, its data rows as they are understood and, where that is another
    thing, as they were sent, and where it was found. ``recut`` are rows of delimited text that were cut anew,
    ``uneven`` those that could not be and are no longer in ``data``. ``left_open`` are columns that are blank
    because all rows can be cut in more than one way. ``written`` are headings as the sheet has them, by letter, where
    they are read in other words.
    """

    sheet: RawSheet
    header_rows: tuple[int, ...]
    headings: dict[str, str]
    data: pd.DataFrame
    notes: tuple[str, ...] = field(default=())
    as_sent: pd.DataFrame | None = None
    recut: tuple[int, ...] = ()
    uneven: tuple[int, ...] = ()
    left_open: tuple[str, ...] = ()
    written: dict[str, str] = field(default_factory=dict)
    ticked: dict[str, str] = field(default_factory=dict)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """``with_figures`` of the cells below the headings."""
        return with_figures(self.data)


def find_blocks(sheet: RawSheet, heading_rows: Sequence[int] = ()) -> list[Block]:
    """The tables of one sheet, top to bottom; a list of side-by-side tables where each holds names of
    processes.

    Args:
        sheet: the sheet.
        heading_rows: numbers of rows that hold headings as a map says; used where they were not found.
    """
    blocks = _blocks(sheet, None)
    header_rows = {row for block in blocks for row in block.header_rows}
    # The map is asked last: where the search found the same rows, nothing is read twice.
    missed = [row for row in heading_rows if row not in header_rows and row in sheet.grid.index]
    return _blocks(sheet, missed[0]) if missed else blocks


def _blocks(sheet: RawSheet, heading_row: int | None) -> list[Block]:
    grid = _without_blank_lines(sheet.grid)
    # Files whose format keeps headings apart from the rows have no header row to look for.
    if sheet.headings:
        written = dict(zip(grid.columns, sheet.headings, strict=True))
        headings = restated(written, grid)
        return _side_by_side(Block(sheet, (1,), headings, grid, written=_differing(written, headings)))
    if grid.empty or grid.shape[1] == 0:
        return []
    header = first_header(grid) if heading_row is None else int(grid.index.searchsorted(heading_row))
    if header is None:
        return []
    first = earlier_header(grid, header) if heading_row is None else header
    starts = sorted({first, header, *later_headers(grid, first)})
    blocks: list[Block] = []
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(grid)
        part = grid.iloc[start:end]
        if position + 1 < len(starts):
            part = _without_next_title(part, int(grid.index[end]))
        # Only the row right above the header can name groups of columns; one above a gap is a title, and one of the
        # table above is neither.
        is_below = start > 0 and grid.index[start - 1] == grid.index[start] - 1
        above = (
            grid.iloc[start - 1] if is_below and not _goes_on_from(grid, starts[:position], start) else None
        )
        blocks += _side_by_side(_block(sheet, part, above, grid.iloc[:start]))
    return blocks


def _without_blank_lines(grid: pd.DataFrame) -> pd.DataFrame:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = {}
    for name in grid.columns:
        column = grid[name]
        if isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow":
            cells = pa.array(column)
            is_blank = np.asarray(pc.fill_null(pc.or_(pc.utf8_is_space(cells), pc.equal(cells, "")), False))
        elif column.dtype.kind == "O":  # texts of a short list, or mixed cells
            is_blank = np.array(are_texts(column))  # a copy, to write into
            is_blank[is_blank] = [not text.strip() for text in column.to_numpy()[is_blank]]
        else:
            continue
        texts |= {name: column.mask(is_blank)} if is_blank.any() else {}
    # Cells of spaces become blank, so that a row of them ends a table as an empty row does.
    grid = grid.assign(**texts) if texts else grid
    return where(grid, grid.notna().any(axis=1))


def _goes_on_from(grid: pd.DataFrame, starts: list[int], start: int) -> bool:
    """Whether no blank row is between the start of the table above and that of the next one."""
    return bool(starts) and grid.index[start] - grid.index[starts[-1]] == start - starts[-1]


def _without_next_title(part: pd.DataFrame, next_row: int) -> pd.DataFrame:
    """Leave out the one or two lone cells after the last gap, or a lone one right above the next table: its title."""
    import numpy as np

    if len(part) > 1 and part.index[-1] == next_row - 1 and part.iloc[-1].notna().sum() == 1:
        part = part.iloc[:-1]
    gaps = np.flatnonzero(np.diff(part.index.to_numpy()) > 1) + 1
    if len(gaps) and len(part) - gaps[-1] <= 2 and part.iloc[gaps[-1] :].notna().sum(axis=1).max() <= 2:
        return part.iloc[: gaps[-1]]
    return part


def _headed(
    sheet: RawSheet, part: pd.DataFrame, above: pd.Series | None
) -> tuple[list[int], dict[str, str], pd.DataFrame]:
    """Numbers of the rows of headings, the headings by letter, and the rows below them.

    Args:
        sheet: for its merged ranges.
        part: the rows of the table, the row that heads it first.
        above: the row right above it; None if there is none.
    """
    rows = [int(part.index[0])]
    headings = _texts(part.iloc[0])
    data = part.iloc[1:]
    if len(data) and is_rule(filled_cells(data.iloc[0])):
        data = data.iloc[1:]
    below, after = _next_rows(data)
    # Only a row right below the header can be its second half; units may follow a blank row.
    is_next = len(data) > 0 and data.index[0] == rows[0] + 1
    wider = (
        unmerged_headings(headings, below, list(part.columns)) if is_next and after is not None else headings
    )
    is_second = wider != headings or (is_next and is_second_header(sheet, headings, below, after))
    if is_second:
        lower = _texts(data.iloc[0])
        rows.append(int(data.index[0]))
        data = data.iloc[1:]
        below, after = _next_rows(data)
        if len(data) and is_merged_into(sheet, rows, below, int(data.index[0])):
            lower = joined_headings(lower, _texts(data.iloc[0]))
            rows.append(int(data.index[0]))
            data = data.iloc[1:]
            below, after = _next_rows(data)
        headings = joined_headings(wider, lower)
    if is_units_below(sheet, headings, below, after):
        headings = joined_headings(headings, _texts(data.iloc[0]))
        rows.append(int(data.index[0]))
        data = data.iloc[1:]
    if above is None:
        return rows, headings, data
    if not is_second and is_row_of_units(filled_cells(above), headings):
        return [rows[0] - 1, *rows], joined_headings(headings, _texts(above)), data
    # A title above each of two lists is no part of their headings.
    if is_group_row(filled_cells(above), headings) and not _are_titles(_texts(above), headings):
        return [rows[0] - 1, *rows], under_groups(_texts(above), headings, list(part.columns)), data
    return rows, headings, data


def _texts(row: pd.Series) -> dict[str, str]:
    return {letter: heading_text(value) for letter, value in filled_cells(row).items()}


def _next_rows(data: pd.DataFrame) -> tuple[dict[str, object], dict[str, object] | None]:
    """The filled cells of the first row, and of the second, None if there is none."""
    cells = [filled_cells(data.iloc[place]) for place in range(min(2, len(data)))]
    return cells[0] if cells else {}, cells[1] if len(cells) > 1 else None


def _block(sheet: RawSheet, part: pd.DataFrame, above: pd.Series | None, before: pd.DataFrame) -> Block:
    import pandas as pd

    rows, headings, data = _headed(sheet, part, above)
    written, headings = headings, restated(headings, data)
    written = _differing(written, headings)
    headings, legend = with_legend(with_notes(headings, before, data), before, data)
    data = data.drop(index=legend) if legend else data
    headings = with_units_of_comments(headings, dict(sheet.comments), rows)
    # The column of a corrections workbook in which this program said what to do is no data of the sender.
    our_headings = words_of_kind("what_to_do")
    headings = {letter: text for letter, text in headings.items() if fold(text) not in our_headings}
    ours = {
        letter for letter, value in filled_cells(part.iloc[0]).items() if fold(str(value)) in our_headings
    }
    filled = data.columns[data.notna().any()].difference(list(ours), sort=False)
    # A column without a heading stays if a cell below is filled: a unit or a remark may be there.
    letters = [letter for letter in part.columns if letter in headings or letter in filled]
    return Block(
        sheet,
        tuple(rows),
        {letter: headings.get(letter, "") for letter in letters},
        # Without its heading a column often holds cells of one kind alone, and gets their dtype.
        pd.DataFrame(
            {letter: plain_kind(data[letter]) for letter in letters}, data.index, letters, copy=False
        ),
        written=written,
    )


def _differing(written: dict[str, str], headings: dict[str, str]) -> dict[str, str]:
    return {letter: text for letter, text in written.items() if headings[letter] != text}


def _side_by_side(block: Block) -> list[Block]:
    """Split where an empty column stands between two tables that both name processes."""
    groups = _begun_again(block) or _apart(block.headings)
    # Two groups that both name processes are two lists side by side; one alone may have side tables.
    if sum(_names_processes(block.headings, group) for group in groups) < 2:
        groups = _beside(block, groups)
        if len(groups) < 2:
            return [block]
    parts = []
    for group in groups:
        data = block.data[[letter for letter in group if letter in block.data]]
        parts.append(
            Block(
                block.sheet,
                block.header_rows,
                {letter: block.headings[letter] for letter in group},
                data.loc[data.notna().any(axis=1)],
                written=block.written,
            )
        )
    return parts


def _apart(headings: dict[str, str]) -> list[list[str]]:
    """The letters of the headings, divided where a column is empty."""
    groups: list[list[str]] = [[]]
    previous = None
    for letter in headings:
        number = column_number(letter)
        if previous is not None and number > previous + 1:
            groups.append([])
        groups[-1].append(letter)
        previous = number
    return groups


def _begun_again(block: Block) -> list[list[str]]:
    """The letters of the headings, divided where those of a list begin again right beside it, with other names below
    them; empty where they do not.
    """
    letters = list(block.headings)
    heading = block.headings[letters[0]]
    starts = [place for place, letter in enumerate(letters) if block.headings[letter] == heading]
    if len(starts) < 2 or not _names_processes(block.headings, letters[:1]):
        return []
    ends = [*starts[1:], len(letters)]
    lists = [letters[start:end] for start, end in zip(starts, ends, strict=True)]
    measured = [columns_named(block.headings[letter] for letter in group[1:]) for group in lists]
    names = [block.data[group[0]].dropna() for group in lists]
    are_other = all(not len(other) or other.isin(names[0]).mean() < JOIN_SHARE for other in names[1:])
    return lists if are_other and all(set(measured[0]) & set(other) for other in measured[1:]) else []


def _names_processes(headings: dict[str, str], letters: list[str]) -> bool:
    aliases = (equal_alias(parse_heading(headings[letter])) for letter in letters)
    return any(alias is not None and alias[0].column == "process_name" for alias in aliases)


def _are_titles(groups: dict[str, str], headings: dict[str, str]) -> bool:
    """Whether texts above headings are titles of several lists side by side: one above the first column of each."""
    lists = _apart(headings)
    return (
        len(lists) > 1
        and all(_names_processes(headings, letters) for letters in lists)
        and set(groups) <= {letters[0] for letters in lists}
    )


def _beside(block: Block, groups: list[list[str]]) -> list[list[str]]:
    """The list, and the tables that are beside it behind an empty column: those that are full from the first
    row on and end above or below the last row of the list, or name something else than processes, or have no
    headings.
    """
    main, sides = list(groups[0]), []
    last = _rows_filled(block.data[main])
    for group in groups[1:]:
        rows = _rows_filled(block.data[group])
        share = float(block.data[group].iloc[:rows].notna().mean().mean()) if rows else 0.0
        is_headed = any(block.headings[letter] for letter in group)
        is_other = rows != last or _names_something_else(block, group)
        is_table = len(group) > 1 and rows > 1 and is_other and share >= FULL_COLUMN
        if is_table or (not is_headed and rows > last):
            sides.append(group)
        else:
            main += group
    return [main, *sides]


def _names_something_else(block: Block, group: list[str]) -> bool:
    """Whether the first column of a group names people, terms and the like, each once; or a title above the group
    says what it lists.
    """
    grid, top = block.sheet.grid, block.header_rows[0]
    titles = [grid.at[row, group[0]] for row in {top - 1, *block.header_rows[:-1]} if row in grid.index]
    if any(isinstance(text, str) and words(text) and {*words(text)} <= _side_words("") for text in titles):
        return True
    heading, names = parse_heading(block.headings[group[0]]), block.data[group[0]].dropna()
    alias = equal_alias(heading)
    is_name = alias is not None and alias[0].column == "process_name" and not names_processes(heading)
    return names.is_unique and (is_name or bool(heading.all_words & _side_words("provider")))


@cache
def _side_words(without: str) -> frozenset[str]:
    """Words for what other tables list, those of one kind left out, and words for people."""
    sides = [text for text, kind in words_of_kind("side_sheet").items() if kind != without or not without]
    return frozenset(word for text in (*sides, *words_of_kind("person_word")) for word in words(text))


def _rows_filled(data: pd.DataFrame) -> int:
    """How many rows there are down to the last that is filled in."""
    import numpy as np

    filled = np.flatnonzero(data.notna().any(axis=1).to_numpy())
    return int(filled[-1]) + 1 if len(filled) else 0
