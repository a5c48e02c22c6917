"""The portfolio chart: fit across, value (or risk where little is valued) upwards, the drive as colour.

Candidates that lie in one place are drawn as one point with their number, so that the picture can be read
when nearly all of them are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import floor, log10
from statistics import fmean
from typing import TYPE_CHECKING, Any

from schemas.results import DRIVES
from tasks.distinct_texts import numbers_of
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Axis, Chart, Field, Series, Table
from tasks.reporting.model.left_out import is_by_name_only, is_withdrawn
from tasks.reporting.theme import DRIVE_MARKERS, MARKER_SIZES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Box = tuple[float, float, float, float]

SIZES = ("large", "medium", "small", "unknown")
DRAWN_DRIVES = (*DRIVES, "not_assessed")
CELLS_ACROSS, CELLS_UP = 36, 22  # points in one cell of this grid are drawn as one
# The plot of the first sheet, where there is less room than on the sheet Figures, and a letter and a line of
# a label.
PLOT_PIXELS, LETTER_PIXELS, LINE_PIXELS, PIXELS_PER_POINT = (555, 140), 7, 13, 4 / 3
# In the order in which they are tried.
SIDES = ("right", "left", "above", "below")
FEWEST_VALUED = 3
STRAY = 4.0  # beyond this many times the middle nine tenths a point is drawn at the edge
RISK_POINTS = {"critical": 8, "high": 4, "medium": 2, "low": 1, "info": 0}
UNITS = ((1e9, "billions"), (1e6, "millions"), (1e3, "thousands"))


def portfolio_chart(context: Context, first: pd.DataFrame) -> tuple[Table, Chart]:
    """The points in the order in which they are drawn, and the chart of them.

    Args:
        context: of the report.
        first: the first candidates with their ``number`` and ``keys`` (row_keys that each stands for).
    """
    import pandas as pd

    rows, measure, divisor, unit = _measured(context)
    if measure == "risk" and rows["measure"].nunique() == 1:
        rows = rows.iloc[:0]  # one line of points shows nothing that the list does not
    up = _axis(rows["measure"] / divisor)
    points = _merged(context, rows.assign(up=(rows["measure"] / divisor).clip(up.low, up.high)), up, first)
    series, drawn = _series(context, points), sum(point.count for point in points)
    field, text = context.field, context.text
    fields = (
        field("process", "name"),
        field("numbers", "code", heading="number"),
        field("recommendation"),
        field("drive"),
        field("size_class"),
        field("suitability", "score"),
        Field("up", text(f"field.chart_{measure}", **{"in": f" {unit}"}), "number"),
        field("count", "count"),
    )
    title, measure_title = context.text("figures.points"), context.text(f"chart.up_{measure}", unit=unit)
    total = len(context.candidates)
    by_name = 0 if is_by_name_only(context) else int(context.by_name.sum())
    note = context.text("figures.points_note", points=drawn, total=total)
    note += " " + context.text("figures.points_screened", count=by_name) if by_name else ""
    frame = pd.DataFrame({column.key: [getattr(point, column.key) for point in points] for column in fields})
    table = Table("ChartPoints", title, fields, frame, note, note)
    spread = ", ".join(f"{group.name}: {group.last - group.first + 1}" for group in series)
    chart = Chart(
        table.name,
        "scatter",
        context.text(
            "chart.portfolio_screened" if by_name else "chart.portfolio", measure=measure_title, count=by_name
        ),
        context.text("chart.portfolio_alt", count=drawn, measure=measure_title, spread=spread),
        series,
        Axis(context.text("chart.across"), 0, 100, 20, "0"),
        Axis(measure_title, up.low, up.high, up.step, "#,##0.##"),
    )
    return table, chart


def _measured(context: Context) -> tuple[pd.DataFrame, str, float, str]:
    """Candidates with a known fit and the measure that is drawn upwards: the mid saving where enough of one
    currency is valued and the first sheet does not withdraw it, else the points of their risk flags. Those
    screened by name only are drawn where there are no others, as on the rest of the first sheet.
    """
    keys = context.candidates.index[~context.by_name | is_by_name_only(context)]
    names = ["process_name", "recommendation", "first_move", "drive", "suitability"]
    rows = context.results.loc[keys, names].assign(
        saving=context.audit.value.rows["saving_mid"].reindex(keys).astype("float64"),
        money=context.audit.value.rows["currency"].reindex(keys).fillna("").astype("str"),
    )
    rows = rows[rows["suitability"].notna() & rows["first_move"].ne("already_outsourced").fillna(True)]
    main = context.currencies[0] if context.currencies else ""
    valued = rows[rows["saving"].notna() & rows["money"].eq(main)]
    shows_money = not (is_by_name_only(context) or is_withdrawn(context))  # as on the rest of the first sheet
    # Half of the candidates and at least three: a chart of few amounts would hide the others.
    if shows_money and len(valued) >= max(FEWEST_VALUED, len(rows) / 2):
        largest = float(valued["saving"].abs().max())
        divisor, name = next((entry for entry in UNITS if largest >= entry[0]), UNITS[-1])
        unit = context.text(f"money.in_{name}")
        return valued.assign(measure=valued["saving"]), "value", divisor, f"{main} {unit}".strip()
    flags = context.audit.risks.flags
    points = numbers_of(flags["severity"], RISK_POINTS)
    weights = points.groupby(flags["row_key"].astype("float64")).sum()
    return (
        rows.assign(measure=weights.reindex(rows.index.astype("float64")).fillna(0.0).to_numpy()),
        "risk",
        1.0,
        "",
    )


def _axis(values: pd.Series) -> Axis:
    """Ends that hold nearly all points: far strays are drawn at the edge."""
    if values.empty:
        return Axis(low=0, high=1)
    low, high = float(values.min()), float(values.max())
    # Nine tenths of the points say how wide the axis is; one huge saving would press all others into a line.
    near_low, near_high = float(values.quantile(0.05)), float(values.quantile(0.95))
    room = (near_high - near_low) or max(abs(near_high), 1.0)
    low, high = max(low, near_low - STRAY * room), min(high, near_high + STRAY * room)
    step = _step((high - low) or max(abs(high), 1.0))
    # Ends at lines of the grid, beyond the last point.
    return Axis(low=step * (low // step), high=step * (high // step + 1), step=step)


def _step(room: float) -> float:
    """A round distance of grid lines: about five of them."""
    # 1, 2, 5 or 10 times a power of ten.
    power = 10.0 ** floor(log10(room / 5))
    return next(power * times for times in (1, 2, 5, 10) if room / (power * times) <= 6)


@dataclass
class Point:
    """What lies in one place of the chart: the places of its drive and size class in their orders, the numbers of the
    first candidates in it, and those of them that the chart has room for, with their side.
    """

    drive_place: int
    size_place: int
    process: str | None
    recommendation: str | None
    drive: str
    size_class: str
    suitability: float
    up: float
    count: int
    numbers: str
    label: str = ""
    side: str = SIDES[0]

    @property
    def size(self) -> str:
        """Code of the size class."""
        return SIZES[self.size_place]

    @property
    def series(self) -> tuple[int, int, str]:
        """What the points of one series share."""
        return self.drive_place, self.size_place, self.side


def _merged(context: Context, rows: pd.DataFrame, up: Axis, first: pd.DataFrame) -> list[Point]:
    """The points in the order in which they are drawn, candidates of the same place, drive and size as one."""
    import numpy as np

    fte = context.typed("fte").reindex(rows.index).to_numpy("float64", na_value=float("nan"))
    medium, large = (context.number(f"report_size_{size}_fte") for size in ("medium", "large"))
    # An opportunity of several processes gives its number to each of them.
    number = {
        key: candidate_number
        for candidate_number, keys in zip(first["number"].tolist(), first["keys"], strict=True)
        for key in keys
    }
    drive = numbers_of(rows["drive"], {name: order for order, name in enumerate(DRIVES)}).fillna(len(DRIVES))
    # Candidates whose points would cover each other share a cell of the grid.
    cells = zip(
        drive.astype(int).tolist(),
        _size_places(fte, medium, large).tolist(),
        np.rint(rows["suitability"].to_numpy("float64") / 100 * CELLS_ACROSS).astype(int).tolist(),
        np.rint((rows["up"].to_numpy("float64") - (up.low or 0)) / up.length * CELLS_UP).astype(int).tolist(),
        strict=True,
    )
    columns = (
        rows.index.map(number),
        rows["process_name"].astype("str"),
        context.say("label_short", rows["recommendation"]),
        rows["suitability"],
        rows["up"],
    )
    rows_by_cell: dict[tuple[int, int, int, int], list[Any]] = {}
    for cell, *row in zip(cells, *(column.tolist() for column in columns), strict=True):
        rows_by_cell.setdefault(cell, []).append(row)
    points = [_point(context, cell, rows_by_cell[cell]) for cell in sorted(rows_by_cell)]
    _label(points, up)
    return sorted(points, key=lambda point: point.series)


def _size_places(fte: np.ndarray, medium: float, large: float) -> np.ndarray:
    """Places in SIZES; the last where the size is not known."""
    import numpy as np

    return np.where(np.isnan(fte), len(SIZES) - 1, (fte < large).astype(int) + (fte < medium))


def _point(context: Context, cell: tuple[int, int, int, int], rows: list[Any]) -> Point:
    """The point of one cell; of each row its number, name, label, fit and measure."""
    drive, size = cell[:2]
    numbers, names, labels, fits, measures = zip(*rows, strict=True)
    name = next((name for name in names if isinstance(name, str)), None)
    numbers = sorted(int(number) for number in numbers if number == number)
    return Point(
        drive,
        size,
        name if len(rows) == 1 else context.text("common.several", first=name, count=len(rows) - 1),
        labels[0],
        context.words.value("drive", DRAWN_DRIVES[drive]),
        context.words.value("size_class", SIZES[size]),
        fmean(fits),
        fmean(measures),
        len(rows),
        ", ".join(map(str, numbers)),
    )


def _label(points: list[Point], up: Axis) -> None:
    """Writes the numbers of first candidates next to their points, the first of them first.

    A number is written right of its point, else left, above or below: where it touches no other point and no other
    number. Where there is no such side it is left out; the table of the points has it.
    """
    room = up.length
    across = [point.suitability / 100 * PLOT_PIXELS[0] for point in points]
    # Pixels are counted from the top, values from the bottom.
    down = [((up.high or 0) - point.up) / room * PLOT_PIXELS[1] for point in points]
    half = [MARKER_SIZES[point.size] * PIXELS_PER_POINT / 2 for point in points]
    marks = [(x - r, y - r, x + r, y + r) for x, y, r in zip(across, down, half, strict=True)]
    taken: list[Box] = []
    numbered = [index for index, point in enumerate(points) if point.numbers]
    # In the order of their first number: candidate 1 gets its label before others take the room.
    for index in sorted(numbered, key=lambda index: int(points[index].numbers.split(",")[0])):
        others = [mark for other, mark in enumerate(marks) if other != index] + taken
        boxes = _boxes(across[index], down[index], half[index], points[index].numbers)
        free = (side for side, box in boxes.items() if _is_free(box, others))
        if side := next(free, None):
            points[index].label, points[index].side = points[index].numbers, side
            taken.append(boxes[side])


def _boxes(x: float, y: float, half: float, words: str) -> dict[str, Box]:
    """Left, top, right and bottom of a text on each side of a point, in pixels of the plot."""
    wide, high = LETTER_PIXELS * len(words), LINE_PIXELS
    return {
        "right": (x + half, y - high / 2, x + half + wide, y + high / 2),
        "left": (x - half - wide, y - high / 2, x - half, y + high / 2),
        "above": (x - wide / 2, y - half - high, x + wide / 2, y - half),
        "below": (x - wide / 2, y + half, x + wide / 2, y + half + high),
    }


def _is_free(box: Box, others: list[Box]) -> bool:
    """Whether a text is inside the plot and touches nothing."""
    left, top, right, bottom = box
    is_inside = left >= 0 and top >= 0 and right <= PLOT_PIXELS[0] and bottom <= PLOT_PIXELS[1]
    return is_inside and all(
        right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3] for other in others
    )


def _series(context: Context, points: list[Point]) -> tuple[Series, ...]:
    """A series for each drive, size class and side of labels; the legend names each drive once."""
    series: list[Series] = []
    for _, group in groupby(points, key=lambda point: point.series):
        part = list(group)
        marker, colour = DRIVE_MARKERS[DRAWN_DRIVES[part[0].drive_place]]
        # Series follow one another in the table of points, without gaps.
        start = sum(earlier.last - earlier.first + 1 for earlier in series)
        series.append(
            Series(
                part[0].drive,
                "suitability",
                "up",
                colour,
                start,
                start + len(part) - 1,
                marker,
                MARKER_SIZES[part[0].size],
                is_hollow=part[0].size == "unknown",
                is_named=all(earlier.colour != colour for earlier in series),
                labels=tuple(point.label for point in part),
                side=part[0].side,
            )
        )
    return tuple(series)
