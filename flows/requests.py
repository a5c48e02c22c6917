"""From what a user names (files, folders) to one request a portfolio."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from schemas.errors import UsageError
from schemas.records import AuditRequest
from tasks.settings import PortfolioFacts, settings

# What is taken from a folder. A file that is named one by one is looked at whatever its ending.
INVENTORY_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".parquet"})
LONGEST_NAME = 120
# What else stands in the output folder.
RESERVED_NAMES = ("history.sqlite", "history.sqlite-wal", "history.sqlite-shm", "digests", "latest")


def input_files(inputs: Sequence[Path]) -> list[Path]:
    """Files to audit: those named, and the inventories directly in folders named, in a fixed order.

    Raises:
        UsageError: a folder that is named holds no inventory.
    """
    files: list[Path] = []
    for path in inputs:
        if not path.is_dir():
            files.append(path)
            continue
        found = inventories_in(path)
        if not found:
            raise UsageError(f"{path} holds no workbook, CSV or Parquet file.")
        files.extend(found)
    return list(dict.fromkeys(files))


def inventories_in(folder: Path) -> list[Path]:
    """Files directly in a folder that an inventory can be, by name; hidden files and Excel's lock files are
    left out.
    """
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in INVENTORY_SUFFIXES
        and not path.name.startswith((".", "~$"))
        and path.is_file()
    )


def passed_over(folders: Sequence[Path]) -> tuple[str, ...]:
    """One sentence per folder on what in it is not looked at: subfolders, and spreadsheets that are
    hidden.
    """
    sentences = []
    for folder in filter(Path.is_dir, folders):
        inside = [path for path in folder.iterdir() if not path.name.startswith("~$")]
        hidden = sum(
            path.name.startswith(".") and path.suffix.lower() in INVENTORY_SUFFIXES for path in inside
        )
        subfolders = sum(path.is_dir() and not path.name.startswith(".") for path in inside)
        counts = [
            f"{count} {word}{'' if count == 1 else 's'}"
            for count, word in ((subfolders, "subfolder"), (hidden, "hidden file"))
            if count
        ]
        if counts:
            sentences.append(
                f"{' and '.join(counts)} in {folder} {'was' if subfolders + hidden == 1 else 'were'} not looked into; "
                "move lists of processes up into the folder itself."
            )
    return tuple(sentences)


def safe_name(name: str) -> str:
    """A portfolio's name as a folder name: letters, digits, space, dot, dash and underscore, at most 120 of
    them.
    """
    plain = (
        re.sub(r"[^\w .-]+", "_", unicodedata.normalize("NFKC", name))
        .strip(" ._-")[:LONGEST_NAME]
        .strip(" ._-")
    )
    return f"{plain}_" if plain.casefold() in RESERVED_NAMES else plain or "portfolio"


def requests_for(
    inputs: Sequence[Path],
    out: Path,
    as_of: dt.date,
    portfolio: str | None = None,
    language: str | None = None,
    **options: Any,
) -> list[AuditRequest]:
    """One request a portfolio: one per file, named after it, unless ``portfolio`` joins them all.

    A corrections workbook goes to the portfolio it was written for, beside its list where it holds only part
    of the rows, else in its place, unless the list is the newer of the two. Files of one name get their
    ending or their folder added, whatever else is named and in whichever order. A report handed back is no
    inventory: it goes along with the request of its portfolio, or makes one of its own without inputs.

    Args:
        inputs: files and folders.
        out: the output folder.
        as_of: the date the audit is made for.
        portfolio: joins all files under this name.
        language: of the reports; None: the one that the settings know for each portfolio.
        options: further fields of AuditRequest (rulebook, accessible).
    """
    from tasks.intake import portfolio_of, report_portfolio

    told = {file: report_portfolio(file, settings().limits) for file in input_files(inputs)}
    reports = {file: safe_name(name) for file, name in told.items() if name is not None}
    files, out = [file for file in told if file not in reports], out.absolute()
    run_id = new_run_id()

    def request(name: str, lists: Sequence[Path], answered: Iterable[Path]) -> AuditRequest:
        own = settings().portfolios.get(name, PortfolioFacts()).language
        return AuditRequest(
            name,
            tuple(lists),
            out,
            as_of,
            run_id,
            language=language or own,
            reports=tuple(answered),
            **options,
        )

    if portfolio:
        return [request(safe_name(portfolio), files, reports)]
    corrections = {file: safe_name(name) for file in files if (name := portfolio_of(file, settings().limits))}
    names = _names([file for file in files if file not in corrections])
    requests = []
    for name in dict.fromkeys([*names.values(), *corrections.values()]):
        its_lists = [file for file, told in names.items() if told.casefold() == name.casefold()]
        its_corrections = [file for file, told in corrections.items() if told.casefold() == name.casefold()]
        if its_lists or its_corrections:
            requests.append(
                request(
                    name,
                    _current(its_lists, its_corrections),
                    (report for report, told in reports.items() if told == name),
                )
            )
    for name in sorted(set(reports.values()) - {made.portfolio for made in requests}):
        requests.append(request(name, (), (file for file, its in reports.items() if its == name)))
    return requests


def _names(files: Sequence[Path]) -> dict[Path, str]:
    """A name for each file that no other can have, from the file itself: its stem, then with its ending, its
    folder, its place.
    """

    def candidates(file: Path) -> list[str]:
        place = hashlib.sha256(str(file.absolute()).encode()).hexdigest()[:8]
        with_ending, folder = file.name.replace(".", "-"), file.absolute().parent.name
        return list(
            dict.fromkeys(
                safe_name(name)
                for name in (file.stem, with_ending, f"{folder} {with_ending}", f"{file.stem[:100]} {place}")
            )
        )

    told = {file: candidates(file) for file in files}
    count = Counter(name.casefold() for names in told.values() for name in names)
    return {
        file: next((name for name in names if count[name.casefold()] == 1), names[-1])
        for file, names in told.items()
    }


def _current(lists: Sequence[Path], corrections: Sequence[Path]) -> tuple[Path, ...]:
    """The list as it stands: the newest of what holds all its rows, and the later corrections that hold some
    of them.
    """
    from schemas.workbooks import CONTENT_PROBLEMS, CONTENT_PROPERTY
    from tasks.intake.own_workbooks import properties_of

    if not corrections:
        return tuple(lists)
    parts = [
        file
        for file in corrections
        if properties_of(file, settings().limits).get(CONTENT_PROPERTY) == CONTENT_PROBLEMS
    ]
    whole = max([*lists, *(file for file in corrections if file not in parts)], key=_changed_at, default=None)
    later = [
        file
        for file in sorted(parts, key=_changed_at)
        if whole is None or _changed_at(file) >= _changed_at(whole)
    ]
    return tuple([whole, *later] if whole else later)


def _changed_at(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


def new_run_id() -> str:
    """An id that sorts by time and is unique: 20261101T030000Z-1a2b3c."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
