"""The hierarchy of one table, if it has one: which rows are groups, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.issues import IssuePlace, issue
from schemas.phrases import of_column, phrase
from tasks.excel import cell_address
from tasks.intake.thresholds import ISSUES_PER_CELL_KIND
from tasks.intake.tree.drafts import Draft, drafts
from tasks.intake.tree.evidence import is_believed
from tasks.intake.tree.figures import compare, is_group, levels_of

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block

_HOW = {
    "parent": phrase("the column that names the parent of each row"),
    "number": phrase("numbers such as 1, 1.1 and 1.1.2"),
    "numbered names": phrase("the numbers in front of the names"),
    "path": phrase("the names of the upper rows in front of the names"),
    "level column": phrase("the column that says the level of each row"),
    "indent": phrase("the indent of the names"),
    "outline": phrase("the outline of the rows"),
    "sums": phrase("rows that are the sum of the rows below them"),
    "columns": phrase("one column for each level"),
}


@dataclass(frozen=True)
class Tree:
    """``nodes``: by row number parent (row number of the row above, missing for the uppermost), level (from 1)
    and is_group. ``names``: names without marks that only showed the level, where there were some.
    """

    how: str
    nodes: pd.DataFrame
    names: pd.Series | None
    issues: tuple[dict[str, Any], ...]

    @property
    def note(self) -> str:
        """What was read, as a sentence."""
        return phrase("groups were recognised by {how}", how=_HOW[self.how])


def find_tree(
    block: Block,
    recognition: Recognition,
    raw: pd.DataFrame,
    typed: pd.DataFrame,
    by_columns: Sequence[Draft],
    where: IssuePlace,
) -> tuple[Tree | None, list[dict[str, Any]]]:
    """The first reading that the figures bear out; and issues on readings that they do not.

    Args:
        block: the table.
        recognition: what its headings stand for.
        raw: its rows that are data, as received, by letter.
        typed: the same rows as read; rows without a name are no part of a hierarchy.
        by_columns: the readings by one column for each level.
        where: file and sheet, for the issues.
    """
    doubts: list[dict[str, Any]] = []
    # Columns of levels are the plainest reading: where there are some, no other is looked for.
    seen = by_columns or drafts(block, recognition, raw, typed)
    for draft in seen:
        if not (draft.parents >= 0).any():
            doubts += _of_parents(draft, recognition, typed, where)
            continue
        compared = compare(draft.parents, typed)
        volumes = compare(draft.parents, typed, ("volume",)) if draft.how == "level column" else []
        if is_believed(draft, compared, volumes):
            return _tree(draft, compared, block, recognition, typed, where), []
        # Only the most explicit reading that the figures refute is told; further ones would say the same.
        if draft.is_shaped and not doubts:
            doubts.append(
                issue(
                    "HIERARCHY_DOUBTFUL",
                    **where,
                    row=block.header_rows[-1],
                    how=_HOW[draft.how],
                    groups=int(is_group(draft.parents).sum()),
                )
            )
    return None, doubts


def _tree(
    draft: Draft,
    compared: list,
    block: Block,
    recognition: Recognition,
    typed: pd.DataFrame,
    where: IssuePlace,
) -> Tree:
    import pandas as pd

    rows, groups = typed.index.to_numpy(), is_group(draft.parents)
    groups = groups if draft.more_groups is None else groups | draft.more_groups

    nodes = pd.DataFrame(
        {
            "parent": pd.array(
                [int(rows[parent]) if parent >= 0 else None for parent in draft.parents], dtype="Int64"
            ),
            "level": pd.array(levels_of(draft.parents), dtype="Int64"),
            "is_group": groups,
        },
        index=typed.index,
    )
    facts = {"row": block.header_rows[-1], "how": _HOW[draft.how], "groups": int(groups.sum())}
    # columns of levels are told of where their headings are read
    issues = [] if draft.how == "columns" else [issue("HIERARCHY_READ", **where, **facts, rows=len(rows))]
    for column in compared:
        letter = recognition.letter(column.column)
        for code, flags in (("GROUP_DIFFERS", column.differs), ("GROUP_FIGURE_ALONE", column.is_alone)):
            issues += [
                issue(
                    code,
                    **where,
                    row=int(rows[at]),
                    cell=cell_address(letter, int(rows[at])),
                    column=column.column,
                    title=of_column(column.column),
                    own=f"{column.own[at]:,.10g}",
                    added=f"{column.added[at]:,.10g}",
                    known=int(column.filled_leaves[at]),
                    leaves=int(column.leaves[at]),
                )
                for at in flags.nonzero()[0][:ISSUES_PER_CELL_KIND]
            ]
    issues += _of_parents(draft, recognition, typed, where)
    return Tree(draft.how, nodes, draft.names, tuple(issues))


def _of_parents(
    draft: Draft, recognition: Recognition, typed: pd.DataFrame, where: IssuePlace
) -> list[dict[str, Any]]:
    """Issues of the cells that name a parent, where it is not in the list or has the row itself above it."""
    rows, letter = typed.index.to_numpy(), recognition.letter("parent_process")
    return [
        issue(
            code,
            **where,
            row=int(rows[at]),
            cell=cell_address(letter, int(rows[at])),
            column="parent_process",
        )
        for code, flags in (("PARENT_NOT_FOUND", draft.lost), ("PARENT_CIRCULAR", draft.circular))
        if flags is not None
        for at in flags.nonzero()[0][:ISSUES_PER_CELL_KIND]
    ]
