"""What is kept on disk and what is removed: runs by rule, digests by age, copies of inputs that no run needs."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from flows.portfolios import portfolios_in
from flows.run_folder import DIGESTS, TEMPORARY_SUFFIX
from tasks.durable import append_line, sync_folder
from tasks.history import began_at, copies_before_upgrades, now, read_run_folder, sequence_of
from tasks.settings import Keep, Settings

PRUNED = "pruned.jsonl"
# A copy of an input that no run on disk needs, of a list that was refused for example, is kept so long.
KEEP_COPIES = dt.timedelta(days=90)


@dataclass(frozen=True)
class Removal:
    """A folder or file that is removed: where it lies, how large it is, and by which rule."""

    path: Path
    size_bytes: int
    why: str


def prune(config: Settings, url: str, dry_run: bool = False) -> list[Removal]:
    """Removes what no rule keeps; a portfolio that is just being audited is left for the next time.

    What an override, a challenge or an answer refers to is never removed, nor is the newest run.

    Args:
        config: output folder, archive, and what is kept.
        url: of the history database.
        dry_run: say what would be removed, and remove nothing.

    Raises:
        HistoryError: the history cannot be used; nothing was removed.
    """
    from tasks import history

    referred = history.referred_runs(url)
    removals: list[Removal] = []
    for portfolio in portfolios_in(config.out).values():
        home = config.out / portfolio
        if config.fault_of(portfolio):
            continue  # what it keeps may be the very setting that is wrong
        keep = config.facts_of(portfolio).keep or config.keep
        with suppress(Timeout), FileLock(home / ".lock", timeout=0):
            gone = _not_kept(_runs(home), keep, referred)
            removals += [Removal(run, _size(run), f"not kept for {portfolio}") for run in gone]
            if not dry_run:
                _remove_runs(home, gone)
    others = [
        *_old_digests(config),
        *_old_copies_of_the_history(config, url),
        # With a dry run nothing is gone yet: runs that would be removed do not count as needing their inputs.
        *_unused_copies(config, {removal.path for removal in removals}),
    ]
    if not dry_run:
        for removal in others:
            if removal.path.is_dir():
                shutil.rmtree(removal.path, ignore_errors=True)
            else:
                removal.path.unlink(missing_ok=True)
    return removals + others


def in_words(removals: Sequence[Removal]) -> str:
    """How much was removed, such as: 3 old folders or files removed, 14.2 MB."""
    size = sum(removal.size_bytes for removal in removals) / 1e6
    what = "folder or file" if len(removals) == 1 else "folders or files"
    return f"{len(removals)} old {what} removed, {size:.1f} MB."


def _runs(home: Path) -> list[Path]:
    runs = [path.parent for path in home.glob("*/run.json") if not path.parent.is_symlink()]
    whole = [run for run in runs if not run.name.startswith(".")]
    return sorted(whole, key=lambda run: (sequence_of(run), run.name))


def _not_kept(runs: Sequence[Path], keep: Keep, referred: set[tuple[str, str]]) -> list[Path]:
    """Of runs in the order of their publication those that no rule keeps."""
    # A run stays if it is among the newest, or the last of one of the days, months or years that are kept.
    names_to_keep = {run.name for run in runs[-keep.last :]}
    for form, count in (("%Y-%m-%d", keep.daily), ("%Y-%m", keep.monthly), ("%Y", keep.yearly)):
        # Runs are in the order of publication: the last of a period overwrites the others under its key.
        last_of = {f"{began_at(run.name) or dt.datetime.min:{form}}": run.name for run in runs}
        names_to_keep |= {last_of[period] for period in sorted(last_of, reverse=True)[:count]}
    return [
        run for run in runs if run.name not in names_to_keep and (run.parent.name, run.name) not in referred
    ]


def _remove_runs(home: Path, runs: Iterable[Path]) -> None:
    """Removes run folders and notes them, so that a chain with a gap can be told from one that was broken."""
    for run in runs:
        record = read_run_folder(run)
        line = {
            "run_id": run.name,
            "sequence": sequence_of(run),
            "sha256": record.record_sha256,
            "pruned_at": f"{now():%Y-%m-%dT%H:%M:%SZ}",
        }
        append_line(home / PRUNED, json.dumps(line))  # on the disk before the run is gone
        hidden = run.with_name(f".{run.name}{TEMPORARY_SUFFIX}")  # swept, should this process die now
        # Renamed first, so that no reader finds a run with half of its files.
        run.replace(hidden)
        shutil.rmtree(hidden, ignore_errors=True)
    sync_folder(home)


def _old_digests(config: Settings) -> Iterator[Removal]:
    oldest = (now() - dt.timedelta(days=config.keep_runs_days)).date().isoformat()
    for digest in sorted((config.out / DIGESTS).glob("????-??-??-*")):
        if digest.name[:10] < oldest:
            yield Removal(digest, _size(digest), f"older than {config.keep_runs_days} days")


def _old_copies_of_the_history(config: Settings, url: str) -> Iterator[Removal]:
    """Copies that were made before an upgrade changed the history, once the upgrade is long past."""
    oldest = (now() - dt.timedelta(days=config.keep_runs_days)).timestamp()
    for copy in copies_before_upgrades(url, config.out):
        if copy.stat().st_mtime < oldest:
            yield Removal(copy, copy.stat().st_size, f"older than {config.keep_runs_days} days")


def _unused_copies(config: Settings, removed: set[Path]) -> Iterator[Removal]:
    needed = {
        str(file.get("sha256", ""))[:16]
        for portfolio in portfolios_in(config.out).values()
        for run in _runs(config.out / portfolio)
        if run not in removed
        for file in read_run_folder(run).files
    }
    oldest = (dt.datetime.now() - KEEP_COPIES).timestamp()
    folders = [path for path in config.archive.glob("*") if path.is_dir()]
    for folder in sorted(folders):
        # The folder changes when a copy comes into it; the copy itself keeps the mtime of its original.
        if folder.name not in needed and folder.stat().st_ctime < oldest:
            yield Removal(folder, _size(folder), "copy of an input that no kept run needs")


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*"))
