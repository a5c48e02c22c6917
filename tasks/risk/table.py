"""One view of everything known about the rows, column by column, as arrays that conditions can be judged
on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import columns, typed_column

if TYPE_CHECKING:
    from collections.abc import Callable


class Table:
    """Columns of the typed rows, of the texts and of the assessment, and the facts derived from them, in one
    order.

    Numbers come as float arrays (blank: NaN), everything else as codes into its distinct values (blank: -1),
    so that equal texts are looked at once. A column that is nowhere is all blank.
    """

    def __init__(self, typed: pd.DataFrame, texts: pd.DataFrame, assessed_rows: pd.DataFrame) -> None:
        self.typed = typed
        self.index = typed.index
        self.size = len(typed)
        self._frames = (assessed_rows.reindex(typed.index), texts.reindex(typed.index))
        self._numbers: dict[str, np.ndarray] = {}
        self._texts: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._filled: dict[str, np.ndarray] = {}

    def series(self, name: str) -> pd.Series:
        """The column as it came; all blank where nobody has it."""
        frame = next((frame for frame in self._frames if name in frame), None)
        if frame is not None:
            return frame[name]
        if name in self.typed or name in columns():
            return typed_column(self.typed, name)
        return pd.Series(index=self.index, name=name, dtype="str")

    def numbers(self, name: str) -> np.ndarray:
        """The column as floats, yes and no as 1 and 0; NaN where blank."""
        if name not in self._numbers:
            series = self.series(name)
            kind = "Float64" if pd.api.types.is_numeric_dtype(series) else "boolean"
            self._numbers[name] = series.astype(kind).to_numpy(dtype="float64", na_value=np.nan)
        return self._numbers[name]

    def texts(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Codes per row, and the distinct values they stand for; -1 where blank."""
        if name not in self._texts:
            codes, values = pd.factorize(self.series(name))
            values = np.asarray(values.astype("str"), dtype=object)
            self._texts[name] = np.where(np.append(values == "", False)[codes], -1, codes), values
        return self._texts[name]

    def is_text(self, name: str) -> bool:
        """Whether the column holds texts (lists and categories too)."""
        if name in self._numbers:
            return False
        series = self.series(name)
        return not (pd.api.types.is_numeric_dtype(series) or pd.api.types.is_datetime64_any_dtype(series))

    def is_filled(self, name: str) -> np.ndarray:
        """Where the column is not blank."""
        if name not in self._filled:
            if self.is_text(name):
                self._filled[name] = self.texts(name)[0] >= 0
            else:
                self._filled[name] = (
                    ~np.isnan(self._numbers[name])
                    if name in self._numbers
                    else self.series(name).notna().to_numpy()
                )
        return self._filled[name]

    def look_up(self, name: str, judge: Callable[[str], object], dtype: str, blank: object) -> np.ndarray:
        """A judgement made once per distinct value of a text column, spread over the rows."""
        codes, values = self.texts(name)
        return np.array([*(judge(value) for value in values), blank], dtype=dtype)[codes]

    def has_any(self, name: str, values: tuple[str, ...]) -> np.ndarray:
        """Where a list (or category) holds one of ``values``; False where blank."""
        return self.look_up(
            name,
            lambda text: not {part.strip() for part in text.split(";")}.isdisjoint(values),
            "bool",
            False,
        )

    def matches(self, name: str, pattern: str) -> np.ndarray:
        """Where a regular expression is found in the text, in either case; False where blank. "(?x)" at its
        start lets it run over lines.
        """
        codes, values = self.texts(name)
        plain = "".join(pattern[4:].split()) if pattern.startswith("(?x)") else pattern
        try:  # Arrow's engine looks at a million names in the time that Python's takes for thirty thousand
            found = pc.match_substring_regex(pa.array(values, pa.string()), plain, ignore_case=True).to_numpy(
                zero_copy_only=False
            )
        except pa.ArrowInvalid:  # it knows no look-ahead
            found = np.array(
                [re.search(plain, value, re.IGNORECASE) is not None for value in values], dtype=bool
            )
        return np.append(found.astype(bool), False)[codes]

    def is_one_of(self, name: str, values: tuple[str, ...]) -> np.ndarray:
        """Where the text is one of ``values``; False where blank."""
        return self.look_up(name, lambda text: text in values, "bool", False)

    def add_number(self, name: str, values: np.ndarray) -> None:
        """A derived fact that is a number, or yes and no as 1 and 0; NaN where not known. Added once, before
        it is read.
        """
        self._numbers[name] = values

    def add_text(self, name: str, codes: np.ndarray, values: tuple[str, ...]) -> None:
        """A derived fact that is one of ``values``; code -1 where not known."""
        self._texts[name] = codes, np.asarray(values, dtype=object)
