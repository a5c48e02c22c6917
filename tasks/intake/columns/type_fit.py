"""Whether the cells of a column fit a type of the input dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, Column, columns
from tasks.distinct_texts import distinct_cells
from tasks.intake.cells.categories import are_answers
from tasks.intake.cells.cell_kinds import Hints, sort_cells
from tasks.intake.cells.numbers import measured_in
from tasks.intake.cells.parse_column import read_column
from tasks.intake.thresholds import (
    FITS_WORDS,
    LARGEST_NUMBER,
    NAME_DISTINCT,
    NAME_LENGTH,
    NAME_TEXTS,
    NUMERIC_SHARE,
    SAMPLE_VALUES,
)
from tasks.plain_values import plain_values

if TYPE_CHECKING:
    import pandas as pd

_ENOUGH_ROWS = 2 * SAMPLE_VALUES
_IDENTIFYING = frozenset({"process_id", "parent_process"})


def sample(raw: pd.Series) -> pd.Series:
    """Some distinct filled cells of a column, words for "blank" left out."""
    import numpy as np

    # The first rows of most long columns hold enough.
    first_rows = raw.iloc[:_ENOUGH_ROWS]
    if first_rows.dtype.kind == "O":
        places: dict[object, int] = {}
        for place, cell in enumerate(plain_values(first_rows)):
            if cell is not None:
                places.setdefault(cell, place)
        distinct = first_rows.iloc[list(places.values())]
    else:
        distinct = first_rows.dropna().drop_duplicates()
    if len(distinct) < SAMPLE_VALUES < len(raw):
        distinct = distinct_cells(raw)
    distinct = distinct.head(SAMPLE_VALUES)
    if distinct.dtype.kind in "iuf" and np.isfinite(distinct.to_numpy()).all():
        return distinct
    filled = sort_cells(distinct).are_filled
    return distinct if filled.all() else distinct[filled]


def are_figures(cells: pd.Series) -> bool:
    """Whether most of the sampled cells, if any, can be read as numbers.

    Args:
        cells: some distinct filled cells.
    """
    return len(cells) > 0 and fit_share(columns()["volume"], cells) >= NUMERIC_SHARE


def fit_share(column: Column, cells: pd.Series, decimal: str = ".") -> float:
    """Share (0..1) of the sampled cells that can be read as this column; 1 for an empty column.

    Args:
        column: the column of the input dictionary.
        cells: some distinct filled cells.
        decimal: the decimal mark, "," or ".".
    """
    # Anything may be an id: these columns are judged by how distinct they are, elsewhere.
    if cells.empty or column.name in _IDENTIFYING:
        return 1.0
    # Whatever its unit and scale, each plain number can be read as a number of any type.
    if column.type in NUMERIC_TYPES and cells.dtype.kind in "iuf":
        return float((cells.abs() <= LARGEST_NUMBER).mean())
    if column.type == "text":
        return float(sort_cells(cells).texts.str.contains(r"[^\W\d_]", na=False).mean())
    # Of "1:30" the heading may say what it counts, which is not known here: a length of time it is.
    time = "hour" if measured_in(column.name)[0] else None
    values = read_column(column, cells, Hints(decimal=decimal, time=time)).values
    if column.type in ("category", "list") and column.values:
        return float(
            values.map(
                lambda text: any(part in column.values for part in text.split(";")), na_action="ignore"
            )
            .astype("boolean")
            .fillna(False)
            .mean()
        )
    if column.type == "list":
        texts = sort_cells(cells).texts.dropna()
        # "x" below the name of an application names none.
        return 0.0 if are_answers(texts) else float(len(texts) / len(cells))
    return float(values.notna().mean())


def name_quality(raw: pd.Series) -> float:
    """How well a column could hold the names of processes: 0 (not at all, or mostly numbers) to 1 (filled,
    short, distinct texts).
    """
    cells = sort_cells(raw).texts
    filled = cells.dropna()
    if len(filled) < max(1, NAME_TEXTS * raw.notna().sum()):
        return 0.0
    letters = float(filled.str.contains(r"[^\W\d_]{2,}").mean())
    distinct = len(distinct_cells(cells)) / len(filled)
    if (
        letters < 0.8
        or distinct < NAME_DISTINCT
        or filled.str.len().mean() > NAME_LENGTH
        or filled.str.len().median() < 3
    ):
        return 0.0
    # The share of rows that are filled, lowered by up to a quarter where texts are repeated.
    return float(len(filled) / max(1, int(raw.notna().sum()), len(raw)) * (0.5 + distinct / 2))


def are_codes(raw: pd.Series) -> bool:
    """Whether nearly all texts of a column are codes such as PR-12 or BPM0001001: one word with a digit."""
    texts = sort_cells(raw.dropna().head(SAMPLE_VALUES)).texts.dropna()
    return len(texts) > 0 and float(texts.str.fullmatch(r"(?=\S*\d)[\w./#:-]+").mean()) >= FITS_WORDS


def by_content(cells: pd.Series) -> str | None:
    """The column that a nameless column's cells speak for: currency codes or countries, nearly all of
    them.
    """
    if len(cells) < 1:
        return None
    texts = sort_cells(cells).texts.dropna()
    if len(texts) < len(cells):
        return None
    definitions = columns()
    # Codes and signs alone: a word such as "euro" may be part of free text.
    if texts.str.fullmatch(r"[A-Z]{3}|[€$£¥]").all() and fit_share(definitions["currency"], texts) == 1:
        return "currency"
    return "country" if len(texts) >= 2 and fit_share(definitions["country"], texts) >= 0.9 else None
