"""Files and folders that survive a power cut: whole on the disk before their name says so."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

DAMAGED = "damaged"
# Files for this account and its group: rw-r-----, folders rwxr-x---.
PRIVATE_UMASK = 0o027


def keep_files_private() -> None:
    """From now on this process, and what it starts, makes files that others than its group cannot read."""
    # umask can only be read by setting it. What is denied already stays denied.
    os.umask(os.umask(PRIVATE_UMASK) | PRIVATE_UMASK)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file under its name when all of it is on the disk; a reader sees the old content or the
    new.

    Args:
        path: the file; its folder exists.
        content: all of it.

    Raises:
        OSError: the disk takes no more; the old content stays.
    """
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    move(part, path)


def append_line(path: Path, line: str) -> None:
    """Adds a line to a file, and returns when it is on the disk. A last line that a power cut left without
    its end stays a line of its own.

    Args:
        path: the file; made where it is not there.
        line: without a line break.

    Raises:
        OSError: the disk takes no more.
    """
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            line = line if file.read() == b"\n" else f"\n{line}"
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def move(source: Path, target: Path) -> None:
    """Renames a file or folder, whose content must be on the disk, and has the new name kept.

    Args:
        source: the file or folder.
        target: its new place on the same disk; a file that is there is replaced.

    Raises:
        OSError: it cannot be renamed, for example onto a folder that is not empty.
    """
    # A new name is an entry of the folder, which has to be brought to the disk by itself.
    source.replace(target)
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Has the content of a file kept."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Has the names in a folder kept; Windows has no such thing, and needs none."""
    if os.name == "posix":
        sync_file(folder)


def sync_tree(folder: Path) -> None:
    """Has all files and folders below a folder kept, and the folder itself."""
    for root, _, files in os.walk(folder):
        for name in files:
            sync_file(Path(root, name))
        sync_folder(Path(root))


def set_aside(path: Path) -> Path:
    """Renames something that is damaged, so that it is kept and is in nobody's way; its new place."""
    target = path.with_name(f".{path.name.lstrip('.')}.{DAMAGED}-{secrets.token_hex(3)}")
    move(path, target)
    return target
