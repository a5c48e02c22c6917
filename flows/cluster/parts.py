"""Parts of a long list shared between the Dask worker that audits it and workers that have nothing else to do.

What a part needs and what comes of it lies in files; paths travel through the scheduler, and nothing else. Whoever
begins a part takes it first, by making a file that only one can make. The auditing worker begins at the end and the
others at the front, so nobody waits for a worker that is busy, and one that dies or hangs costs the part it was at.
"""

from __future__ import annotations

import os
import pickle
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.faults import describe_fault
from flows.partitions import with_frames_in_files
from flows.runners import inline
from flows.text_storage import text_storage, texts_stored_as
from schemas.errors import StepError

if TYPE_CHECKING:
    from distributed import Client, Future

    from flows.partitions import Arguments
    from flows.steps import Step

# Parts go before audits that wait: a list that was begun is finished.
BEFORE_AUDITS = 10
# How long the parts of others are waited for, once none is left to begin: so many times what one took here, or so long.
PATIENCE_TIMES, LEAST_PATIENCE_SECONDS = 5, 30
TAKEN_ENDING, DONE_ENDING = ".taken", ".done"


@dataclass(frozen=True, repr=False)
class PartJob:
    """A part of a step as it travels to a worker.

    Args:
        step_name: name of the step.
        work: file with the step and with the arguments that all parts share.
        own: file with those of this part; the names of what is written about the part begin with it.
    """

    step_name: str
    work: Path
    own: Path

    def __repr__(self) -> str:
        """Dask writes arguments into its logs: this names the step and nothing else."""
        return f"<part of {self.step_name}>"


def shared_by(connect: Callable[[], Client]) -> Callable[..., list[Any]]:
    """How the parts of a step are done (see ``partitions.DoParts``) by this worker and all others of its cluster.

    Args:
        connect: gives a client of the cluster.
    """

    def do_parts(
        step: Step,
        shared: Arguments,
        parts: Sequence[Arguments],
        folder: Path,
        do_here: Callable[..., Any],
    ) -> list[Any]:
        work = _write_pickle(folder / f"{step.name}-{uuid.uuid4().hex}", (step, shared, text_storage()))
        jobs = [
            PartJob(step.name, work, _write_pickle(work.with_name(f"{work.name}-{number}"), part))
            for number, part in enumerate(parts)
        ]
        results = _all_results(
            jobs, _offered(jobs, connect), lambda number: do_here(step, **shared, **parts[number])
        )
        for file in folder.glob(f"{work.name}*"):
            file.unlink(missing_ok=True)
        return results

    return do_parts


def do_part(job: PartJob) -> bool:
    """Does a part that nobody has begun, and leaves what comes of it in a file; runs on a worker.

    Returns:
        Whether it was done here.

    Raises:
        StepError: with a text of our own, because Dask sends and logs errors.
    """
    if not _take(job):
        return False
    try:
        step, shared, storage = pickle.loads(job.work.read_bytes())  # files of our own in a folder of our own
        own = pickle.loads(job.own.read_bytes())
        with texts_stored_as(storage):  # categories of texts held in two ways cannot be put together
            result = with_frames_in_files(inline(), job.work.parent, 0, step, **shared, **own)
        _write_pickle(job.own.with_name(job.own.name + DONE_ENDING), result)
    except Exception as error:
        raise StepError(describe_fault(error)) from None
    return True


def _offered(jobs: Sequence[PartJob], connect: Callable[[], Client]) -> list[Future]:
    """The parts as tasks of the cluster; none where it cannot be reached any more."""
    try:
        client = connect()
        return [
            client.submit(do_part, job, key=(job.step_name, job.own.name), pure=False, priority=BEFORE_AUDITS)
            for job in jobs
        ]
    except Exception:  # a cluster that has gone: all is done here
        return []


def _all_results(
    jobs: Sequence[PartJob], offered: Sequence[Future], do_here: Callable[[int], Any]
) -> list[Any]:
    """What came of each part, from here or from elsewhere."""
    results, longest = {}, 0.0
    for number in reversed(range(len(jobs))):
        if _take(jobs[number]):
            began = time.monotonic()
            results[number] = do_here(number)
            longest = max(longest, time.monotonic() - began)
    end = time.monotonic() + max(PATIENCE_TIMES * longest, LEAST_PATIENCE_SECONDS)
    for number, job in enumerate(jobs):
        if number not in results:
            is_done = bool(offered) and _is_done(offered[number], end - time.monotonic())
            results[number] = _result(job) if is_done else do_here(number)
    return [results[number] for number in range(len(jobs))]


def _is_done(future: Future, patience_seconds: float) -> bool:
    """Whether another worker did the part; not where it died, hangs or cannot be reached.

    Raises:
        StepError: the part cannot be done.
    """
    try:
        return future.result(timeout=max(patience_seconds, 0.1))
    except StepError:
        raise
    except Exception:  # whatever Dask says of a worker or a scheduler that has gone
        return False


def _take(job: PartJob) -> bool:
    """Whether this process is the first to begin the part."""
    try:
        with job.own.with_name(job.own.name + TAKEN_ENDING).open("x") as mark:
            mark.write(f"{os.getpid()}")
    except OSError:  # taken, or the list is finished and its folder gone
        return False
    return True


def _write_pickle(path: Path, value: Any) -> Path:
    path.write_bytes(pickle.dumps(value))
    return path


def _result(job: PartJob) -> Any:
    return pickle.loads(job.own.with_name(job.own.name + DONE_ENDING).read_bytes())
