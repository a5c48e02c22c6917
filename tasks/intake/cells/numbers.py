"""Columns of plain numbers, in the unit of the input dictionary."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.intake.cells.cell_kinds import Cells, Hints, Reading, mark, sort_cells
from tasks.intake.cells.number_text import read_number_texts
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

_CLOCK = r"^(\d{1,4}):([0-5]\d):([0-5]\d)$"


def read_numbers(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of plain numbers (counts, hours, minutes, weeks, years), in the unit of the input
    dictionary.
    """
    cells = sort_cells(raw)
    parts = read_number_texts(cells.texts, hints.decimal)
    values, found = cells.numbers * hints.factor, cells.found
    own_factor = parts["unit"].map(unit_factors(column.name)).astype("float64")
    minutes = own_factor.isna() & (parts["unit"] == "m")
    if column.name.endswith(
        ("minutes", "hours")
    ):  # "12m": twelve minutes where minutes are counted, else twelve million
        own_factor = own_factor.mask(minutes, (1e-6 * unit_factors(column.name)["minute"]))
    values = values.fillna(parts["value"] * own_factor.fillna(hints.factor))
    hours = (
        cells.texts.str.extract(_CLOCK).astype("float64").mul([1, 1 / 60, 1 / 3600]).sum(axis=1, min_count=3)
    )
    values = values.fillna(hours * unit_factors(column.name).get("hour", float("nan")))
    parts["code"] = parts["code"].mask(hours.notna() & values.notna(), "NUMBER_WRITTEN_OUT")
    found = unreadable(found.fillna(parts["code"]), cells, "CELL_NOT_A_NUMBER")
    return Reading(values, found, extras={"says_own": own_factor.notna()})


def unreadable(found: pd.Series, cells: Cells, code: str) -> pd.Series:
    """Findings with dates and booleans in a column of numbers marked as such."""
    return mark(mark(found, cells.dates.notna(), "DATE_FOR_NUMBER"), cells.flags.notna(), code)


@cache
def unit_factors(column: str) -> dict[str, float]:
    """Unit of time to the column's own unit; for volumes the period ("/month") to a year."""
    if column == "volume":
        return {f"/{word}": float(times) for word, times in words_of_kind("period").items()}
    return {unit: float(factor) for unit, factor in words_of_kind(f"unit_factor:{column}").items()}
