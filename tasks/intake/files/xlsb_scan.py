"""What readers lose of a binary workbook (.xlsb), found by a pass over its records: errors, strays, merges,
what is hidden.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from tasks.excel.addresses import column_letter
from tasks.intake.files.ooxml import SheetPart, relations
from tasks.intake.files.refused import Refused
from tasks.intake.files.sheet_xml import addresses
from tasks.intake.files.stray_cells import Extent
from tasks.intake.files.xlsx_scan import LAST_COLUMN, SheetScan
from tasks.intake.files.zip_container import Container

# Records of [MS-XLSB]: BrtRowHdr, the cells with a value (BrtCellRk .. BrtFmlaError, BrtCellRString), and so
# on.
ROW, CELLS, ERRORS = 0, frozenset((*range(2, 12), 62)), frozenset((3, 11))
# Short forms of the same cells, whose column is the next one: BrtShortRk .. BrtShortIsst. calamine drops them.
SHORT_CELLS = frozenset(range(13, 19))
COLUMN_INFO, MERGE, SHEET = 60, 176, 156
ROW_HIDDEN, COLUMN_HIDDEN = 0x10, 0x01
CHUNK_BYTES = 1 << 20


def binary_sheet_parts(container: Container) -> list[SheetPart]:
    """The sheets of a binary workbook in their order."""
    book = "xl/workbook.bin"
    links, sheets = relations(container, book), []
    if book not in container.parts:
        return []
    with container.zip.open(container.parts[book]) as handle:
        for code, whole, start in records(handle):
            if code == SHEET:
                link, end = _text(whole, start + 8)
                kind, part = links.get(link, ("", ""))
                sheets.append(SheetPart(_text(whole, end)[0], whole[start] != 0, part, kind))
    return sheets


def scan_binary_sheet(handle: IO[bytes]) -> SheetScan:
    """Reads the records of one sheet once.

    Raises:
        Refused: FILE_CELLS_DROPPED where cells are stored in a way that no reader here knows.
    """
    scan, extent, row, columns = SheetScan(), Extent(), 0, []
    for code, whole, start in records(handle):
        if code in CELLS:
            column = int.from_bytes(whole[start : start + 4], "little") + 1
            columns.append(column)
            if code in ERRORS:
                scan.errors.append((row, column))
        elif code in SHORT_CELLS:
            raise Refused("FILE_CELLS_DROPPED")
        elif code == ROW:
            _take(extent, row, columns)
            row, columns = int.from_bytes(whole[start : start + 4], "little") + 1, []
            if len(whole) > start + 11 and whole[start + 11] & ROW_HIDDEN:
                scan.hidden_rows.append(row)
        elif code == MERGE and len(whole) >= start + 16:
            top, bottom, left, right = struct.unpack_from("<4I", whole, start)
            if right < LAST_COLUMN:
                scan.merged.append(":".join(addresses([(top + 1, left + 1), (bottom + 1, right + 1)])))
        elif code == COLUMN_INFO and len(whole) >= start + 18 and whole[start + 16] & COLUMN_HIDDEN:
            first, last = struct.unpack_from("<2I", whole, start)
            scan.hidden_columns += [
                column_letter(number + 1) for number in range(first, min(last + 1, LAST_COLUMN))
            ]
    _take(extent, row, columns)
    scan.take_extent(extent)
    return scan


def records(handle: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Records in order: code, the whole record, and where in it the content starts."""
    rest, more = b"", True
    while more:
        chunk = handle.read(CHUNK_BYTES)
        more, block, position = bool(chunk), rest + chunk, 0
        while (record := _record(block, position)) and record[2] <= len(block):
            code, start, end = record
            yield code, block[position:end], start - position
            position = end
        rest = block[position:]


def _record(block: bytes, position: int) -> tuple[int, int, int] | None:
    """Code, start of the content and end of the record at a position; None where not even its head is
    there.
    """
    if position + 3 > len(block) and not (position + 2 == len(block) and not block[position] & 0x80):
        return None
    code = block[position]
    position += 1
    # Codes and sizes are written in groups of seven bits, the lowest first; the eighth bit says that more
    # follow.
    if code & 0x80:
        code = (code & 0x7F) | (block[position] & 0x7F) << 7
        position += 1
    size = 0
    for shift in (0, 7, 14, 21):
        if position >= len(block):
            return None
        byte = block[position]
        position += 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return code, position, position + size


def _take(extent: Extent, row: int, columns: list[int]) -> None:
    if columns:
        extent.add(row, columns[-1], len(columns), lambda row_columns=columns: row_columns)


def _text(whole: bytes, position: int) -> tuple[str, int]:
    """A counted text, and where it ends."""
    count = int.from_bytes(whole[position : position + 4], "little")
    end = position + 4 + 2 * count
    return whole[position + 4 : end].decode("utf-16-le", "replace"), end
