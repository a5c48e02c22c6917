"""A second rating from its start to its end: workbooks for the raters, what they hand back, and what it comes to."""

from __future__ import annotations

import dataclasses
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.errors import UsageError
from schemas.portfolio_names import name_key
from tasks.durable import write_whole
from tasks.history import read_run_folder
from tasks.settings import Limits

FOLDER, KEY, FOUND = "ratings", "sample.json", "agreement.json"


def begin_rating(home: Path, rows: int, raters: int, seed: int, language: str) -> list[Path]:
    """Draws a sample of a portfolio's last run and writes one workbook for each rater.

    Args:
        home: folder of the portfolio; the workbooks lie in ``ratings/<id>`` below it.
        rows: how many processes to rate.
        raters: how many people rate.
        seed: of the draw.
        language: of the workbooks.

    Returns:
        The workbooks.

    Raises:
        UsageError: the portfolio has no run, or its run no processes.
        RunFolderError: a table of the run is missing or broken.
    """
    from tasks.rating import draw_sample, write_rating_book

    run = (home / "latest").resolve()
    if not (run / "run.json").is_file():
        raise UsageError(f"There is no run of {home.name} to rate. Audit it first, or correct the name.")
    published = read_run_folder(run)
    sample = draw_sample(published.results.reset_index(drop=True), rows, seed)
    if sample.empty:
        raise UsageError(f"The last run of {home.name} holds no processes to rate.")
    rating_id = f"{published.run_id}-{seed}-{secrets.token_hex(2)}"
    folder = home / FOLDER / rating_id
    folder.mkdir(parents=True)
    key = {
        "rating_id": rating_id,
        "run_id": published.run_id,
        "rulebook_hash": published.rulebook_hash,
        "seed": seed,
        "raters": raters,
        # The labels of the program are kept apart in this file: the workbooks must not show them.
        "sample": sample[["process_id", "recommendation", "grade", "decision_rule", "weight"]].to_dict(
            "records"
        ),
    }
    # In the drawn order, which says nothing of the labels.
    typed = published.typed.set_index("process_id", drop=False).loc[sample["process_id"]]
    key["names"] = {
        str(process_id): " ".join(str(name).split()) for process_id, name in typed["process_name"].items()
    }
    write_whole(folder / KEY, json.dumps(key, indent=1).encode())
    names = {"portfolio": home.name, "run_id": published.run_id, "rating_id": rating_id}
    books = [folder / f"rater_{number}.xlsx" for number in range(1, raters + 1)]
    for number, book in enumerate(books, 1):
        write_rating_book(book, typed, names, language, number)
    return books


def take_ratings(
    paths: Sequence[Path], home: Path, limits: Limits
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Takes in rating workbooks handed back and works out the agreement anew.

    The same file counts once. A second file of one rater replaces the first, and the remark says so.

    Args:
        paths: the workbooks.
        home: folder of their portfolio.
        limits: what a file may cost.

    Returns:
        Sentences on what was taken in, and (file, sentence) on each that was not.
    """
    from tasks.intake import read_ratings

    remarks: list[str] = []
    refused: list[tuple[str, str]] = []
    touched: set[Path] = set()
    for path in paths:
        book = read_ratings(path, limits)
        # The id comes from a workbook that people have had in their hands: of a path only the last part is
        # taken.
        folder = home / FOLDER / Path(book.rating_id).name
        why = book.refused or _is_foreign(book, home, folder)
        if why:
            refused.append((book.file, why))
            continue
        try:
            remarks.append(_keep(book, folder))
        except UsageError as error:
            refused.append((book.file, error.user_message))
            continue
        touched.add(folder)
    for folder in touched:
        try:
            _work_out(folder)
        except UsageError as error:  # the labels are kept; a later workbook or command works it out
            refused.append((folder.name, error.user_message))
    return tuple(remarks), tuple(refused)


def last_agreement(home: Path) -> dict[str, Any] | None:
    """What the last second rating of a portfolio came to, as ``agreement.json`` holds it; None before the
    first.
    """
    files = sorted((home / FOLDER).glob(f"*/{FOUND}"), key=lambda path: path.stat().st_mtime_ns)
    return _record(files[-1], "run_id") if files else None


def _is_foreign(book: Any, home: Path, folder: Path) -> str | None:
    if name_key(book.portfolio) != name_key(home.name):
        return f"{book.file} rates another portfolio. Name that portfolio, or take the workbook of this one."
    if not book.rating_id or not (folder / KEY).is_file():
        return f"{book.file} belongs to a rating that is not in {home.name}/{FOLDER}. Begin a new rating."
    if not book.labels:
        return f"{book.file}: no row has a label. Choose one for each process and hand the workbook back."
    return None


def _keep(book: Any, folder: Path) -> str:
    """Keeps the labels of one rater; the sentence on it."""
    sampled = {line["process_id"] for line in _record(folder / KEY, "sample")["sample"]}
    # Ids that were added or changed in the workbook belong to no process of the sample.
    labels = {process_id: label for process_id, label in book.labels.items() if process_id in sampled}
    unknown, missing = len(book.labels) - len(labels), len(sampled) - len(labels)
    exchanged = _beside_other_names(book, _record(folder / KEY, "sample").get("names", {}))
    labels = {process_id: label for process_id, label in labels.items() if process_id not in exchanged}
    not_taken = _not_taken(exchanged)
    if not_taken and not labels:
        raise UsageError(f"{book.file}: {not_taken}")
    # Who gives no name is told apart by the file.
    labels_file = folder / f"rater-{name_key(book.rater) if book.rater else book.sha256[:8]}.json"
    # Labels that cannot be read any more are replaced: the rater has just handed them back.
    try:
        before = _record(labels_file, "sha256") if labels_file.is_file() else None
    except UsageError:
        before = None
    write_whole(
        labels_file,
        json.dumps({"rater": book.rater, "sha256": book.sha256, "labels": labels}, indent=1).encode(),
    )
    parts = [f"{book.file}: {len(labels)} of {len(sampled)} processes are rated."]
    if missing:
        parts.append(f"{missing} have no label and do not count.")
    if unknown:
        parts.append(
            f"{unknown} ids are not of this sample and were left out; ids must stay as they were sent."
        )
    parts += [not_taken] if not_taken else []
    if book.unread:
        parts.append(f"No label of the list: {', '.join(book.unread[:5])}.")
    if before and before["sha256"] != book.sha256:
        parts.append("An earlier workbook of the same rater is replaced.")
    return " ".join(parts)


def _beside_other_names(book: Any, names: dict[str, str]) -> list[str]:
    """Ids next to which the workbook has the name of another process of the sample."""
    others = set(names.values())
    return [
        process_id
        for process_id in book.labels
        if book.names.get(process_id) in others and book.names.get(process_id) != names.get(process_id)
    ]


def _not_taken(exchanged: Sequence[str]) -> str:
    """A sentence on ids next to which another name is; empty where there is none."""
    if not exchanged:
        return ""
    more = " and more" if exchanged[5:] else ""
    return (
        f"Not taken, for the name next to the id is that of another process: {', '.join(exchanged[:5])}{more}. Some "
        "columns were sorted without the others; put each label next to its id as it was sent, and hand the workbook "
        "in again."
    )


def _record(file: Path, *keys: str) -> dict[str, Any]:
    """A file of the rating.

    Raises:
        UsageError: it is broken; the sentence says what to do.
    """
    try:
        record = json.loads(file.read_bytes())
    except ValueError:
        record = None
    if not isinstance(record, dict) or not record.keys() >= set(keys):
        place = "/".join(file.parts[-4:])
        raise UsageError(
            f"{place} is broken. Put it back from a backup; or hand the workbook of that rater in again, or begin a "
            "new rating."
        )
    return record


def _work_out(folder: Path) -> None:
    import pandas as pd

    from tasks.rating import measure_agreement

    key = _record(folder / KEY, "sample", "seed", "run_id", "rating_id")
    ratings = [_record(path, "labels")["labels"] for path in sorted(folder.glob("rater-*.json"))]
    agreement = measure_agreement(pd.DataFrame(key["sample"]), ratings, key["seed"])
    record = {"run_id": key["run_id"], "rating_id": key["rating_id"], **dataclasses.asdict(agreement)}
    write_whole(folder / FOUND, json.dumps(record, indent=1).encode())
