"""Writing one sheet of tables: title, purpose, links, notes, tables, print set-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.excel import cell_address, column_letter
from tasks.excel.text_lines import footer_text
from tasks.reporting.model.elements import LINKS_IN_ROW, LINKS_ROW
from tasks.reporting.theme import TAB_COLOURS
from tasks.reporting.writer.chart import insert_chart
from tasks.reporting.writer.fit import fit_heights, lines_of_text, width
from tasks.reporting.writer.paper import printed
from tasks.reporting.writer.picker import write_picker
from tasks.reporting.writer.tables import write_table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tasks.excel.block_sheet import BlockSheet
    from tasks.reporting.model.elements import Sheet
    from tasks.reporting.writer import Book
    from tasks.reporting.writer.paper import Print

MOST_CHARACTERS_OF_CHOICES = 255
CHART_GAP = 16  # pixels between two charts


def write_sheet(book: Book, worksheet: BlockSheet, sheet: Sheet) -> None:
    """Everything on a sheet; where its tables are is in ``book.places`` already.

    Args:
        book: the workbook and where its tables are.
        worksheet: an empty sheet.
        sheet: its model.
    """
    header_rows, widths = sheet.header_rows(), _widths(sheet)
    paper = printed(book, sheet, header_rows, widths)
    if paper.left_out:
        worksheet.print_area(0, 0, paper.last_row, paper.last_column)
    _write_words(book, worksheet, sheet, header_rows, paper.left_out)
    _write_links(book, worksheet, sheet, widths)
    for table in sheet.tables:
        write_table(book, worksheet, table, header_rows[table.name])
        lines = table.once(lines_of_text, tuple(widths))
        fit_heights(
            worksheet, table, lines, header_rows[table.name], widths, is_folding=not book.theme.is_accessible
        )
        _offer_choices(book, worksheet, sheet, table, header_rows[table.name])
    _insert_charts(book, worksheet, sheet)
    if sheet.picker:
        write_picker(book, worksheet, sheet, sheet.picker, widths)
    for column, characters in enumerate(widths):
        worksheet.set_column(column, column, characters)
    _set_up(book, worksheet, sheet, header_rows, paper)


def _insert_charts(book: Book, worksheet: Worksheet, sheet: Sheet) -> None:
    """Side by side between the notes and the first table; the accessible edition has none."""
    if book.theme.is_accessible:
        return
    row, left = sheet.notes_row + len(sheet.note_lines) + 1, 1
    for chart in sheet.charts:
        insert_chart(book, worksheet, chart, (row, 0), (left, 4))
        left += chart.width + CHART_GAP


def _write_words(
    book: Book, worksheet: Worksheet, sheet: Sheet, header_rows: dict[str, int], left_out: tuple[str, ...]
) -> None:
    words = {name: book.words(name) for name in ("title", "purpose", "note", "link", "table_title")}
    worksheet.write_string(0, 0, sheet.title, words["title"])
    worksheet.set_row(0, 26)
    worksheet.write_string(1, 0, sheet.purpose, words["purpose"])
    where = book.texts["table_at"].format(cell=cell_address("A", header_rows[sheet.tables[0].name] + 1))
    notes = [*sheet.note_lines, " ".join((where, book.texts["blank"], *left_out))]
    for number, note in enumerate(notes):
        worksheet.write_string(sheet.notes_row + number, 0, note, words["note"])
    if len(sheet.tables) > 1:
        for table in sheet.tables:
            # Above the heading: the lines of the note, and the title above them.
            title_row = header_rows[table.name] - 1 - len(table.note_lines)
            worksheet.write_string(title_row, 0, table.title, words["table_title"])
            for number, line in enumerate(table.note_lines, start=1):
                worksheet.write_string(title_row + number, 0, line, words["note"])


def _write_links(book: Book, worksheet: Worksheet, sheet: Sheet, widths: list[float]) -> None:
    """Back to the first sheet, to each table below the first, and to files next to the report, as far apart
    as their words need.
    """
    style = book.words("link")
    links = [("internal:'Summary'!A1", f"← {book.texts['back']}")] if sheet.key != "summary" else []
    if len(sheet.tables) > 1:
        table_links = [
            (book.places.rows(table.name, None, None), f"↓ {table.title}") for table in sheet.tables
        ]
        links += [(target, words) for target, words in table_links if target]
    links += [(f"external:{file}", f"↗ {words}") for file, words in sheet.files]
    column = 0
    for number, (target, words) in enumerate(links):
        row = 0 if sheet.link_rows == 1 else number // LINKS_IN_ROW
        column = 0 if row and number % LINKS_IN_ROW == 0 else column
        worksheet.write_url(LINKS_ROW + row, column, target, style, words)
        room = 0.0
        # As many columns further as the words need; 8.43 is the width of a column that nobody set.
        while room < len(words) + 1:
            room += widths[column] if column < len(widths) else 8.43
            column += 1


def _widths(sheet: Sheet) -> list[float]:
    widths: list[float] = []
    for table in sheet.tables:
        for number, field in enumerate(table.fields):
            wanted = table.once(width, field)
            if number == len(widths):
                widths.append(wanted)
            widths[number] = max(widths[number], wanted)
    return widths


def _set_up(
    book: Book, worksheet: Worksheet, sheet: Sheet, header_rows: dict[str, int], paper: Print
) -> None:
    top = header_rows[sheet.main.name]
    starts_with_main = sheet.main is sheet.tables[0]
    worksheet.hide_gridlines(2)
    worksheet.set_landscape()
    worksheet.set_paper(paper.paper)
    worksheet.set_h_pagebreaks(list(paper.breaks))
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.fit_to_pages(1, int(sheet.is_one_page))
    # Excel repeats rows on every page after them, so the heading must be that of the last table that is
    # printed.
    if not (sheet.picker or sheet.is_one_page):
        worksheet.repeat_rows(top)
    if book.theme.is_accessible:
        return
    # Where the table starts far below, a frozen heading would fill the screen: only title and links stay.
    is_near = starts_with_main and not sheet.charts and not sheet.picker
    worksheet.freeze_panes(top + 1 if is_near else sheet.notes_row, sheet.frozen_columns)
    worksheet.set_tab_color(TAB_COLOURS[sheet.key])
    worksheet.set_footer(f"&L&8 {footer_text(book.report.title)}&C&8 {sheet.name}&R&8&P / &N")


def _offer_choices(book: Book, worksheet: Worksheet, sheet: Sheet, table, header_row: int) -> None:
    top, bottom = header_row + 1, header_row + table.rows_count
    for column, field in enumerate(table.fields):
        if field.kind == "entry_date":
            worksheet.data_validation(
                top,
                column,
                bottom,
                column,
                {
                    "validate": "date",
                    "criteria": ">=",
                    "value": book.report.as_of,
                    "input_title": book.texts["date_title"],
                    "input_message": book.texts["date_prompt"],
                    "error_type": "warning",
                },
            )
        elif field.choices_of:
            _offer_by_row(worksheet, table, column, top)
        elif field.choices:
            source = field.choices if isinstance(field.choices, tuple) else None
            worksheet.data_validation(
                top,
                column,
                bottom,
                column,
                {
                    "validate": "list",
                    "source": _source(book, worksheet, sheet, field.choices, column),
                    "input_message": field.prompt,
                    "error_type": "stop"
                    if source is None or field.key in ("answer", "override")
                    else "information",
                    "show_error": source is None or field.key in ("answer", "override"),
                },
            )


def _offer_by_row(worksheet: Worksheet, table, column: int, top: int) -> None:
    """Offers each row of a column the choices of its code: one rule for all rows of a code, however they lie."""
    field = table.fields[column]
    offered = dict(field.choices_of)
    codes = table.frame[f"{field.key}_of"].reset_index(drop=True)
    for code, rows in codes.groupby(codes, sort=False).groups.items():
        # A rule takes several ranges; each run of rows is one.
        spans = _stretches([top + row for row in rows])
        choices = offered[code]
        # A list in the rule itself holds 255 characters in Excel. Where it does not fit, anything may be
        # entered.
        is_list = bool(choices) and len(",".join(choices)) < MOST_CHARACTERS_OF_CHOICES
        rule = {"validate": "list", "source": list(choices)} if is_list else {"validate": "any"}
        others = [(first, column, last, column) for first, last in spans[1:]]
        rule |= {"input_message": field.prompt, "error_type": "information", "other_cells": others}
        worksheet.data_validation(spans[0][0], column, spans[0][1], column, rule)


def _stretches(rows: list[int]) -> list[tuple[int, int]]:
    """First and last of each run of rows that follow one another."""
    starts = [row for index, row in enumerate(rows) if not index or rows[index - 1] != row - 1]
    ends = [row for index, row in enumerate(rows) if index + 1 == len(rows) or rows[index + 1] != row + 1]
    return list(zip(starts, ends, strict=True))


def _source(
    book: Book, worksheet: Worksheet, sheet: Sheet, choices: str | tuple[str, ...], column: int
) -> list[str] | str:
    """Short lists are in the rule itself; long ones are read from cells."""
    if isinstance(choices, str):
        place = book.places.by_table[choices]
        rows = next(table.rows_count for table in sheet.tables if table.name == choices)
        return f"='{place.sheet}'!$A${place.header_row + 2}:$A${place.header_row + 1 + rows}"
    if len(",".join(choices)) < MOST_CHARACTERS_OF_CHOICES and not any("," in choice for choice in choices):
        return list(choices)
    # Choices that do not fit are written right of the list of processes.
    place = book.places.by_table["ChallengeList"]
    first = place.columns_count + 1 + column
    style = book.body("text")
    heading = next(
        field.heading for table in sheet.tables for field in table.fields if field.choices == choices
    )
    worksheet.write_string(place.header_row, first, heading, book.head("text"))
    for number, choice in enumerate(choices):
        worksheet.write_string(place.header_row + 1 + number, first, choice, style)
    letter = column_letter(first + 1)
    return (
        f"='{place.sheet}'!${letter}${place.header_row + 2}:${letter}${place.header_row + 1 + len(choices)}"
    )
