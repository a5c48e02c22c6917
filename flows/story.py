"""The story of one audit, top to bottom. How a step is done (here, in a process, as a Prefect task) is the
runner's matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.corrections_map import lay_map, map_of_corrections
from flows.faults import describe_fault
from flows.partitions import in_parts
from flows.run_folder import RunFolder, audited_status, finished_run, limits_hash, publish, write_run_record
from flows.text_storage import texts_stored_for
from schemas.errors import AuditError, StepError
from schemas.mapping import Settled
from schemas.records import Audit, AuditRequest, Outcome
from schemas.rules import own_rules
from tasks.settings import settings

if TYPE_CHECKING:
    import pandas as pd

    from flows.steps import Runner, Step
    from schemas.records import Benefits, Intake, Value, WhatIf
    from schemas.rules import Rulebook

MOST_RULES = 5  # of the user's own that a fault names
NOT_COMPARED = (
    "The folder of the run before is gone or cannot be read: what changed since then is not known. "
    "`process-audit verify` names such folders."
)


def audit(request: AuditRequest, run_step: Runner) -> Outcome:
    """Audits one portfolio and leaves its run folder in place.

    Args:
        request: what to audit, as of when, and where the results go.
        run_step: the runner. Frames that a step returns are only ever handed to another step, never looked into
            here.

    Returns:
        audited, audited_with_issues or refused, with counts. A fault of the program raises instead.
    """
    from flows import steps

    config = settings()
    with RunFolder(request) as folder:
        if finished := finished_run(request):  # by a process that could not say so any more
            return finished
        run_step = folder.timed(run_step)
        # Answers first: those handed back with this list count in this very run.
        earlier, unread, remarks = _earlier_answers(request, run_step)
        remarks += folder.remarks
        attested = config.facts_of(request.portfolio).no_legal_bar_attested
        rulebook = run_step(steps.LOAD_RULEBOOK, request.rulebook, no_legal_bar_attested=attested)
        settled = replace(request.settled or Settled(), as_of=request.as_of)
        intake = run_step(steps.READ_PORTFOLIO, request.inputs, config.limits, settled)
        # Missing where the history cannot be used.
        if "answers" in earlier:
            intake = run_step(steps.WITH_ANSWERS, intake, answers=earlier["answers"])
        row_counts = run_step(steps.COUNT_ROWS, intake)
        if not row_counts["rows_typed"]:
            return Outcome(
                request.portfolio,
                "refused",
                counts=row_counts,
                refusals=unread + _refusals(intake),
                inputs=_inputs(intake),
                rulebook_hash=rulebook.hash,
                remarks=remarks,
                refusal_codes=_refusal_codes(intake),
            )
        # From here on the frames of a long list lie in files, and only steps look into them.
        if row_counts["rows_typed"] > config.part_rows:
            run_step, intake = in_parts(run_step, folder.frames, config.part_rows, intake)
        docs = folder.path / "data_docs" if row_counts["rows_typed"] <= config.report.data_docs_rows else None
        report, by_method = _judge(request, run_step, folder, rulebook, intake, docs)
        report = replace(report, **earlier)
        if row_counts["rows_typed"] <= config.report.scenario_rows:
            report, not_read, more = _with_scenarios(report, by_method, run_step)
            unread, remarks = unread + not_read, remarks + more
        consistency = run_step(steps.CHECK_WEIGHTS, rulebook)
        content_hash = run_step(steps.CONTENT_HASH, report)  # before anything that earlier runs tell
        # After the hash: it needs rows kept by earlier runs, and the same input must give the same hash.
        report = _with_stale_overrides(report, run_step, folder)
        benefits, more = _benefits(request, run_step, report.intake, report.value)
        report, remarks = replace(report, benefits=benefits), remarks + more
        written = run_step(
            steps.WRITE_REPORT, report, folder=folder.path, consistency=consistency, digest=content_hash
        )
        corrections, read_with = folder.path / "corrections.xlsx", map_of_corrections(request)
        has_corrections = run_step(
            steps.WRITE_CORRECTIONS,
            report.intake,
            request.portfolio,
            corrections,
            config.report,
            request.language,
            has_map=bool(read_with),
        )
        if has_corrections and read_with:
            lay_map(read_with, corrections)
        counts = run_step(steps.COUNT_RESULTS, report, row_counts)
        remarks += (NOT_COMPARED,) if "not_compared" in counts else ()
        # Last of all files, as it holds their hashes; a folder without it counts as no run.
        write_run_record(folder, request, report.intake.files, rulebook, counts, content_hash, written)
        publish(folder)
    return Outcome(
        request.portfolio,
        audited_status(counts),
        str(folder.final),
        counts,
        unread + _refusals(report.intake),
        content_hash=content_hash,
        inputs=_inputs(report.intake),
        rulebook_hash=rulebook.hash,
        remarks=remarks,
        refusal_codes=_refusal_codes(report.intake),
    )


def _judge(
    request: AuditRequest,
    run_step: Runner,
    folder: RunFolder,
    rulebook: Rulebook,
    intake: Intake,
    docs: Path | None,
) -> tuple[Audit, Any]:
    """What the rulebook says of the processes that were read: checked (``docs`` takes the pages of Great Expectations),
    labelled, with risks and value, ranked, and compared with the run before; and the assessed rows before their
    first moves were held against the value.
    """
    from flows import steps
    from tasks import value

    as_of, portfolio_facts = request.as_of, settings().facts_of(request.portfolio)
    validated = run_step(steps.VALIDATE, intake, docs_folder=docs)
    typed = validated.typed
    texts = run_step(steps.READ_TEXTS, typed=typed, rulebook=rulebook)
    unread = run_step(steps.UNREAD_LANGUAGE, validated, texts=texts)
    validated = run_step(steps.ADD_ISSUES, validated, issues=unread)
    assessment = run_step(steps.ASSESS, typed=typed, texts=texts, rulebook=rulebook, as_of=as_of)
    risks = run_step(
        steps.FLAG_RISKS,
        typed=typed,
        tables=validated.tables,
        texts=texts,
        assessed_rows=assessment.rows,
        rulebook=rulebook,
        as_of=as_of,
    )
    values = run_step(
        steps.MODEL_VALUE,
        typed=typed,
        assessed_rows=assessment.rows,
        risk_rows=risks.rows,
        rulebook=rulebook,
        as_of=as_of,
        control_totals=portfolio_facts.control_totals,
        quotes=validated.quotes,
    )
    # Needs the modelled value; its issues are added to those of the cells.
    doubts = run_step(steps.DOUBTFUL_FIGURES, validated, value=values)
    validated = run_step(steps.ADD_ISSUES, validated, issues=doubts)
    # Before ranks and changes, which read the first move.
    by_method = assessment.rows
    settled = run_step(steps.SETTLE_FIRST_MOVES, assessed_rows=by_method, value=values, rulebook=rulebook)
    assessment = replace(assessment, rows=settled)
    ranks = run_step(
        steps.RANK,
        typed=typed,
        assessed_rows=assessment.rows,
        risk_rows=risks.rows,
        value_rows=values.rows,
        rulebook=rulebook,
    )
    changes = run_step(
        steps.COMPARE_RUNS,
        intake_typed=typed,
        assessed_rows=assessment.rows,
        previous_folder=folder.before,
        rescore=_rescore(rulebook, request),
        rulebook_hash=rulebook.hash,
        program_version=folder.program_version,
        as_of=as_of,
        value_rows=values.rows,
        doubting=value.doubting_flags(rulebook),
    )
    return Audit(request, rulebook, validated, texts, assessment, risks, values, ranks, changes), by_method


def _with_scenarios(
    report: Audit, by_method: Any, run_step: Runner
) -> tuple[Audit, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The audit under other assumptions beside it, those of live models handed back among them; live models that
    could not be read, with the reason; and remarks on the others and on scenarios of the settings left out.
    """
    from flows.scenarios import compare_scenarios, scenarios_that_hold
    from tasks import value

    models = [value.fitted(model, report.rulebook) for model in _what_ifs(report.request, run_step)]
    readable = [model for model in models if not model.refused]
    own, faults = scenarios_that_hold(report.rulebook, settings().scenarios)
    scenarios, left_out = compare_scenarios(report, by_method, own, readable, report.request.as_of, run_step)
    refused = tuple((model.file, model.refused) for model in models if model.refused)
    remarks = tuple(f"{model.file}: {remark}" for model in models for remark in model.remarks)
    return replace(report, scenarios=scenarios), refused, remarks + faults + left_out


def _with_stale_overrides(report: Audit, run_step: Runner, folder: RunFolder) -> Audit:
    """The audit with flags on overrides whose facts have changed since."""
    from flows import steps

    intake, as_of = report.intake, report.request.as_of
    stale = run_step(steps.STALE_OVERRIDES, typed=intake.typed, as_of=as_of, home=folder.home)
    risks = run_step(
        steps.FLAG_STALE_OVERRIDES,
        report.risks,
        typed=intake.typed,
        tables=intake.tables,
        stale=stale,
        rulebook=report.rulebook,
    )
    return replace(report, risks=risks)


def _earlier_answers(
    request: AuditRequest, run_step: Runner
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """All answers so far, with those of the reports handed back now, earlier runs, and the last second rating;
    reports that could not be read; and remarks, one of them where the history cannot be used: then the audit
    goes on without them.
    """
    from flows import steps

    try:
        # Kept first, and read back with all others: what was handed back now is among them.
        _, unread, remarks = _take_answers(request, run_step)
        history = (_history_url(request), request.portfolio)
        earlier = {
            "answers": run_step(steps.ANSWERS_GIVEN, *history),
            "earlier_runs": run_step(steps.EARLIER_RUNS, *history),
        }
    except Exception as error:
        return {}, (), (f"Answers given in reports handed back are left out. {describe_fault(error)}",)
    try:
        earlier["second_rating"] = run_step(steps.LAST_AGREEMENT, request.out / request.portfolio)
    except Exception as error:
        remarks += (f"The last second rating is left out. {describe_fault(error)}",)
    return earlier, unread, remarks


def _benefits(
    request: AuditRequest, run_step: Runner, intake: Intake, values: Value
) -> tuple[Benefits | None, tuple[str, ...]]:
    """Decided processes against what came of them; a remark where the history cannot be used: then nothing is
    said of them, since a baseline must not be frozen twice.
    """
    from flows import steps

    try:
        ledger = run_step(steps.LEDGER_SO_FAR, _history_url(request), request.portfolio, typed=intake.typed)
    except Exception as error:
        return None, (f"Decisions are not held against what came of them. {describe_fault(error)}",)
    return run_step(
        steps.BENEFITS,
        typed=intake.typed,
        value_rows=values.rows,
        as_of=request.as_of,
        run_id=request.run_id,
        quotes=intake.quotes,
        ledger=ledger,
    ), ()


def _take_answers(
    request: AuditRequest, run_step: Runner
) -> tuple[int, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Keeps the answers and ratings handed back, so that none is taken in twice; how many answers there are,
    workbooks that could not be read, and sentences on questionnaires and ratings.
    """
    from flows import steps
    from tasks.history import now
    from tasks.intake import is_questionnaire, is_rating

    limits = settings().limits
    questionnaires = [report for report in request.reports if is_questionnaire(report, limits)]
    answered, sentences, unfit = (
        run_step(
            steps.TAKE_QUESTIONNAIRES,
            questionnaires,
            request.out / request.portfolio,
            limits,
            _history_url(request),
            request.run_id,
            now().date(),
        )
        if questionnaires
        else (0, (), ())
    )
    answers_read = [run_step(steps.READ_ANSWERS, report, limits) for report in request.reports]
    rated = [report for report in request.reports if is_rating(report, limits)]
    home = request.out / request.portfolio
    remarks, unread = run_step(steps.TAKE_RATINGS, rated, home, limits) if rated else ((), ())
    count = sum(
        run_step(steps.KEEP_ANSWERS, _history_url(request), request.portfolio, answers, request.run_id)
        for answers in answers_read
    )
    refused = {answers.file: answers.refused for answers in answers_read if answers.refused} | dict(unfit)
    not_taken = tuple(remark for answers in answers_read for remark in answers.remarks)
    return count + answered, (*refused.items(), *unread), sentences + remarks + not_taken


def _what_ifs(request: AuditRequest, run_step: Runner) -> tuple[WhatIf, ...]:
    """Live models handed back with the list."""
    from flows import steps
    from tasks.intake import is_what_if

    limits = settings().limits
    return tuple(
        run_step(steps.READ_WHAT_IF, path, limits) for path in request.reports if is_what_if(path, limits)
    )


def _history_url(request: AuditRequest) -> str:
    from tasks import history

    return history.database_url(settings().history_url, request.out)


def _only_answers(request: AuditRequest, run_step: Runner) -> Outcome:
    """Takes in the answers of reports that came back without an inventory beside them."""
    count, unread, remarks = _take_answers(request, run_step)
    if len(unread) == len(request.reports):
        return Outcome(request.portfolio, "refused", refusals=unread)
    taken = "answer was" if count == 1 else "answers were"
    sentence = f"{count} {taken} taken in; the next report of this portfolio tells the outcome."
    # Ratings hold no answers, and have remarks of their own.
    on_answers = (sentence,) if count or not remarks else ()
    return Outcome(
        request.portfolio,
        "answers_taken",
        counts={"answers": count},
        refusals=unread,
        remarks=(*on_answers, *remarks),
    )


def audit_and_remember(request: AuditRequest, run_step: Runner) -> Outcome:
    """``audit``, noted in the history from its start to its end; a fault of the program becomes an outcome.

    So a fault costs one portfolio and not the run. A history that cannot be reached costs nothing but a
    remark: the run folder stands, and the next run takes it into the history. Reports handed back without an
    inventory are no run.

    Args:
        request: what to audit.
        run_step: the runner.

    Returns:
        How it ended, also failed, with remarks of the history.
    """
    from flows import steps

    if not request.inputs:
        try:
            return _only_answers(request, run_step)
        except Exception as error:
            return Outcome(request.portfolio, "failed", fault=describe_fault(error))
    url = _history_url(request)
    remarks = _remember(
        run_step,
        steps.NOTE_START,
        url,
        request.portfolio,
        request.run_id,
        request.as_of,
        request.started_by,
    )
    try:
        with texts_stored_for(request.inputs):
            outcome = audit(request, run_step)
    except Exception as error:
        outcome = Outcome(request.portfolio, "failed", fault=_fault(request, error))
    if outcome.run_folder:
        # A run with a folder is noted from its folder, as a later run would take it in; one without a folder
        # by what is known here.
        remarks |= _remember(run_step, steps.NOTE_RESULTS, url, Path(outcome.run_folder))
    else:
        remarks |= _remember(
            run_step,
            steps.NOTE_END,
            url,
            request.portfolio,
            request.run_id,
            outcome.status,
            outcome.fault or " ".join(sentence for _, sentence in outcome.refusals),
            outcome.inputs,
            outcome.rulebook_hash,
            outcome.refusal_codes,
            limits_hash(settings().limits, request.settled),
        )
    # Each sentence once, in an order that does not depend on where it came from.
    return replace(outcome, remarks=tuple(sorted({*request.remarks, *outcome.remarks, *remarks})))


def _fault(request: AuditRequest, error: Exception) -> str:
    """The sentence on a fault; where rules of the user's were applied, these are named, since one may be its
    cause.
    """
    sentence, is_ours = (
        describe_fault(error),
        isinstance(error, AuditError) and not isinstance(error, StepError),
    )
    if request.rulebook is None or is_ours or not request.rulebook.is_file():
        return sentence
    own = [f"{rule_id} (line {line})" for rule_id, line in own_rules(request.rulebook).items()]
    return (
        f"{sentence} It may be a rule of {request.rulebook.name} that cannot be applied: {', '.join(own[:MOST_RULES])}"
        f"{' and others' if own[MOST_RULES:] else ''}. Run again without --rulebook; if that works, take one rule out "
        "after the other."
    )


def note_failure(request: AuditRequest, fault: str, run_step: Runner) -> tuple[str, ...]:
    """Notes in the history why a run failed whose process cannot do so any more; a remark where the history cannot be
    used.

    Args:
        request: what was to be audited.
        fault: the sentence to note.
        run_step: the runner.

    Returns:
        Remarks: none, or one.
    """
    from flows import steps

    end = (_history_url(request), request.portfolio, request.run_id, "failed", fault)
    return tuple(_remember(run_step, steps.NOTE_END, *end))


def _remember(run_step: Runner, step: Step, *args: Any) -> set[str]:
    """Does a step of the history; where that fails, the sentence to tell."""
    try:
        run_step(step, *args)
    except Exception as error:
        return {describe_fault(error)}
    return set()


def _rescore(rulebook: Rulebook, request: AuditRequest) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Scores old data under the present rulebook, so that a change can be laid to the data or to the
    method.
    """
    from tasks import method, text

    # Called inside a step, with real frames: it needs no runner of its own.
    return lambda typed: (
        method.assess(
            typed=typed,
            texts=text.read_texts(typed=typed, rulebook=rulebook),
            rulebook=rulebook,
            as_of=request.as_of,
        ).rows
    )


def _refusals(intake: Intake) -> tuple[tuple[str, str], ...]:
    return tuple((file.file, file.refused_message) for file in intake.files if file.refused_message)


def _refusal_codes(intake: Intake) -> tuple[tuple[str, str], ...]:
    return tuple((file.file, file.refused_code) for file in intake.files if file.refused_code)


def _inputs(intake: Intake) -> tuple[tuple[str, str, int], ...]:
    return tuple((file.file, file.sha256, file.size_bytes) for file in intake.files)
