"""Takes a finished run folder into the history: all of it, once, however often it is asked to."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import RunFolderError
from tasks.history.database import reading, writing
from tasks.history.ledger import record_benefits
from tasks.history.run_folder import PublishedRun, read_run_folder, sequence_of
from tasks.history.runs import began_at, now, put_run
from tasks.history.verify import altered_files
from tasks.plain_values import plain_values

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

log = logging.getLogger(__name__)

OVERRIDE_COLUMNS = ("override_recommendation", "override_reason", "override_approver", "override_expires")


def record(url: str, run_folder: Path) -> None:
    """Takes a run into the history in one transaction; what the history held of this run is replaced. Its results and
    flags stay in its folder.

    Args:
        url: of the history database.
        run_folder: the run's folder in its place: run.json, inputs.parquet.

    Raises:
        HistoryError: the database cannot be used; nothing of the run was kept.
        RunFolderError: the folder is not a whole run.
    """
    run = read_run_folder(run_folder)
    # Read before the transaction begins: a writer on SQLite keeps all others waiting.
    typed = run.typed_columns(("process_id", *OVERRIDE_COLUMNS, "challenge"))
    tables = {
        "inputs": _inputs(run),
        "overrides": _overrides(typed),
        "challenges": typed[typed["challenge"].notna()],
    }
    with writing(url) as connection:
        run_key = put_run(
            connection,
            run.portfolio,
            run.run_id,
            {
                "status": _status(run),
                "as_of": run.as_of,
                "finished_at": now(),
                "run_folder": str(run_folder.absolute()),
                "rulebook_version": run.rulebook_version,
                "rulebook_hash": run.rulebook_hash,
                "program_version": run.program_version,
                "content_hash": run.content_hash,
                "counts": run.counts,
                "durations_seconds": run.durations_seconds,
                "limits_hash": run.limits_hash,
                "started_by": run.started_by,
                "record_sha256": run.record_sha256,
                "fault": "",
            },
        )
        for name, rows in tables.items():
            _replace(connection, name, run_key, rows)
        record_benefits(connection, run.portfolio, run_folder)


def catch_up(url: str, out: Path, keep_days: int | None = None) -> int:
    """Takes into the history every run folder under OUT that it lacks: after the database was away, or was
    lost.

    Args:
        url: of the history database.
        out: the output folder; OUT/<portfolio>/<run id>.
        keep_days: how long the history keeps a run: older folders are left out; None: none is.

    Returns:
        How many runs were taken in. Folders that are not a whole run are left out, with a line in the log.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    # Without this, runs that the history has forgotten would be taken in again each night.
    oldest = now() - dt.timedelta(days=keep_days) if keep_days else dt.datetime.min
    with reading(url) as connection:
        recorded = {
            tuple(run)
            for run in connection.execute(
                select(RUNS.c.portfolio, RUNS.c.run_id).where(
                    RUNS.c.finished_at.is_not(None), RUNS.c.run_folder != ""
                )
            )
        }
    count = 0
    # Nearly all folders are known by their name: only the others are looked into.
    folders = [
        folder
        for folder in out.glob("*/*")
        if (folder.parent.name, folder.name) not in recorded
        and not folder.name.startswith(".")
        and not folder.is_symlink()
        and (began_at(folder.name) or now()) >= oldest
        and (folder / "run.json").exists()
    ]
    for folder in sorted(folders, key=lambda folder: (sequence_of(folder), folder.name)):
        try:
            run = read_run_folder(folder)
            if (run.portfolio, run.run_id) not in recorded:
                # The history keeps the hash of each record as it is when taken in: a changed folder must not
                # get one.
                if wrong := altered_files(folder):
                    raise RunFolderError(f"{folder.parent.name}/{folder.name}: {wrong[0]}.")
                record(url, folder)
                count += 1
        except RunFolderError as error:
            log.warning("A run folder was left out of the history: %s", error)
    return count


def _status(run: PublishedRun) -> str:
    has_issues = run.counts.get("rows_set_aside") or run.counts.get("issues_error")
    return "audited_with_issues" if has_issues else "audited"


def _inputs(run: PublishedRun) -> pd.DataFrame:
    import pandas as pd

    rows = pd.DataFrame(list(run.files), columns=["file", "sha256", "size_bytes", "kind", "refused_code"])
    return rows.assign(position=range(len(rows)))


def _overrides(typed: pd.DataFrame) -> pd.DataFrame:
    rows = typed[typed["override_recommendation"].notna()]
    return rows.assign(
        override_expires=rows["override_expires"]
        .astype(object)
        .map(lambda day: day.date(), na_action="ignore")
    )


def _replace(connection: Connection, name: str, run_key: int, rows: pd.DataFrame) -> None:
    """Puts a run's rows of one table in place of those that it had there."""
    from tasks.history.tables import METADATA

    table = METADATA.tables[name]
    connection.execute(table.delete().where(table.c.run_key == run_key))
    names = [column.name for column in table.columns if column.name != "run_key"]
    columns = (_plain(rows[name]) for name in names)
    lines = [dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True)]
    if lines:
        connection.execute(table.insert(), [{"run_key": run_key, **line} for line in lines])


def _plain(values: pd.Series) -> list:
    """Values as a driver takes them: None for a missing one, no NUL, which PostgreSQL refuses in text."""
    return [value.replace("\x00", "") if isinstance(value, str) else value for value in plain_values(values)]
