"""OLE2 containers: old .xls workbooks, encrypted new ones, and what is neither."""

from __future__ import annotations

import struct
from pathlib import Path

from schemas.phrases import phrase
from tasks.intake.files.refused import Refused

FILEPASS, EOF = 0x2F, 0x0A
# The first record of an Excel 97 workbook: beginning of file, version 6, workbook globals.
BIFF8_START = b"\x09\x08\x10\x00\x00\x06\x05\x00"
# Stream names as the directory of the container spells them, for containers too damaged to open properly.
NAMES = ("EncryptionInfo", "EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document")


def ole2_kind(path: Path) -> tuple[str, list[str]]:
    """Kind (xls) and notes on what is in it that is never run.

    Raises:
        Refused: FILE_PASSWORD, FILE_DAMAGED, or FILE_NOT_SPREADSHEET with what it is instead.
    """
    names, records = _look_inside(path)
    if {"EncryptionInfo", "EncryptedPackage"} & names or _asks_for_password(records):
        raise Refused("FILE_PASSWORD")
    if not {"workbook", "book"} & {name.casefold() for name in names}:
        raise Refused("FILE_NOT_SPREADSHEET", what=_other_kind(path, names))
    return "xls", [phrase("It holds macros; they were not run.")] if "_VBA_PROJECT_CUR" in names else []


def _other_kind(path: Path, names: set[str]) -> str:
    """What an OLE2 container without a workbook is.

    Raises:
        Refused: FILE_DAMAGED where the start of a workbook is in it, or nothing that has a name.
    """
    if not names or BIFF8_START in path.read_bytes():
        raise Refused(
            "FILE_DAMAGED",
            kind=phrase("an Excel 97 workbook (.xls)"),
            readers=phrase("the unpacking program"),
        )
    kinds = {
        "WordDocument": phrase("a Word document"),
        "PowerPoint Document": phrase("a PowerPoint presentation"),
    }
    return next(
        (words for name, words in kinds.items() if name in names), phrase("a document of another program")
    )


def _look_inside(path: Path) -> tuple[set[str], bytes]:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {entry[0] for entry in ole.listdir(streams=True, storages=True)}
            books = sorted((name for name in names if name.casefold() in ("workbook", "book")), key=len)
            # A file for Excel 5 and 97 holds both streams, "Book" and "Workbook"; the longer name is the
            # newer one.
            stream = next((name for name in reversed(books) if ole.exists(name)), None)
            return names, ole.openstream(stream).read(1 << 16) if stream else b""
    except Exception:  # a damaged directory: the names can still be seen in the bytes
        content = path.read_bytes()
        return {name for name in NAMES if name.encode("utf-16-le") in content}, b""


def _asks_for_password(records: bytes) -> bool:
    """Whether a FILEPASS record is in the globals of the workbook, where it always is."""
    position = 0
    while position + 4 <= len(records):
        code, size = struct.unpack_from("<HH", records, position)
        if code == FILEPASS:
            return True
        if code == EOF:
            return False
        position += 4 + size
    return False
