"""What a workbook of ours says about itself: document properties, in whatever format it was saved, or the mark
in one of its cells where a program has dropped them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from schemas.workbooks import CONTENT_PROPERTY, MARK_START, RUN_PROPERTY, read_mark
from tasks.intake.files.ooxml import custom_properties
from tasks.intake.files.zip_container import Container

_TEXT_PARTS = ("xl/sharedstrings.xml", "content.xml", "xl/sharedstrings.bin")
_CHUNK_BYTES, _LONGEST_MARK_BYTES = 1 << 22, 2_000
# Marks lie on sheets of help or method; a longer sheet is a list of rows.
_LONGEST_SHEET_BYTES = 1 << 23


def zip_marks(container: Container) -> tuple[tuple[str, str], ...]:
    """The properties of a zipped workbook; else those that its mark names."""
    properties = custom_properties(container) or _open_document_properties(container)
    return properties if _are_ours(properties) else (*properties, *_mark_in_parts(container))


def ole2_marks(path: Path) -> tuple[tuple[str, str], ...]:
    """The properties of an Excel 97 workbook; else those that its mark names."""
    properties = _ole2_properties(path)
    if _are_ours(properties):
        return properties
    with path.open("rb") as handle:
        return (*properties, *_mark_in(handle))


def _are_ours(properties: tuple[tuple[str, str], ...]) -> bool:
    return not {CONTENT_PROPERTY, RUN_PROPERTY}.isdisjoint(dict(properties))


def _open_document_properties(container: Container) -> tuple[tuple[str, str], ...]:
    root = container.xml("meta.xml")
    if root is None:
        return ()
    named = [
        (next((value for key, value in entry.attrib.items() if key.endswith("}name")), ""), entry)
        for entry in root.iter()
        if entry.tag.endswith("}user-defined")
    ]
    return tuple((name, "".join(entry.itertext()).strip()) for name, entry in named if name)


def _ole2_properties(path: Path) -> tuple[tuple[str, str], ...]:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            entries = ole.get_userdefined_properties("\x05DocumentSummaryInformation", convert_time=False)
    except Exception:  # a damaged directory, or none of these properties
        return ()
    return tuple(
        (_text(entry["property_name"]), _text(entry["value"]))
        for entry in entries
        if entry.get("property_name")
    )


def _text(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.rstrip("\x00").strip()


def _mark_in_parts(container: Container) -> tuple[tuple[str, str], ...]:
    parts = [name for name in _TEXT_PARTS if name in container.parts]
    # Some programs keep texts in the sheets themselves and write no shared strings.
    parts = parts or [
        name
        for name, info in container.parts.items()
        if name.startswith("xl/worksheets/sheet") and info.file_size < _LONGEST_SHEET_BYTES
    ]
    for name in parts:
        try:
            with container.open(container.parts[name]) as handle:
                if mark := _mark_in(handle):
                    return mark
        except Exception:  # a damaged part is the readers' matter
            continue
    return ()


def _mark_in(handle: IO[bytes]) -> tuple[tuple[str, str], ...]:
    wide = MARK_START.encode("utf-16-le")
    for block in _overlapping(handle):
        if MARK_START.encode() in block or wide in block:
            # A binary part holds its texts in UTF-16, an XML part in UTF-8, whose ASCII is the same in
            # latin-1.
            start = block.find(wide)
            text = block[start:].decode("utf-16-le", "ignore") if start >= 0 else block.decode("latin-1")
            return read_mark(text)
    return ()


def _overlapping(handle: IO[bytes]) -> Iterator[bytes]:
    """The stream in blocks that each begin with the end of the one before."""
    rest = b""
    while chunk := handle.read(_CHUNK_BYTES):
        yield rest + chunk
        rest = chunk[-_LONGEST_MARK_BYTES:]
