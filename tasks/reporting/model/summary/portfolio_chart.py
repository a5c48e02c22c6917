"""The portfolio chart: fit across, value (or risk where little is valued) upwards, the drive as colour.

Candidates that lie in one place are drawn as one point with their number, so that the picture can be read
when nearly all of them are alike.
"""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from schemas.results import DRIVES
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Axis, Chart, Series, Table
from tasks.reporting.model.left_out import is_by_name_only, is_withdrawn
from tasks.reporting.theme import DRIVE_MARKERS, MARKER_SIZES

if TYPE_CHECKING:
    import pandas as pd

    Box = tuple[float, float, float, float]

SIZES = ("large", "medium", "small", "unknown")
NOT_SCORED = "not_assessed"
CELLS_ACROSS, CELLS_UP = 36, 22  # points in one cell of this grid are drawn as one
# The plot of the first sheet, where there is less room than on the sheet Figures, and a letter and a line of a label.
PLOT_PIXELS, LETTER_PIXELS, LINE_PIXELS, PIXELS_PER_POINT = (555, 140), 7, 13, 4 / 3
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
    rows, measure, divisor, unit = _measured(context)
    up = _axis(rows["measure"] / divisor)
    points = _merged(context, rows.assign(up=(rows["measure"] / divisor).clip(up.low, up.high)), up, first)
    series = _series(context, points)
    field = context.field
    fields = (
        field("process", "name"),
        field("numbers", "code", heading="number"),
        field("recommendation"),
        field("drive"),
        field("size_class"),
        field("suitability", "score"),
        field("up", "number", heading=f"chart_{measure}"),
        field("count", "count"),
    )
    title, said = context.text("figures.points"), context.text(f"chart.up_{measure}", unit=unit)
    total = len(context.candidates)
    by_name = 0 if is_by_name_only(context) else int(context.by_name.sum())
    note = context.text("figures.points_note", points=int(points["count"].sum()), total=total)
    note += " " + context.text("figures.points_screened", count=by_name) if by_name else ""
    table = Table("ChartPoints", title, fields, points, note, note)
    spread = ", ".join(f"{one.name}: {one.last - one.first + 1}" for one in series)
    chart = Chart(
        table.name,
        "scatter",
        context.text(
            "chart.portfolio_screened" if by_name else "chart.portfolio", measure=said, count=by_name
        ),
        context.text("chart.portfolio_alt", count=int(points["count"].sum()), measure=said, spread=spread),
        series,
        Axis(context.text("chart.across"), 0, 100, 20, "0"),
        Axis(said, up.low, up.high, up.step, "#,##0.##"),
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
    if shows_money and len(valued) >= max(FEWEST_VALUED, len(rows) / 2):
        largest = float(valued["saving"].abs().max())
        divisor, name = next((one for one in UNITS if largest >= one[0]), UNITS[-1])
        unit = context.text(f"money.in_{name}")
        return valued.assign(measure=valued["saving"]), "value", divisor, f"{main} {unit}".strip()
    flags = context.audit.risks.flags
    points = flags["severity"].map(RISK_POINTS).astype("float64")
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
    near_low, near_high = float(values.quantile(0.05)), float(values.quantile(0.95))
    room = (near_high - near_low) or max(abs(near_high), 1.0)
    low, high = max(low, near_low - STRAY * room), min(high, near_high + STRAY * room)
    step = _step((high - low) or max(abs(high), 1.0))
    return Axis(low=step * (low // step), high=step * (high // step + 1), step=step)


def _ends(axis: Axis) -> tuple[float, float]:
    """Where an axis begins and ends."""
    return 0 if axis.low is None else axis.low, 1 if axis.high is None else axis.high


def _step(room: float) -> float:
    """A round distance of grid lines: about five of them."""
    power = 10.0 ** floor(log10(room / 5))
    return next(power * times for times in (1, 2, 5, 10) if room / (power * times) <= 6)


def _merged(context: Context, rows: pd.DataFrame, up: Axis, first: pd.DataFrame) -> pd.DataFrame:
    """One line a point, those of the same place, drive and size as one; numbers names the first candidates in it,
    label those of them that the chart has room for.
    """
    import numpy as np
    import pandas as pd

    fte = context.typed("fte").reindex(rows.index)
    medium, large = (context.number(f"report_size_{size}_fte") for size in ("medium", "large"))
    drive = rows["drive"].astype("str").where(rows["drive"].isin(DRIVES), NOT_SCORED)
    low, high = _ends(up)
    number = {key: one for one, keys in zip(first["number"], first["keys"], strict=True) for key in keys}
    rows = rows.assign(
        drive_code=drive,
        size=np.select([fte >= large, fte >= medium, fte.notna()], SIZES[:3], SIZES[3]),
        cell_across=(rows["suitability"] / 100 * CELLS_ACROSS).round(),
        cell_up=((rows["up"] - low) / (high - low) * CELLS_UP).round(),
        number=pd.Series([number.get(key) for key in rows.index], index=rows.index, dtype="float64"),
        process=rows["process_name"].astype("str"),
        recommendation=context.say("label_short", rows["recommendation"]),
    )
    rows = rows.assign(
        drive_place=rows["drive_code"].map({name: n for n, name in enumerate((*DRIVES, NOT_SCORED))}),
        size_place=rows["size"].map({name: n for n, name in enumerate(SIZES)}),
    )
    points = (
        rows.groupby(["drive_place", "size_place", "cell_across", "cell_up"], sort=True)
        .agg(
            process=("process", "first"),
            recommendation=("recommendation", "first"),
            drive_code=("drive_code", "first"),
            size=("size", "first"),
            suitability=("suitability", "mean"),
            up=("up", "mean"),
            count=("up", "size"),
            numbers=("number", lambda numbers: ", ".join(str(int(one)) for one in sorted(numbers.dropna()))),
        )
        .reset_index()
    )
    more = points["count"].gt(1)
    points["process"] = points["process"].mask(
        more,
        [
            context.text("common.several", first=name, count=count - 1)
            for name, count in zip(points["process"], points["count"], strict=True)
        ],
    )
    said = points.assign(
        drive=context.say("drive", points["drive_code"]),
        size_class=context.say("size_class", points["size"]),
    )
    drawn = ["drive_place", "size_place", "side"]  # one series each
    return _labelled(said, up).sort_values(drawn, kind="stable").reset_index(drop=True)


def _labelled(points: pd.DataFrame, up: Axis) -> pd.DataFrame:
    """The numbers of first candidates beside their points, the first of them first.

    A number is written right of its point, else left, above or below: where it touches no other point and no other
    number. Where there is no such side it is left out; the table of the points has it.
    """
    low, high = _ends(up)
    across = (points["suitability"] / 100 * PLOT_PIXELS[0]).tolist()
    down = ((high - points["up"]) / (high - low) * PLOT_PIXELS[1]).tolist()
    half = [MARKER_SIZES[size] * PIXELS_PER_POINT / 2 for size in points["size"]]
    marks = [(x - r, y - r, x + r, y + r) for x, y, r in zip(across, down, half, strict=True)]
    labels, sides, taken = [""] * len(points), [SIDES[0]] * len(points), []
    named = [place for place, numbers in enumerate(points["numbers"]) if numbers]
    for place in sorted(named, key=lambda place: int(points["numbers"].iloc[place].split(",")[0])):
        others = [mark for other, mark in enumerate(marks) if other != place] + taken
        boxes = _boxes(across[place], down[place], half[place], points["numbers"].iloc[place])
        free = (side for side, box in boxes.items() if _is_free(box, others))
        if side := next(free, None):
            labels[place], sides[place] = points["numbers"].iloc[place], side
            taken.append(boxes[side])
    return points.assign(label=labels, side=sides)


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


def _series(context: Context, points: pd.DataFrame) -> tuple[Series, ...]:
    """A series for each drive, size class and side of labels; the legend names each drive once."""
    series = []
    for _, part in points.groupby(["drive_place", "size_place", "side"], sort=True):
        drive = part["drive_code"].iloc[0]
        marker, colour = DRIVE_MARKERS[drive]
        series.append(
            Series(
                context.words.value("drive", drive),
                "suitability",
                "up",
                colour,
                int(part.index[0]),
                int(part.index[-1]),
                marker,
                MARKER_SIZES[part["size"].iloc[0]],
                is_hollow=part["size"].iloc[0] == "unknown",
                is_named=all(one.colour != colour for one in series),
                labels=tuple(part["label"]),
                side=part["side"].iloc[0],
            )
        )
    return tuple(series)
