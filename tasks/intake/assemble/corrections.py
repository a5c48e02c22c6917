"""A corrections workbook that holds only the problem rows: each takes the place of the row that it was made
from.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.issues import issue, issues_frame
from schemas.phrases import counted
from schemas.records import FileRead, Intake
from schemas.workbooks import ROW_AS_SENT
from tasks.excel import cell_address, marks_as_sent
from tasks.intake.assemble.ids import ids_set_aside

if TYPE_CHECKING:
    import pandas as pd


def with_corrections(intake: Intake, corrections: frozenset[str]) -> Intake:
    """Put corrected rows in the place of the rows as sent.

    A corrected row is known by the mark of the row that it was made from (number and digest of its cells),
    else by an id that the list itself gives to one row. Where neither fits, the list has changed since, and
    the row is set aside: an id made from a row number could by now be that of another process.

    Args:
        intake: all files of the portfolio, ids made up; later files of corrections correct the earlier ones
            too.
        corrections: names of the files that hold corrected rows alone.

    Returns:
        The intake without the rows, assessed or set aside, and the cell issues, that a corrected row
        replaces; the tables count
        them out and say so. A file of corrections that came without its list is taken as it is, and warned
        of.
    """
    import pandas as pd

    if not any(file.tables for file in intake.files if file.file in corrections):
        return intake
    rows = _rows(intake, corrections)
    # Corrections may come with their list or alone; alone there is nothing that they could be refused
    # against.
    has_list = not rows["file"].isin(corrections).all()
    gone, refused, added = pd.Index([]), pd.Index([]), []
    for number, file in enumerate(intake.files):
        own = rows[rows["file_number"] == number]
        if file.file not in corrections or own.empty:
            continue
        # A second round corrects the first: rows that are replaced already are no longer looked at.
        earlier = rows[rows["file_number"] < number].drop(index=gone, errors="ignore")
        marks = _marks(intake, own)
        meant = _meant(intake, own, marks, earlier)
        gone = gone.union(pd.Index(meant.dropna().unique()))
        # A row without a mark and with a new id was added by hand: it is a new process and stays.
        is_lost = meant.isna() & own["is_typed"] & (marks.notna() | own["id"].isin(earlier["id"]))
        if has_list:
            refused = refused.union(own.index[is_lost])
        elif meant.isna().all():
            added.append(issue("CORRECTIONS_ALONE", file=file.file, rows=len(own)))
    return _settled(intake, rows.loc[gone], rows.loc[refused], added)


def _rows(intake: Intake, corrections: frozenset[str]) -> pd.DataFrame:
    """Every row, assessed first and then set aside: file, file_number, sheet, row, id, place in its frame and
    is_typed.
    """
    import pandas as pd

    typed = intake.typed[["source_file", "source_sheet", "source_row", "process_id"]].set_axis(
        ["file", "sheet", "row", "id"], axis=1
    )
    aside = intake.set_aside[["file", "sheet", "row"]].assign(id=ids_set_aside(intake, corrections))
    rows = pd.concat(
        [part.reset_index(names="place").assign(is_typed=part is typed) for part in (typed, aside)],
        ignore_index=True,
    )
    return rows.assign(
        file_number=rows["file"].map({file.file: number for number, file in enumerate(intake.files)})
    )


def _marks(intake: Intake, own: pd.DataFrame) -> pd.Series:
    """The marks that corrected rows came back with; missing where somebody added a row or emptied the
    cell.
    """
    import pandas as pd

    marks = pd.Series(index=own.index, dtype="str")
    for table in (table for table in intake.tables.values() if table.file == own["file"].iloc[0]):
        letter = next(
            (match.letter for match in table.headings if match.heading.strip() == ROW_AS_SENT), None
        )
        here = own[(own["sheet"] == table.sheet) & own["row"].between(table.first_row, table.last_row)]
        if letter:
            marks.loc[here.index] = (
                here["row"].map(intake.raw_tables[table.table_id].cells[letter]).astype("str").str.strip()
            )
    return marks


def _meant(intake: Intake, own: pd.DataFrame, marks: pd.Series, earlier: pd.DataFrame) -> pd.Series:
    """Which earlier row each corrected one was made from; missing where that cannot be told."""
    import pandas as pd

    # A mark begins with the row number. Only these rows, and those with an id that a corrected row has, need
    # a digest of their cells.
    numbers = (
        pd.to_numeric(marks.dropna().str.split("-").str[0], errors="coerce").dropna().astype("int64").unique()
    )
    files = set(earlier["file"])
    marked_rows = []
    for table in (table for table in intake.tables.values() if table.file in files):
        here = earlier[(earlier["file"] == table.file) & (earlier["sheet"] == table.sheet)]
        here = here[
            here["row"].between(table.first_row, table.last_row)
            & (here["row"].isin(numbers) | here["id"].isin(own["id"]))
        ]
        cells, letter = intake.raw_tables[table.table_id].cells, table.letter("process_id")
        is_given = here["row"].isin(cells.index[cells[letter].notna()]) if letter else False
        marked_rows.append(
            here.assign(
                mark=here["row"].map(marks_as_sent(table.sheet, cells, here["row"])).astype("str"),
                is_given=is_given,
            )
        )
    marked = pd.concat(marked_rows) if marked_rows else earlier.iloc[:0].assign(mark=None, is_given=False)
    both = marks + "\n" + own["id"]  # rows alike on two sheets have one mark
    by_both = both.map(_only(marked["mark"] + "\n" + marked["id"]))
    # From the surest to the least sure: mark and id, mark alone, and an id that the list gives to one row.
    return by_both.fillna(marks.map(_only(marked["mark"]))).fillna(
        own["id"].map(_only(marked.loc[marked["is_given"].astype(bool), "id"]))
    )


def _only(keys: pd.Series) -> dict[str, int]:
    """Row by key, of the keys that one row alone has."""
    alone = keys.dropna().drop_duplicates(keep=False)
    return dict(zip(alone, alone.index, strict=True))


def _settled(
    intake: Intake, gone: pd.DataFrame, refused: pd.DataFrame, added: list[dict[str, object]]
) -> Intake:
    """The intake without the rows that are gone, and with those refused set aside."""
    import pandas as pd

    places = list(gone[["file", "sheet", "row"]].itertuples(index=False, name=None))
    typed_out = pd.concat([gone.loc[gone["is_typed"], "place"], refused["place"]])
    stays = ~intake.typed.index.isin(typed_out)
    letters = {(table.file, table.sheet): table.letter("process_name") for table in intake.tables.values()}
    rows = list(zip(refused["file"], refused["sheet"], refused["row"], strict=True))
    cells = [cell_address(letters.get((file, sheet)), row) for file, sheet, row in rows]
    refusals = refused[["file", "sheet", "row"]].assign(cell=cells, code="CORRECTION_REFUSED")
    added = added + [
        issue("CORRECTION_REFUSED", file=file, sheet=sheet, row=row, cell=cell)
        for (file, sheet, row), cell in zip(rows, cells, strict=True)
    ]
    aside = intake.set_aside.drop(index=pd.Index(gone.loc[~gone["is_typed"], "place"]))
    return replace(
        intake,
        files=tuple(_counted_out(file, places) for file in intake.files),
        typed=intake.typed.loc[stays].reset_index(drop=True),
        carried=intake.carried.loc[stays].drop(columns=ROW_AS_SENT, errors="ignore").reset_index(drop=True),
        set_aside=pd.concat([aside, refusals], ignore_index=True).astype(intake.set_aside.dtypes.to_dict()),
        issues=_open_issues(intake.issues, set(places), added),
    )


def _counted_out(file: FileRead, gone: list[tuple[str, str, int]]) -> FileRead:
    tables = []
    for table in file.tables:
        count = sum(
            name == file.file and sheet == table.sheet and table.first_row <= row <= table.last_row
            for name, sheet, row in gone
        )
        note = counted(
            "{count} row replaced by a corrected one", "{count} rows replaced by corrected ones", count
        )
        tables.append(
            replace(table, rows_in=table.rows_in - count, notes=(*table.notes, note)) if count else table
        )
    return replace(file, tables=tuple(tables))


def _open_issues(
    issues: pd.DataFrame, gone: set[tuple[str, str, int]], added: list[dict[str, object]]
) -> pd.DataFrame:
    import pandas as pd

    settled = [row in gone for row in zip(issues["file"], issues["sheet"], issues["row"], strict=True)]
    # Issues of a replaced row are settled by its correction, which has issues of its own.
    still_open = issues.loc[[not done for done in settled]]
    return (
        pd.concat([still_open, issues_frame(added)], ignore_index=True)
        if added
        else still_open.reset_index(drop=True)
    )
