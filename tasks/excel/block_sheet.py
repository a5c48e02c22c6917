"""A worksheet that takes whole columns of cells at once.

XlsxWriter makes an object of each cell and writes them one by one, which takes ten times as long as the rest of
a report. Here the XML of a block of cells is put together column by column: of a long block in Arrow, of a short one,
for which Arrow takes longer to start than Python to finish, in Python. Everything else, such as tables, links, charts
and single cells next to a block, goes the usual way.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.url import Url
from xlsxwriter.worksheet import CellStringTuple, Worksheet

from tasks.excel.addresses import column_letter
from tasks.excel.cell_xml import (
    BLANK,
    END,
    ERROR,
    INFINITE,
    NUMBER,
    TEXT,
    TRUTH,
    ErrorValue,
    cell_content,
    number_content,
    opening,
    style_xml,
)
from tasks.excel.packed_part import PackedPart

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.sharedstrings import SharedStringTable
    from xlsxwriter.workbook import Workbook

ROWS_AT_ONCE = 4_096
MOST_LINKS = 65_530  # of a sheet, in Excel
MOST_KEPT_ROWS = 5_000
SHORT_ROWS = 400  # up to which Python takes less than Arrow does
# A function at its call, such as SUMIFS(; not one that has its prefix already, such as _xlfn.XLOOKUP(.
FUNCTION = re.compile(r"(?<![\w.])[A-Z][A-Z\d.]*\(")


@dataclass(frozen=True)
class CodedTexts:
    """Texts of a column, each distinct one once.

    Attributes:
        texts: the distinct ones, in the order in which they come first.
        codes: place of each cell's text among them (whole numbers), -1 where the cell is blank.
    """

    texts: Sequence[str]
    codes: np.ndarray

    @classmethod
    def of(cls, values: Sequence[str | None]) -> CodedTexts:
        """The same of a list; None where a cell is blank."""
        code_by_text: dict[str | None, int] = {
            text: code for code, text in enumerate(text for text in dict.fromkeys(values) if text is not None)
        }
        texts = cast("list[str]", list(code_by_text))
        code_by_text[None] = -1
        return cls(texts, np.fromiter(map(code_by_text.__getitem__, values), "int32", len(values)))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str | None:
        code = int(self.codes[row])
        return None if code < 0 else self.texts[code]


@dataclass(frozen=True)
class BlockColumn:
    """One column of a block.

    Attributes:
        values: texts, numbers, True and False, errors, and in up to SHORT_ROWS rows formulas; None where a cell is
            blank. Or texts alone, or an array of numbers alone, NaN where a cell is blank.
        formats: of all cells, or one for each of them; None is the workbook's own.
    """

    values: Sequence[Any] | CodedTexts | np.ndarray
    formats: Format | Sequence[Format | None] | None


class KeptRows:
    """The XML of the rows of a block, for the next workbook with the same block, such as the other edition of a report.
    That of more than MOST_KEPT_ROWS is not kept, for it takes much memory.
    """

    def __init__(self) -> None:
        self.key: Any = None
        self.xml: list[Any] = []


@dataclass(frozen=True)
class _Block:
    """Where a block starts (from 0), its columns, and of each column what its XML is made of: the numbers of coded
    texts in the list that all sheets share, nothing of an array of numbers, else what is in each cell.
    """

    top: int
    left: int
    columns: Sequence[BlockColumn]
    contents: Sequence[Any]
    kept_rows: KeptRows | None

    @property
    def bottom(self) -> int:
        return self.top + len(self.columns[0].values) - 1

    @property
    def right(self) -> int:
        return self.left + len(self.columns) - 1

    @property
    def is_short(self) -> bool:
        return len(self.columns[0].values) <= SHORT_ROWS


def add_block_sheet(book: Workbook, name: str) -> BlockSheet:
    """Adds a worksheet with blocks to a workbook.

    Args:
        book: the workbook.
        name: of the sheet, as Excel accepts it: at most 31 characters.
    """
    return cast("BlockSheet", book.add_worksheet(name, BlockSheet))  # declared as if it gave a plain one


class BlockSheet(Worksheet):
    """A worksheet with blocks; no two of them share a row. A single cell written inside a block gives way to it; its
    link stays.
    """

    str_table: SharedStringTable
    dim_colmax: int
    default_row_height: int

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[_Block] = []

    def add_block(
        self, top: int, left: int, columns: Sequence[BlockColumn], kept_rows: KeptRows | None = None
    ) -> None:
        """Writes cells.

        Args:
            top: row (from 0) of the first cells.
            left: column (from 0) of the first of ``columns``.
            columns: all of one length, at least 1.
            kept_rows: of the same columns in another workbook, all of them coded texts or arrays of numbers.

        Raises:
            ValueError: a number is infinite, which no workbook can hold.
        """
        is_short = len(columns[0].values) <= SHORT_ROWS
        contents = [self._contents(cells.values, is_short) for cells in columns]
        block = _Block(top, left, columns, contents, kept_rows)
        # XlsxWriter keeps the first and last row and column that are used. Two opposite corners are enough
        # for it to know the whole block.
        self._check_dimensions(block.top, block.left)
        self._check_dimensions(block.bottom, block.right)
        self._blocks.append(block)

    def add_links(self, top: int, column: int, targets: Sequence[str | None]) -> None:
        """``write_url`` for cells of a block, which has their texts; what is beyond MOST_LINKS leads nowhere.

        Args:
            top: row (from 0) of the first cell.
            column: from 0.
            targets: where each cell leads to, such as ``internal:'Sheet'!A1``; None where it leads nowhere.
        """
        for row, target in enumerate(targets, start=top):
            if target is not None and self.hlink_count < MOST_LINKS:
                self.hlink_count += 1
                self.hyperlinks[row][column] = _link(target)
                # XlsxWriter asks whether there is a text in the cell.
                self.table[row][column] = _ANY_TEXT

    def add_long_table(self, top: int, left: int, bottom: int, right: int, options: dict[str, Any]) -> None:
        """``add_table`` without its look at every cell for overlaps, which takes longer than writing them.

        Args:
            top: row (from 0) of the heading.
            left: first column.
            bottom: last row, that of the totals included.
            right: last column.
            options: as ``add_table`` wants them; the cells of a totals row are written by the caller.
        """
        from xlsxwriter.utility import xl_range

        has_totals = options.get("total_row", False)
        # XlsxWriter goes through all cells of the range that it is given. It is given the heading, one row,
        # and the totals; the range of the whole table is put in its place below.
        self.add_table(top, left, top + 1 + has_totals, right, options)
        if has_totals and bottom > top + 2:
            # XlsxWriter wrote the totals behind the one row. In the whole table a row of the body is there,
            # so they go.
            for column in range(left, right + 1):
                self.table[top + 2].pop(column, None)
        table = self.tables[-1]
        table["range"] = xl_range(top, left, bottom, right)
        table["a_range"] = xl_range(top, left, bottom - has_totals, right)
        if table.get("autofilter"):
            table["autofilter"] = table["a_range"]

    def set_rows(self, rows: Sequence[int], height: float, options: dict[str, Any]) -> None:
        """``set_row`` for many rows of one look, which takes a tenth of the time.

        Args:
            rows: from 0, the lowest first, at least one.
            height: in points.
            options: as ``set_row`` wants them.
        """
        # XlsxWriter keeps the first and last row and column that are used.
        for row in (rows[-1], rows[0]):
            self.set_row(row, height, None, options)
        self.row_info |= dict.fromkeys(rows, self.row_info[rows[0]])
        self.row_sizes |= dict.fromkeys(rows, self.row_sizes[rows[0]])

    def _shared(self, texts: CodedTexts) -> list[int]:
        """Number of each distinct text in the list of texts that all sheets share."""
        table = self.str_table
        number_by_text = table.string_table
        numbers = [number_by_text.setdefault(text, len(number_by_text)) for text in texts.texts]
        table.unique_count = len(number_by_text)
        table.count += int(np.count_nonzero(texts.codes >= 0))  # of all cells with a text
        return numbers

    def _contents(self, values: Sequence[Any] | CodedTexts | np.ndarray, is_short: bool) -> Any:
        """What is known of the cells of a column when they are added (``_Block``). Texts have to be numbered then."""
        if isinstance(values, CodedTexts):
            return self._shared(values)
        if isinstance(values, np.ndarray):
            _refuse_infinite(values)
            return None
        if is_short:
            share = self.str_table._get_shared_string_index
            return [cell_content(value, share) for value in values]
        return self._mixed(values)

    def _short_xml(self, cells: BlockColumn, contents: Any) -> list[str]:
        """XML of each cell behind its address."""
        values, formats = cells.values, cells.formats
        if isinstance(values, CodedTexts):
            # What is in each cell; the code of a blank one is -1, so its content comes last.
            of_texts = [*(f"{TEXT}{number}{END}" for number in contents), BLANK]
            contents = [of_texts[code] for code in values.codes.tolist()]
        elif isinstance(values, np.ndarray):
            contents = [number_content(value) for value in values.tolist()]
        if not isinstance(formats, Sequence):
            style = style_xml(formats)
            return [style + content for content in contents]
        styles = {style: style_xml(style) for style in dict.fromkeys(formats)}
        return [styles[style] + content for content, style in zip(contents, formats, strict=True)]

    def _xml(self, cells: BlockColumn, contents: Any, after: str) -> Callable[[int], pa.Array]:
        """Gives the XML of ROWS_AT_ONCE cells behind their addresses, with what opens the cell ``after`` each, from the
        place of the first of them on; that of equal texts is made once, with its number for each cell.
        """
        # An array of numpy holds numbers alone. It is taken as it is, without a look at the type of each
        # value.
        if isinstance(cells.values, np.ndarray):
            content, opening = _numbers(cells.values), NUMBER
        elif isinstance(cells.values, CodedTexts):
            content, opening = _coded(cells.values, contents), TEXT
        else:
            content, opening = contents
        end, blank = END + after, BLANK + after
        if isinstance(cells.formats, Sequence):
            # Each cell has a style of its own, so equal texts no longer have equal XML.
            xml_by_style = {style: '"' + style_xml(style) for style in dict.fromkeys(cells.formats)}
            styles = pa.array([xml_by_style[style] for style in cells.formats], pa.string())

            def with_own_styles(start: int) -> pa.Array:
                style = _part(styles, start)
                # A join is missing where one of its parts is. Content is missing in blank cells, which take the
                # XML of a blank cell in their own style.
                filled = _joined(style, _part(opening, start), _part(content, start), end)
                return pc.coalesce(filled, _joined(style, blank))

            return with_own_styles
        style = '"' + style_xml(cells.formats)
        if not isinstance(content, pa.DictionaryArray):
            return lambda start: pc.fill_null(
                _joined(style, _part(opening, start), _part(content, start), end), style + blank
            )
        text_xml = _joined(style, opening, content.dictionary, end)
        # Blank cells point to one entry more, behind those of the texts.
        codes = pc.fill_null(content.indices, len(text_xml))
        coded = pa.DictionaryArray.from_arrays(codes, pa.concat_arrays([text_xml, pa.array([style + blank])]))
        return lambda start: _part(coded, start)

    def _mixed(self, values: Sequence[Any]) -> tuple[pa.Array, str | pa.Array]:
        """What is in each cell, texts by their numbers, missing where it is blank, and what opens it."""
        kinds = {type(value) for value in values} - {type(None)}
        if kinds <= {str}:
            texts = CodedTexts.of(values)
            return _coded(texts, self._shared(texts)), TEXT
        if not kinds & {str, bool, ErrorValue}:
            return _numbers(_refuse_infinite(np.array(values, dtype="float64"))), NUMBER
        if kinds <= {str, int, float}:
            texts = CodedTexts.of([value if isinstance(value, str) else None for value in values])
            numbers = [float("nan") if value is None or isinstance(value, str) else value for value in values]
            content = pc.coalesce(
                _coded(texts, self._shared(texts)).dictionary_decode(),
                pc.cast(_numbers(_refuse_infinite(np.array(numbers, "float64"))), pa.string()),
            )
            return content, pc.if_else(pa.array(texts.codes >= 0), TEXT, NUMBER)
        # A column of more kinds: one list for each kind, blank where a cell is of another one. Each is
        # turned into text as a whole, and the first that is not missing is what the cell holds.
        by_kind: dict[str, list[Any]] = {kind: [None] * len(values) for kind in (TEXT, NUMBER, TRUTH, ERROR)}
        openings = [opening(value) for value in values]
        for row_index, (kind, value) in enumerate(zip(openings, values, strict=True)):
            by_kind[kind][row_index] = value
        texts = CodedTexts.of(by_kind[TEXT])
        content = pc.coalesce(
            _coded(texts, self._shared(texts)).dictionary_decode(),
            pc.cast(_numbers(_refuse_infinite(np.array(by_kind[NUMBER], dtype="float64"))), pa.string()),
            pc.cast(pc.cast(pa.array(by_kind[TRUTH], pa.bool_()), pa.int8()), pa.string()),
            pa.array(by_kind[ERROR], pa.string()),
        )
        return content, pa.array(openings, pa.string())

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """The formula as the file holds it, where functions that came after Excel 2007 have a prefix. XlsxWriter looks
        for all 150 of them in each formula; here each function that is met is looked up once.
        """
        plain = formula.removeprefix("{").removeprefix("=").removesuffix("}")
        with_all = expand_future_functions or self.use_future_functions
        if all(_with_prefix(function, with_all) == function for function in {*FUNCTION.findall(plain)}):
            return plain  # as most formulas
        return FUNCTION.sub(lambda met: _with_prefix(met[0], with_all), plain)

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> Sequence[Any]:
        """What charts keep of the cells they draw: XlsxWriter asks for it by this name."""
        for block in self._blocks:
            if block.top <= row_start and row_end <= block.bottom and block.left <= col_start <= block.right:
                shown = block.columns[col_start - block.left].values
                values = [shown[row - block.top] for row in range(row_start, row_end + 1)]
                return [_cached(value) for value in values]
        return super()._get_range_data(row_start, col_start, row_end, col_end)

    def _write_rows(self) -> None:
        """XML of all rows: XlsxWriter calls this when the workbook is closed."""
        first, last = self.dim_rowmin, self.dim_rowmax
        # Rows must come in ascending order in the file: single cells above a block, the block, and so on.
        for block in sorted(self._blocks, key=lambda placed: placed.top):
            self._write_rows_between(first, block.top - 1)
            self._write_block(block)
            first = block.bottom + 1
        self._write_rows_between(first, last)
        self.dim_rowmax = last

    def _write_rows_between(self, first: int, last: int) -> None:
        if first <= last:
            # XlsxWriter writes the rows between its first and its last one; it is told of a part of them.
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()

    def _write_block(self, block: _Block) -> None:
        """The rows of a block, with the cells left and right of it."""
        rows = range(block.top, block.bottom + 1)
        before, after = self._around(rows, block)
        looks = [*self._row_looks(rows)]
        make = self._short_rows if block.is_short else self._long_rows
        if block.kept_rows is None or before or after or len(rows) > MOST_KEPT_ROWS:
            for xml in make(block, looks, before, after):
                self._write_bytes(xml)
            return
        # The values are those of the same columns; what can differ between workbooks are places, numbers and looks.
        styles = [_styles(cells.formats) for cells in block.columns]
        key = (block.top, block.left, block.contents, styles, looks)
        if block.kept_rows.key != key:
            block.kept_rows.xml = [*make(block, looks, before, after)]
            block.kept_rows.key = key
        for xml in block.kept_rows.xml:
            self._write_bytes(xml)

    def _short_rows(
        self, block: _Block, looks: list[str], before: list[str], after: list[str]
    ) -> Iterator[bytes]:
        letters = [
            f'<c r="{column_letter(block.left + column_index + 1)}'
            for column_index in range(len(block.columns))
        ]
        columns = [
            self._short_xml(cells, contents)
            for cells, contents in zip(block.columns, block.contents, strict=True)
        ]
        lines = []
        for row_index, look in enumerate(looks):
            number = block.top + row_index + 1
            cells = [
                f'{letter}{number}"{xml[row_index]}' for letter, xml in zip(letters, columns, strict=True)
            ]
            left, right = (texts[row_index] if texts else "" for texts in (before, after))
            lines.append(f'<row r="{number}{look}>{left}{"".join(cells)}{right}</row>')
        yield "".join(lines).encode()

    def _long_rows(
        self, block: _Block, looks: list[str], before: list[str], after: list[str]
    ) -> Iterator[pa.Buffer]:
        """Part by part: the XML of all cells would take several times their own memory."""
        columns = range(1, len(block.columns))
        nexts = [*(f'<c r="{column_letter(block.left + number + 1)}' for number in columns), ""]
        makers = [self._xml(*column) for column in zip(block.columns, block.contents, nexts, strict=True)]
        for start in range(0, len(looks), ROWS_AT_ONCE):
            some = slice(start, min(start + ROWS_AT_ONCE, len(looks)))
            numbers = pc.cast(pa.array(np.arange(some.start, some.stop) + block.top + 1), pa.string())
            parts: list[Any] = ['<row r="', numbers, pa.array(looks[some], pa.string()), ">"]
            parts += [*_as_array(before[some]), f'<c r="{column_letter(block.left + 1)}']
            for xml in makers:
                parts += [numbers, xml(start)]
            parts += _as_array(after[some])
            lines = _joined(*parts, "</row>")
            # The texts of an Arrow array lie one behind the other in its third buffer.
            yield lines.buffers()[2]

    def _write_bytes(self, xml: bytes | pa.Buffer) -> None:
        if isinstance(self.fh, PackedPart):
            self.fh.write_bytes(xml)
        else:
            self.fh.write(str(xml, "utf-8"))

    def _row_looks(self, rows: range) -> Iterator[str]:
        """Height and fold of each row."""
        looks_by_id: dict[int, str] = {}  # rows of one look share it (set_rows)
        for info in map(self.row_info.get, rows):
            if info is None:
                yield '"'
                continue
            if id(info) not in looks_by_id:
                look = (info.height, info.hidden, info.level, info.collapsed)
                looks_by_id[id(info)] = _row_look(*look, usual_pixels=self.default_row_height)
            yield looks_by_id[id(info)]

    def _around(self, rows: range, block: _Block) -> tuple[list[str], list[str]]:
        """XML of single cells left and right of a block in some of its rows."""
        right = range(block.right + 1, self.dim_colmax + 1)
        return self._beside(rows, range(block.left)), self._beside(rows, right)

    def _beside(self, rows: range, columns: range) -> list[str]:
        """XML of single cells in the rows of a block; nothing where there are none."""
        columns_by_row = {
            row: here
            for row in rows
            if row in self.table and (here := sorted(self.table[row].keys() & set(columns)))
        }
        if not columns_by_row:
            return []
        # XlsxWriter writes a cell into its open file. It is given a text in memory instead, so that the XML
        # can be put next to that of the block.
        handle, texts = self.fh, []
        for row in rows:
            self.fh = io.StringIO()
            for column in columns_by_row.get(row, ()):
                self._write_cell(row, column, self.table[row][column])
            texts.append(self.fh.getvalue())
        self.fh = handle
        return texts


_ANY_TEXT = CellStringTuple(0, None)


@lru_cache(maxsize=4_096)  # both editions have the same links, and many reports some of them
def _link(target: str) -> Url:
    link = Url(target)
    link.text = "-"  # the block has the text
    return link


@cache
def _with_prefix(function: str, with_all: bool) -> str:
    return Worksheet()._prepare_formula(function, with_all)


def _as_array(texts: list[str]) -> list[pa.Array]:
    return [pa.array(texts, pa.string())] if texts else []


def _row_look(pixels: float | None, hidden: bool, level: int, collapsed: bool, usual_pixels: int) -> str:
    pixels = usual_pixels if pixels is None else pixels
    # The file has points: 0.75 of them are a pixel at 96 pixels an inch.
    parts = [f' ht="{pixels * 0.75:.16g}" customHeight="1"'] if pixels != usual_pixels else []
    parts += [' hidden="1"'] if hidden else []
    parts += [f' outlineLevel="{level}"'] if level else []
    parts += [' collapsed="1"'] if collapsed else []
    return '"' + "".join(parts)


def _joined(*parts: Any) -> pa.Array:
    """Texts put together row by row; missing where one of them is missing."""
    arrays = [part if isinstance(part, pa.Array) else pa.scalar(part, pa.string()) for part in parts]
    return pc.binary_join_element_wise(*arrays, pa.scalar("", pa.string()))


def _part(cells: pa.Array | str, start: int) -> pa.Array | str:
    """ROWS_AT_ONCE of the cells as texts; a text that is the same for all of them as it is."""
    if isinstance(cells, str):
        return cells
    part = cells.slice(start, ROWS_AT_ONCE)
    return part.dictionary_decode() if isinstance(part, pa.DictionaryArray) else pc.cast(part, pa.string())


def _numbers(values: np.ndarray) -> pa.Array:
    """Numbers, missing where they are not known."""
    # NaN becomes missing: a cell without a number is blank.
    return pa.array(np.asarray(values, dtype="float64"), from_pandas=True)


def _refuse_infinite(numbers: np.ndarray) -> np.ndarray:
    if np.isinf(numbers).any():
        raise ValueError(INFINITE)
    return numbers


def _coded(texts: CodedTexts, numbers: list[int]) -> pa.DictionaryArray:
    """Number of each cell's text in the list of texts that all sheets share, missing where it is blank."""
    coded = pc.cast(pa.array(numbers, pa.int64()), pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(texts.codes, mask=texts.codes < 0), coded)


def _styles(formats: Format | Sequence[Format | None] | None) -> Any:
    """The format of a column, or of each of its cells, as the file names it."""
    if not isinstance(formats, Sequence):
        return style_xml(formats)
    styles = {style: style_xml(style) for style in dict.fromkeys(formats)}
    return [styles[style] for style in formats]


def _cached(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return "" if value is None or value != value else f"{value:.16g}"
