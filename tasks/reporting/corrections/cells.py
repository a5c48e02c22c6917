"""Cells of a corrections workbook: values as sent, text that stays text, and what is said about a cell."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

EXCEL_TEXT_LENGTH = 32_767
FILLS = {"error": PatternFill("solid", fgColor="FFC7CE"), "warning": PatternFill("solid", fgColor="FFEB9C")}
HEADING_FONT, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
NOTE_LENGTH = 1_000
ERROR_VALUE = "#N/A"
ISO_DATE, ISO_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Mark:
    """What is said about a cell; ``has_no_value`` where it held an error or a formula never worked out."""

    severity: str
    message: str
    has_no_value: bool = False


@dataclass(frozen=True)
class Pen:
    """Makes the cells of one sheet in write-only mode; each look is worked out once."""

    sheet: WriteOnlyWorksheet
    looks: dict[tuple[Any, ...], StyleArray] = field(default_factory=dict)

    def heading(self, text: str, mark: Mark | None = None) -> WriteOnlyCell:
        """A heading, with what is wrong with it."""
        cell = WriteOnlyCell(self.sheet, writable_text(text))
        cell.data_type = "s"
        self._look(cell, mark, is_wrapped=True, is_bold=True, is_quoted=text[:1] in FORMULA_SIGNS)
        return _noted(cell, mark) if mark else cell

    def advice(self, text: str, severity: str) -> WriteOnlyCell:
        """What to do about a row."""
        cell = WriteOnlyCell(self.sheet, writable_text(text))
        cell.data_type = "s"
        self._look(cell, Mark(severity, text), is_wrapped=True)
        return cell

    def value(
        self, value: Any, number_format: str | None = None, mark: Mark | None = None, has_note: bool = False
    ) -> Any:
        """A value that may be appended: plain where nothing has to be said about it."""
        if mark is None and number_format is None and _is_plain(value):
            return value
        if isinstance(value, float) and not isfinite(value):
            value = str(value)
        if isinstance(value, dt.datetime):
            value, number_format = pd.Timestamp(value).to_pydatetime(), _date_format(value, number_format)
        if value is None and mark and mark.has_no_value:
            cell = WriteOnlyCell(self.sheet, ERROR_VALUE)
        else:
            cell = WriteOnlyCell(self.sheet, writable_text(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"
        shown_as = number_format if not isinstance(value, (str, bool)) else None
        self._look(cell, mark, shown_as, is_quoted=isinstance(value, str) and value[:1] in FORMULA_SIGNS)
        return _noted(cell, mark) if mark and has_note else cell

    def _look(
        self,
        cell: WriteOnlyCell,
        mark: Mark | None,
        number_format: str | None = None,
        *,
        is_wrapped: bool = False,
        is_bold: bool = False,
        is_quoted: bool = False,
    ) -> None:
        look = (
            mark.severity if mark else None,
            number_format or cell.number_format,
            is_wrapped,
            is_bold,
            is_quoted,
        )
        if look not in self.looks:
            if mark:
                cell.fill = FILLS[mark.severity]
            if number_format:
                cell.number_format = number_format
            if is_wrapped:
                cell.alignment = WRAPPED
            if is_bold:
                cell.font = HEADING_FONT
            cell.quotePrefix = is_quoted
            self.looks[look] = cell._style
        cell._style = self.looks[look]  # openpyxl has no public way to give a cell the style of another one


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return (
            value.isprintable()
            and value.isascii()
            and len(value) < EXCEL_TEXT_LENGTH
            and value[:1] not in (*FORMULA_SIGNS, "#")
        )
    return value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and isfinite(value))


def _date_format(value: dt.datetime, number_format: str | None) -> str:
    if number_format and re.search("[dy]", number_format):
        return number_format
    return ISO_TIME if value.time() != dt.time() else ISO_DATE


def _noted(cell: WriteOnlyCell, mark: Mark) -> WriteOnlyCell:
    cell.comment = Comment(
        writable_text(f"{mark.severity}: {mark.message}")[:NOTE_LENGTH],
        "process audit",
        height=120,
        width=320,
    )
    return cell


def writable_text(text: str) -> str:
    """Text without what a workbook cannot hold: control characters, lone surrogates, more than 32,767
    characters.
    """
    text = ILLEGAL_CHARACTERS_RE.sub("", text).encode("utf-8", "replace").decode("utf-8")
    return text[:EXCEL_TEXT_LENGTH]
