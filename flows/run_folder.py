"""The folder of one run: written under a temporary name, moved into place whole, and only then visible."""

from __future__ import annotations

import json
import platform
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from filelock import FileLock, Timeout

from schemas.records import Outcome

if TYPE_CHECKING:
    from flows.steps import Runner, Step
    from schemas.records import AuditRequest, FileRead
    from schemas.rules import Rulebook

PROGRAM = "process-portfolio-audit"
RECORDED_PACKAGES = (
    "pandas",
    "numpy",
    "pyarrow",
    "great-expectations",
    "openpyxl",
    "xlsxwriter",
    "python-calamine",
)
TEMPORARY_SUFFIX = ".part"


class RunFolder:
    """A temporary run folder under OUT/<portfolio>, held under a lock that the kernel frees when the process
    dies.

    Leaving the context without ``publish`` removes what was written. Leftovers of killed runs are swept on
    entry.
    """

    def __init__(self, request: AuditRequest):
        self.home = request.out / request.portfolio
        self.final = self.home / request.run_id
        self.path = self.home / f".{request.run_id}{TEMPORARY_SUFFIX}"
        self.program_version = version(PROGRAM)
        self.durations_seconds: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._had_home = self.home.exists()
        self.home.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.home / ".lock")
        self._lock.acquire()
        _sweep(self.home)
        self.path.mkdir()
        return self

    def timed(self, run_step: Runner) -> Runner:
        """The same runner, noting in ``durations_seconds`` what each step took."""

        def timed(step: Step, *args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return run_step(step, *args, **kwargs)
            finally:
                self.durations_seconds[step.name] = round(
                    self.durations_seconds.get(step.name, 0.0) + time.perf_counter() - start, 4
                )

        return timed

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()
        if not self._had_home and not any(child.name != ".lock" for child in self.home.iterdir()):
            shutil.rmtree(self.home, ignore_errors=True)


def previous_run(request: AuditRequest) -> Path | None:
    """Folder of the portfolio's newest finished run, or None before the first."""
    latest = request.out / request.portfolio / "latest"
    return latest.resolve() if (latest / "run.json").is_file() else None


def write_run_record(
    folder: RunFolder,
    request: AuditRequest,
    files: tuple[FileRead, ...],
    rulebook: Rulebook,
    counts: dict[str, int],
    content_hash: str,
    written: dict[str, str],
) -> None:
    """Writes run.json: what went in (sha256), under which rules, what came out, with which packages."""
    record: dict[str, Any] = {
        "run_id": request.run_id,
        "portfolio": request.portfolio,
        "as_of": request.as_of.isoformat(),
        "language": request.language,
        "inputs": [
            {
                name: asdict(file)[name]
                for name in ("file", "sha256", "size_bytes", "kind", "refused_code", "refused_message")
            }
            for file in files
        ],
        "rulebook": {"version": rulebook.version, "hash": rulebook.hash},
        "program": {"name": PROGRAM, "version": folder.program_version, "python": platform.python_version()},
        "packages": {name: version(name) for name in RECORDED_PACKAGES},
        "counts": counts,
        "content_hash": content_hash,
        "files": written,
        "durations_seconds": folder.durations_seconds,
    }
    (folder.path / "run.json").write_text(
        json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def publish(folder: RunFolder) -> None:
    """Moves the folder into place and points ``latest`` at it; a reader sees the old run or the new one,
    never a part.
    """
    folder.path.replace(folder.final)
    _point_latest_at(folder.final)


def _point_latest_at(run: Path) -> None:
    link = run.parent / f".latest{TEMPORARY_SUFFIX}"
    link.unlink(missing_ok=True)
    link.symlink_to(run.name, target_is_directory=True)
    link.replace(run.parent / "latest")


def tidy(out: Path) -> None:
    """Clears up after runs that were killed: removes what they left half written, and lets ``latest`` name
    the newest whole run.

    A portfolio that is just being audited is left to the run that is at it.
    """
    for home in (path for path in out.iterdir() if path.is_dir()):
        newest = _newest_run(home)
        if not any(_leftovers(home)) and (newest is None or (home / "latest").resolve().name == newest.name):
            continue
        with suppress(Timeout), FileLock(home / ".lock", timeout=0):
            _sweep(home)
            if newest:
                _point_latest_at(newest)


def _leftovers(home: Path) -> Iterator[Path]:
    return home.glob(f".*{TEMPORARY_SUFFIX}")


def _sweep(home: Path) -> None:
    """Removes what killed runs left; only for whoever holds the portfolio's lock."""
    for leftover in _leftovers(home):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _newest_run(home: Path) -> Path | None:
    runs = sorted(
        (path.name for path in home.iterdir() if not path.name.startswith(".") and path.name != "latest"),
        reverse=True,
    )
    return next((home / name for name in runs if (home / name / "run.json").is_file()), None)


def finished_run(request: AuditRequest) -> Outcome | None:
    """How this very run ended, where it came to its end before and its process died before it could say
    so.
    """
    run = request.out / request.portfolio / request.run_id
    if not (run / "run.json").is_file():
        return None
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    inputs, counts = record["inputs"], record["counts"]
    return Outcome(
        request.portfolio,
        audited_status(counts),
        str(run),
        counts,
        tuple((one["file"], one["refused_message"]) for one in inputs if one["refused_message"]),
        content_hash=record["content_hash"],
        inputs=tuple((one["file"], one["sha256"], one["size_bytes"]) for one in inputs),
        rulebook_hash=record["rulebook"]["hash"],
    )


def audited_status(counts: Mapping[str, int]) -> str:
    """audited, or audited_with_issues where rows or cells were set aside."""
    return "audited_with_issues" if counts["rows_set_aside"] or counts["issues_error"] else "audited"
