"""Back-ups: run folders, archive, settings and history, each whole, and the way back onto an empty machine."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from flows.faults import writing_to
from flows.nightly.run import inbox_lock
from flows.portfolios import portfolios_in
from schemas.errors import UsageError
from tasks.durable import move, sync_tree, write_whole
from tasks.settings import SETTINGS_FILE, Settings

MANIFEST = "backup.json"
# What makes the history itself, and passing things: neither is copied as a file.
LEFT_OUT = ("history.sqlite", ".slots", ".nightly", ".lock")
PARTS = ("outputs", "archive", "settings")


def back_up(config: Settings, url: str, target: Path) -> Path:
    """Writes a back-up into a folder of its own below ``target``, while no night is at work.

    What a back-up before it holds unchanged is linked, not copied again, where the disk can do that.

    Args:
        config: output folder and archive.
        url: of the history database.
        target: folder of all back-ups.

    Returns:
        The folder of the back-up: outputs, archive, settings, the history, and a list of all files with
        their hashes.

    Raises:
        UsageError: there is nothing to back up, a night is at work, or nothing can be written there.
        HistoryError: the history cannot be copied.
    """
    from tasks.history.backup import back_up as back_up_history

    # As in a folder without settings: a back-up of nothing would look like a good one.
    if not portfolios_in(config.out):
        raise UsageError(
            f"There is no portfolio in {config.out.absolute()}, so there is nothing to back up. Start the command in "
            f"the folder of {SETTINGS_FILE.name}, or set out."
        )
    with inbox_lock(config.out, url) as is_ours:
        if not is_ours:
            raise UsageError("A night is at work. Back up when it has ended.")
        folder = target / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
        part = target / f".{folder.name}.part"
        with writing_to(target):
            before = max(target.glob("*Z/" + MANIFEST), default=None)
            part.mkdir(parents=True)
        try:
            back_up_history(url, part)  # first: a run that ends meanwhile is taken in from its folder
            for name, source in zip(PARTS, _sources(config), strict=True):
                _copy(source, part / name, before.parent / name if before else None)
            hashes = {path.relative_to(part).as_posix(): _sha256(path) for path in _files(part)}
            hashes |= _copied_anew(hashes, part, before, config)
            write_whole(part / MANIFEST, json.dumps({"files": hashes}, indent=1).encode())
            sync_tree(part)
            move(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return folder


def restore(config: Settings, url: str, folder: Path) -> int:
    """Puts a back-up in place on a machine that has neither outputs nor history.

    Args:
        config: output folder and archive.
        url: of the history database.
        folder: one back-up.

    Returns:
        How many files the back-up holds.

    Raises:
        UsageError: the folder is no whole back-up, there is something in the way, or the settings that say where
            results go have not been put in place.
        HistoryError: the history cannot be put in place.
    """
    from tasks.history.backup import bring_back

    try:
        hashes = json.loads((folder / MANIFEST).read_bytes())["files"]
    except PermissionError:
        raise UsageError(
            f"This account may not read {folder}. Give it to the account (chown -R), then restore again."
        ) from None
    except (OSError, ValueError, KeyError):
        raise UsageError(f"{folder} is no back-up: it has no readable {MANIFEST}.") from None
    wrong = [
        name
        for name, sha256 in hashes.items()
        if not (folder / name).is_file() or _sha256(folder / name) != sha256
    ]
    if wrong:
        raise UsageError(
            f"{len(wrong)} files of the back-up are missing or changed, {wrong[0]} first. Take another."
        )
    # Without its settings a new machine would fill a folder that nobody named.
    settings_copy = folder / PARTS[2] / SETTINGS_FILE.name
    if settings_copy.is_file() and not SETTINGS_FILE.exists() and "out" not in config.model_fields_set:
        raise UsageError(
            f"There are no settings in {Path.cwd()}, so the results would go to {config.out.absolute()}. "
            f"Copy {settings_copy} to {Path.cwd()} first, or set PROCESS_AUDIT_OUT and PROCESS_AUDIT_ARCHIVE."
        )
    # Hidden files are no results: locks, and scraps of killed runs.
    for target in (config.out, config.archive):
        if target.is_dir() and any(not path.name.startswith(".") for path in target.iterdir()):
            raise UsageError(
                f"{target.absolute()} is not empty. Restore into an empty folder, or move it away."
            )
    for name, target in zip(PARTS[:2], (config.out, config.archive), strict=True):
        if (folder / name).is_dir():
            shutil.copytree(folder / name, target, symlinks=True, dirs_exist_ok=True)
            sync_tree(target)
    bring_back(url, folder)
    return len(hashes)


def _sources(config: Settings) -> tuple[Path, Path, Path]:
    return config.out, config.archive, SETTINGS_FILE


def _copy(source: Path, target: Path, before: Path | None) -> None:
    """Copies a file or folder; unchanged files are linked to those of the back-up before."""
    if source.is_file():
        target.mkdir()
        shutil.copy2(source, target / source.name)
        return
    for root, folders, files in os.walk(source) if source.is_dir() else ():
        # os.walk follows no links and lists a link to a folder, such as "latest", among the folders: these
        # are copied as links.
        here = Path(root)
        # Changed in place: os.walk then does not go into those that are left out.
        folders[:] = [name for name in folders if not _is_left_out(name)]
        there = target / here.relative_to(source)
        there.mkdir(parents=True, exist_ok=True)
        for name in [*files, *(name for name in folders if (here / name).is_symlink())]:
            if not _is_left_out(name):
                _copy_one(
                    here / name, there / name, before / here.relative_to(source) / name if before else None
                )


def _copy_one(source: Path, copy: Path, before: Path | None) -> None:
    if source.is_symlink():
        copy.symlink_to(source.readlink())
        return
    stat = source.stat()
    if before and before.is_file() and not before.is_symlink():
        # The same size and time of change: the same content, without reading it. Each back-up is whole and
        # yet takes only the room of what is new.
        stat_before = before.stat()
        if (stat_before.st_size, stat_before.st_mtime_ns) == (stat.st_size, stat.st_mtime_ns):
            try:
                copy.hardlink_to(before)
                return
            except OSError:  # another disk, or one that knows no links
                pass
    shutil.copy2(source, copy)


def _copied_anew(hashes: dict[str, str], part: Path, before: Path | None, config: Settings) -> dict[str, str]:
    """Copies again what was linked to a file that has changed since the back-up before was made: a disk that loses
    bits, or somebody, would otherwise go on into each later back-up.

    Returns:
        The hashes of the files that were copied again.
    """
    if before is None:
        return {}
    try:
        hashes_before = json.loads(before.read_bytes())["files"]
    except (OSError, ValueError, KeyError):
        hashes_before = {}
    anew: dict[str, str] = {}
    sources: dict[str, Path] = dict(zip(PARTS, _sources(config), strict=True))
    for name, sha256 in hashes.items():
        copy, earlier = part / name, before.parent / name
        if not earlier.is_file() or not copy.samefile(earlier) or hashes_before.get(name) == sha256:
            continue
        source = sources[Path(name).parts[0]]
        copy.unlink()
        shutil.copy2(source if source.is_file() else source / Path(*Path(name).parts[1:]), copy)
        anew[name] = _sha256(copy)
    return anew


def _is_left_out(name: str) -> bool:
    return name.startswith(LEFT_OUT) or name.endswith(".part")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
