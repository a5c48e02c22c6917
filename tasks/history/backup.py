"""A copy of the history database that is whole, made while others may use it, and its way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import HistoryError
from tasks.durable import move, sync_file

if TYPE_CHECKING:
    from sqlalchemy import URL

SQLITE_COPY, POSTGRESQL_COPY = "history.sqlite", "history.dump"
LONGEST_SECONDS = 3600


def back_up(url: str, folder: Path) -> Path | None:
    """Copies the database into a folder: SQLite by its own backup, PostgreSQL by pg_dump.

    Args:
        url: of the history database.
        folder: an existing folder; the copy is history.sqlite or history.dump in it.

    Returns:
        The copy; None where there is no database yet.

    Raises:
        HistoryError: the database or its program cannot be used.
    """
    target = _url(url)
    if target.get_backend_name() == "sqlite":
        source = Path(target.database or "")
        return copy_sqlite(source, folder / SQLITE_COPY) if source.exists() else None
    return dump_postgresql(url, folder / POSTGRESQL_COPY)


def dump_postgresql(url: str, copy: Path) -> Path:
    """A whole copy of a database on PostgreSQL, or none.

    Args:
        url: of the history database.
        copy: path of the copy; its folder is made.

    Returns:
        The path of the copy.

    Raises:
        HistoryError: pg_dump is missing or fails.
    """
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_name(f".{copy.name}.part")
    try:
        _run(_url(url), "pg_dump", "--format=custom", "--no-owner", f"--file={part}")
        sync_file(part)
        move(part, copy)
    finally:
        part.unlink(missing_ok=True)
    return copy


def copy_sqlite(source: Path, copy: Path) -> Path:
    """A whole copy of a SQLite database, whoever writes to it meanwhile.

    Args:
        source: the database file.
        copy: path of the copy; pages of a file that is there are replaced.

    Returns:
        The path of the copy.

    Raises:
        HistoryError: it cannot be read.
    """
    try:
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(copy)) as here:
            # SQLite's own backup: a plain copy of the file would lack what is still in the write-ahead log.
            there.backup(here)
    except sqlite3.Error as error:
        raise HistoryError(
            f"{source.name} cannot be copied ({type(error).__name__}). Move it away, it is rebuilt."
        ) from None
    return copy


def bring_back(url: str, folder: Path) -> bool:
    """Puts a copy made by ``back_up`` in place of an empty database; whether there was a copy.

    Args:
        url: of the history database.
        folder: of the back-up.

    Raises:
        HistoryError: the database is not empty, the copy is of another kind, or cannot be put in place.
    """
    target = _url(url)
    is_sqlite = target.get_backend_name() == "sqlite"
    copy = folder / (SQLITE_COPY if is_sqlite else POSTGRESQL_COPY)
    if not copy.exists():
        other = folder / (POSTGRESQL_COPY if is_sqlite else SQLITE_COPY)
        if other.exists():
            raise HistoryError(
                f"The backup holds {other.name}, which is of another database than the setting history_url says."
            )
        return False
    if is_sqlite:
        database_file = Path(target.database or "")
        if database_file.exists():
            raise HistoryError(f"{database_file} is there already. Move it away, then restore.")
        database_file.parent.mkdir(parents=True, exist_ok=True)
        copy_sqlite(copy, database_file)
    else:
        # All or nothing: a restore that fails leaves the database empty, so it can be tried again. The owner
        # of the tables becomes the account that restores.
        _run(target, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(copy))
    return True


def _url(url: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise HistoryError("The setting history_url cannot be read.") from None


def _run(target: URL, program: str, *options: str) -> None:
    """Runs a program of PostgreSQL on the database; the password goes in the environment, where no list of
    processes shows it.
    """
    # As the driver gets it: its programs know neither the name of a driver nor several hosts as options.
    driver = target.set(drivername="postgresql+psycopg").get_dialect()
    _, arguments = driver().create_connect_args(target.set(password=None))
    database = driver.import_dbapi().conninfo.make_conninfo(**arguments)
    if shutil.which(program) is None:
        raise HistoryError(f"{program} is not installed. Install the PostgreSQL client (postgresql-client).")
    environment = {**os.environ, **({"PGPASSWORD": str(target.password)} if target.password else {})}
    try:
        done = subprocess.run(
            [program, f"--dbname={database}", *options],
            env=environment,
            capture_output=True,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise HistoryError(f"{program} did not end within {LONGEST_SECONDS // 60} minutes.") from None
    if done.returncode:
        raise HistoryError(
            f"{program} failed (exit code {done.returncode}). Check that the database answers, and, to restore, "
            "that it is empty."
        )
