"""Levels (1..5): the scale of a column is decided once, from its heading or its cells, and
reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.columns import Column
from schemas.phrases import phrase
from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.categories import yes_no
from tasks.intake.cells.cell_kinds import Cells, Hints, Reading, but, by_unique, filled, mark, sort_cells
from tasks.intake.cells.number_text import code_of, read_number
from tasks.intake.cells.plans import Words
from tasks.intake.thresholds import TEN_POINT_SHARE
from tasks.intake.wording.normalise import cell_key, fold
from tasks.intake.wording.word_lists import alternatives, value_words, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

YES_LEVEL, NO_LEVEL = 4.0, 2.0  # a bare yes or no says less than an end of the scale
_SIGNS = frozenset("+●•Vv")  # one of several ("+++", "●●", "V" after "IV"), not a yes
Scale = tuple[float, float, bool]
# A level with its top: "3/5", "4 of 5", "3 von 4".
_OF = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(?:/|of|von|sur|de|out of)\s*(\d+)$")
# A number and its word in either order: "4 - high", "3 (medium)", "Level 3", "hoch: 4".
_NUMBER_AND_WORD = re.compile(
    r"^(\d+(?:[.,]\d+)?)(\s*[-–—:=.(]|\s)\s*\(?([^\W\d].*?)\)?$|^([^\W\d].*?)[\s:=-]*\(?\s*(\d+)\)?$"
)


def read_levels(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of levels as 1..5 (values outside stay for the quality stage to judge).

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: the decimal mark, the scale that the heading declares, and whether it means the opposite.

    Returns:
        Levels as floats; ``notes`` say how the scale was read.
    """
    cells = sort_cells(raw, keep=frozenset(value_words(column.name)) | frozenset(value_words("level")))
    number, word, top, code, from_yes_no = by_unique(
        cells.texts,
        _read_level_text(_words_for(column.name, cells), hints.decimal),
        ("float64", "float64", "float64", "str", "float64"),
    )
    numbers = filled(cells.numbers, number)
    scale, why = _scale(numbers, hints.scale, "scale" in hints.settled, top.dropna())
    # The scale is settled from all numbers of the column before any is put on it.
    scale = _turned(scale, numbers, word, hints)
    is_short = hints.scale is None and not top.notna().any() and _are_steps_of_their_own(numbers, word)
    is_unclear = numbers.notna() & word.isna() & (is_short | _begins_at_zero(numbers, hints.scale, top))
    values = but(_rescale(numbers, scale), is_unclear | (word.notna() & is_short))
    words, word_note = _rescale_words(word if is_short else word.mask(numbers.notna()), cells, column.name)
    # A number goes before its word, unless it counts the steps of a shorter scale; a word before a mere yes or no.
    values = filled(values, words, from_yes_no)
    notes = [note for note in (why, word_note) if note]
    if hints.is_falling:
        notes.append(phrase("the scale runs the other way and was turned round"))
    if hints.is_reversed:
        values = 6 - values
        notes.append(phrase("the scale runs the other way and was turned round"))
    codes = filled(cells.codes, code)
    codes = mark(but(codes, is_unclear), is_unclear, "LEVEL_SCALE_UNCLEAR")
    codes = mark(mark(codes, cells.flags.notna(), "CELL_NOT_A_LEVEL"), cells.dates.notna(), "DATE_FOR_NUMBER")
    read_as = f"{scale[1]:g}-{scale[0]:g}" if scale[2] else f"{scale[0]:g}-{scale[1]:g}"
    is_assumed = scale == (1.0, 5.0, False) and hints.scale is None
    is_read = bool((numbers.notna() & values.notna()).any())
    return Reading(values, codes, tuple(notes), read_as=read_as if is_read else "", is_assumed=is_assumed)


def _words_for(column: str, cells: Cells) -> dict[str, str]:
    """Words for levels; single letters such as H, M and L only where the column holds no letter of another scale."""
    level_words = value_words("level") | value_words(column)
    letters = {
        key for text in distinct_texts(cells.texts)[1] if len(key := cell_key(text)) == 1 and key.isalpha()
    }
    return (
        level_words
        if letters <= set(level_words)
        else {word: level for word, level in level_words.items() if len(word) > 1}
    )


def _read_level_text(known_words: dict[str, str], decimal: str):
    def read_level(text: str) -> tuple[float | None, float | None, float | None, str | None, float | None]:
        key = cell_key(text)
        level = known_words.get(key)
        if level:
            return None, float(level), None, None, None
        folded = fold(text)
        of = _OF.match(folded)
        if of:
            return float(of.group(1).replace(",", ".")), None, float(of.group(2)), None, None
        both = _with_words(folded, known_words)
        if both:
            return both
        value, plan = read_number(text, decimal)
        if value is not None and plan.words == Words(
            is_rough=plan.words.is_rough, has_note=plan.words.has_note
        ):
            return value, None, None, code_of(plan), None
        # "low to medium", "hoch/mittel": two words give the middle.
        parts = re.split(r"\s*(?:-|–|—|/|\bto\b|\bbis\b|\ba\b)\s*", folded)
        ends = [known_words.get(cell_key(part)) for part in parts]
        if len(ends) == 2 and ends[0] and ends[1]:
            return None, (float(ends[0]) + float(ends[1])) / 2, None, "RANGE_MIDPOINT", None
        answer = yes_no(text) if text.strip(" .") not in _SIGNS else None
        if answer is None:
            return None, None, None, "CELL_NOT_A_LEVEL", None
        return None, None, None, "YES_NO_AS_LEVEL", YES_LEVEL if answer else NO_LEVEL

    return read_level


def _with_words(
    folded: str, levels_by_word: dict[str, str]
) -> tuple[float, float | None, None, str | None, None] | None:
    """A number with its word ("4 - high", "Level 3"); what is neither a word for a level nor set apart is not read."""
    both = _NUMBER_AND_WORD.match(folded)
    if not both:
        return None
    number = float((both.group(1) or both.group(5)).replace(",", "."))
    word = cell_key(both.group(3) or both.group(4))
    if word in levels_by_word:
        return number, float(levels_by_word[word]), None, None, None
    if word in words_of_kind("level_code") and both.group(4):
        return number, None, None, None, None
    is_label = both.group(3) is not None and both.group(2).strip() and not re.search(r"\d", word)
    return (number, None, None, "NUMBER_WITH_NOTE", None) if is_label else None


def _scale(
    numbers: pd.Series, declared: Scale | None, is_settled: bool, tops: pd.Series
) -> tuple[Scale, str | None]:
    filled = numbers.dropna()
    if declared:
        low, high, is_reversed = declared
        if (low, high, is_reversed) == (1, 5, False) or is_settled:
            return declared, None
        ends = {"low": float(low), "high": float(high)}
        if is_reversed:
            return declared, phrase(
                "levels rescaled from {low}..{high} to 1..5, as the heading says (reversed)", **ends
            )
        return declared, phrase("levels rescaled from {low}..{high} to 1..5, as the heading says", **ends)
    # "7/10": cells that name their top say the scale of the whole column.
    if len(tops) and tops.max() != 5:
        return (
            1.0,
            float(tops.max()),
            False,
        ), phrase("levels rescaled from 1..{high} to 1..5, as the cells say", high=float(tops.max()))
    # A few numbers above 5 are errors for the quality stage; several different ones show a scale of 10 or
    # 100.
    above = filled[filled > 5]
    if len(above) and len(above) >= TEN_POINT_SHARE * len(filled) and above.nunique() >= 2:
        high = 10.0 if filled.max() <= 10 else 100.0
        if filled.max() <= 100:
            low = 0.0 if filled.min() < 1 or high == 100 else 1.0
            return (low, high, False), phrase(
                "levels rescaled from {low}..{high} to 1..5, as the numbers show", low=low, high=high
            )
    return (1.0, 5.0, False), None


def _begins_at_zero(numbers: pd.Series, declared: Scale | None, tops: pd.Series) -> bool:
    """Whether a column holds 0 time and again and nothing above 4, where neither heading nor cells say the scale."""
    filled = numbers.dropna()
    zeros = int((filled == 0).sum())
    is_declared = declared is not None or bool(tops.notna().any())
    return not is_declared and zeros > 0 and zeros >= TEN_POINT_SHARE * len(filled) and filled.max() <= 4


def _turned(scale: Scale, numbers: pd.Series, words: pd.Series, hints: Hints) -> Scale:
    """The scale turned round where the heading or the cells' own words say so: "1 = highest", "1 - high", "5 - low"."""
    both = numbers.notna() & words.notna()
    if hints.is_falling:
        return (*scale[:2], True)
    if hints.scale or not both.any():
        return scale
    # The sign of the covariance of numbers and words: below zero the words fall where the numbers rise.
    apart = (numbers[both] - numbers[both].mean()) * (words[both] - words[both].mean())
    return (*scale[:2], bool(apart.sum() < 0))


def _are_steps_of_their_own(numbers: pd.Series, words: pd.Series) -> bool:
    """Whether the cells number the words of a shorter scale: "1 - low, 2 - medium, 3 - high", where 3 is no middle."""
    both = numbers.notna() & words.notna()
    pairs = {*zip(numbers[both], words[both], strict=True)}
    is_straight = 2 * sum(number == level for number, level in pairs) > len(pairs)
    is_turned = all(6 - number == level for number, level in pairs)
    # A remark on a few of the numbers does not say what the others mean.
    is_usual = 2 * both.sum() > numbers.notna().sum()
    has_steps = bool(is_usual) and len({level for _, level in pairs}) > 1 and numbers.max() < 5
    return has_steps and not (is_straight or is_turned)


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
    # The column's own words, and words for the ends of the scale, say that all five steps are meant.
    own = {cell_key(text) for text in distinct_texts(cells.texts)[1]} & set(value_words(column))
    used = set(words.dropna().unique())
    # "Disagree" and "agree" are of five, whichever of them are used.
    agreement = rf"(?:^|.* )(?:{alternatives('agreement', fold)})(?: .*|$)"
    own |= {key for key in map(cell_key, distinct_texts(cells.texts)[1]) if re.match(agreement, key)}
    if own or not used or 1.0 in used or used & {1.5, 4.5}:
        return words, None
    if used <= {2.0, 2.5, 3.0, 3.5, 4.0}:
        return 1 + (words - 2) * 2, phrase("words low, medium, high read as 1, 3, 5")
    return 1 + (words - 2) * 4 / 3, phrase("words low to very high read as four steps from 1 to 5")
