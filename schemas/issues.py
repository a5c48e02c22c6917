"""The catalogue of issues: what can be wrong with an input, said in one way.

``issues.yaml`` holds per code: severity (error, warning, repair), title, message (a template) and fix (what
to do). Templates may name {file}, {sheet}, {cell}, {row}, {column} and facts that are numbers, counts or
names of columns and sheets; never what a cell holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from schemas.results import ISSUE_COLUMNS
from schemas.vocabulary import IssueSeverity, words

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Intake

SomeIntake = TypeVar("SomeIntake", bound="Intake")
ISSUE_SEVERITIES = words(IssueSeverity)


@dataclass(frozen=True)
class IssueKind:
    """One entry of the catalogue."""

    code: str
    severity: str
    title: str
    message: str
    fix: str


@cache
def issue_kinds() -> dict[str, IssueKind]:
    """The catalogue by code.

    Raises:
        RulebookError: an entry is malformed or stands twice; file and line are named.
    """
    from schemas.rules import load_mapping

    entries, _ = load_mapping(Path(__file__).parent / "issues.yaml")
    return {code: IssueKind(code=code, **entry) for code, entry in entries.items()}


def render(code: str, **facts: Any) -> str:
    """The message and what to do, as one text."""
    kind = issue_kinds()[code]
    return f"{kind.message.format(**facts)} {kind.fix.format(**facts)}"


def issue(
    code: str,
    *,
    file: str,
    sheet: str = "",
    cell: str = "",
    row: int | None = None,
    column: str = "",
    **facts: Any,
) -> dict[str, Any]:
    """One issue as a record of ISSUE_COLUMNS; ``row`` is the spreadsheet's row number, ``cell`` an address.

    Where the table has no such column, ``cell`` is empty or says "row 12": the record's cell is empty then,
    and the message names the row.
    """
    shown = {
        "file": file,
        "sheet": sheet,
        "cell": cell or (f"row {row}" if row else ""),
        "row": row,
        "column": column,
    }
    where = {**shown, "cell": "" if shown["cell"].startswith("row ") else cell}
    return {
        **where,
        "code": code,
        "severity": issue_kinds()[code].severity,
        "message": render(code, **shown, **facts),
    }


def issues_frame(issues: Iterable[dict[str, Any]] = ()) -> pd.DataFrame:
    """Issues as a frame of ISSUE_COLUMNS; row is Int64, the rest text."""
    import pandas as pd

    frame = pd.DataFrame(list(issues), columns=list(ISSUE_COLUMNS))
    return frame.astype({name: "Int64" if name == "row" else "str" for name in ISSUE_COLUMNS})


def add_issues(intake: SomeIntake, issues: pd.DataFrame) -> SomeIntake:
    """The intake with more issues; what was validated stays validated.

    Args:
        intake: not changed.
        issues: ISSUE_COLUMNS, as a stage returned them.

    Returns:
        An intake with all issues, the new ones last; no row is changed or lost.
    """
    import pandas as pd

    if issues.empty:
        return intake
    known = [intake.issues] if len(intake.issues) else []
    return replace(intake, issues=pd.concat([*known, issues], ignore_index=True))


def by_cause(issues: pd.DataFrame) -> pd.DataFrame:
    """Issues with the same problem down a column as one line.

    Args:
        issues: a frame of ISSUE_COLUMNS, one line for each cell.

    Returns:
        The first issue of each file, sheet, column and code, in the order of ``issues``; its message says how many more
        cells there are and how far down. Added: ``cells``, the number of cells, and ``last_cell``. Issues that name
        no column stay as they are.
    """
    import pandas as pd

    is_cell = issues["row"].notna() & issues["column"].fillna("").ne("") & issues["cell"].fillna("").ne("")
    letter = issues["cell"].astype("str").str.extract(r"^([A-Z]+)", expand=False).fillna("")
    alone = pd.Series(range(len(issues)), index=issues.index).where(~is_cell, -1)
    keys = [issues["file"], issues["sheet"], issues["column"], letter, issues["code"], alone]
    groups = issues.groupby(keys, sort=False, dropna=False)
    count, last = groups["code"].transform("size"), groups["cell"].transform("last")
    first = issues.assign(cells=count, last_cell=last)[groups.cumcount() == 0]
    more = first["cells"] - 1
    said = " The same in " + more.astype("str") + " more " + more.eq(1).map({True: "cell", False: "cells"})
    said = said + " of this column, down to " + first["last_cell"].astype("str") + "."
    return first.assign(message=first["message"].where(more == 0, first["message"] + said))
