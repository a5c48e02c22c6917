"""What the command line shows: progress on a terminal, plain lines in a log, or one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from flows.verdict import Verdict
from schemas.groups import ROLES, roles_said
from schemas.issues import ISSUE_SEVERITIES
from schemas.records import AuditRequest, Outcome

if TYPE_CHECKING:
    from flows.steps import Step

LOG_WIDTH = 160


def say_start(requests: Sequence[AuditRequest], by_prefect: bool, on_dask: bool = False) -> None:
    """One line: how many portfolios, as of when, and how they are run.

    Args:
        requests: one for each portfolio; one at least.
        by_prefect: whether they are run as a Prefect flow.
        on_dask: whether the workers of a Dask cluster audit them.
    """
    here = "in this process (no Prefect API is configured, or --inline was given)"
    how = "as a Prefect flow" if by_prefect else here
    if on_dask:
        how = "by the workers of a Dask cluster" + (", as a Prefect flow" if by_prefect else "")
    print(
        f"Auditing {len(requests)} {'portfolio' if len(requests) == 1 else 'portfolios'} as of "
        f"{requests[0].as_of}, {how}.",
        file=sys.stderr,
    )


def console() -> Console:
    """Standard output; in a log or a pipe as wide as tables need."""
    terminal = Console()
    # Rich would fold tables at 80 columns in a log.
    return terminal if terminal.is_terminal else Console(width=LOG_WIDTH)


def plain_table(*headings: str) -> Table:
    """A table without lines whose cells are folded, never cut, where the terminal is narrow."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


class Progress:
    """Progress over portfolios: a bar on a terminal, a line for each portfolio elsewhere."""

    def __init__(self, total: int, quiet: bool):
        console = Console(stderr=True)
        self._quiet = quiet
        self._total, self._count = total, 0
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = (
            None if quiet or not console.is_terminal else Bars(*columns, console=console, transient=True)
        )

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
            self._task = self._bars.add_task("starting", total=self._total)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:
            self._bars.stop()

    def step(self, portfolio: str) -> Callable[[Step], None]:
        """What the runner calls before each step of this portfolio."""

        def show(step: Step) -> None:
            if self._bars:
                self._bars.update(self._task, description=f"{portfolio}: {step.words}")

        return show

    def done(self, outcome: Outcome) -> Outcome:
        """Notes a finished portfolio and hands its outcome on."""
        self._count += 1
        if self._bars:
            self._bars.advance(self._task)
        elif not self._quiet:
            print(
                f"[{self._count}/{self._total}] {outcome.portfolio}: {outcome.status.replace('_', ' ')}",
                file=sys.stderr,
            )
        return outcome


def outcome_line(outcome: Outcome) -> str:
    """One portfolio in one line of plain words."""
    counts = outcome.counts
    if not outcome.status.startswith("audited"):
        return f"{outcome.portfolio}: {outcome.status.replace('_', ' ')}. {outcome.fault or ''}".rstrip()
    labels = ", ".join(
        f"{count} {name.removeprefix('label_')}"
        for name, count in counts.items()
        if name.startswith("label_")
    )
    issue_counts = [(counts.get(f"issues_{severity}", 0), severity) for severity in ISSUE_SEVERITIES]
    problems = ", ".join(
        f"{count} {severity}{'s' if count > 1 else ''}" for count, severity in issue_counts if count
    )
    others = roles_said({role: counts.get(f"rows_{role}", 0) for role in ROLES})
    balance = " + ".join(
        [f"{counts['rows_assessed']} assessed", f"{counts['rows_set_aside']} set aside", *others]
    )
    flags = f"{counts['flags']} flag{'' if counts['flags'] == 1 else 's'}"
    return (
        f"{outcome.portfolio}: {counts['rows_in']} rows in = {balance}; "
        f"{labels}; {flags}; {problems or 'no issues'}\n    {outcome.run_folder}"
    )


def show_outcomes(outcomes: Sequence[Outcome], judged: Verdict, *, as_json: bool, quiet: bool) -> None:
    """Prints how the run ended; refusals and faults are told even when quiet.

    Args:
        outcomes: one for each portfolio.
        judged: the verdict over them.
        as_json: one JSON document instead of lines.
        quiet: refusals, faults and remarks alone, on the error stream.
    """
    if as_json:
        print(
            json.dumps(
                {
                    "verdict": judged.state,
                    "exit_code": judged.exit_code,
                    "sentence": judged.sentence,
                    "outcomes": [asdict(outcome) for outcome in outcomes],
                },
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    if quiet:
        for line in _complaints(outcomes):
            print(line, file=sys.stderr)
        return
    for outcome in outcomes:
        print(outcome_line(outcome))
        for sentence in outcome.remarks:
            print(f"    remark: {sentence}")
        for _, sentence in outcome.refusals:
            print(f"    refused: {sentence}")
    print(judged.sentence)


def _complaints(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each fault, remark and refusal, with the portfolio it belongs to: nothing else is on the
    screen to tell them apart.
    """
    for outcome in outcomes:
        if outcome.status == "failed":
            yield outcome_line(outcome)
        yield from (f"{outcome.portfolio}: remark: {sentence}" for sentence in outcome.remarks)
        yield from (f"{outcome.portfolio}: refused: {sentence}" for _, sentence in outcome.refusals)
