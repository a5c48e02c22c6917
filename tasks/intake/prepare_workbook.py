"""A zipped workbook before its readers: checked, told apart, and each sheet scanned for what readers lose."""

from __future__ import annotations

import zipfile
import zlib

from tasks.intake.container import Container, zip_kind
from tasks.intake.job import Job
from tasks.intake.ooxml import custom_properties, number_formats, sheet_parts
from tasks.intake.sheet_scan import SheetScan, scan_sheet


def prepare_workbook(job: Job) -> None:
    """Fills in kind, container, scans, notes and properties of a job whose file is a zip.

    Raises:
        Refused: by a limit, by what is in it, or as no spreadsheet.
    """
    job.container = Container(job.path, job.limits)
    job.kind = zip_kind(job.container)
    job.container.refuse_entities()
    job.notes += job.container.notes()
    if job.kind in ("xlsx", "xlsm"):
        job.properties = custom_properties(job.container)
        job.number_formats = number_formats(job.container)
        job.scans = {sheet.name: (sheet, _scan(job.container, sheet.part)) for sheet in sheet_parts(job.container) if sheet.kind == "worksheet"}


def _scan(container: Container, part: str) -> SheetScan:
    info = container.parts.get(part)
    if info is None:
        return SheetScan()
    try:
        with container.zip.open(info) as handle:
            return scan_sheet(handle)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return SheetScan()  # a damaged part is the readers' matter, if they need it at all
