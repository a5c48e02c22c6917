"""Counts of one audit, for its record, the terminal and Prefect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.issues import ISSUE_SEVERITIES
from schemas.results import screened_by_name
from schemas.vocabulary import CANDIDATES, GRAVE

if TYPE_CHECKING:
    from schemas.records import Audit, Intake


def count_rows(intake: Intake) -> dict[str, int]:
    """Rows as they came in: rows_in (in the tables found), rows_typed, files_in, files_refused."""
    rows_in = sum(table.rows_in for file in intake.files for table in file.tables)
    refused = sum(file.refused_code is not None for file in intake.files)
    return {
        "files_in": len(intake.files),
        "files_refused": refused,
        "rows_in": rows_in,
        "rows_typed": len(intake.typed),
    }


def count_results(report: Audit, row_counts: dict[str, int]) -> dict[str, int]:
    """Counts of a finished audit: rows, labels, issues by severity, flags.

    Rows in = rows assessed + rows set aside + rows of each other role (rows_heading, rows_group and so on).

    Args:
        report: the finished audit.
        row_counts: what ``count_rows`` returned; row counts of the files as they came.

    Returns:
        Counts by name, such as label_bpo_candidate, issues_error, changes_data and headline_low_EUR.
    """
    rows = report.assessment.rows
    changed = (
        report.changes.rows.drop_duplicates(["process_id", "cause"])["cause"].value_counts().sort_index()
    )
    return {
        **{name: row_counts[name] for name in ("files_in", "files_refused", "rows_in")},
        "rows_assessed": len(rows),
        "rows_set_aside": len(report.intake.set_aside),
        **{f"rows_{role}": count for role, count in report.intake.roles.items()},
        **{
            f"label_{label}": int(count)
            for label, count in rows["recommendation"].value_counts().sort_index().items()
        },
        **{
            f"issues_{severity}": int((report.intake.issues["severity"] == severity).sum())
            for severity in ISSUE_SEVERITIES
        },
        **{
            f"changes_{cause}": int(count) for cause, count in changed.items()
        },  # processes, however many of their fields moved
        **({"not_compared": 1} if report.lacks_comparison else {}),
        "screened_by_name": int((screened_by_name(rows) & rows["recommendation"].isin(CANDIDATES)).sum()),
        "flags": len(report.risks.flags),
        "flags_grave": int(report.risks.flags["severity"].isin(GRAVE).sum()),
        **_savings(report),
    }


def _savings(report: Audit) -> dict[str, int]:
    """10th and 90th percentile of the saving a year of all candidates that the headline counts, together
    and by currency (headline_low_EUR), in whole units of it. They are of the sum, which the rows alone do
    not tell.
    """
    value = report.value
    totals = (value.totals if value.headline is None else value.headline).dropna(subset="saving_low")
    return {
        f"headline_{end}_{currency or 'none'}": round(amount)
        for end in ("low", "high")
        for currency, amount in zip(totals["currency"], totals[f"saving_{end}"], strict=True)
    }
