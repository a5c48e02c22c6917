"""Whether the runs on disk are what they were: each file against the hash in its run's record, each record
against the one after it and against the history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.errors import RunFolderError
from tasks.history.database import reading
from tasks.history.run_folder import read_run_folder, sequence_of

PRUNED = "pruned.jsonl"
DATA_DOCS = "data_docs/"


def record_hashes(url: str) -> dict[tuple[str, str], str]:
    """The hash of each run's record, as it was when the history took it in; by portfolio and run id.

    Raises:
        HistoryError: the database cannot be used.
    """
    from sqlalchemy import select

    from tasks.history.tables import RUNS

    query = select(RUNS.c.portfolio, RUNS.c.run_id, RUNS.c.record_sha256).where(RUNS.c.record_sha256 != "")
    with reading(url) as connection:
        return {(row.portfolio, row.run_id): row.record_sha256 for row in connection.execute(query)}


def altered_files(run: Path) -> list[str]:
    """Sentences on files of a run folder that are not what its record says.

    Raises:
        RunFolderError: the record cannot be read.
    """
    read_run_folder(run)
    hash_by_name = json.loads((run / "run.json").read_bytes()).get("files") or {}
    has_docs = (run / DATA_DOCS).is_dir()  # Data Docs may be removed as a whole, to make room
    sentences = []
    for name, sha256 in hash_by_name.items():
        if name.startswith(DATA_DOCS) and not has_docs:
            continue
        path = run / name
        if not path.is_file():
            sentences.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            sentences.append(f"{name} was changed")
    # Of records that number their runs it is known that they name all files: whatever else lies there was
    # added.
    there = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}
    is_chained = bool(json.loads((run / "run.json").read_bytes()).get("sequence"))
    if is_chained:
        sentences += [f"{name} was added" for name in sorted(there - hash_by_name.keys() - {"run.json"})]
    return sentences


def verify_portfolio(home: Path, recorded_hashes: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Sentences on what is wrong with the runs of a portfolio; none where all is as it was.

    Args:
        home: OUT/<portfolio>.
        recorded_hashes: as ``record_hashes`` returns them.
    """
    # Without "latest", which is a link to a run.
    runs = [path.parent for path in home.glob("*/run.json") if not path.parent.is_symlink()]
    runs = sorted((run for run in runs if not run.name.startswith(".")), key=sequence_of)
    hashes = {run.name: hashlib.sha256((run / "run.json").read_bytes()).hexdigest() for run in runs}
    pruned, unread_lines = _pruned(home)
    yield from unread_lines
    for run in runs:
        run_name = f"{home.name}/{run.name}"
        try:
            yield from (f"{run_name}: {sentence}." for sentence in altered_files(run))
        except RunFolderError as error:
            yield f"{run_name}: {error}"
            continue
        # A run that the history does not know is held against itself, and so passes.
        if recorded_hashes.get((home.name, run.name), hashes[run.name]) != hashes[run.name]:
            yield f"{run_name}: run.json was changed since the history took it in."
        before = json.loads((run / "run.json").read_bytes()).get("previous")
        if before:
            # A run that was pruned left its hash in pruned.jsonl, so that the chain holds without its folder.
            hash_before = hashes.get(before["run_id"]) or pruned.get(before["run_id"])
            if hash_before is None:
                yield f"{run_name}: the run before it, {before['run_id']}, is missing."
            elif hash_before != before["sha256"]:
                yield f"{run_name}: run.json of the run before it, {before['run_id']}, was changed."
    # Gone from the disk without a note of pruning.
    on_disk = {(home.name, run_id) for run_id in (*hashes, *pruned)}
    for portfolio, run_id in sorted(recorded_hashes.keys() - on_disk):
        if portfolio == home.name:
            yield f"{home.name}/{run_id}: the history knows this run, and its folder is missing."


def _pruned(home: Path) -> tuple[dict[str, str], list[str]]:
    """Hash of the record by id of each run that was pruned, and sentences on what cannot be read of it."""
    hashes: dict[str, str] = {}
    sentences: list[str] = []
    where = f"{home.name}/{PRUNED}"
    try:
        lines = (home / PRUNED).read_bytes().splitlines()
    except FileNotFoundError:
        return hashes, sentences
    except OSError as error:
        return hashes, [f"{where} cannot be read ({error.strerror}). Give this account the right to read it."]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            hashes[entry["run_id"]] = entry["sha256"]
        except (ValueError, KeyError, TypeError):
            sentences.append(
                f"{where}, line {number}: it is not whole, or no note of a run that was pruned, and does not "
                "count. Take the line from a back-up; without it that run counts as missing."
            )
    return hashes, sentences
