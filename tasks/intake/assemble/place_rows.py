"""Where each row of a table stands: below another one, as a process, or above others, as a group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemas.groups import PLACE_DTYPES
from schemas.issues import IssuePlace
from tasks import joined_frames
from tasks.intake.tables.group_rows import lone_headings, section_texts
from tasks.intake.tree.find_tree import Tree, find_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from schemas.records import RawTable
    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block
    from tasks.intake.tree.drafts import Draft

_PATH = " / "
# Ways of writing where a row belongs to the group above it in the list: sorting the rows would lose that.
_IN_ORDER = frozenset({"level column", "indent", "outline", "sums", "columns"})


@dataclass(frozen=True)
class Placed:
    """typed: rows that are no groups, with parent_row (row number of the group above, negative for a group that
    has no row of its own) and level; is_in_order: the order of the rows tells their groups; indents: steps by row
    number, where only the look of the cells tells them; groups: likewise, the rows above others; apart: row
    numbers by what they are, headings of sections and groups among them.
    """

    typed: pd.DataFrame
    groups: pd.DataFrame
    apart: dict[str, list[int]]
    issues: list[dict[str, Any]]
    notes: list[str]
    is_in_order: bool = False
    indents: pd.Series | None = None


def place_rows(
    block: Block,
    recognition: Recognition,
    raw: pd.DataFrame,
    typed: pd.DataFrame,
    by_columns: Sequence[Draft],
    apart: dict[str, list[int]],
    where: IssuePlace,
) -> Placed:
    """Find the groups among the rows.

    Args:
        block: the table.
        recognition: what its headings stand for.
        raw: its rows that are data, as received, by letter.
        typed: the same rows as read, with process_name; kept in their order.
        by_columns: readings by one column for each level.
        apart: row numbers of the rows that are no data, by what they are.
        where: file and sheet, for the issues.
    """
    typed = typed.assign(**_nowhere(typed))
    # Rows without a name are set aside later; in a tree they would only be in the way.
    named = typed["process_name"].notna()
    tree, issues = find_tree(
        block,
        recognition,
        joined_frames.where(raw, named),
        joined_frames.where(typed, named),
        by_columns,
        where,
    )
    if tree is not None:
        typed, groups = _by_tree(typed, tree)
        groups = _with_paths(typed, groups, raw, recognition) if recognition.levels else groups
        apart = apart | (
            {"upper level": [int(row) for row in groups.index if row > 0]} if len(groups) else {}
        )
        # Levels that only the look of the cells shows: a copy of the cells would lose them.
        is_seen = tree.how in ("indent", "outline") and tree.nodes["parent"].notna().any()
        return Placed(
            typed,
            groups,
            apart,
            [*issues, *tree.issues],
            [tree.note],
            tree.how in _IN_ORDER,
            tree.nodes["level"] - 1 if is_seen else None,
        )
    # No tree: rows with a name alone may still be headings of sections.
    if len(raw) and not recognition.levels:
        name = (
            recognition.letter("process_name")
            or recognition.letter("process_id")
            or next(iter(block.headings))
        )
        lone = lone_headings(block, raw, name, recognition.letter("process_id"), apart.get("total", ()))
        apart = apart | ({"heading": lone} if lone else {})
        typed = typed.drop(index=lone) if lone else typed
    return _by_sections(block, typed, apart, issues)


def _nowhere(typed: pd.DataFrame) -> dict[str, pd.Series]:
    import pandas as pd

    return {name: pd.Series(index=typed.index, dtype=PLACE_DTYPES[name]) for name in ("parent_row", "level")}


def _by_tree(typed: pd.DataFrame, tree: Tree) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Processes and groups; a list with one column for each level has no level where nothing is above."""
    nodes = tree.nodes.reindex(typed.index)
    typed = typed.assign(parent_row=nodes["parent"], level=nodes["level"])
    if tree.names is not None:
        typed = typed.assign(
            process_name=tree.names.str.strip().reindex(typed.index).fillna(typed["process_name"])
        )
    groups = nodes["is_group"].fillna(False).astype(bool)
    return joined_frames.where(typed, ~groups), typed[groups]


def _with_paths(
    typed: pd.DataFrame, groups: pd.DataFrame, raw: pd.DataFrame, recognition: Recognition
) -> pd.DataFrame:
    """Groups that are in their columns on each row, without a row of their own; ``typed`` is told of them in
    place, for it was made a line above.
    """
    import pandas as pd

    uppers = raw.loc[typed.index, list(recognition.levels[:-1])]
    names = typed["process_name"].astype("str")
    made: dict[tuple[str, ...], int] = {}
    lines: list[dict[str, Any]] = []
    # Each upper text of a row is a group below the one to its left; equal paths are one group. Numbers below
    # zero mark groups without a row of their own.
    for row in typed.index[typed["parent_row"].isna()]:
        path: tuple[str, ...] = ()
        for text in uppers.loc[row].dropna().astype("str").str.strip():
            # A row whose upper level is its own name is at that level itself.
            if text == names.at[row]:
                break
            above, path = path, (*path, text)
            if path not in made:
                made[path] = -len(made) - 1
                lines.append(
                    {
                        "row": made[path],
                        "process_id": _PATH.join(path),
                        "process_name": text,
                        "parent_row": made.get(above),
                        "level": len(path),
                    }
                )
        if path:
            typed.loc[row, ["parent_row", "level"]] = [made[path], len(path) + 1]
    if not lines:
        return groups
    more = pd.DataFrame(lines).set_index("row").rename_axis(None)
    return pd.concat([groups, more]).astype({name: PLACE_DTYPES[name] for name in ("parent_row", "level")})


def _by_sections(
    block: Block, typed: pd.DataFrame, apart: dict[str, list[int]], issues: list[dict[str, Any]]
) -> Placed:
    """Rows below the heading of a section are in its group; the heading is their unit where no column is."""
    import pandas as pd

    headings = sorted([*apart.get("section", []), *apart.get("heading", [])])
    texts = section_texts(block, headings)
    every = typed.index.union(texts.index)
    # Both filled down over all row numbers, headings among them, then only the rows of processes are kept.
    above = pd.Series(texts.index, index=texts.index).reindex(every).ffill().reindex(typed.index)
    section = texts.reindex(every).ffill().reindex(typed.index)
    if section.notna().any():
        if "business_unit" not in typed:
            typed = typed.assign(business_unit=section)
        typed = typed.assign(parent_row=above.astype("Int64"), level=above.notna().astype("Int64") + 1)
    groups = pd.DataFrame({"process_name": texts, "level": 1}, index=texts.index)
    groups = groups.assign(parent_row=pd.Series(index=groups.index, dtype="Int64"))
    groups = groups.astype({"process_name": "str", "level": "Int64"})
    return Placed(typed, groups, apart, issues, [], is_in_order=len(groups) > 0)


def _blanks(depth: float) -> str:
    return "  " * int(depth)


def with_marks(raw_table: RawTable, letter: str, steps: pd.Series | None) -> RawTable:
    """The table as sent, its names with a blank for each step of indent that a copy of the cells would lose.

    Args:
        raw_table: the table as sent.
        letter: the column of names.
        steps: steps of indent by row number; None where nothing is to be shown.
    """
    if steps is None:
        return raw_table
    names = raw_table.cells[letter].astype(object)
    here = names.index.intersection(steps.index)
    marks = steps.loc[here].map(_blanks)
    return replace(
        raw_table,
        cells=raw_table.cells.assign(
            **{letter: names.where(~names.index.isin(here), marks + names.str.strip())}
        ),
    )
