"""The history database: opened, brought to the present schema, and written to in one transaction or not at
all.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import HistoryError
from tasks.history.backup import copy_sqlite, dump_postgresql

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, Dialect, Engine

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
# The present schema. Alembic itself is only loaded where a database has another one: it takes long to start.
NEWEST = "0005"
SCHEMA = "process_audit schema"  # name of the lock under which a schema is changed
DATABASE_FILE = "history.sqlite"
# How long a writer waits for another one before it gives up.
WAIT_SECONDS = 60
# How long a server that is being restarted is waited for, and how often it is tried.
RESTART_SECONDS, LOOK_AGAIN_SECONDS = 60, 0.5
# Longest statement, and longest a transaction may lie idle, before PostgreSQL breaks it off.
STATEMENT_SECONDS, IDLE_SECONDS = 600, 900
# SQLite needs some pages and its shared memory; with less than this it only says that it cannot open the
# file.
LEAST_FREE_BYTES = 256 * 1024
# A lock of somebody else, a statement without end, or a server that fell silent end in an error.
POSTGRESQL_PATIENCE = {
    "options": f"-c lock_timeout={WAIT_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s "
    f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": WAIT_SECONDS * 1000,
}
# How soon the server ends a connection whose other side does not answer, in seconds and times.
SERVER_PATIENCE = {
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
}
NO_URL = "has a URL that cannot be read. Check the setting history_url."
REFUSED = "refuses the account or its password"
# What a driver says, and what that means.
CAUSES = {
    "lock timeout": "is locked by another program",
    "statement timeout": "did not carry out a statement in time",
    "is locked": "is locked by another program",
    "is full": "cannot be written: the disk is full",
    "no space": "cannot be written: the disk is full",
    "readonly": "cannot be written",
    "read-only": "cannot be written",
    "password authentication failed": REFUSED,
    "no pg_hba.conf entry": REFUSED,
    "certificate": "has no valid certificate",
    "malformed": "is damaged",
    "not a database": "is not a database",
}
_MIGRATED: set[str] = set()
# Databases that answered before or have to be there: one that is away is waited for.
_EXPECTED: set[str] = set()


def database_url(history_url: str, out: Path) -> str:
    """The URL from the settings, or that of history.sqlite in the output folder where none is set.

    Args:
        history_url: the setting; empty where none is set.
        out: output folder.
    """
    return history_url or f"sqlite:///{(out / DATABASE_FILE).absolute()}"


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """One transaction that writes: all of it is kept at the end, or none of it.

    Raises:
        HistoryError: the database cannot be reached, is not of this program's version, or refuses the change.
    """
    with _open(url, is_writing=True) as connection:
        yield connection


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """One transaction that reads; sees one state of the database throughout.

    Raises:
        HistoryError: the database cannot be reached or is not of this program's version.
    """
    with _open(url, is_writing=False) as connection:
        yield connection


@contextmanager
def _open(url: str, is_writing: bool) -> Iterator[Connection]:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = _engine(url)
        _make_folder(engine)
        _migrate_once(engine, url)
        with engine.connect().execution_options(is_writing=is_writing) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        raise HistoryError(f"The history database {_shown(url)} {_reason(error, url)}") from None
    except OSError as error:
        raise HistoryError(
            f"The history database {_shown(url)} cannot be opened ({error.strerror}). Check its folder."
        ) from None


def migrate(url: str) -> None:
    """Brings the database to the present schema; one that is there already is left as it is.

    Raises:
        HistoryError: it cannot be reached, or was made by a later version of the program.
    """
    _MIGRATED.discard(url)
    with reading(url):
        pass


def expect(url: str) -> None:
    """Has a server that does not answer yet waited for, as one that starts together with this machine.

    Args:
        url: of the history database.
    """
    _EXPECTED.add(url)


@cache
def _engine(url: str) -> Engine:
    """The engine of a database; it holds no connection between two transactions."""
    from sqlalchemy import create_engine, event, make_url
    from sqlalchemy.exc import ArgumentError
    from sqlalchemy.pool import NullPool

    try:
        target = make_url(url)
    except (ArgumentError, ValueError):  # a port that is none, as of several hosts in the place of one
        raise HistoryError(f"The history database {_shown(url)} {NO_URL}") from None
    if target.get_backend_name() in ("postgresql", "postgres"):
        engine = create_engine(
            # psycopg 3, whatever driver or alias (postgres://) the setting names.
            target.set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"connect_timeout": WAIT_SECONDS, **POSTGRESQL_PATIENCE},
        )
        event.listen(engine, "do_connect", partial(_connect, url))
        return engine
    engine = create_engine(
        target, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS}
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connect(url: str, dialect: Dialect, _: object, arguments: list, options: dict) -> object:
    """A connection to PostgreSQL. A server that answered before is waited for, once, and that is told: it is updated
    or restarted, at night above all.
    """
    end = time.monotonic() + (RESTART_SECONDS if url in _EXPECTED else 0)
    is_told = False
    while True:
        try:
            connection = dialect.connect(*arguments, **options)
        except dialect.loaded_dbapi.OperationalError as error:
            if time.monotonic() >= end or _cause(error) == REFUSED:
                _EXPECTED.discard(url)
                raise
            if not is_told:
                log.warning(
                    "The history database %s does not answer. It is waited for, up to %d seconds.",
                    _shown(url),
                    RESTART_SECONDS,
                )
                is_told = True
            time.sleep(LOOK_AGAIN_SECONDS)
        else:
            _EXPECTED.add(url)
            return connection


def _make_folder(engine: Engine) -> None:
    database = engine.url.database
    if engine.url.get_backend_name() == "sqlite" and database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _set_up_sqlite(connection, _) -> None:
    """Readers never wait for a writer (WAL), what was noted survives a power cut (FULL), deletes reach the
    rows of a run, and transactions begin when we say so.
    """
    # Python's sqlite3 would begin transactions by itself, and only before a change.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {WAIT_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its place at once: two that read first and write later would stop each other."""
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("is_writing") else "BEGIN"
    )


def _migrate_once(engine: Engine, url: str) -> None:
    is_sqlite = engine.url.get_backend_name() == "sqlite"
    # The file may be moved away while a process lives (it is rebuilt from the run folders): then the schema
    # is made again.
    is_gone = is_sqlite and not Path(engine.url.database or "").exists()
    if url in _MIGRATED and not is_gone:
        return
    if _revision(engine) == NEWEST or _make_new(engine):
        _MIGRATED.add(url)
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic reads options as format strings: a % in the path has to be doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        take_turn(connection, SCHEMA)
        config.attributes["connection"] = connection
        is_earlier = _copy_before_upgrade(connection, config, url)
        try:
            command.upgrade(config, "head")
        except Exception as error:
            if type(error).__name__ != "CommandError":
                raise
            raise HistoryError(
                f"The history database {_shown(url)} was made by a later version of the program. Update the program."
            ) from None
    _MIGRATED.add(url)
    if is_sqlite and is_earlier:
        _give_back_room(engine)


def _revision(engine: Engine) -> str | None:
    """Revision of the schema that a database has; None where it has none."""
    from sqlalchemy.exc import OperationalError, SQLAlchemyError

    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except SQLAlchemyError as error:  # no such table; each driver has an error of its own for that
        if isinstance(error, OperationalError) and engine.url.get_backend_name() != "sqlite":
            raise
        return None


def _make_new(engine: Engine) -> bool:
    """Makes all tables in a database that has none; whether it had none. The migrations would end in the same."""
    from sqlalchemy import Column, MetaData, String, Table, inspect

    from tasks.history.tables import METADATA

    with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        take_turn(connection, SCHEMA)
        # Looked at again under the lock: another process may have made the tables meanwhile.
        if inspect(connection).get_table_names():
            return False
        METADATA.create_all(connection)
        revision = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
        revision.create(connection)
        connection.execute(revision.insert().values(version_num=NEWEST))
    return True


def _give_back_room(engine: Engine) -> None:
    """Gives the room of tables that an upgrade dropped back to the disk, where nobody else is at work."""
    # VACUUM cannot run inside a transaction, which SQLAlchemy would begin.
    connection = engine.raw_connection()
    with suppress(engine.dialect.loaded_dbapi.Error), closing(connection):
        connection.cursor().execute("VACUUM")


def _copy_before_upgrade(connection: Connection, config: Config, url: str) -> bool:
    """Keeps a copy of a database of an earlier program, once, before it is changed: a SQLite database next to
    itself, one on PostgreSQL in the output folder. Without a copy nothing is changed. Returns whether the database is
    of an earlier program.
    """
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from tasks.settings import settings

    scripts = ScriptDirectory.from_config(config)
    revision, newest = (
        MigrationContext.configure(connection).get_current_revision(),
        scripts.get_current_head(),
    )
    if (
        not revision
        or revision == newest
        or revision not in {script.revision for script in scripts.walk_revisions()}
    ):
        return False
    copy = _copy_before(url, settings().out.absolute(), newest or "")
    # An upgrade that broke off is tried again: the copy is then the database as it was before, and is kept.
    if copy.exists():
        return True
    if connection.dialect.name == "sqlite":
        copy_sqlite(Path(connection.engine.url.database or ""), copy)
        return True
    try:
        dump_postgresql(url, copy)
    except HistoryError as error:
        raise HistoryError(
            f"The history database {_shown(url)} is of an earlier program, and is not changed without a copy. {error} "
            f"Or make the copy with pg_dump --format=custom on another machine, and put it there as {copy}."
        ) from None
    return True


def _copy_before(url: str, out: Path, revision: str) -> Path:
    """Where the copy of a database lies that was made before it was brought to a revision."""
    from sqlalchemy import make_url

    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        database_file = Path(target.database or "")
        return database_file.with_name(f"{database_file.name}.before-{revision}")
    return out / f"history.before-{revision}.dump"


def copies_before_upgrades(url: str, out: Path) -> list[Path]:
    """The copies of a history that lie on disk because an upgrade changed it.

    Args:
        url: of the history database.
        out: output folder, where the copies of a database on PostgreSQL are.
    """
    pattern = _copy_before(url, out, "*")
    return sorted(pattern.parent.glob(pattern.name))


def take_turn(connection: Connection, name: str) -> None:
    """On PostgreSQL: waits until no other transaction holds the lock of this name.

    Args:
        connection: in a transaction; the lock is held until it ends.
        name: of what is locked, such as portfolio/run id.
    """
    from sqlalchemy import text

    if connection.dialect.name == "postgresql":
        # SQLite needs no lock: its writers exclude each other from the start of the transaction
        # (_begin_sqlite).
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


@contextmanager
def held_alone(url: str, name: str) -> Iterator[bool]:
    """Whether this program alone holds the lock of this name in a history on PostgreSQL, on whatever machine others
    are; the server frees it when the block ends, the program dies, or nothing is heard of its machine for a minute. On
    SQLite, which is for one machine, always.

    Args:
        url: of the history database.
        name: of what is locked.

    Raises:
        HistoryError: the database cannot be reached.
    """
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    try:
        engine = _engine(url)
        # A transaction for as long as the lock is held: behind a pooler other transactions may be on other connections.
        connection = None if engine.dialect.name == "sqlite" else engine.connect()
    except SQLAlchemyError as error:
        raise HistoryError(f"The history database {_shown(url)} {_reason(error, url)}") from None
    if connection is None:
        yield True
        return
    try:
        try:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            for setting, value in SERVER_PATIENCE.items():
                connection.execute(text(f"SET LOCAL {setting} = {value}"))
            lock = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))")
            is_ours = bool(connection.scalar(lock, {"name": name}))
        except SQLAlchemyError as error:
            raise HistoryError(f"The history database {_shown(url)} {_reason(error, url)}") from None
        yield is_ours
    finally:
        # Where the connection was lost meanwhile, the lock went with it.
        with suppress(SQLAlchemyError):
            connection.close()


def is_damaged(url: str) -> bool:
    """Whether pages of a SQLite database are damaged; PostgreSQL looks after its own.

    Raises:
        HistoryError: the database cannot be used.
    """
    with reading(url) as connection:
        if connection.dialect.name != "sqlite":
            return False
        return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok"


def _shown(url: str) -> str:
    """The database as a user knows it, without account, password and options: any of them may be a
    secret, and a raw @ in a password ends up in the name of the host.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        target = make_url(url)
    except (ArgumentError, ValueError):
        return "(the URL is not one)"
    if target.get_backend_name() == "sqlite":
        return Path(target.database or "").name
    # A database that moves between hosts names each as an option; a folder of sockets is no host.
    hosts = [host for host in target.normalized_query.get("host", ()) if not host.startswith("/")]
    host = (target.host or " or ".join(hosts) or "this machine").rpartition("@")[2]
    return f"{(target.database or '').partition('?')[0]} at {host}"


def _state_of_disk(url: str) -> str | None:
    """What keeps SQLite from writing, where it is the disk: the driver itself says no more than that it
    cannot.
    """
    from sqlalchemy import make_url

    target = make_url(url)
    if target.get_backend_name() != "sqlite" or not target.database:
        return None
    disk = os.statvfs(Path(target.database).parent)
    if disk.f_flag & os.ST_RDONLY:
        return CAUSES["read-only"] + ": the disk is mounted read-only"
    return CAUSES["is full"] if disk.f_bavail * disk.f_frsize < LEAST_FREE_BYTES else None


def _reason(error: Exception, url: str) -> str:
    """What a user can do about it. The database's own text is left out: it can hold values of the row it
    stumbled on.
    """
    from sqlalchemy.exc import ArgumentError, InterfaceError, NoSuchModuleError, OperationalError

    if isinstance(error, ArgumentError | NoSuchModuleError):
        return NO_URL
    cause = _cause(getattr(error, "orig", None)) or _state_of_disk(url)
    if cause is None and not isinstance(error, OperationalError | InterfaceError):
        return f"refused a change ({type(error).__name__}). Nothing of it was kept."
    do = {CAUSES["is full"]: "Make room there.", REFUSED: "Correct it in the setting history_url."}.get(
        cause or "", "Check that it is there and that this account may write to it."
    )
    return f"{cause or 'cannot be reached or opened'}. {do}"


def _cause(error: BaseException | None) -> str | None:
    """What the text of a driver's error means, where it is known."""
    text = str(error or "").lower()
    return next((meaning for sign, meaning in CAUSES.items() if sign in text), None)
