"""One sheet of a corrections workbook: the table as sent, with its problem cells marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from schemas.columns import columns
from tasks.joined_frames import aggregated
from tasks.plain_values import plain_values
from tasks.reporting.corrections.cells import Mark, Pen, write_note
from tasks.reporting.corrections.problems import Problems, what_to_do
from tasks.reporting.writer.fit import points_of_text

if TYPE_CHECKING:
    from schemas.messages import Catalogue
    from schemas.records import RawTable, TableRead
    from tasks.excel.block_sheet import BlockSheet

EXCEL_ROWS = 1_048_576
ORDER = {"error": 0, "warning": 1}
# A cell without a value to copy stays an error, so that a copy sent back untouched is not taken for a blank.
WITHOUT_VALUE = frozenset({"EXCEL_ERROR", "FORMULA_WITHOUT_VALUE"})
PROCESS_ID = "process_id"
ADVICE_WIDTH, A4 = 60, 9


def write_table(
    sheet: BlockSheet,
    pen: Pen,
    table: TableRead,
    raw: RawTable,
    problems: Problems,
    ours: dict[str, dict[int, str]],
    rows: pd.Index,
    notes_count: int,
    words: Catalogue,
) -> None:
    """Writes one table: what to do, the columns as sent, and an id where a row has none (rows change their
    place here).

    Args:
        sheet: an empty sheet.
        pen: of the workbook.
        table: headings and where they stood.
        raw: cells as sent.
        problems: of this table.
        ours: by spreadsheet row what is added: process_id, of rows that were sent without one, and
            ROW_AS_SENT.
        rows: spreadsheet rows to write, in this order.
        notes_count: most cells that get a note; all keep their fill and their text under "What to do".
        words: in which to say what is wrong.
    """
    letters = list(raw.cells.columns)
    headings = {match.letter: match.heading for match in table.headings}
    # A note above the table is not written, so the headings say what it said of the amounts.
    units = {match.letter: match.unit_by_note for match in table.headings if match.unit_by_note}
    id_letter = table.letter(PROCESS_ID)
    # Columns of ours come last. An id goes into the list's own column of ids where it has one.
    fills = {name: values for name, values in ours.items() if name != PROCESS_ID and table.letter(name)}
    extra = [
        name
        for name, values in ours.items()
        if values and name not in fills and not (name == PROCESS_ID and id_letter)
    ]
    _prepare(sheet, letters, table, len(rows), len(extra))
    for letter in raw.hidden_columns:
        # Hidden columns stay hidden: of two columns for one thing the visible one is read.
        number = letters.index(letter) + 1
        sheet.set_column(number, number, 18, None, {"hidden": True})
    pen.heading(sheet, 0, words.text("corrections.what_to_do"))
    for number, letter in enumerate(letters, start=1):
        heading = headings.get(letter, "") + (f" ({units[letter]})" if letter in units else "")
        pen.heading(sheet, number, heading, _heading_mark(problems, letter, words))
    for number, name in enumerate(extra, start=len(letters) + 1):
        pen.heading(sheet, number, name)
    if not len(rows):
        return
    problems = problems.of_rows(rows)
    advice, severity = what_to_do(problems, table, words).to_dict(), problems.row_severity.to_dict()
    # LibreOffice shows one line of a wrapped text unless it is told the height.
    for position, row in enumerate(rows, start=1):
        if row in advice:
            sheet.set_row(position, points_of_text(advice[row], ADVICE_WIDTH))
    marks, formats = _marks(problems, rows, words), dict(raw.number_formats)
    cells = raw.cells.loc[rows]
    columns_shown = [pen.advice([advice.get(row) for row in rows], [severity.get(row) for row in rows])]
    for letter in letters:
        values = plain_values(cells[letter])
        if letter == id_letter:
            ids = ours[PROCESS_ID]
            values = [
                ids.get(row) if value is None else value for row, value in zip(rows, values, strict=True)
            ]
        if (own := table.column(letter)) in fills:
            values = [
                fills[own].get(row) if value is None else value
                for row, value in zip(rows, values, strict=True)
            ]
        columns_shown.append(
            pen.values(
                values, formats.get(letter), marks.get(letter), _own_formats(raw, letter, rows, formats)
            )
        )
    columns_shown += [pen.values([ours[name].get(row) for row in rows]) for name in extra]
    sheet.add_block(1, 0, columns_shown)
    _write_notes(sheet, letters, marks, notes_count)


def _own_formats(
    raw: RawTable, letter: str, rows: pd.Index, formats: dict[str, str]
) -> dict[int, str | None]:
    """Formats of the cells of a column that are not shown as most of them are, by place among the rows: those that
    say a percentage, a unit or a currency change what a number means.
    """
    formatted_runs = [(code, runs) for own, code, runs in raw.telling_formats if own == letter]
    if not formatted_runs:
        return {}
    position_by_row = {int(row): number for number, row in enumerate(rows)}
    # Cells without a telling format must not get that of the others.
    is_usual = any(code == formats.get(letter) for code, _ in formatted_runs)
    format_by_position: dict[int, str | None] = dict.fromkeys(position_by_row.values()) if is_usual else {}
    for code, runs in formatted_runs:
        for first, last in runs:
            format_by_position |= {
                position_by_row[row]: code for row in range(first, last + 1) if row in position_by_row
            }
    return format_by_position


def _write_notes(
    sheet: BlockSheet, letters: list[str], marks: dict[str, dict[int, Mark]], notes_count: int
) -> None:
    """Notes on the first marked cells, from top to bottom."""
    number_of = {letter: number for number, letter in enumerate(letters, start=1)}
    # By row, then column. Notes are limited, so the first rows get theirs.
    noted = sorted(
        (position, number_of[letter], mark)
        for letter, mark_by_position in marks.items()
        if letter in number_of
        for position, mark in mark_by_position.items()
    )
    for position, number, mark in noted[: max(notes_count, 0)]:
        write_note(sheet, 1 + position, number, mark)


def in_order(raw: RawTable, problems: Problems, problems_only: bool, keep: bool = False) -> pd.Index:
    """Rows that need attention first, the graver ones before the others, each kind as it was sent; all as sent
    where their order is to be kept.

    Args:
        raw: cells as sent, by spreadsheet row.
        problems: of the table.
        problems_only: leaves out rows without a problem.
        keep: whether rows mean something by their order, as in a tree.

    Returns:
        Spreadsheet rows, no more than fit below a heading.
    """
    if keep and not problems_only:
        return raw.cells.index[: EXCEL_ROWS - 1]
    severity = problems.row_severity.map(ORDER)
    rows = severity.reindex(raw.cells.index).astype("float64").fillna(len(ORDER))
    if problems_only:
        rows = rows[rows < len(ORDER)]
    return rows.sort_values(kind="stable").index[: EXCEL_ROWS - 1]


def _prepare(sheet: BlockSheet, letters: list[str], table: TableRead, rows_count: int, added: int) -> None:
    """Widths, the frozen heading row, print with it and what to do on every page, and drop-down lists for closed
    columns.
    """
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, ADVICE_WIDTH)
    sheet.set_column(1, max(len(letters) + added, 1), 18)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 0)
    sheet.set_footer("&L&A&R&P / &N")
    taken_for = {match.letter: match.column for match in table.headings}
    for position, letter in enumerate(letters, start=1):
        column = columns().get(taken_for.get(letter) or "")
        choices = column and {"yes_no": ("yes", "no"), "category": column.values}.get(column.type, ())
        if choices and rows_count:
            # A list to choose from, not a bar: other spellings that were sent are read as well.
            rule = {"validate": "list", "source": list(choices), "show_error": False}
            sheet.data_validation(1, position, rows_count, position, rule)


def _marks(problems: Problems, rows: pd.Index, words: Catalogue) -> dict[str, dict[int, Mark]]:
    """What is said about each cell, by letter and place among ``rows``, several messages joined."""
    # The graver message first, as "error" comes before "warning"; its colour is that of the cell.
    cells = problems.cells.dropna(subset=["letter"]).sort_values("severity", kind="stable")
    cells = cells.assign(has_no_value=cells["code"].isin(WITHOUT_VALUE))
    groups = cells.groupby(["row", "letter"])
    joined = aggregated(groups, severity=("severity", "first"), has_no_value=("has_no_value", "any"))
    joined.insert(1, "message", groups["message"].agg("\n".join))
    position_by_row, marks = {row: number for number, row in enumerate(rows)}, {}
    for (row, letter), severity, message, has_no_value in joined.itertuples(name=None):
        note = _note_text(words, severity, message)
        marks.setdefault(letter, {})[position_by_row[row]] = Mark(severity, note, has_no_value)
    return marks


def _note_text(words: Catalogue, severity: str, message: str) -> str:
    return f"{words.text(f'corrections.{severity}')}: {message}"


def _heading_mark(problems: Problems, letter: str, words: Catalogue) -> Mark | None:
    if problems.headings.empty:
        return None
    of_heading = problems.headings[problems.headings["letter"] == letter]
    severity = None if of_heading.empty else of_heading["severity"].min()
    return Mark(severity, _note_text(words, severity, "\n".join(of_heading["message"]))) if severity else None
