"""The whole job against an earlier build and the plain way, in one run: ``python -m tests.benchmarks.whole_job --rows
1000 10000 100000 --columns 28 --old COMMIT``.

Prints, for each size, CPU seconds, wall seconds and peak memory (each the median of the runs) of ``run`` and
``check`` by both, the ratios, and what each step of the program took. The builds take turns, so that a busy
minute meets all of them. The time of this machine at this hour is in every figure: compare ratios, and CPU
rather than wall.
"""

from __future__ import annotations

import argparse
import json
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measure import Cost, run
from tests.benchmarks.portfolios import portfolio, write

# {input} and {out} are put in. Exit codes 0 and 3 are both an audit: a benchmark portfolio has wrong cells on
# purpose.
CHECK = "{python} -m flows.cli check {input}"
PROGRAM = "{python} -m flows.cli run {input} --out {out} --as-of 2026-11-01 --inline --quiet"
PLAIN = "{python} -m tests.benchmarks.plain_way {input} {out}/report.xlsx"
STAGES = "{python} -m tests.benchmarks.stages {input} {out} {out}/stages.json"
AUDITED = (0, 3)


def main() -> int:
    """Measures and prints; 1 where the program did not audit a portfolio."""
    asked = _arguments()
    is_sound = True
    with (
        tempfile.TemporaryDirectory(dir=asked.folder, prefix="whole_job_") as folder,
        checked_out(asked.old, Path(folder) / "old") as old,
    ):
        for rows in asked.rows:
            is_sound &= _one_size(asked, rows, Path(folder) / str(rows), old)
    return 0 if is_sound else 1


@contextmanager
def checked_out(commit: str | None, place: Path) -> Iterator[Path | None]:
    """An earlier build in a work tree of its own while it is measured; None where there is none."""
    if commit is None:
        yield None
        return
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(place), commit], check=True)
    try:
        yield place
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(place)], check=True)


def _arguments() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000, 100_000])
    ask.add_argument("--columns", type=int, default=28)
    ask.add_argument("--format", choices=("xlsx", "csv", "parquet"), default="xlsx")
    ask.add_argument("--program", default=PROGRAM, help=f"Command of the program. Default: {PROGRAM}")
    ask.add_argument("--old", help="Commit of an earlier build to measure beside this one.")
    ask.add_argument("--runs", type=int, default=3, help="How often each command runs. Default: 3.")
    ask.add_argument("--no-plain", action="store_true", help="Leave out the plain way.")
    ask.add_argument(
        "--no-stages", action="store_true", help="Leave out the second run that measures each step."
    )
    ask.add_argument(
        "--folder",
        type=Path,
        default=None,
        help="Where the files go while it runs. Default: the system's temporary folder.",
    )
    return ask.parse_args()


def _one_size(asked: argparse.Namespace, rows: int, folder: Path, old: Path | None) -> bool:
    folder.mkdir()
    source = folder / f"portfolio.{asked.format}"
    write(portfolio(rows, asked.columns), source)
    print(
        f"\n{rows:,} rows x {asked.columns} columns, {asked.format}, {source.stat().st_size / 1e6:.1f} MB, "
        f"median of {asked.runs}",
        flush=True,
    )
    builds = {"program": (asked.program, None)}
    if old:
        builds["old"] = (asked.program, old)
    if not asked.no_plain:
        builds["plain way"] = (PLAIN, None)
    ours = _compare(builds, source, folder, asked.runs)
    _print_durations(folder / "program_0")
    if not asked.no_stages:
        _print_stages(source, folder)
    checks = {"check": (CHECK, None)} | ({"old check": (CHECK, old)} if old else {})
    return all(code in AUDITED for code in (ours, _compare(checks, source, folder, asked.runs)))


def _compare(builds: dict[str, tuple[str, Path | None]], source: Path, folder: Path, runs: int) -> int:
    """Runs the commands in turns, prints the median of each and the first against the others; exit code of the first."""
    costs: dict[str, list[Cost]] = {name: [] for name in builds}
    for turn in range(runs):
        for name, (template, build) in builds.items():
            out = folder / f"{name.replace(' ', '_')}_{turn}"
            costs[name].append(measure(_command(template, source, out), out.with_suffix(".log"), build))
    medians = {name: median(several) for name, several in costs.items()}
    for name, cost in medians.items():
        print(
            f"  {name:<10} CPU {cost.cpu_seconds:8.1f} s   wall {cost.wall_seconds:8.1f} s   peak "
            f"{cost.peak_megabytes:7.0f} MB   exit {cost.exit_code}",
            flush=True,
        )
    first, *others = medians
    for other in others:
        _print_ratio(first, other, medians[first], medians[other])
    return medians[first].exit_code


def measure(command: list[str], log: Path, build: Path | None = None) -> Cost:
    """What one command costs; its last lines are printed where it did not audit."""
    cost = run(command, log, build)
    if cost.exit_code not in AUDITED:
        print("    " + "\n    ".join(log.read_text(errors="replace").splitlines()[-5:]))
    return cost


def median(costs: list[Cost]) -> Cost:
    """The median of each figure; the worst exit code."""
    return Cost(
        max(cost.exit_code for cost in costs),
        *(
            statistics.median(getattr(cost, figure) for cost in costs)
            for figure in ("wall_seconds", "cpu_seconds", "peak_megabytes")
        ),
    )


def _command(template: str, source: Path, out: Path) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    return [part.format(python=sys.executable, input=source, out=out) for part in shlex.split(template)]


def _print_ratio(name: str, other: str, cost: Cost, others: Cost) -> None:
    print(
        f"  {name} / {other}: CPU {cost.cpu_seconds / others.cpu_seconds:.2f} "
        f"(1/{others.cpu_seconds / cost.cpu_seconds:.1f}), "
        f"wall {cost.wall_seconds / others.wall_seconds:.2f}, memory {cost.peak_megabytes / others.peak_megabytes:.2f}",
        flush=True,
    )


def _print_durations(out: Path) -> None:
    """Wall seconds of each step as run.json of the finished run has them."""
    for record in out.glob("*/*/run.json"):
        if record.parent.is_symlink():
            continue
        steps = json.loads(record.read_text())["durations_seconds"]
        print(
            "    run.json, wall s: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in steps.items()),
            flush=True,
        )


def _print_stages(source: Path, folder: Path) -> None:
    """Each step by itself: a second run in one process, measured from inside."""
    out = folder / "stages"
    cost = run(_command(STAGES, source, out), folder / "stages.log")
    if cost.exit_code:
        print(
            "    the steps could not be measured: "
            + (folder / "stages.log").read_text(errors="replace").splitlines()[-1]
        )
        return
    for name, step in json.loads((out / "stages.json").read_text()).items():
        child = f"   largest child {step['child_megabytes']:6.0f} MB" if step["child_megabytes"] else ""
        print(
            f"    {name:<28} CPU {step['cpu_seconds']:7.2f} s   wall {step['wall_seconds']:7.2f} s   "
            f"peak {step['peak_megabytes']:6.0f} MB{child}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
