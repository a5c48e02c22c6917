"""A zipped workbook before its readers: checked, told apart, and each sheet scanned for what readers lose."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import cast

import pyarrow as pa
from isal import isal_zlib

from tasks.intake.files.clean_copy import clean_copy, needs_copy
from tasks.intake.files.comments import comments_of
from tasks.intake.files.ooxml import (
    CellStyles,
    SheetPart,
    asks_for_calculation,
    cell_styles,
    relations,
    sheet_parts,
    total_rows,
)
from tasks.intake.files.own_marks import zip_marks
from tasks.intake.files.plain_cells import NotPlain, shared_texts
from tasks.intake.files.plain_sheet import PlainSheet
from tasks.intake.files.read_job import Job
from tasks.intake.files.xlsb_scan import binary_sheet_parts, scan_binary_sheet
from tasks.intake.files.xlsx_scan import SheetScan, scan_sheet
from tasks.intake.files.zip_container import Container, zip_kind

# A sheet of so many bytes is worth the start of another way to read it.
PLAIN_FROM_BYTES = 1 << 20
MOST_SHARED_BYTES = 1 << 28
# What a damaged zip raises when one of its parts is unpacked.
DAMAGED: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    cast("type[Exception]", isal_zlib.error),
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def prepare_workbook(job: Job) -> None:
    """Fills in kind, container, scans, notes and properties of a job whose file is a zip.

    Raises:
        Refused: by a limit, by what is in it, or as no spreadsheet.
    """
    job.container = Container(job.path, job.limits)
    job.kind = zip_kind(job.container)
    job.container.refuse_entities()
    job.notes += job.container.notes()
    job.properties = zip_marks(job.container)
    # Our own reader of OpenDocument loses nothing that a scan would have to find.
    if job.kind == "ods":
        return
    styles = CellStyles() if job.kind == "xlsb" else cell_styles(job.container)
    job.number_formats = styles.formats
    shared = cache(lambda: _shared_texts(job.container))
    sheets = [sheet for sheet in _sheets(job) if sheet.kind == "worksheet"]
    for sheet in sheets:
        scan, plain = _scan(job, sheet.part, styles, shared)
        links = relations(job.container, sheet.part).values()
        scan.comments += comments_of(job.container, links)
        scan.total_rows = total_rows(job.container, links)
        job.scans[sheet.name] = (sheet, scan)
        # Where nothing but empty texts was seen, a reader must say what there is.
        if plain and plain.writer.rows and not job.container.is_unusual:
            job.plain[sheet.name] = plain
    if len(job.scans) < len(sheets):  # two sheets of the same name
        job.plain.clear()
    if job.kind != "xlsb" and asks_for_calculation(job.container):
        _drop_placeholders([scan for _, scan in job.scans.values()])
    if needs_copy(job):
        try:
            job.path = clean_copy(job)
        except DAMAGED:  # the readers are tried on the file as it is
            return


def _drop_placeholders(scans: list[SheetScan]) -> None:
    """Formulas of a workbook that was never calculated hold a 0 that is no result: they have no value."""
    if not any(scan.has_results for scan in scans):
        for scan in scans:
            scan.formulas += scan.zero_formulas


def _sheets(job: Job) -> list[SheetPart]:
    try:
        return binary_sheet_parts(job.container) if job.kind == "xlsb" else sheet_parts(job.container)
    except (*DAMAGED, IndexError):
        return []


def _scan(
    job: Job, part: str, styles: CellStyles, shared: Callable[[], pa.Array]
) -> tuple[SheetScan, PlainSheet | None]:
    info = job.container.parts.get(part)
    if info is None:
        return SheetScan(), None
    try:
        with job.container.open(info) as handle:
            if job.kind == "xlsb":
                return scan_binary_sheet(handle), None
            plain = PlainSheet(job.limits, styles, shared) if info.file_size >= PLAIN_FROM_BYTES else None
            return scan_sheet(handle, styles, asks_for_calculation(job.container), plain)
    except DAMAGED:
        return SheetScan(), None  # a damaged part is the readers' matter, if they need it at all


def _shared_texts(container: Container) -> pa.Array:
    """The texts that cells name by number.

    Raises:
        NotPlain: they are not there, are many, or are not plain.
    """
    info = container.parts.get("xl/sharedstrings.xml")
    if info is None or info.file_size > MOST_SHARED_BYTES:
        raise NotPlain
    with container.open(info) as handle:
        return shared_texts(handle.read())
