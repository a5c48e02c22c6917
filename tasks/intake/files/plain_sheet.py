"""A sheet of plain rows as columns, made in the pass that looks for what readers lose, so that no reader is needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.excel.addresses import column_letter
from tasks.intake.files.grid_writer import EXACT_BELOW, GridWriter
from tasks.intake.files.number_format import is_telling
from tasks.intake.files.ooxml import CellStyles
from tasks.intake.files.plain_cells import BOOLEAN, NUMBER, SHARED, NotPlain, PlainCells, plain_cells
from tasks.intake.files.sheet_xml import SheetXml
from tasks.intake.files.xlsx_scan import HIDDEN, OUTLINE, SheetScan, is_sampled

if TYPE_CHECKING:
    from tasks.intake.files.stray_cells import Extent
    from tasks.settings import Limits

# Formats that are no dates, whatever reads them: they hold no letter that could be one of a date.
NUMBER_FORMAT = re.compile(r"General|[^A-Za-z]*", re.IGNORECASE)
LONGEST_BARE_HEAD = len('<row r="1234567">')
_NONE = -1


class PlainSheet:
    """Takes the rows of one sheet, block by block, as long as they are plain.

    Args:
        limits: the most cells that a sheet may have.
        styles: of the workbook.
        shared: gives the texts that cells name by number; raises NotPlain where they are not plain.
    """

    def __init__(self, limits: Limits, styles: CellStyles, shared: Callable[[], pa.Array]) -> None:
        self.writer = GridWriter(limits)
        self._limits, self._styles, self._shared = limits, styles, shared
        self.last_row = 0

    def take(self, xml: SheetXml, block: bytes, scan: SheetScan, extent: Extent) -> None:
        """Adds whole rows to the columns, and what they show to the scan.

        Args:
            xml: the patterns of the sheet.
            block: from "<row" to "</row>".
            scan: what the pass has shown so far.
            extent: where the data ends so far.

        Raises:
            NotPlain: there is more in the rows than plain cells; scan and extent are as they were.
        """
        if not xml.is_plain:
            raise NotPlain
        cells = plain_cells(block)
        if cells.numbers[0] <= self.last_row:
            raise NotPlain
        self._refuse_formats(cells)
        numbers, columns = self._columns(cells)
        # Nothing is refused from here on.
        self.last_row = int(cells.numbers[-1])
        self.writer.number_rows(numbers.tolist())
        self.writer.add_columns(columns, len(numbers))
        _note_rows(cells, scan)
        _note_extent(cells, scan, extent)
        self._note_styles(cells, scan)

    def _refuse_formats(self, cells: PlainCells) -> None:
        """Refuses numbers that may be dates or times."""
        formats = self._styles.formats
        for style in np.unique(cells.style[cells.kind == NUMBER]).tolist():
            if style != _NONE and (
                style >= len(formats)
                or style in self._styles.unknown
                or not NUMBER_FORMAT.fullmatch(formats[style])
            ):
                raise NotPlain

    def _columns(self, cells: PlainCells) -> tuple[np.ndarray, list[dict[str, pa.Array]]]:
        """Numbers of the rows that are not blank, and each column's cells by kind, as GridWriter takes them."""
        shared, is_blank = None, cells.end == cells.start
        if (cells.kind == SHARED).any():
            shared = self._shared()
            own = cells.kind == SHARED
            places = cells.figures(SHARED).astype(np.int64)
            if places[own].min() < 0 or places[own].max() >= len(shared):
                raise NotPlain
            is_blank = is_blank | (own & (_lengths(shared)[places] == 0))
            shared = shared.take(pa.array(places, mask=~own))
        numbers, flags = cells.figures(NUMBER), cells.figures(BOOLEAN)
        if (np.abs(numbers) >= EXACT_BELOW).any() or not np.isin(flags, (0, 1)).all():
            raise NotPlain
        is_filled = np.zeros(len(cells.numbers), bool)
        is_filled[cells.row[~is_blank]] = True
        rows, width = int(np.count_nonzero(is_filled)), int(cells.column.max(initial=0))
        if (self.writer.rows + rows) * width > self._limits.cells:
            raise NotPlain
        # The cell of each place of the block, where there is one.
        cell_at = np.full((width, rows), _NONE)
        own = np.flatnonzero(is_filled[cells.row])
        cell_at[cells.column[own] - 1, (np.cumsum(is_filled) - 1)[cells.row[own]]] = own
        makers = {
            "n": (cells.kind == NUMBER, lambda places: _taken(pa.array(numbers), places)),
            "b": (cells.kind == BOOLEAN, lambda places: _taken(pa.array(flags == 1), places)),
            "s": (~is_blank & (cells.kind > NUMBER) & (cells.kind < SHARED), cells.texts),
            "S": (~is_blank & (cells.kind == SHARED), lambda places: _taken(shared, places)),
        }
        return cells.numbers[is_filled], [_by_kind(places, makers) for places in cell_at]

    def _note_styles(self, cells: PlainCells, scan: SheetScan) -> None:
        """Adds telling number formats of numbers, and indents and strikes of all else."""
        is_number, styles = cells.kind == NUMBER, self._styles
        telling = [number for number, code in enumerate(styles.formats) if is_telling(code)]
        for at in np.flatnonzero(is_number & np.isin(cells.style, telling)).tolist():
            row, column = int(cells.numbers[cells.row[at]]), int(cells.column[at])
            scan.telling.add(column, styles.formats[cells.style[at]], row)
        for at in np.flatnonzero(~is_number & np.isin(cells.style, list(styles.indents))).tolist():
            row, letter = int(cells.numbers[cells.row[at]]), column_letter(int(cells.column[at]))
            scan.indents.append((row, letter, styles.indents[int(cells.style[at])]))
        for at in np.flatnonzero(~is_number & np.isin(cells.style, list(styles.struck))).tolist():
            scan.struck.append((int(cells.numbers[cells.row[at]]), int(cells.column[at])))


def _lengths(texts: pa.Array) -> np.ndarray:
    return pc.binary_length(texts).to_numpy()


def _taken(values: Any, places: pa.Array) -> pa.Array:
    return values.take(places)


def _by_kind(
    places: np.ndarray, makers: dict[str, tuple[np.ndarray, Callable[[pa.Array], pa.Array]]]
) -> dict[str, pa.Array]:
    """One column's cells by kind, as GridWriter takes them: a letter of TYPES.

    Args:
        places: for each row the place of the column's cell, or _NONE.
        makers: by kind which cells are of it, and what takes places and gives their values. "S" is text too.
    """
    is_cell = places != _NONE
    parts: dict[str, pa.Array] = {}
    for kind, (is_kind, values_at) in makers.items():
        is_own = is_cell & is_kind[places]
        if is_own.any():
            values = values_at(pa.array(places, mask=~is_own))
            key = kind.lower()
            parts[key] = pc.coalesce(parts[key], values) if key in parts else values
    return parts


def _note_rows(cells: PlainCells, scan: SheetScan) -> None:
    """Adds rows that are hidden, or grouped in the outline."""
    start, end = cells.tags.start[cells.heads], cells.tags.end[cells.heads]
    for at in np.flatnonzero(end - start >= LONGEST_BARE_HEAD).tolist():
        head, number = cells.tags.block[start[at] : end[at]], int(cells.numbers[at])
        if HIDDEN.search(head):
            scan.hidden_rows.append(number)
        if not head.endswith(b"/") and (level := OUTLINE.search(head)):
            scan.outline_levels.append((number, int(level[1])))


def _note_extent(cells: PlainCells, scan: SheetScan, extent: Extent) -> None:
    """Adds how far the rows reach, and the styles of the numbers in some of them."""
    counts = np.bincount(cells.row, minlength=len(cells.numbers))
    behind, filled = np.cumsum(counts), np.flatnonzero(counts)
    numbers, lasts, counts = cells.numbers[filled], cells.column[behind[filled] - 1], counts[filled]
    before = extent.rows
    if extent.add_near(numbers, lasts, counts):
        sampled = [at for at in range(len(filled)) if is_sampled(before + at + 1)]
    else:
        sampled = []
        for at, row in enumerate(filled.tolist()):
            own = cells.column[behind[row] - counts[at] : behind[row]]
            extent.add(int(numbers[at]), int(lasts[at]), int(counts[at]), own.tolist)
            sampled += [at] if is_sampled(extent.rows) else []
    for at in sampled:
        own = slice(behind[filled[at]] - counts[at], behind[filled[at]])
        for column, style, kind in zip(cells.column[own], cells.style[own], cells.kind[own], strict=True):
            if kind == NUMBER:
                scan.styles[int(column)][max(int(style), 0)] += 1
