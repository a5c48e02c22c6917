"""One sheet of a corrections workbook: the table as sent, with its problem cells marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from schemas.columns import columns
from schemas.workbooks import WHAT_TO_DO
from tasks.reporting.corrections.cells import Mark, Pen
from tasks.reporting.corrections.problems import Problems, what_to_do

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from schemas.records import RawTable, TableRead

EXCEL_ROWS = 1_048_576
ORDER = {"error": 0, "warning": 1}
# A cell without a value to copy stays an error, so that a copy sent back untouched is not taken for a blank.
WITHOUT_VALUE = frozenset({"EXCEL_ERROR", "FORMULA_WITHOUT_VALUE"})
PROCESS_ID = "process_id"


def write_table(
    sheet: WriteOnlyWorksheet,
    table: TableRead,
    raw: RawTable,
    problems: Problems,
    ours: dict[str, dict[int, str]],
    rows: pd.Index,
    notes_count: int,
) -> None:
    """Writes one table: what to do, the columns as sent, and an id where a row has none (rows change their
    place here).

    Args:
        sheet: an empty sheet in write-only mode.
        table: headings and where they stood.
        raw: cells as sent.
        problems: of this table.
        ours: by spreadsheet row what is added: process_id, of rows that were sent without one, and
            ROW_AS_SENT.
        rows: spreadsheet rows to write, in this order.
        notes_count: most cells that get a note; all keep their fill and their text under "What to do".
    """
    letters = list(raw.cells.columns)
    headings = {match.letter: match.heading for match in table.headings}
    id_letter = table.letter(PROCESS_ID)
    extra = [name for name, values in ours.items() if values and not (name == PROCESS_ID and id_letter)]
    _prepare(sheet, letters, table, len(rows))
    pen = Pen(sheet)
    sheet.append(
        [
            pen.heading(WHAT_TO_DO),
            *(pen.heading(headings.get(letter, ""), _heading_mark(problems, letter)) for letter in letters),
            *(pen.heading(name) for name in extra),
        ]
    )
    problems = problems.of_rows(rows)
    advice, severity = what_to_do(problems, table).to_dict(), problems.row_severity.to_dict()
    marks, ids, formats = _marks(problems), ours[PROCESS_ID], dict(raw.number_formats)
    cells = raw.cells.loc[rows].astype(object).where(raw.cells.loc[rows].notna(), None)
    for row, values in zip(rows, cells.itertuples(index=False, name=None), strict=True):
        line = [pen.advice(advice[row], severity[row]) if row in advice else None]
        for letter, value in zip(letters, values, strict=True):
            value = ids.get(row) if letter == id_letter and value is None else value
            mark = marks.get((row, letter))
            line.append(pen.value(value, formats.get(letter), mark, notes_count > 0))
            notes_count -= mark is not None
        sheet.append([*line, *(pen.value(ours[name].get(row)) for name in extra)])


def in_order(raw: RawTable, problems: Problems, problems_only: bool, keep: bool = False) -> pd.Index:
    """Rows that need attention first, the graver ones before the others, each kind as it was sent; all as sent
    where their order is to be kept.
    """
    if keep and not problems_only:
        return raw.cells.index[: EXCEL_ROWS - 1]
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
        choices = column and {"yes_no": ("yes", "no"), "category": column.values}.get(column.type, ())
        if choices and rows_count:
            # A list to choose from, not a bar: other spellings that were sent are read as well.
            validation = DataValidation(
                type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False
            )
            validation.add(f"{get_column_letter(position)}2:{get_column_letter(position)}{rows_count + 1}")
            sheet.data_validations.append(validation)


def _marks(problems: Problems) -> dict[tuple[int, str], Mark]:
    """What is said about each cell, by row and letter, several messages joined."""
    cells = problems.cells.dropna(subset=["letter"]).sort_values("severity", kind="stable")
    cells = cells.assign(has_no_value=cells["code"].isin(WITHOUT_VALUE))
    joined = cells.groupby(["row", "letter"]).agg(
        severity=("severity", "first"), message=("message", "\n".join), has_no_value=("has_no_value", "any")
    )
    return {key: Mark(*said) for key, *said in joined.itertuples(name=None)}


def _heading_mark(problems: Problems, letter: str) -> Mark | None:
    here = problems.headings[problems.headings["letter"] == letter]
    return None if here.empty else Mark(here["severity"].min(), "\n".join(here["message"]))
