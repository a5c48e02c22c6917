"""Charts of the report as native Excel charts with a text that is read aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tasks.reporting.theme import FONT, GREY, INK, RULE

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as DrawnChart
    from xlsxwriter.worksheet import Worksheet

    from tasks.reporting.model.elements import Axis, Chart, Series
    from tasks.reporting.writer import Book
    from tasks.reporting.writer.places import Place

KINDS = {
    "scatter": {"type": "scatter"},
    "line": {"type": "line"},
    "bars": {"type": "bar", "subtype": "stacked"},
    "columns": {"type": "column", "subtype": "stacked"},
}
NARROW_GAP = 40  # per cent of a bar's width between two bars
HIDDEN = "none"
# Shares of the chart. Without them LibreOffice leaves a third of a flat chart empty.
SCATTER_PLOT = {"x": 0.1, "y": 0.13, "width": 0.86, "height": 0.6}


def insert_chart(
    book: Book,
    sheet: Worksheet,
    chart: Chart,
    corner: tuple[int, int],
    offset: tuple[int, int] = (1, 0),
    size: tuple[int, int] | None = None,
) -> None:
    """Draw a chart over the cells from ``corner`` on; its numbers are those of its table.

    Args:
        book: the workbook and where its tables are.
        sheet: the sheet that gets the chart.
        chart: what to draw; nothing where it has no series.
        corner: row and column, from 0.
        offset: pixels to the right of and below the corner.
        size: width and height in pixels where they are not the chart's own.
    """
    place = book.places.by_table.get(chart.table)
    if not chart.series or place is None:
        return
    # None is for kinds that XlsxWriter does not know.
    drawn = cast("DrawnChart", book.workbook.add_chart(KINDS[chart.kind]))
    for series in chart.series:
        drawn.add_series(_series(chart, series, place))
    _dress(drawn, chart)
    width, height = size or (chart.width, chart.height)
    drawn.set_size({"width": width, "height": height})
    sheet.insert_chart(
        *corner,
        drawn,
        {"x_offset": offset[0], "y_offset": offset[1], "object_position": 1, "description": chart.alt},
    )


def _series(chart: Chart, series: Series, place: Place) -> dict[str, Any]:
    rows = (place.header_row + 1 + series.first, place.header_row + 1 + series.last)
    across, up = (place.first_column + place.keys.index(key) for key in (series.across, series.up))
    options: dict[str, Any] = {
        "name": series.name,
        "categories": [place.sheet, rows[0], across, rows[1], across],
        "values": [place.sheet, rows[0], up, rows[1], up],
    }
    if any(series.labels):
        options["data_labels"] = {
            "value": True,
            # A label for each point; those without one are deleted, or the chart would write their numbers.
            "custom": [{"value": label} if label else {"delete": True} for label in series.labels],
            "position": series.side if chart.kind == "scatter" else "center",
            "font": {"name": FONT, "size": 8, "bold": True, "color": INK},
        }
    return options | _look(chart.kind, series)


def _look(kind: str, series: Series) -> dict[str, Any]:
    if kind in ("bars", "columns"):
        if series.colour == HIDDEN:
            return {"fill": {"none": True}, "border": {"none": True}, "gap": NARROW_GAP}
        return {"fill": {"color": series.colour}, "border": {"none": True}, "gap": NARROW_GAP}
    marker = {
        "type": series.marker,
        "size": series.size,
        "border": {"color": series.colour, "width": 1.25 if series.is_hollow else 0.75},
        "fill": {"none": True} if series.is_hollow else {"color": series.colour, "transparency": 30},
    }
    line = {"color": series.colour, "width": 1.5} if kind == "line" else {"none": True}
    return {"marker": marker, "line": line}


def _dress(drawn, chart: Chart) -> None:
    font = {"name": FONT, "size": 9, "bold": True, "color": INK}
    drawn.set_title({"name": chart.title, "name_font": font, "overlay": False})
    across, up = _axis(chart.across, is_text=chart.kind != "scatter"), _axis(chart.up, is_text=False)
    if chart.kind == "bars":  # lie on their side
        across, up = up, across
    drawn.set_x_axis(across)
    drawn.set_y_axis(up)
    unnamed = [number for number, series in enumerate(chart.series) if not series.is_named]
    legend = {"position": "bottom", "font": {"name": FONT, "size": 8}, "delete_series": unnamed}
    drawn.set_legend({"none": True} if len(unnamed) == len(chart.series) else legend)
    if chart.kind == "scatter":
        drawn.set_plotarea({"layout": SCATTER_PLOT})
    drawn.set_chartarea({"border": {"color": RULE}})


def _axis(axis: Axis, *, is_text: bool) -> dict[str, Any]:
    options: dict[str, Any] = {
        "num_font": {"name": FONT, "size": 8, "color": INK},
        "name_font": {"name": FONT, "size": 8, "bold": False, "color": INK},
        "label_position": "low",
        "line": {"color": GREY, "width": 0.75},
        "num_format": axis.number_format,
        "major_gridlines": {"visible": not is_text, "line": {"color": RULE, "width": 0.5}},
    }
    if is_text:
        options["text_axis"] = True
    if axis.title:
        options["name"] = axis.title
    fixed = {"min": axis.low, "max": axis.high, "major_unit": axis.step}
    options |= {name: number for name, number in fixed.items() if number is not None}
    # A reversed axis turns the other one to the top, unless they cross at its far end.
    return options | ({"reverse": True, "crossing": "max"} if axis.is_reversed else {})
