"""Tables whose rows are texts in the first column, divided by a sign: a CSV that was opened in the settings of another
country and saved as a workbook, or whose lines are in quotation marks as a whole.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.excel import column_letter
from tasks.intake.files.raw import RawSheet
from tasks.intake.thresholds import EVEN_ROWS, HEADER_SEARCH_ROWS
from tasks.intake.wording.heading import columns_named

if TYPE_CHECKING:
    import pandas as pd

_SIGNS = (";", "\t", "|", ",")
_FEWEST_KNOWN = 2  # headings in one cell
_MOST_CELLS = 2  # of a row above the headings, such as a title and a date


def with_cells_divided(sheet: RawSheet) -> RawSheet:
    """The sheet with the texts of its first column cut into cells from the headings on, and the sign in ``divided_by``;
    the sheet as it was where no cell holds several known headings, or the rows below have other numbers of cells.

    Args:
        sheet: as read.
    """
    heading_row = None if sheet.headings else _find_headings(sheet.grid)
    if heading_row is None:
        return sheet
    start, sign = heading_row
    rows = sheet.grid.iloc[start:].astype(object)
    records = [_cut(_joined(cells), sign) for cells in rows.itertuples(index=False)]
    width = len(records[0])
    if sum(len(record) == width for record in records[1:]) < EVEN_ROWS * max(1, len(records) - 1):
        return sheet
    return replace(sheet, grid=_divided(sheet.grid, start, records), divided_by=sign, delimiter=sign)


def _find_headings(grid: pd.DataFrame) -> tuple[int, str] | None:
    """The position of the row whose one cell holds several known headings, and the sign between them."""
    if grid.empty or grid.iloc[:, 0].dtype.kind not in "OTU" and str(grid.iloc[:, 0].dtype) != "str":
        return None
    top = grid.iloc[:HEADER_SEARCH_ROWS]
    for position, text in enumerate(top.iloc[:, 0]):
        # Row by row: the first one of most sheets settles it.
        count = int(top.iloc[position].notna().sum())
        if count > _MOST_CELLS:
            return None  # a table in cells: a note below it that names columns divides nothing
        if count != 1 or not isinstance(text, str):
            continue
        for sign in _SIGNS:
            parts = _cut(text, sign) if sign in text else []
            known = set(columns_named(parts))
            if len(known) >= _FEWEST_KNOWN and 2 * len(known) >= len(parts):
                return position, sign
    return None


def _joined(cells: Sequence[object]) -> str:
    """A row in one text: a decimal comma may have cut it into two columns. Of a number behind it the zeros are lost
    ("2,05" and "2,5" both leave a 5), so that it cannot be read any more.
    """
    filled = [cell for cell in cells if isinstance(cell, str) or cell == cell and cell is not None]
    return ",".join(cell if isinstance(cell, str) else f"…{cell}" for cell in filled)


def _cut(text: str, sign: str) -> list[str]:
    cells = next(csv.reader([text.replace("\n", " ")], delimiter=sign), [])
    return [cell.strip() for cell in cells]


def _divided(grid: pd.DataFrame, start: int, records: list[list[str]]) -> pd.DataFrame:
    import pandas as pd

    width = max(grid.shape[1], *map(len, records))
    letters = [column_letter(number + 1) for number in range(width)]
    above = grid.iloc[:start].astype(object).set_axis(letters[: grid.shape[1]], axis=1)
    rows = [[cell or None for cell in record] + [None] * (width - len(record)) for record in records]
    below = pd.DataFrame(rows, index=grid.index[start:], columns=letters, dtype=object)
    return pd.concat([above.reindex(columns=letters), below])
