"""Each line of a questionnaire handed back, held against the question that was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schemas.columns import columns

if TYPE_CHECKING:
    from flows.asking.rounds import Questionnaire
    from schemas.records import FilledQuestion, FilledQuestionnaire


@dataclass
class Checked:
    """What a questionnaire comes to: answers (question with ``value`` and ``comment``), comments without an
    answer, and a sentence on each kind of line that could not be taken.
    """

    answers: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check_lines(filled: FilledQuestionnaire, questionnaire: Questionnaire, language: str) -> Checked:
    """Holds the lines of a questionnaire against its questions.

    Args:
        filled: the questionnaire as handed back.
        questionnaire: as it was asked.
        language: of the words in which answers were offered.

    Returns:
        Each question at most once; cells that could not be taken are named by sheet and address.
    """
    from tasks.intake import parsed_answer

    questions, checked = {question["number"]: question for question in questionnaire.questions}, Checked()
    added, moved, exchanged, renamed, unread = [], [], [], [], []
    twice = _answered_twice(filled, questions)
    currencies = {
        line.process_id: parsed_answer("currency", line.value)
        for line in filled.lines
        if line.text and questions.get(line.number, {}).get("column") == "currency"
    }
    for line in _once(filled):
        question = questions.get(line.number)
        if question is None:
            added += [line.cell] if line.text else []
        elif line.process_id != question["process_id"]:
            moved += [f"{line.cell} (question {line.number} is about {question['process_id']})"]
        elif _is_another_question(line, question, questionnaire.questions):
            exchanged += [f"{line.cell} (question {line.number})"] if line.text else []
        elif line.number in twice:
            continue
        else:
            renamed += [line.cell] if line.process != question["process"] else []
            currency = question["currency"] or currencies.get(question["process_id"])
            value = parsed_answer(question["column"], line.value, currency) if line.text else None
            if value is not None:
                checked.answers.append({**question, "value": value, "comment": line.comment})
            elif line.text:
                unread.append(_unread(line, question))
            if line.comment and value is None:
                checked.comments.append({"number": line.number, "comment": line.comment})
    missing = set(questions) - {line.number for line in filled.lines}
    checked.remarks += _remarks_on_lines(filled, added, moved, exchanged, renamed, unread, twice, missing)
    checked.remarks += _about_comments(checked)
    return checked


def _is_another_question(
    line: FilledQuestion, question: dict[str, Any], questions: Iterable[dict[str, Any]]
) -> bool:
    """Whether the words of another question of the workbook are next to this number. Words that somebody wrote
    anew are no other question.
    """
    words = " ".join((line.question or "").split())
    return words != question.get("question") and words in {other.get("question") for other in questions}


def _answered_twice(filled: FilledQuestionnaire, questions: dict[int, Any]) -> dict[int, list[str]]:
    """Questions of which two lines give different answers, with the cells."""
    cells_by_question: dict[int, dict[str, str]] = {}
    for line in filled.lines:
        if line.number in questions and line.text:
            cells_by_question.setdefault(line.number, {}).setdefault(line.text.casefold(), line.cell)
    return {number: list(cells.values()) for number, cells in cells_by_question.items() if len(cells) > 1}


def _once(filled: FilledQuestionnaire) -> Iterator[FilledQuestion]:
    """The lines, of several of one question that with an answer, else the first."""
    done = set()
    # A stable sort: lines with an answer come first, each group in the order of the sheet.
    for line in sorted(filled.lines, key=lambda line: not line.text):
        if line.number is None or line.number not in done:
            done.add(line.number)
            yield line


def _unread(line: FilledQuestion, question: dict[str, Any]) -> str:
    """The cell, what was read if it is a number, and what would be right."""
    column = columns()[question["column"]]
    shown = f"{line.value:g}" if isinstance(line.value, (int, float)) else "a text"
    return f"{line.cell} ({column.title}: {shown}; {_right(question)})"


def _right(question: dict[str, Any]) -> str:
    """What an answer may be."""
    from schemas.messages import catalogue

    column, currency = columns()[question["column"]], question["currency"]
    if column.type == "level":
        return "1 to 5 is right"
    if column.minimum is not None and column.maximum is not None and column.type != "share":
        return f"{column.minimum:g} to {column.maximum:g} is right"
    how_to = "money_in" if column.type == "money" and currency else column.type
    right = catalogue("en").text(f"questionnaire.how_to.{how_to}", currency=currency)
    right += ", not below 0, such as 12500" if column.type in ("money", "number") else ""
    return f"{right[0].lower()}{right[1:]}"


def _remarks_on_lines(
    filled: FilledQuestionnaire,
    added: list[str],
    moved: list[str],
    exchanged: list[str],
    renamed: list[str],
    unread: list[str],
    twice: dict[int, list[str]],
    missing: set[int],
) -> Iterator[str]:
    from tasks.intake import named_cells

    if unread:
        yield f"No answer to its question: {named_cells(unread)}. These stay open."
    if twice:
        cells = [" and ".join(cells) for cells in twice.values()]
        yield f"Two different answers to one question: {named_cells(cells)}. Neither is taken; keep one."
    if moved:
        yield (
            f"The process id was changed: {named_cells(moved)}. Not taken; put the answer into the row of its "
            "process, with the id as it was sent."
        )
    if exchanged:
        yield (
            f"Another question is next to the number: {named_cells(exchanged)}. Not taken, since some columns "
            "were sorted or moved without the others; put each answer beside its number as it was sent."
        )
    if added:
        yield f"No question of ours: {named_cells(added)}. Rows cannot be added; put what is new into the list."
    if renamed:
        yield (
            f"The process was renamed: {named_cells(renamed)}. The answer counts for the process as it was asked; "
            "rename it in the list."
        )
    if missing:
        gone = (
            "is gone from the workbook and stays"
            if len(missing) == 1
            else "are gone from the workbook and stay"
        )
        yield f"{len(missing)} of the questions {gone} open."


def _about_comments(checked: Checked) -> Iterator[str]:
    count = len(checked.comments) + sum(bool(answer["comment"]) for answer in checked.answers)
    if count:
        yield f"{count} {'comment is' if count == 1 else 'comments are'} kept with it."
