"""One audit in this process with a runner that measures each step: ``python -m tests.benchmarks.stages INPUT
OUT COST.json``.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import time
from pathlib import Path


class MeasuringRunner:
    """Does steps here and now and notes, per step, wall and CPU seconds and the peak of memory (own, and of
    the largest child).
    """

    def __init__(self) -> None:
        self.steps: dict[str, dict[str, float]] = {}

    def __call__(self, step, *args, **kwargs):
        _forget_peak()
        wall, cpu, child = time.perf_counter(), _cpu(), _child_peak()
        try:
            return step(*args, **kwargs)
        finally:
            note = self.steps.setdefault(
                step.name,
                {"wall_seconds": 0.0, "cpu_seconds": 0.0, "peak_megabytes": 0.0, "child_megabytes": 0.0},
            )
            note["wall_seconds"] += time.perf_counter() - wall
            note["cpu_seconds"] += _cpu() - cpu
            note["peak_megabytes"] = max(note["peak_megabytes"], _own_peak())
            if _child_peak() > child:
                note["child_megabytes"] = _child_peak()


def _cpu() -> float:
    """CPU seconds of this process, of its ended children and of those that live, such as the reader of files."""
    import psutil

    ended = sum(
        use.ru_utime + use.ru_stime
        for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
    living = (child.cpu_times() for child in psutil.Process().children(recursive=True))
    return ended + sum(times.user + times.system for times in living)


def _child_peak() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def _forget_peak() -> None:
    """Sets the kernel's mark of the highest resident set back to what is held now."""
    Path("/proc/self/clear_refs").write_text("5")


def _own_peak() -> float:
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1000


def main(source: Path, out: Path) -> dict[str, dict[str, float]]:
    """Audits one file and returns what each step cost."""
    from flows.lean_start import prepare_for_audits

    prepare_for_audits()
    from flows.requests import requests_for
    from flows.story import audit_and_remember

    (request,) = requests_for([source], out, dt.date(2026, 11, 1), None)
    runner = MeasuringRunner()
    outcome = audit_and_remember(request, runner)
    if outcome.status not in ("audited", "audited_with_issues"):
        raise SystemExit(f"{outcome.status}: {outcome.fault}")
    return runner.steps


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
