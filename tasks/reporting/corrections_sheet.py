"""One sheet of a corrections workbook: the table as sent, with its problem cells marked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from schemas.columns import columns
from schemas.workbooks import WHAT_TO_DO
from tasks.reporting.corrections_problems import Problems, what_to_do

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from schemas.records import RawTable, TableRead

EXCEL_ROWS, EXCEL_TEXT_LENGTH = 1_048_576, 32_767
FILLS = {"error": PatternFill("solid", fgColor="FFC7CE"), "warning": PatternFill("solid", fgColor="FFEB9C")}
HEADING_FONT, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
ORDER = {"error": 0, "warning": 1}
NOTE_LENGTH = 1_000
# A cell without a value to copy stays an error, so that a copy sent back untouched is not taken for a blank.
WITHOUT_VALUE, ERROR_VALUE = frozenset({"EXCEL_ERROR", "FORMULA_WITHOUT_VALUE"}), "#N/A"
PROCESS_ID = "process_id"
ISO_DATE, ISO_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def write_table(
    sheet: WriteOnlyWorksheet, table: TableRead, raw: RawTable, problems: Problems, made_up_ids: pd.Series, rows: pd.Index, notes_count: int
) -> None:
    """Writes one table: what to do, the columns as sent, and an id where the table has none (rows change their place here).

    Args:
        sheet: an empty sheet in write-only mode.
        table: headings and where they stood.
        raw: cells as sent.
        problems: of this table.
        made_up_ids: process_id by spreadsheet row, for a table without an id column; empty where it has one.
        rows: spreadsheet rows to write, in this order.
        notes_count: most cells that get a note; all keep their fill and their text under "What to do".
    """
    letters = list(raw.cells.columns)
    headings = {match.letter: match.heading for match in table.headings}
    extra = [] if made_up_ids.empty else [PROCESS_ID]
    _prepare(sheet, letters, table, len(rows))
    sheet.append(
        [
            _heading_cell(sheet, WHAT_TO_DO),
            *(_heading_cell(sheet, headings.get(letter, ""), problems.headings.query("letter == @letter")) for letter in letters),
            *(_heading_cell(sheet, name) for name in extra),
        ]
    )
    advice, severity = what_to_do(problems, table), problems.row_severity
    marks = _marks(problems)
    formats = dict(raw.number_formats)
    cells = raw.cells.loc[rows].astype(object).where(raw.cells.loc[rows].notna(), None)
    for row, values in zip(rows, cells.itertuples(index=False, name=None), strict=True):
        line = [_advice_cell(sheet, advice[row], severity[row]) if row in advice.index else None]
        for letter, value in zip(letters, values, strict=True):
            mark = marks.get((row, letter))
            line.append(_cell(sheet, value, formats.get(letter), mark, notes_count > 0))
            notes_count -= mark is not None
        sheet.append([*line, *(_cell(sheet, made_up_ids.get(row)) for _ in extra)])


def in_order(raw: RawTable, problems: Problems, problems_only: bool) -> pd.Index:
    """Rows that need attention first, the graver ones before the others, each kind as it was sent."""
    severity = problems.row_severity.map(ORDER)
    rows = pd.Series(raw.cells.index.map(severity), index=raw.cells.index, dtype="float64").fillna(len(ORDER))
    if problems_only:
        rows = rows[rows < len(ORDER)]
    return rows.sort_values(kind="stable").index[: EXCEL_ROWS - 1]


def _prepare(sheet: WriteOnlyWorksheet, letters: list[str], table: TableRead, rows_count: int) -> None:
    """Widths, the frozen heading row, and drop-down lists for closed columns."""
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 60
    taken_for = {match.letter: match.column for match in table.headings}
    for position, letter in enumerate(letters, start=2):
        sheet.column_dimensions[get_column_letter(position)].width = 18
        column = columns().get(taken_for.get(letter) or "")
        choices = column and (("yes", "no") if column.type == "yes_no" else column.values if column.type == "category" else ())
        if choices and rows_count:
            # A list to choose from, not a bar: other spellings that were sent are read as well.
            validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False)
            validation.add(f"{get_column_letter(position)}2:{get_column_letter(position)}{rows_count + 1}")
            sheet.data_validations.append(validation)


@dataclass(frozen=True)
class Mark:
    """What is said about a cell; ``has_no_value`` where it held an error or a formula never worked out."""

    severity: str
    message: str
    has_no_value: bool = False


def _marks(problems: Problems) -> dict[tuple[int, str], Mark]:
    """What is said about each cell, by row and letter, several messages joined."""
    cells = problems.cells.dropna(subset=["letter"]).sort_values("severity", kind="stable")
    cells = cells.assign(has_no_value=cells["code"].isin(WITHOUT_VALUE))
    joined = cells.groupby(["row", "letter"]).agg(
        severity=("severity", "first"), message=("message", "\n".join), has_no_value=("has_no_value", "any")
    )
    return {key: Mark(*said) for key, *said in joined.itertuples(name=None)}


def _heading_cell(sheet: WriteOnlyWorksheet, text: str, problems: pd.DataFrame | None = None) -> WriteOnlyCell:
    mark = None if problems is None or problems.empty else Mark(problems["severity"].min(), "\n".join(problems["message"]))
    cell = _styled(sheet, text, None, mark, True)
    cell.font, cell.alignment = HEADING_FONT, WRAPPED
    return cell


def _advice_cell(sheet: WriteOnlyWorksheet, text: str, severity: str) -> WriteOnlyCell:
    cell = _styled(sheet, text, None, None, False)
    cell.fill, cell.alignment = FILLS[severity], WRAPPED
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Any, number_format: str | None = None, mark: Mark | None = None, has_note: bool = False) -> Any:
    """A value that may be appended: plain where nothing has to be said about it."""
    if mark is None and number_format is None and (value is None or isinstance(value, (bool, int)) or _is_plain_text(value)):
        return value
    return _styled(sheet, value, number_format, mark, has_note)


def _is_plain_text(value: Any) -> bool:
    return (
        isinstance(value, str) and value.isprintable() and value.isascii() and len(value) < EXCEL_TEXT_LENGTH and value[:1] not in "=+-@#"
    )


def _styled(sheet: WriteOnlyWorksheet, value: Any, number_format: str | None, mark: Mark | None, has_note: bool) -> WriteOnlyCell:
    """A cell in which text stays text, with its format, fill and note."""
    if isinstance(value, float) and not -1e308 < value < 1e308:
        value = str(value)
    if isinstance(value, dt.datetime):
        value = pd.Timestamp(value).to_pydatetime()
        number_format = (
            number_format if number_format and re.search("[dy]", number_format) else ISO_TIME if value.time() != dt.time() else ISO_DATE
        )
    if value is None and mark and mark.has_no_value:
        cell = WriteOnlyCell(sheet, ERROR_VALUE)
    else:
        cell = WriteOnlyCell(sheet, writable_text(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
    elif number_format and not isinstance(value, bool):
        cell.number_format = number_format
    if mark:
        cell.fill = FILLS[mark.severity]
        if has_note:
            cell.comment = Comment(writable_text(f"{mark.severity}: {mark.message}")[:NOTE_LENGTH], "process audit", height=120, width=320)
    return cell


def writable_text(text: str) -> str:
    """Text without what a workbook cannot hold: control characters, lone surrogates, more than 32,767 characters."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text).encode("utf-8", "replace").decode("utf-8")
    return text[:EXCEL_TEXT_LENGTH]
