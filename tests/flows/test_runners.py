"""Frames between steps, and what an error may say."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from flows import steps
from flows.cli import commands
from flows.faults import describe_fault
from flows.runners import audit_here, inline
from flows.story import audit_and_remember
from schemas.errors import AuditError, RulebookError, SettingsError, UsageError
from tasks.history import catch_up
from tasks.history.database import migrate
from tasks.parking import ParkedFrame, mapped, park, unpark
from tests.benchmarks.portfolios import portfolio, write
from tests.flows.requests_for_tests import request

needs_alarm = pytest.mark.skipif(
    not hasattr(signal, "SIGALRM"), reason="this system has no alarm; run_minutes does not hold"
)


@dataclass(frozen=True)
class Pair:
    """A record with a frame in it."""

    name: str
    frame: pd.DataFrame
    more: tuple = ()


def test_a_column_that_a_step_passes_on_is_not_written_again(tmp_path):
    texts = [f"Payroll, site {number}" for number in range(9_000)] + [None]
    first = park(pd.DataFrame({"name": texts, "day": pd.Timestamp("2026-11-29")}), tmp_path, "first")
    taken = unpark(first.rows(5_000, 10_000))
    second = park(taken.assign(fte=2.5), tmp_path, "second")
    assert second.path.stat().st_size < 60_000 < first.path.stat().st_size
    assert second.others == {first.path}
    third = park(unpark(second)[["name", "fte"]], tmp_path, "third")
    assert third.path.stat().st_size < 2_000 and third.others == {first.path, second.path}
    del taken
    pd.testing.assert_frame_equal(
        unpark(third), pd.DataFrame({"name": texts, "fte": 2.5}).iloc[5_000:], check_index_type=False
    )


def test_columns_of_the_same_bytes_are_written_once(tmp_path):
    """As they came and as they were read, in one frame or in two; bytes are compared, not their checksums alone."""
    texts = [f"Payroll, site {number}" for number in range(9_000)]
    numbers = np.arange(40_000, dtype="float64")
    others = np.where(numbers == 9_000, -1, numbers)
    came = pd.DataFrame({"A": pd.Series(texts, dtype="string[pyarrow]")})
    read = pd.DataFrame({"name": came["A"].astype(object).astype("string[pyarrow]")})
    money = pd.DataFrame({"low": numbers, "mid": numbers.copy(), "high": others})
    parked = park([came, read, money], tmp_path, "step")
    assert parked[0].path.stat().st_size > 150_000 > 2_000 > parked[1].path.stat().st_size
    assert parked[1].others == {parked[0].path}
    assert 2 * numbers.nbytes < parked[2].path.stat().st_size < 2.1 * numbers.nbytes
    for back, frame in zip(unpark(parked), (came, read, money), strict=True):
        pd.testing.assert_frame_equal(back, frame)


def test_a_column_that_lies_in_a_file_stays_there_when_its_frame_is_mapped():
    first = mapped(pd.DataFrame({"fte": np.arange(40_000.0)}))
    second = mapped(first.assign(cost=np.arange(40_000.0) * 2, none=pd.Series(dtype="float64")))
    assert np.shares_memory(first["fte"].to_numpy(), second["fte"].to_numpy())
    assert second["cost"].tolist() == [*range(0, 80_000, 2)] and second["none"].isna().all()
    empty = mapped(second[["cost"]].iloc[:0])
    assert mapped(empty).empty and second["fte"].sum() == sum(range(40_000))


def test_some_rows_of_a_column_in_memory_are_written_without_the_others(tmp_path):
    texts = pd.DataFrame({"name": [f"Payroll, site {number}" for number in range(9_000)]})
    assert park(texts.iloc[10:20], tmp_path, "step").path.stat().st_size < 2_000


def test_parked_frames_come_back_as_they_were(tmp_path):
    frame = pd.DataFrame(
        {
            "a": [1.5, None],
            "b": pd.Series(["x", None], dtype="str"),
            "c": pd.Series([True, None], dtype="boolean"),
            "d": pd.to_datetime(["2026-01-01", None]).astype("datetime64[us]"),
        },
        index=pd.Index([5, 9]),
    )
    record = Pair("p", frame, (frame, {"k": frame}, "text"))
    parked = park(record, tmp_path, "step")
    assert isinstance(parked.frame, ParkedFrame)
    assert isinstance(parked.more[1]["k"], ParkedFrame)
    back = unpark(parked)
    pd.testing.assert_frame_equal(back.frame, frame)
    pd.testing.assert_frame_equal(back.more[1]["k"], frame)
    assert back.more[2] == "text"


def test_cells_as_sent_come_back_with_the_kind_that_each_had(tmp_path):
    """A column in which somebody wrote 10k, a number and a date: in a messy workbook each column can be like
    that.
    """
    frame = pd.DataFrame(
        {"G": [12.5, "10k", None, True, pd.Timestamp("2026-11-01"), "007"]}, index=range(4, 10), dtype=object
    )
    back = unpark(park(frame, tmp_path, "step"))
    assert [(type(cell), cell) for cell in back["G"]] == [(type(cell), cell) for cell in frame["G"]]
    assert list(back.index) == list(frame.index)


def test_a_record_without_frames_is_handed_on_as_it_is(tmp_path):
    record = ("a", {"b": 1}, 3)
    assert park(record, tmp_path, "step") == record
    assert list(tmp_path.iterdir()) == []


def test_steps_are_named_by_stage():
    assert (steps.VALIDATE.name, steps.COUNT_ROWS.name) == ("quality.validate", "counts.count_rows")


def test_every_step_has_words_of_its_own_and_no_two_bear_one_name():
    assert len(steps.STEPS) == len({step.name for step in steps.STEPS}) >= 25
    assert len({step.words for step in steps.STEPS}) == len(steps.STEPS)
    assert all(len(step.words) > 5 for step in steps.STEPS)


def test_only_steps_that_write_files_are_tried_again():
    assert {step.name for step in steps.STEPS if step.retries} == {
        "reporting.write",
        "reporting.write_corrections",
    }


def test_a_fault_never_repeats_what_an_error_says():
    try:
        {}["Payroll of Jane Doe"]
    except KeyError as error:
        told = describe_fault(error)
    assert "Jane" not in told
    assert told.startswith("KeyError at tests/flows/test_runners.py:")


def test_a_fault_costs_one_portfolio_and_leaves_no_folder(tmp_path):
    def broken(step, *args, **kwargs):
        raise ValueError("Payroll of Jane Doe")

    outcome = audit_and_remember(request(tmp_path, tmp_path / "x.csv"), broken)
    assert outcome.status == "failed"
    assert "Jane" not in outcome.fault
    assert [path for path in tmp_path.iterdir() if path.is_dir() and not path.name.startswith(".")] == []


@pytest.mark.parametrize("kind", AuditError.__subclasses__())
def test_an_error_meant_for_the_user_is_shown_as_it_is_written(kind, monkeypatch, capsys):
    def fails(**options):
        raise kind("Name a folder that exists.")

    monkeypatch.setattr(commands, "app", fails)
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert capsys.readouterr().err == "Name a folder that exists.\n"
    assert ended.value.code == (2 if kind in (UsageError, RulebookError, SettingsError) else 1)
    assert describe_fault(kind("Name a folder that exists.")) == "Name a folder that exists."


@needs_alarm
@pytest.mark.parametrize(
    "name", ["NOTE_START", "ANSWERS_GIVEN", "LAST_AGREEMENT", "LEDGER_SO_FAR", "VALIDATE"]
)
def test_a_step_that_an_audit_can_do_without_does_not_outlive_the_time_of_the_audit(tmp_path, name):
    """Answers of earlier runs may fail and the audit goes on; the end of its time is no such failure."""
    last, begun = getattr(steps, name), []

    def run_step(step, *args, **kwargs):
        begun.append(step.name)
        if step is last:
            signal.raise_signal(signal.SIGALRM)
        return step(*args, **kwargs)

    write(portfolio(5, 28), tmp_path / "x.csv")
    outcome = audit_here(request(tmp_path, tmp_path / "x.csv"), run_step)
    assert (outcome.status, outcome.fault) == (
        "failed",
        "Auditing this portfolio was stopped after 120 minutes (setting run_minutes).",
    )
    assert begun[-1] == last.name
    assert not list(tmp_path.glob("*/*/run.json"))


@needs_alarm
def test_an_audit_that_had_come_to_its_end_when_its_time_was_over_is_told_with_its_results(tmp_path):
    """Its report is in place, and only the history does not answer."""

    def run_step(step, *args, **kwargs):
        if step is steps.NOTE_RESULTS:
            signal.raise_signal(signal.SIGALRM)
        return step(*args, **kwargs)

    write(portfolio(5, 28), tmp_path / "x.csv")
    outcome = audit_here(request(tmp_path, tmp_path / "x.csv"), run_step)
    assert outcome.status.startswith("audited") and not outcome.fault
    assert (Path(outcome.run_folder) / "audit_report.xlsx").is_file()
    assert catch_up(f"sqlite:///{tmp_path}/history.sqlite", tmp_path) == 1


@needs_alarm
def test_the_time_of_an_audit_that_ends_in_the_same_moment_is_over_with_it(tmp_path, monkeypatch):
    settle = signal.setitimer

    def just_before(which, seconds, *interval):
        if not seconds:
            signal.raise_signal(signal.SIGALRM)
        return settle(which, seconds, *interval)

    monkeypatch.setattr(signal, "setitimer", just_before)
    write(portfolio(5, 28), tmp_path / "x.csv")
    outcome = audit_here(request(tmp_path, tmp_path / "x.csv"), inline())
    assert outcome.status.startswith("audited")
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@needs_alarm
def test_the_end_of_an_audits_time_breaks_off_no_import(tmp_path, monkeypatch):
    """A pandas broken off in its import cannot be imported again: all later lists of the process would fail."""
    (tmp_path / "takes_long.py").write_text(
        "import signal\nsignal.raise_signal(signal.SIGALRM)\nis_whole = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    imported = []

    def run_step(step, *args, **kwargs):
        if step is steps.READ_TEXTS:
            import takes_long

            imported.append(takes_long.is_whole)
            time.sleep(30)
        return step(*args, **kwargs)

    write(portfolio(5, 28), tmp_path / "x.csv")
    outcome = audit_here(request(tmp_path, tmp_path / "x.csv"), run_step)
    assert imported == [True]
    assert outcome.fault == "Auditing this portfolio was stopped after 120 minutes (setting run_minutes)."


@pytest.mark.parametrize("processes", ["1", "2"])
def test_an_audit_that_takes_too_long_is_stopped_and_said_and_leaves_no_run(tmp_path, processes):
    """In this process or in one of its own: 1.2 seconds are enough for no audit of so many rows."""
    root = Path(__file__).parents[2]
    lists = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for path in lists:
        write(portfolio(20_000, 28), path)
    # Made before: an audit that is stopped while it makes the tables leaves none.
    migrate(f"sqlite:///{tmp_path}/history.sqlite")
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "run", *lists, "--processes", processes, "--json", "--inline"]
        + ["--out", str(tmp_path)],
        env={**os.environ, "PROCESS_AUDIT_RUN_MINUTES": "0.02"},
        capture_output=True,
        text=True,
        cwd=root,
        timeout=200,
    )
    outcomes = json.loads(done.stdout)["outcomes"]
    assert done.returncode == 1
    assert [outcome["status"] for outcome in outcomes] == ["failed", "failed"]
    assert {outcome["fault"] for outcome in outcomes} == {
        "Auditing this portfolio was stopped after 0.02 minutes (setting run_minutes)."
    }
    assert not list(tmp_path.glob("*/*/run.json"))
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as database:
        noted = database.execute("SELECT status, fault FROM runs").fetchall()
    assert set(noted) == {("failed", outcome["fault"]) for outcome in outcomes} and len(noted) == 2
