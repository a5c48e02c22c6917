"""Databases of each released revision are brought to the present one, and a copy of them is kept."""

import os
import sqlite3
import time
from pathlib import Path

import pytest

from schemas.errors import HistoryError
from tasks import history
from tasks.history import backup, database
from tasks.settings import settings
from tests.history.postgresql import server_programs

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))


@pytest.mark.parametrize("script", RELEASED, ids=lambda path: path.stem)
def test_a_database_of_an_earlier_program_is_brought_to_the_present(tmp_path, script):
    with sqlite3.connect(tmp_path / "history.sqlite") as made:
        made.executescript(script.read_text())
    made.close()
    url = f"sqlite:///{tmp_path}/history.sqlite"
    assert history.was_seen(url, "group", "ab" * 32, "rules-1", "")
    note = {"run_id": "r", "portfolio": "p", "channel": "mail", "recipient": "a@example.org"}
    assert not history.note_unless_settled(url, "<1@x>", "sending", **note)
    assert history.list_runs(url)["started_by"].tolist() == [""]
    rows = 3 if script.stem == "0004" else 0  # the last program that kept results in the history
    assert history.trend(url, "group")["processes_count"].sum() == rows
    [copy] = tmp_path.glob("history.sqlite.before-*")
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == (script.stem,)
    kept.close()


def test_each_revision_but_the_present_one_has_its_database():
    revisions = {
        path.name[:4] for path in (Path(database.__file__).parent / "migrations/versions").glob("0*.py")
    }
    assert {path.stem for path in RELEASED} == revisions - {max(revisions)}
    assert max(revisions) == database.NEWEST


def revision_of(url):
    import psycopg

    with psycopg.connect(url) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


def of_an_earlier_program(url, revision):
    """An empty database on PostgreSQL, as a program of this revision made it."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    with database._engine(url).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@pytest.mark.postgresql
def test_on_postgresql_nothing_is_changed_before_there_is_a_copy(url_on_postgresql, tmp_path, monkeypatch):
    url, other = url_on_postgresql(), url_on_postgresql()
    earlier = RELEASED[-1].stem
    of_an_earlier_program(url, earlier)
    monkeypatch.setenv("PROCESS_AUDIT_OUT", str(tmp_path / "out"))
    settings.cache_clear()
    try:
        with monkeypatch.context() as without:
            without.setattr(backup.shutil, "which", lambda _: None)
            with pytest.raises(HistoryError, match=r"pg_dump is not installed.*history\.before-\d+\.dump"):
                history.migrate(url)
        assert revision_of(url) == earlier
        assert not list(tmp_path.rglob("*.dump"))
        monkeypatch.setenv("PATH", f"{server_programs()}{os.pathsep}{os.environ['PATH']}")
        history.migrate(url)
        assert revision_of(url) > earlier
        [copy] = (tmp_path / "out").iterdir()
        copy.rename(tmp_path / backup.POSTGRESQL_COPY)
        backup.bring_back(other, tmp_path)
        assert revision_of(other) == earlier
    finally:
        settings.cache_clear()


@pytest.mark.postgresql
def test_a_table_that_somebody_else_locks_is_given_up(postgresql_server, monkeypatch):
    import psycopg

    url = postgresql_server.format("postgres")
    history.migrate(url)
    monkeypatch.setitem(
        database.POSTGRESQL_PATIENCE, "options", "-c lock_timeout=1s -c statement_timeout=20s"
    )
    database._engine.cache_clear()
    note = {"run_id": "r", "portfolio": "p", "channel": "mail", "recipient": "a@example.org"}
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        with pytest.raises(HistoryError, match="is locked by another program"):
            history.note_delivery(url, "<1@x>", "sending", **note)
        assert time.monotonic() - began < 15


def test_what_was_noted_survives_a_power_cut(tmp_path):
    url = f"sqlite:///{tmp_path}/history.sqlite"
    with database.writing(url) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
