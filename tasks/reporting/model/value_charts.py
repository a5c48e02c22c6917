"""Where the value comes from (waterfall of the first year) and what it depends on (tornado), in the main currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context
from tasks.reporting.model.parts import Axis, Chart, Series, Table
from tasks.reporting.theme import PHASES

if TYPE_CHECKING:
    import pandas as pd

YEAR = 1
NO_STEPS = ("labour_today", "labour_retained", "net")  # they add up to nothing, or are the sum
GAIN, LOSS = PHASES["transfer"], PHASES["parallel"]
BARS = {"place": "none", "adds": GAIN, "takes": LOSS, "adds_below": GAIN, "takes_below": LOSS}
WORSE, BETTER = PHASES["parallel"], PHASES["transfer"]


def value_charts(context: Context) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """Tables and charts of what the value model says of all candidates; none of what it does not say."""
    made = [one for one in (_waterfall(context), _tornado(context)) if one]
    return tuple(table for table, _ in made), tuple(chart for _, chart in made)


def _main(context: Context, frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """Lines of the main currency; None where there are none."""
    if frame is None or frame.empty or not context.currencies:
        return None
    lines = frame[frame["currency"].fillna("").eq(context.currencies[0])]
    return None if lines.empty else lines


def _waterfall(context: Context) -> tuple[Table, Chart] | None:
    """Sums of each line of the first year, each from where the one before it ended; the last is their sum."""
    lines = _main(context, context.audit.value.lines)
    if lines is None:
        return None
    rows = context.audit.value.rows
    doubted = (
        rows.index[rows["is_doubted"].fillna(False).astype(bool)] if "is_doubted" in rows else rows.index[:0]
    )
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
    frame = frame.assign(**_bars(frame))
    field = context.field
    fields = tuple(
        field(name, "name" if name == "step" else "money")
        for name in ("step", "amount", "opens", "closes", *BARS)
    )
    title, last = context.text("chart.waterfall"), len(frame) - 1
    table = Table("Waterfall", title, fields, frame, title)
    headings = {one.key: one.heading for one in fields}
    series = tuple(
        Series(headings[name], "step", name, colour, 0, last, is_named=name in ("adds", "takes"))
        for name, colour in BARS.items()
    )
    alt = context.text("chart.waterfall_alt", count=len(frame))
    return table, Chart(table.name, "columns", title, alt, series, up=Axis(number_format="#,##0"), width=620)


def _bars(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Each step as a bar from where it opens to where it closes: what holds its place, and its parts above and
    below zero. Stacked columns show it in every spreadsheet program; bars between lines do not.
    """
    low, high = frame[["opens", "closes"]].min(axis=1), frame[["opens", "closes"]].max(axis=1)
    above, below = high.clip(lower=0) - low.clip(lower=0), low.clip(upper=0) - high.clip(upper=0)
    is_gain = frame["closes"] >= frame["opens"]
    return {
        "place": low.clip(lower=0) + high.clip(upper=0),
        "adds": above.where(is_gain, 0.0),
        "takes": above.where(~is_gain, 0.0),
        "adds_below": below.where(is_gain, 0.0),
        "takes_below": below.where(~is_gain, 0.0),
    }


def _tornado(context: Context) -> tuple[Table, Chart] | None:
    """How far each assumption alone moves the net present value from its middle, the widest first."""
    lines = _main(context, context.audit.value.tornado)
    if lines is None:
        return None
    totals = context.audit.value.totals
    middle = float(totals.loc[totals["currency"].fillna("").eq(context.currencies[0]), "npv_mid"].sum())
    lines = lines.sort_values("swing", ascending=False, kind="stable").reset_index(drop=True)
    found = {name: context.audit.rulebook.find(name) for name in lines["assumption"]}
    frame = lines.assign(
        assumption=[context.words.value("assumption", name) for name in lines["assumption"]],
        rule_unit=[found[name][1].unit if found[name] else None for name in lines["assumption"]],
        from_low=lines["npv_at_low"] - middle,
        from_high=lines["npv_at_high"] - middle,
    )
    field = context.field
    fields = (
        field("assumption", "name"),
        field("from_low", "money"),
        field("from_high", "money"),
        field("npv_at_low", "money"),
        field("npv_at_high", "money"),
        field("break_even", "factor"),
        field("rule_unit", "short"),
    )
    title = context.text("chart.tornado")
    table = Table("NpvSwings", title, fields, frame, title, context.text("chart.tornado_note"))
    last = len(frame) - 1
    series = (
        Series(context.text("chart.at_low"), "assumption", "from_low", WORSE, 0, last),
        Series(context.text("chart.at_high"), "assumption", "from_high", BETTER, 0, last),
    )
    alt = context.text("chart.tornado_alt", count=len(frame), first=frame["assumption"].iloc[0])
    across, up = Axis(is_reversed=True), Axis(number_format="#,##0")
    return table, Chart(table.name, "bars", title, alt, series, across, up, width=620)
