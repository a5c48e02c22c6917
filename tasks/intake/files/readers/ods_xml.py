"""The content of an OpenDocument spreadsheet, read cell by cell with repeats kept as repeats, so that blank
areas cost nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from tasks.intake.files.comments import MOST_COMMENTS, plain_comment
from tasks.intake.files.format_runs import FormatRuns
from tasks.intake.files.grid_writer import MOST_COLUMNS, hours_text
from tasks.intake.files.number_format import is_telling
from tasks.intake.files.readers.ods_styles import BOOLEAN, OdsStyles
from tasks.intake.files.refused import Refused
from tasks.intake.files.sheet_xml import addresses

CHUNK_BYTES = 1 << 20
# A length of time in ISO 8601: "PT36H15M00S", "-P1DT2H".
SPAN = re.compile(r"(-)?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
# A row or cell that says to be repeated more often than this, with content, is not meant so.
MOST_REPEATS = 100_000
TRUTHS = ("of:=TRUE()", "of:=FALSE()")
NUMBERS = ("float", "percentage", "currency")
# What lies inside a cell and is no text of it: comments, tables, footnotes, readings above Asian signs. So are
# drawings (draw:...), with the text on them and the description of a picture.
NO_TEXT_OF_CELL = frozenset(("office:annotation", "table:table", "text:note", "text:ruby-text"))


@dataclass
class OdsSheet:
    """One table: cells by row as {column: value}, numbers from 1, and what a RawSheet says beside its
    grid.
    """

    name: str
    is_hidden: bool
    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formats: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    telling: FormatRuns = field(default_factory=FormatRuns)
    indents: list[tuple[int, int, float]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    outline_levels: list[tuple[int, int]] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)


class OdsParser:
    """Takes the XML of content.xml in pieces and gathers its sheets."""

    def __init__(self, styles: OdsStyles | None = None) -> None:
        self._styles = styles or OdsStyles()
        self._column_styles: list[tuple[int, int, str]] = []
        self.sheets: list[OdsSheet] = []
        self._hidden_styles: set[str] = set()
        self._indent_of: dict[str, float] = {}
        self._struck_styles: set[str] = set()
        self._groups = 0
        self._style = ""
        self._sheet: OdsSheet | None = None
        self._depth = self._row = self._column = self._next_column = self._row_repeats = (
            self._column_repeats
        ) = 0
        self._cell: dict[str, str] | None = None
        self._cells: dict[int, Any] = {}
        self._text: list[str] = []
        self._paragraphs = self._silent = 0
        self._comment: list[str] = []
        self._in_comment = False

    def parse(self, handle: IO[bytes]) -> list[OdsSheet]:
        """The sheets of the document.

        Raises:
            Refused: FILE_HAS_ENTITIES.
            xml.parsers.expat.ExpatError: the XML is damaged.
        """
        # Names keep their prefixes, as every program writes them; expat then does no work on namespaces.
        parser = expat.ParserCreate(namespace_separator=None)
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.EntityDeclHandler = self._characters, self._refuse
        while chunk := handle.read(CHUNK_BYTES):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self.sheets

    def _refuse(self, *_: Any) -> None:
        raise Refused("FILE_HAS_ENTITIES")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table-cell" or name == "table:covered-table-cell":
            self._start_cell(attributes)
        elif name == "text:p" and self._in_comment:
            self._comment.append("\n")
        elif name == "text:p" and self._cell is not None:
            if self._paragraphs and not self._silent:
                self._text.append("\n")
            self._paragraphs += not self._silent
        elif name == "table:table-row":
            self._start_row(attributes)
        # Nothing is taken until what is no text of the cell ends.
        elif self._cell is not None and _is_beside_text(name):
            self._silent += 1
            if name == "office:annotation":
                self._in_comment, self._comment = True, []
        elif name == "text:s" and self._cell is not None:
            # OpenDocument keeps runs of blanks as a count.
            self._characters(" " * min(_count(attributes, "text:c"), 1000))
        elif name in ("text:tab", "text:line-break") and self._cell is not None:
            self._characters("\t" if name == "text:tab" else "\n")
        elif name == "table:table-column" and self._sheet:
            self._columns(self._sheet, attributes)
        elif name == "table:table":
            self._sheet = OdsSheet(
                attributes.get("table:name", ""), attributes.get("table:style-name") in self._hidden_styles
            )
            self._row, self._next_column, self._column_styles = 0, 1, []
        elif name == "table:table-row-group" and self._cell is None:
            self._groups += 1
        elif name == "style:paragraph-properties" and (margin := _length(attributes.get("fo:margin-left"))):
            self._indent_of[self._style] = margin
        elif name == "style:text-properties" and _is_struck(attributes):
            self._struck_styles.add(self._style)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
            self._styles.start(name, attributes)
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif self._sheet is None:
            self._styles.start(name, attributes)

    def _end(self, name: str) -> None:
        if name == "table:table-cell" or name == "table:covered-table-cell":
            if not self._silent:
                self._end_cell()
        elif name == "table:table-row" and self._cell is None and self._sheet:
            self._end_row(self._sheet)
        elif self._silent and _is_beside_text(name):
            self._silent -= 1
            if name == "office:annotation" and self._sheet:
                self._end_comment(self._sheet)
        elif name == "table:table-row-group" and self._cell is None:
            self._groups -= 1
        elif name == "table:table" and self._sheet:
            self.sheets.append(self._sheet)
            self._sheet = None
        elif self._sheet is None:
            self._styles.end(name)

    def _end_comment(self, sheet: OdsSheet) -> None:
        text = plain_comment("".join(self._comment).strip())
        if text and len(sheet.comments) < MOST_COMMENTS:
            sheet.comments.append((addresses([(self._row, self._column)])[0], text))
        self._in_comment, self._comment = False, []

    def _characters(self, text: str) -> None:
        if self._comment:  # from its first paragraph on: the author and the date come before
            self._comment.append(text)
        elif self._paragraphs and not self._silent:
            self._text.append(text)
        elif self._sheet is None:
            self._styles.text(text)

    def _columns(self, sheet: OdsSheet, attributes: dict[str, str]) -> None:
        repeats = _count(attributes, "table:number-columns-repeated")
        style = attributes.get("table:default-cell-style-name", "")
        self._column_styles.append((self._next_column, self._next_column + repeats - 1, style))
        if attributes.get("table:visibility") in ("collapse", "filter") and self._next_column < 16_384:
            sheet.hidden_columns += range(self._next_column, min(self._next_column + repeats, 16_385))
        self._next_column += repeats

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._cell is None and self._sheet:
            self._row += 1
            self._row_repeats = _count(attributes, "table:number-rows-repeated")
            if attributes.get("table:visibility") in ("collapse", "filter"):
                self._sheet.hidden_rows += range(self._row, self._row + min(self._row_repeats, MOST_REPEATS))
            self._column, self._cells = 0, {}

    def _end_row(self, sheet: OdsSheet) -> None:
        if self._cells:
            for row in range(self._row, self._row + min(self._row_repeats, MOST_REPEATS)):
                # Repeated rows share one dictionary, so that they take no memory of their own.
                sheet.rows[row] = self._cells
                if self._groups:
                    sheet.outline_levels.append((row, self._groups))
        # Blank rows are only counted: the last one of a sheet may be repeated a million times.
        self._row += self._row_repeats - 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._silent or not self._sheet:
            return
        self._cell, self._text, self._paragraphs = attributes, [], 0
        self._column += 1
        self._column_repeats = _count(attributes, "table:number-columns-repeated")

    def _end_cell(self) -> None:
        cell, self._cell, sheet = self._cell, None, self._sheet
        if cell is None or sheet is None:
            return
        position = (self._row, self._column)
        value, kind = self._value(cell)
        right, below = _count(cell, "table:number-columns-spanned"), _count(cell, "table:number-rows-spanned")
        if right > 1 or below > 1:
            sheet.merged.append(
                ":".join(addresses([position, (self._row + below - 1, self._column + right - 1)]))
            )
        if cell.get("calcext:value-type") == "error" or (
            kind == "string" and _is_error(value) and "table:formula" in cell
        ):
            sheet.errors.append(position)
        elif value not in (None, ""):
            code = self._format(cell) if kind in NUMBERS else ""
            is_truth = (
                code == BOOLEAN or cell.get("table:formula", "") in TRUTHS
            )  # LibreOffice writes them as numbers
            if is_truth and value in (0.0, 1.0):
                value, kind = bool(value), "boolean"
            for column in range(self._column, self._column + min(self._column_repeats, MOST_COLUMNS)):
                self._cells[column] = value
                if kind in NUMBERS and is_telling(code):
                    for row in range(self._row, self._row + min(self._row_repeats, MOST_REPEATS)):
                        sheet.telling.add(column, code, row)
            indent = self._indent_of.get(cell.get("table:style-name", ""))
            if indent and isinstance(value, str):
                sheet.indents.append((self._row, self._column, indent))
            if cell.get("table:style-name") in self._struck_styles and isinstance(value, str):
                sheet.struck.append((self._row, self._column))
            if kind in NUMBERS:
                sheet.formats[self._column][_format(cell, kind)] += 1
        elif "table:formula" in cell and kind != "string":
            sheet.formulas.append(position)
        self._column += self._column_repeats - 1

    def _format(self, cell: dict[str, str]) -> str:
        """The number format of a cell, by its own style or that of its column, as Excel would write it."""
        style = cell.get("table:style-name")
        if style is None:
            column = self._column
            style = next((name for first, last, name in self._column_styles if first <= column <= last), "")
        return self._styles.format_of(style) or (
            _format(cell, cell.get("office:value-type", "")) if "office:currency" in cell else ""
        )

    def _value(self, cell: dict[str, str]) -> tuple[Any, str]:
        kind, text = cell.get("office:value-type", ""), "".join(self._text)
        if kind in NUMBERS:
            number = cell.get("office:value", "")
            exact = number.lstrip("-")
            # More than 15 digits stay text, because a float would change the last ones.
            return (number if exact.isdigit() and len(exact) > 15 else _float(number, text)), kind
        if kind == "boolean":
            return cell.get("office:boolean-value") == "true", kind
        if kind == "date":
            return _date(cell.get("office:date-value", ""), text), kind
        if kind == "time":
            return _span(cell.get("office:time-value", ""), text), kind
        # Where the value is given, the text is only what is shown.
        return cell.get("office:string-value") or text, kind


def _is_beside_text(name: str) -> bool:
    return name in NO_TEXT_OF_CELL or name.startswith("draw:")


def _is_struck(attributes: dict[str, str]) -> bool:
    names = ("style:text-line-through-style", "style:text-line-through-type")
    return any(attributes.get(name, "none") != "none" for name in names)


def _length(text: str | None) -> float:
    """A length such as 0.353cm; only larger and smaller count, so that its unit does not."""
    match = re.match(r"\d+(?:\.\d+)?", text or "")
    return float(match[0]) if match else 0.0


def _count(attributes: dict[str, str], name: str) -> int:
    number = attributes.get(name, "1")
    return max(int(number), 1) if number.isdigit() and len(number) < 9 else 1


def _is_error(value: Any) -> bool:
    return (
        isinstance(value, str)
        and re.fullmatch(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|Err:\d+", value) is not None
    )


def _float(number: str, text: str) -> float | str:
    try:
        return float(number)
    except ValueError:
        return text


def _date(value: str, text: str) -> dt.datetime | str:
    try:
        return dt.datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return text


def _span(value: str, text: str) -> str:
    match = SPAN.fullmatch(value)
    if not match:
        return text
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    return ("-" if match[1] else "") + hours_text(
        dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    )


def _format(cell: dict[str, str], kind: str) -> str:
    if kind == "percentage":
        return "0%"
    return f"[${cell.get('office:currency', '')}] #,##0.00" if kind == "currency" else "General"
