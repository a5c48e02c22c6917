"""The folder of one run: written under a temporary name, moved into place whole, and only then visible."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from filelock import FileLock, Timeout

from flows.program import PROGRAM, program_version
from flows.slots import slot
from schemas.errors import RunBusy, RunFolderError
from schemas.records import Outcome
from tasks.durable import move, set_aside, sync_tree, write_whole
from tasks.history import sequence_of
from tasks.memory import end_list

if TYPE_CHECKING:
    from flows.steps import Runner, Step
    from schemas.mapping import Settled
    from schemas.records import AuditRequest, FileRead
    from schemas.rules import Rulebook
    from tasks.settings import Limits

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
# Folder of the digests of nights, in the output folder.
DIGESTS = "digests"
# Begins the name of the file that asks the workers of a cluster to stop a run.
STOP_PREFIX = ".stop-"
# What of a run may be shown to whoever the reports are shared with.
SHARED_FILE = "audit_report.xlsx"


class RunFolder:
    """A temporary run folder under OUT/<portfolio>, held under a lock that the kernel frees when the process
    dies.

    ``frames`` is a folder for frames between steps, which goes with the context. Leaving the context without
    ``publish`` removes what was written. Leftovers of killed runs are swept on entry.
    """

    def __init__(self, request: AuditRequest):
        self.home = request.out / request.portfolio
        self.final = self.home / request.run_id
        self.path = self.home / f".{request.run_id}{TEMPORARY_SUFFIX}"
        self.frames = self.home / f".{request.run_id}-frames{TEMPORARY_SUFFIX}"
        self.program_version = program_version()
        self.durations_seconds: dict[str, float] = {}

    def __enter__(self) -> Self:
        from tasks.settings import settings

        # Only a folder that this run made is removed again.
        self._had_home = self.home.exists()
        self.home.mkdir(parents=True, exist_ok=True)
        self._lock, longest = FileLock(self.home / ".lock"), settings().run_minutes * 60
        with ExitStack() as taken:
            try:
                # The portfolio first, then one of the places: whoever waits for the portfolio holds no place
                # that others need. Should one fail, the stack gives the others back.
                taken.enter_context(self._lock.acquire(timeout=longest))
            except Timeout:
                raise RunBusy(
                    f"Another run has been at work on {self.home.name} for more than {longest / 60:.0f} minutes. "
                    "Stop it, or wait for its end, then run again."
                ) from None
            taken.enter_context(slot(self.home.parent, settings().audits_at_once, longest))
            _sweep(self.home)
            self.remarks, _ = _put_damaged_aside(self.home)
            self.before = _newest_run(self.home)
            self.path.mkdir()
            self._taken = taken.pop_all()
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
        for path in (self.path, self.frames):
            shutil.rmtree(path, ignore_errors=True)
        end_list()
        self._taken.close()
        if not self._had_home:
            _remove_if_empty(self.home)


def write_run_record(
    folder: RunFolder,
    request: AuditRequest,
    files: tuple[FileRead, ...],
    rulebook: Rulebook,
    counts: dict[str, int],
    content_hash: str,
    written: dict[str, str],
) -> None:
    """Writes run.json: what went in (sha256), under which rules and limits, what came out (sha256 of each
    file), with which packages; and the hash of the record of the portfolio's run before, so that the runs of
    a portfolio are a chain.

    Args:
        folder: the run, still under its temporary name.
        request: what was audited.
        files: input files as they were read.
        rulebook: its version and hash are recorded.
        counts: of the results.
        content_hash: of the results without clock, paths and history.
        written: sha256 by name of files that are known already; the others are hashed here.
    """
    from tasks.settings import settings

    before = folder.before
    record: dict[str, Any] = {
        "run_id": request.run_id,
        "portfolio": request.portfolio,
        "sequence": sequence_of(before) + 1 if before else 1,
        "previous": {"run_id": before.name, "sha256": _sha256(before / "run.json")} if before else None,
        "published_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "started_by": request.started_by,
        "as_of": request.as_of.isoformat(),
        "language": request.language,
        "inputs": [
            {
                name: getattr(file, name)
                for name in ("file", "sha256", "size_bytes", "kind", "refused_code", "refused_message")
            }
            for file in files
        ],
        "rulebook": {"version": rulebook.version, "hash": rulebook.hash},
        "limits_hash": limits_hash(settings().limits, request.settled),
        "settled_hash": request.settled.hash if request.settled else "",
        "program": {"name": PROGRAM, "version": folder.program_version, "python": platform.python_version()},
        "packages": _package_versions(),
        "counts": counts,
        "content_hash": content_hash,
        # run.json itself is not there yet and cannot hold its own hash.
        "files": written
        | {name: _sha256(folder.path / name) for name in _files_in(folder.path) if name not in written},
        "durations_seconds": folder.durations_seconds,
    }
    (folder.path / "run.json").write_text(
        json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


@cache
def _package_versions() -> dict[str, str]:
    """Versions of the packages that a run is recorded with, looked up once in each process."""
    return {name: version(name) for name in RECORDED_PACKAGES}


def publish(folder: RunFolder) -> None:
    """Moves the folder into place and points ``latest`` at it; a reader sees the old run or the new one,
    never a part.
    """
    from tasks.settings import settings

    sync_tree(folder.path)
    move(folder.path, folder.final)
    _point_latest_at(folder.final)
    has_report = (folder.final / SHARED_FILE).is_file()  # a program that asked for frames alone gets none
    if has_report and (shared := settings().share):
        share(folder.final, shared)


def _point_latest_at(run: Path) -> None:
    # A new link is moved over the old one: there is no moment without "latest".
    link = run.parent / f".latest{TEMPORARY_SUFFIX}"
    link.unlink(missing_ok=True)
    link.symlink_to(run.name, target_is_directory=True)
    move(link, run.parent / "latest")


def share(run: Path, shared: Path) -> None:
    """Puts the stakeholder edition of a run, and nothing else of it, into the shared folder of its
    portfolio.

    Args:
        run: the run in its place.
        shared: shared folder of all portfolios.
    """
    home = shared / run.parent.name
    home.mkdir(parents=True, exist_ok=True)
    write_whole(home / SHARED_FILE, (run / SHARED_FILE).read_bytes())


def limits_hash(limits: Limits, settled: Settled | None) -> str:
    """What a refusal depends on besides the file: the limits, what a person settled on how the file is read,
    and the program that holds to both.

    Args:
        limits: of the settings.
        settled: map and defaults; None: there are none.

    Returns:
        16 hex digits.
    """
    # A newer program may read what this one refuses.
    text = f"{program_version()} {limits.model_dump_json()} {settled.hash if settled else ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def was_read_alike(request: AuditRequest) -> bool:
    """Whether a run of the portfolio on disk read its lists under the map and the defaults of this request;
    so too where its runs are of a version that did not note them, or no run is on disk.
    """
    home = request.out / request.portfolio
    if not home.is_dir():
        return True
    wanted_hash, is_noted = request.settled.hash if request.settled else "", False
    for run in reversed(_runs_in(home)):  # the newest nearly always says it
        noted = json.loads((run / "run.json").read_bytes()).get("settled_hash", "")
        if noted == wanted_hash:
            return True
        # Runs of earlier programs note no hash; where none does, nothing can be said to differ.
        is_noted |= bool(noted)
    return not is_noted


def _files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Tidied:
    """What tidying up found: runs whose record is damaged, as (portfolio, run id), and a sentence on each."""

    damaged: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def tidy(out: Path) -> Tidied:
    """Clears up after runs that were killed and after power cuts: removes what was left half written, puts
    damaged runs aside, and lets ``latest`` name the run that was published last.

    A portfolio that is just being audited is left to the run that is at it.
    """
    from tasks.settings import settings

    damaged, remarks = [], []
    # A lock that is taken is not waited for: the run that holds it tidies its own portfolio.
    for home in (path for path in out.iterdir() if path.is_dir() and not path.name.startswith(".")):
        with suppress(Timeout), FileLock(home / ".lock", timeout=0):
            _sweep(home)
            sentences, run_ids = _put_damaged_aside(home)
            remarks += sentences
            damaged += [(home.name, run_id) for run_id in run_ids]
            newest = _newest_run(home)
            # After a power cut between the two moves of publish, or when the newest run was put aside.
            if newest and (home / "latest").resolve().name != newest.name:
                _point_latest_at(newest)
        _remove_if_empty(home)
    for stop in out.glob(f"{STOP_PREFIX}*"):
        if time.time() - stop.stat().st_mtime > settings().run_minutes * 60:  # no worker is at that run now
            stop.unlink(missing_ok=True)
    return Tidied(tuple(damaged), tuple(remarks))


def clear_up(home: Path) -> None:
    """Removes what a run that was killed left in a portfolio's folder, unless another run is at work there."""
    if home.is_dir():
        with suppress(Timeout), FileLock(home / ".lock", timeout=0):
            _sweep(home)
            _remove_if_empty(home)


def _remove_if_empty(home: Path) -> None:
    # A refused list leaves a folder with the lock alone, and no portfolio.
    if not any(child.name != ".lock" for child in home.iterdir()):
        shutil.rmtree(home, ignore_errors=True)


def _put_damaged_aside(home: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Renames runs whose record cannot be read, so that no later run leans on them; sentences, and their
    ids.
    """
    from tasks.history import put_damaged_overrides_aside, read_run_folder

    overrides = put_damaged_overrides_aside(home)
    sentences, run_ids = [overrides] if overrides else [], []
    for run in _runs_in(home):
        try:
            read_run_folder(run)
        except RunFolderError:
            # Renamed to a hidden name, which no reader of runs looks at.
            aside = set_aside(run)
            run_ids.append(run.name)
            sentences.append(
                f"The record of run {run.name} of {home.name} is damaged. Its folder was put aside as "
                f"{aside.name}; its list is audited again."
            )
    return tuple(sentences), tuple(run_ids)


def _runs_in(home: Path) -> list[Path]:
    return sorted(
        path
        for path in home.iterdir()
        if not path.name.startswith(".") and path.name != "latest" and (path / "run.json").is_file()
    )


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
    """The run that was published last, whatever the clock said then."""
    return max(_runs_in(home), key=lambda run: (sequence_of(run), run.name), default=None)


def finished_run(request: AuditRequest) -> Outcome | None:
    """How this very run ended, where it came to its end before and its process died before it could say
    so.
    """
    run = request.out / request.portfolio / request.run_id
    try:
        record = json.loads((run / "run.json").read_bytes())
    except (OSError, ValueError):  # never ended, or damaged: then it is put aside
        return None
    inputs, counts = record["inputs"], record["counts"]
    return Outcome(
        request.portfolio,
        audited_status(counts),
        str(run),
        counts,
        tuple((entry["file"], entry["refused_message"]) for entry in inputs if entry["refused_message"]),
        content_hash=record["content_hash"],
        inputs=tuple((entry["file"], entry["sha256"], entry["size_bytes"]) for entry in inputs),
        rulebook_hash=record["rulebook"]["hash"],
        refusal_codes=tuple(
            (entry["file"], entry["refused_code"]) for entry in inputs if entry["refused_code"]
        ),
    )


def audited_status(counts: Mapping[str, int]) -> str:
    """audited, or audited_with_issues where rows or cells were set aside."""
    return "audited_with_issues" if counts["rows_set_aside"] or counts["issues_error"] else "audited"
