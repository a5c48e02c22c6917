"""Audits on a Dask cluster: each portfolio is one task, audited whole by one worker."""

from __future__ import annotations

import logging
import os
import platform
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.faults import describe_fault
from flows.partitions import parts_on
from flows.run_folder import PROGRAM, RECORDED_PACKAGES, STOP_PREFIX, finished_run
from flows.runners import failed, in_processes, inline, with_files
from schemas.errors import AuditError, UsageError
from schemas.records import AuditRequest, Outcome

if TYPE_CHECKING:
    from distributed import Client, Future

    from flows.steps import Step
    from tasks.settings import Settings

LOCAL = "local"
PORTFOLIOS_AHEAD = 2  # tasks a worker has waiting at the scheduler, so that it never idles
CONNECT_SECONDS = 20
# One task a worker: a workbook that ends its worker is never confused with one that waited behind it.
SCHEDULING = {"distributed.scheduler.worker-saturation": 1.0, "distributed.scheduler.allowed-failures": 1}
WORKER_DIED = "The worker that audited this portfolio died twice."
CONNECTION_LOST = "The connection to the Dask scheduler was lost before this portfolio was finished."


class StoppedError(AuditError):
    """The run was stopped while a worker audited a portfolio."""


@dataclass(frozen=True, repr=False)
class ClusterJob:
    """One audit as it travels to a worker.

    Args:
        request: what to audit, with absolute paths.
        config: the settings of the machine that asked, without what only mails need.
        stop_file: appears in the output folder when the run is stopped.
    """

    request: AuditRequest
    config: Settings
    stop_file: Path

    def __repr__(self) -> str:
        """Dask writes arguments into its logs: this names the run and nothing else."""
        return f"<audit of run {self.request.run_id}>"


def on_cluster(
    requests: Sequence[AuditRequest],
    address: str,
    config: Settings,
    on_done: Callable[[Outcome], Any] = lambda outcome: None,
) -> list[Outcome]:
    """Audits portfolios on the workers of a Dask cluster.

    A worker that dies costs the portfolio that it was at one further try, alone. If its worker dies again,
    the portfolio's outcome is ``failed``; no other portfolio is affected.

    Args:
        requests: what to audit.
        address: of a Dask scheduler, such as tcp://10.0.0.5:8786 or tls://..., or ``local`` for worker
            processes on this machine.
        config: the settings; they are sent to the workers.
        on_done: called with each outcome as it arrives.

    Returns:
        One outcome for each request, in their order.

    Raises:
        UsageError: Dask is not installed, the scheduler does not answer or has no workers, a worker has other
            versions or rules, or does not see the inputs or the output folder; or the history is SQLite
            while the workers are on other machines.
    """
    if not requests:
        return []
    stop_file = requests[0].out / f"{STOP_PREFIX}{requests[0].run_id}"
    sent = _settings_to_send(config)
    jobs = [ClusterJob(_with_absolute_paths(request), sent, stop_file) for request in requests]
    with connected(address, config) as client:
        check_cluster(client, address, config, requests)
        try:
            return _audit_all(client, jobs, on_done)
        except BaseException:
            stop_file.touch()  # workers look for it before each step
            raise


def audit_all_as_set(config: Settings) -> Callable[[Sequence[AuditRequest]], Iterable[Outcome]]:
    """How a night audits its portfolios: on the Dask cluster of the settings, else in processes here."""
    if config.dask:
        return lambda requests: on_cluster(requests, config.dask, config)
    return lambda requests: in_processes(requests, config.processes)


def _settings_to_send(config: Settings) -> Settings:
    """The settings with absolute paths, without passwords and addresses that no audit needs."""
    from tasks.settings import Smtp

    paths = {name: getattr(config, name).absolute() for name in ("out", "inbox", "archive")}
    return config.model_copy(update={**paths, "smtp": Smtp(), "recipients": {}, "chat_urls": []})


def _with_absolute_paths(request: AuditRequest) -> AuditRequest:
    return replace(
        request,
        inputs=tuple(path.absolute() for path in request.inputs),
        reports=tuple(path.absolute() for path in request.reports),
        out=request.out.absolute(),
        rulebook=request.rulebook.absolute() if request.rulebook else None,
        settled=replace(request.settled, map=request.settled.map.absolute())
        if request.settled and request.settled.map
        else request.settled,
    )


@contextmanager
def connected(address: str, config: Settings) -> Iterator[Client]:
    """A client of the cluster; a local cluster is started and stopped with it.

    Raises:
        UsageError: Dask is not installed, or no scheduler answers.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ModuleNotFoundError:
        raise UsageError(
            "Dask is not installed. Install it with: pip install 'process-portfolio-audit[dask]'."
        ) from None

    with dask.config.set(SCHEDULING):
        if address != LOCAL:
            try:
                client = Client(address, timeout=CONNECT_SECONDS)
            except (OSError, ValueError, TypeError):
                raise UsageError(
                    f"No Dask scheduler answers at {address}. Start one with 'dask scheduler', or correct the address."
                ) from None
            with client:
                yield client
            return
        workers = config.processes if config.processes > 1 else os.cpu_count()
        with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address=None,
                host="127.0.0.1",
                silence_logs=logging.ERROR,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


def check_cluster(
    client: Client, address: str, config: Settings, requests: Sequence[AuditRequest] = ()
) -> int:
    """Checks that every worker can do the work before any of it is sent.

    Returns:
        How many workers there are.

    Raises:
        UsageError: see ``on_cluster``.
    """
    from tasks.history import database_url

    if address != LOCAL and database_url(config.history_url, config.out).startswith("sqlite"):
        raise UsageError(
            "Workers on other machines need a history on PostgreSQL: SQLite loses data on network storage. "
            "Set history_url to a PostgreSQL database."
        )
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        raise UsageError(
            f"The Dask scheduler at {address} has no workers. Start some with 'dask worker {address} --nthreads 1'."
        ) from None
    out = (requests[0].out if requests else config.out).absolute()
    inputs = [path.absolute() for request in requests for path in (*request.inputs, *request.reports)]
    rulebook = requests[0].rulebook.absolute() if requests and requests[0].rulebook else None
    out.mkdir(parents=True, exist_ok=True)
    mark = out / f".mark-{secrets.token_hex(8)}"
    mark.write_text(mark.name, encoding="utf-8")
    try:
        here = describe_worker(mark, inputs[:1], rulebook)
        there = client.run(describe_worker, mark, inputs[:1], rulebook)
    finally:
        mark.unlink(missing_ok=True)
    for worker, found in there.items():
        _compare(worker, here, found, out)
    return len(there)


def describe_worker(mark: Path, inputs: list[Path], rulebook: Path | None) -> dict[str, Any]:
    """What a worker has: its versions, its rulebook's hash, and whether it sees the output folder and the
    inputs.
    """
    from schemas.rules import load_rulebook

    sees_rulebook = rulebook is None or rulebook.is_file()
    return {
        "versions": {
            "python": ".".join(platform.python_version_tuple()[:2]),
            **{name: version(name) for name in (PROGRAM, *RECORDED_PACKAGES, "distributed")},
        },
        "rulebook": load_rulebook(rulebook).hash if sees_rulebook else "",
        "sees_out": mark.is_file()
        and mark.read_text(encoding="utf-8") == mark.name
        and os.access(mark.parent, os.W_OK),
        "sees_inputs": all(path.is_file() for path in inputs),
    }


def _compare(worker: str, here: dict[str, Any], there: dict[str, Any], out: Path) -> None:
    if not there["sees_out"]:
        raise UsageError(
            f"The Dask worker {worker} does not see or cannot write the output folder {out}. "
            "Put it on storage that all workers share, under the same path."
        )
    if here["sees_inputs"] and not there["sees_inputs"]:
        raise UsageError(
            f"The Dask worker {worker} does not see the inputs. Put them on storage that all workers "
            "share, under the same path."
        )
    differ = [
        f"{name} {there['versions'].get(name, 'missing')} instead of {wanted}"
        for name, wanted in here["versions"].items()
        if there["versions"].get(name) != wanted
    ]
    if differ:
        raise UsageError(
            f"The Dask worker {worker} has {'; '.join(differ)}. Install the same versions everywhere (constraints.txt)."
        )
    if here["rulebook"] != there["rulebook"]:
        raise UsageError(
            f"The Dask worker {worker} has another rulebook. Install the same program and rules everywhere."
        )


def _audit_all(
    client: Client, jobs: Sequence[ClusterJob], on_done: Callable[[Outcome], Any]
) -> list[Outcome]:
    """Keeps a few tasks for each worker at the scheduler, and tries once more, alone, what cost a worker."""
    from distributed import as_completed

    outcomes: dict[int, Outcome] = {}
    numbers: dict[str, int] = {}
    waiting, killers = deque(range(len(jobs))), []
    running = as_completed(loop=client.loop)

    def submit_next() -> None:
        if waiting:
            number = waiting.popleft()
            future = _submit(client, jobs[number])
            numbers[future.key] = number
            running.add(future)

    def finish(number: int, outcome: Outcome) -> None:
        outcomes[number] = outcome
        on_done(outcome)

    for _ in range(PORTFOLIOS_AHEAD * len(client.scheduler_info(n_workers=-1)["workers"])):
        submit_next()
    for future in running:
        number = numbers[future.key]
        outcome = _outcome(future, jobs[number].request)
        future.release()
        if outcome is None:
            killers.append(number)
        else:
            finish(number, outcome)
        submit_next()
    for number in killers:
        outcome = _outcome(_submit(client, jobs[number], "again"), jobs[number].request)
        request = jobs[number].request
        finish(number, outcome or _unfinished(request, WORKER_DIED))
    return [outcomes[number] for number in range(len(jobs))]


def _submit(client: Client, job: ClusterJob, suffix: str = "audit") -> Future:
    key = f"{job.request.portfolio}-{job.request.run_id}-{suffix}"
    return client.submit(audit_job, job, key=key, pure=False)


def audit_job(job: ClusterJob) -> Outcome:
    """Audits one portfolio; runs on a worker. Parts of a long list are done by all workers. A run that finished before
    its worker died is not done again.

    Nothing is raised: Dask sends tracebacks with their arguments, and a client waits without end for one that
    cannot be unpickled.
    """
    from distributed import worker_client

    from flows.story import audit_and_remember
    from tasks.settings import use_settings

    use_settings(job.config)

    def stop_if_asked(step: Step) -> None:
        if job.stop_file.exists():
            raise StoppedError("The run was stopped before this portfolio was finished.")

    try:
        with parts_on(worker_client):
            return with_files(job.request, audit_and_remember(job.request, inline(stop_if_asked)))
    except Exception as error:
        return _unfinished(job.request, describe_fault(error))


def _outcome(future: Future, request: AuditRequest) -> Outcome | None:
    """The outcome of a task, or None where it cost its worker."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return future.result()
    except KilledWorker:
        return None
    except (FutureCancelledError, OSError, TimeoutError):
        return _unfinished(request, CONNECTION_LOST)


def _unfinished(request: AuditRequest, fault: str) -> Outcome:
    """The outcome of the run folder where the run had come to its end, else ``failed``."""
    finished = finished_run(request)
    return with_files(request, finished) if finished else failed(request, fault)
