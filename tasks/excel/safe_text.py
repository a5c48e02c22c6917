"""Text from the input stays text in every file we write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

# Full-width forms too: some spreadsheets run them as well.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_safe(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which text cells that a spreadsheet would run as a formula begin with an apostrophe
    (CWE-1236).

    Numbers are left alone, and so is text that is a number, such as -3.5.
    """
    import pandas as pd
    import pyarrow as pa

    safe = frame.copy(deep=False)
    for name in safe.columns:
        column = safe[name]
        if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
            continue
        text = column.astype("str")
        suspect = would_run(pa.array(text, pa.string(), from_pandas=True))
        if suspect is not None:
            safe[name] = column.mask(suspect, "'" + text)
    return safe


def would_run(texts: pa.Array | pa.ChunkedArray) -> np.ndarray | None:
    """Which texts a spreadsheet would run as a formula.

    Args:
        texts: missing ones are none of them, nor are numbers such as -3.5.

    Returns:
        True or False for each; None where there is no such text.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    first = pc.utf8_slice_codeunits(texts, 0, 1)
    positions = pc.indices_nonzero(pc.is_in(first, pa.array(_STARTS_A_FORMULA, first.type)))
    if not len(positions):  # as in most columns
        return None
    # Only these few are tried whether they are numbers.
    tried = pd.Series(texts.take(positions).to_pylist(), dtype="str")
    positions = positions.to_numpy()[pd.to_numeric(tried, errors="coerce").isna().to_numpy()]
    if not len(positions):
        return None
    is_formula = np.zeros(len(texts), bool)
    is_formula[positions] = True
    return is_formula
