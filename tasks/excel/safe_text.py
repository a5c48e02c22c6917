"""Text from the input stays text in every file we write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Full-width forms too: some spreadsheets run them as well.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which text cells that a spreadsheet would run as a formula begin with an apostrophe
    (CWE-1236).

    Numbers are left alone, and so is text that is a number, such as -3.5.
    """
    import pandas as pd

    safe = frame.copy(deep=False)
    for name in safe.columns:
        column = safe[name]
        if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
            continue
        text = column.astype("str")
        starts = [isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA) for cell in text.tolist()]
        if any(starts):
            suspect = pd.Series(starts, index=text.index)
            # -3.5 begins with a sign and is a number all the same; only suspect texts are tried.
            suspect &= pd.to_numeric(text.where(suspect), errors="coerce").isna()
            safe[name] = column.mask(suspect, "'" + text)
    return safe
