"""Scales of signs: ++ + 0 - --, and circles that are filled by quarters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.phrases import phrase
from tasks.distinct_texts import distinct_cells
from tasks.intake.cells.cell_kinds import Hints, Reading

if TYPE_CHECKING:
    import pandas as pd

# Signs by their place from the low end (0) to the high end (1), and those that no other column holds: a plus or a minus
# alone may be yes, no or blank.
_SCALES = (
    ({"--": 0.0, "-": 0.25, "0": 0.5, "o": 0.5, "+/-": 0.5, "±": 0.5, "+": 0.75, "++": 1.0}, {"++", "--"}),
    ({"○": 0.0, "◔": 0.25, "◑": 0.5, "◐": 0.5, "◕": 0.75, "●": 1.0}, {"◔", "◑", "◐", "◕"}),
)
_SIGNS = frozenset().union(*(places for places, _ in _SCALES))


def read_signs(raw: pd.Series, hints: Hints, low: float, high: float) -> Reading | None:
    """A column whose cells are all signs of one scale; None for any other.

    Args:
        raw: its cells as RawSheet.grid holds them.
        hints: ``is_reversed`` turns the scale round.
        low: what the low end of the scale is in this column.
        high: what its high end is.
    """
    import pandas as pd

    if raw.dtype.kind in "fiMb":
        return None
    signs: dict[object, str] = {}
    for cell in distinct_cells(raw):
        signs[cell] = _sign(cell)
        if signs[cell] not in _SIGNS:
            return None
    for places, telling in _SCALES:
        texts = set(signs.values())
        if texts <= places.keys() and texts & telling:
            ends = (high, low) if hints.is_reversed else (low, high)
            by_cell = {cell: ends[0] + places[sign] * (ends[1] - ends[0]) for cell, sign in signs.items()}
            first, *_, last = places
            note = phrase("signs from {first} to {last} read as a scale", first=first, last=last)
            return Reading(
                raw.map(by_cell).astype("float64"), pd.Series(index=raw.index, dtype="str"), (note,)
            )
    return None


def _sign(cell: object) -> str:
    text = "0" if cell == 0 and not isinstance(cell, bool) else str(cell).strip()
    return text.translate(str.maketrans("−–—", "---")).casefold()
