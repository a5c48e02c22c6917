"""A workbook that may have long sheets: packed in a tenth of the usual time, and a fifth larger for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter.packager
import xlsxwriter.workbook
from isal import isal_zlib
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable

PIECE_BYTES = 1 << 20  # of a part, packed at once
TEXTS_AT_ONCE = 10_000
# Below it the parts of a workbook are put together in memory: XlsxWriter makes a file of each otherwise.
CELLS_IN_MEMORY = 500_000


class LongWorkbook(xlsxwriter.workbook.Workbook):
    """XlsxWriter packs at zlib's own level and looks into each text four times, and has no option for either: for as
    long as a workbook is stored, it finds classes of ours under the names of its own.
    """

    def close(self) -> None:
        """Writes the workbook and lets go its cells: a sheet refers to itself, so Python would find them late."""
        super().close()
        for sheet in self.worksheets():
            vars(sheet).clear()

    def _store_workbook(self) -> None:
        # The area that a sheet uses, blank cells too: it is known without counting cells.
        cells = sum(
            ((sheet.dim_rowmax or 0) + 1) * ((sheet.dim_colmax or 0) + 1) for sheet in self.worksheets()
        )
        self.in_memory = self.in_memory or cells <= CELLS_IN_MEMORY
        with (
            _in_place_of(xlsxwriter.workbook, "ZipFile", _QuickZip),
            _in_place_of(xlsxwriter.packager, "SharedStrings", _QuickStrings),
        ):
            super()._store_workbook()


@contextmanager
def _in_place_of(module: Any, name: str, ours: type) -> Iterator[None]:
    usual = getattr(module, name)
    setattr(module, name, ours)
    try:
        yield
    finally:
        setattr(module, name, usual)


class _QuickZip(ZipFile):
    """Packs with ISA-L, which takes a quarter of the time of zlib at its level 2 and packs as small."""

    def open(self, name: ZipInfo | str, mode: Any = "r", *args: Any, **options: Any) -> IO[bytes]:
        """A part to be written; XlsxWriter reads none."""
        part: Any = super().open(name, mode, *args, **options)
        part._compressor = isal_zlib.compressobj(wbits=-isal_zlib.MAX_WBITS)  # no header, as in every zip
        return part

    def write(self, filename: Any, arcname: Any = None, *args: Any, **options: Any) -> None:
        """Adds a file as a part; the usual way is by pieces of 8 kB, which take a tenth longer."""
        part = ZipInfo.from_file(filename, arcname)
        part.compress_type = self.compression
        with Path(filename).open("rb") as file, self.open(part, "w") as packed:
            shutil.copyfileobj(file, packed, PIECE_BYTES)


class _QuickStrings(SharedStrings):
    """Writes the texts that all sheets share. Most need nothing escaped; and none is XML, as XlsxWriter takes a text
    such as "<r>draft</r>" to be.
    """

    fh: IO[str]
    string_table: SharedStringTable

    def _write_sst_strings(self) -> None:
        texts = self.string_table.string_array
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            self.fh.write("".join(map(self._xml, texts[start : start + TEXTS_AT_ONCE])))

    def _xml(self, text: str) -> str:
        # What must be escaped: control characters, three marks of XML, and _x, with which a workbook writes a
        # character by its number (_x000D_). Four searches take a third of the time of a pattern.
        is_plain = text.isprintable() and not ("&" in text or "<" in text or ">" in text or "_x" in text)
        if is_plain and text == text.strip():
            return f"<si><t>{text}</t></si>"
        # Programs drop spaces at the ends of a text without this attribute.
        space = "" if text == text.strip() else ' xml:space="preserve"'
        escaped = self._escape_data(self._escape_control_characters(text))
        return f"<si><t{space}>{escaped}</t></si>"
