"""The story of one audit, top to bottom. How a step is done (here, in a process, as a Prefect task) is the
runner's matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from flows.faults import describe_fault
from flows.run_folder import RunFolder, audited_status, finished_run, limits_hash, publish, write_run_record
from schemas.issues import ISSUE_SEVERITIES
from schemas.records import Audit, AuditRequest, Outcome
from schemas.rules import load_rulebook
from tasks.settings import settings

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Intake
    from schemas.rules import Rulebook


class Do(Protocol):
    """Does one step and gives back what it returns, or a stand-in for it that only the same ``do`` can
    read.
    """

    def __call__(self, step: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Does ``step(*args, **kwargs)``."""


def audit(request: AuditRequest, do: Do) -> Outcome:
    """Audits one portfolio and leaves its run folder in place.

    Args:
        request: what to audit, as of when, and where the results go.
        do: the runner. Frames that a step returns are only ever handed to another step, never looked into
            here.

    Returns:
        audited, audited_with_issues or refused, with counts. A fault of the program raises instead.
    """
    from tasks import history, intake, method, quality, reporting, risk, text, value

    limits, as_of = settings(), request.as_of
    with RunFolder(request) as folder:
        do = folder.timed(do)
        told, unread, remarks = _told_before(request, do)
        remarks += folder.remarks
        known = limits.facts_of(request.portfolio)
        rulebook = do(load_rulebook, request.rulebook, no_legal_bar_attested=known.no_legal_bar_attested)
        sent = do(intake.read_portfolio, request.inputs, limits.limits)
        read = do(count_rows, sent)
        if not read["rows_typed"]:
            return Outcome(
                request.portfolio,
                "refused",
                counts=read,
                refusals=unread + _refusals(sent),
                inputs=_inputs(sent),
                rulebook_hash=rulebook.hash,
                remarks=remarks,
                refusal_codes=_refusal_codes(sent),
            )
        docs = folder.path / "data_docs" if read["rows_typed"] <= limits.report.data_docs_rows else None
        checked = do(quality.validate, sent, docs)
        texts = do(text.read_texts, checked.typed, rulebook)
        assessment = do(method.assess, checked.typed, texts, rulebook, as_of)
        risks = do(risk.flag, checked.typed, checked.tables, texts, assessment.rows, rulebook, as_of)
        values = do(
            value.model, checked.typed, assessment.rows, risks.rows, rulebook, as_of, known.control_totals
        )
        checked = do(value.with_issues, checked, values)
        ranks = do(method.rank, checked.typed, assessment.rows, risks.rows, values.rows, rulebook)
        changes = do(
            history.compare,
            checked.typed,
            assessment.rows,
            folder.before,
            _rescore(rulebook, request),
            rulebook.hash,
            folder.program_version,
        )
        report = Audit(request, rulebook, checked, texts, assessment, risks, values, ranks, changes, **told)
        consistency = do(method.consistency_check, rulebook)
        content_hash = do(reporting.content_hash, report)  # before anything that earlier runs tell
        stale = do(history.stale_overrides, checked.typed, as_of, folder.home)
        report = replace(
            report, risks=do(risk.flag_stale_overrides, risks, checked.typed, checked.tables, stale, rulebook)
        )
        written = do(reporting.write, report, folder.path, consistency, content_hash)
        do(
            reporting.write_corrections,
            checked,
            request.portfolio,
            folder.path / "corrections.xlsx",
            limits.report,
        )
        counts = do(count_results, report, read)
        write_run_record(folder, request, checked.files, rulebook, counts, content_hash, written)
        publish(folder)
    return Outcome(
        request.portfolio,
        audited_status(counts),
        str(folder.final),
        counts,
        unread + _refusals(checked),
        content_hash=content_hash,
        inputs=_inputs(checked),
        rulebook_hash=rulebook.hash,
        remarks=remarks,
        refusal_codes=_refusal_codes(checked),
    )


def _told_before(
    request: AuditRequest, do: Do
) -> tuple[dict[str, pd.DataFrame], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """All answers so far, with those of the reports handed back now, and earlier runs; reports that could not
    be read; and a remark where the history cannot be used: then the audit goes on without them.
    """
    from tasks import history

    try:
        _, unread = _take_answers(request, do)
        asked = (_history_url(request), request.portfolio)
        return (
            {"answers": do(history.answers_given, *asked), "earlier_runs": do(history.trend, *asked)},
            unread,
            (),
        )
    except Exception as error:
        return {}, (), (f"Answers given in reports handed back are left out. {describe_fault(error)}",)


def _take_answers(request: AuditRequest, do: Do) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Keeps the answers of reports handed back, so that none is taken in twice; how many there are, and
    reports that could not be read.
    """
    from tasks import history, intake

    read = [do(intake.read_answers, report, settings().limits) for report in request.reports]
    count = sum(
        do(history.keep_answers, _history_url(request), request.portfolio, answers, request.run_id)
        for answers in read
    )
    return count, tuple((answers.file, answers.refused) for answers in read if answers.refused)


def _history_url(request: AuditRequest) -> str:
    from tasks import history

    return history.database_url(settings().history_url, request.out)


def _only_answers(request: AuditRequest, do: Do) -> Outcome:
    """Takes in the answers of reports that came back without an inventory beside them."""
    count, unread = _take_answers(request, do)
    if len(unread) == len(request.reports):
        return Outcome(request.portfolio, "refused", refusals=unread)
    sentence = f"{count} {'answer was' if count == 1 else 'answers were'} taken in; the next report of this portfolio tells the outcome."
    return Outcome(
        request.portfolio, "answers_taken", counts={"answers": count}, refusals=unread, remarks=(sentence,)
    )


def audit_and_remember(request: AuditRequest, do: Do) -> Outcome:
    """``audit``, noted in the history from its start to its end; a fault of the program becomes an outcome.

    So a fault costs one portfolio and not the run. A history that cannot be reached costs nothing but a
    remark: the run folder stands, and the next run takes it into the history. Reports handed back without an
    inventory are no run.
    """
    from tasks import history

    if not request.inputs:
        try:
            return _only_answers(request, do)
        except Exception as error:
            return Outcome(request.portfolio, "failed", fault=describe_fault(error))
    url = _history_url(request)
    remarks = _remember(
        do, history.start, url, request.portfolio, request.run_id, request.as_of, request.started_by
    )
    try:
        outcome = finished_run(request) or audit(request, do)
    except Exception as error:
        outcome = Outcome(request.portfolio, "failed", fault=describe_fault(error))
    if outcome.run_folder:
        remarks |= _remember(do, history.record, url, Path(outcome.run_folder))
    else:
        remarks |= _remember(
            do,
            history.finish,
            url,
            request.portfolio,
            request.run_id,
            outcome.status,
            outcome.fault or " ".join(sentence for _, sentence in outcome.refusals),
            outcome.inputs,
            outcome.rulebook_hash,
            outcome.refusal_codes,
            limits_hash(settings().limits),
        )
    return replace(outcome, remarks=tuple(sorted({*request.remarks, *outcome.remarks, *remarks})))


def _remember(do: Do, step: Callable[..., Any], *args: Any) -> set[str]:
    """Does a step of the history; where that fails, the sentence to tell."""
    try:
        do(step, *args)
    except Exception as error:
        return {describe_fault(error)}
    return set()


def _rescore(rulebook: Rulebook, request: AuditRequest) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Scores old data under the present rulebook, so that a change can be laid to the data or to the
    method.
    """
    from tasks import method, text

    return lambda typed: method.assess(typed, text.read_texts(typed, rulebook), rulebook, request.as_of).rows


def _refusals(intake: Intake) -> tuple[tuple[str, str], ...]:
    return tuple((file.file, file.refused_message) for file in intake.files if file.refused_message)


def _refusal_codes(intake: Intake) -> tuple[tuple[str, str], ...]:
    return tuple((file.file, file.refused_code) for file in intake.files if file.refused_code)


def _inputs(intake: Intake) -> tuple[tuple[str, str, int], ...]:
    return tuple((file.file, file.sha256, file.size_bytes) for file in intake.files)


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


def count_results(report: Audit, read: dict[str, int]) -> dict[str, int]:
    """Counts of a finished audit: rows, labels, issues by severity, flags. Rows in = rows assessed + rows set
    aside.
    """
    rows = report.assessment.rows
    changed = (
        report.changes.rows.drop_duplicates(["process_id", "cause"])["cause"].value_counts().sort_index()
    )
    return {
        **{name: read[name] for name in ("files_in", "files_refused", "rows_in")},
        "rows_assessed": len(rows),
        "rows_set_aside": len(report.intake.set_aside),
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
        "flags": len(report.risks.flags),
        "flags_grave": int(report.risks.flags["severity"].isin(["high", "critical"]).sum()),
    }
