"""Audits on Dask against audits in one process: ``python -m tests.benchmarks.on_dask many --lists 60 --workers 2`` and
``python -m tests.benchmarks.on_dask long --rows 1000000 --parts 20``.

Prints wall and CPU seconds of both ways and their ratios, with the load of the machine. Where others use the machine, wall
says little: ``CPU of workers`` against the CPU of one process is what a quiet machine of as many cores would show, less the
start of the workers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.benchmarks.portfolios import portfolio, write

RUN = (sys.executable, "-m", "flows.cli", "run")
SAMPLED_EVERY_SECONDS = 2.0  # each look takes time of a core that the workers want
COMPARED = ("results.csv", "candidates.csv", "flags.csv")


@dataclass
class Tree:
    """CPU seconds and most memory of each process of a tree; which are workers of Dask, and which was killed."""

    root: int = 0
    killed: int = 0
    seconds: dict[int, float] = field(default_factory=dict)
    workers: set[int] = field(default_factory=set)
    megabytes: dict[int, float] = field(default_factory=dict)

    def kill_helper(self, out: Path) -> None:
        """Kills with -9 the process that began the first part of a list, once two are at its parts."""
        first = {mark.read_text() for mark in out.glob("*/.*-frames.part/*-0.taken")} - {""}
        others = {mark.read_text() for mark in out.glob("*/.*-frames.part/*.taken")} - {""}
        if not self.killed and first and len(others) == 2:
            self.killed = int(first.pop())
            psutil.Process(self.killed).kill()

    def note(self) -> None:
        """Takes one look."""
        with suppress(psutil.Error):
            for process in (psutil.Process(self.root), *psutil.Process(self.root).children(recursive=True)):
                with suppress(psutil.Error):
                    used = process.cpu_times()
                    self.seconds[process.pid] = used.user + used.system
                    self.megabytes[process.pid] = max(
                        self.megabytes.get(process.pid, 0), process.memory_info().rss / 1e6
                    )
                    above = {process.ppid(), *(one.pid for one in process.parents())}
                    is_spawned = "spawn_main" in " ".join(process.cmdline())
                    if is_spawned or above & self.workers:
                        self.workers.add(process.pid)


def measured(command: list[str], log: Path, killing: Path | None) -> tuple[int, float, float, Tree]:
    """Exit code, wall seconds, load of the machine and the processes of a command, of which one may be killed."""
    tree, began = Tree(), time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        tree.root = process.pid
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(SAMPLED_EVERY_SECONDS):
                tree.note()
                if killing:
                    with suppress(OSError, psutil.Error):
                        tree.kill_helper(killing)

        threading.Thread(target=watch, daemon=True).start()
        code = process.wait()
        wall = time.perf_counter() - began
        ended.set()
    return code, wall, os.getloadavg()[0], tree


def compare(folder: Path, inputs: Path, workers: int, more: dict[str, str], kill: bool = False) -> int:
    """Runs the inputs both ways and prints what each took; 1 where results differ."""
    os.environ.update({"PROCESS_AUDIT_PROCESSES": str(workers), **more})
    figures = {}
    for name, options in (("one process", []), (f"{workers} workers", ["--dask", "local"])):
        out = folder / name.replace(" ", "-")
        command = [
            *RUN,
            str(inputs),
            "--out",
            str(out),
            "--as-of",
            "2026-11-01",
            "--inline",
            "--quiet",
            *options,
        ]
        killing = out if kill and options else None
        code, wall, load, tree = measured(command, folder / f"{out.name}.log", killing)
        cpu = sum(tree.seconds.values())
        of_workers = sum(tree.seconds[pid] for pid in tree.workers) if options else 0.0
        figures[name] = (wall, cpu)
        print(
            f"{name}: exit {code}, wall {wall:.1f} s, CPU {cpu:.1f} s, of workers {of_workers:.1f} s, largest "
            f"process {max(tree.megabytes.values()):.0f} MB, command itself {tree.megabytes[tree.root]:.0f} MB, "
            f"killed {tree.killed or 'none'}, load {load:.1f}",
            flush=True,
        )
        if code not in (0, 3):
            print((folder / f"{out.name}.log").read_text())
            return 1
    (wall_one, cpu_one), (wall_many, cpu_many) = figures.values()
    print(f"wall {wall_one / wall_many:.2f} times shorter; CPU {cpu_many / cpu_one:.2f} of one process")
    return report_differences(folder / "one-process", folder / f"{workers}-workers")


def report_differences(one: Path, other: Path) -> int:
    """1 where a table of results is not the same to the byte."""
    differing = [
        f"{home.parent.name}/{name}"
        for home in sorted(one.glob("*/latest"))
        for name in COMPARED
        if (home / name).read_bytes() != (other / home.parent.name / "latest" / name).read_bytes()
    ]
    print(f"differ: {', '.join(differing) or 'none'}")
    return 1 if differing else 0


def main() -> int:
    """Measures and prints; 1 where results differ."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("what", choices=("many", "long"))
    ask.add_argument("--lists", type=int, default=60)
    ask.add_argument("--rows", type=int, default=None)
    ask.add_argument("--parts", type=int, default=20)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--kill", action="store_true", help="Kill a worker that does a part of the long list.")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="on_dask_") as place:
        folder, inputs = Path(place), Path(place) / "lists"
        inputs.mkdir()
        if asked.what == "many":
            for number in range(asked.lists):
                write(portfolio(asked.rows or 60, 28, seed=number), inputs / f"unit{number:03d}.xlsx")
            return compare(folder, inputs, asked.workers, {})
        rows = asked.rows or 1_000_000
        write(portfolio(rows, 28), inputs / "long.csv")
        part_rows = {"PROCESS_AUDIT_PART_ROWS": str(-(-rows // asked.parts))}
        return compare(folder, inputs, asked.workers, part_rows, asked.kill)


if __name__ == "__main__":
    sys.exit(main())
