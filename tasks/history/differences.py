"""How two tables of the same processes differ, field by field, in the words a reader would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.columns import as_dtype, as_dtypes

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CHANGE_COLUMNS = ("process_id", "cause", "field", "before", "after")
# A measured figure read again from another kind of file may differ in its last digits.
SAME_NUMBER = 1e-9


def joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts below each other: CHANGE_COLUMNS as text, new index."""
    import pandas as pd

    held = [part for part in parts if len(part)]
    if not held:
        return pd.DataFrame({name: pd.array([], dtype="str") for name in CHANGE_COLUMNS})
    rows = pd.concat(held, ignore_index=True)
    return as_dtypes(rows[list(CHANGE_COLUMNS)], dict.fromkeys(CHANGE_COLUMNS, "str"))


class RowsInOrder:
    """Rows of a frame in another order and under other labels, taken column by column when they are asked for: a copy
    of a long list would take as much memory as the list.
    """

    def __init__(self, frame: pd.DataFrame, keys: pd.Index, index: pd.Index) -> None:
        self._frame, self.index = frame, index
        self._places = frame.index.get_indexer(keys)

    def __contains__(self, name: str) -> bool:
        return name in self._frame

    def __getitem__(self, name: str) -> pd.Series:
        import pandas as pd

        return pd.Series(self._frame[name].array.take(self._places), index=self.index, name=name)

    def rows(self, labels: pd.Index) -> pd.DataFrame:
        """Some rows, with all columns."""
        places = self.index.get_indexer_for(labels)
        return self._frame.iloc[self._places[places]].set_axis(self.index[places])


def differences(
    before: pd.DataFrame | RowsInOrder, after: pd.DataFrame | RowsInOrder, fields: tuple[str, ...], cause: str
) -> pd.DataFrame:
    """One row for each field of each process that differs; both frames have the same index of process ids.

    Args:
        before: earlier values; a column that it lacks counts as blank.
        after: later values, likewise.
        fields: columns to compare.
        cause: put into each row.

    Returns:
        CHANGE_COLUMNS as text.
    """
    import pandas as pd

    parts = []
    for name in fields:
        old, new = (
            frame[name] if name in frame else pd.Series(index=frame.index, dtype="str")
            for frame in (before, after)
        )
        is_other = differs(old, new)
        if is_other.any():
            parts.append(
                pd.DataFrame(
                    {
                        "process_id": old.index[is_other],
                        "cause": cause,
                        "field": name,
                        "before": as_text(old[is_other]).to_numpy(),
                        "after": as_text(new[is_other]).to_numpy(),
                    }
                )
            )
    return joined(parts)


def differs(old: pd.Series, new: pd.Series) -> np.ndarray:
    """Boolean array; two blanks are the same, and so are two numbers that differ by rounding only."""
    import numpy as np
    import pandas as pd

    if old.array.equals(new.array):  # as most columns of a list that is audited again
        return np.zeros(len(old), dtype=bool)
    if pd.api.types.is_float_dtype(old.dtype) and pd.api.types.is_float_dtype(new.dtype):
        return ~np.isclose(
            old.to_numpy("float64"), new.to_numpy("float64"), rtol=SAME_NUMBER, atol=0, equal_nan=True
        )
    return as_text(old).to_numpy() != as_text(new).to_numpy()


def as_text(values: pd.Series) -> pd.Series:
    """Values as a reader would write them: dates without a time, numbers without needless digits, blanks
    empty.
    """
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        text = values.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_bool_dtype(values.dtype):
        text = values.astype("boolean").map({True: "yes", False: "no"})
    elif pd.api.types.is_float_dtype(values.dtype):
        text = values.map("{:.10g}".format, na_action="ignore")
    else:
        text = values
    return as_dtype(text, "str").fillna("")
