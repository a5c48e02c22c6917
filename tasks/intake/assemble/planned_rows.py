"""Lists with a row for each process as it is and one as it is planned to be: the second is no process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.issues import IssuePlace, issue
from tasks.excel import cell_address
from tasks.intake.cells.categories import as_text
from tasks.intake.wording.normalise import folded
from tasks.intake.wording.states import are_states, state_of

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block

_BOTH = 0.5  # share of the processes that must have rows of both states
_MOST_WORDS = 8  # different ways to write the states


def planned_rows(
    block: Block, recognition: Recognition, typed: pd.DataFrame, where: IssuePlace
) -> tuple[list[int], list[dict[str, Any]]]:
    """Row numbers of the planned states of processes that also have a row as they are, and what there is to tell.

    Args:
        block: the table.
        recognition: what its headings stand for.
        typed: its rows as read, with process_name.
        where: file and sheet, for the issues.

    Returns:
        Rows to leave out, with one issue on them; a planned row of a process that has no other row is kept and told.
    """
    free = [match.letter for match in recognition.matches if match.column is None]
    for letter in free:
        texts = as_text(block.data[letter].loc[typed.index])
        distinct = texts.dropna().unique()
        # A few words repeated: most columns are ruled out by this, before their words are looked at.
        if not 2 <= len(distinct) <= _MOST_WORDS or not are_states(distinct):
            continue
        states = texts.map(state_of, na_action="ignore")
        names = folded(typed["process_name"])
        both = states.groupby(names).nunique() > 1
        if both.mean() < _BOTH:
            continue
        planned = states.eq("planned").fillna(False).astype(bool)
        has_now = names.map(states.eq("now").groupby(names).any()).eq(True)
        return _plan_issues(
            block, letter, typed.index[planned & has_now], typed.index[planned & ~has_now], where
        )
    return [], []


def _plan_issues(
    block: Block, letter: str, rows: pd.Index, alone: pd.Index, where: IssuePlace
) -> tuple[list[int], list[dict[str, Any]]]:
    heading = block.header_rows[-1]
    at = {"cell": cell_address(letter, heading), "row": heading}
    issues = [issue("PLANNED_ROWS", **where, **at, count=len(rows))] if len(rows) else []
    if len(alone):
        issues.append(issue("PLANNED_ALONE", **where, **at, count=len(alone)))
    return [int(row) for row in rows], issues
