"""Trend: how labels and savings moved over the last runs of the portfolio."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from schemas.results import RECOMMENDATIONS
from tasks.reporting.model.elements import Axis, Chart, Field, Series, Table
from tasks.reporting.theme import MARKERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasks.reporting.model.context import Context

FEWEST_EARLIER = 2  # with fewer the table of changes says it all


def trend_table(context: Context) -> Table | None:
    """One line a run, the present one last; None before the third run.

    Savings are percentiles of the sum of all candidates that the first sheet counts, in the main currency; of a run
    that did not keep them they are missing.
    """
    import pandas as pd

    earlier = context.audit.earlier_runs
    if earlier is None or earlier["run_id"].nunique() < FEWEST_EARLIER:
        return None
    currency = context.currencies[0] if context.currencies else ""
    runs = [part for _, part in earlier.groupby(["run_id", "as_of"], sort=False)]
    first = max(len(runs) + 1 - context.number("report_trend_runs"), 0)
    lines = [*(_earlier(part, currency) for part in runs[first:]), _now(context, currency)]
    frame = pd.DataFrame(lines).astype(
        {"as_of": "datetime64[us]", "saving_low": "float64", "saving_high": "float64"}
    )
    unit = f" {currency}".rstrip()
    fields = (
        context.field("run_id", "name"),
        context.field("as_of", "date"),
        *(Field(name, context.words.value("recommendation", name), "count") for name in RECOMMENDATIONS),
        *(
            Field(f"saving_{end}", context.text(f"field.saving_{end}", **{"in": unit}), "money")
            for end in ("low", "high")
        ),
    )
    title = context.text("changes.trend")
    alt = context.text("changes.trend_alt", count=len(frame))
    return Table("Trend", title, fields, frame, alt, note=context.text("changes.trend_note"))


def trend_chart(table: Table) -> Chart:
    """One line a label over the runs."""
    series = tuple(
        Series(field.heading, "as_of", field.key, colour, 0, len(table.frame) - 1, marker)
        for field in table.fields
        if field.key in RECOMMENDATIONS
        # A loop over one pair gives its two parts names.
        for marker, colour in [MARKERS[field.key]]
    )
    axes = Axis(number_format="yyyy-mm-dd"), Axis(low=0, number_format="#,##0")
    return Chart(table.name, "line", table.title, table.description, series, *axes, width=560, height=260)


def _earlier(part: Any, currency: str) -> dict[str, Any]:
    """The line of an earlier run; its record repeats the counts of the run in each of its lines."""
    counts: Counter[str] = Counter()
    for name, count in zip(part["recommendation"].tolist(), part["processes_count"].tolist(), strict=True):
        counts[name] += count
    return _line(part["run_id"].iat[0], part["as_of"].iat[0], counts, part["counts"].iat[0], currency)


def _now(context: Context, currency: str) -> dict[str, Any]:
    """The line of the present run."""
    totals = context.headline_totals
    headline = {
        f"headline_{end}_{currency or 'none'}": amount
        for end in ("low", "high")
        for currency, amount in zip(totals["currency"], totals[f"saving_{end}"], strict=True)
    }
    counts = Counter(context.results["recommendation"].tolist())
    request = context.audit.request
    return _line(request.run_id, request.as_of, counts, headline, currency)


def _line(
    run_id: str, as_of: object, counts: Mapping[str, int], run_counts: Mapping[str, Any], currency: str
) -> dict[str, Any]:
    sums = {
        f"saving_{end}": run_counts.get(f"headline_{end}_{currency or 'none'}") for end in ("low", "high")
    }
    return (
        {"run_id": run_id, "as_of": as_of}
        | {name: int(counts.get(name, 0)) for name in RECOMMENDATIONS}
        | sums
    )
