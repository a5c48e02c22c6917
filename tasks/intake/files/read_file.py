"""Reads any file a user sends, or says in one sentence why not: nothing in a file can bring this process
down.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.issues import render
from schemas.phrases import facts_of, of_node, phrase
from tasks.intake.files.grid_reader import read_grid
from tasks.intake.files.raw import RawFile, RawSheet
from tasks.intake.files.refused import Refused, over_limit
from tasks.intake.files.sandbox import Stopped, in_child
from tasks.scratch import scratch_folder

if TYPE_CHECKING:
    from tasks.settings import Limits

MEGABYTE = 1 << 20
READS_PER_FILE = 3
LEAST_SECONDS = 0.1
PIECE_BYTES = 1 << 20
# Where the copy that is read lies in the temporary folder, under its name without signs that no text has.
COPIES = "sent"
# Properties of a workbook are its smallest part; whoever needs longer to tell them tells none.
PROPERTIES_SECONDS = 20


REFUSED_BY_SIZE = ("FILE_EMPTY", "FILE_TOO_LARGE")


def read_files(paths: Iterable[Path], limits: Limits) -> list[RawFile]:
    """Reads several files, each as ``read_file`` does, in the order given.

    Args:
        paths: the files.
        limits: what each of them may cost.
    """
    return [read_file(path, limits) for path in paths]


def read_file(path: Path, limits: Limits) -> RawFile:
    """Reads one file by its content, in a child process that may cost what the limits allow.

    Args:
        path: any file, or what is none: missing, a folder, not permitted.
        limits: size, memory and time it may cost.

    Returns:
        The sheets as they are in the file; or refused, with a code of the issue catalogue and its sentence.
        What is read, hashed and told of is one copy, whatever happens to the file meanwhile.

    Raises:
        OSError: the temporary folder is full or cannot be used; that is no fault of the file.
    """
    path = Path(path)
    identity: dict[str, Any] = {
        "file": _printable(path.name),
        "path": _printable(str(path)),
        "sha256": "",
        "size_bytes": 0,
        "kind": "",
    }
    try:
        _refuse_unfit(path, limits)
        with scratch_folder() as folder:
            copy = folder / COPIES / identity["file"]
            copy.parent.mkdir()
            identity |= _copied(path, copy)
            return _read_into(folder, copy, identity, limits)
    except Refused as refused:
        if refused.code in REFUSED_BY_SIZE and not identity["sha256"]:
            # The history knows a file by its checksum: without one it would be refused anew each night.
            identity |= _measured(path)
        return _refusal(identity, refused.code, refused.facts)


def _measured(path: Path) -> dict[str, Any]:
    """Checksum and size of a file that is not read; nothing where it cannot be opened."""
    try:
        with path.open("rb") as source:
            checksum = hashlib.file_digest(source, "sha256")
            return {"sha256": checksum.hexdigest(), "size_bytes": source.tell()}
    except OSError:
        return {}


def read_properties(path: Path, limits: Limits) -> tuple[tuple[str, str], ...]:
    """The document properties of ours that a workbook holds, read in the child process; none where that is
    not possible within the limits.

    Args:
        path: any file.
        limits: what it may cost; the time is PROPERTIES_SECONDS at most.

    Returns:
        Names and values.
    """
    with scratch_folder() as folder:
        request = {"path": str(path.absolute()), "folder": str(folder), "limits": limits.model_dump()}
        try:
            in_child({**request, "only_properties": True}, min(limits.read_seconds, PROPERTIES_SECONDS))
            result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        except (Stopped, OSError, ValueError):
            return ()
        return tuple((name, value) for name, value in result.get("properties", ()))


def _copied(path: Path, copy: Path) -> dict[str, Any]:
    """Copies a file, and tells the hash and the size of what was copied."""
    checksum, size = hashlib.sha256(), 0
    try:
        source = path.open("rb")
    except PermissionError:
        raise Refused("FILE_NOT_PERMITTED") from None
    except (OSError, ValueError):
        raise Refused("FILE_MISSING" if not _exists(path) else "FILE_NOT_PERMITTED") from None
    with source, copy.open("wb") as sink:
        while piece := source.read(PIECE_BYTES):
            sink.write(piece)
            checksum.update(piece)
            size += len(piece)
    return {"sha256": checksum.hexdigest(), "size_bytes": size}


def _refuse_unfit(path: Path, limits: Limits) -> None:
    """Refuses what is no file, or is larger than any file may be."""
    try:
        if path.is_dir():
            raise Refused("FILE_IS_FOLDER")
        if not path.exists():
            raise Refused("FILE_MISSING")
        if not path.is_file():
            raise Refused("FILE_NOT_SPREADSHEET", what=phrase("a device or a pipe"))
        size = path.stat().st_size
        if size == 0:
            raise Refused("FILE_EMPTY")
        # The larger of both limits, because only the child finds out what kind of file this is.
        if size > max(limits.file_megabytes, limits.unzipped_megabytes) * MEGABYTE:
            raise over_limit(
                "FILE_TOO_LARGE", "unzipped_megabytes", limits.unzipped_megabytes, megabytes=size // MEGABYTE
            )
    except PermissionError:
        raise Refused("FILE_NOT_PERMITTED") from None
    except (OSError, ValueError):  # a name that no file can have, or a disk that fails
        raise Refused("FILE_MISSING" if not _exists(path) else "FILE_NOT_PERMITTED") from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _read_into(folder: Path, copy: Path, identity: dict[str, Any], limits: Limits) -> RawFile:
    result = _result(folder, copy, limits)
    if "system_fault" in result:
        number = result["system_fault"]
        raise OSError(number, os.strerror(number), str(folder))
    identity = {**identity, "kind": result["kind"]}
    if "refused_code" in result:
        return _refusal(
            identity, result["refused_code"], facts_of(result["facts"]), tuple(map(of_node, result["notes"]))
        )
    sheets = tuple(_sheet(folder, sheet) for sheet in result["sheets"])
    properties = tuple((name, value) for name, value in result["properties"])
    return RawFile(
        **identity, sheets=sheets, notes=tuple(map(of_node, result["notes"])), properties=properties
    )


def _result(folder: Path, copy: Path, limits: Limits) -> dict[str, Any]:
    """What the child found; a reader that brings it down is left out of the next try.

    Raises:
        Refused: FILE_TOO_SLOW, FILE_TOO_MUCH_MEMORY or FILE_STOPS_READER.
    """
    stopped: list[str] = []
    left = float(limits.read_seconds)
    refused = Refused("FILE_STOPS_READER")
    # The child writes down which reader it is about to try. If it dies, the next child leaves that reader
    # out, and what the first used of the time is gone.
    for _ in range(READS_PER_FILE):
        request = {
            "path": str(copy),
            "folder": str(folder),
            "limits": limits.model_dump(),
            "stopped": stopped,
        }
        try:
            in_child(request, max(left, LEAST_SECONDS))
            result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
            # All other readers failed too: that one brought the process down says more than "damaged".
            if stopped and result.get("refused_code") == "FILE_DAMAGED":
                break
            return result
        except Stopped as stop:
            left -= stop.seconds
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
    # JSON has no tuples: plain lists become tuples here, those of several parts one by one below.
    plain_names = {field.name for field in fields(RawSheet)} & sheet.keys() - {
        "name",
        "grid",
        "is_hidden",
        "number_formats",
        "telling_formats",
        "indents",
        "outline_levels",
        "comments",
        "delimiter",
    }
    facts: dict[str, Any] = {name: tuple(sheet[name]) for name in plain_names}
    formats = tuple((letter, code) for letter, code in sheet.get("number_formats", ()))
    return RawSheet(
        sheet["name"],
        read_grid(folder / sheet["grid"]),
        is_hidden=sheet.get("is_hidden", False),
        number_formats=formats,
        telling_formats=tuple(
            (letter, code, tuple((first, last) for first, last in runs))
            for letter, code, runs in sheet.get("telling_formats", ())
        ),
        indents=tuple(map(tuple, sheet.get("indents", ()))),
        comments=tuple((address, text) for address, text in sheet.get("comments", ())),
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
