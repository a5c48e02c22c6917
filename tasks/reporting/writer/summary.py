"""The first sheet: one screen of 1366 x 768 at 100 %, and below it two charts and the contents; all of it is
one printed page.

Cells are merged for tiles and headings only, never inside a table; the accessible edition has no merged cell
at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.excel.text_lines import footer_text
from tasks.reporting.model.summary.opportunities import NAME_LETTERS
from tasks.reporting.theme import TAB_COLOURS
from tasks.reporting.writer.chart import insert_chart
from tasks.reporting.writer.tables import write_table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tasks.excel.block_sheet import BlockSheet
    from tasks.reporting.model.elements import Box, Dashboard
    from tasks.reporting.writer import Book

# Widths and heights in pixels: together they fill what a maximised window of 1366 x 768 shows, about 1330 x
# 500. Columns: edge, two of counts, gap, nine of the tables, edge.
WIDTHS = (8, 132, 62, 10, 24, 236, 130, 104, 322, 58, 48, 92, 92, 8)
COUNT_LEFT, COUNT_RIGHT, LEFT, RIGHT = 1, 2, 4, 12
HEAD, VERDICT, SCOPE, ASKED, DECISIONS, MONEY, FIRST = 0, 1, 2, 3, 4, 8, 12
HEIGHTS = {
    HEAD: 25,
    VERDICT: 22,
    SCOPE: 16,
    ASKED: 15,
    4: 18,
    5: 18,
    6: 18,
    7: 3,
    8: 13,
    9: 21,
    10: 14,
    11: 3,
}
ROW, RISK_ROW, CONTENT_ROW, GAP = 14, 21, 15, 3
NAME_LINE = 11  # pixels of each further line of a long name
MOST_DECISIONS, BOX_LINES = 3, 3
MONEY_SPANS = ((1, 4), (5, 5), (6, 7), (8, 8), (9, 12))
BOX_SPANS = ((1, 6), (7, 12))
SINCE_LEFT = 10  # right of the risks
LEAST_FIRST, LEAST_RISKS = 10, 5
CHART_ROWS, LEAST_CHART_ROW, PAGE_HEIGHT = 14, 17, 896
CONTENT_SPANS = ((1, 6), (7, 12))


def rows_of(board: Dashboard) -> dict[str, int]:
    """Row (from 0) of each part, by name; the same for every report, unless its rulebook asks for more lines."""
    risks = FIRST + 1 + max(board.first.rows_count, LEAST_FIRST) + 1
    boxes = risks + 1 + max(board.risks.rows_count, LEAST_RISKS) + 1
    charts = boxes + 1 + BOX_LINES + 1
    return {
        "first": FIRST,
        "risks": risks,
        "boxes": boxes,
        "charts": charts,
        "contents": charts + CHART_ROWS + 1,
    }


def place_summary(book: Book, board: Dashboard) -> None:
    """Note where the tables of the first sheet will be.

    Args:
        book: the workbook; its places are added to.
        board: the first sheet.
    """
    rows = rows_of(board)
    book.places.add("Summary", board.first, rows["first"], LEFT)
    book.places.add("Summary", board.risks, rows["risks"], LEFT)


def write_summary(book: Book, sheet: BlockSheet, board: Dashboard) -> None:
    """Write the first sheet.

    Args:
        book: the workbook and where its tables are.
        sheet: an empty sheet.
        board: what it says.
    """
    rows = rows_of(board)
    _set_up(book, sheet, board, rows)
    _write_head(book, sheet, board)
    _write_money(book, sheet, board)
    _write_counts(book, sheet, board, rows)
    for table, name in ((board.first, "first"), (board.risks, "risks")):
        write_table(book, sheet, table, rows[name], LEFT, is_dashboard=True)
    _write_since(book, sheet, board, rows["risks"])
    for box, (left, right) in zip((board.answers, board.uncovered), BOX_SPANS, strict=True):
        _write_box(book, sheet, box, rows["boxes"], left, right)
    _draw(book, sheet, board, rows["charts"])
    _write_contents(book, sheet, board, rows["contents"])


def heights(board: Dashboard) -> list[int]:
    """Height in pixels of every row of the printed page; the charts take what is left of it."""
    rows = rows_of(board)
    risks = range(rows["risks"] + 1, rows["boxes"] - 1)
    charts = range(rows["charts"], rows["charts"] + CHART_ROWS)
    gaps = (rows["risks"] - 1, rows["boxes"] - 1, rows["charts"] - 1, rows["contents"] - 1)
    last = rows["contents"] + 1 + -(-len(board.contents.frame) // len(CONTENT_SPANS))
    row_pixels = [ROW] * last
    for row_range, pixels in ((risks, RISK_ROW), (gaps, GAP), (range(rows["contents"], last), CONTENT_ROW)):
        for row in row_range:
            row_pixels[row] = pixels
    for row, pixels in HEIGHTS.items():
        row_pixels[row] = pixels
    names = board.first.frame["process"].astype(str) if len(board.first.frame) else ()
    for row, name in enumerate(names, start=rows["first"] + 1):
        # A long name takes a further line of small print.
        row_pixels[row] += NAME_LINE * ((len(name) - 1) // NAME_LETTERS)
    # The charts get what the rest leaves of the page, and never less than they need.
    others = sum(row_pixels) - CHART_ROWS * ROW
    for row in charts:
        row_pixels[row] = max((PAGE_HEIGHT - others) // CHART_ROWS, LEAST_CHART_ROW)
    return row_pixels


def _set_up(book: Book, sheet: Worksheet, board: Dashboard, rows: dict[str, int]) -> None:
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    sheet.set_tab_color(TAB_COLOURS["summary"])
    for column, pixels in enumerate(WIDTHS):
        sheet.set_column_pixels(column, column, pixels)
    pixels_down = heights(board)
    for row, pixels in enumerate(pixels_down):
        sheet.set_row_pixels(row, pixels)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.3, right=0.3, top=0.3, bottom=0.4)
    sheet.print_area(0, 0, len(pixels_down) - 1, RIGHT + 1)  # the edge keeps numbers from being cut
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    footer = f"&L&8 {footer_text(book.report.title)}&C&8 {sheet.name}&R&8&P / &N"
    sheet.set_footer(footer, {"margin": 0.2})
    sheet.set_first_sheet()
    sheet.activate()


def _write_head(book: Book, sheet: Worksheet, board: Dashboard) -> None:
    style = book.theme.words
    sheet.write_string(HEAD, 0, board.headline, book.formats(style("headline")))
    trust = (HEAD, HEAD, 9, RIGHT)
    target = book.places.target(board.trust.link)
    _merge(book, sheet, trust, board.trust.value, book.theme.tile("trust", board.trust.tone), target)
    verdict, target = (VERDICT, VERDICT, 0, RIGHT), book.places.target(board.verdict.link)
    _merge(book, sheet, verdict, board.verdict.value, style("verdict"), target)
    sheet.write_string(SCOPE, 0, f"{board.scope} · {board.labels}", book.formats(style("scope")))
    sheet.write_string(SCOPE, RIGHT, board.method, book.formats(style("method")))
    sheet.write_string(ASKED, 1, board.decisions.heading.upper(), book.formats(style("band")))
    for number, tile in enumerate(board.decisions.lines[:MOST_DECISIONS]):
        row = DECISIONS + number
        span, words = (row, row, 1, RIGHT), f"{number + 1}. {tile.value}"
        _merge(book, sheet, span, words, style("decision"), book.places.target(tile.link))


def _write_money(book: Book, sheet: Worksheet, board: Dashboard) -> None:
    style = book.theme.words
    for tile, (left, right) in zip(board.money, MONEY_SPANS, strict=True):
        # A thick white line keeps neighbouring tiles apart.
        gap = {"right": 5, "right_color": "#FFFFFF"}
        _merge(book, sheet, (MONEY, MONEY, left, right), tile.label.upper(), style("money_label") | gap)
        span, target = (MONEY + 1, MONEY + 1, left, right), book.places.target(tile.link)
        _merge(book, sheet, span, tile.value, style("money_value") | gap, target)
        _merge(book, sheet, (MONEY + 2, MONEY + 2, left, right), tile.note, style("money_note") | gap)


def _write_counts(book: Book, sheet: Worksheet, board: Dashboard, rows: dict[str, int]) -> None:
    """Where the processes are, one line each, left of the first candidates; below it how sure the labels are."""
    head = book.head("plain", True)
    number_head = book.head("count", True)
    sheet.write_string(FIRST, COUNT_LEFT, book.texts["counts"], head)
    sheet.write_string(FIRST, COUNT_RIGHT, book.texts["count"], number_head)
    row = FIRST + 1
    for tile in board.counts:
        row += row == rows["risks"] - 1  # the narrow row between the two tables
        label, value = (book.theme.tile(name, tile.tone) for name in ("count_label", "count_value"))
        span, target = (row, row, COUNT_LEFT, COUNT_LEFT), book.places.target(tile.link)
        _merge(book, sheet, span, tile.label, label, target)
        sheet.write_number(row, COUNT_RIGHT, tile.value, book.formats(value))
        row += 1
    last = rows["boxes"] - 2
    _merge(book, sheet, (row, last, COUNT_LEFT, COUNT_RIGHT), board.trust.label, book.theme.words("since"))


def _write_since(book: Book, sheet: Worksheet, board: Dashboard, row: int) -> None:
    """What changed, to the right of the risks."""
    style = book.theme.words
    heading, last = book.formats(style("band") | {"indent": 1}), row + LEAST_RISKS
    # The heading leads there, for LibreOffice does not break the lines of a link.
    if target := book.places.target(board.since.link):
        sheet.write_url(row, SINCE_LEFT, target, heading, board.since.heading.upper())
    else:
        sheet.write_string(row, SINCE_LEFT, board.since.heading.upper(), heading)
    text = "\n".join(str(tile.value) for tile in board.since.lines)
    _merge(book, sheet, (row + 1, last, SINCE_LEFT, RIGHT), text, style("since"))


def _write_box(book: Book, sheet: Worksheet, box: Box, row: int, left: int, right: int) -> None:
    line, gap = {"bottom": 1, "bottom_color": "#D5DBE3"}, _gap(left)
    sheet.write_string(row, left, box.heading.upper(), book.formats(book.theme.words("band") | line | gap))
    for column in range(left + 1, right + 1):
        sheet.write_blank(row, column, None, book.formats(line))
    for number, tile in enumerate(box.lines[:BOX_LINES], start=1):
        span, style = (row + number, row + number, left, right), book.theme.words("box") | gap
        style |= {"shrink": True}
        _merge(book, sheet, span, tile.value, style, book.places.target(tile.link))


def _draw(book: Book, sheet: Worksheet, board: Dashboard, row: int) -> None:
    """The charts that have anything to show, side by side, as wide as the page."""
    charts = [chart for chart in board.charts if chart.series]
    whole, height = sum(WIDTHS[1:-1]), sum(heights(board)[row : row + CHART_ROWS])
    width = whole // max(len(charts), 1)
    for number, chart in enumerate(charts):
        insert_chart(book, sheet, chart, (row, 1), (number * width, 0), (width - 8, height))


def _write_contents(book: Book, sheet: Worksheet, board: Dashboard, row: int) -> None:
    """Each sheet with what it shows, in two columns."""
    band, link = book.words("band"), book.theme.words("contents")
    sheet.write_string(row, 1, board.contents.title.upper(), band)
    lines = list(board.contents.frame.itertuples(index=False))
    each = -(-len(lines) // len(CONTENT_SPANS))
    for number, line in enumerate(lines):
        column, down = divmod(number, each)
        left, right = CONTENT_SPANS[column]
        span = (row + 1 + down, row + 1 + down, left, right)
        target = f"internal:'{line.contents}'!A1"
        _merge(book, sheet, span, f"{line.contents}: {line.shows}", link | _gap(left), target)


def _gap(left: int) -> dict[str, int]:
    """What keeps a text apart from the one that ends to its left."""
    return {"indent": 1} if left > 1 else {}


def _merge(
    book: Book,
    sheet: Worksheet,
    span: tuple[int, int, int, int],
    value: str | float,
    style: dict,
    target: str | None = None,
) -> None:
    """One cell over rows top to bottom and columns left to right, with a link where there is a target."""
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
