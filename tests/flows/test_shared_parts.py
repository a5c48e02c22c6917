"""Parts of a long list shared with other workers: whoever does them, and whoever dies at them, results are the same."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import dask
import pandas as pd
import psutil
import pytest

from flows.cluster import LOCAL, connection, on_cluster, parts
from flows.cluster.audits import CONNECTION_LOST, WORKER_DIED
from flows.cluster.parts import do_part, shared_by
from flows.partitions import with_frames_in_files
from flows.runners import inline
from flows.steps import Step
from flows.story import audit_and_remember
from schemas.errors import StepError
from tasks.parking import park, unpark
from tasks.settings import ReportLimits, Settings
from tests.benchmarks.portfolios import portfolio, write
from tests.flows.dask_cluster import ROOT, wait_until
from tests.flows.requests_for_tests import request

ROWS, PARTS = 1_000, 40
FILES = ("results.csv", "candidates.csv", "flags.csv", "issues.csv")


def double(typed: pd.DataFrame, times: int) -> pd.DataFrame:
    """A step for tests."""
    if "bad" in typed.columns:
        raise ValueError("Anna Berg")
    return typed * times


class Others:
    """Other workers of a cluster: ``does`` says for each part what becomes of it there."""

    def __init__(self, *does):
        self.does, self.jobs = does, []

    def submit(self, function, job, key, **_):
        self.jobs.append((job, key))
        return Future(self.does[len(self.jobs) - 1], job)


@dataclass
class Future:
    what: str
    job: parts.PartJob

    def __post_init__(self):
        if self.what == "done":
            assert do_part(self.job)
        elif self.what != "idle":
            assert parts._take(self.job)

    def result(self, timeout):
        assert self.what != "idle", "a part that nobody else began was waited for"
        if self.what == "died":
            raise RuntimeError("KilledWorker")
        if self.what == "raises":
            raise StepError("A sentence.")
        if self.what == "hangs":
            raise TimeoutError
        return self.what == "done"


def tried(folder: Path, connect, columns: str = "ab"):
    """What comes of three parts of a step, and how many of them were done here."""
    here = []

    def do_here(step, **arguments):
        here.append(arguments["typed"].first)
        return with_frames_in_files(inline(), folder, 0, step, **arguments)

    frame = park(pd.DataFrame({name: range(9) for name in columns.split()}), folder, "typed")
    rows = [{"typed": frame.rows(first, first + 3)} for first in (0, 3, 6)]
    results = shared_by(connect)(Step(double, "doubling"), {"times": 2}, rows, folder, do_here)
    return [unpark(result)["a"].tolist() for result in results], here


RESULT = [[0, 2, 4], [6, 8, 10], [12, 14, 16]]


@pytest.mark.parametrize(
    ("others", "done_here"),
    [
        (("idle", "idle", "idle"), [6, 3, 0]),
        (("done", "idle", "idle"), [6, 3]),
        (("done", "done", "done"), []),
        (("died", "idle", "idle"), [6, 3, 0]),
        (("done", "taken by one that died", "hangs"), [3, 6]),
    ],
)
def test_each_part_is_done_once_by_somebody_and_in_its_place(tmp_path, others, done_here):
    cluster = Others(*others)
    assert tried(tmp_path, lambda: cluster, "a b") == (RESULT, done_here)
    assert {path.suffix for path in tmp_path.iterdir()} == {".frame"}, "marks and arguments are left"


def test_a_cluster_that_has_gone_leaves_all_parts_to_the_worker_itself(tmp_path):
    def connect():
        raise OSError("no scheduler")

    assert tried(tmp_path, connect, "a") == (RESULT, [6, 3, 0])


def test_a_part_that_cannot_be_done_is_told_once_and_without_what_a_cell_holds(tmp_path):
    with pytest.raises(StepError, match="A sentence"):
        tried(tmp_path, lambda: Others("raises", "idle", "idle"), "a")
    work, own = tmp_path / "work", tmp_path / "own"
    work.write_bytes(pickle.dumps((Step(double, "doubling"), {"times": 2}, "python")))
    own.write_bytes(pickle.dumps({"typed": park(pd.DataFrame({"bad": [1]}), tmp_path, "typed")}))
    with pytest.raises(StepError, match="ValueError at ") as told:
        do_part(parts.PartJob("double", work, own))
    assert "Anna" not in str(told.value)


def test_paths_alone_travel_through_the_scheduler(tmp_path):
    others = Others("done", "done", "done")
    tried(tmp_path, lambda: others, "a")
    for job, key in others.jobs:
        assert len(pickle.dumps(job)) < 1000
        assert repr(job) == "<part of test_shared_parts.double>"
        assert key[0] == "test_shared_parts.double"


def test_a_part_of_a_list_that_is_finished_is_left_alone(tmp_path):
    job = parts.PartJob("step", tmp_path / "gone" / "work", tmp_path / "gone" / "part")
    assert do_part(job) is False


def taken_by(frames: Path) -> dict[str, int]:
    """Process ids of those who took parts, by the name of the mark."""
    found = {}
    with suppress(OSError):  # the parts are put together, and their marks gone, or the folder
        for mark in frames.glob("*.taken"):
            if text := mark.read_text():
                found[mark.name] = int(text)
    return found


@pytest.fixture(scope="module")
def long_list(tmp_path_factory):
    path = tmp_path_factory.mktemp("long") / "long.csv"
    write(portfolio(int(os.environ.get("LONG_LIST_ROWS", ROWS)), 28), path)
    return path


@pytest.fixture(scope="module")
def quick(postgres_url):
    limits = ReportLimits(data_docs_rows=1, scenario_rows=1)
    return Settings(history_url=postgres_url.format("postgres"), report=limits, part_rows=10_000_000)


@pytest.fixture(scope="module")
def in_one(long_list, quick, tmp_path_factory):
    out = tmp_path_factory.mktemp("one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.story.settings", lambda: quick)
        return audit_and_remember(request(out, long_list, portfolio="long"), inline())


@pytest.mark.standing
@pytest.mark.postgresql
@pytest.mark.parametrize("dies", ["a worker that helps", "the worker that audits"])
def test_a_list_in_forty_parts_on_two_workers_of_which_one_is_killed_is_that_of_one_process(
    dies, long_list, quick, in_one, tmp_path, real_cluster
):
    there = real_cluster()
    asked = request(tmp_path / "out", long_list, portfolio="long")
    frames = tmp_path / "out" / "long" / f".{asked.run_id}-frames.part"
    seen, killed = {}, []

    def kill_one():
        while not killed or len(set(seen.values())) < 3:
            seen.update(taken_by(frames))
            if not killed and len(set(seen.values())) == 2:
                number = {int(mark.split("-")[-1].split(".")[0]): pid for mark, pid in seen.items()}
                killed.append(number[PARTS - 1] if dies == "the worker that audits" else number[0])
                psutil.Process(killed[0]).kill()

    Thread(target=kill_one, daemon=True).start()
    size = -(-in_one.counts["rows_in"] // PARTS)
    config = quick.model_copy(update={"part_rows": size, "out": tmp_path / "out"})
    [outcome] = on_cluster([asked], there.address, config)
    assert killed and killed[0] in set(seen.values())
    wait_until(lambda: len(set(seen.values())) == 3, 1)
    assert outcome.status == in_one.status, outcome
    assert outcome.content_hash == in_one.content_hash
    assert outcome.counts == in_one.counts
    for name in FILES:
        alone = (Path(in_one.run_folder) / name).read_bytes()
        assert (Path(outcome.run_folder) / name).read_bytes() == alone, name
    left = sorted(path.name for path in (tmp_path / "out" / "long").iterdir())
    assert left == [".lock", asked.run_id, "latest"]


@pytest.mark.standing
@pytest.mark.postgresql
def test_the_long_list_has_bundles_waves_and_flags_of_the_portfolio(in_one):
    folder = Path(in_one.run_folder)
    candidates, flags = pd.read_csv(folder / "candidates.csv"), pd.read_csv(folder / "flags.csv")
    assert candidates["bundle"].nunique() > 5 and candidates["wave"].nunique() > 1
    assert flags["process_id"].isna().sum() >= 3


def rows_file(folder: Path, rows: int) -> Path:
    folder.mkdir()
    lines = [f"Process {number},4.5,5,1" for number in range(rows)]
    path = folder / "long.csv"
    path.write_text("\n".join(["Process,FTE,Rule-based (1-5),Judgement (1-5)", *lines]), encoding="utf-8")
    return path


def is_clean(out: Path) -> bool:
    """Whether nothing lies in the output folder that a run left half done."""
    return not [*out.glob(".stop-*"), *out.glob("*/.*.part"), *out.glob("*/.*-frames*")]


@pytest.mark.standing
@pytest.mark.parametrize(("fault", "told"), [("kills", WORKER_DIED), ("raises", "ValueError at ")])
def test_a_part_that_nobody_can_do_costs_its_own_list_alone_and_leaves_nothing(
    fault, told, tmp_path, monkeypatch
):
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", str(Path(__file__).with_name("dask_preload.py")))
    monkeypatch.setenv("PART_FAULT", fault)
    dask.config.refresh()
    out, long = tmp_path / "out", rows_file(tmp_path / "in", 20)
    short = rows_file(tmp_path / "short", 2)
    asked = [request(out, long, portfolio="long"), request(out, short, portfolio="short")]
    outcomes = on_cluster(asked, LOCAL, Settings(out=out, processes=2, part_rows=5))
    monkeypatch.undo()
    dask.config.refresh()
    assert [outcome.status for outcome in outcomes] == ["failed", "audited"]
    assert outcomes[0].fault.startswith(told) and "Anna" not in outcomes[0].fault
    assert is_clean(out) and not (out / "long").exists()


@pytest.mark.standing
@pytest.mark.postgresql
def test_a_scheduler_that_goes_away_while_parts_are_done_is_told_and_leaves_nothing(
    tmp_path, real_cluster, long_list, quick, monkeypatch
):
    monkeypatch.setattr(
        connection, "CONNECT_SECONDS", 2
    )  # else the list is finished before the client gives up
    there = real_cluster()
    asked = request(tmp_path / "out", long_list, portfolio="long")

    def kill_scheduler():
        while not list((tmp_path / "out").glob("long/.*-frames.part/*.taken")):
            time.sleep(0.01)
        there.scheduler.kill()

    Thread(target=kill_scheduler, daemon=True).start()
    config = quick.model_copy(update={"part_rows": 50, "out": tmp_path / "out"})
    [outcome] = on_cluster([asked], there.address, config)
    assert (outcome.status, outcome.fault) == ("failed", CONNECTION_LOST)
    wait_until(lambda: not list((tmp_path / "out").glob("long/.*.part")))
    assert not (tmp_path / "out" / "long" / "latest").exists(), "a portfolio that was told as failed is there"


@pytest.mark.standing
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_control_c_stops_the_parts_of_a_list_and_leaves_nothing(how, code, tmp_path, long_list):
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "run",
        long_list,
        "--out",
        out,
        "--dask",
        "local",
        "--inline",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PROCESS_AUDIT_PART_ROWS": "20"}
    # A shell starts what it runs in the background with Ctrl-C ignored; the run would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as run:
        wait_until(lambda: list(out.glob("*/.*-frames.part/*.taken")), every_seconds=0.02)
        below = psutil.Process(run.pid).children(recursive=True)
        run.send_signal(how)
        said = run.communicate(timeout=60)[1]
    assert run.returncode == code, said
    assert "Traceback" not in said and "by the workers of a Dask cluster" in said
    psutil.wait_procs(below, 10)
    assert not [one for one in below if one.is_running()]
    assert is_clean(out)
