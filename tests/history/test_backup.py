"""Copies of the history database and their way back, on SQLite and on PostgreSQL."""

import shutil
from pathlib import Path

import pytest

from schemas.errors import HistoryError
from tasks import history
from tasks.history.backup import back_up, bring_back
from tests.history.postgresql import server_programs

NOTE = {"run_id": "r", "portfolio": "group", "channel": "mail", "recipient": "a@example.org"}


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    if server_programs():
        import os

        monkeypatch.setenv("PATH", f"{server_programs()}{os.pathsep}{os.environ['PATH']}")


def emptied(url):
    """The same place without a database, or with an empty one."""
    if url.startswith("sqlite"):
        for file in Path(url.removeprefix("sqlite:///")).parent.glob("history.sqlite*"):
            file.unlink()
        return
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def test_what_was_noted_comes_back(url, tmp_path):
    history.note_delivery(url, "<1@x>", "sent", **NOTE)
    copies = tmp_path / "copies"
    copies.mkdir()
    assert back_up(url, copies).exists()
    with pytest.raises(HistoryError):
        bring_back(url, copies)  # there is one already
    emptied(url)
    assert bring_back(url, copies)
    assert not history.note_unless_settled(url, "<1@x>", "sending", **NOTE)


def test_no_copy_of_what_is_not_there(tmp_path):
    assert back_up(f"sqlite:///{tmp_path}/none.sqlite", tmp_path) is None
    assert not bring_back(f"sqlite:///{tmp_path}/none.sqlite", tmp_path)


def test_a_copy_of_another_kind_is_told(tmp_path):
    (tmp_path / "history.dump").write_bytes(b"")
    with pytest.raises(HistoryError, match="which is of another database"):
        bring_back(f"sqlite:///{tmp_path}/none.sqlite", tmp_path)


def test_a_program_that_is_missing_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(HistoryError, match="pg_dump is not installed"):
        back_up("postgresql://someone:secret@localhost/none", tmp_path)
