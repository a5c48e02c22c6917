"""Cells of a corrections workbook: values as sent, text that stays text, and what is said about a cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from tasks.excel import excel_days
from tasks.excel.block_sheet import BlockColumn
from tasks.excel.cell_xml import ErrorValue

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

EXCEL_TEXT_LENGTH = 32_767
FILLS = {"error": "#FFC7CE", "warning": "#FFEB9C"}
NOTE_LENGTH, NOTE_SIZE = 1_000, {"width": 320, "height": 120}
ERROR_VALUE = ErrorValue("#N/A")
ISO_DATE, ISO_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
# A text that begins so would run as a formula if somebody edited its cell.
FORMULA_SIGNS = ("=", "+", "-", "@")
# Control characters that XML does not allow: all but tab and ends of lines.
_NOT_FOR_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Mark:
    """What is said about a cell; ``has_no_value`` where it held an error or a formula never worked out."""

    severity: str
    message: str
    has_no_value: bool = False


@dataclass(frozen=True)
class Pen:
    """Makes the cells of one workbook; each look is made once."""

    book: Workbook
    looks: dict[tuple[Any, ...], Format] = field(default_factory=dict)

    def heading(self, sheet: Worksheet, column: int, text: str, mark: Mark | None = None) -> None:
        """Writes a heading, with what is wrong with it.

        Args:
            sheet: written to in its first row.
            column: from 0.
            text: as sent; what a cell cannot hold is left out.
            mark: what is wrong with it; None where nothing is.
        """
        style = self._look(mark, is_wrapped=True, is_bold=True, is_quoted=text[:1] in FORMULA_SIGNS)
        sheet.write_string(0, column, writable_text(text), style)
        if mark:
            write_note(sheet, 0, column, mark)

    def advice(self, texts: Sequence[str | None], severities: Sequence[str | None]) -> BlockColumn:
        """What to do about each row; None where nothing is.

        Args:
            texts: for each row; None where there is nothing to do.
            severities: error or warning for each row, None in the same places.
        """
        looks = [
            self._look(Mark(severity, ""), is_wrapped=True) if severity else None for severity in severities
        ]
        return BlockColumn([text and writable_text(text) for text in texts], looks)

    def values(
        self,
        values: Sequence[Any],
        number_format: str | None = None,
        marks: Mapping[int, Mark] | None = None,
        own_formats: Mapping[int, str | None] | None = None,
    ) -> BlockColumn:
        """A column as it was sent.

        Args:
            values: numbers, texts, dates, yes and no; None where a cell is blank.
            number_format: of the column.
            marks: what is said of a cell, by its place in ``values``.
            own_formats: formats of numbers that are not that of the column, by place.
        """
        marks, own_formats = marks or {}, own_formats or {}
        # Cells of which nothing else is said, as most are: equal texts are looked at once.
        alike: dict[str | None, tuple[Any, Format]] = {}
        others = marks.keys() | own_formats.keys()
        cells: list[tuple[Any, Format]] = []
        for position, value in enumerate(values):
            if position in others or not (value is None or isinstance(value, str)):
                cells.append(self._cell(value, own_formats.get(position, number_format), marks.get(position)))
                continue
            if value not in alike:
                alike[value] = self._cell(value, number_format, None)
            cells.append(alike[value])
        return BlockColumn([content for content, _ in cells], [look for _, look in cells])

    def _cell(self, value: Any, number_format: str | None, mark: Mark | None) -> tuple[Any, Format]:
        """What a cell holds, and its look."""
        if isinstance(value, float) and not isfinite(value):
            # A workbook holds no infinite number and no NaN; the word is what was sent.
            value = str(value)
        if isinstance(value, str):
            is_quoted = value[:1] in FORMULA_SIGNS
            return writable_text(value), self._look(mark, is_quoted=is_quoted)
        # Before the numbers, for True is one of them to Python.
        if isinstance(value, bool):
            return value, self._look(mark)
        if value is None or isinstance(value, int | float):
            # An error stays an error, so that a copy sent back untouched is not taken for a blank.
            content = ERROR_VALUE if value is None and mark and mark.has_no_value else value
            return content, self._look(mark, number_format)
        return excel_days(value), self._look(mark, _date_format(value, number_format))

    def _look(
        self,
        mark: Mark | None,
        number_format: str | None = None,
        *,
        is_wrapped: bool = False,
        is_bold: bool = False,
        is_quoted: bool = False,
    ) -> Format:
        severity = mark.severity if mark else None
        look = (severity, number_format, is_wrapped, is_bold, is_quoted)
        if look not in self.looks:
            # At the top, next to what is to be done about the row.
            style: dict[str, Any] = {"bold": is_bold, "quote_prefix": is_quoted, "valign": "top"}
            if severity:
                style["bg_color"] = FILLS[severity]
            if number_format:
                style["num_format"] = number_format
            if is_wrapped:
                style["text_wrap"] = True
            self.looks[look] = self.book.add_format(style)
        return self.looks[look]


def _date_format(value: dt.datetime | dt.date | dt.time | dt.timedelta, number_format: str | None) -> str:
    # A format of the sheet that shows a date or time is kept, such as dd.mm.yyyy; one for numbers would show
    # days since 1900.
    from openpyxl.styles.numbers import is_date_format

    if number_format and is_date_format(number_format):
        return number_format
    if isinstance(value, dt.timedelta):
        return "[h]:mm:ss"
    if isinstance(value, dt.time):
        return "hh:mm:ss"
    return ISO_TIME if isinstance(value, dt.datetime) and value.time() != dt.time() else ISO_DATE


def write_note(sheet: Worksheet, row: int, column: int, mark: Mark) -> None:
    """Lays a note on a cell: what is wrong with it.

    Args:
        sheet: written to.
        row: from 0.
        column: from 0.
        mark: its message is the note, cut after NOTE_LENGTH characters.
    """
    text = writable_text(mark.message)[:NOTE_LENGTH]
    sheet.write_comment(row, column, text, {"author": "process audit", **NOTE_SIZE})


def writable_text(text: str) -> str:
    """Text without what a workbook cannot hold: control characters, lone surrogates, more than 32,767
    characters.
    """
    if text.isascii() and text.isprintable():
        return text[:EXCEL_TEXT_LENGTH]
    # Half of a pair of surrogates cannot be written as UTF-8; it becomes a question mark.
    text = _NOT_FOR_CELLS.sub("", text).encode("utf-8", "replace").decode("utf-8")
    return text[:EXCEL_TEXT_LENGTH]
