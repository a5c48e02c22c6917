"""Figures in merged cells: one figure for several rows is shared out equally, and counts once.

A text, a level or a time for each item that is merged holds for each row. A figure merged over several columns
is that of the first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemas.columns import NUMERIC_TYPES, columns
from schemas.issues import IssuePlace, issue
from schemas.phrases import of_column
from tasks.excel import cell_address, column_number
from tasks.intake.assemble.part_figures import QUANTITIES
from tasks.intake.files.merges import RANGE
from tasks.intake.wording.normalise import fold

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import RawTable
    from tasks.intake.columns.recognition import Recognition
    from tasks.intake.tables.blocks import Block


def share_merged(
    block: Block, recognition: Recognition, typed: pd.DataFrame, where: IssuePlace
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """The typed rows with merged figures counted once, and what is to be said of them.

    Args:
        block: the table, whose sheet knows the merged ranges.
        recognition: what its headings stand for.
        typed: its rows as read, row numbers as index; the cells of a range hold its figure each.
        where: file and sheet, for the issues.
    """
    if not block.sheet.merged_ranges:
        return typed, []
    typed, issues = typed.copy(), []
    numeric = {
        match.letter: match.column
        for match in recognition.matches
        if match.column and columns()[match.column].type in NUMERIC_TYPES
    }
    for area in map(RANGE.fullmatch, block.sheet.merged_ranges):
        if area is None:
            continue
        rows = typed.index[(typed.index >= int(area[2])) & (typed.index <= int(area[4]))]
        # Rows without a name are set aside and get no share of a figure.
        rows = rows[typed.loc[rows, "process_name"].notna()]
        left, right = column_number(area[1]), column_number(area[3])
        inside = {letter: name for letter, name in numeric.items() if left <= column_number(letter) <= right}
        for letter, name in inside.items():
            filled = rows[typed.loc[rows, name].notna()]
            if filled.empty:
                continue
            cell = cell_address(letter, int(filled[0]))
            # Merged to the right: the figure belongs to the first column, and the others have none of their
            # own.
            if column_number(letter) > left and area[1] in numeric:
                typed.loc[filled, name] = None
                issues.append(issue("MERGED_ACROSS", **where, row=int(filled[0]), cell=cell, column=name))
            elif (
                name in QUANTITIES
                and len(filled) > 1
                and typed.loc[filled, "process_name"].map(fold).nunique() == 1
            ):
                typed.loc[filled[1:], name] = None  # one process in several rows
            elif name in QUANTITIES and len(filled) > 1:
                typed.loc[filled, name] /= len(filled)
                facts = {"title": of_column(name), "rows": len(filled)}
                issues.append(
                    issue("MERGED_FIGURE", **where, row=int(filled[0]), cell=cell, column=name, **facts)
                )
    return typed, issues


def with_shares(raw_table: RawTable, block: Block, recognition: Recognition, rows: pd.Index) -> RawTable:
    """The table as sent, each merged figure as the shares it was read as: a copy of the cells is not merged.

    Args:
        raw_table: the table as sent.
        block: the table, whose sheet knows the merged ranges.
        recognition: what its headings stand for.
        rows: row numbers of the rows that were read as data.
    """
    cells = {}
    for area in map(RANGE.fullmatch, block.sheet.merged_ranges):
        for match in recognition.matches:
            if (
                area is None
                or match.column not in QUANTITIES
                or match.letter != area[1]
                or area[1] != area[3]
            ):
                continue
            here = rows[(rows >= int(area[2])) & (rows <= int(area[4]))]
            column = cells.get(match.letter, raw_table.cells[match.letter].astype(object))
            figures = [isinstance(value, (int, float)) and value == value for value in column.loc[here]]
            if len(here) > 1 and all(figures):
                if _is_one_process(raw_table, recognition, here):
                    column.loc[here[1:]] = None
                else:
                    column.loc[here] = column.loc[here] / len(here)
                cells[match.letter] = column
    return replace(raw_table, cells=raw_table.cells.assign(**cells)) if cells else raw_table


def _is_one_process(raw_table: RawTable, recognition: Recognition, rows: pd.Index) -> bool:
    """Whether rows that a figure is merged over name one process, once or in each row."""
    letter = recognition.letter("process_name")
    names = raw_table.cells.loc[rows, letter].dropna().map(str).map(fold) if letter else ()
    return len(set(names)) == 1
