"""The few questions about an input whose answers matter most, each with what settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import SAYS_WORK_BEST, WORK_COLUMNS, columns, typed_column

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Intake

MOST_QUESTIONS = 6
# Issues about headings that a person can settle, the costliest mistakes first.
_SETTLED_BY_MAP = {
    "HEADING_MULTIPLIED": "Is {heading} really an amount for each item or person?",
    "HEADING_SAYS_MORE": "Should {heading} count as {column}?",
    "PERIOD_CHOSEN": "Is {heading} the right period for {column}?",
    "NUMBERS_READ_TWO_WAYS": "Which is the decimal mark of {heading}?",
    "TWO_HEADINGS_ONE_COLUMN": "Which of two columns is {column}: this one, {heading}, or the one that was taken?",
    "NAME_COLUMN_GUESSED": "Does {heading} name the processes?",
    "LEVEL_SCALE_UNCLEAR": "Which scale are the levels of {column} on, from {heading} on?",
    "SHARE_SCALE_UNCLEAR": "Is 1 one percent or all of it in {column}, from {heading} on?",
    "DATE_READ_TWO_WAYS": "Does the day or the month come first in {column}, from {heading} on?",
    "REMARK_NOT_USED": "Does the remark on {column} hold for {heading} and the cells below it?",
    "TIME_UNIT_ASSUMED": "In which unit are the times below {heading}?",
    "COLUMN_DOES_NOT_FIT": "What does {heading} hold? Its heading names {column}.",
    "HEADING_SUGGESTION": "What is {heading}?",
}
_OF_CELLS = ("LEVEL_SCALE_UNCLEAR", "SHARE_SCALE_UNCLEAR", "DATE_READ_TWO_WAYS", "REMARK_NOT_USED")
_FIRST_COLUMNS = ("current_model", "core_process", "labour_cost", "fte")


def questions_about(intake: Intake) -> list[str]:
    """Up to six questions, the one that changes most first, each with the option or line that settles it."""
    typed = intake.typed
    if not len(typed):
        return []
    questions = _missing_defaults(typed) + _missing_work(typed) + _headings(intake) + _missing_columns(typed)
    return questions[:MOST_QUESTIONS]


def _missing_defaults(typed: pd.DataFrame) -> list[str]:
    money = [name for name, column in columns().items() if column.type == "money" and name in typed]
    with_amount = typed[typed[money].notna().any(axis=1)] if money else typed.iloc[:0]
    no_currency = int(typed_column(with_amount, "currency").isna().sum())
    no_country = int(typed_column(typed, "country").isna().sum())
    no_sector = int(typed_column(typed, "regulated_activity").isna().sum())
    defaults = (
        (
            no_currency,
            "In which currency are the amounts of {}? Without it nothing is valued",
            "--currency EUR",
            "Currency",
        ),
        (
            no_country,
            "In which country is the work of {} done? Location and wages depend on it",
            "--country DE",
            "Country",
        ),
        (
            no_sector,
            "Is the work of {} regulated? Lost VAT and several flags depend on it",
            "--sector finance (or none)",
            "Regulated activity",
        ),
    )
    return [
        f"{question.format(_rows(count))}: {option}, or a column {column}."
        for count, question, option, column in defaults
        if count
    ]


def _headings(intake: Intake) -> list[str]:
    questions = []
    issues = intake.issues
    for code, question in _SETTLED_BY_MAP.items():
        of_code = issues[issues["code"] == code]
        # Of cells the first of each column, which stands for the others.
        of_code = of_code.drop_duplicates(["sheet", "column"]) if code in _OF_CELLS else of_code
        for _, issue in of_code.head(2).iterrows():
            where = issue["cell"] or "a heading"  # formats without cells, and what is said of a whole sheet
            where += f" of sheet {issue['sheet']}" if issue["sheet"] else ""
            text = question.format(heading=where, column=issue["column"] or "a column")
            questions.append(
                f"{text} Settle it in the map: taken_for and the keys below it (check --write-map FILE)."
            )
    return questions


def _missing_work(typed: pd.DataFrame) -> list[str]:
    """Asks for one column on how the work is done where rows have none: their labels rest on names, and their savings
    stay off the first sheet.
    """
    by_name = int(typed.reindex(columns=WORK_COLUMNS).isna().all(axis=1).sum())
    if not by_name:
        return []
    titles = [columns()[name].title for name in SAYS_WORK_BEST]
    return [
        f"How is the work of {_rows(by_name)} done? No column says it, so labels rest on names, and the first sheet "
        f"shows no saving: add a column {', '.join(titles[:-1])} or {titles[-1]}."
    ]


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _missing_columns(typed: pd.DataFrame) -> list[str]:
    blank = [name for name in _FIRST_COLUMNS if name not in typed or typed[name].isna().all()]
    titles = [columns()[name].title for name in blank]
    if not titles:
        return []
    return [f"No column says: {', '.join(titles)}. These decide most; add the ones that you know."]
