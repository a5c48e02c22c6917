"""Old binary workbooks (.xls) read by xlrd, which keeps errors, merged ranges and what is hidden."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tasks.excel.addresses import column_letter
from tasks.intake.files.comments import MOST_COMMENTS, plain_comment
from tasks.intake.files.format_runs import FormatRuns
from tasks.intake.files.grid_writer import GridWriter
from tasks.intake.files.number_format import hides_number, is_telling, is_time_of_day
from tasks.intake.files.read_job import CHUNK_ROWS, Job, ReaderMissed
from tasks.intake.files.refused import Refused
from tasks.intake.files.sheet_xml import addresses
from tasks.intake.files.stray_cells import Extent


def read(job: Job) -> None:
    """Reads every worksheet.

    Raises:
        Refused: FILE_PASSWORD.
        ReaderMissed: there is no worksheet.
        Exception: whatever xlrd raises.
    """
    import xlrd
    from xlrd.biffh import XLRDError

    # xlrd prints warnings unless it is given a place to log them.
    with Path(os.devnull).open("w") as log:
        try:
            book = _open(xlrd, str(job.path), log)
        except XLRDError as error:
            if "encrypted" in str(error):
                raise Refused("FILE_PASSWORD") from None
            raise
        if not book.nsheets:
            raise ReaderMissed
        for number in range(book.nsheets):
            _read_sheet(job, xlrd, book, book.sheet_by_index(number))
            book.unload_sheet(number)


def _open(xlrd, path: str, log):
    """The workbook with its formats; without them where they are damaged or older than xlrd knows."""
    try:
        # On demand, so that one sheet at a time is in memory; ragged, so that short rows are not filled up.
        return xlrd.open_workbook(path, logfile=log, formatting_info=True, ragged_rows=True, on_demand=True)
    except xlrd.XLRDError:
        raise
    except Exception:
        return xlrd.open_workbook(path, logfile=log, ragged_rows=True, on_demand=True)


def _read_sheet(job: Job, xlrd, book, sheet) -> None:
    last_row, last_column, far = _extent(xlrd, sheet)
    merged = [
        ":".join(addresses([(top + 1, left + 1), (bottom, right)]))
        for top, bottom, left, right in sheet.merged_cells
    ]
    writer, errors, telling = GridWriter(job.limits, merged), [], FormatRuns()
    for start in range(0, last_row, CHUNK_ROWS):
        numbers = range(start, min(start + CHUNK_ROWS, last_row))
        writer.add(
            [number + 1 for number in numbers],
            [_row(xlrd, book, sheet, number, last_column, errors, telling) for number in numbers],
        )
    job.write(
        writer,
        sheet.name,
        is_hidden=sheet.visibility != 0,
        merged_ranges=merged,
        error_cells=addresses(errors),
        far_cells=addresses(far),
        hidden_rows=[row + 1 for row, info in sorted(sheet.rowinfo_map.items()) if info.hidden],
        hidden_columns=[
            column_letter(column + 1) for column, info in sorted(sheet.colinfo_map.items()) if info.hidden
        ],
        number_formats=_formats(xlrd, book, sheet),
        telling_formats=telling.as_facts(),
        indents=[
            (row, column_letter(column), steps)
            for row, column, steps in _texts_by_style(xlrd, sheet, _indent_steps(book))
        ],
        struck_cells=addresses(
            [(row, column) for row, column, _ in _texts_by_style(xlrd, sheet, _struck_styles(book))]
        ),
        comments=_comments(sheet),
        outline_levels=[
            (row + 1, info.outline_level)
            for row, info in sorted(sheet.rowinfo_map.items())
            if info.outline_level
        ],
    )


def _comments(sheet) -> list[tuple[str, str]]:
    notes = sorted(sheet.cell_note_map.items())[:MOST_COMMENTS]
    cells = addresses([(row + 1, column + 1) for (row, column), _ in notes])
    texts = [plain_comment(note.text) for _, note in notes]
    return [(cell, text) for cell, text in zip(cells, texts, strict=True) if text]


def _extent(xlrd, sheet) -> tuple[int, int, list[tuple[int, int]]]:
    extent = Extent()
    for number in range(sheet.nrows):
        columns = [
            n
            for n, kind in enumerate(sheet.row_types(number), 1)
            if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
        ]
        if columns:
            extent.add(number + 1, columns[-1], len(columns), lambda row_columns=columns: row_columns)
    return extent.finish()


def _row(
    xlrd, book, sheet, number: int, width: int, errors: list[tuple[int, int]], telling: FormatRuns
) -> list[Any]:
    row = []
    for column, (kind, value) in enumerate(
        zip(sheet.row_types(number, 0, width), sheet.row_values(number, 0, width), strict=True)
    ):
        if kind == xlrd.XL_CELL_ERROR:
            errors.append((number + 1, column + 1))
            row.append(None)
        elif kind in (xlrd.XL_CELL_DATE, xlrd.XL_CELL_NUMBER):
            code = _format(book, sheet, number, column)
            if is_telling(code):
                telling.add(column + 1, code, number + 1)
            # xlrd takes "[mm]" for a number.
            is_date = is_time_of_day(code) or (kind == xlrd.XL_CELL_DATE and not hides_number(code))
            row.append(_moment(xlrd, book, code, value) if is_date else value)
        else:
            row.append(bool(value) if kind == xlrd.XL_CELL_BOOLEAN else value)
    return row


def _moment(xlrd, book, code: str, value: float) -> Any:
    """A date, a time of day or a duration; the number itself where it can be none."""
    # "[h]:mm" counts hours beyond a day: a length of time, and no time of day.
    if is_time_of_day(code) and (value < 0 or "[" in code):
        return dt.timedelta(days=value)
    try:
        moment = xlrd.xldate_as_datetime(value, book.datemode)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return value
    # Excel stores a time of day as a part of one day, without a date.
    return moment.time() if 0 <= value < 1 else moment


def _format(book, sheet, row: int, column: int) -> str:
    if not book.formatting_info:
        return "General"
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    cell_format = book.format_map.get(style.format_key)
    return cell_format.format_str if cell_format else "General"


def _formats(xlrd, book, sheet) -> list[tuple[str, str]]:
    """Number format of most numbers of each column, judged by the first rows."""
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for number in range(min(sheet.nrows, 200)):
        for column, kind in enumerate(sheet.row_types(number)):
            if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                votes[column][_format(book, sheet, number, column)] += 1
    return [
        (column_letter(column + 1), counts.most_common(1)[0][0]) for column, counts in sorted(votes.items())
    ]


def _indent_steps(book) -> dict[int, int]:
    """The steps of the styles whose alignment indents."""
    return {
        number: style.alignment.indent_level
        for number, style in enumerate(book.xf_list if book.formatting_info else ())
        if style.alignment.indent_level
    }


def _struck_styles(book) -> dict[int, int]:
    """The styles whose font is struck through."""
    return {
        number: 1
        for number, style in enumerate(book.xf_list if book.formatting_info else ())
        if style.font_index < len(book.font_list) and book.font_list[style.font_index].struck_out
    }


def _texts_by_style(xlrd, sheet, styles: dict[int, int]) -> list[tuple[int, int, int]]:
    """Texts in one of some styles, as row, column and what is said of the style."""
    if not styles:
        return []
    return [
        (number + 1, column + 1, of_style)
        for number in range(sheet.nrows)
        for column, kind in enumerate(sheet.row_types(number))
        if kind == xlrd.XL_CELL_TEXT and (of_style := styles.get(sheet.cell_xf_index(number, column)))
    ]
