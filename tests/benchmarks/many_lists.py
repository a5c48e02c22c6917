"""Many small lists in one run: ``python -m tests.benchmarks.many_lists --lists 60 --old COMMIT``.

Prints the CPU seconds of each further list (those of all lists, less those of a run of one, by what it has more),
of this build and of an earlier one, and the wall time of two processes against that of one. Wall time compares
only where nothing else is at work.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measure import Cost
from tests.benchmarks.portfolios import portfolio, write
from tests.benchmarks.whole_job import checked_out, measure, median

OLD_LISTS = 12  # enough for the cost of a further one, which an earlier build takes long for


def main() -> None:
    """Measures and prints."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--lists", type=int, default=60)
    ask.add_argument("--rows", type=int, default=50)
    ask.add_argument("--runs", type=int, default=3)
    ask.add_argument("--old", help="Commit of an earlier build to measure beside this one.")
    asked = ask.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="many_lists_") as name,
        checked_out(asked.old, Path(name) / "old") as old,
    ):
        folder = Path(name)
        for count in {1, OLD_LISTS, asked.lists}:
            (folder / str(count)).mkdir()
            for number in range(count):
                write(portfolio(asked.rows, 28, seed=number), folder / str(count) / f"list_{number:03}.xlsx")
        print(
            f"{asked.lists} lists of {asked.rows} rows x 28 columns, xlsx, median of {asked.runs}, load {os.getloadavg()[0]:.0f}"
        )
        one, few, all_lists, by_two = (
            _cost(folder, count, processes, asked.runs)
            for count, processes in ((1, 1), (OLD_LISTS, 1), (asked.lists, 1), (asked.lists, 2))
        )
        print(
            f"  one process     CPU {all_lists.cpu_seconds:7.1f} s   wall {all_lists.wall_seconds:7.1f} s   peak {all_lists.peak_megabytes:6.0f} MB"
        )
        print(
            f"  two processes   CPU {by_two.cpu_seconds:7.1f} s   wall {by_two.wall_seconds:7.1f} s   peak {by_two.peak_megabytes:6.0f} MB"
        )
        print(
            f"  two processes / one: CPU {by_two.cpu_seconds / all_lists.cpu_seconds:.2f}, wall {by_two.wall_seconds / all_lists.wall_seconds:.2f}"
        )
        print(f"  each further list, of {asked.lists}: CPU {_further(one, all_lists, asked.lists):.2f} s")
        ours = _further(one, few, OLD_LISTS)
        print(f"  each further list, of {OLD_LISTS}: CPU {ours:.2f} s")
        if old:
            theirs = _further(
                *(_cost(folder, count, 1, asked.runs, old) for count in (1, OLD_LISTS)), OLD_LISTS
            )
            print(
                f"  each further list, of {OLD_LISTS}, old: CPU {theirs:.2f} s   this / old: {ours / theirs:.2f}"
            )


def _further(one: Cost, several: Cost, count: int) -> float:
    return (several.cpu_seconds - one.cpu_seconds) / (count - 1)


def _cost(folder: Path, count: int, processes: int, runs: int, build: Path | None = None) -> Cost:
    """The median of some runs, each into a folder of its own, so that none finds the history of another."""
    costs = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(dir=folder) as out:
            command = [sys.executable, "-m", "flows.cli", "run", str(folder / str(count)), "--out", out]
            command += ["--as-of", "2026-11-01", "--inline", "--quiet", "--processes", str(processes)]
            costs.append(measure(command, folder / "log", build))
    return median(costs)


if __name__ == "__main__":
    main()
