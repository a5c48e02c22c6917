"""Ids: kept as text, made from the source row where the table has none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.records import FileRead, Intake
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.text_search import found_in

if TYPE_CHECKING:
    import pandas as pd


def with_ids(
    typed: pd.DataFrame, files: tuple[FileRead, ...], corrections: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """Fill blank ids with "r12" after the source row, led by sheet and file name where the portfolio has
    several.

    Args:
        typed: PROVENANCE columns and perhaps process_id.
        files: to tell how many files and tables there are.
        corrections: files that repeat rows of the others; the ids they give are those of the rows they
            repeat.

    Returns:
        All rows, with process_id never missing; ids that were given are not changed, repeated ones neither. Only
        the blanks around a bar go: "A | B" would be taken for an id and a name where a process is chosen.
    """
    import pandas as pd

    own_ids = typed["process_id"] if "process_id" in typed else pd.Series(index=typed.index, dtype="str")
    if found_in(own_ids, re.escape(BETWEEN_ID_AND_NAME)).any():
        own_ids = own_ids.str.replace(BETWEEN_ID_AND_NAME, BETWEEN_ID_AND_NAME.strip(), regex=False)
    if own_ids.notna().all() and len(typed):
        return typed.assign(process_id=own_ids.astype(str))
    prefixes = _prefixes(files)
    made = (
        typed["source_table"].map(prefixes).astype("str").fillna("") + "r" + typed["source_row"].astype("str")
    )
    # A made id that somebody gave already, or that two tables would make, gets the number of its table in
    # front.
    taken = made.isin(set(own_ids[~typed["source_file"].isin(corrections)].dropna())) | made.where(
        own_ids.isna()
    ).duplicated(keep=False)
    made = made.mask(taken, "t" + typed["source_table"].astype("str") + "-" + made)
    return typed.assign(process_id=own_ids.fillna(made).astype("str"))


def ids_set_aside(intake: Intake, corrections: frozenset[str]) -> pd.Series:
    """The ids of rows set aside: as given, or as ``with_ids`` would have made them, which it does not for
    rows of ``corrections``.

    Args:
        intake: all files of the portfolio.
        corrections: names of the files that hold corrected rows alone.

    Returns:
        Ids over the index of ``intake.set_aside``.
    """
    import pandas as pd

    prefixes = _prefixes(tuple(file for file in intake.files if file.file not in corrections))
    ids = pd.Series(index=intake.set_aside.index, dtype="str")
    for table in intake.tables.values():
        here = intake.set_aside[
            (intake.set_aside["file"] == table.file) & (intake.set_aside["sheet"] == table.sheet)
        ]
        here = here[here["row"].between(table.first_row, table.last_row)]
        letter = table.letter("process_id")
        made = prefixes.get(table.table_id, f"t{table.table_id}-") + "r" + here["row"].astype("str")
        ids.loc[here.index] = (
            here["row"].map(intake.raw_tables[table.table_id].cells[letter]).astype("str") if letter else made
        )
    return ids


def _prefixes(files: tuple[FileRead, ...]) -> dict[int, str]:
    """Nothing for a single table; else the sheet's name; and the file's before it where there are several
    files.
    """
    reading = [file for file in files if file.tables]
    prefixes = {}
    for file in reading:
        sheets = {table.sheet for table in file.tables}
        for table in file.tables:
            parts = [_slug(file.file.rsplit(".", 1)[0])] if len(reading) > 1 else []
            parts += [_slug(table.sheet)] if len(sheets) > 1 else []
            prefixes[table.table_id] = "".join(f"{part}-" for part in parts if part)
    return prefixes


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name).strip("-").lower()
