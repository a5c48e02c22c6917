"""Reads any file a user sends, or says in one sentence why not: nothing in a file can bring this process
down.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.issues import render
from tasks.intake.files.raw import RawFile, RawSheet
from tasks.intake.files.refused import Refused, over_limit
from tasks.intake.files.sandbox import Stopped, in_child

if TYPE_CHECKING:
    from tasks.settings import Limits

MEGABYTE = 1 << 20
READS_PER_FILE = 3


def read_files(paths: Iterable[Path], limits: Limits) -> list[RawFile]:
    """Reads several files, each as ``read_file`` does, in the order given."""
    return [read_file(path, limits) for path in paths]


def read_file(path: Path, limits: Limits) -> RawFile:
    """Reads one file by its content, in a child process that may cost what the limits allow.

    Args:
        path: any file, or what is none: missing, a folder, not permitted.
        limits: size, memory and time it may cost.

    Returns:
        The sheets as they stand in the file; or refused, with a code of the issue catalogue and its sentence.

    Raises:
        OSError: the temporary folder is full; that is no fault of the file.
    """
    path = Path(path)
    identity: dict[str, Any] = {
        "file": path.name,
        "path": str(path),
        "sha256": "",
        "size_bytes": 0,
        "kind": "",
    }
    try:
        identity |= _identity(path, limits)
        folder = Path(tempfile.mkdtemp(prefix="process-audit-"))
        try:
            return _read_into(folder, path, identity, limits)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except Refused as refused:
        return _refusal(identity, refused.code, refused.facts)


def _identity(path: Path, limits: Limits) -> dict[str, Any]:
    """Hash and size of a file that can be opened."""
    try:
        if path.is_dir():
            raise Refused("FILE_IS_FOLDER")
        if not path.exists():
            raise Refused("FILE_MISSING")
        if not path.is_file():
            raise Refused("FILE_NOT_SPREADSHEET", what="a device or a pipe")
        size = path.stat().st_size
        if size == 0:
            raise Refused("FILE_EMPTY")
        if size > max(limits.file_megabytes, limits.unzipped_megabytes) * MEGABYTE:
            raise over_limit(
                "FILE_TOO_LARGE", "unzipped_megabytes", limits.unzipped_megabytes, megabytes=size // MEGABYTE
            )
        with path.open("rb") as handle:
            return {"sha256": hashlib.file_digest(handle, "sha256").hexdigest(), "size_bytes": size}
    except PermissionError:
        raise Refused("FILE_NOT_PERMITTED") from None
    except (OSError, ValueError):  # a name that no file can have, or a disk that fails
        raise Refused("FILE_MISSING" if not _exists(path) else "FILE_NOT_PERMITTED") from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _read_into(folder: Path, path: Path, identity: dict[str, Any], limits: Limits) -> RawFile:
    result = _result(folder, path, limits)
    if "no_space" in result:
        raise OSError(errno.ENOSPC, "no space left in the temporary folder", str(folder))
    identity = {**identity, "kind": result["kind"]}
    if "refused_code" in result:
        return _refusal(identity, result["refused_code"], result["facts"], tuple(result["notes"]))
    sheets = tuple(_sheet(folder, sheet) for sheet in result["sheets"])
    properties = tuple((name, value) for name, value in result["properties"])
    return RawFile(**identity, sheets=sheets, notes=tuple(result["notes"]), properties=properties)


def _result(folder: Path, path: Path, limits: Limits) -> dict[str, Any]:
    """What the child found; a reader that brings it down is left out of the next try.

    Raises:
        Refused: FILE_TOO_SLOW, FILE_TOO_MUCH_MEMORY or FILE_STOPS_READER.
    """
    stopped: list[str] = []
    end = time.monotonic() + limits.read_seconds
    refused = Refused("FILE_STOPS_READER")
    for _ in range(READS_PER_FILE):
        request = {
            "path": str(path.absolute()),
            "folder": str(folder),
            "limits": limits.model_dump(),
            "stopped": stopped,
        }
        try:
            in_child(request, max(end - time.monotonic(), 0.1))
            result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
            if stopped and result.get("refused_code") == "FILE_DAMAGED":
                break
            return result
        except Stopped as stop:
            if stop.by_time:
                raise over_limit("FILE_TOO_SLOW", "read_seconds", limits.read_seconds) from None
            if stop.by_memory:
                refused = over_limit("FILE_TOO_MUCH_MEMORY", "read_megabytes", limits.read_megabytes)
            reader = folder / "reader"
            if not reader.exists() or reader.read_text() in stopped:
                break
            stopped.append(reader.read_text())
    raise refused


def _sheet(folder: Path, sheet: dict[str, Any]) -> RawSheet:
    from tasks.intake.files.grid_reader import read_grid

    known = {field.name for field in fields(RawSheet)} & sheet.keys() - {
        "name",
        "grid",
        "is_hidden",
        "number_formats",
        "indents",
        "outline_levels",
        "delimiter",
    }
    facts = {name: tuple(sheet[name]) for name in known}
    formats = tuple((letter, code) for letter, code in sheet.get("number_formats", ()))
    return RawSheet(
        sheet["name"],
        read_grid(folder / sheet["grid"]),
        is_hidden=sheet.get("is_hidden", False),
        number_formats=formats,
        indents=tuple(map(tuple, sheet.get("indents", ()))),
        delimiter=sheet.get("delimiter", ""),
        outline_levels=tuple(map(tuple, sheet.get("outline_levels", ()))),
        **facts,
    )


def _refusal(
    identity: dict[str, Any], code: str, facts: dict[str, Any], notes: tuple[str, ...] = ()
) -> RawFile:
    return RawFile(
        **identity,
        notes=notes,
        refused_code=code,
        refused_message=render(code, file=_printable(identity["file"]), **facts),
    )


def _printable(name: str) -> str:
    """A file name without characters that would break or reverse a line."""
    return "".join(character if character.isprintable() else "?" for character in name)
