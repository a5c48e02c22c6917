"""Cells of one column, sorted by what they are, and what a reader of cells gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasks.intake.normal import fold, tidy_series
from tasks.intake.words import blank_texts

if TYPE_CHECKING:
    import pandas as pd

_EXCEL_ERROR = r"^#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$"


@dataclass(frozen=True)
class Hints:
    """What is known about a column before its cells are read: its heading's units, the table's habits."""

    decimal: str = "."
    is_guessed_decimal: bool = False
    is_percent: bool = False
    is_fraction: bool = False
    scale: tuple[float, float, bool] | None = None
    is_reversed: bool = False
    factor: float = 1.0
    currency: str | None = None


@dataclass(frozen=True)
class Reading:
    """One column read. ``values`` has the column's dtype; ``found`` names, for cells that were repaired or could not be read,
    the code of the issue catalogue; ``extras`` holds further series (currency); ``notes`` are sentences on the whole column.
    """

    values: pd.Series
    found: pd.Series
    notes: tuple[str, ...] = ()
    extras: dict[str, pd.Series] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """The filled cells of a column by kind, each over the full index; ``texts`` holds no blanks and no words for blank."""

    numbers: pd.Series
    texts: pd.Series
    dates: pd.Series
    flags: pd.Series
    found: pd.Series


def sort_cells(column: pd.Series, keep: frozenset[str] = frozenset(), keep_short_codes: bool = False) -> Cells:
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
        kinds = np.array([_kind(value) for value in column.array], dtype="U1")
        numbers = pd.to_numeric(column.where(pd.Series(kinds == "n", index=index)), errors="coerce").astype("float64")
        texts = column.where(pd.Series(kinds == "t", index=index)).astype("str")
        dates = pd.to_datetime(column.where(pd.Series(kinds == "d", index=index)), errors="coerce").astype("datetime64[us]")
        flags = column.where(pd.Series(kinds == "b", index=index)).astype("boolean")
    numbers = numbers.where(np.isfinite(numbers))
    texts = tidy_series(texts) if texts.notna().any() else texts
    errors = texts.str.match(_EXCEL_ERROR, na=False)
    found = pd.Series(index=index, dtype="str").mask(errors, "EXCEL_ERROR")
    return Cells(numbers, _without_blanks(texts.mask(errors), keep, keep_short_codes), dates, flags, found)


def plain_kind(column: pd.Series) -> pd.Series:
    """A column of mixed dtype with the dtype of its cells where they are all of one kind."""
    import pandas as pd

    if column.dtype != object:
        return column
    kind = pd.api.types.infer_dtype(column, skipna=True)
    dtype = {"string": "str", "floating": "float64", "integer": "float64", "mixed-integer-float": "float64", "boolean": "boolean"}.get(kind)
    return column.astype(dtype) if dtype else column


def _kind(value: Any) -> str:
    import datetime as dt
    import numbers

    if isinstance(value, str):
        return "t"
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "b"
    if isinstance(value, (dt.datetime, dt.date)):
        return "d"
    return "n" if isinstance(value, numbers.Number) else "o"


def _without_blanks(texts: pd.Series, keep: frozenset[str], keep_short_codes: bool) -> pd.Series:
    lowered = texts.str.lower()
    blank = lowered.isin(blank_texts() - {word for word in blank_texts() if fold(word) in keep}) | (texts.str.len() == 0).fillna(False)
    return texts.mask(blank & (texts != "NA").fillna(True) if keep_short_codes else blank)


def by_unique(texts: pd.Series, read: Callable[[str], tuple[Any, ...]], width: int) -> list[pd.Series]:
    """Apply ``read`` once to each distinct text and spread its results; ``width`` is the length of the tuples it returns."""
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
