"""corrections.xlsx: the table as it was sent, ready to be corrected and sent back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.mapping import MAP_ENDING
from schemas.messages import catalogue
from schemas.messages.saying import said_intake
from schemas.workbooks import (
    CONTENT_PROBLEMS,
    CONTENT_PROPERTY,
    CONTENT_WHOLE,
    HELP_SHEET,
    PORTFOLIO_PROPERTY,
    ROW_AS_SENT,
    mark,
)
from tasks.excel import marks_as_sent
from tasks.reporting.datasets.files import rare_garbage_collection

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook

    from schemas.messages import Catalogue
    from schemas.records import RawTable, TableRead, Validated
    from tasks.reporting.corrections.problems import Problems
    from tasks.settings import ReportLimits

SHEET_NAME_LENGTH = 31
WORKBOOK_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_corrections(
    intake: Validated,
    portfolio: str,
    path: Path,
    limits: ReportLimits,
    language: str = "en",
    *,
    has_map: bool = False,
) -> bool:
    """Writes the corrections workbook, if anything in the tables needs fixing.

    One sheet for each table, under its own headings, rows that need attention first. Above limits.corrections_rows
    only those rows are written, the gravest limits.report_rows of them; the workbook says so in a property,
    and intake merges them back by the mark of each row as it was sent.

    Args:
        intake: tables, raw_tables, issues, set_aside, typed.
        portfolio: the name the workbook carries, so that a corrected copy is read as the same portfolio.
        path: the workbook to write.
        limits: corrections_rows, report_rows.
        language: in which to say what is wrong and what to do; headings and cells stay as they were sent.
        has_map: whether the list was read with a map or defaults that are laid next to the workbook.

    Returns:
        Whether there was something to fix; no file is written otherwise.

    Raises:
        ValueError: a table with problems came without its cells.
    """
    from tasks.excel.long_workbook import LongWorkbook
    from tasks.reporting.corrections.problems import NEEDS_FIXING, problems_of

    # A look at the issues alone: most lists need no more work than this.
    about_rows = intake.issues["severity"].isin(NEEDS_FIXING) & intake.issues["row"].notna()
    if not about_rows.any() and intake.set_aside.empty:
        return False
    if intake.tables.keys() - intake.raw_tables.keys():
        raise ValueError("A table came without its cells, so corrections cannot be written.")
    tables = [(table, intake.raw_tables[table_id]) for table_id, table in intake.tables.items()]
    words = catalogue(language)
    intake = said_intake(words, intake)
    problems = [problems_of(intake, table, raw, words) for table, raw in tables]
    if all(table_problems.cells.empty and table_problems.headings.empty for table_problems in problems):
        return False
    is_partial = sum(len(raw.cells) for _, raw in tables) > limits.corrections_rows
    properties = {
        PORTFOLIO_PROPERTY: portfolio,
        CONTENT_PROPERTY: CONTENT_PROBLEMS if is_partial else CONTENT_WHOLE,
    }
    with rare_garbage_collection(), LongWorkbook(path, WORKBOOK_OPTIONS) as book:
        pairs = list(zip(tables, problems, strict=True))
        left_out = _write_tables(book, intake, pairs, is_partial, limits, words)
        _write_help(book, intake, problems, left_out, properties, words, path.name if has_map else "")
        for name, value in properties.items():
            book.set_custom_property(name, value, "text")
    return True


def _write_tables(
    book: Workbook,
    intake: Validated,
    tables: list[tuple[tuple[TableRead, RawTable], Problems]],
    is_partial: bool,
    limits: ReportLimits,
    words: Catalogue,
) -> int:
    """Writes a sheet for each table; returns how many rows with problems are left out."""
    from tasks.excel.block_sheet import add_block_sheet
    from tasks.reporting.corrections.cells import Pen
    from tasks.reporting.corrections.sheet import EXCEL_ROWS, in_order, write_table

    pen, names = Pen(book), {HELP_SHEET.casefold()}
    # A partial workbook holds so many rows in all of its sheets together.
    rows_left = limits.report_rows if is_partial else EXCEL_ROWS
    notes_left, left_out = limits.report_rows, 0
    for (table, raw), problems in tables:
        rows = in_order(raw, problems, is_partial, table.is_in_order)
        # Rows with problems that the limit cuts off; the help sheet says how many.
        left_out += max(0, len(rows) - rows_left)
        rows = rows[:rows_left]
        if is_partial and rows.empty:
            continue
        ours = {
            "process_id": _made_up_ids(intake, table, raw).to_dict(),
            **({} if raw.added is None else {name: _values_by_row(raw.added[name]) for name in raw.added}),
            ROW_AS_SENT: marks_as_sent(table.sheet, raw.cells, rows) if is_partial else {},
        }
        sheet = add_block_sheet(book, _sheet_name(table, names))
        write_table(sheet, pen, table, raw, problems, ours, rows, notes_left, words)
        rows_left -= len(rows) if is_partial else 0
        notes_left -= len(problems.cells)
    return left_out


def _values_by_row(values: pd.Series) -> dict[int, Any]:
    """What another sheet told, by spreadsheet row, yes and no in words."""
    filled = values.dropna().astype(object)
    return {
        row: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        for row, value in zip(filled.index.tolist(), filled.tolist(), strict=True)
    }


def _made_up_ids(intake: Validated, table: TableRead, raw: RawTable) -> pd.Series:
    """process_id by spreadsheet row of rows that were sent without one, so that a row keeps its id when it
    changes its place.

    Rows that were set aside have none yet: they get theirs in the same form, the row's number behind the
    table's prefix.
    """
    import pandas as pd

    rows = intake.typed.loc[intake.typed["source_table"] == table.table_id]
    if letter := table.letter("process_id"):
        rows = rows[rows["source_row"].isin(raw.cells.index[raw.cells[letter].isna()])]
        return rows.set_index("source_row")["process_id"]
    # No column of ids: intake made each up as a prefix and the row's number, such as r12 at its end. The
    # prefix is that of the first id of this form.
    ids = rows.set_index("source_row")["process_id"]
    endings = "r" + ids.index.astype("str")
    prefix = next(
        (made.removesuffix(end) for made, end in zip(ids, endings, strict=True) if made.endswith(end)), None
    )
    if prefix is None:
        return ids
    aside = intake.set_aside[
        (intake.set_aside["file"] == table.file) & (intake.set_aside["sheet"] == table.sheet)
    ]["row"]
    aside = aside[aside.between(table.first_row, table.last_row) & ~aside.isin(ids.index)].astype("int64")
    return pd.concat(
        [ids, pd.Series(prefix + "r" + aside.astype("str").to_numpy(), index=aside.to_numpy(), dtype="str")]
    )


def _sheet_name(table: TableRead, taken: set[str]) -> str:
    """A name that Excel accepts and no other sheet has: that of the sheet as sent, else of the file."""
    # Characters that Excel allows in no name of a sheet; an apostrophe only inside.
    wanted = (
        re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", table.sheet or Path(table.file).stem).strip(" '") or "Processes"
    )
    name, number = wanted[:SHEET_NAME_LENGTH], 1
    # Excel takes Costs and COSTS for the same name.
    while name.casefold() in taken:
        number += 1
        ending = f" {number}"
        name = wanted[: SHEET_NAME_LENGTH - len(ending)] + ending
    taken.add(name.casefold())
    return name


def _write_help(
    book: Workbook,
    intake: Validated,
    problems: list[Problems],
    left_out: int,
    properties: dict[str, str],
    words: Catalogue,
    with_map: str,
) -> None:
    """How to use the workbook, what concerns a file as a whole, and the mark by which we know it again."""
    from tasks.reporting.corrections.cells import writable_text
    from tasks.reporting.corrections.problems import NEEDS_FIXING

    rows_count = sum(table_problems.cells["row"].nunique() for table_problems in problems)
    headings_count = sum(table_problems.headings["letter"].nunique() for table_problems in problems)
    text, is_partial = words.text, properties[CONTENT_PROPERTY] == CONTENT_PROBLEMS
    whole = text("corrections.partial", heading=ROW_AS_SENT) if is_partial else text("corrections.whole")
    lines = [
        *([text("corrections.rows", count=rows_count)] if rows_count else []),
        *([text("corrections.headings", count=headings_count)] if headings_count else []),
        *([text("corrections.left_out", count=left_out)] if left_out else []),
        text("corrections.correct"),
        f"{whole} {text('corrections.keep')}",
        text("corrections.send_back"),
        *([text("corrections.map", map=with_map + MAP_ENDING)] if with_map else []),
    ]
    # What concerns a file as a whole has no cell to mark.
    general = intake.issues[intake.issues["row"].isna() & intake.issues["severity"].isin(NEEDS_FIXING)]
    sheet, wrapped = book.add_worksheet(HELP_SHEET), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 110)
    for row, line in enumerate([*lines, *general["message"].drop_duplicates(), mark(properties)]):
        sheet.write_string(row, 0, writable_text(line), wrapped)
