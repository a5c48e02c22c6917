"""A long list goes through the steps in parts of its rows, one after the other; what looks at the whole list puts them
together. Between steps all frames lie in files, so that a step holds no more than it looks into.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.faults import describe_fault
from schemas.errors import StepError
from tasks.memory import give_back
from tasks.parking import ParkedFrame, park, replace_each, unpark

if TYPE_CHECKING:
    from distributed import Client

    from flows.steps import Runner, Step
    from schemas.records import Intake

# Arguments with a row for each row of the list, all in the same order.
OF_ROWS = ("typed", "texts", "assessed_rows", "risk_rows")


_workers: ContextVar[Callable[[], AbstractContextManager[Client]] | None] = ContextVar(
    "workers", default=None
)
# Parts go before audits that wait: a list that was begun is finished.
BEFORE_AUDITS = 10


@contextmanager
def parts_on(workers: Callable[[], AbstractContextManager[Client]]) -> Iterator[None]:
    """Has the parts of long lists done by the workers of a Dask cluster inside; ``workers`` connects with it."""
    before = _workers.set(workers)
    try:
        yield
    finally:
        _workers.reset(before)


@dataclass(frozen=True, repr=False)
class PartJob:
    """A part of a step as it travels to a worker: its frames stay in files that all workers see."""

    step: Step
    arguments: dict[str, Any]
    folder: Path

    def __repr__(self) -> str:
        """Dask writes arguments into its logs: this names the step and nothing else."""
        return f"<part of {self.step.name}>"


def in_parts(run_step: Runner, folder: Path, rows: int, intake: Intake) -> tuple[Runner, Intake]:
    """A runner for a long list, and the list with its frames in files.

    Args:
        run_step: does each step, or each part of one.
        folder: where frames lie between steps; it is made.
        rows: of a part.
        intake: what was read.

    Returns:
        A runner that takes and returns records with ParkedFrames in the place of frames; and such a record.
    """
    folder.mkdir()

    def parked(step: Step, *args: Any, **kwargs: Any) -> Any:
        result = park(run_step(step, *unpark(args), **unpark(kwargs)), folder, step.name)
        give_back()
        return result

    def run(step: Step, *args: Any, **kwargs: Any) -> Any:
        if step.by_rows is None:
            return parked(step, *args, **kwargs)
        of_rows = {name: kwargs[name] for name in OF_ROWS if name in kwargs}
        whole = {name: value for name, value in kwargs.items() if name not in of_rows}
        part_step, workers = replace(step, function=step.by_rows.part), _workers.get()
        if workers:
            jobs = [PartJob(part_step, whole | part, folder) for part in _parts(of_rows, rows)]
            parts = _on_workers(jobs, workers)
        else:
            parts = [parked(part_step, **whole, **part) for part in _parts(of_rows, rows)]
        joined = parked(replace(step, function=step.by_rows.join), parts, **kwargs)
        _remove(parts)
        return joined

    return run, park(intake, folder, "intake")


def _on_workers(jobs: list[PartJob], workers: Callable[[], AbstractContextManager[Client]]) -> list[Any]:
    """The results of the parts, in their order."""
    with workers() as client:
        done = [
            client.submit(
                do_part, job, key=f"{job.step.name}-{uuid.uuid4().hex}", pure=False, priority=BEFORE_AUDITS
            )
            for job in jobs
        ]
        return client.gather(done)


def do_part(job: PartJob) -> Any:
    """Does a part and leaves its frames in files; runs on a worker.

    Raises:
        StepError: with a text of our own, because Dask sends and logs errors.
    """
    try:
        result = park(job.step(**unpark(job.arguments)), job.folder, job.step.name)
    except Exception as error:
        raise StepError(describe_fault(error)) from None
    give_back()
    return result


def _parts(of_rows: Mapping[str, ParkedFrame], rows: int) -> Iterator[dict[str, ParkedFrame]]:
    """The arguments of each part."""
    count = len(of_rows["typed"])
    for first in range(0, max(count, 1), rows):
        yield {name: frame.rows(first, min(first + rows, count)) for name, frame in of_rows.items()}


def _remove(parts: Any) -> None:
    """Removes the files of parts that were put together."""
    replace_each(parts, ParkedFrame, lambda frame: frame.path.unlink(missing_ok=True))
