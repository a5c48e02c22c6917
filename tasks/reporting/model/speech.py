"""Amounts, shares and dates as a reader of the language writes them."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, localcontext
from functools import cache
from typing import TYPE_CHECKING, Any

from schemas.messages.facts import LOCALES

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from babel import Locale
    from babel.numbers import NumberPattern

    from schemas.messages import Catalogue
    from tasks.reporting.model.context import Context

# 999,600 reads better as 1.0 m than as 1000 k.
JUST_BELOW = 0.9995
SCALES = (("billion", 1e9, "#,##0.0"), ("million", 1e6, "0.0"), ("thousand", 1e3, "0"), ("unit", 1, "0"))


def money(words: Catalogue, amount: float, currency: str) -> str:
    """An amount as people say it: EUR 1.2 m, EUR 340 k.

    Args:
        words: in the language of the report.
        amount: in whole units of the currency.
        currency: ISO 4217; empty where none is stated.
    """
    from babel.numbers import format_decimal

    size = abs(amount)
    step, divisor, pattern = next(scale for scale in SCALES if size >= scale[1] * JUST_BELOW or scale[1] == 1)
    number = _as_in_cells(format_decimal, amount / divisor, format=pattern, locale=words.language)
    return words.text(f"money.{step}", currency=currency, number=number).strip()


def amounts(words: Catalogue, rows: pd.DataFrame, column: str) -> str:
    """The sum of a column by currency, the largest first.

    Args:
        words: in the language of the report.
        rows: currency, and the column.
        column: of amounts; missing ones are left out.
    """
    sums = rows.groupby(rows["currency"].fillna(""))[column].sum().sort_values(ascending=False)
    return added_up(words, sums)


def added_up(words: Catalogue, sums: pd.Series) -> str:
    """Amounts of several currencies, one after the other; beside others, one without a currency says so.

    Args:
        words: in the language of the report.
        sums: amounts by currency, the empty text where none is stated.
    """
    texts = {str(currency): money(words, amount, str(currency)) for currency, amount in sums.items()}
    if len(texts) > 1 and "" in texts:
        texts[""] = words.text("money.no_currency", amount=texts[""])
    return " + ".join(texts.values())


def scale(words: Catalogue, largest: float) -> tuple[str, float]:
    """The unit in which a column of amounts fits its cells, in words, and what to divide by: k, m or bn.

    Args:
        words: in the language of the report.
        largest: amount of the column, NaN where there is none.
    """
    if largest != largest or largest < 1e8:
        return words.text("money.in_thousands"), 1e3
    return (
        (words.text("money.in_millions"), 1e6) if largest < 1e11 else (words.text("money.in_billions"), 1e9)
    )


def decimal(words: Catalogue, number: float, pattern: str = "#,##0.#") -> str:
    """A number in the reader's notation.

    Args:
        words: in the language of the report.
        number: not missing.
        pattern: as the Unicode CLDR has them: # for a digit that may be left out.
    """
    from babel.numbers import format_decimal

    return _as_in_cells(format_decimal, number, format=_pattern(pattern), locale=_locale(words.language))


def _as_in_cells(form: Callable[..., str], number: float, **how: Any) -> str:
    """A number as babel writes it, rounded as a cell shows it: halves away from zero, by fifteen digits."""
    with localcontext(rounding=ROUND_HALF_UP):
        return form(float(f"{number:.15g}"), **how)


@cache
def _pattern(pattern: str) -> NumberPattern:
    from babel.numbers import parse_pattern

    return parse_pattern(pattern)


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language)


def country(words: Catalogue, code: str) -> str:
    """A country by its name; a code that names none as it is.

    Args:
        words: in the language of the report.
        code: ISO 3166, two letters.
    """
    return _locale(words.language).territories.get(code, code)


def percent(words: Catalogue, share: float) -> str:
    """A share as a whole percentage.

    Args:
        words: in the language of the report.
        share: 0..1.
    """
    from babel.numbers import format_percent

    return _as_in_cells(format_percent, share, locale=words.language)


def assumed(words: Catalogue, amount: float, unit: str) -> str:
    """The value of an assumption: a share in per cent, anything else as a number.

    Args:
        words: in the language of the report.
        amount: not missing.
        unit: of the assumption, as its rule has it in English.
    """
    from babel.numbers import format_percent

    if unit.startswith("share"):
        return format_percent(round(amount, 3), locale=words.language, decimal_quantization=False)
    return decimal(words, amount, "#,##0.##")


def quoted_in_english(context: Context) -> tuple[str, ...]:
    """The note of a sheet that names rules of law and sources; nothing where the report is in English."""
    return () if context.words.language == "en" else (context.text("method.sources_note"),)


def day(words: Catalogue, date: dt.date) -> str:
    """A date in the reader's notation.

    Args:
        words: in the language of the report.
        date: not missing.
    """
    from babel.dates import format_date

    return format_date(date, format="medium", locale=LOCALES.get(words.language, words.language))
