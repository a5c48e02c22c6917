"""The validation step: check the typed rows, then blank, set aside or warn, and say so with the cell's
address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.columns import DTYPES, PROVENANCE, columns, typed_column
from schemas.groups import with_sums
from schemas.issues import add_issues, issue, issues_frame, issues_of_cells
from schemas.messages.message import combinations
from schemas.phrases import phrase
from schemas.records import Validated
from tasks.distinct_texts import distinct_rows

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from schemas.records import Intake, TableRead
    from tasks.quality.checks import Check

# From so many cells on their issues are made together; a test holds both ways equal.
_MANY_CELLS = 100


class StructureError(Exception):
    """The typed frame breaks its own contract: a fault of the program, never of the input."""


def validate(intake: Intake, docs_folder: Path | None = None, *, is_quick: bool = False) -> Validated:
    """Checks ranges, allowed values, uniqueness and rules across fields.

    Args:
        intake: typed rows and what is known of them; not changed.
        docs_folder: where Great Expectations writes its Data Docs (values excluded); None writes none.
        is_quick: judge by pandas alone, without Great Expectations; the findings are the same.

    Returns:
        The intake with failing cells blank, repeated rows moved to ``set_aside``, repeated ids numbered
        (id#2), and an
        issue per failure; groups add up what is left. Rows are conserved: typed and set aside together stay
        the same number.

    Raises:
        StructureError: the frame lacks a column of the contract, or has a wrong dtype or a doubled row key.
    """
    _check_structure(intake.typed)
    if intake.typed.empty:
        return _as_validated(intake)
    # All checks judge the frame as it came; then each is applied to what the ones before it left.
    from tasks.quality.checks import checks_for

    prepared = _with_asked_for(intake.typed)
    checks = checks_for(prepared)
    failures = _failures(prepared, checks, docs_folder, is_quick)
    for check in checks:
        intake = _apply(intake, check, failures[check.name])
    return _as_validated(intake, groups=with_sums(intake.groups, intake.typed))


def _as_validated(intake: Intake, **changed: Any) -> Validated:
    fields = {field.name: getattr(intake, field.name) for field in dataclasses.fields(intake)}
    return Validated(**fields | changed)


def _failures(
    typed: pd.DataFrame, checks: list[Check], docs_folder: Path | None, is_quick: bool
) -> Mapping[str, list[int] | None]:
    if is_quick:
        from tasks.quality import quick

        return quick.failing_rows(typed, checks)
    from tasks.quality import expectations

    return expectations.failing_rows(typed, checks, docs_folder)


def _check_structure(typed: pd.DataFrame) -> None:
    required = [*PROVENANCE, "process_id", "process_name"]
    missing = [name for name in required if name not in typed]
    if missing:
        raise StructureError(f"the typed frame lacks {', '.join(missing)}")
    if not typed.index.is_unique or not typed.columns.is_unique:
        raise StructureError("the typed frame has a doubled row key or column")
    wrong = [
        name
        for name in typed.columns
        if name in columns() and str(typed[name].dtype) != DTYPES[columns()[name].type]
    ]
    if wrong:
        raise StructureError(f"the typed frame has a wrong dtype in {', '.join(wrong)}")


def _with_asked_for(typed: pd.DataFrame) -> pd.DataFrame:
    """The frame with blank columns for those that a filled field asks for, such as override_reason."""
    from schemas.field_checks import field_checks

    absent = [
        check.column
        for check in field_checks().values()
        if check.kind == "filled_with" and check.when in typed and check.column not in typed
    ]
    return typed.assign(**{name: typed_column(typed, name) for name in absent})


def _apply(intake: Intake, check: Check, failing: list[int] | None) -> Intake:
    if failing is None:
        files = [file.file for file in intake.files if file.tables]
        return add_issues(
            intake, issues_frame(issue("CHECK_NOT_RUN", file=file, column=check.column) for file in files)
        )
    if not failing:
        return intake
    # Rows that an earlier check set aside are left out.
    keys = intake.typed.index.intersection(failing)
    typed, set_aside = intake.typed, intake.set_aside
    number: pd.Series | None = None
    if check.effect == "repeats":
        # The first of equal rows is kept.
        repeated = typed.loc[keys].duplicated(["process_id", "process_name"])
        keys = keys[repeated.to_numpy()]
    elif check.effect == "renames":
        # Numbered in the order of the rows; the first keeps its id. Where a row with the same id was set
        # aside, one is left and stays as it is.
        number = typed.loc[keys].groupby("process_id", sort=False).cumcount() + 1
        keys = keys[(number > 1).to_numpy()]
    if keys.empty:
        return intake
    # Before the rows are dropped: what else they said is lost with them and has to be named.
    differs = _differing_columns(intake, keys) if check.effect == "repeats" else None
    issues = _issues(typed.loc[keys, [*PROVENANCE]], intake.tables, check, differs)
    if check.effect == "repeats":
        set_aside = _set_aside(set_aside, issues)
        typed = typed.drop(index=keys)
        intake = dataclasses.replace(intake, carried=intake.carried.drop(index=keys, errors="ignore"))
    elif number is not None:
        typed = typed.assign(
            process_id=typed["process_id"].mask(_are_in(typed, keys), _free_ids(typed, number))
        )
    elif check.effect == "blank":
        typed = typed.assign(**{check.column: typed[check.column].mask(_are_in(typed, keys))})
    elif check.effect == "items":
        typed = typed.assign(
            **{check.column: _known_items(typed[check.column], keys, columns()[check.column].values)}
        )
    return add_issues(dataclasses.replace(intake, typed=typed, set_aside=set_aside), issues)


def _are_in(typed: pd.DataFrame, keys: pd.Index) -> np.ndarray:
    """Which rows have one of some keys, all of which are there."""
    import numpy as np

    are_in = np.zeros(len(typed), dtype=bool)
    are_in[typed.index.get_indexer(keys)] = True
    return are_in


def _issues(
    rows: pd.DataFrame, tables: dict[int, TableRead], check: Check, differs: pd.Series | None = None
) -> pd.DataFrame:
    import pandas as pd

    from tasks.excel import cell_addresses

    cells = cell_addresses(rows, tables, check.column)
    if len(rows) < _MANY_CELLS:
        # What else the message says of each row, in addition to the facts of the check.
        nothing: list[dict[str, Any]] = [{}] * len(rows)
        more = nothing if differs is None else [{"differs": text} for text in differs]
        places = zip(rows["source_file"], rows["source_sheet"], cells, rows["source_row"], strict=True)
        return issues_frame(
            issue(
                check.code,
                file=file,
                sheet=sheet,
                cell=cell,
                row=int(row),
                column=check.column,
                **check.facts,
                **own,
            )
            for (file, sheet, cell, row), own in zip(places, more, strict=True)
        )
    alike = [rows["source_file"], rows["source_sheet"], *([] if differs is None else [differs])]
    frames = [
        issues_of_cells(
            check.code,
            file=str(file),
            sheet=str(sheet),
            cells=cells[own.index],
            rows=own["source_row"],
            column=check.column,
            **check.facts,
            **({} if differs is None else {"differs": differs[own.index[0]]}),
        )
        for (file, sheet, *_), own in rows.groupby(alike, sort=False)
    ]
    return pd.concat(frames).loc[rows.index].reset_index(drop=True)


def _differing_columns(intake: Intake, keys: pd.Index) -> pd.Series:
    """Per repeated row a sentence naming the columns in which it differs from the row that is kept; empty
    where in none.
    """
    import pandas as pd

    repeated = ["process_id", "process_name"]
    rows, first_of = combinations([distinct_rows(*(intake.typed[name] for name in repeated))])
    # For each repeated row the key of the first row that says the same.
    kept_keys = intake.typed.index[first_of[rows[intake.typed.index.get_indexer(keys)]]]
    names = pd.Series("", index=keys, dtype="str")
    for frame in (intake.typed, intake.carried.reindex(intake.typed.index)):
        # Column by column, with the kept row given the label of the row that repeats it. Two blanks are
        # equal.
        for column in frame.columns.difference([*PROVENANCE, *repeated], sort=False):
            mine, its = frame.loc[keys, column], frame.loc[kept_keys, column].set_axis(keys)
            is_other = ~(mine.eq(its).fillna(False) | (mine.isna() & its.isna())).astype("bool")
            names = names.where(~is_other, names + f", {column}")
    return names.map(_difference_sentence)


def _difference_sentence(columns: str) -> str:
    """The sentence about columns that differ, each with a comma and a blank before it."""
    if not columns:
        return ""
    return phrase(
        " Its {columns} differ from the row that is kept; they go with it.",
        columns=columns[2:].split(", "),
    )


def _set_aside(set_aside: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    more = issues[["file", "sheet", "row", "cell", "code"]]
    return pd.concat([set_aside, more], ignore_index=True) if len(set_aside) else more


def _free_ids(typed: pd.DataFrame, number: pd.Series) -> pd.Series:
    """Numbered ids that no other row has: a#2, a#3, and so on past ids that are taken."""
    # The others cannot be equal to a numbered one.
    taken = set(typed.loc[typed["process_id"].str.contains("#", regex=False).eq(True), "process_id"])
    later = number[number > 1]
    free_ids: list[str] = []
    for process_id, count in zip(typed.loc[later.index, "process_id"], later, strict=True):
        # A list can have an id such as a#2 of its own.
        while (candidate := f"{process_id}#{count}") in taken:
            count += 1
        taken.add(candidate)
        free_ids.append(candidate)
    renamed = typed["process_id"].copy()
    renamed.loc[later.index] = free_ids
    return renamed


def _known_items(lists: pd.Series, keys: pd.Index, allowed: tuple[str, ...]) -> pd.Series:

    def known_of(items: str) -> str | None:
        return ";".join(item for item in items.split(";") if item in allowed) or None

    # None of its items known makes the cell blank, not an empty text.
    known_lists = lists.loc[keys].map(known_of)
    return lists.where(~lists.index.isin(keys), known_lists.reindex(lists.index)).astype(lists.dtype)
