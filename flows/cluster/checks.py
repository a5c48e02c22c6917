"""Whether the workers of a cluster can do the work, and do it alike: versions, rules, and what they see."""

from __future__ import annotations

import os
import platform
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from flows.cluster.connection import CONNECT_SECONDS, LOCAL, SCHEDULING, answered
from flows.cluster.workers import ask_scheduler
from flows.run_folder import PROGRAM, RECORDED_PACKAGES
from schemas.errors import UsageError
from schemas.records import AuditRequest

if TYPE_CHECKING:
    from distributed import Client

    from tasks.settings import Settings


def check_cluster(
    client: Client, address: str, config: Settings, requests: Sequence[AuditRequest] = ()
) -> int:
    """Checks that every worker can do the work before any of it is sent.

    Returns:
        How many workers there are.

    Raises:
        UsageError: the scheduler has no workers, a worker has other versions or rules, or does not see the
            inputs, the output folder or its locks; or the history is SQLite while the workers are on other machines.
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
    lock = _lock_beside(mark)
    try:
        # Held while the workers look: whoever could take it as well would work on a portfolio that is at work here.
        with lock:
            here = describe_worker(mark, inputs[:1], rulebook)
            there = answered(client.run(describe_worker, mark, inputs[:1], rulebook))
    finally:
        mark.unlink(missing_ok=True)
        Path(lock.lock_file).unlink(missing_ok=True)
    for worker, description in there.items():
        _compare(worker, here, description, out)
    return len(there)


def advice_on_scheduler(client: Client) -> str:
    """What to set otherwise where the scheduler is started, as sentences; empty: nothing, or it does not say."""
    import dask.config

    differ = {}
    with suppress(Exception):  # a scheduler that runs no functions for clients
        for name in (name for name in SCHEDULING if name.startswith("distributed.scheduler.")):
            # A function of Dask itself: a scheduler need not have this program.
            differ[name] = ask_scheduler(client, client.run_on_scheduler, function=dask.config.get, key=name)
    return "".join(
        f". The scheduler has {name} {there} instead of {SCHEDULING[name]}; set it where the scheduler is started"
        for name, there in differ.items()
        if there != SCHEDULING[name]
    )


def describe_worker(mark: Path, inputs: list[Path], rulebook: Path | None) -> dict[str, Any]:
    """What a worker has: program and rules, and whether it sees the output folder, a lock there, and the inputs."""
    return {
        "sees_locks": _sees_lock(mark),
        "program": describe_program(rulebook),
        "sees_out": mark.is_file()
        and mark.read_text(encoding="utf-8") == mark.name
        and os.access(mark.parent, os.W_OK),
        "sees_inputs": all(path.is_file() for path in inputs),
    }


def _lock_beside(mark: Path) -> FileLock:
    return FileLock(mark.with_suffix(".lock"), timeout=0)


def _sees_lock(mark: Path) -> bool:
    try:
        with _lock_beside(mark):
            return False
    except Timeout:
        return True
    except OSError:  # no such folder, or no right to write there
        return False


def describe_program(rulebook: Path | None) -> dict[str, Any]:
    """Versions of the program and its packages, and the hash of the rules."""
    from schemas.rules import load_rulebook

    sees_rulebook = rulebook is None or rulebook.is_file()
    return {"versions": _versions(), "rulebook": load_rulebook(rulebook).hash if sees_rulebook else ""}


@cache
def _versions() -> dict[str, str]:
    """Versions that this process works with: those it began with, also where others are installed meanwhile."""
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in (PROGRAM, *RECORDED_PACKAGES, "distributed")},
    }


def differences(here: dict[str, Any], there: dict[str, Any]) -> str:
    """What of program and rules differs on a worker, as the rest of a sentence that begins with it; empty: nothing."""
    differ = [
        f"{name} {there['versions'].get(name, 'missing')} instead of {wanted}"
        for name, wanted in here["versions"].items()
        if there["versions"].get(name) != wanted
    ]
    if differ:
        return f"has {'; '.join(differ)}. Install the same versions everywhere (constraints.txt)."
    if here["rulebook"] != there["rulebook"]:
        return "has another rulebook. Install the same program and rules everywhere."
    return ""


def _compare(worker: str, here: dict[str, Any], there: dict[str, Any], out: Path) -> None:
    if not there["sees_out"]:
        raise UsageError(
            f"The Dask worker {worker} does not see or cannot write the output folder {out}. "
            "Put it on storage that all workers share, under the same path."
        )
    if not there["sees_locks"]:
        raise UsageError(
            f"The Dask worker {worker} does not see file locks of this machine in the output folder {out}, so that two "
            "runs could work on one portfolio. Have that storage pass locks on (NFS 4, without nolock and local_lock)."
        )
    if here["sees_inputs"] and not there["sees_inputs"]:
        raise UsageError(
            f"The Dask worker {worker} does not see the inputs. Put them on storage that all workers "
            "share, under the same path."
        )
    if why := differences(here["program"], there["program"]):
        raise UsageError(f"The Dask worker {worker} {why}")
