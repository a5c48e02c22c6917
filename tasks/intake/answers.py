"""Reports of ours that come back with answers on their sheet Challenge: known by their properties, read as
any other file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.columns import columns
from schemas.issues import render
from schemas.messages import catalogue, codes_of
from schemas.records import Answers
from schemas.results import (
    ANSWERED,
    CHALLENGE_COLUMNS,
    DOES_NOT_APPLY,
    EVERY_PROCESS,
    QUESTION_COLUMNS,
    QUESTION_ONCE_COLUMNS,
)
from schemas.vocabulary import REPORT_LANGUAGES
from schemas.workbooks import BETWEEN_ID_AND_NAME, KIND_PROPERTY, PORTFOLIO_PROPERTY, RUN_PROPERTY
from tasks.intake.files.read_file import read_file
from tasks.intake.filled_lines import MOST_LINES, named_cells, not_taken, text_of
from tasks.intake.own_workbooks import properties_of
from tasks.intake.questionnaires import heading_of_questions
from tasks.intake.ratings import heading_of_ratings

if TYPE_CHECKING:
    import pandas as pd

    from schemas.messages import Catalogue
    from tasks.intake.files.raw import RawFile, RawSheet
    from tasks.settings import Limits

SHEET, QUESTIONS = "Challenge", "Ask next"
ROWS_ABOVE = 50  # rows in which the headings of a questionnaire or rating may be
Line = dict[str, str | None]  # ANSWER_COLUMNS but the last, as far as they are filled
# Columns with a list to choose from, and the area of the catalogue of messages that has its words.
LISTS = {"answer": "challenge.answer", "override": "recommendation", "reason": "challenge.reason"}


def report_portfolio(path: Path, limits: Limits) -> str | None:
    """The portfolio that a report of ours tells of; None where the file is no report of ours.

    Args:
        path: any file.
        limits: what it may cost.
    """
    properties = properties_of(path, limits)
    return properties.get(PORTFOLIO_PROPERTY) if RUN_PROPERTY in properties else None


def read_answers(path: Path, limits: Limits) -> Answers:
    """Read what stakeholders filled in on the sheets Challenge and Ask next of a report handed back.

    Args:
        path: a report, saved by any spreadsheet program.
        limits: what the file may cost.

    Returns:
        One line for each filled line of the three tables, in their order; ``refused`` where the file cannot be
        read or has no table of challenges any more; ``remarks`` on answers that were not taken. A live model and
        a rating workbook hold none of these answers.
    """
    raw = read_file(path, limits)
    properties = dict(raw.properties)
    empty = Answers(
        raw.file, raw.sha256, properties.get(PORTFOLIO_PROPERTY, ""), properties.get(RUN_PROPERTY, "")
    )
    if raw.refused_message:
        return replace(empty, refused=raw.refused_message)
    # Workbooks of another kind also name their run, but have no sheet of challenges.
    if KIND_PROPERTY in properties:
        return empty
    grid = _grid(raw, SHEET)
    header = None if grid is None else _header(grid)
    if grid is None or header is None:
        return replace(
            empty,
            refused=f"{raw.file} is a report of this program, but its sheet Challenge or the headings on it are gone. "
            "Fill in the report as it was sent.",
        )
    challenges, challenge_remarks = _lines(grid, header)
    answers, answer_remarks = _answers_to_questions(_grid(raw, QUESTIONS))
    remarks = tuple(f"{raw.file}: {remark}" for remark in (*challenge_remarks, *answer_remarks))
    return replace(empty, lines=(*challenges, *answers), remarks=remarks)


def _grid(raw: RawFile, name: str) -> pd.DataFrame | None:
    named = (sheet.grid for sheet in raw.sheets if sheet.name.strip().casefold() == name.casefold())
    return next(named, None)


def no_report(raw: RawFile) -> RawFile:
    """The file as it is; a report of ours is refused, since its tables would read like an inventory, and so is a
    questionnaire or rating workbook that lost its id, as one that was saved as CSV.
    """
    if raw.refused_code:
        return raw
    if RUN_PROPERTY in dict(raw.properties):
        code = "FILE_IS_REPORT"
    elif any(map(_asks_people, raw.sheets)):
        code = "FILE_LOST_ITS_ID"
    else:
        return raw
    return replace(raw, sheets=(), refused_code=code, refused_message=render(code, file=raw.file))


def _asks_people(sheet: RawSheet) -> bool:
    """Whether the table of a questionnaire or of a rating is at the top of the sheet."""
    top = sheet.grid.iloc[:ROWS_ABOVE]
    cells = {str(cell).strip() for cell in top.to_numpy(dtype=object).ravel()}
    # The words of one heading first: every list comes by here, and few have it.
    return not cells.isdisjoint(_headings_of_entries()) and bool(
        heading_of_questions(top) or heading_of_ratings(top)
    )


@cache
def _headings_of_entries() -> frozenset[str]:
    return frozenset(
        catalogue(language).text(key)
        for language in REPORT_LANGUAGES
        for key in ("questionnaire.answer", "rating.label")
    )


def _header(grid: pd.DataFrame) -> int | None:
    """Row number of the headings of the table, in whichever language the report was."""
    headings = {
        tuple(catalogue(language).text(f"field.{name}") for name in CHALLENGE_COLUMNS)
        for language in REPORT_LANGUAGES
    }
    letters = list(grid.columns[: len(CHALLENGE_COLUMNS)])
    for row, *cells in grid[letters].astype("object").itertuples(name=None):
        if tuple(str(cell).strip() for cell in cells) in headings:
            return int(row)
    return None


def _lines(grid: pd.DataFrame, header: int) -> tuple[list[Line], list[str]]:
    """Filled lines below the headings, down to the list of processes, which says what label each had; and
    sentences on what was not taken.
    """
    from tasks.excel import column_letter

    letters = [column_letter(index + 1) for index in range(len(CHALLENGE_COLUMNS))]
    below = grid.loc[header + 1 :, letters].astype("object")
    rows = [[text_of(cell) for cell in cells] for cells in below.itertuples(index=False, name=None)]
    heading = text_of(grid.at[header, letters[0]])
    # The heading of the list of processes repeats the first heading of the table, with nothing in its third
    # column.
    end = next((index for index, row in enumerate(rows) if row[0] == heading and row[2] is None), len(rows))
    labels = {row[0]: row[1] for row in rows[end + 1 :] if row[0]}
    # A line in which only a process was chosen counts as filled.
    filled = [
        place for place, row in enumerate(rows[:end]) if any(row[1:]) or BETWEEN_ID_AND_NAME in (row[0] or "")
    ]
    codes = {name: codes_of(area) for name, area in LISTS.items()}
    answers = []
    for place in filled[:MOST_LINES]:
        line: Line = dict(zip(CHALLENGE_COLUMNS, rows[place], strict=True))
        line |= {name: codes[name].get((line[name] or "").casefold(), line[name]) for name in LISTS}
        line |= {name: _day(line[name]) for name in ("date", "expires")}
        label = labels.get(line["process"] or "")
        answers.append(line | {"label_then": codes["override"].get((label or "").casefold())})
    return answers, not_taken(SHEET, below.iloc[filled])


def _answers_to_questions(grid: pd.DataFrame | None) -> tuple[list[Line], list[str]]:
    """Answered lines of the tables of questions, none where the sheet or its headings are gone; and sentences on
    answers that were not taken.
    """
    lines: list[Line] = []
    remarks: list[str] = []
    if grid is None:
        return lines, remarks
    for language in REPORT_LANGUAGES:
        words = catalogue(language)
        tables = [
            *(
                (_asked_once(below, letters, words), letters)
                for below, letters in _tables(grid, QUESTION_ONCE_COLUMNS, words)
            ),
            *_tables(grid, QUESTION_COLUMNS, words),
        ]
        for below, letters in tables:
            answers, sentences = _answered_lines(below, letters, words)
            lines += answers
            remarks += sentences
    return lines, remarks


def _asked_once(below: pd.DataFrame, letters: dict[str, str], words: Catalogue) -> pd.DataFrame:
    """The table of questions asked once, which ends at the first line with neither a number nor a column to fill;
    other tables follow it.
    """
    import pandas as pd

    titles = _columns_by_title(words)
    has_number = pd.to_numeric(below[letters["number"]], errors="coerce").notna()
    ends = ~(has_number | below[letters["column"]].map(text_of).isin(list(titles)))
    return below[: ends.to_numpy().argmax()] if ends.any() else below


def _tables(
    grid: pd.DataFrame, wanted: tuple[str, ...], words: Catalogue
) -> Iterator[tuple[pd.DataFrame, dict[str, str]]]:
    """The first table with these columns, whatever their order: the rows below its headings and the letter of
    each column.
    """
    names = {words.text(f"field.{name}"): name for name in wanted}
    for row, *cells in grid.astype("object").itertuples(name=None):
        letters = {
            names[text]: letter
            for letter, cell in zip(grid.columns, cells, strict=True)
            if (text := str(cell).strip()) in names
        }
        if len(letters) == len(wanted):
            yield grid.loc[row + 1 :], letters
            return


def _columns_by_title(words: Catalogue) -> dict[str, str]:
    """What the column to fill is called in a report, by its title there."""
    titles = {words.column_title(name): name for name in columns()}
    return titles | {words.text("ask_next.own_rows"): "process_name"}


def _answered_lines(
    grid: pd.DataFrame, letters: dict[str, str], words: Catalogue
) -> tuple[list[Line], list[str]]:
    """Lines with an answer, and sentences on answers that were not taken. Lines of a table without ids are about
    every process.
    """
    columns_by_title = _columns_by_title(words)
    read = [name for name in letters if name != "question"]
    filled = grid[[letters[name] for name in read]].astype("object")
    filled = filled[filled[letters["answer"]].map(text_of).notna()]
    lines: list[Line] = []
    without_id, without_column = [], []
    for row, *row_cells in filled.head(MOST_LINES).itertuples(name=None):
        cells = {name: text_of(cell) for name, cell in zip(read, row_cells, strict=True)}
        answer, place = cells["answer"], f"{QUESTIONS}!{letters['answer']}{row}"
        column = columns_by_title.get(cells["column"] or "")
        process_id = cells.get("process_id", EVERY_PROCESS)
        if answer is None or column is None:
            without_column.append(place)
        elif not process_id:
            without_id.append(place)
        else:
            blank = dict.fromkeys((*CHALLENGE_COLUMNS, "label_then"))
            entry = f"{process_id}{BETWEEN_ID_AND_NAME}{cells.get('process') or ''}"
            value = answer_codes(column).get(answer.casefold(), answer)
            lines.append(blank | {"process": entry, "answer": ANSWERED, "reason": column, "override": value})
    lost = ((words.text("field.process_id"), without_id), (words.text("field.column"), without_column))
    remarks = [
        f'Not taken: {named_cells(places)}. What was below "{heading}" in the row is gone or changed. Put it back '
        "as it was sent, and hand the report back again."
        for heading, places in lost
        if places
    ]
    return lines, [*remarks, *not_taken(QUESTIONS, filled)]


@cache
def answer_codes(column: str) -> dict[str, str]:
    """Value of each answer that a report or a questionnaire offers for a column, by its words in every
    language.
    """
    definition = columns()[column]
    values = definition.values if definition.type == "list" else definition.offered
    values = ("yes", "no") if column == "process_name" else values
    codes = {
        catalogue(language).value("word", value).casefold(): value
        for language in REPORT_LANGUAGES
        for value in values
    }
    return codes | {
        catalogue(language).text("ask_next.does_not_apply").casefold(): DOES_NOT_APPLY
        for language in REPORT_LANGUAGES
    }


def _day(text: str | None) -> str | None:
    """A date as ISO text; None where the cell holds none."""
    import pandas as pd

    if text is None:
        return None
    # ISO 8601 first; else day, month, year, in the order of the languages that reports are written in.
    day = pd.to_datetime(text, errors="coerce", format="ISO8601")
    if pd.isna(day):
        spelt = text.replace("/", ".").replace("-", ".")
        year = "%y" if len(spelt.rsplit(".", 1)[-1]) == 2 else "%Y"
        day = pd.to_datetime(spelt, errors="coerce", format=f"%d.%m.{year}")
    return None if pd.isna(day) else day.date().isoformat()
