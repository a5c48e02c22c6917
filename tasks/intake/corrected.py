"""A corrections workbook that holds only the problem rows: they take the place of the rows of the same id."""

from __future__ import annotations

from dataclasses import replace

from schemas.records import Intake


def with_corrections(intake: Intake, corrections: frozenset[str]) -> Intake:
    """Put corrected rows in the place of the rows as sent.

    Args:
        intake: all files of the portfolio, ids made up.
        corrections: names of the files that hold corrected rows alone.

    Returns:
        The intake without the rows, and the cell issues, that a corrected row of the same process_id replaces; the tables
        count them out and say so. Without another file of the portfolio nothing is replaced.
    """
    is_correction = intake.typed["source_file"].isin(corrections)
    replaced = ~is_correction & intake.typed["process_id"].isin(intake.typed.loc[is_correction, "process_id"])
    if not replaced.any():
        return intake
    gone = intake.typed.loc[replaced]
    counts = gone["source_table"].value_counts().to_dict()
    files = tuple(
        replace(
            file,
            tables=tuple(
                replace(
                    table,
                    rows_in=table.rows_in - counts[table.table_id],
                    notes=(*table.notes, f"{counts[table.table_id]} rows replaced by corrected ones"),
                )
                if table.table_id in counts
                else table
                for table in file.tables
            ),
        )
        for file in intake.files
    )
    places = set(zip(gone["source_file"], gone["source_sheet"], gone["source_row"], strict=True))
    settled = [row in places for row in zip(intake.issues["file"], intake.issues["sheet"], intake.issues["row"], strict=True)]
    typed = intake.typed.loc[~replaced].reset_index(drop=True)
    return replace(
        intake,
        files=files,
        typed=typed,
        carried=intake.carried.loc[~replaced].reset_index(drop=True),
        issues=intake.issues.loc[[not done for done in settled]].reset_index(drop=True),
    )
