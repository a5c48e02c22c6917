"""The dashboard: one screen of 1366 x 768 at 100 %, and below it the tables that carry its numbers.

Cells are merged for tiles and headings only, never inside a table; the accessible edition has no merged cell
at all.
"""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING

from tasks.reporting.theme import TAB_COLOURS
from tasks.reporting.writer.chart import insert_chart
from tasks.reporting.writer.tables import write_table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tasks.reporting.model.parts import Box, Dashboard, Table, Tile
    from tasks.reporting.writer import Book

# Widths and heights in pixels: together they fill what a maximised window of 1366 x 768 shows, about 1330 x
# 500.
WIDTHS = (8, 85, 85, 85, 85, 85, 8, 26, 189, 68, 50, 108, 78, 80, 282)
CHART_LEFT, CHART_RIGHT, LIST_LEFT, LIST_RIGHT = 1, 5, 7, 14
HEAD, VERDICT, SCOPE, DECISIONS_HEAD, DECISIONS, TILES, FIRST = 0, 1, 2, 3, 4, 6, 11
HEIGHTS = {
    HEAD: 24,
    VERDICT: 20,
    SCOPE: 16,
    DECISIONS_HEAD: 14,
    DECISIONS: 17,
    DECISIONS + 1: 17,
    6: 13,
    7: 20,
    8: 13,
    9: 20,
    10: 3,
}
ROW, RISK_ROW, FIGURE_ROW, GAP = 14, 23, 36, 2
MONEY_SPANS = ((7, 8), (9, 11), (12, 13), (14, 14))
BOX_SPANS = ((1, 8), (9, 12), (13, 14))
DECISION_SPANS = ((1, 5), (7, 11), (12, 14))
DECISION_CHARACTERS = 92  # of a line; a longer one is shrunk
BOX_LINES = 3
TILES_A_BAND = 5


def rows_of(board: Dashboard) -> dict[str, int]:
    """Row (from 0) of each part, by name."""
    risks = FIRST + 1 + board.first.rows_count + 1
    boxes = risks + 1 + board.risks.rows_count + 1
    below = boxes + 1 + BOX_LINES + 2
    figures = below + 2 + len(board.contents.frame) + 2
    grid = risks if board.shows_grid else figures + 2 + board.figures.rows_count + 2
    return {
        "first": FIRST,
        "risks": risks,
        "boxes": boxes,
        "contents": below,
        "figures": figures,
        "grid": grid,
        "points": figures,
    }


def place_summary(book: Book, board: Dashboard) -> None:
    """Note where the tables of the dashboard stand."""
    rows = rows_of(board)
    for table, name, column in (
        (board.first, "first", LIST_LEFT),
        (board.risks, "risks", LIST_LEFT),
        (board.figures, "figures", CHART_LEFT),
        (board.grid, "grid", CHART_LEFT),
        (board.points, "points", LIST_LEFT + 1),
    ):
        book.places.add("Summary", table, rows[name], column)


def write_summary(book: Book, sheet: Worksheet, board: Dashboard) -> None:
    """Write the first sheet."""
    rows = rows_of(board)
    _set_up(book, sheet, board, rows)
    _write_head(book, sheet, board)
    _write_tiles(book, sheet, board)
    for table, name, column in (
        (board.first, "first", LIST_LEFT),
        (board.risks, "risks", LIST_LEFT),
        (board.grid, "grid", CHART_LEFT),
    ):
        write_table(book, sheet, table, rows[name], column, is_dashboard=True)
    last = rows["grid"] - 1 if board.shows_grid else rows["boxes"] - 1
    insert_chart(
        book,
        sheet,
        board,
        (rows["first"], CHART_LEFT),
        sum(WIDTHS[CHART_LEFT : CHART_RIGHT + 1]),
        sum(heights(board)[rows["first"] : last]),
    )
    for box, (left, right) in zip(board.boxes, BOX_SPANS, strict=True):
        _write_box(book, sheet, box, rows["boxes"], left, right)
    _write_below(book, sheet, board, rows)


def heights(board: Dashboard) -> list[int]:
    """Height in pixels of every row of the first screen."""
    rows = rows_of(board)
    risk_rows = range(rows["risks"] + 1, rows["risks"] + 1 + board.risks.rows_count)
    gaps = (rows["risks"] - 1, rows["boxes"] - 1)
    return [
        HEIGHTS.get(row, GAP if row in gaps else RISK_ROW if row in risk_rows else ROW)
        for row in range(rows["boxes"] + 1 + BOX_LINES)
    ]


def _set_up(book: Book, sheet: Worksheet, board: Dashboard, rows: dict[str, int]) -> None:
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    sheet.set_tab_color(TAB_COLOURS["summary"])
    for column, pixels in enumerate(WIDTHS):
        sheet.set_column_pixels(column, column, pixels)
    for row, pixels in enumerate(heights(board)):
        sheet.set_row_pixels(row, pixels)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.set_h_pagebreaks([rows["contents"]])
    sheet.set_footer(f"&L&8{book.report.title.replace('&', '&&')}&C&8Summary&R&8&P / &N")
    sheet.set_first_sheet()
    sheet.activate()


def _write_head(book: Book, sheet: Worksheet, board: Dashboard) -> None:
    style = book.theme.words
    sheet.write_string(HEAD, 0, board.headline, book.formats(style("headline")))
    _write_linked(book, sheet, (VERDICT, 0, LIST_RIGHT), board.verdict, style("verdict"))
    sheet.write_string(SCOPE, 0, board.scope, book.formats(style("scope")))
    sheet.write_string(SCOPE, LIST_RIGHT, board.method, book.formats(style("method")))
    _write_linked(
        book, sheet, (HEAD, LIST_RIGHT, LIST_RIGHT), board.trust, book.theme.tile("trust", board.trust.tone)
    )
    sheet.write_string(
        DECISIONS_HEAD, CHART_LEFT, board.decisions.heading.upper(), book.formats(style("band"))
    )
    sheet.write_string(DECISIONS_HEAD, LIST_RIGHT, board.trust.label, book.formats(style("spread")))
    for number, (tile, (left, right)) in enumerate(
        zip(board.decisions.lines, DECISION_SPANS, strict=False), start=1
    ):
        text = f"{number}. {tile.value}"
        lines = wrap(text, max(DECISION_CHARACTERS, len(text) // 2 + 12))  # not every program wraps a link
        for place, line in enumerate((*lines, "")[:2]):
            gap = {"bottom": 5, "bottom_color": "#FFFFFF"} if place else {}
            _write_linked(
                book,
                sheet,
                (DECISIONS + place, left, right),
                replace(tile, value=line),
                style("decision") | gap,
            )


def _write_tiles(book: Book, sheet: Worksheet, board: Dashboard) -> None:
    for number, tile in enumerate(board.counts):
        band, place = divmod(number, TILES_A_BAND)
        row, column = TILES + 2 * band, CHART_LEFT + place
        sheet.write_string(row, column, tile.label, book.formats(book.theme.tile("tile_label", tile.tone)))
        _write_linked(book, sheet, (row + 1, column, column), tile, book.theme.tile("tile_value", tile.tone))
    style = book.theme.words
    for tile, (left, right) in zip(board.money, MONEY_SPANS, strict=True):
        _merge(book, sheet, (TILES, TILES, left, right), tile.label.upper(), style("money_label"))
        _merge(
            book,
            sheet,
            (TILES + 1, TILES + 2, left, right),
            tile.value,
            style("money_value"),
            book.places.target(tile.link),
        )
        _merge(book, sheet, (TILES + 3, TILES + 3, left, right), tile.note, style("money_note"))


def _write_box(book: Book, sheet: Worksheet, box: Box, row: int, left: int, right: int) -> None:
    sheet.write_string(
        row,
        left,
        box.heading.upper(),
        book.formats(book.theme.words("band") | {"bottom": 1, "bottom_color": "#D5DBE3"}),
    )
    for column in range(left + 1, right + 1):
        sheet.write_blank(row, column, None, book.formats({"bottom": 1, "bottom_color": "#D5DBE3"}))
    for number, tile in enumerate(box.lines[:BOX_LINES], start=1):
        _write_linked(
            book, sheet, (row + number, left, right), tile, book.theme.words("box") | {"shrink": True}
        )


def _write_below(book: Book, sheet: Worksheet, board: Dashboard, rows: dict[str, int]) -> None:
    title, link, text = (book.formats(book.theme.words(name)) for name in ("table_title", "link", "box"))
    sheet.write_string(rows["contents"], CHART_LEFT, board.contents.title, title)
    for number, line in enumerate(board.contents.frame.itertuples(index=False), start=1):
        sheet.write_url(
            rows["contents"] + number, CHART_LEFT, f"internal:'{line.contents}'!A1", link, line.contents
        )
        sheet.write_string(rows["contents"] + number, CHART_LEFT + 2, line.shows, text)
    _write_titled(book, sheet, board.figures, rows["figures"], CHART_LEFT)
    for row in range(rows["figures"] + 1, rows["figures"] + 1 + board.figures.rows_count):
        sheet.set_row_pixels(row, FIGURE_ROW)
    _write_titled(book, sheet, board.points, rows["points"], LIST_LEFT + 1)
    if not board.shows_grid:
        sheet.write_string(rows["grid"] - 1, CHART_LEFT, board.grid.title, title)


def _write_titled(book: Book, sheet: Worksheet, table: Table, row: int, column: int) -> None:
    sheet.write_string(
        row - 1, column, table.note or table.title, book.formats(book.theme.words("table_title"))
    )
    write_table(book, sheet, table, row, column, is_dashboard=True)


def _write_linked(book: Book, sheet: Worksheet, span: tuple[int, int, int], tile: Tile, style: dict) -> None:
    row, left, right = span
    _merge(book, sheet, (row, row, left, right), tile.value, style, book.places.target(tile.link))


def _merge(
    book: Book,
    sheet: Worksheet,
    span: tuple[int, int, int, int],
    value,
    style: dict,
    target: str | None = None,
) -> None:
    top, bottom, left, right = span
    cell = book.formats(style)
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", cell)
    if target:
        sheet.write_url(top, left, target, cell, "-")  # overwritten below; the link stays
    if isinstance(value, str):
        sheet.write_string(top, left, value, cell)
    else:
        sheet.write_number(top, left, value, cell)
