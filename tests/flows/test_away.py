"""A full disk, an output that is read-only, a database or a mail server that is away: one sentence, and what
was computed is kept.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import commands
from flows.requests import requests_for
from flows.runners import in_processes
from flows.story import audit_and_remember
from tasks import history
from tasks.history import database
from tests.flows import killer
from tests.flows.prefect_server import free_port
from tests.flows.test_night import DAY, ROWS, config, night, runs, send  # noqa: F401 - fixtures

ROOT = Path(__file__).parents[2]
FULL = "The disk is full. Make room there, then run again."


@pytest.fixture
def small_disk(tmp_path):
    """A real file system of 24 MB in place of the output folder; gives a function that leaves so many bytes
    free.
    """
    out = tmp_path / "out"
    out.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", out], capture_output=True
    ).returncode:
        pytest.skip("this account may not mount a file system")

    def leave(free: int | None) -> None:
        (out / ".ballast").unlink(missing_ok=True)
        if free is not None:
            (out / ".ballast").write_bytes(bytes(shutil.disk_usage(out).free - free))

    yield leave
    subprocess.run(["umount", out], check=True)


def send_named(config, portfolio):  # noqa: F811
    """Sends a list whose portfolio the settings name, so that its report waits for nobody."""
    config.portfolios[portfolio] = config.portfolios["group"]
    send(config, f"{portfolio}.csv")


@pytest.mark.standing
def test_a_disk_that_fills_up_costs_a_sentence_and_the_next_night_makes_it_good(small_disk, config, mailbox):  # noqa: F811
    send_named(config, "kept")
    assert night(config).verdict.exit_code == 0
    send_named(config, "late")
    for free in (0, 30_000, 150_000):
        small_disk(free)
        full = night(config)
        assert full.verdict.state == "Failed"
        assert "disk is full" in " ".join(
            [full.verdict.sentence, *full.remarks, *(outcome.fault or "" for outcome in full.outcomes)]
        )
        assert (config.out / "kept/latest/run.json").is_file()
        assert not [path for path in config.out.glob("late/*")]
    small_disk(None)
    room = night(config)
    assert room.verdict.exit_code == 0, room
    assert night(config).status == "nothing_new"
    told = [mail["Subject"] for recipient, mail in mailbox.mails if recipient == "cfo@example.org"]
    assert [subject.split()[2] for subject in told] == ["kept,", "late,"]


def test_a_disk_that_is_full_for_the_report_names_itself(small_disk, config):  # noqa: F811
    send(config)
    small_disk(300_000)
    assert [outcome.fault for outcome in night(config).outcomes] == [FULL]


def test_a_read_only_output_is_one_sentence(small_disk, config, tmp_path, monkeypatch, capsys):  # noqa: F811
    send(config)
    subprocess.run(["mount", "-o", "remount,ro", config.out], check=True)
    ended = night(config)
    assert ended.verdict.exit_code == 1
    assert ended.verdict.sentence.startswith(
        "The disk is mounted read-only (.nightly.lock). Give this account the right to write there"
    )
    monkeypatch.setattr("tasks.settings.settings", lambda: config)
    assert commands.run([config.inbox / "group.csv"], out=config.out, prefect=False) == 1
    said = capsys.readouterr().out
    assert "group: failed. The disk is mounted read-only" in said
    assert "Traceback" not in said


@pytest.mark.standing
def test_a_file_that_may_not_grow_is_one_sentence_on_the_command_line(tmp_path):
    """A limit of the account (ulimit -f) works for everybody, root or not, on every disk."""
    (tmp_path / "group.csv").write_text(ROWS)
    command = f"ulimit -f 20 && exec {sys.executable} -m flows.cli run --inline group.csv"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "group: failed. A file would grow larger than this account may write" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert list(tmp_path.glob("outputs/group/*")) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; for root a read-only disk is tried")
def test_a_folder_without_the_right_to_write_is_one_sentence(config):  # noqa: F811
    send(config)
    config.out.mkdir()
    config.out.chmod(0o555)
    assert night(config).verdict.sentence.startswith("This account may not write or read there")


def test_a_database_that_is_away_leaves_the_inbox_to_the_next_night(config, mailbox, monkeypatch):  # noqa: F811
    monkeypatch.setattr(database, "RESTART_SECONDS", 0)
    send(config)
    config.history_url = f"postgresql://audit:secret-word@127.0.0.1:{free_port()}/history"
    away = night(config)
    assert (away.verdict.exit_code, away.verdict.state, mailbox.mails) == (1, "Failed", [])
    assert "cannot be reached" in away.verdict.sentence
    assert away.verdict.sentence.endswith("the next night does the rest.")
    assert "secret-word" not in away.verdict.sentence
    config.history_url = ""
    assert night(config).verdict.exit_code == 0
    assert runs(config) == [("group", "audited")]


@pytest.mark.parametrize(
    ("fault", "said"), [("locked", "is locked by another program"), ("damaged", "is not a database")]
)
def test_a_history_that_fails_during_the_audit_keeps_it_and_tells_it_once_the_next_night(
    config,  # noqa: F811
    mailbox,  # noqa: F811
    monkeypatch,
    fault,
    said,
):
    send(config)
    file = config.out / "history.sqlite"
    holders = []

    def breaks(request, do):
        outcome = audit_and_remember(request, do)
        monkeypatch.setattr(database, "WAIT_SECONDS", 0)
        if fault == "locked":
            holders.append(sqlite3.connect(file, isolation_level=None))
            holders[0].execute("BEGIN EXCLUSIVE")
        else:
            for name in ("", "-wal", "-shm"):
                Path(f"{file}{name}").unlink(missing_ok=True)
            file.write_bytes(b"no page of a database" * 500)
        return outcome

    ended = night(config, breaks)
    assert (ended.outcomes[0].status, mailbox.mails) == ("audited", [])
    if fault == "damaged":
        assert any(said in trouble for trouble in ended.troubles)
        file.unlink()
    else:
        assert dict(ended.deliveries) == {"held back: the history cannot be used": 2}
        holders[0].close()
    monkeypatch.undo()
    assert dict(night(config).deliveries) == {"sent": 2}
    assert night(config).deliveries == ()
    assert runs(config) == [("group", "audited")]
    assert sorted(recipient for recipient, _ in mailbox.mails) == ["cfo@example.org", "ops@example.org"]


def test_a_history_that_is_locked_while_an_audit_is_noted_costs_a_remark(config, monkeypatch, capsys):  # noqa: F811
    send(config)
    monkeypatch.setattr("tasks.settings.settings", lambda: config)
    monkeypatch.setattr(database, "WAIT_SECONDS", 0)
    history.migrate(history.database_url("", config.out))
    holder = sqlite3.connect(config.out / "history.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert commands.run([config.inbox / "group.csv"], out=config.out, prefect=False) == 0
    assert (
        "remark: The history database history.sqlite is locked by another program." in capsys.readouterr().out
    )
    holder.close()
    assert commands.history("group", out=config.out, json=True) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["status"] == "audited"


def test_a_mail_server_that_is_away_delays_report_and_digest_by_a_night(config, mailbox):  # noqa: F811
    send(config)
    there, config.smtp.port = config.smtp.port, free_port()
    assert dict(night(config).deliveries) == {"later: away": 2}
    config.smtp.port = there
    assert dict(night(config).deliveries) == {"sent": 2}
    assert night(config).deliveries == ()
    assert sorted(recipient for recipient, _ in mailbox.mails) == ["cfo@example.org", "ops@example.org"]


def test_in_processes_a_process_that_is_killed_costs_nobody_else(config, monkeypatch):  # noqa: F811
    """One list that brings its process down each time; the others of the night are audited, and on the first
    try of each.
    """
    for name in ("a.csv", "bad.csv", "c.csv"):
        send(config, name)
    monkeypatch.setattr("flows.runners._audit_inline", killer.audit_or_die)
    outcomes = list(in_processes(requests_for([config.inbox], config.out, DAY), 2))
    assert [(outcome.portfolio, outcome.status) for outcome in outcomes] == [
        ("a", "audited"),
        ("bad", "failed"),
        ("c", "audited"),
    ]
    assert "died" in (outcomes[1].fault or "")
