"""The catalogue of issues: what can be wrong with an input, said in one way.

``issues.yaml`` holds per code: severity (error, warning, repair), title, message (a template) and fix (what
to do). Templates may name {file}, {sheet}, {cell}, {row}, {column} and facts that are numbers, counts or
names of columns and sheets; never what stands in a cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.results import ISSUE_COLUMNS
from schemas.vocabulary import IssueSeverity, words

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Intake

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


def add_issues(intake: Intake, issues: pd.DataFrame) -> Intake:
    """The intake with more issues.

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
