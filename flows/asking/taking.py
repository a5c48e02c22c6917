"""Takes questionnaires back: each is held against what was asked, and what it answers is kept in the history."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.asking.answers import Checked, check_lines
from flows.asking.rounds import Questionnaire, Round, rounds
from schemas.errors import RunFolderError
from schemas.portfolio_names import name_key
from schemas.records import Answers
from schemas.results import ANSWERED, CHALLENGE_COLUMNS, for_every_process
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.durable import write_whole
from tasks.settings import Limits

if TYPE_CHECKING:
    from schemas.records import FilledQuestionnaire


def take_questionnaires(
    paths: Sequence[Path], home: Path, limits: Limits, url: str, run_id: str, today: dt.date
) -> tuple[int, tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Takes in questionnaires handed back.

    Args:
        paths: the workbooks.
        home: folder of their portfolio.
        limits: what a file may cost.
        url: of the history database, which keeps the answers.
        run_id: of the run that takes them in.
        today: the day that the answers are dated.

    Returns:
        How many answers were taken in, sentences on what was, and (file, sentence) on each file that was not.

    Raises:
        HistoryError: the history cannot be used.
    """
    from tasks.intake import read_questionnaire

    count, remarks, refused = 0, [], []
    for path in paths:
        filled = read_questionnaire(path, limits)
        this_round, questionnaire = _find_questionnaire(home, filled.questionnaire_id)
        why = filled.refused or _is_foreign(filled, home, questionnaire)
        if why or this_round is None or questionnaire is None:
            refused.append((filled.file, why))
            continue
        # Named after the checksum: the same file twice is nothing new, a corrected one is.
        if _record_path(this_round, questionnaire, filled).is_file():
            remarks.append(f"{filled.file} was taken in before; nothing of it is new.")
            continue
        checked = check_lines(filled, questionnaire, this_round.language)
        if not checked.answers:
            refused.append((filled.file, " ".join([_nothing(filled), *filled.remarks, *checked.remarks])))
            continue
        sentences = _keep(home, url, run_id, today, filled, this_round, questionnaire, checked)
        remarks.append(" ".join([*sentences, *filled.remarks, *checked.remarks]))
        count += len(checked.answers)
    return count, tuple(remarks), tuple(refused)


def _find_questionnaire(home: Path, questionnaire_id: str) -> tuple[Round | None, Questionnaire | None]:
    for this_round in rounds(home):
        for questionnaire in this_round.questionnaires:
            if questionnaire_id and questionnaire.questionnaire_id == questionnaire_id:
                return this_round, questionnaire
    return None, None


def _is_foreign(filled: FilledQuestionnaire, home: Path, questionnaire: Questionnaire | None) -> str:
    if name_key(filled.portfolio) != name_key(home.name):
        return (
            f"{filled.file} is a questionnaire of another portfolio. Name that portfolio, or take the "
            "questionnaire of this one."
        )
    if questionnaire is None:
        return (
            f"{filled.file}: the questionnaire {filled.questionnaire_id or 'without an id'} is not one that was "
            f"asked for {home.name}. Ask anew, and have the new one filled in."
        )
    return ""


def _nothing(filled: FilledQuestionnaire) -> str:
    return (
        f"{filled.file}: no answer could be taken from it. Fill in the yellow cells below Your answer and hand "
        "it back."
    )


def _record_path(this_round: Round, questionnaire: Questionnaire, filled: FilledQuestionnaire) -> Path:
    return this_round.folder / f"back-{questionnaire.questionnaire_id}-{filled.sha256[:12]}.json"


def _keep(
    home: Path,
    url: str,
    run_id: str,
    today: dt.date,
    filled: FilledQuestionnaire,
    this_round: Round,
    questionnaire: Questionnaire,
    checked: Checked,
) -> list[str]:
    """Keeps the answers, and notes that the questionnaire is back; sentences on it."""
    from tasks import history

    name = _person(filled, questionnaire)
    # Before the new ones are kept, so that the two can be compared.
    earlier = history.answers_given(url, home.name)
    lines = [_line(answer, name, today) for answer in checked.answers]
    answers = Answers(filled.file, filled.sha256, home.name, this_round.run_id, tuple(lines))
    history.keep_answers(url, home.name, answers, run_id)
    back = {
        "file": filled.file,
        "sha256": filled.sha256,
        "name": name,
        "day": today.isoformat(),
        "answered": sorted(answer["number"] for answer in checked.answers),
        "comments": [dict(comment) for comment in checked.comments],
    }
    write_whole(
        _record_path(this_round, questionnaire, filled),
        json.dumps(back, indent=1, ensure_ascii=False).encode(),
    )
    sentences = [
        f"{filled.file}: {len(lines)} of {len(questionnaire.questions)} questions are answered "
        f"({questionnaire.respondent})."
    ]
    return [*sentences, *_against(earlier, lines, name), *_since(home, questionnaire, checked)]


def _person(filled: FilledQuestionnaire, questionnaire: Questionnaire) -> str:
    """Who answered. Whoever gives no name on the questionnaire of a unit is told apart by the file."""
    from tasks.questionnaire import same_name

    if filled.name and same_name(filled.name) != same_name(questionnaire.who):
        # A name is kept as it was written the first time, so that "A. Weber" and "a. weber" are one person.
        before = {same_name(back["name"]): back["name"] for back in questionnaire.back()}
        return before.get(same_name(filled.name), " ".join(filled.name.split()))
    return (
        questionnaire.who
        if questionnaire.is_person or filled.name
        else f"{questionnaire.who} ({filled.sha256[:6]})"
    )


def _line(answer: dict[str, Any], name: str, today: dt.date) -> dict[str, str | None]:
    blank = dict.fromkeys((*CHALLENGE_COLUMNS, "label_then"))
    return blank | {
        "process": f"{answer['process_id']}{BETWEEN_ID_AND_NAME}{answer['process']}",
        "answer": ANSWERED,
        "reason": answer["column"],
        "override": answer["value"],
        "comment": answer["comment"],
        "name": name,
        "date": today.isoformat(),
        "label_then": answer["value_then"],
    }


def _against(earlier: Any, lines: list[dict[str, str | None]], name: str) -> list[str]:
    """What these answers do to those that were given before."""
    answers = earlier[earlier["answer"].eq(ANSWERED) & earlier["name"].notna()]
    before = {
        (process, column, who): value
        for process, column, who, value in zip(
            answers["process"], answers["reason"], answers["name"], answers["override"], strict=True
        )
    }
    sentences, replaced, differ = [], 0, []
    for line in lines:
        key = (line["process"], line["reason"])
        replaced += before.get((*key, name), line["override"]) != line["override"]
        # What other people answered to the same question on the same process, without what agrees with this
        # answer.
        others = {
            value for (*question, who), value in before.items() if tuple(question) == key and who != name
        } - {line["override"]}
        if others:
            differ.append(f"{str(line['process']).split(BETWEEN_ID_AND_NAME)[0]} ({line['reason']})")
    if replaced:
        answers_are = "answer of the same person is" if replaced == 1 else "answers of the same person are"
        sentences.append(f"{replaced} earlier {answers_are} replaced.")
    if differ:
        sentences.append(
            f"Somebody else answered differently: {', '.join(differ[:5])}{' and more' if differ[5:] else ''}. "
            "Neither answer counts; settle it with both and enter the value in the list."
        )
    return sentences


def _since(home: Path, questionnaire: Questionnaire, checked: Checked) -> list[str]:
    """How the list has changed since the questions were asked."""
    import pandas as pd

    from schemas.columns import as_text, columns
    from tasks.history import read_run_folder
    from tasks.rows_meant import rows_meant

    if not (home / "latest" / "run.json").is_file():
        return []
    try:
        typed = read_run_folder((home / "latest").resolve()).typed
    except RunFolderError as error:
        return [
            "The answers are kept. Whether the list has changed since they were asked for could not be compared: "
            f"{error} Audit the list again."
        ]
    entries = pd.Series(
        [f"{answer['process_id']}{BETWEEN_ID_AND_NAME}{answer['process']}" for answer in checked.answers]
    )
    rows = rows_meant(typed, entries)
    is_for_all = for_every_process(entries.to_frame("process"))
    gone = list(
        dict.fromkeys(
            entries[rows.isna() & ~is_for_all].str.split(BETWEEN_ID_AND_NAME, n=1, regex=False).str[0]
        )
    )
    changed = []
    for answer, row in zip(checked.answers, rows, strict=True):
        if pd.isna(row):
            continue
        now = as_text(
            columns()[answer["column"]], typed.get(answer["column"], pd.Series(dtype="str")).get(row)
        )
        # A cell that is as it was when asked, or has become the answer, is no change that competes with it.
        if now not in (answer["value_then"], answer["value"]):
            changed.append(f"{answer['process_id']} ({answer['column']})")
    sentences = []
    if gone:
        sentences.append(f"No longer in the list, so the answers wait: {', '.join(gone[:5])}.")
    if changed:
        sentences.append(f"The list has a value of its own by now, which counts: {', '.join(changed[:5])}.")
    return sentences
