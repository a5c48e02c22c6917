"""One table read: typed rows, columns carried through, rows set aside, issues, and the account of how it was
read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.columns import LISTED_AS, columns
from schemas.issues import IssuePlace, issue
from schemas.records import RawTable, TableRead
from tasks.excel import cell_address, column_number
from tasks.intake.assemble.beside_list import List, read_cells_beside, with_marks_of_list
from tasks.intake.assemble.cell_issues import cell_issues
from tasks.intake.assemble.earlier_years import earlier_years
from tasks.intake.assemble.exchanged import without_exchanged
from tasks.intake.assemble.join_rows import join_rows
from tasks.intake.assemble.merged_figures import share_merged, with_shares
from tasks.intake.assemble.place_rows import place_rows, with_marks
from tasks.intake.assemble.planned_rows import planned_rows
from tasks.intake.assemble.read_cells import issues_of_cells
from tasks.intake.assemble.table_record import (
    apart_notes,
    column_notes,
    heading_issues,
    heading_matches,
    hidden_notes,
    roles_of,
    uneven_issues,
    uneven_rows,
)
from tasks.intake.cells.categories import as_text
from tasks.intake.cells.cell_kinds import Reading
from tasks.intake.cells.told import values_in_words
from tasks.intake.columns.hierarchy import read_levels
from tasks.intake.columns.recognition import Recognition
from tasks.intake.columns.remarks import remarks_on_cells
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.figure_texts import with_figures
from tasks.intake.tables.footer_rows import not_data
from tasks.intake.tables.likely_sums import likely_sums
from tasks.intake.tables.object_types import rows_not_in_use, rows_of_other_types
from tasks.intake.tables.outer_labels import outer_labels
from tasks.intake.tables.whole_sums import whole_sum
from tasks.intake.tree.drafts import Draft
from tasks.intake.wording.normalise import tidy
from tasks.joined_frames import where

if TYPE_CHECKING:
    import pandas as pd

_LABELS = ("function_area", "business_unit", "country", "owner")
_FIND_EXCLUDED = {"other type": rows_of_other_types, "not in use": rows_not_in_use}


@dataclass(frozen=True)
class TableParts:
    """What one table yields. typed, groups and carried have the row number as index; ``set_aside`` holds row
    numbers. typed and groups say in ``parent_row`` and ``level`` where a row stands; groups hold the rows
    with other rows below them, under their own figures, carried all of them.
    """

    read: TableRead
    typed: pd.DataFrame
    groups: pd.DataFrame
    carried: pd.DataFrame
    set_aside: pd.DataFrame
    issues: tuple[dict[str, Any], ...]
    as_sent: RawTable


def read_table(
    block: Block,
    recognition: Recognition,
    file: str,
    table_id: int,
    known_names: dict[str, str] | None = None,
    its_list: List | None = None,
) -> TableParts:
    """Read one recognised table.

    Args:
        block: headings and rows.
        recognition: what the headings stand for (process_name among them).
        file: bare name for messages.
        table_id: number of the table in the portfolio, the same in each run over the same files.
        known_names: process names by id from the tables before, for a table that names its rows by id alone.
        its_list: the list that the table corrects, where it holds corrections of single rows.

    Returns:
        Every row that is not blank is in ``typed``, in ``set_aside``, or counted under its role.
    """
    recognition = with_marks_of_list(recognition, its_list)
    # A table without a column of names may name its rows by ids that another table explains.
    name_letter = (
        recognition.letter("process_name") or recognition.letter("process_id") or next(iter(block.headings))
    )
    raw, apart, by_columns = _rows(block, recognition, name_letter)
    sheet_place: IssuePlace = {"file": file, "sheet": block.sheet.name}
    raw, label_issues = _with_outer_labels(block, recognition, raw, apart.get("total", []), sheet_place)
    cells = read_cells_beside(block, recognition, raw, known_names, its_list)
    raw, data_rows = cells.raw, cells.raw.index
    typed, merged_issues = share_merged(block, recognition, cells.typed, sheet_place)
    typed, exchanged_issues = without_exchanged(block, recognition, typed, sheet_place)
    # Earlier years and planned states go before rows are joined, or they would be taken for parts of a process; and
    # merged figures are shared out before both, while all rows that a range covers are there.
    older, year_issues = earlier_years(block, recognition, typed, sheet_place)
    later = typed.drop(index=older) if older else typed
    planned, state_issues = planned_rows(block, recognition, later, sheet_place)
    older = [*older, *planned]
    if older:
        raw, typed = raw.drop(index=older), typed.drop(index=older)
    joined = join_rows(block, recognition, raw, typed, sheet_place)
    gone = sorted([*older, *joined.gone])
    apart = apart | ({"joined": gone} if gone else {})
    placed = place_rows(block, recognition, joined.raw, joined.typed, by_columns, apart, sheet_place)
    apart = placed.apart
    raw = joined.raw if placed.typed.index.equals(joined.raw.index) else joined.raw.loc[placed.typed.index]
    is_named = placed.typed["process_name"].notna()
    nameless = {int(row): cell_address(name_letter, int(row)) for row in raw.index[~is_named]}
    source = {"source_table": table_id, "source_file": file, "source_sheet": block.sheet.name}
    source |= {LISTED_AS: recognition.listed_as} if recognition.listed_as else {}
    typed, groups = (
        rows.assign(**source, source_row=rows.index.astype(int)) for rows in (placed.typed, placed.groups)
    )
    # Of most tables all rows are left as they were sent.
    figures = block.figures if raw is block.data else with_figures(raw)
    issues = (
        heading_issues(block, recognition, sheet_place)
        + label_issues
        + _assumed_units(block, recognition, cells.readings, sheet_place)
        + [
            issue("REMARK_NOT_USED", **sheet_place, **remark._asdict())
            for remark in remarks_on_cells(block, recognition.matches)
        ]
        + uneven_issues(block, sheet_place)
        + merged_issues
        + exchanged_issues
        + year_issues
        + state_issues
        + joined.issues
        + placed.issues
        + _of_names("SECTION_HEADING", apart.get("heading", []), name_letter, sheet_place)
        + _excluded_row_issues(block, recognition, apart, sheet_place)
        + _of_names("SUM_NOT_PROVEN", likely_sums(figures, name_letter), name_letter, sheet_place)
        + _of_names("ROW_IS_LIKE_SUM", _doubtful_sums(figures, name_letter), name_letter, sheet_place)
        # Rows that went into another row are not in ``is_named``; their cells were read and have issues too.
        + issues_of_cells(cells, recognition, is_named.reindex(data_rows, fill_value=True), sheet_place)
        + [
            issue("ROW_WITHOUT_NAME", **sheet_place, row=row, cell=cell, column="process_name")
            for row, cell in nameless.items()
        ]
    )
    notes = (
        *block.notes,
        *apart_notes(apart),
        *hidden_notes(block),
        *placed.notes,
        *cells.notes,
        *column_notes(cells.readings),
    )
    as_sent = with_marks(_as_sent(block), name_letter, placed.indents)
    return TableParts(
        TableRead(
            table_id=table_id,
            file=file,
            sheet=block.sheet.name,
            header_rows=block.header_rows,
            first_row=int(data_rows[0]) if len(data_rows) else block.header_rows[-1] + 1,
            last_row=int(data_rows[-1]) if len(data_rows) else block.header_rows[-1],
            rows_in=len(block.data) + len(block.uneven),
            roles=roles_of(apart),
            is_in_order=placed.is_in_order or _need_order(apart.get("total", []), data_rows),
            headings=heading_matches(recognition, cells.readings),
            notes=notes,
        ),
        where(typed, is_named),
        groups,
        where(_carried(raw, recognition), is_named),
        _set_aside(nameless, block, sheet_place),
        tuple(issues),
        with_shares(as_sent, block, recognition, data_rows),
    )


def _of_names(code: str, rows: list[int], letter: str, sheet_place: IssuePlace) -> list[dict[str, Any]]:
    """An issue of the name of each of some rows."""
    import pandas as pd

    return cell_issues(
        pd.Series(code, index=rows, dtype=str), **sheet_place, letter=letter, column="process_name"
    )


def _excluded_row_issues(
    block: Block, recognition: Recognition, apart: dict[str, list[int]], sheet_place: IssuePlace
) -> list[dict[str, Any]]:
    """An issue for each kind of rows that a column says are none to be audited."""
    open_headings = {match.letter: match.heading for match in recognition.matches if match.column is None}
    head, issues = block.header_rows[-1], []
    for kind, code in (("other type", "ROWS_OF_OTHER_TYPES"), ("not in use", "ROWS_NOT_IN_USE")):
        if rows := apart.get(kind):
            _, letter = _FIND_EXCLUDED[kind](block.data, open_headings)
            heading_cell = cell_address(letter, head) if letter else ""
            issues.append(issue(code, **sheet_place, cell=heading_cell, row=head, count=len(rows)))
    return issues


def _doubtful_sums(raw: pd.DataFrame, name_letter: str) -> list[int]:
    """The first or last row, where its figures are those of all other rows added up, which may be an accident."""
    import numpy as np

    none = np.zeros(len(raw), dtype=bool)
    ends = (whole_sum(raw, name_letter, none, is_first=is_first)[0] for is_first in (False, True))
    return sorted({int(raw.index[position]) for position in ends if position is not None})


def _need_order(sums: list[int], rows: pd.Index) -> bool:
    """Whether sums are what they are by the rows above them; a single one below all rows is so in any order."""
    return len(sums) > 1 or (len(sums) == 1 and len(rows) > 0 and sums[0] < int(rows[-1]))


def _set_aside(nameless: dict[int, str], block: Block, sheet_place: IssuePlace) -> pd.DataFrame:
    """Rows without a name, given with their cells, and rows with more cells than the table has columns."""
    import pandas as pd

    rows = pd.DataFrame(
        {
            **sheet_place,
            "row": pd.Index(nameless, dtype="int64"),
            "cell": list(nameless.values()),
            "code": "ROW_WITHOUT_NAME",
        },
        columns=["file", "sheet", "row", "cell", "code"],
    )
    return pd.concat([rows, uneven_rows(block, sheet_place)], ignore_index=True)


def _rows(
    block: Block, recognition: Recognition, name_letter: str
) -> tuple[pd.DataFrame, dict[str, list[int]], list[Draft]]:
    """The rows that are data, upper levels of a hierarchy filled in; the numbers of the others by what they are;
    and how one column for each level reads as a hierarchy.
    """
    id_letter = recognition.letter("process_id")
    apart = not_data(block, name_letter, id_letter)
    open_headings = {match.letter: match.heading for match in recognition.matches if match.column is None}
    gone = [row for rows in apart.values() for row in rows]
    data = block.data.drop(index=gone) if gone else block.data
    for kind, find in _FIND_EXCLUDED.items():
        rows, _ = find(data, open_headings)
        rows = [row for row in rows if not any(row in taken for taken in apart.values())]
        apart |= {kind: rows} if rows else {}
    gone = [row for rows in apart.values() for row in rows]
    raw = block.data.drop(index=gone) if gone else block.data
    if not recognition.levels or raw.empty:
        return raw, apart, []
    raw, by_columns = read_levels(raw, recognition.levels, id_letter)
    return raw, apart, by_columns


def _assumed_units(
    block: Block, recognition: Recognition, readings: dict[str, Reading], sheet_place: IssuePlace
) -> list[dict[str, Any]]:
    """An issue for each column of lengths of time that were read in the unit of the dictionary by default."""
    head, issues = block.header_rows[-1], []
    for column, reading in readings.items():
        is_assumed = reading.extras.get("is_unit_assumed")
        if is_assumed is not None and is_assumed.any():
            cell = cell_address(recognition.letter(column) or "", head)
            first = values_in_words(columns()[column], reading.values[is_assumed].head(1)).iloc[0]
            facts = {"cell": cell, "row": head, "column": column, "reading": first}
            issues.append(issue("TIME_UNIT_ASSUMED", **sheet_place, **facts))
    return issues


def _with_outer_labels(
    block: Block, recognition: Recognition, raw: pd.DataFrame, totals: list[int], sheet_place: IssuePlace
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """The rows with labels that a pivot table gives once for a group in each row of it; and issues of both kinds."""
    letters = {
        letter: name
        for name in _LABELS
        if (letter := recognition.letter(name)) and letter not in recognition.levels
    }
    name_letter = recognition.letter("process_name")
    if name_letter is None or not letters:
        return raw, []
    data, filled, doubtful = outer_labels(block.data, totals, list(letters), name_letter)
    head = block.header_rows[-1]
    issues = [
        issue(code, **sheet_place, cell=cell_address(letter, head), row=head, column=letters[letter])
        for code, of_code in (("LABELS_FILLED_DOWN", filled), ("LABELS_NOT_REPEATED", doubtful))
        for letter in of_code
    ]
    filled_cells = {letter: data.loc[raw.index, letter] for letter in filled}
    return raw.assign(**filled_cells) if filled_cells else raw, issues


def _in_columns(block: Block) -> pd.DataFrame:
    """The cells as sent, rows that were cut anew as they were cut. A row that nobody could cut is one text behind the
    last column: its cells would be taken for those of the columns that they happen to be in.
    """
    cells = block.data if block.as_sent is None else block.as_sent
    if not (block.recut or block.uneven):
        return cells
    cells = cells.astype(object)
    cells.loc[list(block.recut)] = block.data.reindex(columns=cells.columns).loc[list(block.recut)]
    for row in block.uneven:
        line = ",".join("" if cell is None or cell != cell else str(cell) for cell in cells.loc[row])
        cells.loc[row] = [*[None] * (cells.shape[1] - 1), line.rstrip(",")]
    return cells.astype("str").where(cells.notna())


def _as_sent(block: Block) -> RawTable:
    """The cells as sent, blank rows put back where there are not too many of them."""
    cells = _in_columns(block)
    # Blank rows keep the cells of a copy where they were; a stray row far below must not make it huge.
    if len(cells) and cells.index[-1] - block.header_rows[-1] <= 2 * len(cells) + 100:
        cells = cells.reindex(range(block.header_rows[-1] + 1, int(cells.index[-1]) + 1))
    return RawTable(
        cells,
        tuple((letter, text) for letter, text in block.sheet.number_formats if letter in cells.columns),
        tuple(cell_format for cell_format in block.sheet.telling_formats if cell_format[0] in cells.columns),
        tuple(letter for letter in block.sheet.hidden_columns if letter in cells.columns),
    )


def _carried(raw: pd.DataFrame, recognition: Recognition) -> pd.DataFrame:
    """Columns that were not recognised, as text under unique headings; wholly blank ones without a heading
    are left out.
    """
    import pandas as pd

    carried: dict[str, pd.Series] = {}
    for match in sorted(recognition.matches, key=lambda match: column_number(match.letter)):
        if match.column or not (match.heading.strip() or raw[match.letter].notna().any()):
            continue
        heading = tidy(match.heading) or f"Column {match.letter}"
        number = 2
        unique = heading
        # Headings that are there twice get a number, because the carried columns are named by them.
        while unique in carried:
            unique, number = f"{heading} ({number})", number + 1
        carried[unique] = as_text(raw[match.letter])
    return pd.DataFrame(carried, index=raw.index)
