"""Money: amounts in units of their currency, a year where the column is a year's; the currency of each
cell.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column
from schemas.vocabulary import LANGUAGES_READ
from tasks.intake.cells.cell_kinds import Hints, Reading, but, by_unique, filled, mark, sort_cells
from tasks.intake.cells.evidence import stated_units, with_own_units
from tasks.intake.cells.number_text import read_quantities
from tasks.intake.cells.numbers import unreadable
from tasks.intake.wording.cell_words import currency_codes
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

HOURS = 2000.0  # the period "an hour", as times a year
OWN_COST = frozenset({"annual_cost", "labour_cost"})
YEARLY = OWN_COST | {"outsourced_cost", "contract_value", "committed_fee", "actual_fee"}


def read_money(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of money; ``extras["currency"]`` is the currency of each filled cell, missing where nothing
    says it.

    A cell that writes its own thousands or millions ("1.2m"), or whose format leaves them off, is not multiplied by
    the heading's factor again.

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: the decimal mark, the thousands, period and currency of the heading, and number formats.

    Returns:
        Amounts as floats, blank where a unit does not fit.
    """
    import pandas as pd

    cells = sort_cells(raw)
    parts = read_quantities(cells.texts, hints.decimal)
    stated = stated_units(parts, cells.numbers, hints, is_time=False)
    words, numbers = stated.words, filled(cells.numbers, parts["value"])
    # Thousands as the cell or its format says; the heading's only where the format does not leave them off
    # already.
    magnitude = words["magnitude"].fillna((stated.shown == 1).map({True: hints.magnitude, False: 1.0}))
    has_own_unit = parts["currency"].notna() & parts["magnitude"].isna()
    magnitude, own_codes = with_own_units(numbers, magnitude, has_own_unit, hints)
    values = numbers * magnitude
    if column.name in YEARLY:
        values = values * words["period"].fillna(hints.factor / hints.magnitude)
    misfit = numbers.notna() & _does_not_fit(column.name, parts, words)
    values = but(values, misfit)
    heading = pd.Series(hints.currency, index=raw.index, dtype="str")
    currency = words["currency"].fillna(heading).where(values.notna())
    codes = but(cells.codes, misfit, "UNIT_DOES_NOT_FIT")
    codes = filled(codes, stated.codes, own_codes, parts["code"])
    return Reading(values, unreadable(codes, cells, "CELL_NOT_A_NUMBER"), extras={"currency": currency})


def _does_not_fit(column: str, parts: pd.DataFrame, words: pd.DataFrame) -> pd.Series:
    """Whether an amount is given by item, by hour or as a share, which this column cannot hold."""
    other = words["percent"].notna() | words["time"].notna() | parts["noun"].notna()
    if column == "hourly_cost":
        return other | words["is_per_item"] | (words["period"].fillna(HOURS) != HOURS)
    return (
        other
        | words["is_per_item"]
        | (words["period"] == HOURS)
        | ((column not in YEARLY) & (words["period"] > 1))
    )


def _read_currency(text: str) -> tuple[str | None, str | None]:
    upper = text.strip().upper()
    if upper in currency_codes():
        return upper, None
    key = fold(text).strip(" .()")
    signs = words_of_kind("currency")
    named = signs.get(fold(text).strip()) or signs.get(key) or _by_name().get(key)
    # "Euro (EUR)": one code among other words is enough, two are not decided.
    codes = [part for part in upper.replace("(", " ").replace(")", " ").split() if part in currency_codes()]
    if named or len(codes) == 1:
        return named or codes[0], None
    return None, "CELL_NOT_A_CURRENCY"


@cache
def _by_name() -> dict[str, str]:
    from babel import Locale

    return {
        fold(name): code
        for language in LANGUAGES_READ
        for code, name in Locale(language).currencies.items()
        if code in currency_codes()
    }


def read_currency(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of currencies as ISO 4217 codes, from codes, signs or names in four languages.

    Args:
        column: the column of the input dictionary; not used.
        raw: its cells as RawSheet.grid holds them.
        hints: not used.
    """
    cells = sort_cells(raw)
    values, code = by_unique(cells.texts, _read_currency, ("str", "str"))
    wrong = cells.numbers.notna() | cells.dates.notna() | cells.flags.notna()
    codes = mark(cells.codes.fillna(code), wrong, "CELL_NOT_A_CURRENCY")
    return Reading(values, codes)
