"""Nights under a wrong clock, and with an output folder that is not the right one: nothing is lost by them."""

import datetime as dt
import subprocess

import pytest
import time_machine

from tasks import history
from tests.flows.test_night_faults import config, night, send  # noqa: F401 - fixtures


def test_a_night_whose_clock_is_years_ahead_removes_nothing_and_says_so(config):  # noqa: F811
    send(config, "group.csv")
    night(config)
    digests, today = set((config.out / "digests").iterdir()), dt.datetime.now(dt.UTC)
    send(config, "group.csv", text="Process name;FTE\nPayroll;4\n")
    with time_machine.travel(today + dt.timedelta(3650)):
        ahead = night(config)
        assert ahead.verdict.state == "CompletedWithIssues"
        assert "Nothing that is old is removed until somebody has looked" in ahead.troubles[0]
        assert night(config).troubles[0] == ahead.troubles[0]
    assert digests < set((config.out / "digests").iterdir())
    assert len(history.list_runs(history.database_url("", config.out))) == 2
    assert night(config).troubles == ()


def test_an_output_folder_that_is_not_mounted_is_refused_and_nothing_is_audited_into_it(config, tmp_path):  # noqa: F811
    config.history_url = f"sqlite:///{tmp_path}/elsewhere.sqlite"
    send(config, "group.csv")
    night(config)
    config.out.rename(tmp_path / "unmounted")
    send(config, "group.csv", "new.csv", text="Process name;FTE\nPayroll;4\n")
    away = night(config)
    assert (away.verdict.state, away.outcomes) == ("Failed", ())
    assert (
        "holds no portfolio, and the history knows 1 audit in it. Mount the right folder"
        in away.verdict.sentence
    )
    for left in config.out.iterdir():
        left.unlink()
    config.out.rmdir()
    (tmp_path / "unmounted").rename(config.out)
    assert len(night(config).outcomes) == 2


def test_an_inbox_that_is_missing_is_named_with_its_path_and_what_to_do(config):  # noqa: F811
    config.inbox.rmdir()
    missing = night(config).verdict.sentence
    assert (
        f"The inbox {config.inbox} is not there. Make that folder, mount it, or correct the setting"
        in missing
    )


def test_a_list_that_the_archive_has_no_room_for_takes_none_of_it_and_is_told(config):  # noqa: F811
    config.archive.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", config.archive], capture_output=True
    ).returncode:
        pytest.skip("this account may not mount a file system")
    try:
        send(
            config, "group.csv", text="Process name;FTE\n" + "".join(f"Step {n};3\n" for n in range(120_000))
        )
        send(config, "late.csv")
        done = night(config)
        assert len(done.outcomes) == 2 and done.verdict.state == "CompletedWithIssues"
        told = [trouble for trouble in done.troubles if "archive" in trouble]
        assert [trouble.partition(" is kept")[0] for trouble in told] == [
            "No copy of what was sent for group"
        ]
        assert "The disk is full" in told[0]
        assert [path.name for path in config.archive.rglob("*") if path.is_file()] == ["late.csv"]
    finally:
        subprocess.run(["umount", "-l", config.archive], check=True)


def test_a_night_that_was_cancelled_before_its_first_list_was_audited_is_told_as_such(config):  # noqa: F811
    send(config, "group.csv")

    def cancelled(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        night(config, cancelled)
    after = night(config)
    assert len(after.outcomes) == 1
    assert after.remarks == (
        "The night of 2026-11-01 was broken off before it had audited anything; this one does its work.",
    )
