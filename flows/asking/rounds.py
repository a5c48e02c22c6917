"""Rounds of questions: what one run had to ask, in a workbook for each owner or unit."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.errors import UsageError
from schemas.portfolio_names import safe_name, shortened
from schemas.results import ANSWERED
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.durable import write_whole
from tasks.history import read_run_folder

if TYPE_CHECKING:
    from tasks.questionnaire import Planned

FOLDER, KEY = "questionnaires", "asked.json"
LONGEST_UNIT = 40


@dataclass(frozen=True)
class Questionnaire:
    """One questionnaire of a round, as ``asked.json`` keeps it; ``book`` is its workbook."""

    questionnaire_id: str
    who: str
    is_person: bool
    unit: str
    questions: tuple[dict[str, Any], ...]
    addresses: tuple[str, ...]
    book: Path

    @property
    def respondent(self) -> str:
        """Who is asked, without a person's name."""
        return f"an owner in {self.unit}" if self.is_person else self.unit

    def back(self) -> list[dict[str, Any]]:
        """What came back of it, oldest first: file, sha256, name, day, answered (numbers of questions), comments."""
        files = self.book.parent.glob(f"back-{self.questionnaire_id}-*.json")
        return sorted((json.loads(path.read_bytes()) for path in files), key=lambda record: record["day"])


@dataclass(frozen=True)
class Round:
    """The questionnaires of one run. ``is_new``: it was begun just now."""

    folder: Path
    portfolio: str
    run_id: str
    language: str
    by: str
    due: dt.date
    asked_on: dt.date
    questionnaires: tuple[Questionnaire, ...]
    is_new: bool = False


def begin_round(
    home: Path, url: str, *, by: str, due: dt.date, today: dt.date, address_column: str = ""
) -> Round:
    """Writes a workbook for each owner or unit that the last run has something to ask.

    Args:
        home: folder of the portfolio; the workbooks go to ``questionnaires/<run>-<by>`` below it.
        url: of the history database, for answers that came since.
        by: owner or unit.
        due: the day by which an answer is asked for.
        today: the day of asking.
        address_column: heading of the column that holds the owner's address.

    Returns:
        The round; the one that there is already where this run was asked about before, with its own date.

    Raises:
        UsageError: there is no run, it is of an earlier version, or nothing is left to ask.
        RunFolderError: a table of the run is missing or broken.
        HistoryError: the history cannot be used.
    """
    import pandas as pd

    from schemas.messages import catalogue
    from tasks.questionnaire import plan_questionnaires

    run_folder = (home / "latest").resolve()
    if not (run_folder / "run.json").is_file():
        raise UsageError(f"There is no run of {home.name} to ask about. Audit it first, or correct the name.")
    run = read_run_folder(run_folder)
    folder = home / FOLDER / f"{run.run_id}-{by}"
    if (folder / KEY).is_file():
        return _read(folder)
    if due <= today:
        raise UsageError(f"{due} has passed or is today; name a later day by which to answer.")
    if not (run_folder / "questions.parquet").is_file():
        raise UsageError(f"The last run of {home.name} was made by an earlier version. Audit it again first.")
    language = str(json.loads((run_folder / "run.json").read_bytes()).get("language") or "en")
    # With all columns, also those that are no input of the audit: one of them may hold the addresses.
    inputs = pd.read_parquet(run_folder / "inputs.parquet").reset_index(drop=True)
    planned = plan_questionnaires(
        pd.read_parquet(run_folder / "questions.parquet"),
        inputs,
        catalogue(language),
        by=by,
        seed=f"{run.portfolio}\n{run.run_id}",
        address_column=address_column,
        answered=frozenset(_answered(url, home.name)),
    )
    if not planned:
        raise UsageError(
            f"There is nothing to ask about {home.name}: no open answer would change a label or money."
        )
    made = Round(folder, home.name, run.run_id, language, by, due, today, (), is_new=True)
    return _written(made, planned)


def last_round(home: Path) -> Round | None:
    """The newest round of a portfolio; None before the first."""
    return next(rounds(home), None)


def rounds(home: Path) -> Iterator[Round]:
    """All rounds of a portfolio, newest first."""
    folders = [path.parent for path in (home / FOLDER).glob(f"*/{KEY}")]
    for folder in sorted(folders, key=lambda folder: (folder / KEY).stat().st_mtime_ns, reverse=True):
        yield _read(folder)


def _answered(url: str, portfolio: str) -> Iterator[tuple[str, str]]:
    """(process_id, column) of each answer that is kept."""
    from tasks import history

    answers = history.answers_given(url, portfolio)
    answers = answers[answers["answer"].eq(ANSWERED)]
    yield from zip(
        answers["process"].str.split(BETWEEN_ID_AND_NAME, n=1, regex=False).str[0],
        answers["reason"],
        strict=True,
    )


def _written(made: Round, planned: tuple[Planned, ...]) -> Round:
    """Writes the workbooks, and last the record that says that they are all there."""
    from tasks.questionnaire import write_questionnaire

    made.folder.mkdir(parents=True, exist_ok=True)
    names = {"portfolio": made.portfolio, "run_id": made.run_id}
    questionnaires = []
    for questionnaire in planned:
        unit = shortened(safe_name(questionnaire.unit), LONGEST_UNIT)
        book = made.folder / f"{questionnaire.questionnaire_id} {unit}.xlsx"
        # Workbooks first: without the record a round that broke off is begun anew and replaces them.
        write_questionnaire(book, questionnaire, names, made.language, made.due)
        questionnaires.append({**asdict(questionnaire), "book": book.name})
    record = {
        "portfolio": made.portfolio,
        "run_id": made.run_id,
        "language": made.language,
        "by": made.by,
        "due": made.due.isoformat(),
        "asked_on": made.asked_on.isoformat(),
        "questionnaires": questionnaires,
    }
    write_whole(made.folder / KEY, json.dumps(record, indent=1, ensure_ascii=False).encode())
    return replace(_read(made.folder), is_new=True)


def _read(folder: Path) -> Round:
    record = json.loads((folder / KEY).read_bytes())
    questionnaires = tuple(
        Questionnaire(
            entry["questionnaire_id"],
            entry["who"],
            entry["is_person"],
            entry["unit"],
            tuple(entry["questions"]),
            tuple(entry["addresses"]),
            folder / entry["book"],
        )
        for entry in record["questionnaires"]
    )
    due, asked_on = (dt.date.fromisoformat(record[name]) for name in ("due", "asked_on"))
    return Round(
        folder,
        record["portfolio"],
        record["run_id"],
        record["language"],
        record["by"],
        due,
        asked_on,
        questionnaires,
    )
