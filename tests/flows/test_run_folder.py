"""A run folder is whole or not there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.run_folder import RunFolder, publish, tidy
from flows.slots import slot
from schemas.errors import RunBusy
from tasks.durable import keep_files_private
from tasks.history import sequence_of
from tasks.settings import settings
from tests.flows.requests_for_tests import request

ROOT = Path(__file__).parents[2]


def finish(ask, text: str) -> None:
    with RunFolder(ask) as folder:
        (folder.path / "run.json").write_text(
            json.dumps({"run_id": text, "sequence": sequence_of(folder.before) + 1 if folder.before else 1})
        )
        publish(folder)


def latest(out):
    return json.loads((out / "Test/latest/run.json").read_text())["run_id"]


def test_latest_points_to_the_newest_run(tmp_path):
    finish(request(tmp_path, run_id="1"), "one")
    finish(request(tmp_path, run_id="2"), "two")
    assert latest(tmp_path) == "two"
    assert json.loads((tmp_path / "Test/1/run.json").read_text())["run_id"] == "one"


def test_a_run_under_a_wrong_clock_is_not_the_newest_for_ever(tmp_path):
    finish(request(tmp_path, run_id="20310101T030000Z-000001"), "wrong clock")
    finish(request(tmp_path, run_id="20261101T030000Z-000002"), "right clock")
    tidy(tmp_path)
    assert latest(tmp_path) == "right clock"
    with RunFolder(request(tmp_path, run_id="20261102T030000Z-000003")) as folder:
        assert folder.before.name == "20261101T030000Z-000002"


@pytest.mark.parametrize("left", ["", '{"run_id": "20', "\x00" * 40])
def test_a_record_that_a_power_cut_left_is_put_aside_and_told(tmp_path, left):
    finish(request(tmp_path, run_id="1"), "one")
    finish(request(tmp_path, run_id="2"), "two")
    (tmp_path / "Test/2/run.json").write_text(left)
    tidied = tidy(tmp_path)
    assert tidied.damaged == (("Test", "2"),)
    assert "run 2 of Test is damaged" in tidied.remarks[0]
    assert latest(tmp_path) == "one"
    assert [path.is_dir() for path in (tmp_path / "Test").glob(".2.damaged-*")] == [True]


def test_overrides_that_a_power_cut_left_are_put_aside_and_told(tmp_path):
    finish(request(tmp_path, run_id="1"), "one")
    (tmp_path / "Test/overrides.parquet").write_bytes(b"")
    with RunFolder(request(tmp_path, run_id="2")) as folder:
        assert "overrides.parquet of Test is damaged" in folder.remarks[0]
    assert not (tmp_path / "Test/overrides.parquet").exists()


def test_files_are_on_the_disk_before_their_folder_has_its_name(tmp_path, monkeypatch):
    synced, moved = [], []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(
        os, "fsync", lambda one: (synced.append(str(Path(f"/proc/self/fd/{one}").readlink())), fsync(one))
    )
    monkeypatch.setattr(
        Path, "replace", lambda self, to: (moved.append((to.name, len(synced))), replace(self, to))[1]
    )
    finish(request(tmp_path, run_id="1"), "one")
    [(_, before)] = [entry for entry in moved if entry[0] == "1"]
    assert {Path(name).name for name in synced[:before]} >= {"run.json", ".1.part"}
    assert str(tmp_path / "Test") in synced[before:]


def test_what_a_run_leaves_is_for_its_account_and_group_alone(tmp_path):
    before = os.umask(0o022)
    try:
        keep_files_private()
        finish(request(tmp_path, run_id="1"), "one")
    finally:
        os.umask(before)
    assert oct((tmp_path / "Test/1/run.json").stat().st_mode)[-3:] == "640"
    assert oct((tmp_path / "Test/1").stat().st_mode)[-3:] == "750"


def test_the_shared_folder_holds_the_stakeholder_edition_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setenv("PROCESS_AUDIT_SHARE", str(tmp_path / "shared"))
    settings.cache_clear()
    before = os.umask(0o022)
    try:
        keep_files_private()
        for run_id in ("1", "2"):
            with RunFolder(request(tmp_path / "out", run_id=run_id)) as folder:
                (folder.path / "run.json").write_text(json.dumps({"run_id": run_id, "sequence": int(run_id)}))
                for name in ("audit_report.xlsx", "audit_report_full.xlsx", "results.csv", "inputs.parquet"):
                    (folder.path / name).write_text(f"{name} of run {run_id}")
                publish(folder)
    finally:
        os.umask(before)
        settings.cache_clear()
    shared = {path.relative_to(tmp_path): oct(path.stat().st_mode)[-3:] for path in
              (tmp_path / "shared").rglob("*")}  # fmt: skip
    assert shared == {Path("shared/Test"): "750", Path("shared/Test/audit_report.xlsx"): "640"}
    assert (tmp_path / "shared/Test/audit_report.xlsx").read_text() == "audit_report.xlsx of run 2"


def test_no_more_audits_at_once_than_are_allowed_and_a_dead_one_frees_its_place(tmp_path):
    code = (
        "import os, sys, pathlib; from flows.slots import slot\n"
        f"with slot(pathlib.Path({str(tmp_path)!r}), 1, 1): print('in', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert holder.stdout.readline().strip() == "in"
    with pytest.raises(RunBusy, match="audits_at_once"), slot(tmp_path, 1, 0.3):
        pass
    holder.kill()
    holder.communicate()
    with slot(tmp_path, 1, 5):
        pass


def test_a_run_that_breaks_off_leaves_the_old_one_as_it_was(tmp_path):
    finish(request(tmp_path, run_id="1"), "one")
    with pytest.raises(KeyError), RunFolder(request(tmp_path, run_id="2")) as folder:
        (folder.path / "run.json").write_text("half")
        raise KeyError
    assert sorted(path.name for path in (tmp_path / "Test").iterdir()) == [".lock", "1", "latest"]
    assert latest(tmp_path) == "one"


def test_leftovers_of_a_killed_run_are_swept(tmp_path):
    (tmp_path / "Test/.0.part").mkdir(parents=True)
    finish(request(tmp_path, run_id="1"), "one")
    assert not (tmp_path / "Test/.0.part").exists()


def test_a_portfolio_that_was_refused_leaves_no_folder(tmp_path):
    with RunFolder(request(tmp_path)):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [".slots"]
