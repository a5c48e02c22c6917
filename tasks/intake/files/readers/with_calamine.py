"""Workbooks read by calamine, which is fast; what it loses (errors, formulas without value, long numbers)
comes from the scan.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from itertools import islice
from pathlib import Path

from tasks.intake.files.grid_writer import GridWriter
from tasks.intake.files.read_job import CHUNK_ROWS, Job, ReaderMissed
from tasks.intake.files.refused import Refused
from tasks.intake.files.sheet_xml import addresses
from tasks.intake.files.xlsx_scan import SheetScan


def read(job: Job) -> None:
    """Reads every worksheet of a workbook.

    Raises:
        Refused: FILE_PASSWORD.
        ReaderMissed: a sheet is known to hold more than calamine shows.
        Exception: whatever calamine raises, a panic (BaseException) among it.
    """
    if job.plain and job.plain.keys() == job.scans.keys():
        for name in job.plain:
            _write_plain(job, name)
        return
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(_with_true_ending(job))
    except calamine.PasswordError:
        raise Refused("FILE_PASSWORD") from None
    for sheet in book.sheets_metadata:
        if sheet.name in job.plain:
            _write_plain(job, sheet.name)
        elif sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            _read_sheet(
                job,
                book.get_sheet_by_name(sheet.name),
                sheet.name,
                sheet.visible != calamine.SheetVisibleEnum.Visible,
            )
    book.close()


def _read_sheet(job: Job, sheet, name: str, is_hidden: bool) -> None:
    part, scan = job.scans.get(name, (None, SheetScan()))
    first_column = sheet.start[1] + 1 if sheet.start else 1
    merged = scan.merged or _ranges(sheet)
    writer = GridWriter(job.limits, merged, first_column)
    exact = defaultdict(list)
    for (row, column), value in scan.exact.items():
        exact[row].append((column - first_column, value))
    rows, start = sheet.iter_rows() if sheet.start else iter([]), 1
    while chunk := list(islice(rows, CHUNK_ROWS)):
        # What calamine spoils is put in its place from the scan: long integers, ISO dates, numbers shown like
        # dates.
        for row in exact.keys() & set(range(start, start + len(chunk))):
            for column, value in exact[row]:
                chunk[row - start][column] = value
        writer.add(list(range(start, start + len(chunk))), chunk)
        start += len(chunk)
    # The scan saw values and calamine shows none: another reader must try.
    if not writer.rows and scan.cells > len(scan.errors) + len(scan.formulas):
        raise ReaderMissed(name)
    facts = scan.facts() if part else {"merged_ranges": merged}
    job.write(
        writer,
        name,
        is_hidden=is_hidden or bool(part and part.is_hidden),
        number_formats=scan.formats(job.number_formats),
        **facts,
    )


def _write_plain(job: Job, name: str) -> None:
    """A sheet whose rows were read while it was scanned."""
    part, scan = job.scans[name]
    formats = scan.formats(job.number_formats)
    writer = job.plain[name].writer
    job.write(writer, name, is_hidden=part.is_hidden, number_formats=formats, **scan.facts())


def _ranges(sheet) -> list[str]:
    corners = [
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return [":".join(addresses(list(pair))) for pair in corners]


def _with_true_ending(job: Job) -> Path:
    """The file under a name whose ending says what it is: calamine judges by that."""
    if job.path.suffix.lower() == f".{job.kind}":
        return job.path
    alias = job.folder / f"input.{job.kind}"
    if not alias.exists():
        try:
            alias.symlink_to(job.path)
        except OSError:  # a system without links
            shutil.copyfile(job.path, alias)
    return alias
