"""Figures: the exact key figures, and the numbers behind the chart of the first sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import made_once
from tasks.reporting.model.elements import Sheet
from tasks.reporting.model.left_out import caveats
from tasks.reporting.model.summary.key_figures import figures
from tasks.reporting.model.summary.opportunities import first_opportunities
from tasks.reporting.model.summary.portfolio_chart import portfolio_chart
from tasks.reporting.model.value_charts import waterfall

if TYPE_CHECKING:
    from tasks.reporting.model.context import Context
    from tasks.reporting.model.elements import Chart, Table


def sheet(context: Context) -> Sheet:
    """Key figures, where the value comes from, and the points of the portfolio chart."""
    points, _ = numbered_chart(context)
    steps = waterfall(context)
    tables, charts = ((steps[0],), (steps[1],)) if steps else ((), ())
    title, purpose = (context.text(f"sheet.figures.{part}") for part in ("title", "purpose"))
    return Sheet(
        "figures", title, purpose, (figures(context), *tables, points), caveats(context), charts=charts
    )


@made_once(for_all_editions=True)
def numbered_chart(context: Context) -> tuple[Table, Chart]:
    """Points and chart of the candidates; the first ones are numbered as on the first sheet."""
    first = first_opportunities(context)
    return portfolio_chart(context, first.assign(number=range(1, len(first) + 1)))
