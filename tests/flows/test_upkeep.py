"""What is kept, what is removed, what was altered, and the way back after a machine was lost."""

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from flows import backup, retention
from flows.nightly.run import run_night
from flows.run_folder import RunFolder
from schemas.errors import UsageError
from tasks import history
from tasks.history.verify import record_hashes, verify_portfolio
from tasks.settings import Keep, Settings
from tests.flows.quick_audit import quick_audit, runs_of
from tests.flows.requests_for_tests import nightly_settings, request
from tests.flows.whole_record import with_hashes

DAY = dt.date(2026, 11, 1)


@pytest.fixture
def config(tmp_path, mailbox):
    return nightly_settings(tmp_path, mailbox.smtp, {"*": ["cfo@example.org"]}, "group")


def night(config, text="Process name;FTE\nPayroll;3\n"):
    (config.inbox / "group.csv").write_text(text)
    return run_night(config, lambda requests: [quick_audit(one, config) for one in requests], DAY)


def url_of(config):
    return history.database_url("", config.out)


def runs_on(config, *days):
    """A run of the portfolio on each of those days."""
    for number, day in enumerate(days):
        path = config.inbox / f"{number}.csv"
        path.write_text(f"Process name;FTE\nPayroll;{number + 1}\n")
        quick_audit(
            request(config.out, path, portfolio="group", run_id=f"{day:%Y%m%d}T030000Z-{number:06d}"), config
        )
        path.unlink()


# Retention


def test_runs_that_no_rule_keeps_are_removed_and_the_history_still_knows_them(config):
    days = [dt.date(2024, 5, 1), dt.date(2026, 1, 3), dt.date(2026, 1, 9), *[dt.date(2026, 10, 30)] * 2]
    runs_on(config, *days, dt.date(2026, 10, 31))
    with_hashes(config.out / "group", url_of(config))
    config.keep = Keep(last=1, daily=2, monthly=2, yearly=2)
    told = retention.prune(config, url_of(config), dry_run=True)
    assert len(runs_of(config.out, "group")) == 6
    removed = retention.prune(config, url_of(config))
    assert [one.path for one in removed] == [one.path for one in told]
    assert retention.in_words(removed).startswith("2 old folders or files removed, ")
    left = [run[:8] for run in runs_of(config.out, "group")]
    assert left == ["20240501", "20260109", "20261030", "20261031"]
    assert len(history.list_runs(url_of(config))) == 6
    assert list(verify_portfolio(config.out / "group", record_hashes(url_of(config)))) == []
    assert retention.prune(config, url_of(config)) == []


def test_a_run_that_an_override_first_stood_in_is_never_removed(config, monkeypatch):
    from sqlalchemy import insert

    from tasks.history.database import writing
    from tasks.history.tables import OVERRIDES

    runs_on(config, dt.date(2026, 1, 1), dt.date(2026, 1, 2), dt.date(2026, 1, 3))
    said = {
        "process_id": "1",
        "override_recommendation": "retain",
        "override_reason": "",
        "override_approver": "X",
    }
    with writing(url_of(config)) as connection:
        connection.execute(insert(OVERRIDES), [{"run_key": key, **said} for key in (2, 3)])
    config.keep = Keep(last=1, daily=0, monthly=0, yearly=0)
    retention.prune(config, url_of(config))
    assert [run[:8] for run in runs_of(config.out, "group")] == ["20260102", "20260103"]


def test_a_portfolio_may_keep_more_than_others(config):
    runs_on(config, dt.date(2026, 1, 1), dt.date(2026, 1, 2))
    config.keep = Keep(last=1, daily=0, monthly=0, yearly=0)
    config.portfolios["group"].keep = Keep(last=2, daily=0, monthly=0, yearly=0)
    assert retention.prune(config, url_of(config)) == []


def test_old_digests_and_copies_that_nobody_needs_are_removed(config):
    night(config)
    [copy] = config.archive.iterdir()
    old, unused = config.out / "digests/2020-01-01-x", config.archive / "00" / "a.csv"
    for folder in (old, unused.parent):
        folder.mkdir(parents=True)
    unused.write_text("x")
    assert [one.path for one in retention.prune(config, url_of(config))] == [old]  # the copy is young
    later = retention.now() + dt.timedelta(days=100)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(
            retention.dt, "datetime", type("Later", (dt.datetime,), {"now": staticmethod(lambda *_: later)})
        )
        assert [one.path for one in retention.prune(config, url_of(config))] == [unused.parent]
    assert copy.exists()


def test_a_copy_of_the_history_from_before_an_upgrade_is_removed_once_it_is_old(config):
    night(config)
    young, old = (config.out / f"history.sqlite.before-000{number}" for number in (2, 1))
    for copy in (young, old):
        copy.write_text("x")
    long_ago = (retention.now() - dt.timedelta(days=config.keep_runs_days + 1)).timestamp()
    os.utime(old, (long_ago, long_ago))
    assert [one.path for one in retention.prune(config, url_of(config))] == [old]
    assert young.exists()
    assert not old.exists()
    assert (config.out / "history.sqlite").exists()


# Altered runs


ALTERED = {
    "a file changed": (
        lambda run: (run / "audit_report.xlsx").write_bytes(b"other"),
        "audit_report.xlsx was changed",
    ),
    "a file gone": (lambda run: (run / "audit_report.xlsx").unlink(), "audit_report.xlsx is missing"),
    "a file added": (lambda run: (run / "more.xlsx").write_bytes(b""), "more.xlsx was added"),
    "a record rewritten": (
        lambda run: (run / "run.json").write_text(
            (run / "run.json").read_text().replace('"counts"', '"counts" ')
        ),
        "run.json was changed since the history took it in",
    ),
    "a run gone": (shutil.rmtree, "and its folder is missing"),
}


@pytest.mark.parametrize(("alter", "told"), ALTERED.values(), ids=ALTERED)
def test_what_was_altered_is_told(config, alter, told):
    runs_on(config, dt.date(2026, 1, 1), dt.date(2026, 1, 2))
    with_hashes(config.out / "group", url_of(config))
    known = record_hashes(url_of(config))
    assert list(verify_portfolio(config.out / "group", known)) == []
    alter(config.out / "group" / runs_of(config.out, "group")[0])
    assert any(told in sentence for sentence in verify_portfolio(config.out / "group", known))


@pytest.mark.parametrize("cut", ['{"run_id": "20260', "7", '{"run_id": "20260101T030000Z-0000"}'])
def test_one_broken_note_of_a_pruned_run_is_told_and_the_others_count(config, cut):
    runs_on(config, *(dt.date(2026, 1, day) for day in (1, 2, 3)))
    with_hashes(config.out / "group", url_of(config))
    known, notes = record_hashes(url_of(config)), config.out / "group/pruned.jsonl"
    notes.write_text(cut)  # as a power cut leaves it: without the end of its line
    config.keep = Keep(last=1, daily=0, monthly=0, yearly=0)
    retention.prune(config, url_of(config))
    assert len(runs_of(config.out, "group")) == 1
    [sentence] = verify_portfolio(config.out / "group", known)
    assert sentence.startswith("group/pruned.jsonl, line 1: it is not whole")


def test_a_note_of_a_pruned_run_is_on_the_disk_before_the_run_is_gone(config, monkeypatch):
    runs_on(config, dt.date(2026, 1, 1), dt.date(2026, 1, 2))
    with_hashes(config.out / "group", url_of(config))
    [first, _], synced = sorted(runs_of(config.out, "group")), []
    sync = os.fsync

    def note_sync(descriptor):
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        synced.append((name, (config.out / "group" / first).exists()))
        sync(descriptor)

    monkeypatch.setattr("os.fsync", note_sync)
    config.keep = Keep(last=1, daily=0, monthly=0, yearly=0)
    retention.prune(config, url_of(config))
    assert ("pruned.jsonl", True) in synced


def test_an_altered_folder_is_not_taken_into_the_history(config, caplog):
    runs_on(config, dt.date(2026, 1, 1))
    with_hashes(config.out / "group", url_of(config))
    [run] = runs_of(config.out, "group")
    for name in config.out.glob("history.sqlite*"):
        name.unlink()
    (config.out / "group" / run / "audit_report.xlsx").write_bytes(b"other")
    assert history.catch_up(url_of(config), config.out) == 0
    assert "audit_report.xlsx was changed" in caplog.text


# Back-up and restore


def test_a_machine_that_is_lost_comes_back_and_nobody_gets_a_second_mail(config, mailbox, tmp_path):
    night(config)
    night(config, "Process name;FTE\nPayroll;4\n")
    first = backup.back_up(config, url_of(config), tmp_path / "backups")
    second = tmp_path / "backups" / "20990101T000000Z"
    first.rename(second)
    third = backup.back_up(config, url_of(config), tmp_path / "backups")
    report = f"outputs/group/{runs_of(config.out, 'group')[0]}/audit_report.xlsx"
    assert (third / report).samefile(second / report)  # linked, not copied again
    before, latest = runs_of(config.out, "group"), (config.out / "group/latest").resolve().name
    shutil.rmtree(config.out)
    shutil.rmtree(config.archive)
    assert backup.restore(config, url_of(config), third) > 0
    assert runs_of(config.out, "group") == before
    assert (config.out / "group/latest").resolve().name == latest
    again = night(config, "Process name;FTE\nPayroll;4\n")
    assert (again.status, again.deliveries) == ("nothing_new", ())
    assert len(mailbox.mails) == 2
    assert night(config, "Process name;FTE\nPayroll;5\n").status == "done"
    with RunFolder(request(config.out, portfolio="group", run_id="x")) as folder:
        assert history.sequence_of(folder.before) == 3


def test_a_file_that_a_back_up_lost_does_not_go_on_into_the_next(config, tmp_path):
    night(config)
    first = backup.back_up(config, url_of(config), tmp_path / "backups")
    first = first.rename(tmp_path / "backups" / "20200101T000000Z")
    name = f"outputs/group/{runs_of(config.out, 'group')[0]}/audit_report.xlsx"
    good, stat = (first / name).read_bytes(), (first / name).stat()
    (first / name).write_bytes(b"x" * len(good))  # as a disk does that loses bits: same size, same time
    os.utime(first / name, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    second = backup.back_up(config, url_of(config), tmp_path / "backups")
    assert (second / name).read_bytes() == good
    shutil.rmtree(config.out)
    shutil.rmtree(config.archive)
    backup.restore(config, url_of(config), second)
    assert (config.out / name.removeprefix("outputs/")).read_bytes() == good


def test_a_back_up_of_nothing_is_refused(config, tmp_path):
    elsewhere = config.model_copy(update={"out": tmp_path / "elsewhere"})
    with pytest.raises(UsageError, match="There is no portfolio in .*elsewhere, .* nothing to back up"):
        backup.back_up(elsewhere, url_of(elsewhere), tmp_path / "backups")
    assert not (tmp_path / "backups").exists()


def test_a_back_up_that_was_changed_is_not_restored(config, tmp_path):
    night(config)
    made = backup.back_up(config, url_of(config), tmp_path / "backups")
    with pytest.raises(UsageError, match="is not empty"):
        backup.restore(config, url_of(config), made)
    changed = next((made / "archive").rglob("group.csv"))
    changed.write_text("other")
    with pytest.raises(UsageError, match="1 files of the back-up are missing or changed"):
        backup.restore(config, url_of(config), made)
    with pytest.raises(UsageError, match="is no back-up"):
        backup.restore(config, url_of(config), tmp_path)


def test_a_back_up_is_not_restored_to_a_folder_that_nobody_named(config, tmp_path, monkeypatch):
    night(config)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "process_audit.toml").write_text('out = "/srv/audit/outputs"\n')
    made = backup.back_up(config, url_of(config), tmp_path / "backups")
    (tmp_path / "process_audit.toml").unlink()
    with pytest.raises(
        UsageError, match=f"go to {tmp_path}/outputs. Copy {made}/settings/process_audit.toml to"
    ):
        backup.restore(Settings(), "sqlite:///none.sqlite", made)
    assert not (tmp_path / "outputs").exists()
