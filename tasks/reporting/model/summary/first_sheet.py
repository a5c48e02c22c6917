"""Summary: the first screen, and below it the charts and the contents that fill the printed page."""

from __future__ import annotations

from schemas.portfolio_names import shown_name
from tasks.reporting.model.context import STANDINGS, Context, made_once
from tasks.reporting.model.elements import Chart, Dashboard, Link, Sheet, Table, Tile
from tasks.reporting.model.speech import day, percent
from tasks.reporting.model.summary.boxes import answers, since, uncovered
from tasks.reporting.model.summary.decisions import decisions, verdict
from tasks.reporting.model.summary.gravest_risks import gravest_risks
from tasks.reporting.model.summary.key_figures import labels, money_tiles, scope
from tasks.reporting.model.summary.opportunities import first_candidates
from tasks.reporting.model.trust import has_cost, measured_share, spread, trust_grade

MEASURED_ENOUGH = 0.5  # half of the money, as the grade itself asks for


def dashboard(context: Context, sheets: tuple[Sheet, ...], charts: tuple[Chart, ...]) -> Dashboard:
    """Everything on the first sheet; links lead to rows of the other ``sheets``.

    Args:
        context: of the report.
        sheets: all other sheets.
        charts: at most two, drawn side by side below the first screen; their numbers are on other sheets.
    """
    audit, text = context.audit, context.text
    as_of = text("summary.as_of", date=day(context.words, audit.request.as_of))
    return Dashboard(
        headline=f"{text('report.title', portfolio=shown_name(audit.request.portfolio))}, {as_of}",
        scope=scope(context),
        method=method_line(context),
        verdict=verdict(context),
        trust=_trust(context),
        labels=labels(context),
        decisions=decisions(context),
        counts=_counts(context),
        money=money_tiles(context),
        first=first_candidates(context),
        risks=gravest_risks(context),
        answers=answers(context),
        since=since(context),
        uncovered=uncovered(context),
        charts=charts,
        contents=_contents(context, sheets),
    )


@made_once(for_all_editions=True)
def _trust(context: Context) -> Tile:
    """Grade and measured share together; a good grade is no green light while most of the money is
    estimated.
    """
    grade, share = trust_grade(context), measured_share(context)
    key = "summary.trust" if has_cost(context) else "summary.trust_count"
    sentence = context.text(key, grade=grade or "-", share=percent(context.words, share))
    tone = grade if share >= MEASURED_ENOUGH or grade not in ("A", "B") else "C"
    return Tile(spread(context), sentence, Link("Facts"), tone or "")


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


@made_once(for_all_editions=True)
def _counts(context: Context) -> tuple[Tile, ...]:
    counts = context.standing.value_counts()
    shown = context.standing.loc[context.shown].reset_index(drop=True)
    # First and last row of each standing on All processes, which is sorted by it.
    spans = shown.index.to_series().groupby(shown.to_numpy()).agg(["first", "last"])
    return tuple(
        Tile(
            context.words.value("standing", name),
            int(counts.get(name, 0)),
            Link("Processes", int(spans.loc[name, "first"]), int(spans.loc[name, "last"]))
            if name in spans.index
            else Link("Processes"),
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
