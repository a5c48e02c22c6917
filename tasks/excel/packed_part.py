"""Parts of a workbook that are packed as they are written: none is ever in memory, or in a file, as a whole."""

from __future__ import annotations

from io import StringIO
from typing import Any
from zipfile import ZipFile, ZipInfo

from isal import isal_zlib


class PackedPart(StringIO):
    """What XlsxWriter writes a part of a workbook into. Single tags are kept as text until much comes at once, or
    the end.

    It is packed with ISA-L, which takes a quarter of the time of zlib at its level 2 and packs as small.
    """

    def __init__(self) -> None:
        super().__init__()
        self.size, self.crc = 0, 0
        self.pieces: list[bytes] = []
        self._compressor: Any = None  # takes memory, so that of a small part is made at its end

    def write_bytes(self, xml: Any) -> None:
        """Adds much at once.

        Args:
            xml: bytes of UTF-8, or another buffer of them.
        """
        if self._compressor is None:
            # No header, as in every zip.
            self._compressor = isal_zlib.compressobj(wbits=-isal_zlib.MAX_WBITS)
        for data in (super().getvalue().encode(), xml):
            self.size += len(data)
            self.crc = isal_zlib.crc32(data, self.crc)
            self.pieces.append(self._compressor.compress(data))
        self.seek(0)
        self.truncate()

    def getvalue(self) -> Any:
        """The part itself, at its end: XlsxWriter hands over what it gets here to the archive."""
        self.write_bytes(b"")
        self.pieces.append(self._compressor.flush())
        self._compressor = None
        return self


class PartsZip(ZipFile):
    """An archive that takes parts that are packed already."""

    def writestr(self, zinfo_or_arcname: ZipInfo | str, data: Any, *args: Any, **options: Any) -> None:
        """Adds a part."""
        if not isinstance(data, PackedPart) or isinstance(zinfo_or_arcname, str):
            content: Any = data
            super().writestr(zinfo_or_arcname, content, *args, **options)
            return
        zinfo_or_arcname.file_size = data.size  # by which ZipFile chooses the length of its numbers
        sink: Any
        with self.open(zinfo_or_arcname, "w") as sink:
            sink._compressor = _Nothing()
            for piece in data.pieces:
                sink.write(piece)
            sink._crc, sink._file_size = data.crc, data.size


class _Nothing:
    """In the place of a compressor: what it is given is packed already."""

    def compress(self, data: bytes) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""
