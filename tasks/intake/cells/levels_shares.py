"""Levels (1..5) and shares (0..1): the scale of a column is decided once, from its heading or its cells, and
reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.intake.cells.cell_kinds import Cells, Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.cells.number_text import read_number, read_number_texts
from tasks.intake.cells.words import yes_no
from tasks.intake.thresholds import FRACTION_SHARE, TEN_POINT_SHARE
from tasks.intake.wording.normalise import cell_key, fold
from tasks.intake.wording.word_lists import value_words

if TYPE_CHECKING:
    import pandas as pd

YES_LEVEL, NO_LEVEL = 4.0, 2.0  # a bare yes or no says less than an end of the scale
Scale = tuple[float, float, bool]
_OF = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(?:/|of|von|sur|de|out of)\s*(\d+)$")
_NUMBER_AND_WORD = re.compile(
    r"^(\d+(?:[.,]\d+)?)\s*(?:[-–—:=.)]|\s)\s*\(?([^\W\d].*?)\)?$|^([^\W\d].*?)\s*\(?\s*(\d+)\)?$"
)


def read_levels(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of levels as 1..5 (values outside stay for the quality stage to judge)."""
    cells = sort_cells(raw, keep=frozenset(value_words(column.name)) | frozenset(value_words("level")))
    number, word, top, code, said = by_unique(cells.texts, _read_level_text(column.name, hints.decimal), 5)
    numbers = cells.numbers.fillna(number.astype("float64"))
    tops = top.astype("float64").dropna()
    scale, why = _scale(numbers, hints.scale, tops)
    values = _rescale(numbers, scale)
    words, word_note = _rescale_words(word.astype("float64"), cells, column.name)
    values = values.fillna(words).fillna(said.astype("float64"))
    notes = [note for note in (why, word_note) if note]
    if hints.is_reversed:
        values = 6 - values
        notes.append("the scale runs the other way and was turned round")
    found = cells.found.fillna(code.astype("str"))
    found = mark(mark(found, cells.flags.notna(), "CELL_NOT_A_LEVEL"), cells.dates.notna(), "DATE_FOR_NUMBER")
    return Reading(values, found, tuple(notes))


def _read_level_text(column: str, decimal: str):
    own, general = value_words(column), value_words("level")

    def read(text: str) -> tuple[float | None, float | None, float | None, str | None, float | None]:
        key = cell_key(text)
        known = own.get(key) or general.get(key)
        if known:
            return None, float(known), None, None, None
        folded = fold(text)
        of = _OF.match(folded)
        if of:
            return float(of.group(1).replace(",", ".")), None, float(of.group(2)), None, None
        both = _NUMBER_AND_WORD.match(folded)
        if both and re.search(r"[^\W\d]{2,}", folded):
            return float((both.group(1) or both.group(4)).replace(",", ".")), None, None, None, None
        value, code, is_percent, _, _ = read_number(text, decimal)
        if value is not None and not is_percent:
            return value, None, None, code, None
        parts = re.split(r"\s*(?:-|–|—|/|\bto\b|\bbis\b|\ba\b)\s*", folded)
        ends = [own.get(cell_key(part)) or general.get(cell_key(part)) for part in parts]
        if len(ends) == 2 and ends[0] and ends[1]:
            return None, (float(ends[0]) + float(ends[1])) / 2, None, "RANGE_MIDPOINT", None
        answer = yes_no(text)
        if answer is None:
            return None, None, None, "CELL_NOT_A_LEVEL", None
        return None, None, None, "YES_NO_AS_LEVEL", YES_LEVEL if answer else NO_LEVEL

    return read


def _scale(numbers: pd.Series, declared: Scale | None, tops: pd.Series) -> tuple[Scale, str | None]:
    given = numbers.dropna()
    if declared:
        low, high, is_reversed = declared
        note = (
            None
            if (low, high, is_reversed) == (1, 5, False)
            else f"levels rescaled from {low:g}..{high:g} to 1..5, as the heading says"
        )
        return declared, note and note + (" (reversed)" if is_reversed else "")
    if len(tops) and tops.max() != 5:
        return (
            1.0,
            float(tops.max()),
            False,
        ), f"levels rescaled from 1..{tops.max():g} to 1..5, as the cells say"
    above = given[given > 5]
    if len(above) and len(above) >= TEN_POINT_SHARE * len(given) and above.nunique() >= 2:
        high = 10.0 if given.max() <= 10 else 100.0
        if given.max() <= 100:
            low = 0.0 if given.min() < 1 or high == 100 else 1.0
            return (low, high, False), f"levels rescaled from {low:g}..{high:g} to 1..5, as the numbers show"
    return (1.0, 5.0, False), None


def _rescale(numbers: pd.Series, scale: Scale) -> pd.Series:
    low, high, is_reversed = scale
    if (low, high, is_reversed) == (1, 5, False):
        return numbers
    values = 1 + 4 * (numbers - low) / (high - low)
    return 6 - values if is_reversed else values


def _rescale_words(words: pd.Series, cells: Cells, column: str) -> tuple[pd.Series, str | None]:
    """Words low, medium, high alone are a scale of three; with very high of four; with very low too of
    five.
    """
    own = {cell_key(text) for text in cells.texts.dropna().unique()} & set(value_words(column))
    used = set(words.dropna().unique())
    if own or not used or 1.0 in used or used & {1.5, 4.5}:
        return words, None
    if used <= {2.0, 2.5, 3.0, 3.5, 4.0}:
        return 1 + (words - 2) * 2, "words low, medium, high read as 1, 3, 5"
    return 1 + (words - 2) * 4 / 3, "words low to very high read as four steps from 1 to 5"


def read_shares(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of shares as 0..1, percent or fraction by one rule for the column."""
    import pandas as pd

    cells = sort_cells(raw, keep=frozenset({"none", "keine", "aucun", "aucune"}))
    spoken = {
        "none": 0.0,
        "keine": 0.0,
        "aucun": 0.0,
        "aucune": 0.0,
        "all": 1.0,
        "alle": 1.0,
        "half": 0.5,
        "half of": 0.5,
    }
    said = cells.texts.map(lambda text: spoken.get(fold(text)), na_action="ignore").astype("float64")
    parts = read_number_texts(cells.texts.mask(said.notna()), hints.decimal)
    bare = cells.numbers.fillna(parts["value"].mask(parts["is_percent"]))
    is_percent, note = _is_percent(bare.dropna(), hints, column.maximum or 1.0)
    values = (
        (bare / 100 if is_percent else bare)
        .fillna(parts["value"].where(parts["is_percent"]) / 100)
        .fillna(said)
    )
    notes = [note] if note else []
    if hints.is_reversed:
        values = 1 - values
        notes.append("the heading means the opposite: read as 1 less the share")
    found = cells.found.fillna(parts["code"])
    mixed = (
        is_percent & bare.between(0, 1, inclusive="neither") & (bare.dropna().max() > 1)
        if len(bare.dropna())
        else pd.Series(False, index=raw.index)
    )
    found = mark(
        mark(found, cells.dates.notna(), "DATE_FOR_NUMBER"), cells.flags.notna(), "CELL_NOT_A_NUMBER"
    )
    return Reading(values, mark(found, mixed, "SHARE_BELOW_ONE_PERCENT"), tuple(notes))


def _is_percent(bare: pd.Series, hints: Hints, top: float) -> tuple[bool, str | None]:
    if not len(bare):
        return False, None
    if hints.is_fraction:
        return False, "read as percent, as the cells are formatted"
    inside = bare.between(0, 1, inclusive="neither")
    if bare.max() <= top and not (hints.is_percent and not inside.any() and bare.max() > 0):
        return False, "numbers from 0 to 1 read as fractions (0.05 is 5 %)" if inside.any() else None
    if not hints.is_percent and inside.sum() >= FRACTION_SHARE * bare[bare > 0].count() and inside.sum() >= 4:
        return False, "numbers read as fractions (0.05 is 5 %); a few lie above 1"
    return True, "numbers read as percent (5 is 5 %)"
