"""What readers lose of an .xlsx sheet, found by a quick pass over its XML: errors, formulas without value,
strays, merges.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from tasks.excel.addresses import column_letter
from tasks.intake.files.comments import MOST_COMMENTS, MOST_LETTERS
from tasks.intake.files.format_runs import FormatRuns
from tasks.intake.files.grid_writer import hours_text
from tasks.intake.files.number_format import hides_number, is_telling, is_time_of_day
from tasks.intake.files.ooxml import CellStyles
from tasks.intake.files.plain_cells import NotPlain
from tasks.intake.files.sheet_xml import SheetXml, addresses, blocks, letters_number, rows_of
from tasks.intake.files.stray_cells import Extent

if TYPE_CHECKING:
    from tasks.intake.files.plain_sheet import PlainSheet

# The attribute t of a cell names its type: e error, s, str and inlineStr texts, b boolean, d a date.
ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
NO_NUMBER = re.compile(rb"\bt\s*=\s*[\"'](?:s|str|inlineStr|b|e|d)[\"']")
DATE = re.compile(rb"\bt\s*=\s*[\"']d[\"']")
ERROR_OR_DATE = re.compile(rb"\bt\s*=\s*[\"'][ed][\"']")
STRING_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d+)[\"']")
# A cell as nearly all programs write it, its address first.
PLAIN_REFERENCE = re.compile(rb"<[\w.:-]+ r=\"([A-Z]{1,3})\d")
OUTLINE = re.compile(rb"\boutlineLevel\s*=\s*[\"'](\d)[\"']")
HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true|on)[\"']")
SPAN = (re.compile(rb"\bmin\s*=\s*[\"'](\d+)[\"']"), re.compile(rb"\bmax\s*=\s*[\"'](\d+)[\"']"))
# Title and text of the message that Excel shows beside a cell whose input is checked.
MESSAGE = (re.compile(rb"\bpromptTitle\s*=\s*\"([^\"]+)\""), re.compile(rb"\bprompt\s*=\s*\"([^\"]+)\""))
FIRST_CELL = re.compile(rb"\bsqref\s*=\s*[\"'](\w+)")
# Number formats are counted over the first rows, and then over every 997th.
SAMPLE_FIRST, SAMPLE_EVERY = 60, 997
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def is_sampled(rows: int) -> bool:
    """Whether the number formats of a row are counted, by how many rows with values there are up to it."""
    return rows <= SAMPLE_FIRST or rows % SAMPLE_EVERY == 0


@dataclass
class SheetScan:
    """What one pass over a sheet shows. Rows and columns are numbers from 1, a cell is (row, column).

    ``exact`` holds what readers spoil: integers of more than 15 digits as text, dates that are stored in ISO 8601,
    numbers whose format looks like a date's, negative times. ``telling`` has the rows by column and number format.
    """

    rows: int = 0
    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    far: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    exact: dict[tuple[int, int], str | float | dt.datetime] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    styles: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    telling: FormatRuns = field(default_factory=FormatRuns)
    zero_formulas: list[tuple[int, int]] = field(default_factory=list)
    has_results: bool = False
    indents: list[tuple[int, str, int]] = field(default_factory=list)
    outline_levels: list[tuple[int, int]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    total_rows: list[int] = field(default_factory=list)
    has_cdata: bool = False

    def facts(self) -> dict[str, Any]:
        """What a RawSheet says beside its grid, addresses as a spreadsheet shows them."""
        return {
            "hidden_rows": self.hidden_rows,
            "hidden_columns": self.hidden_columns,
            "merged_ranges": self.merged,
            "error_cells": addresses(self.errors),
            "formula_cells": addresses(self.formulas),
            "far_cells": addresses(self.far),
            "telling_formats": self.telling.as_facts(),
            "indents": self.indents,
            "outline_levels": self.outline_levels,
            "struck_cells": addresses(self.struck),
            "comments": self.comments,
            "total_rows": self.total_rows,
        }

    def take_extent(self, extent: Extent) -> None:
        """Ends the pass: where the data ends, and which cells are strays."""
        self.rows, self.cells = extent.rows, extent.cells
        self.last_row, self.last_column, self.far = extent.finish()
        far = set(self.far)
        self.errors = [cell for cell in self.errors if cell not in far]
        self.formulas = [cell for cell in self.formulas if cell not in far]

    def formats(self, of_style: list[str]) -> tuple[tuple[str, str], ...]:
        """Per letter the number format most numbers of the column have."""
        most = {column: votes.most_common(1)[0][0] for column, votes in sorted(self.styles.items())}
        return tuple(
            (column_letter(column), of_style[style])
            for column, style in most.items()
            if style < len(of_style)
        )


def scan_sheet(
    handle: IO[bytes],
    styles: CellStyles,
    asks_for_calculation: bool = False,
    plain: PlainSheet | None = None,
) -> tuple[SheetScan, PlainSheet | None]:
    """Reads the unpacked XML of one sheet once.

    Args:
        handle: the XML.
        styles: what the cell styles of the workbook say.
        asks_for_calculation: the workbook is to be calculated when it is opened, so that a 0 under a formula
            may be no result; such formulas are listed.
        plain: takes the rows as long as they are plain.

    Returns:
        What readers lose; and ``plain`` with all rows where all were plain, else None.

    Raises:
        Refused: FILE_DAMAGED where a row never ends.
    """
    scan, extent, row = SheetScan(), Extent(), 0
    patterns = tuple(map(_style_pattern, (styles.indents, styles.struck)))
    telling = style_pattern(styles.formats)
    for xml, where, block in blocks(handle):
        if where == "head":
            scan.hidden_columns = _hidden_columns(xml, block)
            continue
        if where == "tail":
            scan.merged += [merged_range.decode("ascii") for merged_range in xml.merge.findall(block)]
            scan.comments += _input_messages(xml, block)
            continue
        if plain:
            try:
                plain.take(xml, block, scan, extent)
                continue
            except NotPlain:
                row, plain = plain.last_row, None
        # All rows of a piece are searched at once for what calls for a closer look; most pieces hold
        # nothing of it, and their rows are only counted.
        suspect = _suspect(xml, block)
        formats = telling if telling and telling.search(block) else None
        suspect += [xml.formula] if asks_for_calculation else []
        scan.has_cdata |= b"<![CDATA[" in block
        for part in rows_of(xml, block):
            row = _scan_row(xml, part, row, scan, extent, suspect)
            if formats and formats.search(part):
                _note_formats(xml, part, row, scan, styles.formats)
            if b"outlineLevel" in part and (level := OUTLINE.search(_last_head(xml, part))):
                scan.outline_levels.append((row, int(level[1])))
            _note_looks(xml, part, row, scan, styles, patterns)
    scan.take_extent(extent)
    # Merged cells fill others, and strays are left out: both are for the readers.
    return scan, None if scan.merged or scan.far else plain


def _input_messages(xml: SheetXml, tail: bytes) -> list[tuple[str, str]]:
    """What Excel shows of what to enter in some cells, with the address of the first of them."""
    messages = []
    for attributes in islice(xml.validation.findall(tail), MOST_COMMENTS):
        texts = [unescape(text[1].decode()) for pattern in MESSAGE if (text := pattern.search(attributes))]
        first = FIRST_CELL.search(attributes)
        if first and texts:
            messages.append((first[1].decode(), ". ".join(texts)[:MOST_LETTERS]))
    return messages


def _style_pattern(numbers: Collection[int]) -> re.Pattern[bytes] | None:
    """Finds cells with one of some styles; None where there are none."""
    if not numbers:
        return None
    styles = b"|".join(str(style).encode() for style in numbers)
    return re.compile(rb"\bs\s*=\s*[\"'](?:" + styles + rb")[\"']")


def _last_head(xml: SheetXml, part: bytes) -> bytes:
    """Attributes of the row that a piece ends with."""
    position, attributes = 0, b""
    while head := xml.row_head.match(part, position):
        position, attributes = head.end(), head[1]
        if not head[1].endswith(b"/"):
            break
    return attributes


def _note_looks(
    xml: SheetXml,
    part: bytes,
    row: int,
    scan: SheetScan,
    styles: CellStyles,
    patterns: tuple[re.Pattern[bytes] | None, ...],
) -> None:
    """Adds texts that are indented or struck through; the patterns find cells with such styles."""
    indented, striking = patterns
    if striking and striking.search(part):
        _note_struck(xml, part, row, scan, styles.struck)
    if indented and indented.search(part):
        _note_indents(xml, part, row, scan, styles.indents)


def _note_indents(xml: SheetXml, part: bytes, row: int, scan: SheetScan, indent_of: dict[int, int]) -> None:
    """Adds the indents of texts; numbers are indented for their looks."""
    for column, attributes, content in xml.cells(part):
        style = STYLE.search(attributes)
        depth = indent_of.get(int(style[1])) if style else None
        if depth and xml.has_value(content) and NO_NUMBER.search(attributes):
            scan.indents.append((row, column_letter(column), depth))


def _note_struck(xml: SheetXml, part: bytes, row: int, scan: SheetScan, struck: frozenset[int]) -> None:
    """Adds the texts that are struck through."""
    for column, attributes, content in xml.cells(part):
        style = STYLE.search(attributes)
        if style and int(style[1]) in struck and xml.has_value(content) and NO_NUMBER.search(attributes):
            scan.struck.append((row, column))


def _suspect(xml: SheetXml, block: bytes) -> list[re.Pattern[bytes]]:
    """Which of the patterns that call for a closer look occur in these rows."""
    plain = any(
        mark in block for mark in (b't="e"', b"t='e'", b't="d"', b"t='d'")
    )  # a fast look before the slow pattern
    return [
        pattern
        for pattern in (*xml.no_value, xml.long_number, *([ERROR_OR_DATE] if plain else []))
        if pattern.search(block)
    ]


def _scan_row(
    xml: SheetXml, part: bytes, row: int, scan: SheetScan, extent: Extent, suspect: list[re.Pattern[bytes]]
) -> int:
    """Adds one piece, which ends with a row that has cells and may begin with rows that have none; returns
    the row's number.
    """
    row = row_number(xml, part, row, scan.hidden_rows)
    if suspect and any(pattern.search(part) for pattern in suspect):
        _look_closely(xml, part, row, scan)
    # The last cell with a value is found from the end of the row, so that no other cell is taken apart.
    last = max(part.rfind(end) for end in xml.value_ends)
    if last < 0:
        return row
    values = part.count(xml.value_ends[0]) + part.count(xml.value_ends[1])
    start = max(part.rfind(cell, 0, last) for cell in xml.cell_starts)
    match = PLAIN_REFERENCE.match(part, start) if start >= 0 else None
    column = (
        letters_number(match[1])
        if match
        else max((column for column, _, content in xml.cells(part) if xml.has_value(content)), default=1)
    )
    extent.add(
        row,
        min(column, LAST_COLUMN),
        values,
        # Asked for only where the row may have gaps, for it takes the whole row apart.
        lambda: [column for column, _, content in xml.cells(part) if xml.has_value(content)],
    )
    if is_sampled(extent.rows):
        _count_styles(xml, part, scan)
    return row


def row_number(xml: SheetXml, part: bytes, before: int, hidden: list[int] | None = None) -> int:
    """Number of the row a piece ends with; rows without a number follow the one before. Hidden rows are added
    to ``hidden``.

    Args:
        xml: the patterns of the sheet.
        part: a piece that ends with a row with cells; rows without cells may be before it.
        before: number of the row before the piece.
        hidden: takes the numbers of hidden rows; None where nobody asks for them.
    """
    position, row = 0, before
    while head := xml.row_head.match(part, position):
        number = ROW_NUMBER.search(head[1])
        row = int(number[1]) if number else row + 1
        if hidden is not None and b"hidden" in head[1] and HIDDEN.search(head[1]):
            hidden.append(row)
        position = head.end()
        if not head[1].endswith(b"/"):
            break
    return row


def _look_closely(xml: SheetXml, part: bytes, row: int, scan: SheetScan) -> None:
    for column, attributes, content in xml.cells(part):
        if ERROR.search(attributes):
            scan.errors.append((row, column))
            continue
        value = xml.value.search(content)
        if xml.formula.search(content) and not _is_result(xml, attributes, content, value):
            scan.formulas.append((row, column))
        elif value and xml.formula.search(content):
            is_zero = value[1].strip() == b"0" and not NO_NUMBER.search(attributes)
            scan.zero_formulas += [(row, column)] if is_zero else []
            # One result other than 0 shows that the workbook was calculated, so that its zeros are results
            # too.
            scan.has_results |= not is_zero
        elif (
            value
            and len(value[1]) > 15
            and value[1].lstrip(b"-").isdigit()
            and not NO_NUMBER.search(attributes)
        ):
            scan.exact[row, column] = value[1].decode("ascii")
        elif value and DATE.search(attributes):
            scan.exact[row, column] = _moment(value[1].decode("utf-8", "replace"))


def style_pattern(of_style: Sequence[str]) -> re.Pattern[bytes] | None:
    """Finds cells whose style has a telling number format or a time; None where no style has."""
    numbers = [
        str(number) for number, code in enumerate(of_style) if is_telling(code) or is_time_of_day(code)
    ]
    return re.compile(rf"\bs\s*=\s*[\"'](?:{'|'.join(numbers)})[\"']".encode()) if numbers else None


def _note_formats(xml: SheetXml, part: bytes, row: int, scan: SheetScan, of_style: Sequence[str]) -> None:
    for column, attributes, content in xml.cells(part):
        style = STYLE.search(attributes)
        value = style and not NO_NUMBER.search(attributes) and xml.value.search(content)
        code = of_style[int(style[1])] if style and int(style[1]) < len(of_style) else ""
        if not value or not code:
            continue
        if is_telling(code):
            scan.telling.add(column, code, row)
            # Readers take such a number for a date ("0 h"); the stored one is kept beside them.
            if hides_number(code):
                scan.exact[row, column] = float(value[1])
        # Readers spoil negative times: the stored days are kept as hours, minutes and seconds.
        elif value[1].lstrip().startswith(b"-") and is_time_of_day(code):
            scan.exact[row, column] = hours_text(dt.timedelta(days=float(value[1])))


def _moment(text: str) -> dt.datetime | str:
    """A date in ISO 8601, as strict workbooks store it; a time of day stays text."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text.removeprefix("T").removesuffix("Z")


def _is_result(xml: SheetXml, attributes: bytes, content: bytes, value: re.Match[bytes] | None) -> bool:
    """Whether a formula's result is stored; a result of type text may be empty."""
    if value is None:
        is_empty_text = STRING_RESULT.search(attributes) and xml.empty_value.search(content)
        return xml.value_ends[1] in content or bool(is_empty_text)
    return bool(value[1].strip()) or STRING_RESULT.search(attributes) is not None


def _count_styles(xml: SheetXml, part: bytes, scan: SheetScan) -> None:
    for column, attributes, content in xml.cells(part):
        style = STYLE.search(attributes)
        if xml.value_ends[0] in content and not NO_NUMBER.search(attributes):
            scan.styles[column][int(style[1]) if style else 0] += 1


def _hidden_columns(xml: SheetXml, head: bytes) -> list[str]:
    hidden = []
    for attributes in xml.column.findall(head):
        first, last = (pattern.search(attributes) for pattern in SPAN)
        if first and last and HIDDEN.search(attributes):
            hidden += [
                column_letter(number) for number in range(int(first[1]), min(int(last[1]), LAST_COLUMN) + 1)
            ]
    return hidden
