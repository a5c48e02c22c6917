"""Sourcing heat map: function by unit. The colour is the label of most of the work, the size of the print its
FTE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.results import RECOMMENDATIONS
from tasks.joined_frames import aggregated
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Axis, Chart, Field, Series, Sheet, Table
from tasks.reporting.model.speech import decimal
from tasks.reporting.theme import MARKERS

if TYPE_CHECKING:
    import pandas as pd

MOST_UNITS, MOST_FUNCTIONS = 14, 10
LARGE_SHARE, MEDIUM_SHARE = 1 / 3, 1 / 10  # of the largest cell
SIZE = {"sum": ("weight", "sum"), "size": ("weight", "size")}


def sheet(context: Context) -> Sheet:
    """The map, and the FTE of each function by label as a chart."""
    rows = _rows(context)
    grid, bars = _grid(context, rows), _by_function(context, rows)
    return Sheet(
        "heat_map",
        context.text("sheet.heat_map.title"),
        context.text("sheet.heat_map.purpose"),
        (grid, bars),
        frozen_columns=1,
        charts=(bars_chart(context, bars),),
        is_one_page=True,
    )


def _rows(context: Context) -> pd.DataFrame:
    """Unit, function, label and size of every process in scope; beyond the largest units and functions
    "others".
    """
    rows = context.results
    fte = context.typed("fte").astype("float64")
    has_fte = fte.notna().any()
    frame = rows[["recommendation"]].assign(
        unit=context.unit.reindex(rows.index),
        function=context.say("service_line", rows["service_line"]).fillna(
            context.text("heat_map.no_function")
        ),
        # Without any FTE, each process counts as one.
        weight=fte.fillna(0.0) if has_fte else 1.0,
        fte=fte,
    )
    frame = frame[frame["recommendation"].isin(RECOMMENDATIONS)]
    others = context.text("heat_map.others")
    for name, most in (("unit", MOST_UNITS), ("function", MOST_FUNCTIONS)):
        order = aggregated(frame.groupby(name), **SIZE).sort_values(["sum", "size"], ascending=False)
        # "Others" takes one of the places.
        largest = order.index[:most] if len(order) <= most else order.index[: most - 1]
        frame[name] = frame[name].where(frame[name].isin(largest), others)
    return frame


def _grid(context: Context, rows: pd.DataFrame) -> Table:
    import pandas as pd

    cells = _cells(context, rows)
    functions, units = (_ordered(context, rows, name) for name in ("function", "unit"))
    texts = cells.pivot(index="unit", columns="function", values="said").reindex(
        index=units, columns=functions
    )
    tones = cells.pivot(index="unit", columns="function", values="tone").reindex(
        index=units, columns=functions
    )
    # Functions are named by people, so their columns get keys of ours.
    keys = [f"function_{number}" for number in range(len(functions))]
    frame = texts.set_axis(keys, axis=1).reset_index(names="unit").astype("str")
    tones = tones.set_axis(keys, axis=1).reset_index(drop=True)
    fields = (
        context.field("unit", "name"),
        *(Field(key, function, "heat") for key, function in zip(keys, functions, strict=True)),
    )
    title = context.text("heat_map.grid")
    ending = "" if rows["fte"].notna().any() else "_count"
    alt = context.text(f"heat_map.alt{ending}")
    # Without colours and sizes of print these are not explained.
    legend = context.text(
        f"heat_map.{'legend_plain' if context.audit.request.accessible else 'legend'}{ending}"
    )
    empty = pd.Series(dtype="str")
    colours = {key: tones[key] if len(tones) else empty for key in keys}
    return Table("HeatMap", title, fields, frame, alt, legend, tones=colours)


def _ordered(context: Context, rows: pd.DataFrame, name: str) -> list[str]:
    """Units or functions, the largest first and "others" last."""
    order = aggregated(rows.groupby(name), **SIZE)
    order["is_rest"] = order.index == context.text("heat_map.others")
    order = order.sort_values(["is_rest", "sum", "size"], ascending=[True, False, False], kind="stable")
    return list(order.index)


def _cells(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """One line a cell that holds any process: what it says, and its colour and size."""
    import numpy as np

    by_label = aggregated(rows.groupby(["unit", "function", "recommendation"], sort=True), **SIZE)
    by_label = by_label.reset_index().sort_values(["sum", "size"], ascending=False, kind="stable")
    # Sorted by work, so the first label of each cell is the one of most of it.
    leading = by_label.drop_duplicates(["unit", "function"]).set_index(["unit", "function"])["recommendation"]
    together = rows.groupby(["unit", "function"], sort=True)
    cells = aggregated(together, count=("weight", "size"), weight=("weight", "sum"))
    cells = cells.assign(fte=together["fte"].sum(min_count=1)).join(leading).reset_index()
    largest = cells["weight"].max() if len(cells) else 0.0
    size = np.select(
        [cells["weight"] >= LARGE_SHARE * largest, cells["weight"] >= MEDIUM_SHARE * largest], [2, 1], 0
    )
    label = context.say("label_short", cells["recommendation"])
    texts = [
        context.text("heat_map.cell", label=name, fte=decimal(context.words, fte), count=count)
        if fte == fte
        else context.text("heat_map.cell_count", label=name, count=count)
        for name, fte, count in zip(label, cells["fte"], cells["count"], strict=True)
    ]
    # The colour of the label and the size of the print, as the theme takes them apart.
    tone = [f"{code}/{step}" for code, step in zip(cells["recommendation"], size, strict=True)]
    return cells.assign(said=texts, tone=tone)


def _by_function(context: Context, rows: pd.DataFrame) -> Table:
    """FTE (or processes, where no FTE is known) of each function by label."""
    functions = _ordered(context, rows, "function")
    sums = rows.groupby(["function", "recommendation"])["weight"].sum().unstack("recommendation")
    frame = sums.reindex(index=functions, columns=list(RECOMMENDATIONS)).fillna(0.0)
    frame = frame.rename_axis(index="function", columns=None).reset_index()
    kind = "fte" if rows["fte"].notna().any() else "count"
    fields = (
        context.field("function", "name"),
        *(
            Field(name, context.words.value("recommendation", name), kind, total=True)
            for name in RECOMMENDATIONS
        ),
    )
    title = context.text(f"heat_map.by_function_{kind}")
    return Table("ByFunction", title, fields, frame, title)


def bars_chart(context: Context, table: Table) -> Chart:
    """Stacked bars: one a function, in the colours of the labels.

    Args:
        context: for words.
        table: ByFunction: a column of functions, then one for each label.
    """
    last = len(table.frame) - 1
    # A label without any work has no series and no place in the legend.
    names = [field for field in table.fields[1:] if len(table.frame) and table.frame[field.key].sum() > 0]
    series = tuple(
        Series(field.heading, "function", field.key, MARKERS[field.key][1], 0, last) for field in names
    )
    spread = ", ".join(
        f"{field.heading} {decimal(context.words, table.frame[field.key].sum())}" for field in names
    )
    alt = context.text("heat_map.chart_alt", count=len(table.frame), spread=spread)
    return Chart(
        table.name,
        "bars",
        table.title,
        alt,
        series,
        Axis(is_reversed=True),
        Axis(number_format="#,##0"),
        height=320,
    )
