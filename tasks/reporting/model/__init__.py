"""The report as frames and texts; nothing here knows Excel."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING

from schemas.portfolio_names import shown_name
from schemas.workbooks import PORTFOLIO_PROPERTY, RUN_PROPERTY
from tasks.memory import forget_pages
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Report, Sheet
from tasks.reporting.model.sheets import (
    ask_next,
    benefits,
    candidates,
    challenge,
    changes,
    data_quality,
    flags,
    heat_map,
    method,
    people,
    processes,
    roadmap,
    safeguards,
    scenarios,
    value_lines,
    why,
)
from tasks.reporting.model.sheets.how_to_read import with_reading
from tasks.reporting.model.summary import figures
from tasks.reporting.model.summary.figures import numbered_chart
from tasks.reporting.model.summary.first_sheet import dashboard
from tasks.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from schemas.records import Audit

BUILDERS = (
    heat_map,
    candidates,
    roadmap,
    people,
    value_lines,
    scenarios,
    benefits,
    processes,
    flags,
    why,
    ask_next,
    changes,
    safeguards,
    data_quality,
    challenge,
    figures,
    method,
)
SENTENCES = ("portfolio", "why", "what_would_change_it", "next_questions", "source_file")
SAME_IN_ALL_EDITIONS = (
    heat_map,
    candidates,
    roadmap,
    people,
    value_lines,
    scenarios,
    safeguards,
    data_quality,
    figures,
)  # no names


def build(
    audit: Audit,
    results: pd.DataFrame,
    candidates_table: pd.DataFrame,
    editions: Iterable[str],
    content_hash: str,
    consistency: pd.DataFrame | None = None,
) -> Iterator[Report]:
    """The report of each edition, one after the other, in the language of the request.

    Args:
        audit: the finished audit.
        results: RESULT_COLUMNS by row_key.
        candidates_table: CANDIDATE_COLUMNS by row_key, in the order in which they are shown.
        editions: "stakeholder" or "full", each.
        content_hash: of the audit.
        consistency: table for the Method sheet, where there is one.

    Returns:
        All sheets as tables, charts and texts, the first as a dashboard.
    """
    first, *_ = editions = tuple(editions)
    context = Context.of(audit, first, results, candidates_table, content_hash, consistency)
    return reports(context, editions)


def reports(context: Context, editions: Iterable[str]) -> Iterator[Report]:
    """The report of each edition; what all of them share is made once.

    Args:
        context: of the finished audit, in any edition.
        editions: "stakeholder" or "full", each.

    Returns:
        One report after the other, so that a caller can write one before the next is made.
    """
    made = {}
    for edition in editions:
        own = context.in_edition(edition)
        # A sheet that is the same in both editions is taken as it was made for the first.
        made = {module: made.get(module) or _sheet(module, own) for module in BUILDERS}
        yield _report(own, tuple(sheet for sheet in made.values() if sheet))
        # Sheets without names are not built again; Why is one of them, unless it shows a column that the
        # stakeholder edition withholds.
        same = (*SAME_IN_ALL_EDITIONS, *(() if why.has_withheld(own) else (why,)))
        made = {module: made[module] for module in same}


def _sheet(module: ModuleType, context: Context) -> Sheet | None:
    """A sheet; what it looked up in a long list is let go."""
    made = module.sheet(context)
    forget_pages()
    return made


def _all_rows(context: Context) -> pd.DataFrame | None:
    """Every row by its codes and figures, in the full edition of a list that is longer than a sheet shows
    and not longer than a workbook is of use for; its sentences are in results.csv.
    """
    if not context.is_full or not context.limit < len(context.results) <= settings().report.all_rows:
        return None
    # Without columns that are blank throughout.
    names = [name for name in context.results if name not in SENTENCES]
    return context.results[names].dropna(axis="columns", how="all")


def _report(context: Context, sheets: tuple[Sheet, ...]) -> Report:
    audit, edition = context.audit, context.edition
    request = audit.request
    # The first sheet draws two charts: the portfolio, and that of the first sheet behind it (the heat map).
    charts = (numbered_chart(context)[1], *(chart for sheet in sheets[:1] for chart in sheet.charts))
    sheets = tuple(with_reading(context, sheet, sheets) for sheet in sheets)
    if request.accessible:
        sheets = tuple(replace(sheet, charts=()) for sheet in sheets)
    return Report(
        edition=edition,
        language=request.language,
        title=context.text("report.title", portfolio=shown_name(request.portfolio)),
        subject=context.text("report.subject"),
        as_of=request.as_of,
        properties={
            PORTFOLIO_PROPERTY: request.portfolio,
            RUN_PROPERTY: request.run_id,
            "process_audit_edition": edition,
        },
        texts={key: context.text(f"common.{key}") for key in ("back", "blank", "nothing", "total")}
        | {"cut": context.text("report.cut")}
        | {
            "table_at": context.words.texts["common.table_at"],
            "printed": context.words.texts["common.printed"],
            "on_screen": context.words.texts["common.on_screen"],
            "rows_printed": context.words.texts["common.rows_printed"],
            "date_title": context.text("challenge.date_title"),
            "date_prompt": context.text("challenge.date_prompt"),
            "headlines": context.text("summary.headlines"),
            "verdict": context.text("summary.verdict_heading"),
            "counts": context.text("summary.counts"),
            "measure": context.text("field.measure"),
            "value": context.text("field.value"),
            "count": context.text("field.count"),
        },
        dashboard=dashboard(context, sheets, charts),
        sheets=sheets,
        is_accessible=request.accessible,
        all_rows=_all_rows(context),
    )
