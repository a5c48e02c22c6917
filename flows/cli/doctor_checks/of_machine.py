"""Folders, disk and memory of this machine, as the doctor sees them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.doctor_checks.finding import Finding

if TYPE_CHECKING:
    from tasks.settings import Settings


LEAST_FREE_GIGABYTES = 2
# What an audit needs besides reading, by measurement of lists of up to 20,000 rows.
AUDIT_MEGABYTES = 700


def folders(config: Settings) -> Iterator[Finding]:
    """Folders that results go to."""
    yield _folder("output folder", config.out, "out")
    yield _folder("archive", config.archive, "archive")
    if config.share:
        yield _folder("shared folder", config.share, "share")


def _folder(what: str, folder: Path, setting: str) -> Finding:
    there = _nearest(folder)
    do = f"Make it a folder that this account may write to, or name another (setting {setting})."
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return Finding(what, False, f"{folder.absolute()}: {error.strerror}", do)
    return Finding(what, True, f"{folder.absolute()} {'is writable' if folder.exists() else 'can be made'}")


def inbox(config: Settings) -> Finding:
    """The inbox must be there and readable, unless nobody has named one."""
    inbox = config.inbox
    if not inbox.exists() and "inbox" not in config.model_fields_set:
        return Finding("inbox", True, "none yet; nights need the folder that the setting inbox names")
    do = "Make or mount the folder, and let this account read it, or name another (setting inbox)."
    try:
        entries = list(inbox.iterdir())
    except OSError as error:
        return Finding("inbox", False, f"{inbox.absolute()}: {error.strerror}", do)
    if closed := sum(not os.access(entry, os.R_OK) for entry in entries):
        problem = f"{closed} of {len(entries)} entries of {inbox.absolute()} cannot be read"
        return Finding("inbox", False, problem, "Let this account read them.")
    return Finding("inbox", True, f"{inbox.absolute()} is readable, {len(entries)} entries")


def memory(config: Settings) -> Finding:
    """Whether the audits that may run at once fit into the memory of this machine."""
    import psutil

    there = psutil.virtual_memory().total / 1e6
    megabytes_each = config.limits.read_megabytes + AUDIT_MEGABYTES
    needed = megabytes_each * config.audits_at_once
    fits = max(int(there / config.audits_at_once) - AUDIT_MEGABYTES, 500)
    return Finding(
        "memory",
        needed <= there,
        f"{there / 1e3:.1f} GB; {config.audits_at_once} audits at once may take {needed / 1e3:.1f} GB",
        f"Set limits.read_megabytes to {fits} or less, or audits_at_once lower, so that they fit.",
    )


def space(config: Settings) -> Finding:
    """Whether outputs and archive have room."""
    free = min(shutil.disk_usage(_nearest(folder)).free for folder in (config.out, config.archive)) / 1e9
    return Finding(
        "disk space",
        free >= LEAST_FREE_GIGABYTES,
        f"{free:.1f} GB free",
        f"Free at least {LEAST_FREE_GIGABYTES} GB for outputs and archive.",
    )


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
