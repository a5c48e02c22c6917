"""Summary: the dashboard of the first screen, and below it the tables that carry its numbers."""

from __future__ import annotations

from tasks.reporting.model.context import STANDINGS, Context
from tasks.reporting.model.matrix import chart_texts, count_grid, points_and_series
from tasks.reporting.model.parts import Dashboard, Link, Sheet, Table, Tile
from tasks.reporting.model.speech import day, portfolio_name
from tasks.reporting.model.summary_boxes import boxes, decisions
from tasks.reporting.model.summary_figures import figures, money_tiles, scope
from tasks.reporting.model.summary_tables import first_candidates, gravest_risks
from tasks.reporting.model.told import table_in_language
from tasks.reporting.model.trust import spread, trust_grade


def dashboard(context: Context, sheets: tuple[Sheet, ...]) -> Dashboard:
    """Everything on the first sheet; links lead to rows of the other ``sheets``."""
    audit, text = context.audit, context.text
    grade, as_of = trust_grade(context), text("summary.as_of", date=day(context.words, audit.request.as_of))
    first = first_candidates(context)
    points, series = points_and_series(context, list(first.frame["process_id"]))
    return Dashboard(
        headline=f"{text('report.title', portfolio=portfolio_name(audit.request.portfolio))}, {as_of}",
        scope=scope(context),
        method=method_line(context),
        trust=Tile(text("summary.grades", spread=spread(context)), text("summary.trust", grade=grade or "-"), Link("Facts"), grade or ""),
        decisions=decisions(context),
        counts=_counts(context),
        money=money_tiles(context),
        first=first,
        risks=table_in_language(context, gravest_risks(context)),
        boxes=boxes(context),
        series=series,
        chart_texts=chart_texts(context, points),
        grid=count_grid(context),
        points=points,
        shows_grid=len(context.results) > 2 * context.number("report_chart_points"),  # more are hidden than drawn
        figures=figures(context),
        contents=_contents(context, sheets),
    )


def method_line(context: Context) -> str:
    """Rulebook, and what this report is not."""
    rulebook = context.audit.rulebook
    return " · ".join(
        (
            context.text("summary.rulebook", version=rulebook.version, hash=rulebook.hash[:8]),
            context.text("report.screening"),
            context.text("report.not_legal_advice"),
        )
    )


def _counts(context: Context) -> tuple[Tile, ...]:
    counts = context.standing.value_counts()
    shown = context.standing.loc[context.shown].reset_index(drop=True)
    spans = shown.index.to_series().groupby(shown.to_numpy()).agg(["first", "last"])
    return tuple(
        Tile(
            context.words.value("standing", name),
            int(counts.get(name, 0)),
            Link("Processes", int(spans.loc[name, "first"]), int(spans.loc[name, "last"])) if name in spans.index else Link("Processes"),
            name,
        )
        for name in STANDINGS
    )


def _contents(context: Context, sheets: tuple[Sheet, ...]) -> Table:
    import pandas as pd

    lines = [(sheet.name, sheet.purpose) for sheet in sheets]
    fields = (context.field("contents", "name"), context.field("shows", "long"))
    # A link leads to the sheet's first table; every sheet has one.
    return Table(
        "Contents",
        context.text("summary.contents"),
        fields,
        pd.DataFrame(lines, columns=["contents", "shows"], dtype="str"),
        context.text("summary.contents"),
    )
