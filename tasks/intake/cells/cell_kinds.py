"""Cells of one column, sorted by what they are, and what a reader of cells gives back."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tasks.intake.wording.normalise import fold, tidy_series
from tasks.intake.wording.word_lists import blank_texts, words_of_kind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Hints:
    """What is known about a column before its cells are read: its heading's units, the table's habits.

    ``factor`` is all that the heading multiplies by; ``magnitude`` the part of it that thousands are; ``time`` the
    heading's unit of time. ``formats`` holds the telling number format of each cell, missing where it
    says nothing. ``yes_means`` is the entry that "yes" stands for in a list ("Health data?").
    """

    decimal: str = "."
    is_guessed_decimal: bool = False
    percent: float | None = None
    magnitude: float = 1.0
    time: str | None = None
    formats: pd.Series | None = None
    yes_means: str | None = None
    scale: tuple[float, float, bool] | None = None
    is_reversed: bool = False
    factor: float = 1.0
    currency: str | None = None


@dataclass(frozen=True)
class Reading:
    """One column read. ``values`` has the column's dtype; ``found`` names, for cells that were repaired or
    could not be read, the code of the issue catalogue; ``extras`` holds further series (currency); ``notes``
    are sentences on the whole column.
    """

    values: pd.Series
    found: pd.Series
    notes: tuple[str, ...] = ()
    extras: dict[str, pd.Series] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """The filled cells of a column by kind, each over the full index; ``texts`` holds no blanks and no words
    for blank.
    """

    numbers: pd.Series
    texts: pd.Series
    dates: pd.Series
    flags: pd.Series
    found: pd.Series

    def mask_dates(self, where: pd.Series) -> Cells:
        """The same without the dates that were read as something else."""
        return replace(self, dates=self.dates.mask(where))


def sort_cells(
    column: pd.Series, keep: frozenset[str] = frozenset(), keep_short_codes: bool = False
) -> Cells:
    """Sort a raw column into numbers, texts, dates and booleans.

    Args:
        column: as RawSheet.grid holds it.
        keep: words for "blank" that mean something in this column ("none").
        keep_short_codes: keep "NA" as it is: the column holds codes.
    """
    import numpy as np
    import pandas as pd

    index, kind = column.index, column.dtype.kind
    empty = pd.Series(index=index, dtype="float64")
    numbers, texts = empty, pd.Series(index=index, dtype="str")
    dates, flags = pd.Series(index=index, dtype="datetime64[us]"), pd.Series(index=index, dtype="boolean")
    if isinstance(column.dtype, pd.StringDtype):
        texts = column.astype("str")
    elif isinstance(column.dtype, pd.BooleanDtype) or kind == "b":
        flags = column.astype("boolean")
    elif kind == "M":
        dates = column.dt.tz_localize(None).astype("datetime64[us]")
    elif kind in "iuf":
        numbers = column.astype("float64")
    else:
        values = column.to_numpy(dtype=object)
        kinds = _kinds(values)
        numbers = _only(values, kinds == "n", index, "float64")
        texts = _only(values, kinds == "t", index, "str")
        dates = _only(values, kinds == "d", index, "datetime64[us]")
        flags = _only(values, kinds == "b", index, "boolean")
    is_endless = np.isinf(numbers)
    numbers = numbers.mask(is_endless)
    places, distinct = pd.factorize(texts)  # equal texts are handled once
    distinct = tidy_series(pd.Series(distinct, dtype="str"))
    errors = distinct.str.startswith(("#", "Err:"), na=False)
    errors[errors] = distinct[errors].map(fold).isin(words_of_kind("error_value")).to_numpy()
    texts = _spread(_without_blanks(distinct.mask(errors), keep, keep_short_codes), places, index)
    found = _spread(pd.Series(index=distinct.index, dtype="str").mask(errors, "EXCEL_ERROR"), places, index)
    found = found.mask(is_endless, "NUMBER_TOO_LARGE") if is_endless.any() else found
    return Cells(numbers, texts, dates, flags, found)


def _spread(distinct: pd.Series, places: np.ndarray, index: pd.Index) -> pd.Series:
    """What was found for each distinct text, for every cell; missing where there is no text."""
    import pandas as pd

    return pd.Series(distinct.array.take(places, allow_fill=True), index=index)


def plain_kind(column: pd.Series) -> pd.Series:
    """A column of mixed dtype with the dtype of its cells where they are all of one kind."""
    import pandas as pd

    if column.dtype != object:
        return column
    kind = pd.api.types.infer_dtype(column, skipna=True)
    dtype = {
        "string": "str",
        "floating": "float64",
        "integer": "float64",
        "mixed-integer-float": "float64",
        "boolean": "boolean",
    }.get(kind)
    return column.astype(dtype) if dtype else column


def _kinds(values: np.ndarray) -> np.ndarray:
    """One letter a cell: t text, b boolean, d date, n number, o nothing; told by type, each type once."""
    import numpy as np

    types = list(map(type, values))
    letters = {kind: _kind(kind) for kind in set(types)}
    return np.array([letters[kind] for kind in types], dtype="U1")


def _kind(cell_type: type) -> str:

    if issubclass(cell_type, str):
        return "t"
    if issubclass(cell_type, bool) or cell_type.__name__ == "bool":
        return "b"
    if issubclass(cell_type, (dt.datetime, dt.date)):
        return "d"
    return "n" if issubclass(cell_type, numbers.Number) else "o"


def _only(values: np.ndarray, where: np.ndarray, index: pd.Index, dtype: str) -> pd.Series:
    """The cells of one kind as a series of its dtype, missing elsewhere."""
    import pandas as pd

    given = pd.Series(values[where], index=where.nonzero()[0])
    typed = pd.to_datetime(given, errors="coerce") if dtype.startswith("datetime") else given
    return typed.astype(dtype).reindex(range(len(index))).set_axis(index)


def _without_blanks(texts: pd.Series, keep: frozenset[str], keep_short_codes: bool) -> pd.Series:
    lowered = texts.str.lower()
    blank = lowered.isin(blank_texts() - {word for word in blank_texts() if fold(word) in keep}) | (
        texts.str.len() == 0
    ).fillna(False)
    return texts.mask(blank & (texts != "NA").fillna(True) if keep_short_codes else blank)


def by_unique(texts: pd.Series, read: Callable[[str], tuple[Any, ...]], width: int) -> list[pd.Series]:
    """Apply ``read`` once to each distinct text and spread its results; ``width`` is the length of the tuples
    it returns.
    """
    import numpy as np
    import pandas as pd

    codes, uniques = pd.factorize(texts)
    columns: list[pd.Series] = []
    results = [read(text) for text in uniques]
    for position in range(width):
        values = np.empty(len(results) + 1, dtype=object)
        values[:-1] = [result[position] for result in results]
        values[-1] = None
        columns.append(pd.Series(values[codes], index=texts.index, dtype=object))
    return columns


def mark(found: pd.Series, where: pd.Series, code: str) -> pd.Series:
    """Findings with ``code`` added where nothing was found before."""
    return found.mask(where.fillna(False).astype(bool) & found.isna(), code)
