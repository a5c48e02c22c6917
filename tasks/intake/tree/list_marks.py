"""Names counted like an outline on paper: I. A. 1. a), each style anew below the row above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# "1.", "a)", "(IV)", and then a name.
_MARK = re.compile(r"\s*\(?(\d{1,2}|[A-Z]|[a-z]|[IVX]{1,4}|[ivx]{1,4})[.)]\s*(?=[^\W\d])")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
Count = tuple[str, int]


def list_marks(names: pd.Series) -> np.ndarray | None:
    """How deep each name is, from 0; None where a name has no mark or the marks do not count up.

    Args:
        names: the names in their order.
    """
    import numpy as np

    marks = []
    for name in names:
        match = _MARK.match(name) if isinstance(name, str) else None
        if match is None:
            return None
        marks.append(match)
    if len(marks) < 3:
        return None
    open_marks: list[Count] = []
    depths = []
    for match in marks:
        options = _counts(match[1])
        # A mark goes on with the deepest open style that it can follow; else it must begin a new style,
        # deeper than all.
        depth = next(
            (at for at in range(len(open_marks) - 1, -1, -1) if _next(open_marks[at]) in options), None
        )
        if depth is not None:
            open_marks = [*open_marks[:depth], _next(open_marks[depth])]
        else:
            first = [option for option in options if option[1] == 1 and option[0] not in dict(open_marks)]
            if not first:
                return None
            open_marks = [*open_marks, first[0]]
        depths.append(len(open_marks) - 1)
    # Two entries at the top and one below: a list counted in one style has no levels.
    is_outline = depths[0] == 0 and max(depths) > 0 and depths.count(0) > 1
    return np.array(depths) if is_outline else None


def _counts(mark: str) -> list[Count]:
    """Styles and places that a mark can have: "i" is the first small Roman number or the ninth small letter."""
    if mark.isdigit():
        return [("digit", int(mark))]
    case = "small" if mark.islower() else "large"
    roman = [(f"{case} roman", _ROMAN.index(mark.casefold()) + 1)] if mark.casefold() in _ROMAN else []
    letter = [(f"{case} letter", ord(mark.casefold()) - 96)] if len(mark) == 1 else []
    return roman + letter


def _next(count: Count) -> Count:
    return (count[0], count[1] + 1)
