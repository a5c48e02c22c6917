"""The XML of a sheet, unpacked and cut into what precedes the rows, rows, and what follows, without parsing
all of it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from typing import IO

from schemas.phrases import phrase
from tasks.excel.addresses import column_letter, column_number
from tasks.intake.files.refused import Refused

CHUNK_BYTES = 1 << 22
# A longer row has no end: the file is damaged, or made to use up memory.
LONGEST_ROW_BYTES = 1 << 28
ROOT = re.compile(rb"<(?:([\w.-]+):)?(worksheet|macrosheet|dialogsheet|chartsheet)\b")
ENCODING = re.compile(rb"<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.-]+)")
REFERENCE = re.compile(rb"\br\s*=\s*[\"']\$?([A-Za-z]{1,3})\$?(\d+)[\"']")


class SheetXml:
    """Patterns for the elements of one sheet, whatever its namespace prefix is."""

    def __init__(self, start: bytes) -> None:
        root = ROOT.search(start)
        prefix = root[1] + b":" if root and root[1] else b""
        at = re.escape(prefix)
        encoding = ENCODING.search(start)
        self.is_plain = not prefix and (encoding is None or encoding[1].upper() == b"UTF-8")
        self.row_end = b"</" + prefix + b"row>"
        self.cell_starts = (b"<" + prefix + b"c ", b"<" + prefix + b"c>")
        self.value_ends = (b"</" + prefix + b"v>", b"</" + prefix + b"is>")
        # Nothing or an empty value before the end of the cell. The possessive ``*+`` never gives blanks back,
        # so that a long run of them is tried once only.
        no_value = rb"\s*+(?:<" + at + rb"v\s*/>|<" + at + rb"v>\s*</" + at + rb"v>)?\s*+</" + at + rb"c>"
        self.formula = re.compile(rb"<" + at + rb"f\b")
        self.no_value = (
            re.compile(rb"</" + at + rb"f>" + no_value),
            re.compile(rb"<" + at + rb"f\b[^>]*/>" + no_value),
        )
        self.row_head = re.compile(rb"\s*<" + at + rb"row\b([^>]*)>")
        self.end = re.compile(rb"</" + at + rb"(?:sheetData|worksheet)>|<" + at + rb"sheetData\s*/>")
        self.first_row = re.compile(rb"<" + at + rb"row\b")
        self.cell = re.compile(rb"<" + at + rb"c\b([^>]*?)(?:/>|>(.*?)</" + at + rb"c>)", re.DOTALL)
        self.value = re.compile(
            rb"<" + at + rb"v\b[^>]*>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</" + at + rb"v>", re.DOTALL
        )
        self.empty_value = re.compile(rb"<" + at + rb"v\s*/>")
        self.long_number = re.compile(rb"<" + at + rb"v>-?\d{16,}")
        self.merge = re.compile(rb"<" + at + rb"mergeCell\b[^>]*\bref\s*=\s*[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
        self.column = re.compile(rb"<" + at + rb"col\b([^>]*)>")
        self.validation = re.compile(rb"<" + at + rb"dataValidation\b([^>]*)>")

    def cells(self, row: bytes) -> Iterator[tuple[int, bytes, bytes]]:
        """(column number, attributes, content) of each cell of a row; cells without an address follow the one
        before.
        """
        column = 0
        for cell in self.cell.finditer(row):
            reference = REFERENCE.search(cell[1])
            column = letters_number(reference[1]) if reference else column + 1
            yield column, cell[1], cell[2] or b""

    def has_value(self, content: bytes) -> bool:
        """Whether the content of a cell holds a stored value."""
        return any(end in content for end in self.value_ends)


@cache
def letters_number(letters: bytes) -> int:
    """Column number of letters as they are in the file."""
    return column_number(letters.decode("ascii").upper())


def addresses(cells: list[tuple[int, int]]) -> list[str]:
    """Addresses of cells given as (row, column)."""
    return [f"{column_letter(column)}{row}" for row, column in cells]


def utf8_chunks(handle: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces, as UTF-8 (or any encoding whose markup is ASCII)."""
    chunk = handle.read(CHUNK_BYTES)
    # Incremental, because a chunk may end within a character.
    decoder = codecs.getincrementaldecoder("utf-16")() if chunk[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    while chunk:
        yield decoder.decode(chunk).encode("utf-8", "replace") if decoder else chunk
        chunk = handle.read(CHUNK_BYTES)


def pieces(handle: IO[bytes]) -> Iterator[tuple[SheetXml, str, list[bytes]]]:
    """The sheet in order: once ("head", [bytes]), then ("rows", [row, ...]) again and again, then ("tail",
    [bytes]) pieces.

    Raises:
        Refused: FILE_DAMAGED where a row never ends.
    """
    for xml, where, block in blocks(handle):
        yield xml, where, rows_of(xml, block) if where == "rows" else [block]


def rows_of(xml: SheetXml, block: bytes) -> list[bytes]:
    """A block of rows, each ending with the end of a row; rows without cells may be before it."""
    return [row + xml.row_end for row in block.split(xml.row_end)[:-1]]


def blocks(handle: IO[bytes]) -> Iterator[tuple[SheetXml, str, bytes]]:
    """The same with many rows in one piece.

    Raises:
        Refused: FILE_DAMAGED where a row never ends.
    """
    xml, rest, in_tail = None, b"", False
    for chunk in utf8_chunks(handle):
        block = rest + chunk
        if xml is None:
            names = SheetXml(block)
            first = names.first_row.search(block) or names.end.search(block)
            if not first:
                rest = block
                continue
            xml = names
            yield xml, "head", block[: first.start()]
            block = block[first.start() :]
        if not in_tail:
            # Only whole rows are handed out; the start of the next one waits for the next chunk.
            end = block.rfind(xml.row_end)
            end = end + len(xml.row_end) if end >= 0 else 0
            if end:
                yield xml, "rows", block[:end]
            rest = block[end:]
            in_tail = xml.end.search(rest) is not None
            if not in_tail and len(rest) > LONGEST_ROW_BYTES:
                raise Refused("FILE_DAMAGED", kind=phrase("a workbook"), readers=phrase("the first look"))
            continue
        cut = max(block.rfind(b">") + 1, 0)
        yield xml, "tail", block[:cut]
        rest = block[cut:]
    if xml is not None:
        yield xml, "tail", rest
