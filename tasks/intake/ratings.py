"""Rating workbooks that come back: which label a rater gave to which process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.issues import render
from schemas.messages import catalogue, codes_of
from schemas.records import Ratings
from schemas.vocabulary import REPORT_LANGUAGES
from schemas.workbooks import (
    KIND_PROPERTY,
    KIND_RATING,
    PORTFOLIO_PROPERTY,
    RATING_PROPERTY,
)
from tasks.intake.files.raw import numbered_rows
from tasks.intake.files.read_file import read_file
from tasks.intake.own_workbooks import properties_of

if TYPE_CHECKING:
    import pandas as pd

    from tasks.settings import Limits

MOST_CHARACTERS = 200


def is_rating(path: Path, limits: Limits) -> bool:
    """Whether the file is a rating workbook of ours.

    Args:
        path: any file.
        limits: what it may cost.
    """
    return properties_of(path, limits).get(KIND_PROPERTY) == KIND_RATING


def read_ratings(path: Path, limits: Limits) -> Ratings:
    """Reads the labels that one rater chose.

    Args:
        path: the workbook, saved by any spreadsheet program.
        limits: what the file may cost.

    Returns:
        Process id, label and name of each rated row; the rows whose cell holds no label of the list, by address;
        ``refused`` where the file cannot be read, is no rating workbook, or its headings are gone.
    """
    raw = read_file(path, limits)
    properties = dict(raw.properties)
    empty = Ratings(
        raw.file,
        raw.sha256,
        portfolio=properties.get(PORTFOLIO_PROPERTY, ""),
        rating_id=properties.get(RATING_PROPERTY, ""),
    )
    if raw.refused_message:
        return replace(empty, refused=raw.refused_message)
    if properties.get(KIND_PROPERTY) != KIND_RATING:
        if any(heading_of_ratings(sheet.grid) for sheet in raw.sheets):
            return replace(empty, refused=str(render("FILE_LOST_ITS_ID", file=raw.file)))
        return replace(
            empty, refused=f"{raw.file} is no rating workbook. Name one that process-audit rate wrote."
        )
    for sheet in raw.sheets:
        heading = heading_of_ratings(sheet.grid)
        if heading:
            return _with_labels(empty, sheet.name, sheet.grid, *heading)
    return replace(
        empty,
        refused=f"{raw.file}: the headings of the process id and of the label are gone. "
        "Copy the labels into the workbook as it was sent.",
    )


def heading_of_ratings(grid: pd.DataFrame) -> tuple[int, str, str] | None:
    """Row of the headings, and the letters of the columns of id and label, in any language."""
    ids, labels = (
        {catalogue(language).text(key) for language in REPORT_LANGUAGES}
        for key in ("column.process_id", "rating.label")
    )
    for row, cells in numbered_rows(grid.astype("object")):
        letters_by_title = {
            str(cell).strip(): letter for letter, cell in zip(grid.columns, cells, strict=True)
        }
        its_id, its_label = (
            next((letters_by_title[text] for text in titles if text in letters_by_title), None)
            for titles in (ids, labels)
        )
        if its_id and its_label:
            return row, its_id, its_label
    return None


def _with_labels(
    empty: Ratings, sheet: str, grid: pd.DataFrame, row: int, its_id: str, its_label: str
) -> Ratings:
    import pandas as pd

    codes = codes_of("recommendation")
    labels, unread = {}, []
    below = grid.loc[row + 1 :, [its_id, its_label]].astype("object")
    titles = {catalogue(language).column_title("process_name") for language in REPORT_LANGUAGES}
    its_name = next((letter for letter, cell in grid.loc[row].items() if str(cell).strip() in titles), None)
    names = {
        str(process_id).strip(): " ".join(str(name).split())
        for process_id, name in (
            grid.loc[row + 1 :, [its_id, its_name]].dropna().itertuples(index=False, name=None)
            if its_name
            else ()
        )
    }
    for number, process_id, label in below.itertuples(name=None):
        if pd.isna(process_id) or pd.isna(label):
            continue
        code = codes.get(str(label).strip().casefold())
        if code:
            labels[str(process_id).strip()] = code
        else:
            unread.append(f"{sheet}!{its_label}{number}")
    # The name is in column B above the headings, where the workbook asks for it.
    rater = (
        next((str(cell).strip()[:MOST_CHARACTERS] for cell in grid.loc[: row - 1, "B"].dropna()), "")
        if "B" in grid
        else ""
    )
    return replace(empty, rater=rater, labels=labels, unread=tuple(unread), names=names)
