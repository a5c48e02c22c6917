"""Dates: Excel dates, ISO text, day-month-year or month-day-year decided for the column, month names in four
languages.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column
from schemas.phrases import phrase
from schemas.vocabulary import LANGUAGES_READ
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# A time of day after a date, which is left out: " 14:30", "T14:30:00.000Z", " 2:30 PM".
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[AP]M|Z|UTC|Uhr|[+-]\d{2}:?\d{2})?)?"
# "31.12.2025", "12/31/25", "1. 2. 2025".
_PARTS = re.compile(r"^(\d{1,2})(?:[./-] ?| )(\d{1,2})(?:[./-] ?| )(\d{4}|\d{2})" + _CLOCK + "$")
# "31.12.": a day of each year; "12/27" is a month.
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})[./-] ?\d{1,2}\.?$")
# "2025-12-31", "2025/1/5".
_YEAR_FIRST = r"^(\d{4})[./ -](\d{1,2})[./ -](\d{1,2})\.?" + _CLOCK + "$"
_EIGHT_DIGITS = r"^(\d{4})(\d{2})(\d{2})$"
# "Q3 2025", "2025 H1", "3. Quartal 2025", "T2 2025", "Q3-25", in folded form.
_PART_OF_YEAR = re.compile(
    r"^(?:(?P<first>\d{4})[ /.-]*)?(?:(?P<before>[1-4])\s?(?:[.]|er|e|o|st|nd|rd|th)?\s?)?"
    r"(?:(?P<quarter>q|t|qtr|quarter|quartal|trimestre)|h|hj|half|halbjahr|half[ -]year|semestre|semester|s)[. ]*"
    r"(?P<after>[1-4])?(?:[ /.'-]*(?P<year>\d{4})|[ /.'-]+(?P<short>\d{2}))?$"
)
_TWO_WAYS = phrase("dates such as 03/04/2025 could be read in two ways: read as day, month, year")
_YEARS = (1950, 2150)  # systems write 1900-01-01 and 9999-12-31 where nobody set a date
_EXCEL_DAYS = (20_000, 80_000)  # serial numbers of the years 1954 to 2119


def read_dates(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of dates; a month alone is its last day, a year alone is not a date.

    Args:
        column: the column of the input dictionary; not used.
        raw: its cells as RawSheet.grid holds them.
        hints: ``is_day_first`` is the order that a map settles, or that other columns show, for a column that shows
            none; ``decimal`` is a comma where people write the day first, so that 03/04/2025 is no doubt.

    Returns:
        Days as datetime64[us], without those that systems write where there is none; ``notes`` say which order was
        read where the texts show one or none.
    """
    import pandas as pd

    cells = sort_cells(raw)
    is_year_first, iso = _year_first(cells.texts)
    rest = cells.texts.mask(is_year_first)
    day_first, note = _is_day_first(rest)
    is_settled = hints.is_day_first is not None and "date_order" in hints.settled
    if hints.is_day_first is not None and is_settled:
        day_first, note = hints.is_day_first, None
    elif note == _TWO_WAYS and hints.is_day_first is not None:
        day_first, note = hints.is_day_first, phrase("dates read in the order that other columns show")
    parsed, code = by_unique(rest, lambda text: _read_date(text, day_first), ("object", "str"))
    serial = cells.numbers.where(cells.numbers.between(*_EXCEL_DAYS))
    # Excel counts a 29 February 1900 that never was. Day 0 is put one day earlier, so that all later days are
    # right.
    from_serial = (pd.Timestamp("1899-12-30") + pd.to_timedelta(serial, unit="D")).astype("datetime64[us]")
    values = (
        cells.dates.fillna(iso)
        .fillna(pd.to_datetime(parsed, errors="coerce").astype("datetime64[us]"))
        .fillna(from_serial)
    )
    is_filler = values.notna() & ~values.dt.year.between(*_YEARS)
    values = values.mask(is_filler)
    if note == _TWO_WAYS and hints.decimal != ",":
        code = code.fillna(_in_two_ways(rest))
    codes = mark(cells.codes.fillna(code), is_year_first & iso.isna(), "CELL_NOT_A_DATE")
    wrong = (cells.numbers.notna() & serial.isna()) | cells.flags.notna()
    codes = mark(mark(codes, serial.notna(), "DATE_FROM_NUMBER"), wrong, "CELL_NOT_A_DATE")
    codes = codes.mask(is_filler, "DATE_AS_FILLER")
    order = "day_first" if day_first else "month_first"
    return Reading(
        values.astype("datetime64[us]"),
        codes,
        (note,) if note else (),
        read_as=order if note or is_settled else "",
        is_assumed=note == _TWO_WAYS,
    )


def _year_first(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Which texts are written year, month, day, and their dates; a month or day that does not exist is never
    swapped.
    """
    import pandas as pd

    parts = texts.str.extract(_YEAR_FIRST)
    parts = parts.fillna(texts.str.extract(_EIGHT_DIGITS)).set_axis(["year", "month", "day"], axis=1)
    is_written_so = parts["year"].notna()
    numbers = parts[is_written_so].astype("int64")
    dates = (
        pd.to_datetime(numbers, errors="coerce").astype("datetime64[us]")
        if len(numbers)
        else pd.Series(dtype="datetime64[us]")
    )
    return is_written_so, dates.reindex(texts.index)


def shown_order(texts: pd.Series) -> bool | None:
    """Whether dates in a column are written day first; None where none of them shows it."""
    day_first, note = _is_day_first(texts)
    return None if note in (None, _TWO_WAYS) else day_first


def _is_day_first(texts: pd.Series) -> tuple[bool, str | None]:
    parts = texts.drop_duplicates().str.extract(_PARTS).dropna()
    if parts.empty:
        return True, None
    first, second = parts[0].astype(int), parts[1].astype(int)
    # A number above 12 can only be a day; if both orders are shown, the more frequent one is taken.
    if (first > 12).any() or (second > 12).any():
        day_first = (first > 12).sum() >= (second > 12).sum()
        if day_first:
            return True, phrase("dates read as day, month, year, as the column shows")
        return False, phrase("dates read as month, day, year, as the column shows")
    return True, _TWO_WAYS


def _in_two_ways(texts: pd.Series) -> pd.Series:
    """The code of dates with slashes or hyphens whose day could be the month; points are written day first."""
    parts = texts.str.extract(r"^(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}\b")
    return (parts[0].notna() & (parts[0].str.zfill(2) != parts[1].str.zfill(2))).map(
        {True: "DATE_READ_TWO_WAYS"}
    )


def _read_date(text: str, day_first: bool) -> tuple[object, str | None]:
    match = _PARTS.match(text)
    if match:
        first, second, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
        # A date that does not exist in the column's order is read in the other one, and an issue says so.
        orders = ((first, second), (second, first)) if day_first else ((second, first), (first, second))
        for (day, month), code in zip(orders, (None, "DATE_IN_OTHER_ORDER"), strict=True):
            with suppress(ValueError):
                return dt.datetime(year, month, day), code
        return None, "CELL_NOT_A_DATE"
    # Before the general parser: a text without a year or two figures, a bare number and a long sentence are
    # no dates.
    if not re.search(r"\d{4}|\d.*\d|'\d\d", text) or re.fullmatch(r"\W*\d+\W*", text) or len(text) > 40:
        return None, "CELL_NOT_A_DATE"
    short = _DAY_AND_MONTH.match(text)
    if short and (text.endswith(".") or int(short[1]) > 12):
        return None, "CELL_NOT_A_DATE"
    part = _PART_OF_YEAR.match(fold(text))
    if part:
        numbers = [int(part[name]) for name in ("before", "after") if part[name]]
        years = [int(part[name]) for name in ("first", "year") if part[name]]
        years += [2000 + int(part["short"])] if part["short"] else []
        count = 4 if part["quarter"] else 2
        # "2026 H" and "1. Quartal" lack the one or the other.
        if len(numbers) != 1 or len(years) != 1 or numbers[0] > count:
            return None, "CELL_NOT_A_DATE"
        number, year = numbers[0], years[0]
        # The last month of the quarter or half; a day before the first of the next month is its end.
        month = number * 12 // count
        first_after = dt.datetime(year + month // 12, month % 12 + 1, 1)
        return first_after - dt.timedelta(days=1), "MONTH_AS_DATE"
    if not _has_only_words_of_dates(text):
        return None, "CELL_NOT_A_DATE"
    return _by_dateparser(text)


def _has_only_words_of_dates(text: str) -> bool:
    """Whether each word is a month, a weekday or one of a date's small words: the parser would skip any other."""
    return all(word in _date_words() for word in re.findall(r"[^\W\d_]+", fold(text)))


@cache
def _date_words() -> frozenset[str]:
    from babel import Locale

    words = set(words_of_kind("date_word"))
    for language in LANGUAGES_READ:
        locale = Locale(language)
        for names in (locale.months, locale.days):
            words |= {fold(name).strip(".") for width in names["format"].values() for name in width.values()}
            words |= {
                fold(name).strip(".") for width in names["stand-alone"].values() for name in width.values()
            }
    return frozenset(words)


def _by_dateparser(text: str) -> tuple[object, str | None]:
    from dateparser import parse

    # No relative times: "in two weeks" would depend on the day of the run. A month alone is its last day.
    settings = {
        "PARSERS": ["absolute-time"],
        "PREFER_DAY_OF_MONTH": "last",
        "REQUIRE_PARTS": ["month", "year"],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moment = parse(text, languages=LANGUAGES_READ, settings=settings)
        # The second call only asks whether the text names a day: a month without one is told as an issue.
        has_day = moment and parse(
            text,
            languages=LANGUAGES_READ,
            settings=settings | {"REQUIRE_PARTS": ["day", "month", "year"]},
        )
    if moment is None:
        return None, "CELL_NOT_A_DATE"
    day = moment.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    return day, None if has_day else "MONTH_AS_DATE"
