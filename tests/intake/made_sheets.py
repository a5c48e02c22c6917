"""Sheets as a reader would hand them on, made from plain lists of rows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.records import Intake
from tasks.excel import column_letter
from tasks.intake.assemble.interpret import interpret
from tasks.intake.files.raw import RawFile, RawSheet


def sheet(*rows: list[Any], name: str = "Processes", first_row: int = 1, **facts: Any) -> RawSheet:
    """A sheet from its rows, the first in ``first_row``; blank rows are left out as a reader may do."""
    width = max((len(row) for row in rows), default=0)
    filled = {
        first_row + place: [*row, *[None] * (width - len(row))]
        for place, row in enumerate(rows)
        if any(cell is not None for cell in row)
    }
    grid = pd.DataFrame(
        list(filled.values()),
        index=list(filled),
        columns=[column_letter(place + 1) for place in range(width)],
        dtype=object,
    )
    return RawSheet(name=name, grid=grid, **facts)


def file(*sheets: RawSheet, name: str = "list.xlsx", **facts: Any) -> RawFile:
    """A file that was read."""
    return RawFile(
        file=name, path=f"/in/{name}", sha256="0" * 64, size_bytes=1000, kind="xlsx", sheets=sheets, **facts
    )


def read(*rows: list[Any], **facts: Any) -> Intake:
    """One sheet of one file, interpreted."""
    return interpret([file(sheet(*rows, **facts))])


def column(heading: str, *cells: Any, name: str | None = None) -> pd.Series:
    """The typed column that one heading and its cells give, beside a column of names; its index the position
    of the cell.
    """
    intake = read(
        ["Process name", heading],
        *[[f"Work of kind {chr(65 + place % 26)}{place}", cell] for place, cell in enumerate(cells)],
    )
    match = intake.tables[0].headings[1]
    return intake.typed[name or match.column]


def codes(intake: Intake) -> dict[str, list[str]]:
    """Issue codes with the cells they name."""
    return {code: sorted(cells) for code, cells in intake.issues.groupby("code")["cell"]}
