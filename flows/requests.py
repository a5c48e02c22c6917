"""From what a user names (files, folders) to one request a portfolio."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.portfolios import Names
from schemas.errors import UsageError
from schemas.mapping import Settled, defaults_from
from schemas.portfolio_names import name_key, safe_name
from schemas.records import AuditRequest, Outcome
from tasks.settings import PortfolioFacts, Settings, settings

# What is taken from a folder. A file that is named one by one is looked at whatever its ending.
INVENTORY_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".parquet"})
# Other files in which people send lists; they are told and not read.
MAY_HOLD_A_LIST = frozenset(
    {
        ".zip",
        ".7z",
        ".rar",
        ".gz",
        ".doc",
        ".docx",
        ".pdf",
        ".txt",
        ".numbers",
        ".xltx",
        ".fods",
        ".msg",
        ".eml",
    }
)
# Dates that an audit can be made for.
YEARS = range(1990, 2101)


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
        inventories = inventories_in(path)
        if not inventories:
            raise UsageError(f"{path} holds no workbook, CSV or Parquet file.")
        files.extend(inventories)
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
    """Sentences on what in each folder is not looked at: subfolders, spreadsheets that are hidden, and files of
    other kinds in which people send lists.
    """
    sentences: list[str] = []
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
        others = [path.suffix.lower() for path in inside if path.suffix.lower() in MAY_HOLD_A_LIST]
        if others:
            files_were = "file of another kind was" if len(others) == 1 else "files of other kinds were"
            sentences.append(
                f"{len(others)} {files_were} not read in {folder} ({', '.join(sorted(set(others)))}). "
                "Where one holds a list of processes, save that list as .xlsx, .ods or .csv into the folder."
            )
    return tuple(sentences)


def requests_for(
    inputs: Sequence[Path],
    out: Path,
    as_of: dt.date,
    portfolio: str | None = None,
    language: str | None = None,
    settled: Settled | None = None,
    config: Settings | None = None,
    leave_out: Iterable[str] = (),
    refused: list[Outcome] | None = None,
    **options: Any,
) -> list[AuditRequest]:
    """One request a portfolio: one per file, named after it, unless ``portfolio`` joins them all.

    A corrections workbook goes to the portfolio it was written for, beside its list where it holds only part
    of the rows, else in its place, unless the list is the newer of the two. Files of one name get their
    ending or their folder added, whatever else is named and in whichever order; one that a portfolio was made
    from before keeps its name. A report handed back is no
    inventory: it goes along with the request of its portfolio, or makes one of its own without inputs.

    Args:
        inputs: files and folders.
        out: the output folder.
        as_of: the date the audit is made for.
        portfolio: joins all files under this name.
        language: of the reports; None: the one that the settings know for each portfolio.
        settled: map and defaults of this run; they go before those that the settings know for the portfolio.
        config: settings; None: those of this process.
        leave_out: portfolios that get no request, however their names are written.
        refused: takes how each portfolio ended that gets no request, for one of its settings is wrong.
        options: further fields of AuditRequest (rulebook, accessible, started_by).

    Raises:
        UsageError: a folder holds no inventory, or the date is none to audit for.
        SettingsError: a setting of a portfolio cannot be used, and it is the only one or ``refused`` is not given.
    """
    from tasks.intake import portfolio_of, report_portfolio

    if as_of.year not in YEARS:
        raise UsageError(f"{as_of} is no date to audit for; name one from {YEARS[0]} to {YEARS[-1]}.")
    config, out = config or settings(), out.absolute()
    # Each file is looked into once: a report or other workbook handed back names its portfolio, a list does
    # not.
    report_portfolios = {file: report_portfolio(file, config.limits) for file in input_files(inputs)}
    files, run_id = [file for file in report_portfolios if report_portfolios[file] is None], new_run_id()
    own = {file: name for file in files if (name := portfolio_of(file, config.limits))}
    names = Names([file for file in files if file not in own], out, config)
    corrections = {file: names.spelled(safe_name(name)) for file, name in own.items()}
    reports = {
        file: names.spelled(safe_name(name)) for file, name in report_portfolios.items() if name is not None
    }

    def request(name: str, lists: Sequence[Path], answered: Iterable[Path]) -> AuditRequest:
        facts = config.facts_of(name)
        return AuditRequest(
            name,
            tuple(lists),
            out,
            as_of,
            run_id,
            language=language or facts.language,
            settled=_settled(settled or Settled(), facts),
            reports=tuple(answered),
            remarks=(names.remarks[name],) if name in names.remarks else (),
            **options,
        )

    if portfolio:
        return [request(names.spelled(safe_name(portfolio)), files, reports)]
    # By key, since a name may be written in several ways; one portfolio is one request.
    its_lists, its_corrections, its_reports = map(_by_portfolio, (names.of, corrections, reports))
    # Corrections alone make a request too; reports alone make one without inputs, below.
    listed = _spellings([*corrections.values(), *names.of.values()])
    only_reports = _spellings(name for name in reports.values() if name_key(name) not in listed)
    if refused is not None and len(listed) + len(only_reports) > 1:
        refused += _with_wrong_settings(listed, only_reports, its_lists, config)
        leave_out = (*leave_out, *(outcome.portfolio for outcome in refused))
    for key in map(name_key, leave_out):
        listed.pop(key, None)
        only_reports.pop(key, None)
    return [
        request(name, _current(its_lists[key], its_corrections[key]), its_reports[key])
        for key, name in listed.items()
    ] + [request(name, (), its_reports[key]) for key, name in sorted(only_reports.items())]


def _with_wrong_settings(
    listed: Mapping[str, str],
    only_reports: Mapping[str, str],
    its_lists: Mapping[str, list[Path]],
    config: Settings,
) -> list[Outcome]:
    """How the portfolios ended of which a setting is wrong: their files are refused with the sentence on it."""
    names = {**listed, **only_reports}
    return [
        Outcome(
            name, "refused", refusals=tuple((path.name, fault) for path in its_lists[key]) or ((name, fault),)
        )
        for key, name in names.items()
        if (fault := config.fault_of(name))
    ]


def _by_portfolio(names: Mapping[Path, str]) -> defaultdict[str, list[Path]]:
    """The files of each portfolio, by its key."""
    files = defaultdict(list)
    for file, name in names.items():
        files[name_key(name)].append(file)
    return files


def _spellings(names: Iterable[str]) -> dict[str, str]:
    """How each portfolio is written, by its key."""
    return {name_key(name): name for name in names}


def _settled(settled: Settled, facts: PortfolioFacts) -> Settled:
    """What this run settles, and what the settings do where it says nothing."""
    defaults = defaults_from(facts.currency, facts.country, facts.sector)
    return Settled(settled.map or facts.map, settled.defaults.over(defaults))


def _current(lists: Sequence[Path], corrections: Sequence[Path]) -> tuple[Path, ...]:
    """The list as it is: the newest of what holds all its rows, and the later corrections that hold some
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
    # Corrections workbooks hold either all rows of the list or only those with problems (the property says
    # which).
    whole = max([*lists, *(file for file in corrections if file not in parts)], key=_changed_at, default=None)
    later = [
        file
        for file in sorted(parts, key=_changed_at)
        if whole is None or _changed_at(file) >= _changed_at(whole)
    ]
    return tuple([whole, *later] if whole else later)


def _changed_at(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


def who_commands() -> str:
    """The account and the machine that gave a command, for the record of a run."""
    import getpass

    try:
        account = getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name, as in a container
        account = f"account {os.getuid()}"
    return f"{account} on {socket.gethostname()}"


def new_run_id() -> str:
    """An id that sorts by time and is unique: 20261101T030000Z-1a2b3c."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
