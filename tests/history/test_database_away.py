"""What a user reads when the history cannot be used."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from schemas.errors import HistoryError
from tasks import history

AS_OF = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://auditor:secret-word@127.0.0.1:1/history", "cannot be reached"),
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
