"""The picker: one row of a long table at a time, by formulas that every spreadsheet program knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.excel import cell_address, column_letter
from tasks.excel.block_sheet import BlockColumn
from tasks.excel.cell_xml import Formula
from tasks.reporting.theme import NUMBERS
from tasks.reporting.writer.fit import heading_points, lines_of_text, row_points

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tasks.excel.block_sheet import BlockSheet
    from tasks.reporting.model.elements import Field, Picker, Sheet, Table
    from tasks.reporting.writer import Book

MOST_LINES = 4  # of text in a row of the picker
NEARLY_ALL = 0.9  # of the rows show their text whole
HEAD_ROWS = 2  # lines of a process that hold sentences


def write_picker(
    book: Book, worksheet: BlockSheet, sheet: Sheet, picker: Picker, widths: list[float]
) -> None:
    """Write the prompt, the cell to choose in, a heading, and the lines of what is chosen.

    Args:
        book: the workbook and where its tables are.
        worksheet: the sheet written to.
        sheet: its model.
        picker: what is chosen from and shown.
        widths: width of each column in characters.
    """
    table = next(listed for listed in sheet.tables if listed.name == picker.table)
    place, choices = book.places.by_table[picker.table], book.places.by_table[picker.choices]
    top = sheet.notes_row + len(sheet.note_lines) + 1
    chosen = cell_address("$A$", top + 2)
    worksheet.write_string(top, 0, picker.prompt, book.words("table_title"))
    worksheet.write_string(
        top + 1,
        0,
        picker.first,
        book.formats(book.theme.body("entry") | {"shrink": True, "text_wrap": False}),
    )
    # The list to choose from: the first column of the table of choices, on its own sheet.
    source = f"='{choices.sheet}'!$A${choices.header_row + 2}:$A${choices.header_row + 1 + book.rows[picker.choices]}"
    worksheet.data_validation(top + 1, 0, top + 1, 0, {"validate": "list", "source": source})
    rows = (place.header_row + 2, place.header_row + 1 + table.rows_count)
    letter = column_letter(place.keys.index(picker.key) + 1)
    keys = f"${letter}${rows[0]}:${letter}${rows[1]}"
    # The id before the separator. The separator is put behind the entry, so that an id alone is found as
    # well.
    sought = f'LEFT({chosen},FIND("{picker.separator}",{chosen}&"{picker.separator}")-1)'
    first = picker.first.split(picker.separator)[0]
    # Rows of what is chosen at first: their values are stored next to the formulas.
    shown = [position for position, key in enumerate(table.values(picker.key)) if key == first]
    first_row = cell_address("$B$", top + 2)
    # The row of the sheet where the lines of the id begin. Only EXACT compares ids sign by sign: MATCH and COUNTIF
    # read * and ? as patterns and "a1" as "A1", and COUNTIF counts "01" as "1".
    value: Any = shown[0] + rows[0] if shown else ""
    worksheet.write_array_formula(
        top + 1,
        1,
        top + 1,
        1,
        f'{{=IFERROR(MATCH(TRUE,EXACT({keys},{sought}),0)+{rows[0] - 1},"")}}',
        book.formats(book.theme.body("lead") | {"num_format": '"↓ "0'}),
        value,
    )
    columns = []
    for number, field in enumerate(table.fields):
        worksheet.write_string(top + 2, number, field.heading, book.head(field.kind))
        values, formulas = table.values(field.key), []
        column = column_letter(number + 1)
        cells = f"${column}${rows[0]}:${column}${rows[1]}"
        for line in range(picker.lines):
            value = values[shown[line]] if line < len(shown) else None
            position = f"{first_row}-{rows[0] - 1 - line}"
            lookup = f"INDEX({cells},{position})"
            # The lines of an id are one below the other. Empty beyond its last line, where the cell is blank, and
            # where nothing is found.
            is_of_id = f"EXACT(INDEX({keys},{position}),{sought})"
            formula = f'IFERROR(IF({is_of_id},IF({lookup}="","",{lookup}),""),"")'
            formulas.append(Formula(formula, _stored(worksheet, value, field)))
        columns.append(BlockColumn(formulas, book.body(field.kind)))
    worksheet.add_block(top + 3, 0, columns)
    worksheet.set_row(top + 2, heading_points(table, widths))
    of_sentences, of_rules = _lines(table, widths)
    for line in range(picker.lines):
        lines = of_sentences if line < HEAD_ROWS else of_rules
        worksheet.set_row(top + 3 + line, row_points(lines))


def _stored(worksheet: Worksheet, value: Any, field: Field) -> Any:
    """What a program shows that does not work formulas out by itself: a text or a number."""
    if value is None:
        return ""
    if field.kind in NUMBERS:
        return float(value)
    # XlsxWriter escapes control characters in cells of text only; one in a result makes a sheet that is no XML.
    return worksheet._escape_control_characters(str(value))


def _lines(table: Table, widths: list[float]) -> tuple[int, int]:
    """Lines of text in the rows of the picker: what the longest sentences on top take, and what nearly all rows below
    them take.
    """
    import numpy as np

    taken = np.array(table.once(lines_of_text, tuple(widths)))
    is_below = table.folded.to_numpy(bool) if table.folded is not None else np.zeros(len(taken), dtype=bool)
    top, below = (
        int(np.quantile(part, share, method="lower")) if len(part) else 1
        for part, share in ((taken[~is_below], 1), (taken[is_below], NEARLY_ALL))
    )
    return min(top, MOST_LINES), min(below, MOST_LINES)
