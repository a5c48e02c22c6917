"""One file read by content: the look at it, then the readers for its kind one after the other. Runs in the
child process.
"""

from __future__ import annotations

import errno
import importlib
from typing import Any

from schemas.phrases import nodes, phrase
from tasks.intake.files import file_type
from tasks.intake.files.read_job import Job
from tasks.intake.files.refused import Refused, over_limit

READER_MODULES = {
    name: f"tasks.intake.files.readers.{module}"
    for name, module in {
        "calamine": "with_calamine",
        "openpyxl": "with_openpyxl",
        "xls": "with_xlrd",
        "ods": "ods",
        "delimited": "delimited",
        "parquet": "parquet",
    }.items()
}
# Readers by kind, in the order they are tried; each is a module with read(job).
READERS = {
    "xlsx": ("calamine", "openpyxl"),
    "xlsm": ("calamine", "openpyxl"),
    "xlsb": ("calamine",),
    "ods": ("ods", "calamine"),
    "xls": ("xls", "calamine"),
    "text": ("delimited",),
    "parquet": ("parquet",),
}
NAMES = {
    "xlsx": phrase("an Excel workbook (.xlsx)"),
    "xlsm": phrase("an Excel workbook (.xlsm)"),
    "xlsb": phrase("a binary Excel workbook (.xlsb)"),
    "ods": phrase("an OpenDocument spreadsheet (.ods)"),
    "xls": phrase("an Excel 97 workbook (.xls)"),
    "text": phrase("delimited text"),
    "parquet": "Parquet",
}
LABELS = {
    "calamine": "calamine",
    "openpyxl": "openpyxl",
    "xls": "xlrd",
    "ods": phrase("our reader"),
    "delimited": phrase("our reader"),
    "parquet": "pyarrow",
}
MEGABYTE = 1 << 20


def read_content(job: Job, stopped: list[str]) -> dict[str, Any]:
    """Reads one file into its folder.

    Args:
        job: the file and its limits.
        stopped: readers that brought an earlier process down over this file.

    Returns:
        What RawFile says: kind, sheets, notes and properties, or refused_code and facts.
    """
    try:
        family = file_type.look(job.path)
        if (
            # Workbooks alone: delimited text and Parquet may be larger, and are limited by their cells.
            family in ("zip", "ole2", "biff")
            and job.path.stat().st_size > job.limits.file_megabytes * MEGABYTE
        ):
            size = job.path.stat().st_size // MEGABYTE
            raise over_limit("FILE_TOO_LARGE", "file_megabytes", job.limits.file_megabytes, megabytes=size)
        _prepare(job, family)
        _try_readers(job, stopped)
        if not any(sheet["has_cells"] for sheet in job.sheets):
            raise Refused("FILE_NO_SHEET")
    except Refused as refused:
        return {
            "kind": job.kind,
            "notes": nodes({"notes": job.notes})["notes"],
            "refused_code": refused.code,
            "facts": nodes(refused.facts),
        }
    return {
        "kind": job.kind,
        "sheets": job.sheets,
        "notes": nodes({"notes": job.notes})["notes"],
        "properties": job.properties,
    }


def _prepare(job: Job, family: str) -> None:
    if family == "zip":
        from tasks.intake.files.prepare_workbook import prepare_workbook

        prepare_workbook(job)
    elif family == "ole2":
        from tasks.intake.files.ole2 import ole2_kind
        from tasks.intake.files.own_marks import ole2_marks

        job.kind, notes = ole2_kind(job.path)
        job.notes += notes
        job.properties = ole2_marks(job.path)
    else:
        job.kind = {"biff": "xls"}.get(family, family)


def _try_readers(job: Job, stopped: list[str]) -> None:
    tried = []
    for name in order(job):
        if name not in stopped:
            # If this reader brings the process down, the parent finds its name here.
            (job.folder / "reader").write_text(name)
            job.sheets.clear()
            try:
                importlib.import_module(READER_MODULES[name]).read(job)
            except (Refused, MemoryError):
                raise
            except (
                BaseException
            ) as error:  # a panic of calamine is no Exception; whatever it was, it costs this reader its turn
                # A full disk is no fault of the reader, and the next one would fail as well.
                if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                    raise
                tried.append(name)
                continue
            if tried:
                job.notes.append(
                    phrase(
                        "{readers} could not read it; {reader} could.",
                        readers=_labels(tried),
                        reader=LABELS[name],
                    )
                )
            return
        tried.append(name)
    raise Refused("FILE_DAMAGED", kind=NAMES[job.kind], readers=_labels(tried))


def _labels(readers: list[str]) -> str:
    labels = list(dict.fromkeys(LABELS[name] for name in readers))
    return labels[0] if len(labels) == 1 else phrase("{first} and {last}", first=labels[:-1], last=labels[-1])


def order(job: Job) -> tuple[str, ...]:
    """Readers for this file; calamine comes last where the area up to the last cell is larger than it may
    reserve, and where CDATA sections hold values, which it reads as blanks.

    Raises:
        Refused: SHEET_TOO_LARGE where even the rows that hold cells are too many.
    """
    readers = READERS[job.kind]
    largest = max((scan.rows * scan.last_column for _, scan in job.scans.values()), default=0)
    if largest > job.limits.cells:
        raise over_limit("SHEET_TOO_LARGE", "cells", job.limits.cells, cells=largest)
    if any(
        scan.has_cdata or scan.last_row * scan.last_column > job.limits.cells
        for _, scan in job.scans.values()
    ):
        # ``sorted`` is stable: the others keep their order.
        return tuple(sorted(readers, key=lambda name: name == "calamine"))
    return readers
