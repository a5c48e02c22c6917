"""The account of how a table was read: notes on rows, columns and headings, and the issues that concern
headings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemas.groups import ROLES
from schemas.issues import IssuePlace, issue
from schemas.phrases import counted, of_column, phrase, several
from schemas.records import HeadingMatch
from tasks.excel import cell_address
from tasks.intake.cells.cell_kinds import Reading
from tasks.intake.columns.recognition import Recognition
from tasks.intake.tables.blocks import Block
from tasks.intake.thresholds import ISSUES_PER_CELL_KIND

if TYPE_CHECKING:
    import pandas as pd

_SIGNS = {
    ",": phrase("comma"),
    ";": phrase("semicolon"),
    "\t": phrase("tab"),
    "|": phrase("vertical bar"),
}


def heading_issues(block: Block, recognition: Recognition, where: IssuePlace) -> list[dict[str, Any]]:
    """Issues that concern headings, hidden rows and hidden columns.

    Args:
        block: the table.
        recognition: what its headings stand for.
        where: file and sheet, for the issues.
    """
    row = block.header_rows[-1]
    issues = [
        issue(
            code, **where, cell=cell_address(letter, row), row=row, letter=letter, **{"column": "", **facts}
        )
        for code, letter, facts in recognition.findings
    ]
    inside = [hidden for hidden in block.sheet.hidden_rows if hidden in block.data.index]
    if inside:
        issues.append(issue("ROWS_HIDDEN", **where, count=len(inside)))
    if block.sheet.divided_by:
        first = cell_address(next(iter(block.headings)), row)
        issues.append(
            issue("CELLS_DIVIDED", **where, cell=first, row=row, sign=_SIGNS[block.sheet.divided_by])
        )
    name = recognition.letter("process_name")
    struck = [cell for cell in block.sheet.struck_cells if cell.rstrip("0123456789") == name]
    struck = [cell for cell in struck if int(cell.removeprefix(name or "")) in block.data.index]
    if struck:
        issues.append(issue("ROWS_STRUCK", **where, cell=struck[0], count=len(struck)))
    hidden_columns = [letter for letter in block.sheet.hidden_columns if letter in block.data.columns]
    return issues + ([issue("COLUMNS_HIDDEN", **where, count=len(hidden_columns))] if hidden_columns else [])


def heading_matches(recognition: Recognition, readings: dict[str, Reading]) -> tuple[HeadingMatch, ...]:
    """The headings with what was decided for the whole column added to their notes.

    Args:
        recognition: what the headings stand for.
        readings: how each column was read, by its name; their notes are added.
    """
    return tuple(
        _decided(match, readings[match.column]) if match.column else match for match in recognition.matches
    )


def _decided(match: HeadingMatch, reading: Reading) -> HeadingMatch:
    note = several(dict.fromkeys(part for part in (match.note, *reading.notes) if part)) or None
    return replace(match, note=note, read_as=reading.read_as, is_assumed=reading.is_assumed)


def column_notes(readings: dict[str, Reading]) -> list[str]:
    """What was decided for whole columns, as sentences."""
    return [
        phrase("{title}: {note}", title=of_column(column), note=note)
        for column, reading in readings.items()
        for note in reading.notes
    ]


def apart_notes(apart: dict[str, list[int]]) -> list[str]:
    """Rows that are not data, by kind, as sentences."""
    names = {
        "heading again": phrase("repeated headings"),
        "section": phrase("section headings"),
        "heading": phrase("section headings"),
        "upper level": phrase("upper levels of the rows below them"),
        "total": phrase("totals"),
        "note": phrase("notes"),
        "example": phrase("examples"),
        "codes": phrase("numbers or codes of the columns"),
        "joined": phrase("further rows of a process"),
        "not in use": phrase("no longer in use or out of scope"),
        "other type": phrase("something else than processes by their type"),
    }
    shown = {
        kind: ", ".join(map(str, rows[:10])) + (" ..." if len(rows) > 10 else "")
        for kind, rows in apart.items()
    }
    return [
        counted(
            "{count} row left out ({kind}): {rows}",
            "{count} rows left out as {kind}: {rows}",
            len(rows),
            kind=names[kind],
            rows=shown[kind],
        )
        for kind, rows in apart.items()
    ]


_ROLE_OF = {
    "heading again": "heading",
    "codes": "heading",
    "section": "group",
    "heading": "group",
    "upper level": "group",
    "total": "derived",
    "note": "notes",
    "example": "example",
    "joined": "joined",
    "other type": "notes",
    "not in use": "notes",
}


def roles_of(apart: dict[str, list[int]]) -> tuple[tuple[str, int], ...]:
    """How many rows have a role other than data, by role."""
    counts: dict[str, int] = dict.fromkeys(ROLES, 0)
    for kind, rows in apart.items():
        counts[_ROLE_OF[kind]] += len(rows)
    return tuple((role, count) for role, count in counts.items() if count)


def hidden_notes(block: Block) -> list[str]:
    """Hidden rows that were read, as a sentence."""
    count = sum(row in block.data.index for row in block.sheet.hidden_rows)
    if not count:
        return []
    return [
        counted(
            "{count} hidden row was read like the others",
            "{count} hidden rows were read like the others",
            count,
        )
    ]


def uneven_issues(block: Block, where: IssuePlace) -> list[dict[str, Any]]:
    """Rows of delimited text with more cells than headings.

    Args:
        block: the table.
        where: file and sheet, for the issues.
    """
    uneven = [("ROW_CUT_ANEW", row) for row in block.recut] + [("ROW_TOO_LONG", row) for row in block.uneven]
    issues = [issue(code, **where, row=row) for code, row in uneven[:ISSUES_PER_CELL_KIND]]
    if block.left_open:
        row = block.header_rows[-1]
        facts = {
            "cell": cell_address(block.left_open[0], row),
            "row": row,
            "columns": ", ".join(block.left_open),
        }
        issues.append(issue("ROWS_CUT_TWO_WAYS", **where, **facts))
    return issues


def uneven_rows(block: Block, where: IssuePlace) -> pd.DataFrame:
    """The rows that could not be cut to fit, as rows set aside.

    Args:
        block: the table.
        where: file and sheet of the rows.

    Returns:
        file, sheet, row, cell (blank: the whole row is meant) and code.
    """
    import pandas as pd

    rows = pd.Series(block.uneven, dtype="int64")
    return pd.DataFrame({**where, "row": rows, "cell": "", "code": "ROW_TOO_LONG"})
