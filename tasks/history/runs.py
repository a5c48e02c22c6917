"""A run in the history from its start to its end; runs that died are found out at the next start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from tasks.history.database import take_turn, writing
from tasks.history.process import lives, process_mark, this_host

if TYPE_CHECKING:
    from sqlalchemy import Connection

# A run of another machine cannot be looked at; after so long without an end it is taken for dead.
LONGEST_RUN = dt.timedelta(hours=24)
NO_VALUES = {
    "run_folder": "",
    "rulebook_version": "",
    "rulebook_hash": "",
    "program_version": "",
    "content_hash": "",
    "fault": "",
    "counts": {},
    "durations_seconds": {},
    "limits_hash": "",
    "started_by": "",
    "record_sha256": "",
}


def start(url: str, portfolio: str, run_id: str, as_of: dt.date, started_by: str = "") -> list[str]:
    """Notes that a run began, and marks as dead the runs that began and whose process is gone.

    Args:
        url: of the history database.
        portfolio: of the run.
        run_id: of the run; starting it again (a retry) is the same run.
        as_of: of the run.
        started_by: who or what asked for it.

    Returns:
        "portfolio/run id" of each run marked dead.

    Raises:
        HistoryError: the database cannot be used.
    """
    with writing(url) as connection:
        dead = _mark_dead(connection)
        put_run(
            connection,
            portfolio,
            run_id,
            {
                "status": "started",
                "as_of": as_of,
                "finished_at": None,
                "host": this_host(),
                "process": process_mark(),
                "started_by": started_by,
            },
        )
        return dead


def finish(
    url: str,
    portfolio: str,
    run_id: str,
    status: str,
    fault: str = "",
    files: Sequence[tuple[str, str, int]] = (),
    rulebook_hash: str = "",
    refusal_codes: Sequence[tuple[str, str]] = (),
    limits_hash: str = "",
) -> None:
    """Notes how a run ended that left no run folder: refused or failed.

    Args:
        url: of the history database.
        portfolio: of the run.
        run_id: of the run.
        status: refused or failed.
        fault: what went wrong, or why the inputs were refused, without values.
        files: (file, sha256, size in bytes) of the inputs, so that ``was_seen`` knows a refused file again.
        rulebook_hash: of the run, likewise.
        refusal_codes: (file, code of the issue catalogue), likewise.
        limits_hash: of the limits under which the files were refused, likewise.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import delete, insert

    from tasks.history.tables import INPUTS

    codes = dict(refusal_codes)
    with writing(url) as connection:
        run_key = put_run(
            connection,
            portfolio,
            run_id,
            {
                "status": status,
                "fault": fault,
                "finished_at": now(),
                "rulebook_hash": rulebook_hash,
                "limits_hash": limits_hash,
            },
        )
        # A retry of the same run replaces the files that its first try noted.
        connection.execute(delete(INPUTS).where(INPUTS.c.run_key == run_key))
        if files:
            connection.execute(
                insert(INPUTS),
                [
                    {
                        "run_key": run_key,
                        "position": position,
                        "file": file,
                        "sha256": sha256,
                        "size_bytes": size_bytes,
                        "kind": "",
                        "refused_code": codes.get(file),
                    }
                    for position, (file, sha256, size_bytes) in enumerate(files)
                ],
            )


def mark_dead(url: str) -> list[str]:
    """Marks as dead the runs that began and whose process is gone; "portfolio/run id" of each.

    Raises:
        HistoryError: the database cannot be used.
    """
    with writing(url) as connection:
        return _mark_dead(connection)


def mark_damaged(url: str, runs: Sequence[tuple[str, str]]) -> None:
    """Notes that the folders of runs were found damaged: what they audited is to be audited again.

    Args:
        url: of the history database.
        runs: (portfolio, run id) of each.

    Raises:
        HistoryError: the database cannot be used.
    """
    with writing(url) as connection:
        for portfolio, run_id in runs:
            put_run(connection, portfolio, run_id, {"status": "damaged", "finished_at": now()})


def now() -> dt.datetime:
    """The time as the history keeps it: UTC without a zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def began_at(run_id: str) -> dt.datetime | None:
    """The time that a run id begins with, as in 20261101T030000Z-1a2b3c; None where it begins with none."""
    try:
        return dt.datetime.strptime(run_id[:16], "%Y%m%dT%H%M%SZ")
    except ValueError:
        return None


def put_run(connection: Connection, portfolio: str, run_id: str, values: dict[str, Any]) -> int:
    """Makes the row of a run or changes it.

    Args:
        connection: in a transaction that writes.
        portfolio: of the run.
        run_id: of the run.
        values: columns of the table runs and what they become; other columns stay, or get NO_VALUES in a new
            row.

    Returns:
        The run_key.
    """
    from sqlalchemy import insert, select, update

    from tasks.history.tables import RUNS

    take_turn(connection, f"{portfolio}/{run_id}")
    run_key = connection.scalar(
        select(RUNS.c.run_key).where(RUNS.c.portfolio == portfolio, RUNS.c.run_id == run_id)
    )
    if run_key is not None:
        connection.execute(update(RUNS).where(RUNS.c.run_key == run_key).values(**values))
        return run_key
    first = {
        **NO_VALUES,
        "host": this_host(),
        "process": "",
        # A run that is taken in later began when its id says, not now.
        "started_at": began_at(run_id) or now(),
        "as_of": None,
        "finished_at": None,
        **values,
    }
    added = connection.execute(insert(RUNS).values(portfolio=portfolio, run_id=run_id, **first))
    return cast("tuple[int]", added.inserted_primary_key)[0]  # None after an insert of many rows alone


def _mark_dead(connection: Connection) -> list[str]:
    from sqlalchemy import select, update

    from tasks.history.tables import RUNS

    begun = connection.execute(
        select(
            RUNS.c.run_key, RUNS.c.portfolio, RUNS.c.run_id, RUNS.c.host, RUNS.c.process, RUNS.c.started_at
        ).where(RUNS.c.status == "started")
    ).all()
    here, oldest = this_host(), now() - LONGEST_RUN
    # On this machine the process is looked up; a run of another machine is given LONGEST_RUN.
    dead = [run for run in begun if (not lives(run.process) if run.host == here else run.started_at < oldest)]
    if dead:
        connection.execute(
            update(RUNS)
            .where(RUNS.c.run_key.in_([run.run_key for run in dead]))
            .values(status="dead", finished_at=now())
        )
    return [f"{run.portfolio}/{run.run_id}" for run in dead]
