"""What a user reads when the history cannot be used."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import psycopg
import pytest

from schemas.errors import HistoryError
from tasks import history
from tasks.history import database
from tasks.history.backup import back_up
from tests.history import postgresql

AS_OF = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://auditor:secret-word@127.0.0.1:1/history", "cannot be reached"),
        ("postgresql://auditor:secret-word@one:5432,two:5432/history", "Check the setting history_url"),
        ("not a url", "Check the setting history_url"),
        ("nosuchdatabase://x/y", "Check the setting history_url"),
    ],
)
def test_a_database_that_is_away_is_one_sentence_without_the_password(address, said):
    with pytest.raises(HistoryError) as away:
        history.start(address, "group", "run-1", AS_OF)
    assert said in str(away.value) and "secret-word" not in str(away.value) and "\n" not in str(away.value)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "history.sqlite").write_text("these are not the pages of a database, by any means" * 50)
    with pytest.raises(HistoryError, match=r"history\.sqlite is not a database"):
        history.list_runs(f"sqlite:///{tmp_path / 'history.sqlite'}")


def test_readers_do_not_wait_for_a_writer(tmp_path):
    url = history.database_url("", tmp_path)
    history.start(url, "group", "run-1", AS_OF)
    other = sqlite3.connect(tmp_path / "history.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert len(history.list_runs(url)) == 1
    other.execute("ROLLBACK")
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


def test_the_setting_comes_before_the_output_folder(tmp_path):
    assert history.database_url("postgresql://h/d", tmp_path) == "postgresql://h/d"
    assert history.database_url("", tmp_path) == f"sqlite:///{tmp_path}/history.sqlite"


@pytest.mark.postgresql
def test_a_password_that_was_changed_is_said_at_once_and_not_waited_for(caplog):
    if why := postgresql.why_not():
        pytest.skip(why)
    with postgresql.server() as address:
        folder = Path(address.partition("host=")[2])
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE auditor LOGIN PASSWORD 'new'")
            rights = folder / "data/pg_hba.conf"
            rights.write_text("local all auditor scram-sha-256\n" + rights.read_text())
            connection.execute("SELECT pg_reload_conf()")
        url = f"postgresql://auditor:old@/postgres?host={folder}"
        history.expect(url)
        with pytest.raises(HistoryError) as refused:
            history.list_runs(url)
        assert "refuses the account or its password. Correct it in the setting history_url." in str(
            refused.value
        )
    assert caplog.records == []


@pytest.mark.postgresql
def test_a_database_that_moved_to_the_second_host_is_found_and_copied(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "RESTART_SECONDS", 0)
    if why := postgresql.why_not():
        pytest.skip(why)
    with postgresql.server() as address:
        folder = Path(address.partition("host=")[2])
        url = f"postgresql://postgres@/postgres?host=127.0.0.1:1&host={folder}:5432&target_session_attrs=read-write"
        history.start(url, "group", "run-1", AS_OF)
        assert history.list_runs(url)["run_id"].tolist() == ["run-1"]
        assert back_up(url, tmp_path).stat().st_size > 0
    with pytest.raises(HistoryError, match=r"postgres at 127\.0\.0\.1:1 cannot be reached"):
        history.list_runs(url)
