"""A corrections workbook that holds only the problem rows: they take the place of the rows of the same id."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.issues import issue, issues_frame
from schemas.records import FileRead, Intake
from tasks.intake.identity import ids_set_aside

if TYPE_CHECKING:
    import pandas as pd


def with_corrections(intake: Intake, corrections: frozenset[str]) -> Intake:
    """Put corrected rows in the place of the rows as sent.

    Args:
        intake: all files of the portfolio, ids made up.
        corrections: names of the files that hold corrected rows alone.

    Returns:
        The intake without the rows, assessed or set aside, and the cell issues, that a corrected row of the same process_id
        replaces; the tables count them out and say so. A file of corrections that meets no row of its list is warned of.
    """
    typed, aside = intake.typed, intake.set_aside
    is_correction = typed["source_file"].isin(corrections)
    if not is_correction.any():
        return intake
    corrected = set(typed.loc[is_correction, "process_id"])
    aside_ids = ids_set_aside(intake, corrections)
    replaced = ~is_correction & typed["process_id"].isin(corrected)
    replaced_aside = aside_ids.isin(corrected)
    met = set(typed.loc[replaced, "process_id"]) | set(aside_ids[replaced_aside])
    gone = [
        *typed.loc[replaced, ["source_file", "source_sheet", "source_row"]].itertuples(index=False, name=None),
        *aside.loc[replaced_aside, ["file", "sheet", "row"]].itertuples(index=False, name=None),
    ]
    return replace(
        intake,
        files=tuple(_counted_out(file, gone) for file in intake.files),
        typed=typed.loc[~replaced].reset_index(drop=True),
        carried=intake.carried.loc[~replaced].reset_index(drop=True),
        set_aside=aside.loc[~replaced_aside].reset_index(drop=True),
        issues=_open_issues(intake.issues, set(gone), _alone(typed.loc[is_correction], met)),
    )


def _counted_out(file: FileRead, gone: list[tuple[str, str, int]]) -> FileRead:
    tables = []
    for table in file.tables:
        count = sum(
            name == file.file and sheet == table.sheet and table.first_row <= row <= table.last_row for name, sheet, row in gone
        )
        note = f"{count} row{'s' if count > 1 else ''} replaced by corrected ones"
        tables.append(replace(table, rows_in=table.rows_in - count, notes=(*table.notes, note)) if count else table)
    return replace(file, tables=tuple(tables))


def _alone(rows: pd.DataFrame, met: set[str]) -> list[dict[str, object]]:
    """Warnings on files of corrections none of whose rows stands in the place of another."""
    is_met = rows["process_id"].isin(met).groupby(rows["source_file"], sort=False)
    return [
        issue("CORRECTIONS_ALONE", file=str(file), rows=int(count))
        for file, count in is_met.size()[~is_met.any()].items()
    ]


def _open_issues(issues: pd.DataFrame, gone: set[tuple[str, str, int]], added: list[dict[str, object]]) -> pd.DataFrame:
    import pandas as pd

    settled = [place in gone for place in zip(issues["file"], issues["sheet"], issues["row"], strict=True)]
    still_open = issues.loc[[not done for done in settled]]
    return pd.concat([still_open, issues_frame(added)], ignore_index=True) if added else still_open.reset_index(drop=True)
