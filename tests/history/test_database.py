"""The history database, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, update

from schemas.errors import HistoryError, RunFolderError
from schemas.records import Answers
from schemas.results import ANSWER_COLUMNS, CHALLENGE_COLUMNS
from tasks import history
from tasks.history.database import NEWEST, reading, writing
from tasks.history.process import lives, process_mark
from tasks.history.tables import CHALLENGES, DELIVERIES, INPUTS, METADATA, OVERRIDES, RUNS
from tests.history.conftest import assessed, typed_rows, write_run
from tests.history.test_released import of_an_earlier_program

ROOT = Path(__file__).parents[2]
AS_OF = dt.date(2026, 11, 1)
FLAGS = [
    {"process_id": "P1", "code": "KPO-IP", "severity": "high"},
    {"process_id": "", "code": "CONCENTRATION", "severity": "medium"},
]


def rows(**changes):
    return typed_rows(
        {"process_id": "P1", "process_name": "Payroll", "fte": 4, **changes},
        {"process_id": "P2", "process_name": "Patent search", "fte": 1},
    )


def a_run(tmp_path, run_id="run-1", portfolio="group", typed=None, results=None, **options):
    typed = rows() if typed is None else typed
    return write_run(
        tmp_path / portfolio / run_id,
        typed,
        assessed(typed) if results is None else results,
        run_id=run_id,
        portfolio=portfolio,
        flags=FLAGS,
        **options,
    )


def counts(url):
    tables = (RUNS, INPUTS, OVERRIDES, CHALLENGES)
    with reading(url) as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) for table in tables}


def age(url, run_id, days):
    with writing(url) as connection:
        connection.execute(
            update(RUNS)
            .where(RUNS.c.run_id == run_id)
            .values(started_at=dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(days=days))
        )


def test_a_run_recorded_twice_stands_once(url, tmp_path):
    typed = rows(
        override_recommendation="retain",
        override_reason="Decided by the board in June",
        override_approver="Board",
        override_expires=pd.Timestamp("2027-06-30"),
        challenge="Not ours any more",
    )
    folder = a_run(tmp_path, typed=typed, counts={"rows_assessed": 2, "rows_set_aside": 0})
    history.start(url, "group", "run-1", AS_OF)
    history.record(url, folder)
    once = counts(url)
    history.record(url, folder)
    assert once == counts(url) == {"runs": 1, "inputs": 1, "overrides": 1, "challenges": 1}
    run = history.list_runs(url).iloc[0]
    assert (run["status"], run["rulebook_hash"], run["content_hash"], run["rows_assessed"]) == (
        "audited",
        "rules-1",
        "c0ffee",
        2,
    )
    with reading(url) as connection:
        assert connection.execute(
            select(OVERRIDES.c.override_approver, OVERRIDES.c.override_expires)
        ).one() == (
            "Board",
            dt.date(2027, 6, 30),
        )


def test_a_run_with_rows_set_aside_is_told_from_a_clean_one(url, tmp_path):
    history.record(url, a_run(tmp_path, counts={"rows_set_aside": 3}))
    assert history.list_runs(url)["status"].tolist() == ["audited_with_issues"]


def test_portfolios_of_one_command_share_a_run_id(url, tmp_path):
    history.record(url, a_run(tmp_path, portfolio="bank"))
    history.record(url, a_run(tmp_path, portfolio="hospital"))
    assert sorted(history.list_runs(url)["portfolio"]) == ["bank", "hospital"]
    assert len(history.list_runs(url, "bank")) == 1


def test_what_cannot_be_recorded_whole_is_not_recorded_at_all(url, tmp_path):
    history.record(url, a_run(tmp_path))
    secret = {"process_id": "P1", "process_name": "Payroll", "override_recommendation": "retain"}
    twice = typed_rows(*[secret | {"override_reason": "Secret reason"}] * 2)
    with pytest.raises(HistoryError) as refused:
        history.record(url, a_run(tmp_path / "again", typed=twice))
    assert "Secret" not in str(refused.value) and "P1" not in str(refused.value)
    assert counts(url)["runs"] == 1 and counts(url)["overrides"] == 0
    assert history.trend(url, "group")["processes_count"].tolist() == [2]


def test_text_that_a_database_dislikes_is_recorded(url, tmp_path):
    objection = "Null\x00byte, 100% 'quoted' ?"
    history.record(url, a_run(tmp_path, typed=rows(challenge=objection)))
    with reading(url) as connection:
        assert (
            connection.scalar(select(CHALLENGES.c.challenge).where(CHALLENGES.c.process_id == "P1"))
            == "Nullbyte, 100% 'quoted' ?"
        )


def test_a_run_whose_process_was_killed_is_dead_at_the_next_start_and_a_living_one_is_not(url):
    begin = (
        "import datetime, sys, time; from tasks import history; history.start(sys.argv[1], 'group', "
        "sys.argv[2], datetime.date(2026, 11, 1)); "
        "print('begun', flush=True); time.sleep(600)"
    )
    killed, living = (
        subprocess.Popen([sys.executable, "-c", begin, url, run_id], stdout=subprocess.PIPE, cwd=ROOT)
        for run_id in ("killed", "living")
    )
    try:
        assert killed.stdout.readline() == living.stdout.readline() == b"begun\n"
        killed.kill()
        killed.wait()
        assert history.start(url, "group", "next", AS_OF) == ["group/killed"]
        status = history.list_runs(url).set_index("run_id")["status"]
        assert status.to_dict() == {"killed": "dead", "living": "started", "next": "started"}
    finally:
        for process in (killed, living):
            process.kill()
            process.wait()
            process.stdout.close()


def test_a_run_of_another_machine_is_taken_for_dead_after_a_day(url):
    history.start(url, "group", "elsewhere", AS_OF)
    with writing(url) as connection:
        connection.execute(update(RUNS).values(host="another-machine"))
    assert history.mark_dead(url) == []
    age(url, "elsewhere", 2)
    assert history.mark_dead(url) == ["group/elsewhere"]


def test_a_process_id_that_was_given_again_is_not_the_same_process():
    assert lives(process_mark())
    boot, pid, started = process_mark().split(":")
    assert (
        not lives(f"{boot}:{pid}:{int(started) - 1}")
        and not lives(f"other-boot:{pid}:{started}")
        and not lives("")
    )


def test_a_refused_run_ends_with_its_reason(url):
    history.start(url, "group", "run-1", AS_OF)
    history.finish(url, "group", "run-1", "refused", "The file is empty.")
    assert history.list_runs(url)[["status", "fault"]].to_numpy().tolist() == [
        ["refused", "The file is empty."]
    ]
    assert history.mark_dead(url) == []


def test_two_runs_are_compared_process_by_process(url, tmp_path):
    later = typed_rows(
        {"process_id": "P1", "process_name": "Payroll", "fte": 4},
        {"process_id": "P3", "process_name": "Travel", "fte": 1},
    )
    history.record(url, a_run(tmp_path))
    history.record(
        url, a_run(tmp_path, "run-2", typed=later, results=assessed(later, tier={"P1": "bpo_advanced"}))
    )
    told = set(history.compare_runs(url, "group", "run-1", "run-2").itertuples(index=False, name=None))
    assert told == {
        ("P1", "tier", "bpo_basic", "bpo_advanced"),
        ("P2", "process", "Patent search", ""),
        ("P3", "process", "", "Travel"),
    }
    assert history.compare_runs(url, "group", "run-1", "run-1").empty
    with pytest.raises(KeyError, match="run-9"):
        history.compare_runs(url, "group", "run-1", "run-9")


def test_a_comparison_with_a_run_whose_folder_is_gone_or_was_changed_says_so(url, tmp_path):
    folders = [a_run(tmp_path, run_id) for run_id in ("run-1", "run-2")]
    for folder in folders:
        record = json.loads((folder / "run.json").read_text())
        sha256 = hashlib.sha256((folder / "results.parquet").read_bytes()).hexdigest()
        (folder / "run.json").write_text(json.dumps(record | {"files": {"results.parquet": sha256}}))
        history.record(url, folder)
    typed_rows({"process_id": "P1", "process_name": "Other"}).to_parquet(folders[1] / "results.parquet")
    with pytest.raises(RunFolderError, match="run-2 is not what the run left: results.parquet was changed"):
        history.compare_runs(url, "group", "run-1", "run-2")
    shutil.rmtree(folders[0])
    with pytest.raises(RunFolderError, match="folder of run run-1 is gone"):
        history.compare_runs(url, "group", "run-1", "run-1")
    assert history.trend(url, "group")["processes_count"].tolist() == [2, 2], "counts outlive the folder"


def test_the_trend_counts_labels_run_by_run(url, tmp_path):
    history.record(url, a_run(tmp_path))
    history.record(
        url,
        a_run(
            tmp_path, "run-2", results=assessed(rows(), recommendation={"P1": "retain"}), as_of="2026-11-01"
        ),
    )
    told = history.trend(url, "group")[["run_id", "recommendation", "processes_count"]].to_numpy().tolist()
    assert told == [["run-1", "bpo_candidate", 2], ["run-2", "bpo_candidate", 1], ["run-2", "retain", 1]]


def test_the_same_file_under_the_same_rules_is_known(url, tmp_path):
    history.record(url, a_run(tmp_path))
    assert history.was_seen(url, "group", "ab" * 32, "rules-1", "")
    assert not history.was_seen(url, "group", "ab" * 32, "rules-2", "")
    assert not history.was_seen(url, "group", "cd" * 32, "rules-1", "") and not history.was_seen(
        url, "other", "ab" * 32, "rules-1", ""
    )


@pytest.mark.parametrize(("status", "is_known"), [("refused", True), ("failed", False)])
def test_a_refused_file_is_known_again_and_one_whose_run_failed_is_tried_again(url, status, is_known):
    for _ in range(2):
        history.finish(
            url,
            "group",
            "run-1",
            status,
            "A sentence.",
            files=[("book.xlsx", "ef" * 32, 10)],
            rulebook_hash="rules-1",
        )
    assert history.was_seen(url, "group", "ef" * 32, "rules-1", "") is is_known
    assert counts(url)["inputs"] == 1


def test_old_runs_are_forgotten_but_never_the_newest_audit_of_a_portfolio(url, tmp_path):
    for run_id in ("old", "older-but-newest-of-bank", "new"):
        history.record(url, a_run(tmp_path, run_id, portfolio="bank" if "bank" in run_id else "group"))
    for run_id in ("old", "older-but-newest-of-bank"):
        age(url, run_id, 800)
    assert history.forget(url, keep_days=730) == 1
    assert sorted(history.list_runs(url)["run_id"]) == ["new", "older-but-newest-of-bank"]
    assert counts(url) == {"runs": 2, "inputs": 2, "overrides": 0, "challenges": 0}


def test_a_message_goes_out_once(url):
    note = {"run_id": "run-1", "portfolio": "group", "channel": "mail", "recipient": "a@example.org"}

    def may_be_sent():
        return history.note_unless_settled(url, "<1@x>", "sending", **note)

    assert may_be_sent()
    assert not may_be_sent(), "the program may have died after the mail had gone"
    history.note_delivery(url, "<1@x>", "later", **note)
    assert history.open_deliveries(url) == [("run-1", "group", "a@example.org")]
    assert may_be_sent()
    history.note_delivery(url, "<1@x>", "sent", **note)
    assert not may_be_sent() and history.open_deliveries(url) == []
    with reading(url) as connection:
        assert connection.execute(select(DELIVERIES.c.status, DELIVERIES.c.attempts)).one() == ("sent", 2)


def test_of_two_that_are_about_to_send_a_message_at_the_same_time_one_does(url):
    """As two machines do whose nights overlap: each looks, and each is about to send."""
    history.migrate(url)
    note = {"portfolio": "group", "channel": "mail", "recipient": "a@example.org"}
    ids = [f"<{number}@x>" for number in range(20)]
    start = threading.Barrier(4)

    def send_all(run_id):
        start.wait()
        return sum(history.note_unless_settled(url, one, "sending", run_id=run_id, **note) for one in ids)

    with ThreadPoolExecutor(4) as senders:
        assert sum(senders.map(send_all, "abcd")) == len(ids)


def test_a_history_that_was_lost_is_made_again_from_the_run_folders(url, tmp_path):
    a_run(tmp_path)
    a_run(tmp_path, "run-2")
    (tmp_path / "group" / "latest").symlink_to("run-2")
    (tmp_path / "group" / "broken").mkdir()
    (tmp_path / "group" / "broken" / "run.json").write_text("{half")
    assert history.catch_up(url, tmp_path) == 2
    assert history.catch_up(url, tmp_path) == 0
    assert counts(url)["runs"] == counts(url)["inputs"] == 2


def test_a_run_that_was_forgotten_does_not_come_back_from_its_folder(url, tmp_path):
    for run_id in ("20200101T030000Z-000001", "20261101T030000Z-000002"):
        a_run(tmp_path, run_id)
    assert history.catch_up(url, tmp_path) == 2
    assert history.list_runs(url)["run_id"].tolist() == [
        "20261101T030000Z-000002",
        "20200101T030000Z-000001",
    ], "by when they ran, not when they were taken in"
    assert history.forget(url, keep_days=730) == 1
    assert history.catch_up(url, tmp_path, keep_days=730) == 0
    assert counts(url)["runs"] == counts(url)["inputs"] == 1


def test_answers_of_a_report_are_kept_once_and_the_last_of_a_person_counts(url):
    line = dict.fromkeys(CHALLENGE_COLUMNS) | {"process": "P1", "name": "Zoe", "label_then": "retain"}
    first = Answers(
        "back.xlsx",
        "ab" * 32,
        "group",
        "run-1",
        ({**line, "answer": "object"}, {**line, "name": "Yan", "answer": "agree"}),
    )
    later = Answers("again.xlsx", "cd" * 32, "group", "run-1", ({**line, "answer": "agree"},))
    assert not history.were_answers_taken(url, "group", first.sha256)
    assert [history.keep_answers(url, "group", answers, "run-2") for answers in (first, first, later)] == [
        2,
        2,
        1,
    ]
    assert history.were_answers_taken(url, "group", first.sha256) and not history.were_answers_taken(
        url, "bank", first.sha256
    )
    told = history.answers_given(url, "group")
    assert tuple(told.columns) == ANSWER_COLUMNS
    assert told[["name", "answer", "taken_in_by"]].to_numpy().tolist() == [
        ["Yan", "agree", "run-2"],
        ["Zoe", "agree", "run-2"],
    ]
    assert history.answers_given(url, "bank").empty


def test_two_reports_without_a_name_in_one_run_are_two_people_and_a_later_one_corrects_them(url):
    line = dict.fromkeys(CHALLENGE_COLUMNS) | {
        "process": "P1",
        "answer": "answered",
        "reason": "data_residency",
    }

    def hand_back(report, said, run):
        lines = tuple({**line, "override": one} for one in said)
        history.keep_answers(url, "group", Answers("back.xlsx", report * 32, "group", "run-1", lines), run)
        return history.answers_given(url, "group")["override"].to_list()

    assert hand_back("ab", ["no", "yes"], "run-2") == ["yes"]  # the last of one report
    assert sorted(hand_back("cd", ["no"], "run-2")) == ["no", "yes"]
    assert hand_back("ef", ["unknown"], "run-3") == ["unknown"]


def test_an_empty_report_that_came_back_is_known_again(url):
    history.keep_answers(url, "group", Answers("back.xlsx", "ab" * 32, "group", "run-1"), "run-2")
    assert history.were_answers_taken(url, "group", "ab" * 32)


def test_the_migrations_make_the_tables_that_the_program_uses(url):
    of_an_earlier_program(url, "head")
    history.migrate(url)
    with reading(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_new_database_is_of_the_present_schema(url):
    history.migrate(url)
    history.migrate(url)
    with reading(url) as connection:
        assert inspect(connection).has_table("runs")
        assert MigrationContext.configure(connection).get_current_revision() == NEWEST


def test_a_database_of_a_later_version_is_left_alone_with_a_sentence(url):
    from sqlalchemy import text

    history.migrate(url)
    with writing(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(HistoryError, match="later version of the program"):
        history.migrate(url)


def test_programs_that_start_at_once_make_one_database_and_lose_no_run(url, tmp_path):
    folders = [a_run(tmp_path, f"run-{number}") for number in range(4)]
    record = "import sys; from pathlib import Path; from tasks import history; history.record(sys.argv[1], Path(sys.argv[2]))"
    programs = [
        subprocess.Popen([sys.executable, "-c", record, url, str(folder)], cwd=ROOT) for folder in folders
    ]
    assert [program.wait() for program in programs] == [0, 0, 0, 0]
    assert counts(url)["runs"] == counts(url)["inputs"] == 4


@pytest.mark.standing
def test_a_recording_that_is_killed_leaves_all_or_nothing(url, tmp_path):
    many = typed_rows(
        *({"process_id": f"P{n}", "process_name": f"Process {n}", "challenge": "No"} for n in range(60_000))
    )
    folder = a_run(tmp_path, typed=many)
    history.migrate(url)
    record = (
        "import sys; from pathlib import Path; from tasks import history; from tasks.history import "
        "recording as module; import os, signal; "
        "real = module._replace; calls = []; "
        "module._replace = lambda *a: (real(*a), calls.append(1), len(calls) == int(sys.argv[3]) and "
        "os.kill(os.getpid(), signal.SIGKILL)); "
        "history.record(sys.argv[1], Path(sys.argv[2]))"
    )
    for at in (1, 2, 3):
        killed = subprocess.run([sys.executable, "-c", record, url, str(folder), str(at)], cwd=ROOT)
        assert killed.returncode == -9
        assert set(counts(url).values()) == {0}
    history.record(url, folder)
    assert counts(url)["challenges"] == 60_000


def test_a_row_put_in_before_rows_without_ids_of_their_own_moves_none_of_them(url, tmp_path):
    names = ["Payroll", "Patent search"]
    old = typed_rows(*({"process_id": f"r{n}", "process_name": name} for n, name in enumerate(names)))
    new = typed_rows(
        *({"process_id": f"r{n}", "process_name": name} for n, name in enumerate(["Travel", *names]))
    )
    history.record(url, a_run(tmp_path, typed=old))
    history.record(url, a_run(tmp_path, "run-2", typed=new))
    assert history.compare_runs(url, "group", "run-1", "run-2").to_numpy().tolist() == [
        ["r0", "process", "", "Travel"]
    ]
