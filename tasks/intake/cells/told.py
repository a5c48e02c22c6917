"""How a value is told that was read from a cell: numbers with their unit, dates, classes; no names and no free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.columns import Column
from schemas.phrases import Phrase, phrase
from tasks.intake.cells.money import YEARLY
from tasks.intake.cells.numbers import measured_in

if TYPE_CHECKING:
    import pandas as pd


def values_in_words(column: Column, values: pd.Series, currency: pd.Series | None = None) -> pd.Series:
    """What was read, in words, by row; "blank" where nothing was. Equal values have the same phrase.

    Args:
        column: the column of the input dictionary; texts of people are told as "text".
        values: the typed values of some cells.
        currency: the currency of amounts of money, where known.
    """
    import pandas as pd

    places, distinct = pd.factorize(values, use_na_sentinel=False)
    words = [_in_words(column, value) for value in distinct.tolist()]
    cells = [words[place] for place in places.tolist()]
    if currency is not None:
        pairs = list(zip(places.tolist(), currency.reindex(values.index).fillna(""), strict=True))
        amounts = {pair: _money(words[pair[0]], pair[1], column.name in YEARLY) for pair in set(pairs)}
        cells = [amounts[pair] for pair in pairs]
    return pd.Series(cells, index=values.index, dtype=object)


def _money(amount: Phrase, code: str, is_yearly: bool) -> Phrase:
    if not is_yearly:
        return phrase("{amount} {currency}", amount=amount, currency=code) if code else amount
    if not code:
        return phrase("{amount} a year", amount=amount)
    return phrase("{amount} {currency} a year", amount=amount, currency=code)


def _number(value: float, shown: str) -> Phrase:
    return Phrase(shown, ["says.number", {"value": float(value)}])


def _in_words(column: Column, value: Any) -> Phrase:
    import pandas as pd

    if pd.isna(value):
        return phrase("blank")
    if column.type == "share":
        return phrase("{number} %", number=_number(value * 100, f"{value * 100:,.6g}"))
    if column.type == "level":
        return phrase("level {number}", number=_number(value, f"{value:.3g}"))
    if column.type == "yes_no":
        return phrase("yes") if value else phrase("no")
    if column.type == "date":
        return phrase("{text}", text=f"{value:%Y-%m-%d}")
    if column.type == "number":
        shown = f"{value:,.9g}" if abs(value) < 1e9 else f"{value:,.0f}"
        unit = measured_in(column.name)[1]
        return _counted(unit, value, shown) if unit else _number(value, shown)
    if column.type == "money":
        return _number(value, f"{value:,.2f}".removesuffix(".00"))
    return _codes(column, str(value))


def _counted(unit: str, value: float, shown: str) -> Phrase:
    """A length of time in the column's own unit."""
    template = f"{{number}} {unit}" + ("" if value == 1 else "s")
    return phrase(template, number=_number(value, shown))


def _codes(column: Column, value: str) -> Phrase:
    codes = value.split(";")
    is_closed = column.type in ("category", "list") and column.values
    if column.type == "country" or column.name == "currency":  # which are read as ISO codes or not at all
        return phrase("{text}", text=value)
    if not (is_closed and set(codes) <= set(column.values)):
        return phrase("text")
    shown = value.replace("_", " ").replace(";", ", ")
    return Phrase(shown, ["says.listed", {"parts": [[f"word.{code}", {}] for code in codes]}])
