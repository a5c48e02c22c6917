"""The audit for programs and notebooks: files or a frame in, frames out.

from flows.api import assess_frame, audit_files, audit_frame, load_rulebook
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.requests import requests_for, who_commands
from flows.story import audit_and_remember
from schemas.benefits import BENEFIT_COLUMNS
from schemas.errors import AuditError, UsageError
from schemas.rules import Rulebook, load_rulebook
from tasks.joined_frames import as_plain
from tasks.scratch import scratch_folder

if TYPE_CHECKING:
    import pandas as pd

    from flows.steps import Runner, Step
    from schemas.records import Audit, AuditRequest, Outcome

__all__ = ["AuditFrames", "Rulebook", "assess_frame", "audit_files", "audit_frame", "load_rulebook"]

FRAME_FILE = "frame.parquet"
# Row number of the first row of a Parquet file, whose headings count as row 1.
FIRST_ROW = 2


@dataclass(frozen=True)
class AuditFrames:
    """What an audit found, as frames with the columns of the CSV files in a run folder.

    outcome: status, counts, remarks, and the run folder where one was written, else None.
    results: RESULT_COLUMNS by row_key, one line a process in the order of the input; of ``audit_frame`` by the
        index of the frame.
    candidates: CANDIDATE_COLUMNS by row_key, by label and rank.
    flags: FLAG_COLUMNS; process_id is missing for a flag of the whole portfolio.
    issues: ISSUE_COLUMNS, what was wrong with cells and rows, and every repair.
    contributions: CONTRIBUTION_COLUMNS, what each criterion gave to a score.
    value_lines: process_id, year, line, low, mid, high, currency; None where nothing could be valued.
    benefits: BENEFIT_COLUMNS, decided processes against what came of them; None where nothing is decided.
    """

    outcome: Outcome
    results: pd.DataFrame
    candidates: pd.DataFrame
    flags: pd.DataFrame
    issues: pd.DataFrame
    contributions: pd.DataFrame
    value_lines: pd.DataFrame | None
    benefits: pd.DataFrame | None


def audit_files(
    paths: Sequence[Path | str],
    as_of: dt.date,
    out: Path | str | None = None,
    rulebook: Rulebook | Path | str | None = None,
    portfolio: str | None = None,
) -> AuditFrames:
    """Audits files as one portfolio.

    Args:
        paths: files, or folders with files, of any kind that the command line reads.
        as_of: the date the audit is made for.
        out: folder for the run folder with its reports; the run is noted in the history. None: nothing is
            written, and no earlier run is looked at.
        rulebook: rules of your own as a file, or a loaded rulebook; None: the rulebook as it is.
        portfolio: its name; None: the name of the first file.

    Returns:
        The frames of the audit.

    Raises:
        UsageError: no file is named, or a folder holds no inventory.
        RulebookError: the rulebook cannot be used.
        AuditError: no file could be read, or the program failed; the message says which and why.

    Example:
        >>> found = audit_files(["sample_inputs/ardmore_bay_bank.xlsx"], dt.date(2026, 11, 1))
        >>> found.outcome.status
        'audited'
        >>> found.results[["process_id", "recommendation", "grade"]].head(2)  # doctest: +SKIP
    """
    if not paths:
        raise UsageError("No file was named.")
    files = [Path(path) for path in paths]
    name = portfolio or files[0].stem
    if out is not None:
        return _audit(_request(files, as_of, Path(out), rulebook, name), rulebook, writes=True)
    with scratch_folder() as folder:
        return _audit(_request(files, as_of, folder, rulebook, name), rulebook, writes=False)


def audit_frame(
    frame: pd.DataFrame, as_of: dt.date, rulebook: Rulebook | Path | str | None = None
) -> AuditFrames:
    """Audits the processes of a frame; nothing is written.

    The frame is read as a file with these headings and cells would be, by the same rules.

    Args:
        frame: one row a process; columns under any heading that the audit knows, at least the name of the
            process. An index with a name counts as a column too. A column of mixed values is read as text.
        as_of: the date the audit is made for.
        rulebook: as in ``audit_files``.

    Returns:
        The frames of the audit, ``results`` by the index of ``frame``. Rows that were set aside, such as sums,
        are missing there. ``issues`` gives cells as of a sheet that starts with the named index: row 1 is the
        headings, row 2 the first row of the frame.

    Raises:
        UsageError: two columns have one name.
        RulebookError: the rulebook cannot be used.
        AuditError: no list of processes was found in the frame.
    """
    with scratch_folder() as folder:
        _as_sheet(frame).to_parquet(folder / FRAME_FILE)
        frames = audit_files([folder / FRAME_FILE], as_of, rulebook=rulebook)
    # The row of the file that a process was read from leads back to the label of its row in the frame.
    rows = frames.results["source_row"].to_numpy("int64") - FIRST_ROW
    return replace(frames, results=frames.results.set_axis(frame.index[rows]))


def assess_frame(
    frame: pd.DataFrame, as_of: dt.date, rulebook: Rulebook | Path | str | None = None
) -> pd.DataFrame:
    """Assesses the processes of a frame: ``audit_frame`` for whom its results suffice.

    Args:
        frame: as in ``audit_frame``.
        as_of: the date the audit is made for.
        rulebook: as in ``audit_files``.

    Returns:
        RESULT_COLUMNS by the index of ``frame``. Rows that were set aside, such as sums, are missing. A warning
        counts the cells and rows that could not be used or are doubtful, by code of the issue.

    Raises:
        UsageError: as in ``audit_frame``; so RulebookError and AuditError.

    Example:
        >>> import pandas as pd
        >>> frame = pd.DataFrame(
        ...     {"Process": ["Invoice entry", "Tax advice"], "FTE": [12, 3], "Judgement level": [1, 5]},
        ...     index=["a", "b"],
        ... )
        >>> assess_frame(frame, dt.date(2026, 11, 1))["process_name"].to_dict()
        {'a': 'Invoice entry', 'b': 'Tax advice'}
    """
    frames = audit_frame(frame, as_of, rulebook)
    doubtful = frames.issues["code"][frames.issues["severity"].ne("repair")]
    if len(doubtful):
        counts = ", ".join(f"{code} ({count})" for code, count in doubtful.value_counts(sort=False).items())
        warnings.warn(
            f"Not all of the frame could be read or used as it is: {counts}. "
            "audit_frame(frame, as_of).issues says which cells, and what to do.",
            stacklevel=2,
        )
    return frames.results


def _as_sheet(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as the rows of a sheet; levels of its index that have a name of their own are columns."""
    names = frame.columns.astype(str)
    if not names.is_unique:
        raise UsageError(f"Two columns are called {names[names.duplicated()][0]!r}. Rename one of them.")
    plain = frame.set_axis(names, axis="columns")
    of_index = [name for name in frame.index.names if name is not None and str(name) not in names]
    plain = plain.reset_index(of_index).rename(columns=str).reset_index(drop=True)
    # A column of Parquet has one type: mixed values are written as text and read by the rules for text.
    for name in plain.columns[plain.dtypes == "object"]:
        plain[name] = plain[name].map(str, na_action="ignore").astype("str")
    return plain


def _request(
    files: Sequence[Path], as_of: dt.date, out: Path, rulebook: Rulebook | Path | str | None, name: str
) -> AuditRequest:
    """The request of the command line for these files; a loaded rulebook goes to the runner instead."""
    path = None if rulebook is None or isinstance(rulebook, Rulebook) else Path(rulebook)
    (request,) = requests_for(files, out, as_of, name, rulebook=path, started_by=who_commands())
    if not request.inputs:
        raise UsageError("These files are reports handed back; name the list of processes too.")
    return request


def _audit(request: AuditRequest, rulebook: Rulebook | Path | str | None, *, writes: bool) -> AuditFrames:
    """Audits one portfolio and takes its frames from the report that is about to be written."""
    from tasks.reporting import (
        candidates_frame,
        contributions_frame,
        flags_frame,
        issues_frame,
        results_frame,
    )

    if request.rulebook:
        # Raised here: inside the audit the error of a rulebook would become an outcome.
        load_rulebook(request.rulebook)
    reports: list[Audit] = []
    outcome = audit_and_remember(request, _runner(reports, rulebook, writes=writes))
    if outcome.fault or not reports:
        raise AuditError(outcome.fault or " ".join(sentence for _, sentence in outcome.refusals))
    report = reports[-1]
    results = results_frame(report)
    decided, lines = report.benefits, report.value.lines
    return AuditFrames(
        outcome if writes else replace(outcome, run_folder=None),
        results,
        candidates_frame(report, results),
        as_plain(flags_frame(report)),
        issues_frame(report),
        contributions_frame(report),
        None if lines is None else lines.reset_index(drop=True),
        None if decided is None else decided.rows[list(BENEFIT_COLUMNS)],
    )


def _runner(reports: list[Audit], rulebook: Rulebook | Path | str | None, *, writes: bool) -> Runner:
    """A runner that does each step here, adds the finished audit to ``reports``, and leaves out the history
    and all files where nothing is to be written.
    """
    from flows import steps

    left_out = {
        steps.NOTE_START: None,
        steps.NOTE_RESULTS: None,
        steps.NOTE_END: None,
        steps.ANSWERS_GIVEN: None,
        steps.EARLIER_RUNS: None,
        steps.LAST_AGREEMENT: None,
        steps.LEDGER_SO_FAR: None,
        steps.CHECK_WEIGHTS: None,
        steps.WRITE_REPORT: {},
        steps.WRITE_CORRECTIONS: None,
    }

    def run_step(step: Step, *args: Any, **kwargs: Any) -> Any:
        if step is steps.WRITE_REPORT:
            # The finished audit is the first argument of this step, whether or not it is then written.
            reports.append(args[0])
        if step is steps.LOAD_RULEBOOK and isinstance(rulebook, Rulebook):
            return rulebook
        if not writes and step in left_out:
            return left_out[step]
        # Without docs_folder, the one keyword of this step, so that no Data Docs are written.
        if not writes and step is steps.VALIDATE:
            return step(*args)
        return step(*args, **kwargs)

    return run_step
