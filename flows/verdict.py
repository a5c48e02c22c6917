"""The verdict of a run, computed from how each portfolio ended and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.records import Outcome

EXIT_AUDITED, EXIT_FAULT, EXIT_USAGE, EXIT_WITH_ISSUES, EXIT_REFUSED = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Verdict:
    """Exit code of the command, name of the Prefect state (Completed, CompletedWithIssues, Failed) and a
    sentence.
    """

    exit_code: int
    state: str
    sentence: str


def verdict(outcomes: Sequence[Outcome]) -> Verdict:
    """Judges a run: 0 audited, 3 with rows or cells set aside, 4 an input was refused, 1 a fault of the
    program.

    Nothing audited and no answers taken in, or a fault, is Failed; an input refused or rows set aside is
    CompletedWithIssues.
    """
    audited = [outcome for outcome in outcomes if outcome.status.startswith("audited")]
    answered = [outcome for outcome in outcomes if outcome.status == "answers_taken"]
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    refused = sum(len(outcome.refusals) or outcome.status == "refused" for outcome in outcomes)
    with_issues = [outcome for outcome in audited if outcome.status == "audited_with_issues"]
    # The gravest decides: a fault before a refusal, a refusal before rows set aside.
    by_weight = ((failed, EXIT_FAULT), (refused, EXIT_REFUSED), (with_issues, EXIT_WITH_ISSUES))
    code = next((code for outcomes_of_kind, code in by_weight if outcomes_of_kind), EXIT_AUDITED)
    state = "Completed" if code == EXIT_AUDITED else "CompletedWithIssues"
    if failed or not (audited or answered):
        state = "Failed"
    rows = sum(outcome.counts.get("rows_assessed", 0) for outcome in audited)
    parts = (
        [f"{len(audited)} of {len(outcomes)} portfolios audited ({rows} processes)"]
        if len(answered) < len(outcomes)
        else []
    )
    if answered:
        count = sum(outcome.counts["answers"] for outcome in answered)
        parts.append(f"{count} {'answer' if count == 1 else 'answers'} taken in for the next report")
    if with_issues:
        parts.append(f"{len(with_issues)} with rows or cells set aside")
    if refused:
        parts.append(f"{refused} {'input' if refused == 1 else 'inputs'} refused")
    if failed:
        parts.append(f"{len(failed)} failed")
    return Verdict(code, state, ", ".join(parts) + ".")
