"""A copy of a workbook without its strays, for readers that reserve memory for every cell up to the last."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tasks.intake.job import Job
from tasks.intake.sheet_pieces import SheetXml, pieces
from tasks.intake.sheet_scan import ROW_NUMBER, SheetScan


def stray_free_copy(job: Job) -> Path:
    """Copies an .xlsx or .xlsm workbook into the job's folder, leaving its strays out."""
    target = job.folder / "without_strays.zip"
    scans = {part.part: scan for part, scan in job.scans.values() if scan.far}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name, info in job.container.parts.items():
            with job.container.zip.open(info) as source, copy.open(info.filename, "w", force_zip64=True) as sink:
                for piece in _kept(source, scans[name]) if name in scans else iter(lambda: source.read(1 << 20), b""):
                    sink.write(piece)
    return target


def _kept(source: IO[bytes], scan: SheetScan) -> Iterator[bytes]:
    """The XML of a sheet without the rows and cells that hold strays."""
    strays = set(scan.far)
    rows_with = {row for row, _ in strays}
    number = 0
    for xml, where, parts in pieces(source):
        if where != "rows":
            yield parts[0]
            continue
        for part in parts:
            number = _row_number(xml, part, number)
            if number not in rows_with:
                yield part
            elif number <= scan.last_row:
                yield _without_cells(xml, part, {column for row, column in strays if row == number})


def _row_number(xml: SheetXml, part: bytes, number: int) -> int:
    position = 0
    while head := xml.row_head.match(part, position):
        found = ROW_NUMBER.search(head[1])
        number = int(found[1]) if found else number + 1
        position = head.end()
        if not head[1].endswith(b"/"):
            break
    return number


def _without_cells(xml: SheetXml, part: bytes, columns: set[int]) -> bytes:
    numbers = iter([column for column, _, _ in xml.cells(part)])
    return xml.cell.sub(lambda found: b"" if next(numbers) in columns else found[0], part)
