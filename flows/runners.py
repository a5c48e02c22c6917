"""How a step is done: in this process, in several processes, or as a Prefect task."""

from __future__ import annotations

import dataclasses
import logging
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

from flows.lean_start import prepare_for_audits
from flows.portfolios import printable
from schemas.records import AuditRequest, Outcome
from tasks.parking import park, unpark
from tasks.settings import settings

if TYPE_CHECKING:
    from types import FrameType

    from pebble import ProcessFuture

    from flows.steps import Runner, Step

RETRY_DELAY_SECONDS = 5
# A handler's error may be caught by the work that it ends: it is raised again after so long.
STOPPED_AGAIN_SECONDS = 5
# A module that is just being imported is waited for: one that was broken off cannot be imported again.
IMPORTED_SECONDS = 0.2
STOPPED = "Auditing this portfolio was stopped after {:g} minutes (setting run_minutes)."
DIED = "The process that audited this portfolio died twice."


class _TimeIsUp(BaseException):
    """The audit takes longer than ``run_minutes``. No Exception: whoever catches those (Great Expectations, steps
    that an audit can do without) would go on with the audit as if its own work had failed.
    """


def inline(on_step: Callable[[Step], None] = lambda step: None) -> Runner:
    """A runner that does each step here and now, and calls ``on_step`` with each before it is done."""

    def run_step(step: Step, *args: Any, **kwargs: Any) -> Any:
        on_step(step)
        return step(*args, **kwargs)

    return run_step


def audit_here(request: AuditRequest, run_step: Runner) -> Outcome:
    """Audits one portfolio in this process. One that takes longer than the setting ``run_minutes`` is
    ``failed``, and the portfolios after it are audited all the same.

    Args:
        request: what to audit.
        run_step: how each step is done.
    """
    from flows.story import audit_and_remember

    minutes, is_at_work = settings().run_minutes, True

    def stop(_: int, frame: FrameType | None) -> None:
        if not is_at_work:  # the audit ended in this very moment
            return
        if _is_importing(frame):
            signal.setitimer(signal.ITIMER_REAL, IMPORTED_SECONDS, STOPPED_AGAIN_SECONDS)
            return
        raise _TimeIsUp

    # Windows has no such signal; there run_minutes does not hold for audits of this process.
    before = signal.signal(signal.SIGALRM, stop) if hasattr(signal, "SIGALRM") else None
    try:
        with _ended_after(minutes * 60):
            outcome = audit_and_remember(request, run_step)
            is_at_work = False
            return outcome
    except _TimeIsUp:
        is_at_work = False
        return unfinished(request, STOPPED.format(minutes))
    finally:
        if hasattr(signal, "SIGALRM"):
            signal.signal(signal.SIGALRM, before)


def in_processes(requests: Sequence[AuditRequest], processes: int) -> Iterator[Outcome]:
    """Audits portfolios side by side, each whole in one process, and yields outcomes in the order of the
    requests.

    A process that dies (out of memory, killed) costs its own portfolio a second try; if that dies too, the
    outcome is ``failed``. A portfolio that takes longer than the setting ``run_minutes`` is ``failed`` at once.

    Args:
        requests: one for each portfolio.
        processes: how many at the same time.

    Yields:
        One outcome for each request.
    """
    from multiprocessing import get_context

    from pebble import ProcessPool

    seconds, context = settings().run_minutes * 60, cast(Any, get_context("spawn"))
    with ProcessPool(processes, initializer=_set_up, context=context) as pool:

        def begin(request: AuditRequest) -> ProcessFuture:
            return pool.schedule(_audit_inline, args=[request], timeout=seconds)

        futures = [begin(request) for request in requests]
        try:
            for request, future in zip(requests, futures, strict=True):
                # The second try begins when the first is known to have died, and its outcome still comes in
                # its place.
                yield (
                    _outcome(request, future)
                    or _outcome(request, begin(request))
                    or unfinished(request, DIED)
                )
        except BaseException:  # whoever asked has gone: what was not begun is left
            pool.stop()
            raise


def _outcome(request: AuditRequest, future: ProcessFuture) -> Outcome | None:
    """The outcome of an audit, or None where its process died."""
    from pebble import ProcessExpired

    try:
        return future.result()
    except ProcessExpired:
        return None
    except TookTooLong:
        return unfinished(request, STOPPED.format(settings().run_minutes))


def unfinished(request: AuditRequest, fault: str) -> Outcome:
    """The outcome of an audit that was broken off and could not note why, with the names of its files: that of its run
    folder where it had come to its end, which a later run notes; else ``failed``, and the history says it, too.

    Args:
        request: what was to be audited.
        fault: the sentence to tell; no value of a cell.
    """
    from flows.run_folder import finished_run
    from flows.story import note_failure

    if finished := finished_run(request):
        return with_files(request, finished)
    remarks = note_failure(request, fault, inline())
    return with_files(request, Outcome(request.portfolio, "failed", fault=fault, remarks=remarks))


def _set_up() -> None:
    """Prepares a process of the pool."""
    prepare_for_audits()
    _end_with_parent()


def _end_with_parent() -> None:
    """Ends this process as soon as its parent is gone: a run that was killed leaves nobody at work."""
    from multiprocessing import parent_process

    if parent := parent_process():
        # In a thread, for the process is busy auditing; _exit ends it whatever it is doing.
        Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


def _audit_inline(request: AuditRequest) -> Outcome:
    from flows.story import audit_and_remember

    return with_files(request, audit_and_remember(request, inline()))


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported where the program is."""
    while frame is not None:
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            return True
        frame = frame.f_back
    return False


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """Has the kernel call the handler of SIGALRM where the block takes longer, whatever it waits for."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds, STOPPED_AGAIN_SECONDS)
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def with_files(request: AuditRequest, outcome: Outcome) -> Outcome:
    """The outcome with the names of its files, also where a fault came before the first of them was looked
    at.

    Args:
        request: what was to be audited.
        outcome: how it ended.
    """
    named = tuple((printable(path.name), "", 0) for path in (*request.inputs, *request.reports))
    # Names alone: no checksum and no size are known where no file was read.
    return outcome if outcome.inputs else dataclasses.replace(outcome, inputs=named)


def as_prefect_tasks(folder: Path, portfolio: str) -> Runner:
    """A runner that does each step as a Prefect task named after portfolio and step; between tasks frames lie
    as files in ``folder``.

    Tasks take no parameters and keep no results, so that no row reaches the Prefect database. An error is
    re-raised with a text of our own, because Prefect stores messages and tracebacks.

    Args:
        folder: an existing folder.
        portfolio: its name, for the names of tasks and lines of the log.
    """
    from prefect import Task, get_run_logger
    from prefect.cache_policies import NO_CACHE

    from flows.faults import describe_fault
    from schemas.errors import StepError

    # Prefect's own line on a task, "Finished in state Completed()", does not say which; ours does.
    logging.getLogger("prefect.task_runs").setLevel(logging.WARNING)

    def run_step(step: Step, *args: Any, **kwargs: Any) -> Any:
        def run() -> Any:
            try:
                return park(step(*unpark(args), **unpark(kwargs)), folder, step.name)
            except Exception as error:
                # Without the cause: its message and its frames may hold cells, and Prefect would keep them.
                raise StepError(describe_fault(error)) from None

        words = f"{portfolio}: {step.words}"
        get_run_logger().info("%s.", words)
        # Without tags: for a task with tags Prefect asks the server for a place first, so that a server that is
        # restarted would fail the audit.
        task = Task(
            fn=run,
            name=step.name,
            task_run_name=words,
            cache_policy=NO_CACHE,
            persist_result=False,
            retries=step.retries,
            retry_delay_seconds=RETRY_DELAY_SECONDS,
            log_prints=False,
        )
        return task()

    return run_step


def prefect_home() -> Path:
    """Folder in which Prefect keeps its own, found without Prefect: it reads its settings once, when it is imported."""
    return Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect"))


def prefect_api_url() -> str | None:
    """Address of the Prefect API that is configured, or None; Prefect is only imported where something hints
    at one.
    """
    if not (
        os.environ.get("PREFECT_API_URL")
        or os.environ.get("PREFECT_PROFILE")
        or (prefect_home() / "profiles.toml").exists()
    ):
        return None
    from prefect.settings import get_current_settings

    return get_current_settings().api.url
