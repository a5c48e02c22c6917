"""From what a user names (files, folders) to one request a portfolio."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.records import AuditRequest
from tasks.settings import settings

# What is taken from a folder. A file that is named one by one is looked at whatever its ending.
INVENTORY_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".parquet"})
LONGEST_NAME = 120


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message says why and what to do."""


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
    """Files directly in a folder that an inventory can be, by name; hidden files and Excel's lock files are left out."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in INVENTORY_SUFFIXES and not path.name.startswith((".", "~$")) and path.is_file())


def safe_name(name: str) -> str:
    """A portfolio's name as a folder name: letters, digits, space, dot, dash and underscore, at most 120 of them."""
    plain = re.sub(r"[^\w .-]+", "_", unicodedata.normalize("NFKC", name)).strip(" ._-")[:LONGEST_NAME].strip(" ._-")
    return plain or "portfolio"


def requests_for(inputs: Sequence[Path], out: Path, as_of: dt.date, portfolio: str | None = None, **options: Any) -> list[AuditRequest]:
    """One request a portfolio: one per file, named after it, unless ``portfolio`` joins them all.

    A corrections workbook goes to the portfolio it was written for. Two files of one name get their ending added. A report
    handed back is no inventory: it goes along with the request of its portfolio, or makes one of its own without inputs.

    Args:
        inputs: files and folders.
        out: the output folder.
        as_of: the date the audit is made for.
        portfolio: joins all files under this name.
        options: further fields of AuditRequest (rulebook, language, accessible).
    """
    from tasks.intake import portfolio_of, report_portfolio

    told = {file: report_portfolio(file, settings().limits) for file in input_files(inputs)}
    reports = {file: safe_name(name) for file, name in told.items() if name is not None}
    files, out = [file for file in told if file not in reports], out.absolute()
    run_id = new_run_id()
    if portfolio:
        return [AuditRequest(safe_name(portfolio), tuple(files), out, as_of, run_id, reports=tuple(reports), **options)]
    names = [safe_name(portfolio_of(file, settings().limits) or file.stem) for file in files]
    taken: set[str] = set()
    requests = []
    for file, name in zip(files, names, strict=True):
        unique = name if names.count(name) == 1 else safe_name(file.name.replace(".", "-"))
        while unique.casefold() in taken:
            unique += "-2"
        taken.add(unique.casefold())
        handed_back = tuple(report for report, its_portfolio in reports.items() if its_portfolio == unique)
        requests.append(AuditRequest(unique, (file,), out, as_of, run_id, reports=handed_back, **options))
    for name in sorted(set(reports.values()) - {request.portfolio for request in requests}):
        requests.append(AuditRequest(name, (), out, as_of, run_id, reports=tuple(file for file, its in reports.items() if its == name), **options))
    return requests


def new_run_id() -> str:
    """An id that sorts by time and is unique: 20261101T030000Z-1a2b3c."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
