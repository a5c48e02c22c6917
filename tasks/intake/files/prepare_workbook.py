"""A zipped workbook before its readers: checked, told apart, and each sheet scanned for what readers lose."""

from __future__ import annotations

import zipfile
import zlib

from tasks.intake.files.clean_copy import clean_copy, needs_copy
from tasks.intake.files.ooxml import SheetPart, asks_for_calculation, cell_styles, sheet_parts
from tasks.intake.files.own_marks import zip_marks
from tasks.intake.files.read_job import Job
from tasks.intake.files.xlsb_scan import binary_sheet_parts, scan_binary_sheet
from tasks.intake.files.xlsx_scan import SheetScan, scan_sheet
from tasks.intake.files.zip_container import Container, zip_kind

# What a damaged zip raises when one of its parts is unpacked.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


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
    indent_of: dict[int, int] = {}
    struck: frozenset[int] = frozenset()
    if job.kind != "xlsb":
        job.number_formats, indent_of, struck = cell_styles(job.container)
    job.scans = {
        sheet.name: (sheet, _scan(job, sheet.part, indent_of, struck))
        for sheet in _sheets(job)
        if sheet.kind == "worksheet"
    }
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


def _scan(job: Job, part: str, indent_of: dict[int, int], struck: frozenset[int]) -> SheetScan:
    info = job.container.parts.get(part)
    if info is None:
        return SheetScan()
    try:
        with job.container.zip.open(info) as handle:
            if job.kind == "xlsb":
                return scan_binary_sheet(handle)
            asks = asks_for_calculation(job.container)
            return scan_sheet(handle, job.number_formats, indent_of, asks, struck)
    except DAMAGED:
        return SheetScan()  # a damaged part is the readers' matter, if they need it at all
