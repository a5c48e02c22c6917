"""Ordered codes of classes (C1..C4, P1..P5, 0..4): mapped in order, so that the most demanding class is never lost."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from schemas.phrases import phrase
from tasks.distinct_texts import distinct_texts
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# "C3", "Level 2", "P-1", "4".
_CODE = re.compile(r"^([^\W\d_]*)[ .:_-]*(\d{1,2})$")
_SHORTEST = {
    "rising": 3,
    "falling": 4,
}  # codes without a declared end run at least to here: C1 to C3, P1 to P4


def grades(
    column: str, texts: pd.Series, scale: tuple[float, float, bool] | None
) -> tuple[pd.Series, str | None, str | None]:
    """The classes that codes of a column stand for.

    Args:
        column: a column whose classes have an order; for any other nothing is found.
        texts: its cells.
        scale: the ends of the scale that the heading declares.

    Returns:
        The class of each cell that holds a code, missing elsewhere; how the codes were read; the code of the issue
        that tells it, where nothing but the order of the codes says it.
    """
    import pandas as pd

    nothing = pd.Series(index=texts.index, dtype=str)
    order = words_of_kind("grades").get(column)
    codes = {text: match for text in distinct_texts(texts)[1] if (match := _CODE.match(fold(text)))}
    prefixes = {match[1] for match in codes.values()}
    direction = words_of_kind("code_prefix").get(f"{column}:{next(iter(prefixes), None)}")
    # Codes with different letters, or of a direction that nobody declares, are left to the reader of words.
    if order is None or len(prefixes) != 1 or not (direction or scale):
        return nothing, None, None
    steps = {text: int(match[2]) for text, match in codes.items()}
    low, high, is_reversed = scale or (
        0 if 0 in steps.values() else 1,
        max(_SHORTEST[direction or "rising"], *steps.values()),
        False,
    )
    is_falling = is_reversed or (direction == "falling" and not scale)
    # Three codes for four classes: the word lists say which three are meant.
    if high - low < 3 and low > 0:
        order = words_of_kind("grades_of_three")[column]
    classes = order.split(";")
    classes_by_text = {text: _class(classes, step, low, high, is_falling) for text, step in steps.items()}
    name = next(iter(prefixes)).upper()
    note = phrase(
        "codes {first} to {last} read in their order, {top} the most demanding",
        first=f"{name}{low:g}",
        last=f"{name}{high:g}",
        top=classes[-1],
    )
    return texts.map(classes_by_text).astype("str"), note, None if scale else "CODES_IN_ORDER"


def _class(classes: list[str], step: float, low: float, high: float, is_falling: bool) -> str | None:
    """The class of a step: the ends are the ends; between them the more demanding of two neighbours."""
    if not low <= step <= high:
        return None
    from_top = step - low if is_falling else high - step
    steps, top = high - low, len(classes) - 1
    # Rounded before ``ceil``, because 3 * (2 / 3) may come out a little above 2.
    return classes[math.ceil(round((steps - from_top) / steps * top, 9))]
