"""Writing one table: cells column by column, then the Excel table around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.excel import column_letter, excel_days
from tasks.excel.block_sheet import BlockColumn, CodedTexts, KeptRows
from tasks.excel.text_lines import LETTERS_PER_UNIT
from tasks.reporting.theme import DATA_BAR, DATES, NUMBERS, PLAIN_TABLE_STYLE, TABLE_STYLE
from tasks.reporting.writer.cells import cell_text, is_suspect
from tasks.reporting.writer.fit import width

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tasks.excel.block_sheet import BlockSheet
    from tasks.reporting.model.elements import Field, Table
    from tasks.reporting.writer import Book

LINKED, INSTEAD = (
    "process",
    "process_id",
)  # the column that leads to the reasons of a process, and its stand-in


def write_table(
    book: Book,
    sheet: BlockSheet,
    table: Table,
    header_row: int,
    first_column: int = 0,
    *,
    is_dashboard: bool = False,
) -> None:
    """Write a table's cells and mark them up as an Excel table with a name, alt text and a filter.

    Args:
        book: the workbook and where its tables are.
        sheet: written to.
        table: what it says; a line says so where it has no rows.
        header_row: from 0.
        first_column: from 0.
        is_dashboard: whether it is on the first sheet, without bands and filter.
    """
    if table.frame.empty:
        _write_nothing(book, sheet, table, header_row + 1, first_column)
    else:
        _write_body(book, sheet, table, header_row + 1, first_column, is_dashboard)
    # An empty table has one row, which says so.
    last_row = header_row + table.rows_count + table.has_totals
    sheet.add_long_table(
        header_row,
        first_column,
        last_row,
        first_column + len(table.fields) - 1,
        {
            "name": table.name,
            "title": table.title,
            "description": table.description,
            "total_row": table.has_totals,
            "style": PLAIN_TABLE_STYLE if book.theme.is_accessible else TABLE_STYLE,
            "banded_rows": not is_dashboard,
            "autofilter": not (is_dashboard or book.theme.is_accessible),
            "columns": [
                {
                    "header": field.heading,
                    "header_format": book.head(field.kind, is_dashboard),
                    **_total(book, table, field, header_row, first_column + number),
                }
                for number, field in enumerate(table.fields)
            ],
        },
    )
    if table.has_totals:
        _write_totals(book, sheet, table, header_row, first_column)
    if not book.theme.is_accessible:
        _draw_bars(sheet, table, header_row + 1, first_column)


def _total(book: Book, table: Table, field: Field, header_row: int, column: int) -> dict[str, Any]:
    """What the totals row holds: a sum over the rows that the filter shows, by plain addresses, which every
    program reads.
    """
    if not table.has_totals:
        return {}
    if field.total:
        letter = column_letter(column + 1)
        cells = f"{letter}{header_row + 2}:{letter}{header_row + 1 + table.rows_count}"
        # Where nothing could be valued a sum of 0 would be read as a saving of nothing.
        return {"total_function": f'IF(SUBTOTAL(102,{cells})=0,"",SUBTOTAL(109,{cells}))'}
    return {"total_string": book.texts["total"]} if field is table.fields[0] else {}


def _write_totals(book: Book, sheet: Worksheet, table: Table, header_row: int, first_column: int) -> None:
    # The cells are written here, as the table itself was written with one row only (add_long_table).
    row = header_row + 1 + table.rows_count
    for number, field in enumerate(table.fields):
        total, style = (
            _total(book, table, field, header_row, first_column + number),
            book.formats(book.theme.total(field.kind)),
        )
        if "total_function" in total:
            cells = table.frame[field.key].to_numpy(float, na_value=np.nan)
            figures = cells[~np.isnan(cells)]
            value = float(figures.sum()) if len(figures) else ""
            formula = f"={total['total_function']}"
            sheet.write_formula(row, first_column + number, formula, style, value)  # pyright: ignore[reportArgumentType]  taken for a whole number by its default
        elif total:
            sheet.write_string(row, first_column + number, total["total_string"], style)
        else:
            sheet.write_blank(row, first_column + number, None, style)


def _draw_bars(sheet: Worksheet, table: Table, top: int, left: int) -> None:
    for number, field in enumerate(table.fields):
        if field.bar and len(table.frame):
            sheet.conditional_format(
                top,
                left + number,
                top + len(table.frame) - 1,
                left + number,
                {
                    "type": "data_bar",
                    "bar_color": DATA_BAR,
                    "min_type": "num",
                    "min_value": 0,
                    **_longest(field),
                },
            )


def _longest(field: Field) -> dict[str, Any]:
    """Scores are drawn against 100, everything else against the largest of the table."""
    return {"max_type": "num", "max_value": 100} if field.kind == "score" else {}


def _write_body(book: Book, sheet: BlockSheet, table: Table, top: int, left: int, is_dashboard: bool) -> None:
    columns = []
    for number, field in enumerate(table.fields):
        targets = _targets(book, table, field)
        sheet.add_links(top, left + number, targets or ())
        columns.append(_cells(book, table, field, targets, is_dashboard))
    sheet.add_block(top, left, columns, table.once(_kept_rows))


def _kept_rows(_: Table) -> KeptRows:
    return KeptRows()


def _cells(
    book: Book, table: Table, field: Field, targets: list[str | None] | None, is_dashboard: bool
) -> BlockColumn:
    """One column: its values as a cell holds them, and the format of each."""
    values, suspect = table.once(_as_cells, field.key, field.kind, book.texts["cut"])
    tones = table.once(_tones, field.key) if field.key in table.tones else None
    # All cells alike: one format for the column.
    if not (tones or targets or suspect):
        return BlockColumn(values, book.body(field.kind, is_dashboard=is_dashboard))
    # A format for each cell from its colour, whether it is a link and whether it could run as a formula; each
    # is made once.
    is_link = [target is not None for target in targets or ()]
    none, no = [None] * len(values), [False] * len(values)
    looks = list(zip(tones or none, is_link or no, suspect or no, strict=True))
    formats = {look: book.body(field.kind, *look, is_dashboard) for look in dict.fromkeys(looks)}
    is_one = len(formats) == 1
    return BlockColumn(values, formats[looks[0]] if is_one else [formats[look] for look in looks])


def _tones(table: Table, key: str) -> list[str | None]:
    return [tone if isinstance(tone, str) else None for tone in table.tones[key].tolist()]


def _as_cells(table: Table, key: str, kind: str, cut: str) -> tuple[np.ndarray | CodedTexts, list[bool]]:
    """Numbers, days since Excel's first, or texts as a cell can hold them; and whether each is suspect, nothing where
    none is.
    """
    if kind in NUMBERS:
        return table.frame[key].to_numpy(float, na_value=np.nan), []
    # Equal values are made fit for a cell once. The code of a blank cell is -1, so what holds for it comes last.
    codes, distinct = table.coded(key)
    if kind in DATES:
        return np.array([*map(excel_days, distinct), float("nan")])[codes], []
    cell_texts = [cell_text(value, cut) for value in distinct]
    suspect = [*map(is_suspect, cell_texts), False]
    return CodedTexts(cell_texts, codes), [suspect[code] for code in codes.tolist()] if any(suspect) else []


def _write_nothing(book: Book, sheet: Worksheet, table: Table, row: int, left: int) -> None:
    """The one line of an empty table says so in its first column of words."""
    style = book.body("plain")
    first = next(number for number, field in enumerate(table.fields) if field.kind not in NUMBERS)
    for number in range(len(table.fields)):
        if number == first:
            sheet.write_string(row, left + number, table.empty or book.texts["nothing"], style)
        else:
            sheet.write_blank(row, left + number, None, style)


def _targets(book: Book, table: Table, field: Field) -> list[str | None] | None:
    """Where the cell of each row leads to; a blank cell leads nowhere. LibreOffice does not break the line of a link,
    so a name that needs several leads nowhere and the id of its row does.
    """
    is_instead = field.key == INSTEAD and LINKED in table.links
    key = LINKED if is_instead else field.key
    if key not in table.links:
        return None
    name, first, last = table.links[key]
    row_spans = zip(
        first.to_numpy(float, na_value=np.nan).tolist(),
        last.to_numpy(float, na_value=np.nan).tolist(),
        table.values(key),
        strict=True,
    )
    targets = [
        book.places.rows(name, start, end) if value is not None and start == start else None
        for start, end, value in row_spans
    ]
    if key != LINKED or not any(other.key == INSTEAD for other in table.fields):
        return targets
    letters = table.once(_line_letters)
    is_long = [value is not None and len(value) > letters for value in table.values(key)]
    chosen = [target if long == is_instead else None for target, long in zip(targets, is_long, strict=True)]
    return chosen if any(chosen) else None


def _line_letters(table: Table) -> float:
    """Letters that one line of the linked names has room for."""
    return LETTERS_PER_UNIT * width(table, next(field for field in table.fields if field.key == LINKED))
