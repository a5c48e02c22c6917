"""How often work is done: known words, and counts such as "every 3 months", "2-weekly" or "4 times a year"."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.categories import read_category
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives, alternatives_of, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# Twice a month is as good as every other week.
SAME = 1.1
DAYS_OF_A_WEEK = 7
_NUMBER_FIRST = re.compile(r"^(\d+) (?=[^\W\d]+$)")


@cache
def runs_a_year() -> dict[str, float]:
    """Value of the column frequency to how often a year the work is done; "ad_hoc" and "project" say nothing of it."""
    return {word: float(count) for word, count in words_of_kind("frequency_period").items()}


def working_days() -> float:
    """Working days a year: as often daily work is done, and by what figures of a day are multiplied."""
    return runs_a_year()["daily"]


@cache
def _numbers() -> dict[str, str]:
    """Folded word to number: "three" and, in "every third week", "third"."""
    return words_of_kind("number_word") | words_of_kind("every_nth")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Patterns of a count (``count``, to ``most``) of times in a ``period``, or of periods ``between`` two times."""
    number = rf"(?:\d+|{alternatives_of(_numbers())})"
    ranges = alternatives_of(words_of_kind("range_word"), fold)
    counts = rf"(?P<count>{number})(?:(?: ?[-–/] ?| (?:{ranges}) )(?P<most>{number}))?"
    each = alternatives_of(words_of_kind("per").keys() | words_of_kind("in_each").keys())
    often = alternatives("how_often", fold)
    times = rf"(?:{counts} ?-?(?:x|{alternatives('times_word', fold)})|(?P<often>{often}))"
    every = rf"(?:{alternatives('every', fold)}) (?P<between>{number}) (?P<period>\w+)"
    period = r"(?P<period>\w[\w.]*)"
    days = alternatives_of(
        name for name, runs in words_of_kind("period").items() if float(runs) == working_days()
    )
    texts = (
        rf"(?:{times} )?{every}",
        # "3-monthly"; who knows what "5-daily" is.
        rf"(?P<between>{number})-(?P<period>(?!daily|taglich)\w+)",
        rf"{times}(?: ?/ ?| (?:{each}) | ){period}",
        rf"{counts}(?: (?:{days})\w{{0,2}})?(?: ?/ ?| (?:{each}) ){period}",
    )
    return tuple(re.compile(text) for text in texts)


def _period(word: str) -> float | None:
    """How often a year a period comes round, by its name in any number."""
    plain = word.replace(".", "")
    # Without the endings of "months", "Wochen", "Monate", "meses".
    for name in (plain, plain[:-1], plain[:-2]):
        for kind in ("period_short", "period_after_per"):
            name = fold(words_of_kind(kind).get(name, name))
        if name in words_of_kind("period"):
            return float(words_of_kind("period")[name])
    return None


def _number(text: str) -> float:
    return float(_numbers().get(text, text))


def _counted(text: str) -> tuple[float | None]:
    """How often a year a text with a count says that the work is done; None where it has none."""
    plain = fold(text).strip(" .")
    if plain in words_of_kind("runs_a_year"):
        return (float(words_of_kind("runs_a_year")[plain]),)
    for pattern in _patterns():
        match = pattern.fullmatch(plain)
        runs = _runs(match.groupdict()) if match else None
        if runs:
            return (runs,)
    return (_on_dates(plain),)


def _runs(parts: dict[str, str | None]) -> float | None:
    """How often a year a count in a period, or a number of periods, comes round."""
    period = _period(parts["period"] or "")
    if not period:
        return None
    count = 1.0
    if often := parts.get("often"):
        count = float(words_of_kind("how_often")[often])
    elif least := parts.get("count"):
        count = (_number(least) + _number(parts.get("most") or least)) / 2
    between = _number(parts.get("between") or "1")
    if period == working_days() and between >= DAYS_OF_A_WEEK:
        # "Every 14 days" counts all days, and "tous les 15 jours" is every other week.
        period = 365.0
    return period * count / between if between else None


def _on_dates(plain: str) -> float | None:
    """How often a year work is done that has its days of the week ("Mo, Mi, Fr"), months ("Jan/Jul") or quarters."""
    # "Every Monday", "im März"
    listed = re.sub(f"^(?:{alternatives('on_date', fold)}) ", "", plain)
    names = [
        part.strip(".") for part in re.split(r"[\s,;/&+]+", listed) if part not in words_of_kind("list_and")
    ]
    for kind, runs in (("weekday", 52), ("month", 1), ("quarter", 1)):
        known = [words_of_kind(kind).get(name) for name in names]
        if names and None not in known:
            return float(runs * len(set(known)))
    return None


def read_frequency(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of frequencies as canonical values; of a count the nearest one.

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: as for any category.

    Returns:
        Texts. ``extras`` holds ``runs``: how often a year the work is done, for cells whose count is that of no value,
            else missing.
    """
    cells = sort_cells(raw)
    texts = cells.texts
    distinct = distinct_texts(texts)[1]
    is_numbered = [_NUMBER_FIRST.match(text) is not None for text in distinct]
    if any(is_numbered) and not all(is_numbered):
        # "2 weekly" among frequencies without a number; where all have one, it is the second of a list.
        texts = texts.str.replace(_NUMBER_FIRST, r"\1-", regex=True)
    (runs,) = by_unique(texts, _counted, ("float64",))
    if hints.runs_each:
        # "How often a week?" above 10, also as text
        counts = cells.numbers.fillna(
            texts.where(texts.str.fullmatch(r"\d{1,4}", na=False)).astype("float64")
        )
        runs = runs.fillna(counts.where(counts > 0) * hints.runs_each)
    reading = read_category(column, raw, hints)
    if not runs.notna().any():
        return reading
    nearest = runs.map(_nearest, na_action="ignore").astype("str")
    ratio = runs / nearest.map(runs_a_year())
    is_between = ratio.gt(SAME) | ratio.lt(1 / SAME)
    return replace(
        reading,
        values=reading.values.mask(runs.notna(), nearest),
        codes=mark(reading.codes, is_between, "FREQUENCY_BETWEEN"),
        extras={**reading.extras, "runs": runs.where(is_between)},
    )


def runs_of(values: pd.Series, counted: pd.Series | None) -> pd.Series:
    """How often a year the work is done; missing where nothing says it.

    Args:
        values: of the column frequency.
        counted: ``runs`` of the extras that ``read_frequency`` gives; None where no cell has a count.
    """
    runs = values.map(runs_a_year()).astype("float64")
    return runs if counted is None else counted.fillna(runs)


def _nearest(runs: float) -> str:
    """The value whose runs differ by the smallest factor."""
    return min(runs_a_year(), key=lambda word: abs(math.log(runs_a_year()[word] / runs)))
