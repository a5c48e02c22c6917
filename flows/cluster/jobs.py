"""One audit as a task of a Dask cluster: what travels to a worker, what the worker does, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.cluster.checks import describe_program, differences
from flows.cluster.parts import shared_by
from flows.faults import describe_fault
from flows.lean_start import prepare_for_audits
from flows.partitions import parts_done_by
from flows.run_folder import STOP_PREFIX
from flows.runners import inline, unfinished, with_files
from schemas.portfolio_names import name_key
from schemas.records import AuditRequest, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.steps import Step
    from tasks.settings import Settings


BROKEN_OFF = "The run was stopped before this portfolio was finished."


class _RunIsStopped(BaseException):
    """The run was stopped while a worker audited a portfolio. No Exception: an audit goes on after those of steps that
    it can do without, and would note its end in a step that is stopped like the others.
    """


@dataclass(frozen=True)
class Unfit:
    """The answer of a worker that joined after the others were checked and may not do the work.

    Args:
        worker: its address.
        why: a sentence.
    """

    worker: str
    why: str


@dataclass(frozen=True, repr=False)
class ClusterJob:
    """One audit as it travels to a worker.

    Args:
        request: what to audit, with absolute paths.
        config: the settings of the machine that asked, without what only mails need.
        stop_file: appears in the output folder when the run is stopped.
        program: versions and rules that the worker must have.
    """

    request: AuditRequest
    config: Settings
    stop_file: Path
    program: dict[str, Any]

    def __repr__(self) -> str:
        """Dask writes arguments into its logs: this names the run and nothing else."""
        return f"<audit of run {self.request.run_id}>"


def jobs_of(requests: Sequence[AuditRequest], config: Settings, audits_at_once: int) -> list[ClusterJob]:
    """The jobs for requests of one run, which share a stop file.

    Args:
        requests: what to audit.
        config: the settings.
        audits_at_once: most audits at the same time on the machine of a worker; 0: one for each worker.
    """
    stop_file = stop_file_of(requests)
    worker_config = _settings_to_send(config).model_copy(update={"audits_at_once": audits_at_once})
    program = describe_program(requests[0].rulebook)
    facts_by_key = {name_key(name): facts for name, facts in config.portfolios.items()}

    def job(request: AuditRequest) -> ClusterJob:
        facts = facts_by_key.get(name_key(request.portfolio))
        own = {request.portfolio: facts} if facts else {}  # of thousands of portfolios, each worker needs one
        return ClusterJob(
            _with_absolute_paths(request),
            worker_config.model_copy(update={"portfolios": own}),
            stop_file,
            program,
        )

    return [job(request) for request in requests]


def stop_file_of(requests: Sequence[AuditRequest]) -> Path:
    """The file that asks the workers to stop a run."""
    return requests[0].out.absolute() / f"{STOP_PREFIX}{requests[0].run_id}"


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


def audit_job(job: ClusterJob) -> Outcome | Unfit:
    """Audits one portfolio; runs on a worker. Idle workers help with the parts of a long list. A run that finished
    before its worker died is not done again.

    Nothing is raised: Dask sends tracebacks with their arguments, and a client waits without end for one that
    cannot be unpickled.
    """
    from distributed import get_client, get_worker

    from flows.story import audit_and_remember
    from tasks.settings import use_settings

    def stop_if_asked(step: Step) -> None:
        if job.stop_file.exists():
            raise _RunIsStopped

    prepare_for_audits()
    try:
        if why := differences(job.program, describe_program(job.request.rulebook)):
            return Unfit(get_worker().address, why)
        use_settings(job.config)
        with parts_done_by(shared_by(get_client)):
            return with_files(job.request, audit_and_remember(job.request, inline(stop_if_asked)))
    except _RunIsStopped:
        return unfinished(job.request, BROKEN_OFF)
    except Exception as error:
        return unfinished(job.request, describe_fault(error))
