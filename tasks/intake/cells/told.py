"""How a value is told that was read from a cell: numbers with their unit, dates, classes; no names and no free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.columns import Column
from tasks.intake.cells.money import YEARLY
from tasks.intake.cells.numbers import measured_in

if TYPE_CHECKING:
    import pandas as pd


def told(column: Column, values: pd.Series, currency: pd.Series | None = None) -> pd.Series:
    """What was read, in words, by row; "blank" where nothing was.

    Args:
        column: the column of the input dictionary; texts of people are told as "text".
        values: the typed values of some cells.
        currency: the currency of amounts of money, where known.
    """
    import pandas as pd

    series = pd.Series(
        [_in_words(column, value) for value in values.tolist()], index=values.index, dtype="str"
    )
    if currency is not None:
        with_currency = currency.reindex(values.index).fillna("")
        series = (series + " " + with_currency).str.strip() + (" a year" if column.name in YEARLY else "")
    return series


def _in_words(column: Column, value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "blank"
    if column.type == "share":
        return f"{value * 100:,.6g} %"
    if column.type == "level":
        return f"level {value:.3g}"
    if column.type == "yes_no":
        return "yes" if value else "no"
    if column.type == "date":
        return f"{value:%Y-%m-%d}"
    if column.type == "number":
        unit = measured_in(column.name)[1]
        shown = f"{value:,.9g}" if abs(value) < 1e9 else f"{value:,.0f}"
        plural = "" if value == 1 else "s"
        return f"{shown} {unit}{plural}" if unit else shown
    if column.type == "money":
        return f"{value:,.2f}".removesuffix(".00")
    is_closed = column.type in ("category", "list") and column.values
    codes = str(value).replace("_", " ").replace(";", ", ")
    return (
        codes
        if column.type == "country" or (is_closed and set(str(value).split(";")) <= set(column.values))
        else "text"
    )
