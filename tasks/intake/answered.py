"""Answers to questions of an earlier report, taken over into cells that the list leaves blank."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import DTYPES, columns, typed_column
from schemas.issues import issue, issues_frame
from schemas.results import ANSWERED, DOES_NOT_APPLY
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.excel import cell_addresses

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Intake


def with_answers(intake: Intake, answers: pd.DataFrame | None) -> Intake:
    """The intake with the answers that stakeholders gave to questions.

    Args:
        intake: as read; not changed. What the list itself says is never replaced.
        answers: ANSWER_COLUMNS; those of kind ANSWERED name the column in ``reason`` and hold the answer in
            ``override``. None where there are none.

    Returns:
        The intake with these cells filled, and an issue for each: ANSWER_TAKEN (a repair), or ANSWER_UNREADABLE
        where the answer is no value of the column; "does not apply" fills nothing.
    """
    import pandas as pd

    if answers is None or answers.empty:
        return intake
    given = answers[answers["answer"].eq(ANSWERED) & answers["override"].ne(DOES_NOT_APPLY)]
    given = given[given["reason"].isin(list(columns()))]
    ids = given["process"].str.split(BETWEEN_ID_AND_NAME, regex=False).str[0]
    row_keys = pd.Series(intake.typed.index, index=intake.typed["process_id"].to_numpy())
    row_keys = row_keys[~row_keys.index.duplicated()]
    given = given.assign(row_key=ids.map(row_keys)).dropna(subset="row_key")
    given = given.drop_duplicates(["row_key", "reason"], keep="last")
    typed, issues = intake.typed, []
    for name, lines in given.groupby("reason", sort=True):
        texts = lines.set_index(lines["row_key"].astype("int64"))["override"]
        own = typed_column(typed, name)
        is_blank = own.isna() | own.astype("object").eq("unknown").fillna(False).astype(bool)
        texts = texts[is_blank.loc[texts.index]]
        if texts.empty:
            continue
        values = _values(name, texts)
        filled = own.astype(DTYPES[columns()[name].type]).copy()
        filled.loc[values.dropna().index] = values.dropna()
        typed = typed.assign(**{name: filled})
        issues += _issues(intake, name, values)
    if not issues:
        return intake
    known = [intake.issues] if len(intake.issues) else []
    return replace(intake, typed=typed, issues=pd.concat([*known, issues_frame(issues)], ignore_index=True))


def _values(name: str, texts: pd.Series) -> pd.Series:
    """The answers by the grammar of the column, each by itself."""
    import pandas as pd

    from tasks.intake.cells.cell_kinds import Hints
    from tasks.intake.cells.parse_column import read_column

    column, read = columns()[name], {}
    for text in texts.unique():
        value = read_column(column, pd.Series([text], dtype="object"), Hints()).values.iloc[0]
        is_closed = bool(column.values) and isinstance(value, str)
        is_known = not is_closed or set(value.split(";")) <= set(column.values)
        read[text] = value if is_known else None
    return pd.Series([read[text] for text in texts], index=texts.index, dtype=DTYPES[column.type])


def _issues(intake: Intake, name: str, values: pd.Series) -> list[dict]:
    rows = intake.typed.loc[values.index, ["source_table", "source_file", "source_sheet", "source_row"]]
    cells = cell_addresses(rows, intake.tables, name)
    return [
        issue(
            "ANSWER_TAKEN" if is_read else "ANSWER_UNREADABLE",
            file=file,
            sheet=sheet,
            cell=cell,
            row=int(row),
            column=name,
        )
        for is_read, cell, (file, sheet, row) in zip(
            values.notna(),
            cells,
            rows[["source_file", "source_sheet", "source_row"]].itertuples(index=False, name=None),
            strict=True,
        )
    ]
