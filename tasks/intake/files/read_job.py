"""What the readers of one file share: where it is, what it may cost, and where its sheets go."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tasks.intake.files.grid_writer import GridWriter
    from tasks.intake.files.ooxml import SheetPart
    from tasks.intake.files.plain_sheet import PlainSheet
    from tasks.intake.files.xlsx_scan import SheetScan
    from tasks.intake.files.zip_container import Container
    from tasks.settings import Limits

# So many rows are Python objects at a time.
CHUNK_ROWS = 4096


class ReaderMissed(Exception):
    """A reader ended without an error and without what is known to be there."""


@dataclass
class Job:
    """One file to read.

    ``path`` may become that of a clean copy. ``container`` is there for a zip alone. ``plain`` holds sheets that were
    read while they were scanned.
    ``sheets`` are those written so far: facts of RawSheet, and ``grid``, the name of its file.
    """

    path: Path
    folder: Path
    limits: Limits
    kind: str = ""
    container: Container = field(init=False, repr=False)
    scans: dict[str, tuple[SheetPart, SheetScan]] = field(default_factory=dict)
    plain: dict[str, PlainSheet] = field(default_factory=dict, repr=False)
    number_formats: list[str] = field(default_factory=list)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    properties: tuple[tuple[str, str], ...] = ()

    def write(self, writer: GridWriter, name: str, **facts: Any) -> None:
        """Writes the grid of a finished sheet and remembers what is known about it.

        Args:
            writer: the finished grid.
            name: of the sheet.
            **facts: what RawSheet says beside the grid.
        """
        grid = f"{len(self.sheets)}.arrow"
        writer.write(self.folder / grid)
        has_cells = bool(writer.rows or facts.get("error_cells") or facts.get("formula_cells"))
        self.sheets.append({"name": name, "grid": grid, "has_cells": has_cells, **facts})
