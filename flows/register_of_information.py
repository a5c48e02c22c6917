"""The register of information of a portfolio's last run: whether it applies, the package, and how it is checked."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flows.faults import writing_to
from schemas.dora import SECTORS
from schemas.errors import UsageError
from tasks.history import read_run_folder

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook
    from tasks.settings import PortfolioFacts, Settings

# Asks the checker for its rules and its findings. It runs in the checker's own environment, whose packages are older.
QUESTION = """
import json, sys
from xbridge.validation import validate
from xbridge.validation._registry import load_registry
found = validate(sys.argv[1], eba=True)
rules = [{"code": rule.code, "message": rule.message} for rule in load_registry() if rule.csv]
findings = [
    {"code": code, "severity": kind, "count": len(ones)}
    for part in found.values() for kind in ("errors", "warnings") for code, ones in part[kind].items()
]
print(json.dumps({"rules": rules, "findings": findings}))
"""
CHECK_SECONDS = 300
MOST_COLUMNS_LISTED = 12


@dataclass(frozen=True)
class Register:
    """What was written. counts: rows by template; missing: cells by template and column; left_out: processes with a
    provider that are no ICT service; checks: rule, words, result (passes, fails, warns), findings; None where
    the checker is not installed.
    """

    package: Path
    counts: dict[str, int]
    missing: pd.DataFrame
    left_out: int
    checks: pd.DataFrame | None


def export_register(
    home: Path,
    folder: Path,
    facts: PortfolioFacts,
    rulebook: Rulebook,
    made_at: dt.datetime,
    checker: str | None,
) -> Register:
    """Writes the register of a portfolio's last run, with what is missing and what the checker says.

    Args:
        home: folder of the portfolio.
        folder: where the package, missing.csv and checks.csv go; made where it is not there.
        facts: what the settings know of the portfolio: lei, country, currency, sector, dora.
        rulebook: section regions.
        made_at: in the name of the package.
        checker: path of the program xbridge; None: as it is found.

    Returns:
        What was written.

    Raises:
        UsageError: the portfolio has no run, is no financial entity in the European Economic Area, or has no LEI; or
            the folder is a file or cannot be written to.
        RunFolderError: a table of the run is missing or broken.
    """
    import pandas as pd

    from tasks.reporting import register_tables, write_csv, write_package

    with writing_to(folder):
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file, and the register needs a folder. Name another with --out.")
    run = (home / "latest").resolve()
    if not (run / "run.json").is_file():
        raise UsageError(f"There is no run of {home.name}. Audit it first, or correct the name.")
    published = read_run_folder(run)
    inputs, results = pd.read_parquet(run / "inputs.parquet"), published.results.reset_index(drop=True)
    country = facts.country or _most(published.typed, "country")
    why_not = _why_not(home.name, facts, published.typed, country, rulebook)
    if why_not:
        raise UsageError(why_not)
    if not is_lei(facts.lei):
        raise UsageError(
            f"The register needs the legal entity identifier of {home.name}: 20 characters with a valid check number. "
            "Set lei for the portfolio in the settings."
        )
    tables, missing, left_out = register_tables(inputs, results, facts.lei)
    # The setting, else what most rows say, else the euro.
    currency = facts.currency or _most(published.typed, "currency") or "EUR"
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        package = write_package(
            tables, folder, facts.lei, country, currency, published.as_of or made_at.date(), made_at
        )
        write_csv(missing.astype("str"), folder / "missing.csv")
    checks = check_package(package, checker)
    if checks is not None:
        write_csv(checks.astype({"findings": "int64"}), folder / "checks.csv")
    return Register(package, {name: len(table) for name, table in tables.items()}, missing, left_out, checks)


def write_register(
    config: Settings, home: Path, folder: Path | None = None, checker: str | None = None
) -> Register:
    """``export_register`` as the settings say, now; into the portfolio's folder ``register`` where none is named.

    Args:
        config: what is known of the portfolio.
        home: folder of the portfolio.
        folder: where the package goes; None: ``register`` below the portfolio.
        checker: path of the program xbridge; None: as it is found.

    Returns:
        What was written.

    Raises:
        UsageError, RunFolderError: as there.
    """
    from schemas.rules import load_rulebook

    facts, now = config.facts_of(home.name), dt.datetime.now(dt.UTC)
    return export_register(home, folder or home / "register", facts, load_rulebook(None), now, checker)


def describe_register(made: Register, folder: Path) -> Iterator[str]:
    """What is said of a register that was written into a folder, line by line; no name of a process is in it.

    Args:
        made: what was written.
        folder: where it was written to.

    Yields:
        Sentences.
    """
    yield str(made.package)
    yield "; ".join(f"{name}: {count} row{'' if count == 1 else 's'}" for name, count in made.counts.items())
    if made.left_out:
        processes = "process with a provider is" if made.left_out == 1 else "processes with a provider are"
        yield f"{made.left_out} {processes} no ICT service; the register holds no row for that."
    yield from _describe_missing(made.missing, folder)
    yield from _describe_checks(made.checks, folder)


def _describe_missing(missing: pd.DataFrame, folder: Path) -> Iterator[str]:
    if missing.empty:
        yield "No cell is missing."
        return
    yield f"{len(missing)} cells are missing; {folder / 'missing.csv'} names each process and the column to fill:"
    counts = missing.groupby(["template", "column", "title", "fill"], sort=True).size()
    for column_key, count in counts.head(MOST_COLUMNS_LISTED).items():
        template, column, title, fill = cast("tuple[str, str, str, str]", column_key)
        where = f"column {fill}" if not fill.startswith("setting") else fill
        yield f"  {template} {column} {title}: {count} ({where})"
    if len(counts) > MOST_COLUMNS_LISTED:
        yield f"  and {len(counts) - MOST_COLUMNS_LISTED} more columns"


def _describe_checks(checks: pd.DataFrame | None, folder: Path) -> Iterator[str]:
    if checks is None:
        yield (
            "The package is written and not checked: xbridge was not found or did not answer. Install it with: "
            "pipx install eba-xbridge; or name the program of its own environment with --checker."
        )
        return
    passed = int(checks["result"].eq("passes").sum())
    yield f"{passed} of {len(checks)} rules of the package pass; {folder / 'checks.csv'} names all."
    yield "These are rules of form; the business rules of the authority are not among them."
    for check in checks[checks["result"].ne("passes")].itertuples():
        yield f"  {check.rule} {check.result}, {check.findings} times: {check.words}."


def is_lei(text: str) -> bool:
    """Whether a text is a legal entity identifier with a right check number (ISO 17442, ISO 7064 mod 97-10)."""
    if len(text) != 20 or not text.isascii() or not text.isalnum() or text != text.upper():
        return False
    # Letters count as 10 (A) to 35 (Z); the number of all digits leaves 1 when divided by 97.
    return int("".join(str(int(letter, 36)) for letter in text)) % 97 == 1


def check_package(package: Path, checker: str | None = None) -> pd.DataFrame | None:
    """What the rules of the European Banking Authority for packages say, as far as xbridge knows them.

    Args:
        package: the ZIP file.
        checker: path of the program xbridge; None: as it is found on the path.

    Returns:
        rule, words, result (passes, fails, warns) and findings, one line a rule; None where xbridge is not
        installed or does not answer.
    """
    import pandas as pd

    program = shutil.which(checker or "xbridge")
    if program is None:
        return None
    # The Python beside the program is that of its environment (pipx); some environments have python3 alone.
    folder = Path(program).resolve().parent
    python = shutil.which("python", path=folder) or shutil.which("python3", path=folder)
    if python is None:
        return None
    command = [python, "-I", "-c", QUESTION, str(package)]  # -I keeps our packages out of it
    try:
        completed = subprocess.run(command, capture_output=True, text=True, timeout=CHECK_SECONDS, check=True)
        # The answer is the last line: before it the checker may print warnings.
        answer = json.loads(completed.stdout.strip().rpartition("\n")[2])
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    findings_by_rule = {finding["code"]: finding for finding in answer["findings"]}
    words = {"errors": "fails", "warnings": "warns"}
    return pd.DataFrame(
        [
            {
                "rule": rule["code"],
                # Messages are templates: from ": {" on they hold places for findings.
                "words": rule["message"].partition(": {")[0],
                "result": words[findings_by_rule[rule["code"]]["severity"]]
                if rule["code"] in findings_by_rule
                else "passes",
                "findings": findings_by_rule[rule["code"]]["count"]
                if rule["code"] in findings_by_rule
                else 0,
            }
            for rule in answer["rules"]
        ]
    )


def _names_finance(activity: str) -> bool:
    return bool(SECTORS & set(activity.split(";")))


def _why_not(
    portfolio: str, facts: PortfolioFacts, typed: pd.DataFrame, country: str, rulebook: Rulebook
) -> str | None:
    """Why the register does not apply; None where it does. The setting dora decides where it is given."""
    from schemas.columns import typed_column

    if facts.dora is not None:
        return (
            None if facts.dora else f"The settings say that DORA does not apply to {portfolio} (dora: false)."
        )
    activity = typed_column(typed, "regulated_activity").dropna()
    in_finance = activity.map(_names_finance)
    # Without a setting the list decides: at least half of the processes that name an activity name finance or
    # insurance.
    is_finance = facts.sector in SECTORS if facts.sector else bool(len(activity)) and in_finance.mean() >= 0.5
    if not is_finance:
        return (
            f"The register is for financial entities, and {portfolio} is none: most processes that name a regulated "
            "activity name neither finance nor insurance. If it is one, set sector or dora for the portfolio."
        )
    if country not in rulebook.section("regions")["eea"].countries:
        return (
            f"The register is for entities in the European Economic Area; {portfolio} is not known to be in it. Set "
            "country or dora for the portfolio."
        )
    return None


def _most(typed: pd.DataFrame, name: str) -> str:
    """The most frequent value of a column; empty where there is none."""
    from schemas.columns import typed_column

    values = typed_column(typed, name).dropna()
    return str(values.mode().iloc[0]) if len(values) else ""
