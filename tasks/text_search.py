"""Many texts searched for one regular expression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

# From so many texts on Arrow takes less time than Python's own loops, which need no array to begin with.
MANY_TEXTS = 1000


def found_in(texts: Sequence[Any] | Any, pattern: str, ignore_case: bool = False) -> np.ndarray:
    r"""Where a regular expression is found, by Arrow's engine: it looks at a million names in the time that Python's
    takes for thirty thousand.

    Args:
        texts: a series, an array or a list of texts; missing ones are allowed.
        pattern: without look-arounds. Its ``\d``, ``\s``, ``\w`` and ``\b`` know ASCII alone.
        ignore_case: whether capitals count as small letters.

    Returns:
        A mask, one entry for each text; False where it is missing.

    Raises:
        pyarrow.ArrowInvalid: the engine does not know the pattern, as with look-arounds.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    held = pa.array(texts, from_pandas=True)
    if pa.types.is_null(held.type):  # no text at all
        held = held.cast(pa.string())
    is_match = pc.match_substring_regex(held, pattern, ignore_case=ignore_case)
    return np.asarray(pc.fill_null(is_match, False), dtype=bool)
