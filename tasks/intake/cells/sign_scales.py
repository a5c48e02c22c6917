"""Scales of signs: ++ + 0 - --, circles that are filled by quarters, and stars of which some are filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.phrases import phrase
from tasks.distinct_texts import distinct_cells
from tasks.intake.cells.cell_kinds import Hints, Reading
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import is_blank_word

if TYPE_CHECKING:
    import pandas as pd

# Signs by their place from the low end (0) to the high end (1), and those that no other column holds: a plus or a minus
# alone may be yes, no or blank.
_SCALES = (
    ({"--": 0.0, "-": 0.25, "0": 0.5, "o": 0.5, "+/-": 0.5, "±": 0.5, "+": 0.75, "++": 1.0}, {"++", "--"}),
    ({"○": 0.0, "◔": 0.25, "◑": 0.5, "◐": 0.5, "◕": 0.75, "●": 1.0}, {"◔", "◑", "◐", "◕"}),
)
_SIGNS = frozenset().union(*(places for places, _ in _SCALES))
# "★★★☆☆", "●●○": how many of them are filled.
_FILLED = re.compile(r"([★●]*) ?([☆○]*)")
FIRST_ROWS = 100


def read_signs(raw: pd.Series, hints: Hints, low: float, high: float) -> Reading | None:
    """A column whose cells are all signs of one scale; None for any other.

    Args:
        raw: its cells as RawSheet.grid holds them.
        hints: ``is_reversed`` turns the scale round.
        low: what the low end of the scale is in this column.
        high: what its high end is.
    """
    if raw.dtype.kind in "fiMb":
        return None
    ends = (high, low) if hints.is_reversed else (low, high)
    if stars := _stars(raw, low):
        places_by_cell, most = stars
        note = phrase("{number} signs of which some are filled read as a scale", number=most)
        return _read(raw, places_by_cell, ends, note)
    signs: dict[object, str] = {}
    for cell in _cells(raw):
        signs[cell] = _sign(cell)
        if signs[cell] not in _SIGNS:
            return None
    for places, telling in _SCALES:
        texts = set(signs.values())
        if texts <= places.keys() and texts & telling:
            first, *_, last = places
            note = phrase("signs from {first} to {last} read as a scale", first=first, last=last)
            return _read(raw, {cell: places[sign] for cell, sign in signs.items()}, ends, note)
    return None


def _cells(raw: pd.Series) -> Iterator[object]:
    """The distinct filled cells, those of the first rows first: mostly one of them is no sign, and of a long column no
    other has to be looked for.
    """
    yield from distinct_cells(raw.head(FIRST_ROWS))
    yield from distinct_cells(raw)


def _read(raw: pd.Series, places: dict[object, float], ends: tuple[float, float], note: str) -> Reading:
    import pandas as pd

    by_cell = {cell: ends[0] + place * (ends[1] - ends[0]) for cell, place in places.items()}
    return Reading(raw.map(by_cell).astype("float64"), pd.Series(index=raw.index, dtype="str"), (note,))


def _stars(raw: pd.Series, low: float) -> tuple[dict[object, float], int] | None:
    """The place of each cell between the ends, 0 to 1, where all have as many signs, and how many these are; None for
    any other column. One of five is the low end of levels, which begin at 1, and a fifth of a share.
    """
    filled, lengths = {}, set()
    for cell in _cells(raw):
        match = _FILLED.fullmatch(str(cell).strip())
        if match and match.group():
            filled[cell] = len(match[1])
            lengths.add(len(match[1]) + len(match[2]))
        elif not is_blank_word(fold(str(cell))):
            return None
    if len(lengths) != 1 or (most := lengths.pop()) < 3:
        return None
    least = 1 if low and min(filled.values()) else 0
    return {cell: (count - least) / (most - least) for cell, count in filled.items()}, most


def _sign(cell: object) -> str:
    text = "0" if cell == 0 and not isinstance(cell, bool) else str(cell).strip()
    return text.translate(str.maketrans("−–—", "---")).casefold()
