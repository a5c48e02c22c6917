"""Where the value of the first year comes from, as a waterfall in the main currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Axis, Chart, Series, Table
from tasks.reporting.theme import PHASES

if TYPE_CHECKING:
    import pandas as pd

YEAR = 1
NO_STEPS = ("labour_today", "labour_retained", "net")  # they add up to nothing, or are the sum
GAIN, LOSS = PHASES["transfer"], PHASES["parallel"]
BARS = {"place": "none", "adds": GAIN, "takes": LOSS, "adds_below": GAIN, "takes_below": LOSS}


def _main(context: Context, frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """Lines of the main currency; None where there are none."""
    if frame is None or frame.empty or not context.currencies:
        return None
    lines = frame[frame["currency"].fillna("").eq(context.currencies[0])]
    return None if lines.empty else lines


def waterfall(context: Context) -> tuple[Table, Chart] | None:
    """Sums of each line of the first year, each from where the one before it ended; the last is their sum."""
    lines = _main(context, context.audit.value.lines)
    if lines is None:
        return None
    rows = context.audit.value.rows
    doubted = (
        rows.index[rows["is_doubted"].fillna(False).astype(bool)] if "is_doubted" in rows else rows.index[:0]
    )
    # Without figures that do not reconcile, as every other sum.
    lines = lines[lines["year"].eq(YEAR) & ~lines["line"].isin(NO_STEPS) & ~lines.index.isin(doubted)]
    steps = lines.assign(line=lines["line"].astype("str")).groupby("line", sort=False)["mid"].sum()
    if steps.empty:
        return None
    import pandas as pd

    ends = steps.cumsum()
    frame = pd.DataFrame(
        {
            "step": [
                *(context.words.value("value_line", name) for name in steps.index),
                context.text("chart.net"),
            ],
            "amount": [*steps, ends.iloc[-1]],
            "opens": [*(ends - steps), 0.0],
            "closes": [*ends, ends.iloc[-1]],
        }
    )
    frame = frame.assign(**bars(frame))
    field, unit = context.field, context.currencies[0]
    fields = tuple(
        # Only lines of one currency are here, whatever others the list has.
        field(name, "name" if name == "step" else "money", unit="" if context.money_unit else unit)
        for name in ("step", "amount", "opens", "closes", *BARS)
    )
    title, last = context.text("chart.waterfall"), len(frame) - 1
    table = Table("Waterfall", title, fields, frame, title)
    headings = {column.key: column.heading for column in fields}
    series = tuple(
        Series(headings[name], "step", name, colour, 0, last, is_named=name in ("adds", "takes"))
        for name, colour in BARS.items()
    )
    alt = context.text("chart.waterfall_alt", count=len(frame))
    axis = Axis(number_format="#,##0")
    # As high as leaves the key figures room on the same page.
    return table, Chart(table.name, "columns", title, alt, series, up=axis, width=620, height=260)


def bars(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Each step as a bar from where it opens to where it closes: what holds its place, and its parts above and
    below zero. Stacked columns show it in every spreadsheet program; bars between lines do not.
    """
    low, high = frame[["opens", "closes"]].min(axis=1), frame[["opens", "closes"]].max(axis=1)
    above, below = high.clip(lower=0) - low.clip(lower=0), low.clip(upper=0) - high.clip(upper=0)
    is_gain = frame["closes"] >= frame["opens"]
    # The place is the end that is nearer to zero; a bar that crosses zero has none.
    return {
        "place": low.clip(lower=0) + high.clip(upper=0),
        "adds": above.where(is_gain, 0.0),
        "takes": above.where(~is_gain, 0.0),
        "adds_below": below.where(is_gain, 0.0),
        "takes_below": below.where(~is_gain, 0.0),
    }
