"""What a night over very many lists costs besides its audits: ``python -m tests.benchmarks.at_scale lists folders history
tasks prefect --size 1000``.

Each part is done at a fourth of the size and at the size, with made lists, run folders and rows, so that growth faster than
the number shows. Of ``workers`` and ``writers`` the size is their number: ``python -m tests.benchmarks.at_scale workers writers --size 40``. CPU is that of this process; wall says what servers took besides.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from schemas.records import AuditRequest, Outcome
from tasks.settings import Settings

DAY = dt.date(2026, 11, 1)
RUNS_EACH = 20
WORKER_PROCESSES, IDLE_SECONDS, TASKS = 4, 20, 2000
WRITING_SECONDS = 10
SMALL_LIST = "Process,FTE,Rule-based (1-5),Judgement (1-5)\nPay supplier invoices,4.5,5,1\n"


def timed(what: str, count: int, work: Callable[[], object]) -> object:
    """Does the work and prints what one of so many took."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{what:<58} {count:>7} x  CPU {cpu / count * 1e3:8.3f} ms each, wall {wall / count * 1e3:8.3f} ms each",
        flush=True,
    )
    return result


def lists(count: int, folder: Path) -> None:
    """The inbox: what is new in it, and which portfolio each list belongs to."""
    from flows.nightly.inbox import look_into
    from flows.requests import requests_for

    inbox = folder / "inbox"
    inbox.mkdir()
    for number in range(count):
        (inbox / f"unit {number:06d}.csv").write_text(SMALL_LIST + f"Process {number},1,2,3\n")
    config = Settings(out=folder / "out", inbox=inbox)
    found = timed("looking into the inbox", count, lambda: look_into(inbox, 0)).arrived
    timed(
        "a request for each list",
        count,
        lambda: requests_for([one.path for one in found], config.out, DAY, config=config),
    )


def folders(count: int, folder: Path) -> None:
    """Run folders of earlier nights: tidying up, catching up, pruning."""
    from flows.retention import prune
    from flows.run_folder import tidy
    from tasks import history

    out = folder / "out"
    record = json.loads(a_run_record(folder))
    for number in range(count // RUNS_EACH):
        home = out / f"unit {number:06d}"
        for run in range(RUNS_EACH):
            run_id = f"{DAY - dt.timedelta(days=RUNS_EACH - run):%Y%m%d}T030000Z-{number:06x}"
            (home / run_id).mkdir(parents=True)
            told = record | {"run_id": run_id, "portfolio": home.name, "sequence": run + 1}
            (home / run_id / "run.json").write_text(json.dumps(told, indent=2))
        (home / "latest").symlink_to(run_id)
    config = Settings(out=out, archive=folder / "archive")
    url = history.database_url("", out)
    history.migrate(url)
    rows(url, [(path.parent.name, path.name) for path in out.glob("*/2*")])
    timed("tidying up, a run folder", count, lambda: tidy(out))
    timed("catching up, a run folder", count, lambda: history.catch_up(url, out, 730))
    timed("looking for what to prune, a run folder", count, lambda: prune(config, url, dry_run=True))


def a_run_record(folder: Path) -> str:
    """The run.json of a real audit."""
    from flows.runners import inline
    from flows.story import audit_and_remember

    source = folder / "one.csv"
    source.write_text(SMALL_LIST)
    done = audit_and_remember(
        AuditRequest("one", (source,), folder / "one", DAY, "20261101T030000Z-000001"), inline()
    )
    return (Path(done.run_folder) / "run.json").read_text()


def rows(url: str, runs: list[tuple[str, str]], status: str = "audited") -> None:
    """Puts made runs into the history, each with one input."""
    from sqlalchemy import insert, select

    from tasks.history.database import writing
    from tasks.history.runs import NO_VALUES
    from tasks.history.tables import INPUTS, RUNS

    day = dt.datetime(2026, 10, 1)
    values = [
        NO_VALUES
        | {"portfolio": portfolio, "run_id": run_id, "status": status, "as_of": DAY, "started_at": day}
        | {"finished_at": day, "host": "h", "process": "p", "run_folder": "f", "rulebook_hash": "r"}
        for portfolio, run_id in runs
    ]
    with writing(url) as connection:
        for first in range(0, len(values), 1000):
            connection.execute(insert(RUNS), values[first : first + 1000])
        keys = connection.scalars(select(RUNS.c.run_key)).all()
        inputs = [
            {
                "run_key": key,
                "position": 0,
                "file": "f",
                "sha256": f"{key:064x}",
                "size_bytes": 1,
                "kind": "",
                "refused_code": None,
            }
            for key in keys
        ]
        for first in range(0, len(inputs), 1000):
            connection.execute(insert(INPUTS), inputs[first : first + 1000])


def history_rows(count: int, folder: Path) -> None:
    """The history on PostgreSQL with so many runs: what an audit asks and notes, and what a night does once."""
    from tasks import history
    from tests.history import postgresql

    with postgresql.server() as server:
        url = server.format("postgres")
        history.migrate(url)
        rows(url, [(f"unit {number // RUNS_EACH:06d}", f"{number:08d}") for number in range(count)])
        asked = 100
        timed(
            f"noting a start, of {count} runs", asked,
            lambda: [history.start(url, f"unit {number:06d}", "20261101T030000Z-000001", DAY) for number in range(asked)],
        )  # fmt: skip
        timed(
            f"noting an end, of {count} runs", asked,
            lambda: [history.finish(url, f"unit {number:06d}", "20261101T030000Z-000001", "failed", "f") for number in range(asked)],
        )  # fmt: skip
        timed(
            f"whether a list was seen, of {count} runs", asked,
            lambda: [history.was_seen(url, f"unit {number:06d}", f"{number:064x}", "r", "l") for number in range(asked)],
        )  # fmt: skip
        timed(f"earlier runs of a portfolio, of {count} runs", asked,
              lambda: [history.trend(url, f"unit {number:06d}") for number in range(asked)])  # fmt: skip
        timed("overdue lists, a run", count, lambda: history.overdue(url, 2, {}))
        timed("forgetting, a run", count, lambda: history.forget(url, 1))


def tasks(count: int, folder: Path) -> None:
    """Tasks on Dask that audit nothing: what scheduler, client and worker take for each."""
    import psutil

    from flows.cluster.audits import _Audits
    from flows.cluster.connection import connected
    from flows.cluster.jobs import jobs_of

    config = Settings(out=folder / "out", processes=2)
    requests = [
        AuditRequest(f"unit {number:06d}", (), folder / "out", DAY, f"{number:08d}")
        for number in range(count)
    ]
    (folder / "out").mkdir()
    with connected("local", config) as client:
        client.wait_for_workers(2)
        warm = jobs_of(requests[:4], config, 0)
        _Audits(
            client,
            [replace(job, request=replace(job.request, run_id="warm")) for job in warm],
            config,
            print_nothing,
            0,
        ).all()
        processes = [psutil.Process(pid) for pid in client.run(os.getpid).values()]
        before = [used(worker) for worker in processes]
        jobs = timed("making a job", count, lambda: jobs_of(requests, config, 0))
        timed("a task, client and scheduler", count, _Audits(client, jobs, config, print_nothing, 0).all)
        of_workers = sum(used(worker) - was for worker, was in zip(processes, before, strict=True))
        print(f"{'a task, worker':<58} {count:>7} x  CPU {of_workers / count * 1e3:8.3f} ms each")


def workers(count: int, folder: Path) -> None:
    """A scheduler with so many workers, in four processes: with nothing to do, and for tasks of no length."""
    import psutil
    from distributed import Client, wait

    from tests.flows.dask_cluster import RealCluster

    cluster = RealCluster(folder, workers=0)
    try:
        for process in range(WORKER_PROCESSES):
            cluster.add_threads(count // WORKER_PROCESSES + (process < count % WORKER_PROCESSES))
        with Client(cluster.address, timeout=60) as client:
            client.wait_for_workers(count, timeout=120)
            scheduler = psutil.Process(cluster.scheduler.pid)
            began = used(scheduler)
            time.sleep(IDLE_SECONDS)
            idle = used(scheduler) - began
            print(f"scheduler of {count} workers with nothing to do: {idle / IDLE_SECONDS:.1%} of a core")
            keys, began = [("audit", number) for number in range(TASKS)], used(scheduler)
            timed(
                f"a task on {count} workers, client",
                TASKS,
                lambda: wait([client.submit(abs, 1, key=key, pure=False) for key in keys]),
            )
            of_scheduler = used(scheduler) - began
            print(f"a task on {count} workers, scheduler: CPU {of_scheduler / TASKS * 1e3:.3f} ms each")
    finally:
        cluster.stop()


def writers(count: int, folder: Path) -> None:
    """PostgreSQL when so many processes note starts and ends of runs at once, each in a connection of its own."""
    import multiprocessing

    import psutil
    from sqlalchemy import make_url

    from tasks import history
    from tests.history import postgresql

    with postgresql.server() as server:
        url = server.format("postgres")
        history.migrate(url)
        place = Path(str(make_url(url).query["host"])) / "data/postmaster.pid"
        program = psutil.Process(int(place.read_text().split()[0]))
        with multiprocessing.get_context("fork").Pool(count) as pool:
            began = used(program)
            noted = sum(pool.starmap(note_runs, [(url, number) for number in range(count)], chunksize=1))
        time.sleep(1)  # the server has waited for its last connections then
        took, load = used(program) - began, os.getloadavg()[0]
    print(
        f"{count} writers: {noted / WRITING_SECONDS:.0f} notes a second, CPU of the server "
        f"{took / noted * 1e3:.1f} ms each, fsync off, load {load:.0f}"
    )


def note_runs(url: str, writer: int) -> int:
    """Notes starts and ends of runs for some seconds, and says how many notes that made."""
    from tasks import history

    end, notes = time.monotonic() + WRITING_SECONDS, 0
    while time.monotonic() < end:
        run_id = f"{writer:06d}-{notes:08d}"
        history.start(url, f"unit {writer:06d}", run_id, DAY)
        history.finish(url, f"unit {writer:06d}", run_id, "failed", "f")
        notes += 2
    return notes


def prefect_words(count: int, folder: Path) -> None:
    """A real Prefect server: progress, and the table of files."""
    from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.artifacts import file_rows
    from tests.flows.prefect_server import prefect_server

    outcomes = [
        Outcome(
            f"unit {n:06d}",
            "audited",
            run_folder="f",
            counts={"rows_in": 1},
            inputs=((f"unit {n}.csv", "0" * 64, 1),),
        )
        for n in range(count)
    ]
    with prefect_server(folder) as address, temporary_settings({PREFECT_API_URL: address}):
        progress = create_progress_artifact(0.0, key="p")
        timed(
            "a word on progress",
            100,
            lambda: [update_progress_artifact(progress, float(n)) for n in range(100)],
        )
        timed(
            "a row of the table of files", count, lambda: create_table_artifact(file_rows(outcomes), key="t")
        )


def used(process) -> float:
    """CPU seconds of a process and of the children that it waited for."""
    times = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def print_nothing(outcome: Outcome) -> None:
    """Takes an outcome."""


PARTS = {
    "lists": lists,
    "folders": folders,
    "history": history_rows,
    "tasks": tasks,
    "workers": workers,
    "writers": writers,
    "prefect": prefect_words,
}


@contextmanager
def place() -> Iterator[Path]:
    """A folder for one part."""
    with tempfile.TemporaryDirectory(prefix="at_scale_") as folder:
        yield Path(folder)


def main() -> int:
    """Does what is asked and prints it."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("parts", nargs="+", choices=PARTS)
    ask.add_argument("--size", type=int, default=1000)
    asked = ask.parse_args()
    for part in asked.parts:
        for size in (asked.size // 4, asked.size):
            with place() as folder:
                PARTS[part](size, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
