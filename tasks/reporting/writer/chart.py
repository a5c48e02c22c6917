"""The portfolio matrix as a native scatter chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.reporting.theme import FONT, GREY, INK, MARKER_SIZES, MARKERS, RULE

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from tasks.reporting.model.parts import Dashboard, Series, Table
    from tasks.reporting.writer import Book

LOW = 220  # pixels; below it the plot is given its place, since programs would leave it too little


def insert_chart(
    book: Book, sheet: Worksheet, board: Dashboard, corner: tuple[int, int], width: int, height: int
) -> None:
    """Draw the matrix over the cells from ``corner`` on; its numbers are those of the points table."""
    if not board.series:
        return
    place = book.places.by_table[board.points.name]
    keys = [field.key for field in board.points.fields]
    across, up = (
        place.first_column + keys.index(name) for name in ("drive_index", "intellectual_complexity")
    )
    chart = book.workbook.add_chart({"type": "scatter"})
    seen: set[str] = set()
    unwanted = []
    for number, series in enumerate(board.series):
        rows = (place.header_row + 1 + series.first, place.header_row + 1 + series.last)
        chart.add_series(_series(series, place.sheet, rows, across, up, is_first=series.label not in seen))
        if series.label in seen:
            unwanted.append(number)
        seen.add(series.label)
    _dress(chart, board, unwanted)
    if height < LOW:
        chart.set_plotarea({"layout": {"x": 0.09, "y": 0.13, "width": 0.89, "height": 0.5}})
    chart.set_size({"width": width - 4, "height": height})
    sheet.insert_chart(
        *corner,
        chart,
        {"x_offset": 1, "y_offset": 0, "object_position": 1, "description": board.chart_texts["alt"]},
    )


def insert_lines(book: Book, sheet: Worksheet, table: Table) -> None:
    """Draw a table's lines to its right; colour and marker are those of the matrix."""
    place = book.places.by_table[table.name]
    first, last = place.header_row + 1, place.header_row + table.rows_count
    chart = book.workbook.add_chart({"type": "line"})
    for column, field in enumerate(table.fields, start=place.first_column):
        if field.key in table.lines:
            shape, colour = MARKERS[field.key]
            chart.add_series(
                {
                    "name": field.heading,
                    "categories": [place.sheet, first, place.first_column + 1, last, place.first_column + 1],
                    "values": [place.sheet, first, column, last, column],
                    "line": {"color": colour, "width": 1.5},
                    "marker": {
                        "type": shape,
                        "size": 6,
                        "fill": {"color": colour},
                        "border": {"color": colour},
                    },
                }
            )
    font = {"name": FONT, "size": 9, "color": INK}
    chart.set_title({"name": table.title, "name_font": font | {"bold": True}, "overlay": False})
    chart.set_x_axis({"text_axis": True, "num_font": font, "num_format": "yyyy-mm-dd"})
    chart.set_y_axis(
        {
            "min": 0,
            "num_font": font,
            "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
        }
    )
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": RULE}})
    chart.set_size({"width": 560, "height": 260})
    sheet.insert_chart(
        place.header_row,
        place.first_column + place.columns_count,
        chart,
        {"x_offset": 12, "description": table.description},
    )


def _series(
    series: Series, sheet: str, rows: tuple[int, int], across: int, up: int, *, is_first: bool
) -> dict[str, Any]:
    shape, colour = MARKERS[series.label]
    labels = [{"value": number} if number else {"delete": True} for number in series.numbers]
    options: dict[str, Any] = {
        "name": series.name.split(",")[0] if is_first else series.name,
        "categories": [sheet, rows[0], across, rows[1], across],
        "values": [sheet, rows[0], up, rows[1], up],
        "marker": {
            "type": shape,
            "size": MARKER_SIZES[series.size],
            "border": {"color": colour, "width": 1.25 if series.is_hollow else 0.75},
            "fill": {"none": True} if series.is_hollow else {"color": colour, "transparency": 25},
        },
    }
    if any(series.numbers):
        options["data_labels"] = {
            "value": True,
            "custom": labels,
            "position": "right",
            "font": {"name": FONT, "size": 8, "bold": True, "color": INK},
        }
    return options


def _dress(chart, board: Dashboard, unwanted: list[int]) -> None:
    texts = board.chart_texts
    axis = {
        "num_font": {"name": FONT, "size": 8, "color": GREY},
        "name_font": {"name": FONT, "size": 8, "bold": False, "color": INK},
        "label_position": "low",
        "line": {"color": GREY, "width": 0.75},
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}},
    }
    chart.set_x_axis(
        axis
        | {
            "name": texts["axis_x"],
            "min": -1,
            "max": 1,
            "major_unit": 0.5,
            "crossing": 0,
            "num_format": "+0.0;-0.0;0",
        }
    )
    chart.set_y_axis(
        axis
        | {"name": texts["axis_y"], "min": 0, "max": 100, "major_unit": 25, "crossing": 50, "num_format": "0"}
    )
    chart.set_title(
        {
            "name": texts["chart_caption"],
            "name_font": {"name": FONT, "size": 8, "bold": False, "color": GREY},
            "overlay": False,
        }
    )
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 8}, "delete_series": unwanted})
    chart.set_chartarea({"border": {"color": RULE}})
