"""Takes questionnaires back: each is held against what was asked, and what it answers is kept in the history."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.asking.answers import Checked, check_lines
from flows.asking.rounds import Questionnaire, Round, rounds
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
        read = read_questionnaire(path, limits)
        asked, one = _asked(home, read.questionnaire_id)
        why = read.refused or _is_foreign(read, home, one)
        if why or asked is None or one is None:
            refused.append((read.file, why))
            continue
        # Named after the checksum: the same file twice is nothing new, a corrected one is.
        if _place(asked, one, read).is_file():
            remarks.append(f"{read.file} was taken in before; nothing of it is new.")
            continue
        checked = check_lines(read, one, asked.language)
        if not checked.answers:
            refused.append((read.file, " ".join([_nothing(read), *checked.remarks])))
            continue
        told = _keep(home, url, run_id, today, read, asked, one, checked)
        remarks.append(" ".join([*told, *checked.remarks]))
        count += len(checked.answers)
    return count, tuple(remarks), tuple(refused)


def _asked(home: Path, questionnaire_id: str) -> tuple[Round | None, Questionnaire | None]:
    for asked in rounds(home):
        for one in asked.questionnaires:
            if questionnaire_id and one.questionnaire_id == questionnaire_id:
                return asked, one
    return None, None


def _is_foreign(read: FilledQuestionnaire, home: Path, one: Questionnaire | None) -> str:
    if name_key(read.portfolio) != name_key(home.name):
        return (
            f"{read.file} is a questionnaire of another portfolio. Name that portfolio, or take the "
            "questionnaire of this one."
        )
    if one is None:
        return (
            f"{read.file}: the questionnaire {read.questionnaire_id or 'without an id'} is not one that was "
            f"asked for {home.name}. Ask anew, and have the new one filled in."
        )
    return ""


def _nothing(read: FilledQuestionnaire) -> str:
    return (
        f"{read.file}: no answer could be taken from it. Fill in the yellow cells below Your answer and hand "
        "it back."
    )


def _place(asked: Round, one: Questionnaire, read: FilledQuestionnaire) -> Path:
    return asked.folder / f"back-{one.questionnaire_id}-{read.sha256[:12]}.json"


def _keep(
    home: Path,
    url: str,
    run_id: str,
    today: dt.date,
    read: FilledQuestionnaire,
    asked: Round,
    one: Questionnaire,
    checked: Checked,
) -> list[str]:
    """Keeps the answers, and notes that the questionnaire is back; sentences on it."""
    from tasks import history

    name = _person(read, one)
    # Before the new ones are kept, so that the two can be compared.
    earlier = history.answers_given(url, home.name)
    lines = [_line(answer, name, today) for answer in checked.answers]
    kept = Answers(read.file, read.sha256, home.name, asked.run_id, tuple(lines))
    history.keep_answers(url, home.name, kept, run_id)
    back = {
        "file": read.file,
        "sha256": read.sha256,
        "name": name,
        "day": today.isoformat(),
        "answered": sorted(answer["number"] for answer in checked.answers),
        "comments": [dict(comment) for comment in checked.comments],
    }
    write_whole(_place(asked, one, read), json.dumps(back, indent=1, ensure_ascii=False).encode())
    told = [f"{read.file}: {len(lines)} of {len(one.questions)} questions are answered ({one.place})."]
    return [*told, *_against(earlier, lines, name), *_since(home, one, checked)]


def _person(read: FilledQuestionnaire, one: Questionnaire) -> str:
    """Who answered. Whoever gives no name on the questionnaire of a unit is told apart by the file."""
    from tasks.questionnaire import same_name

    if read.name and same_name(read.name) != same_name(one.who):
        # A name is kept as it was written the first time, so that "A. Weber" and "a. weber" are one person.
        before = {same_name(back["name"]): back["name"] for back in one.back()}
        return before.get(same_name(read.name), " ".join(read.name.split()))
    return one.who if one.is_person or read.name else f"{one.who} ({read.sha256[:6]})"


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
    given = earlier[earlier["answer"].eq(ANSWERED) & earlier["name"].notna()]
    before = {
        (process, column, who): value
        for process, column, who, value in zip(
            given["process"], given["reason"], given["name"], given["override"], strict=True
        )
    }
    told, replaced, differ = [], 0, []
    for line in lines:
        key = (line["process"], line["reason"])
        replaced += before.get((*key, name), line["override"]) != line["override"]
        # What other people answered to the same question on the same process, without what agrees with this
        # answer.
        others = {value for (*place, who), value in before.items() if tuple(place) == key and who != name} - {
            line["override"]
        }
        if others:
            differ.append(f"{str(line['process']).split(BETWEEN_ID_AND_NAME)[0]} ({line['reason']})")
    if replaced:
        told.append(f"{replaced} earlier answers of the same person are replaced.")
    if differ:
        told.append(
            f"Somebody else answered differently: {', '.join(differ[:5])}{' and more' if differ[5:] else ''}. "
            "Neither answer counts; settle it with both and enter the value in the list."
        )
    return told


def _since(home: Path, one: Questionnaire, checked: Checked) -> list[str]:
    """How the list has changed since the questions were asked."""
    import pandas as pd

    from schemas.columns import as_text, columns
    from tasks.history import read_run_folder
    from tasks.intake import rows_meant

    if not (home / "latest" / "run.json").is_file():
        return []
    typed = read_run_folder((home / "latest").resolve()).typed
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
    told = []
    if gone:
        told.append(f"No longer in the list, so the answers wait: {', '.join(gone[:5])}.")
    if changed:
        told.append(f"The list has a value of its own by now, which counts: {', '.join(changed[:5])}.")
    return told
