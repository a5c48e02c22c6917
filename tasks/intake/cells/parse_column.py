"""One column of a table, by its type in the input dictionary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import DTYPES, Column, as_dtype
from tasks.intake.cells.categories import read_category, read_text, read_yes_no
from tasks.intake.cells.cell_kinds import Hints, Reading
from tasks.intake.cells.dates import read_dates
from tasks.intake.cells.former_models import read_current_model
from tasks.intake.cells.frequencies import read_frequency
from tasks.intake.cells.levels import read_levels
from tasks.intake.cells.lists import read_list
from tasks.intake.cells.money import read_currency, read_money
from tasks.intake.cells.numbers import read_numbers
from tasks.intake.cells.places import read_country, read_languages
from tasks.intake.cells.shares import read_shares
from tasks.intake.cells.sign_scales import read_signs
from tasks.intake.cells.transfer_tools import read_transfer_tools
from tasks.intake.thresholds import LARGEST_NUMBER

if TYPE_CHECKING:
    import pandas as pd

_BY_TYPE = {
    "text": read_text,
    "category": read_category,
    "country": read_country,
    "list": read_list,
    "number": read_numbers,
    "level": read_levels,
    "share": read_shares,
    "money": read_money,
    "yes_no": read_yes_no,
    "date": read_dates,
}
_MEASURED = frozenset({"number", "money", "share", "level"})
_ENDS = {"level": (1.0, 5.0), "share": (0.0, 1.0)}
_BY_NAME = {
    "currency": read_currency,
    "current_model": read_current_model,
    "frequency": read_frequency,
    "language": read_languages,
    "transfer_mechanism": read_transfer_tools,
}


def read_column(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """Read the cells of one column.

    Args:
        column: what the column was taken for.
        raw: its cells as RawSheet.grid holds them.
        hints: what heading and table say about them.

    Returns:
        Values with the column's dtype over the index of ``raw``: all rows are kept, what cannot be read is
            missing.
    """
    ends = _ENDS.get(column.type)
    signs = read_signs(raw, hints, *ends) if ends else None
    reading = signs or _BY_NAME.get(column.name, _BY_TYPE[column.type])(column, raw, hints)
    if column.type in _MEASURED:
        reading = _within_reason(reading)
    return replace(reading, values=as_dtype(reading.values, DTYPES[column.type]))


def _within_reason(reading: Reading) -> Reading:
    """Numbers so large that no sum of them could be trusted are blank, and an issue says so."""
    is_beyond = reading.values.abs() > LARGEST_NUMBER
    if not is_beyond.any():
        return reading
    codes = reading.codes.mask(is_beyond, "NUMBER_TOO_LARGE")
    return replace(reading, values=reading.values.mask(is_beyond), codes=codes)
