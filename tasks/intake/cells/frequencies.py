"""How often work is done: known words, and counts such as "every 3 months", "2-weekly" or "4 times a year"."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.intake.cells.categories import read_category
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives, alternatives_of, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# Twice a month is as good as every other week.
SAME = 1.1


@cache
def runs_a_year() -> dict[str, float]:
    """Value of the column frequency to how often a year the work is done; "ad_hoc" and "project" say nothing of it."""
    return {word: float(count) for word, count in words_of_kind("frequency_period").items()}


@cache
def _numbers() -> dict[str, str]:
    """Folded word to number: "three" and, in "every third week", "third"."""
    return words_of_kind("number_word") | words_of_kind("every_nth")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Patterns of a count and a period, and whether the count is of times in a period (else of periods between)."""
    count = rf"(?P<count>\d+|{alternatives_of(_numbers())})"
    each = alternatives_of(words_of_kind("per").keys() | words_of_kind("in_each").keys())
    times = (
        rf"{count} ?-?(?:x|{alternatives('times_word', fold)})|(?P<often>{alternatives('how_often', fold)})"
    )
    return (
        (re.compile(rf"(?:{alternatives('every', fold)}) {count} (?P<period>\w+)"), False),
        # "3-monthly"; "3 Monthly" is the third entry of a list, and who knows what "5-daily" is.
        (re.compile(rf"{count}-(?P<period>(?!daily|taglich)\w+)"), False),
        (
            re.compile(rf"(?:{times})(?: ?/ ?| (?:{each}) | )(?P<period>\w[\w.]*)"),
            True,
        ),
    )


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


def _counted(text: str) -> tuple[float | None]:
    """How often a year a text with a count says that the work is done; None where it has none."""
    for pattern, is_of_times in _patterns():
        match = pattern.fullmatch(fold(text).strip(" ."))
        period = _period(match["period"]) if match else None
        if match and period:
            often = match.groupdict().get("often")
            count = float(
                words_of_kind("how_often")[often] if often else _numbers().get(match["count"], match["count"])
            )
            if count:
                return (period * count if is_of_times else period / count,)
    return (None,)


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
    texts = sort_cells(raw).texts
    (runs,) = by_unique(texts, _counted, ("float64",))
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
