"""A workbook that may have long sheets: packed in a tenth of the usual time, and a fifth larger for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import xlsxwriter.packager
import xlsxwriter.workbook
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.xmlwriter import XMLwriter, xml_escapes

from tasks.excel.packed_part import PackedPart, PartsZip
from tasks.in_place_of import in_place_of

TEXTS_AT_ONCE = 10_000


class LongWorkbook(xlsxwriter.workbook.Workbook):
    """XlsxWriter packs at zlib's own level and looks into each text four times, and has no option for either: for as
    long as a workbook is stored, it finds classes of ours under the names of its own.
    """

    def close(self) -> None:
        """Writes the workbook and lets go its cells: a sheet refers to itself, so Python would find them late."""
        super().close()
        for sheet in self.worksheets():
            vars(sheet).clear()

    def _get_packager(self) -> xlsxwriter.packager.Packager:
        return _QuickPackager()

    def _store_workbook(self) -> None:
        self.in_memory = True  # parts need no files of their own
        with (
            in_place_of(xlsxwriter.workbook, "ZipFile", PartsZip),
            in_place_of(xlsxwriter.packager, "SharedStrings", _QuickStrings),
            in_place_of(XMLwriter, "_escape_attributes", _escape_attribute),
        ):
            super()._store_workbook()


_usual_escape: Callable[[XMLwriter, Any], Any] = XMLwriter._escape_attributes


def _escape_attribute(writer: XMLwriter, attribute: Any) -> Any:
    """An attribute as XML has it. Half of them are numbers, which XlsxWriter tells from texts by an exception."""
    if isinstance(attribute, str) and xml_escapes.search(attribute):
        return _usual_escape(writer, attribute)
    return attribute


class _QuickPackager(xlsxwriter.packager.Packager):
    """Has each part packed as it is written."""

    def _filename(self, xml_filename: str) -> PackedPart:
        part = PackedPart()
        self.filenames.append((part, xml_filename, True))  # True: what it gives needs no encoding
        return part


class _QuickStrings(SharedStrings):
    """Writes the texts that all sheets share. Most need nothing escaped; and none is XML, as XlsxWriter takes a text
    such as "<r>draft</r>" to be.
    """

    fh: PackedPart
    string_table: SharedStringTable

    def _write_sst_strings(self) -> None:
        texts = self.string_table.string_array
        # Most texts of a short list are those of the sheet Method, the same in each report.
        xml_of = _remembered_xml if len(texts) <= TEXTS_AT_ONCE else _xml
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            xml = "".join(map(xml_of, texts[start : start + TEXTS_AT_ONCE]))
            self.fh.write_bytes(xml.encode())


def _xml(text: str) -> str:
    # What must be escaped: control characters, three marks of XML, and _x, with which a workbook writes a
    # character by its number (_x000D_). Four searches take a third of the time of a pattern.
    is_trimmed = text == text.strip()
    if is_trimmed and text.isprintable() and not ("&" in text or "<" in text or ">" in text or "_x" in text):
        return f"<si><t>{text}</t></si>"
    # Programs drop spaces at the ends of a text without this attribute.
    space = "" if is_trimmed else ' xml:space="preserve"'
    visible = XMLwriter._escape_control_characters(text)
    escaped = visible.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<si><t{space}>{escaped}</t></si>"


_remembered_xml = lru_cache(maxsize=2 * TEXTS_AT_ONCE)(_xml)
