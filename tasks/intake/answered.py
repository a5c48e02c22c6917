"""Answers to questions of an earlier report or of a questionnaire, taken over into the cells that they are about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemas.columns import DTYPES, NUMERIC_TYPES, as_text, columns, typed_column
from schemas.issues import issue, issues_frame
from schemas.phrases import Phrase, counted
from schemas.results import ANSWERED, DOES_NOT_APPLY, for_every_process
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.excel import cell_addresses
from tasks.intake.answers import answer_codes
from tasks.intake.cells.cell_kinds import Hints, Reading
from tasks.intake.cells.money import YEARLY
from tasks.intake.cells.parse_column import read_column
from tasks.intake.cells.told import values_in_words
from tasks.rows_meant import rows_meant

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Intake

# Column carried through that says who gave a cell its value, and when.
ANSWER_SOURCES = "answer_sources"
# One mark and three digits after it: it may separate thousands or decimals.
TWO_READINGS = re.compile(r"\D*\d{1,3}[.,]\d{3}\D*")
MARK_OF_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3})")


@dataclass(frozen=True)
class _Ended:
    """What became of the answers about one cell: the code of an issue, or None; and the value that fills it, or
    None.
    """

    code: str | None = None
    value: Any = None


def with_answers(intake: Intake, answers: pd.DataFrame | None) -> Intake:
    """The intake with the answers that people gave to questions.

    An answer fills a blank cell. It takes the place of a value only where the question was about that value
    (``label_then``) and the list still has it. Where two people differ, neither counts. A No for every process
    fills the cells that are blank after that; a Yes fills none, for it does not say which process it means.

    Args:
        intake: as read; not changed.
        answers: ANSWER_COLUMNS; those of kind ANSWERED name the column in ``reason`` and hold the answer in
            ``override``. None where there are none.

    Returns:
        The intake with these cells filled, an issue for each cell whose answer was taken or could not be (of an
        answer for every process one for each file), and who gave it in the column ANSWER_SOURCES, carried
        through; "does not apply" fills nothing.
    """
    import pandas as pd

    if answers is None or answers.empty:
        return intake
    # "Does not apply" says that the cell is rightly blank, so nothing is filled.
    taken = answers[answers["answer"].eq(ANSWERED) & answers["override"].ne(DOES_NOT_APPLY)]
    taken = taken[taken["reason"].isin(list(columns()))]
    is_for_all = for_every_process(taken)
    for_all, taken = taken[is_for_all], taken[~is_for_all]
    taken = taken.assign(row_key=rows_meant(intake.typed, taken["process"]))
    issues = _without_process(intake, taken[taken["row_key"].isna()])
    typed, sources = intake.typed, pd.Series("", index=intake.typed.index, dtype="str")
    for name, lines in taken.dropna(subset="row_key").groupby("reason", sort=True):
        typed, answer_issues, who = _with_column(intake, typed, str(name), lines)
        issues += answer_issues
        sources = sources.str.cat(who.reindex(sources.index), sep="; ", na_rep="")
    # After the answers about single processes, so that these go before an answer for every process.
    for name, lines in for_all.groupby("reason", sort=True):
        typed, answer_issues = _with_every_blank(intake, typed, str(name), lines)
        issues += answer_issues
    if not issues:
        return intake
    earlier_issues = [intake.issues] if len(intake.issues) else []
    # Columns without a source leave separators behind; a row without any source becomes missing.
    sources = sources.str.replace(r"(; )+", "; ", regex=True).str.strip("; ").replace("", None)
    carried = intake.carried.reindex(typed.index)
    return replace(
        intake,
        typed=typed,
        carried=carried.assign(**{ANSWER_SOURCES: sources}) if sources.notna().any() else intake.carried,
        issues=pd.concat([*earlier_issues, issues_frame(issues)], ignore_index=True),
    )


def _with_every_blank(
    intake: Intake, typed: pd.DataFrame, name: str, lines: pd.DataFrame
) -> tuple[pd.DataFrame, list[dict]]:
    """The rows with the answer for every process in the blank cells of a column, and an issue for each file.

    A cell that holds what nobody could read is no blank: somebody wanted to say something there.
    """
    import pandas as pd

    own = typed_column(typed, name)
    cells = typed[["source_file", "source_sheet", "source_row"]].itertuples(index=False, name=None)
    of_column = intake.issues[intake.issues["column"].eq(name)]
    unread = set(of_column[["file", "sheet", "row"]].itertuples(index=False, name=None))
    is_blank = own.isna() & pd.Series([cell not in unread for cell in cells], index=own.index, dtype=bool)
    values = set(lines["override"])
    if not is_blank.any():
        return typed, []
    counts = typed.loc[is_blank, "source_file"].value_counts(sort=False)
    # Only a No holds for each process; a Yes leaves open which of them is meant.
    if values == {"no"}:
        code, say = "ANSWER_FOR_ALL_TAKEN", _cells_taken
        typed = typed.assign(**{name: own.astype("boolean").mask(is_blank, False)})
    elif values == {"yes"}:
        code, say = "ANSWER_FOR_ALL_IS_YES", _cells_blank
    elif {"yes", "no"} <= values:
        code, say = "ANSWERS_FOR_ALL_DISAGREE", _cells_blank
    else:
        code, say = "ANSWER_FOR_ALL_UNREADABLE", _cells_blank
    return typed, [
        issue(code, file=str(file), column=name, cells=say(int(count))) for file, count in counts.items()
    ]


def _cells_taken(count: int) -> Phrase:
    return counted("{count} blank cell counts as No", "{count} blank cells count as No", count)


def _cells_blank(count: int) -> Phrase:
    return counted("{count} cell is blank", "{count} cells are blank", count)


def parsed_answer(column: str, answer: Any, currency: str | None = None) -> str | None:
    """What a cell of a questionnaire answers, as text that ``with_answers`` reads back.

    Args:
        column: that the question is about.
        answer: the cell as it came.
        currency: of the amounts of the process, where known.

    Returns:
        DOES_NOT_APPLY, the value as ``as_text`` has it, or None where it is no value of the column, out of its
        range, an amount that names another currency than ``currency``, or a number written as text that can be read
        in two ways.
    """
    definition, codes = columns()[column], answer_codes(column)
    if isinstance(answer, str):
        parts = answer.split(";") if definition.type == "list" else [answer]
        meant = [codes.get(part.strip().casefold(), part.strip()) for part in parts if part.strip()]
        if DOES_NOT_APPLY in meant:
            return DOES_NOT_APPLY if len(meant) == 1 else None
        answer = ";".join(meant)
        # "1.500" may be 1500 or 1.5, and a single cell has no column that could say which. An amount of money
        # a year has no thousandths.
        if definition.type in NUMERIC_TYPES and TWO_READINGS.fullmatch(answer):
            if column not in YEARLY:
                return None
            answer = MARK_OF_THOUSANDS.sub("", answer)
    reading = _reading(column, answer)
    value = reading.values.iloc[0]
    stated = reading.extras["currency"].iloc[0] if definition.type == "money" else None
    if not _counts(column, value) or isinstance(stated, str) and stated != currency:
        return None
    if definition.type in ("money", "number") and value < 0:
        return None  # a list may hold a credit; nobody means one who says what work costs
    return as_text(definition, value)


def _counts(name: str, value: Any) -> bool:
    """Whether a value is one of its column: what is none is blanked by the checks that follow."""
    import pandas as pd

    column = columns()[name]
    if pd.isna(value):
        return False
    if column.values and isinstance(value, str):
        return set(value.split(";")) <= set(column.values)
    low, high = column.minimum, column.maximum
    return (low is None or value >= low) and (high is None or value <= high)


def _counting(name: str, held: Any) -> str | None:
    """What of a cell of the list counts, as text: "unknown" and what the checks will blank are as good as a blank, so
    that an answer may take their place.
    """
    column = columns()[name]
    if column.type == "list" and isinstance(held, str):
        held = ";".join(item for item in held.split(";") if _counts(name, item))
    return as_text(column, held) if _counts(name, held) and held != "unknown" else None


def _reading(name: str, answer: Any) -> Reading:
    """An answer by the grammar of its column."""
    import pandas as pd

    return read_column(columns()[name], pd.Series([answer], dtype="object"), Hints())


def _value(name: str, answer: Any) -> Any:
    """An answer by the grammar of its column; None where it is none."""
    value = _reading(name, answer).values.iloc[0]
    return value if _counts(name, value) else None


def _without_process(intake: Intake, lost: pd.DataFrame) -> list[dict]:
    """An issue for each answer of an owner whose process has left the list."""
    file = intake.files[0].file if intake.files else ""
    ids = lost["process"].astype("str").str.split(BETWEEN_ID_AND_NAME, n=1, regex=False).str[0]
    return [
        issue("ANSWER_WITHOUT_PROCESS", file=file, column=column, process_id=process_id, date=date)
        for process_id, column, date, name in zip(
            ids, lost["reason"], lost["date"], lost["name"], strict=True
        )
        if isinstance(name, str)
    ]


def _with_column(
    intake: Intake, typed: pd.DataFrame, name: str, lines: pd.DataFrame
) -> tuple[pd.DataFrame, list[dict], pd.Series]:
    """The rows with the answers about one column; the issues; and who gave each cell its value."""
    import pandas as pd

    column, own = columns()[name], typed_column(typed, name)
    currency = typed_column(typed, "currency").reindex(lines["row_key"]).astype("str").fillna("").tolist()
    values = [
        # What an owner answered was read when the questionnaire came back; a report holds it as it was written.
        as_text(column, _value(name, answer)) if isinstance(who, str) else parsed_answer(name, answer, code)
        for answer, who, code in zip(lines["override"], lines["name"], currency, strict=True)
    ]
    lines = lines.assign(value=pd.Series(values, index=lines.index, dtype="str"))
    filled, who, codes = own.astype(DTYPES[column.type]).copy(), {}, {}
    for row_key, cell_answers in lines.groupby("row_key"):
        ended = _ended(cell_answers, _counting(name, own[row_key]))
        if ended.value is not None and not pd.isna(own[row_key]):
            ended = replace(ended, code="OWNER_ANSWER_REPLACES")
        if ended.value is not None:
            filled.at[row_key] = _value(name, ended.value)
            who[row_key] = _who(name, cell_answers[cell_answers["value"].eq(ended.value)])
        if ended.code:
            codes[row_key] = ended.code
    issues = _issues(intake, name, lines, codes, own)
    if who:
        typed = typed.assign(**{name: filled})
    return typed, issues, pd.Series(who, dtype="str")


def _ended(cell_answers: pd.DataFrame, held: str | None) -> _Ended:
    """What becomes of all answers about one cell.

    Args:
        cell_answers: lines about it, with ``value`` as text, missing where it is no value of the column.
        held: what the list holds, as text; None for a blank.
    """
    values = list(dict.fromkeys(cell_answers["value"].dropna()))
    of_owner = bool(cell_answers["name"].notna().any())
    if not values:
        return _Ended("ANSWER_UNREADABLE" if held is None else None)
    if held in values and len(values) == 1:
        return _Ended()
    # The question was about the value that the list still has: then the answer is meant to replace it.
    is_about_it = held is not None and cell_answers["label_then"].eq(held).all()
    if held is None or is_about_it:
        if len(values) > 1:
            return _Ended("ANSWERS_DISAGREE")
        if held is not None:
            return _Ended("OWNER_ANSWER_REPLACES", values[0])
        return _Ended("OWNER_ANSWER_TAKEN" if of_owner else "ANSWER_TAKEN", values[0])
    return _Ended("LIST_DIFFERS_FROM_ANSWER" if of_owner and held not in values else None)


def _who(name: str, cell_answers: pd.DataFrame) -> str | None:
    """Who gave a cell its value, as "column: owner, date"; missing where the answer came in a report."""
    people = cell_answers.dropna(subset="name")
    signatures = [f"{who}, {day}" for who, day in zip(people["name"], people["date"], strict=True)]
    return f"{name}: {' and '.join(dict.fromkeys(signatures))}" if signatures else None


def _issues(
    intake: Intake, name: str, lines: pd.DataFrame, codes: dict[int, str], own: pd.Series
) -> list[dict]:
    import pandas as pd

    if not codes:
        return []
    keys = pd.Index(list(codes))
    rows = intake.typed.loc[keys, ["source_table", "source_file", "source_sheet", "source_row"]]
    cells = cell_addresses(rows, intake.tables, name)
    held = _in_words(name, own.loc[keys])
    answers = {
        key: _answers_in_words(name, cell_answers)
        for key, cell_answers in lines.groupby("row_key")
        if key in codes
    }
    return [
        issue(
            codes[key],
            file=file,
            sheet=sheet,
            cell=cell,
            row=int(row),
            column=name,
            held=held[key],
            answer=answers[key],
        )
        for key, cell, (file, sheet, row) in zip(
            keys,
            cells,
            rows[["source_file", "source_sheet", "source_row"]].itertuples(index=False, name=None),
            strict=True,
        )
    ]


def _answers_in_words(name: str, cell_answers: pd.DataFrame) -> str:
    """The answers about one cell in words, each value once, with the days on which it was given."""
    parts = []
    for text, same in cell_answers.dropna(subset="value").groupby("value", sort=False):
        value = _value(name, text)
        days = ", ".join(dict.fromkeys(same["date"].dropna()))
        shown = _in_words(name, _series(name, value))[0] if text else ""
        parts.append(f"{shown} ({days})" if days else shown)
    return " and ".join(parts)


def _series(name: str, value: Any) -> pd.Series:
    import pandas as pd

    return pd.Series([value], dtype=DTYPES[columns()[name].type])


def _in_words(name: str, values: pd.Series) -> pd.Series:
    return values_in_words(columns()[name], values)
