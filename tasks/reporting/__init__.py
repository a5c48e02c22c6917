"""Reporting: what a run leaves behind for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.benefits import BENEFIT_COLUMNS
from schemas.vocabulary import CANDIDATES
from schemas.workbooks import WHAT_IF_FILE
from tasks.memory import make_room
from tasks.parking import mapped
from tasks.reporting.corrections.workbook import write_corrections
from tasks.reporting.datasets.content_hash import content_hash
from tasks.reporting.datasets.files import rare_garbage_collection, write_csv, write_parquet
from tasks.reporting.datasets.frames import (
    candidates_frame,
    condition_lines,
    contribution_frames,
    contributions_frame,
    flags_frame,
    inputs_frame,
    issues_frame,
    results_frame,
    with_match,
)
from tasks.reporting.datasets.questions import questions_frame
from tasks.reporting.model import reports
from tasks.reporting.model.context import Context
from tasks.reporting.register import register_tables, write_package
from tasks.reporting.template import write_template
from tasks.reporting.what_if import write_what_if
from tasks.reporting.writer import write_workbook
from tasks.settings import settings

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Audit
    from tasks.reporting.model.elements import Report

EDITIONS = {"stakeholder": "audit_report.xlsx", "full": "audit_report_full.xlsx"}
BRIEFS = "briefs.docx"

__all__ = [
    "candidates_frame",
    "content_hash",
    "contributions_frame",
    "flags_frame",
    "issues_frame",
    "register_tables",
    "results_frame",
    "write",
    "write_csv",
    "write_package",
    "write_corrections",
    "write_template",
]


def write(
    audit: Audit, folder: Path, consistency: pd.DataFrame | None = None, digest: str | None = None
) -> dict[str, str]:
    """Write the reports and tables of one run into an existing folder.

    Args:
        audit: the finished audit.
        folder: the run's (temporary) folder.
        consistency: the catalogue's services with the label they should and do get, for the Method sheet;
            columns as they come.
        digest: content hash of the audit, where it was worked out before.

    Returns:
        File name -> SHA-256 of its bytes, of each table.
    """
    # A long list keeps its tables in mapped files and makes room after each; a short one does neither.
    is_long = len(audit.intake.typed) > settings().part_rows
    keep, freed = (mapped, make_room) if is_long else (lambda value: value, lambda: None)
    results = keep(results_frame(audit))
    # Worked out once for the tables and the reports.
    lines = condition_lines(audit, results.index[results["recommendation"].isin(CANDIDATES)])
    candidates = keep(candidates_frame(audit, results, lines))
    hashes: dict[str, str] = {}

    def write_table(name: str, frame: pd.DataFrame, *more: pd.DataFrame) -> None:
        path = folder / name
        hashes[name] = write_csv(frame, path) if path.suffix == ".csv" else write_parquet(frame, path, *more)

    write_table("results.csv", results)
    write_table("results.parquet", with_match(results, audit))
    write_table("candidates.csv", candidates)
    freed()
    write_table("flags.csv", flags_frame(audit))
    write_table("issues.csv", issues_frame(audit))
    write_table("contributions.parquet", *contribution_frames(audit))
    freed()
    write_table("inputs.parquet", inputs_frame(audit))
    if audit.value.lines is not None:
        write_table("value_lines.parquet", audit.value.lines)
    if audit.value.quotes is not None:
        write_table("quotes.csv", audit.value.quotes)
    if audit.benefits is not None:
        tables = {
            "benefits": audit.benefits.rows[list(BENEFIT_COLUMNS)],
            "benefits_by_date": audit.benefits.months,
        }
        for name, table in tables.items():
            write_table(f"{name}.csv", table)
            write_table(f"{name}.parquet", table)
    if audit.scenarios is not None:
        write_table("scenarios.csv", audit.scenarios.rows.reset_index(drop=True))
    write_what_if(audit, folder / WHAT_IF_FILE)
    digest = digest or content_hash(audit)
    freed()
    # Sentences are said once for both editions. The stakeholder edition comes first: its tables are those of
    # the briefs and of the questions.
    with rare_garbage_collection():
        context = Context.of(
            audit, "stakeholder", results, candidates, digest, consistency, lines=lines, keep=keep
        )
        del lines
        freed()
        write_table("questions.parquet", questions_frame(context))
        for report in reports(context, EDITIONS):
            freed()
            write_workbook(report, folder / EDITIONS[report.edition])
            if report.edition == context.edition:
                _write_briefs(report, context, folder)
    return hashes


def _write_briefs(report: Report, context: Context, folder: Path) -> None:
    """One page a candidate and bundle, from the tables of the stakeholder edition."""
    from tasks.reporting.briefs.document import write_briefs
    from tasks.reporting.briefs.facts import briefs
    from tasks.reporting.model.summary.opportunities import why_none_leads

    nothing, as_of = why_none_leads(context), context.audit.request.as_of
    write_briefs(briefs(report, context), folder / BRIEFS, report.title, nothing, as_of)
