"""A copy of a workbook that readers agree on: no strays (they reserve memory for all between), no part twice,
plain names.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tasks.intake.files.read_job import Job
from tasks.intake.files.sheet_xml import SheetXml, pieces
from tasks.intake.files.xlsb_scan import CELLS, ROW, records
from tasks.intake.files.xlsx_scan import SheetScan, row_number


def needs_copy(job: Job) -> bool:
    """Whether readers would stumble over the workbook as it is."""
    return job.container.is_unusual or any(scan.far for _, scan in job.scans.values())


def clean_copy(job: Job) -> Path:
    """Copies an .xlsx, .xlsm or .xlsb workbook into the job's folder without what readers stumble over."""
    target = job.folder / f"clean_copy.{job.kind}"
    scans = {part.part: scan for part, scan in job.scans.values() if scan.far}
    clean = _clean_records if job.kind == "xlsb" else _clean_xml
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name, info in job.container.parts.items():
            with (
                job.container.zip.open(info) as source,
                copy.open(job.container.names[name], "w", force_zip64=True) as sink,
            ):
                for piece in (
                    clean(source, scans[name]) if name in scans else iter(lambda: source.read(1 << 20), b"")
                ):
                    sink.write(piece)
    return target


def _clean_xml(source: IO[bytes], scan: SheetScan) -> Iterator[bytes]:
    """The XML of a sheet without the rows and cells that hold strays."""
    columns_of = _columns_by_row(scan)
    number = 0
    for xml, where, parts in pieces(source):
        if where != "rows":
            yield parts[0]
            continue
        for part in parts:
            number = row_number(xml, part, number)
            if number not in columns_of:
                yield part
            # Rows below the data hold strays alone and are left out whole.
            elif number <= scan.last_row:
                yield _without_cells(xml, part, columns_of[number])


def _without_cells(xml: SheetXml, part: bytes, columns: set[int]) -> bytes:
    # The pattern visits the cells in the same order, so that each match takes the next number.
    numbers = iter([column for column, _, _ in xml.cells(part)])
    return xml.cell.sub(lambda match: b"" if next(numbers) in columns else match[0], part)


def _clean_records(source: IO[bytes], scan: SheetScan) -> Iterator[bytes]:
    """The records of a binary sheet without the cells that are strays."""
    columns_of = _columns_by_row(scan)
    strays: set[int] = set()
    for code, whole, start in records(source):
        if code == ROW:
            number = int.from_bytes(whole[start : start + 4], "little") + 1
            strays = columns_of.get(number, set())
        if code not in CELLS or int.from_bytes(whole[start : start + 4], "little") + 1 not in strays:
            yield whole


def _columns_by_row(scan: SheetScan) -> dict[int, set[int]]:
    columns_of: dict[int, set[int]] = {}
    for row, column in scan.far:
        columns_of.setdefault(row, set()).add(column)
    return columns_of
