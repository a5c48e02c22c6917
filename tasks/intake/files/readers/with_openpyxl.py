"""Workbooks read by openpyxl: slower, row by row, for what calamine cannot read and for sheets with wide
gaps.
"""

from __future__ import annotations

import warnings
from itertools import islice

from tasks.intake.files.grid_writer import GridWriter
from tasks.intake.files.read_job import CHUNK_ROWS, Job, ReaderMissed
from tasks.intake.files.xlsx_scan import SheetScan


def read(job: Job) -> None:
    """Reads every worksheet of an .xlsx or .xlsm workbook.

    Raises:
        ReaderMissed: openpyxl sees no sheet, or less than is known to be there.
        Exception: whatever openpyxl raises.
    """
    import openpyxl

    with (
        job.path.open("rb") as handle,
        warnings.catch_warnings(),
    ):  # by handle: of a path it judges the ending
        warnings.simplefilter(
            "ignore"
        )  # it warns of extensions that it does not read; none of them holds cells
        book = openpyxl.load_workbook(handle, read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise ReaderMissed
        for sheet in book.worksheets:
            _read_sheet(job, sheet)
        book.close()


def _read_sheet(job: Job, sheet) -> None:
    part, scan = job.scans.get(sheet.title, (None, SheetScan()))
    # what the file declares as its dimension is often wrong, and cells beyond it would be lost
    sheet.reset_dimensions()
    writer = GridWriter(job.limits, scan.merged)
    rows, start = (
        sheet.iter_rows(max_row=scan.last_row or None, max_col=scan.last_column or None, values_only=True),
        1,
    )
    while chunk := [list(row) for row in islice(rows, CHUNK_ROWS)]:
        for row, column in scan.errors:
            if start <= row < start + len(chunk) and column <= len(chunk[row - start]):
                chunk[row - start][column - 1] = None
        writer.add(list(range(start, start + len(chunk))), chunk)
        start += len(chunk)
    if not writer.rows and scan.cells > len(scan.errors) + len(scan.formulas):
        raise ReaderMissed
    job.write(
        writer,
        sheet.title,
        is_hidden=sheet.sheet_state != "visible",
        number_formats=scan.formats(job.number_formats),
        **scan.facts(),
    )
