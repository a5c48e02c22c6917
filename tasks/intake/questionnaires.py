"""Questionnaires that come back: what an owner answered to which question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.issues import render
from schemas.messages import catalogue
from schemas.records import FilledQuestion, FilledQuestionnaire
from schemas.vocabulary import REPORT_LANGUAGES
from schemas.workbooks import (
    KIND_PROPERTY,
    KIND_QUESTIONNAIRE,
    PORTFOLIO_PROPERTY,
    QUESTIONNAIRE_PROPERTY,
    RUN_PROPERTY,
)
from tasks.intake.files.raw import numbered_rows
from tasks.intake.files.read_file import read_file
from tasks.intake.filled_lines import MOST_LINES, not_taken, text_of
from tasks.intake.own_workbooks import properties_of

if TYPE_CHECKING:
    import pandas as pd

    from tasks.settings import Limits

# Headings by which the table is known, in whatever language and order.
HEADINGS = ("number", "process_id", "process", "answer", "comment")
QUESTION = "question"  # may be gone


def is_questionnaire(path: Path, limits: Limits) -> bool:
    """Whether the file is a questionnaire of ours.

    Args:
        path: any file.
        limits: what it may cost.
    """
    return properties_of(path, limits).get(KIND_PROPERTY) == KIND_QUESTIONNAIRE


def read_questionnaire(path: Path, limits: Limits) -> FilledQuestionnaire:
    """Reads what an owner filled in; what it means is held against what was asked elsewhere.

    Args:
        path: the workbook, saved by any spreadsheet program.
        limits: what the file may cost.

    Returns:
        Every line below the headings that holds something; ``refused`` where the file cannot be read, is no
        questionnaire, or its headings are gone; ``remarks`` on what was too much to be taken.
    """
    raw = read_file(path, limits)
    properties = dict(raw.properties)
    empty = FilledQuestionnaire(
        raw.file,
        raw.sha256,
        portfolio=properties.get(PORTFOLIO_PROPERTY, ""),
        run_id=properties.get(RUN_PROPERTY, ""),
        questionnaire_id=properties.get(QUESTIONNAIRE_PROPERTY, ""),
    )
    if raw.refused_message:
        return replace(empty, refused=raw.refused_message)
    if properties.get(KIND_PROPERTY) != KIND_QUESTIONNAIRE:
        if any(heading_of_questions(sheet.grid) for sheet in raw.sheets):
            return replace(empty, refused=str(render("FILE_LOST_ITS_ID", file=raw.file)))
        why = f"{raw.file} is no questionnaire. Name one that process-audit ask wrote."
        return replace(empty, refused=why)
    for sheet in raw.sheets:
        heading = heading_of_questions(sheet.grid)
        if heading:
            row, letters, language = heading
            filled = sheet.grid.loc[row + 1 :, list(letters.values())].dropna(how="all").astype("object")
            return replace(
                empty,
                name=_name(sheet.grid.loc[: row - 1], language),
                lines=tuple(_lines(sheet.name, filled.head(MOST_LINES), letters)),
                remarks=tuple(not_taken(sheet.name, filled)),
            )
    return replace(
        empty,
        refused=f"{raw.file}: the headings above the questions are gone. "
        "Copy the answers into the questionnaire as it was sent.",
    )


def heading_of_questions(grid: pd.DataFrame) -> tuple[int, dict[str, str], str] | None:
    """Of a questionnaire: row of the headings, the letter of each column, and the language they are in."""
    titles = {
        language: {catalogue(language).text(f"questionnaire.{name}"): name for name in (*HEADINGS, QUESTION)}
        for language in REPORT_LANGUAGES
    }
    # Every row is tried, because people insert lines above the table and move its columns.
    for row, cells in numbered_rows(grid.astype("object")):
        letters_by_title = {
            str(cell).strip(): letter for letter, cell in zip(grid.columns, cells, strict=True)
        }
        for language, wanted in titles.items():
            letters = {
                name: letters_by_title[title] for title, name in wanted.items() if title in letters_by_title
            }
            if set(HEADINGS) <= letters.keys():
                return row, letters, language
    return None


def _name(above: pd.DataFrame, language: str) -> str:
    """What is next to the words "Your name"; empty where nothing does."""
    title = catalogue(language).text("questionnaire.your_name")
    for _, cells in above.astype("object").iterrows():
        texts = [text for cell in cells if (text := text_of(cell))]
        # The name is the next filled cell after the words, however many blank ones are between them.
        if texts[:1] == [title]:
            return " ".join(texts[1:2])[:200]
    return ""


def _lines(sheet: str, filled: pd.DataFrame, letters: dict[str, str]):
    """Lines that hold a number, an id or an answer."""
    rows = filled.set_axis(list(letters), axis=1)
    for row, cells in zip(rows.index, rows.to_dict("records"), strict=True):
        yield FilledQuestion(
            number=_whole(cells["number"]),
            cell=f"{sheet}!{letters['answer']}{row}",
            process_id=text_of(cells["process_id"]),
            process=text_of(cells["process"]),
            value=cells["answer"],
            text=text_of(cells["answer"]),
            comment=text_of(cells["comment"]),
            question=text_of(cells.get(QUESTION)),
        )


def _whole(cell: Any) -> int | None:
    try:
        return int(float(str(cell).strip()))
    except (ValueError, OverflowError):
        return None
