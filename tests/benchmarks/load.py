"""Many lists in one night, and many runs at once, with the memory of all processes over time.

python -m tests.benchmarks.load night --lists 500
python -m tests.benchmarks.load at-once --runs 20 --kills 4     (needs PostgreSQL)

Prints JSON lines; the exit code is 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.benchmarks.portfolios import portfolio, write
from tests.flows.survival import House, Standing, below, kill, mailbox, until

SAMPLED_EVERY_SECONDS = 3
TENTHS = 10
NIGHT = [sys.executable, "-m", "flows.cli", "nightly", "--inline"]


@dataclass
class Memory:
    """Megabytes of a tree of processes over time; pages that several share count once between them."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    processes: list[int] = field(default_factory=list)

    def note(self, seconds: float, tree: list[psutil.Process]) -> None:
        """Adds one look at the tree."""
        bytes_held = []
        for process in tree:
            with suppress(psutil.Error):
                bytes_held.append(process.memory_full_info().pss)
        self.seconds.append(round(seconds))
        self.megabytes.append(round(sum(bytes_held) / 1e6))
        self.processes.append(len(bytes_held))

    def by_tenths(self) -> dict[str, list[int]]:
        """The most and the middle of each tenth of the time, so that a leak shows as a rise."""
        size = max(len(self.megabytes) // TENTHS, 1)
        parts = [
            sorted(self.megabytes[first : first + size]) for first in range(0, len(self.megabytes), size)
        ]
        return {
            "at_seconds": self.seconds[::size],
            "most_megabytes": [part[-1] for part in parts],
            "middle_megabytes": [part[len(part) // 2] for part in parts],
        }


@contextmanager
def watched(tree, also=lambda: None):
    """Looks at the processes that ``tree()`` names until the block ends; ``also()`` is called each time."""
    memory, ended, began = Memory(), threading.Event(), time.monotonic()

    def watch() -> None:
        while not ended.wait(SAMPLED_EVERY_SECONDS):
            memory.note(time.monotonic() - began, tree())
            also()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        ended.set()
        watcher.join()


def fill(house: House, lists: int, rows: int) -> None:
    """Puts made lists into the inbox: workbooks and CSV files with few and many columns."""
    for number in range(lists):
        kind = "csv" if number % 5 == 0 else "xlsx"
        frame = portfolio(rows, (3, 8, 16, 28)[number % 4], seed=number)
        write(frame, house.inbox / f"list {number:03}.{kind}")


def night(house: House, lists: int, rows: int) -> list[str]:
    """One night over many lists, and the next one; what does not hold."""
    fill(house, lists, rows)
    began = time.monotonic()
    process = subprocess.Popen(
        NIGHT, env=house.environment, cwd=house.folder, stdout=(house.folder / "night.log").open("w")
    )
    with watched(lambda: [psutil.Process(process.pid), *below(process.pid)]) as memory:
        code = process.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    runs = house.history("SELECT status, count(*) FROM runs GROUP BY status")
    folders = len([one for one in house.out.glob("list */*/run.json") if not one.parent.is_symlink()])
    again = subprocess.run(NIGHT, env=house.environment, cwd=house.folder, capture_output=True, text=True)
    say(
        lists=lists,
        rows_of_each=rows,
        exit_code=code,
        wall_seconds=round(time.monotonic() - began),
        cpu_seconds=round(used.ru_utime + used.ru_stime),
        runs=dict(runs),
        folders=folders,
        disk_megabytes=round(sum(one.stat().st_size for one in house.out.rglob("*") if one.is_file()) / 1e6),
        left_open=len(house.processes()),
        **memory.by_tenths(),
        next_night=again.stdout.splitlines()[:1],
    )
    return [
        *([] if code in (0, 3) else [f"the night ended with {code}"]),
        *([] if folders == lists else [f"{folders} run folders, not {lists}"]),
        *([] if again.returncode == 0 and "Nothing new" in again.stdout else ["the next night found work"]),
    ]


def at_once(standing: Standing, runs: int, kills: int, rows: int) -> list[str]:
    """Many runs started in one moment, some of them killed at work; what does not hold."""
    house = standing.house
    fill(house, runs, rows)
    [ad_hoc] = [one for one in standing.post("deployments/filter", {}) if one["name"] == "ad-hoc"]
    most = Counter()

    def count() -> None:
        most["flows"] = max(most["flows"], len(standing.flow_processes()))
        most["auditing"] = max(most["auditing"], _at_work(house.out))

    began = time.monotonic()
    with watched(house.processes, count) as memory:
        ids = [
            standing.post(
                f"deployments/{ad_hoc['id']}/create_flow_run",
                {"state": {"type": "SCHEDULED"}, "parameters": {"form": {"inputs": [path.name]}}},
            )["id"]
            for path in sorted(house.inbox.iterdir())
        ]
        killed = _kill_at_work(standing, kills)
        until(
            lambda: all(kind in ("COMPLETED", "FAILED", "CRASHED") for kind, _ in states(standing, ids)), 3000
        )
    ended = Counter(name for _, name in states(standing, ids))
    say(
        runs=runs,
        killed=killed,
        wall_seconds=round(time.monotonic() - began),
        states=ended,
        most_flow_processes=most["flows"],
        most_audits_at_once=most["auditing"],
        **memory.by_tenths(),
    )
    good = ended["Completed"] + ended["CompletedWithIssues"]
    return [
        *([] if good == runs - killed else [f"{good} runs went well, not {runs - killed}"]),
        *([] if ended["Crashed"] == killed else [f"{ended['Crashed']} crashed, {killed} were killed"]),
        *([] if most["flows"] <= 4 else [f"{most['flows']} flows at once, beyond the limit of the worker"]),
        *([] if most["auditing"] <= 2 else [f"{most['auditing']} audits at once, beyond audits_at_once"]),
    ]


def _at_work(out: Path) -> int:
    """Audits at work: run folders that are not finished, of portfolios whose lock a living process holds."""
    held = {line.split()[-3].split(":")[-1] for line in Path("/proc/locks").read_text().splitlines()}
    locks = [part.parent / ".lock" for part in out.glob("*/.*.part")]
    return sum(str(lock.stat().st_ino) in held for lock in locks)


def _kill_at_work(standing: Standing, kills: int) -> int:
    """Kills all flows that are at work, until so many were killed."""
    killed = 0
    while killed < kills:
        until(lambda: list(standing.house.out.glob("*/.*.part")))
        for process in standing.flow_processes()[: kills - killed]:
            kill(process)
            killed += 1
    return killed


def states(standing: Standing, ids: list[str]) -> list[tuple[str, str]]:
    """Type and name of the state of each run."""
    found = standing.post("flow_runs/filter", {"flow_runs": {"id": {"any_": ids}}, "limit": 200})
    return [(run["state"]["type"], run["state"]["name"]) for run in found]


def say(**told) -> None:
    """One line of the report."""
    print(json.dumps(told), flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("night", "at-once"))
    parser.add_argument("--lists", type=int, default=500)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--rows", type=int, default=10)
    asked = parser.parse_args()
    os.nice(19)
    folder = Path(tempfile.mkdtemp(prefix="load-"))
    try:
        with mailbox() as (_, port):
            trial = _one_night if asked.what == "night" else _standing_at_once
            faults = trial(folder, port, asked)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(faults=faults)
    sys.exit(bool(faults))


def _one_night(folder: Path, port: int, asked: argparse.Namespace) -> list[str]:
    return night(House(folder, port), asked.lists, asked.rows)


def _standing_at_once(folder: Path, port: int, asked: argparse.Namespace) -> list[str]:
    import psycopg

    from tests.history.postgresql import server

    with server() as template:
        for name in ("history", "prefect"):
            with psycopg.connect(template.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        prefect = template.format("prefect").replace("postgresql://", "postgresql+asyncpg://")
        standing = Standing(House(folder, port, template.format("history")), prefect)
        try:
            return at_once(standing, asked.runs, asked.kills, asked.rows)
        finally:
            standing.stop()


if __name__ == "__main__":
    main()
