"""Writing one table: cells column by column, then the Excel table around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.excel import column_letter
from tasks.reporting.theme import DATA_BAR, DATES, NUMBERS, PLAIN_TABLE_STYLE, TABLE_STYLE
from tasks.reporting.writer.cells import cell_text, is_suspect

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.worksheet import Worksheet

    from tasks.reporting.model.parts import Field, Table
    from tasks.reporting.writer import Book


def write_table(
    book: Book,
    sheet: Worksheet,
    table: Table,
    header_row: int,
    first_column: int = 0,
    *,
    is_dashboard: bool = False,
) -> None:
    """Write a table's cells and mark them up as an Excel table with a name, alt text and a filter."""
    for number, field in enumerate(table.fields):
        _write_column(book, sheet, table, field, header_row + 1, first_column + number, is_dashboard)
    last_row = header_row + table.rows_count + table.has_totals
    sheet.add_table(
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
                    "header_format": book.formats(book.theme.head(field.kind, is_dashboard=is_dashboard)),
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
        return {
            "total_function": f"SUBTOTAL(109,{letter}{header_row + 2}:{letter}{header_row + 1 + table.rows_count})"
        }
    return {"total_string": book.texts["total"]} if field is table.fields[0] else {}


def _write_totals(book: Book, sheet: Worksheet, table: Table, header_row: int, first_column: int) -> None:
    row = header_row + 1 + table.rows_count
    for number, field in enumerate(table.fields):
        total, style = (
            _total(book, table, field, header_row, first_column + number),
            book.formats(book.theme.total(field.kind)),
        )
        if "total_function" in total:
            sheet.write_formula(
                row,
                first_column + number,
                f"={total['total_function']}",
                style,
                float(table.frame[field.key].astype("float64").sum()),
            )
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


def _write_column(
    book: Book, sheet: Worksheet, table: Table, field: Field, top: int, column: int, is_dashboard: bool
) -> None:
    if table.frame.empty:
        _write_nothing(book, sheet, table, field, top, column)
        return
    values = table.frame[field.key]
    known, tones = (
        values.notna().tolist(),
        table.tones[field.key].astype("object").fillna("").tolist() if field.key in table.tones else None,
    )
    targets = _targets(book, table, field)
    write = _writer_of(sheet, field.kind)
    is_text = write == sheet.write_string
    usual = book.body(field.kind, None, False, False, is_dashboard)
    texts = (
        {value: _as_text(value, book.texts["cut"]) for value in values.dropna().unique().tolist()}
        if is_text
        else {}
    )
    for place, value in enumerate(values.tolist()):
        tone, target = tones[place] if tones else None, targets[place] if targets else None
        if not known[place]:
            sheet.write_blank(
                top + place,
                column,
                None,
                book.body(field.kind, tone, False, False, is_dashboard) if tone else usual,
            )
            continue
        suspect = False
        if is_text:
            value, suspect = texts[value]
        style = (
            book.body(field.kind, tone, target is not None, suspect, is_dashboard)
            if tone or target or suspect
            else usual
        )
        if target is not None:
            sheet.write_url(top + place, column, target, style, "-")  # overwritten at once; the link stays
        write(top + place, column, value, style)


def _as_text(value: Any, cut: str) -> tuple[str, bool]:
    """What a cell can hold of a text, and whether it is suspect; worked out once for equal texts."""
    text = cell_text(value, cut)
    return text, is_suspect(text)


def _write_nothing(book: Book, sheet: Worksheet, table: Table, field: Field, row: int, column: int) -> None:
    """The one line of an empty table says so in its first column of words."""
    style = book.formats(book.theme.body("plain"))
    if field is next(one for one in table.fields if one.kind not in NUMBERS):
        sheet.write_string(row, column, table.empty or book.texts["nothing"], style)
    else:
        sheet.write_blank(row, column, None, style)


def _writer_of(sheet: Worksheet, kind: str) -> Callable[..., Any]:
    """Which method writes a kind of value."""
    if kind in NUMBERS:
        return sheet.write_number
    return sheet.write_datetime if kind in DATES else sheet.write_string


def _targets(book: Book, table: Table, field: Field) -> list[str | None] | None:
    if field.key not in table.links:
        return None
    name, first, last = table.links[field.key]
    return [
        book.places.rows(name, start, end) if start == start and start is not None else None
        for start, end in zip(first.astype("float64").tolist(), last.astype("float64").tolist(), strict=True)
    ]
