"""Cells of one column, sorted by what they are, and what a reader of cells gives back."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from schemas.columns import as_dtype, blank_column
from tasks.distinct_texts import distinct_texts
from tasks.intake.wording.normalise import fold, tidy_cell
from tasks.intake.wording.word_lists import blank_texts, words_of_kind
from tasks.mixed_cells import known_kinds
from tasks.text_search import MANY_TEXTS, found_in

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

DATE = "datetime64[us]"
# White space at an end, what an error begins with, and letters beyond ASCII, which may look like others.
_NOT_PLAIN = r"^[\t-\r\x1c-\x1f #E]|[\t-\r\x1c-\x1f ]$|[^\x00-\x7f]"
UniqueDtype = Literal["str", "float64", "boolean", "object"]


@dataclass(frozen=True, eq=False)
class Hints:
    """What is known about a column before its cells are read: its heading's units, the table's habits.

    ``factor`` is all that the heading multiplies by; ``magnitude`` the part of it that thousands are;
    ``time`` the heading's unit of time. ``formats`` holds the telling number format of each cell, missing
    where it says nothing. ``is_clock``: the heading shows a clock ("hh:mm"). ``is_day_first``: so are the
    dates of other columns. ``yes_means`` is the entry that "yes" stands for in a list ("Health data?").
    ``runs_each``: how often a year the period of the heading comes round, by which "How often a week?" counts.
    ``is_falling``: level 1 is the highest, of a scale that the heading does not give as a whole.
    ``settled`` are the keys that a map gives for the column, which no look at its cells overrules.
    """

    decimal: str = "."
    is_guessed_decimal: bool = False
    percent: float | None = None
    magnitude: float = 1.0
    time: str | None = None
    formats: pd.Series | None = None
    yes_means: str | None = None
    scale: tuple[float, float, bool] | None = None
    is_falling: bool = False
    runs_each: float | None = None
    is_reversed: bool = False
    factor: float = 1.0
    currency: str | None = None
    is_clock: bool = False
    is_day_first: bool | None = None
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """One column read. ``values`` has the column's dtype; ``codes`` names, for cells that were repaired or
    could not be read, the code of the issue catalogue; ``extras`` holds further series (currency); ``notes``
    are sentences on the whole column. ``read_as`` is what was decided for the whole column, as a map says it (unit of
    shares and times, scale of levels, order of dates); ``is_assumed``: by default, for nothing shows it.
    """

    values: pd.Series
    codes: pd.Series
    notes: tuple[str, ...] = ()
    extras: dict[str, pd.Series] = field(default_factory=dict)
    read_as: str = ""
    is_assumed: bool = False


class Cells:
    """The filled cells of a column by kind, each over the full index; ``texts`` holds no blanks and no words
    for blank. Most columns hold one kind: a column of missing values is made of another one when it is asked for.
    """

    numbers: pd.Series
    texts: pd.Series
    dates: pd.Series
    flags: pd.Series
    codes: pd.Series

    def __init__(self, index: pd.Index, known: Mapping[str, pd.Series]) -> None:
        self._index = index
        vars(self).update(known)

    def __getattr__(self, name: str) -> pd.Series:
        if name not in _DTYPE_OF_CELLS:
            raise AttributeError(name)
        blank = blank_column(self._index, _DTYPE_OF_CELLS[name])
        setattr(self, name, blank)
        return blank

    @property
    def are_filled(self) -> np.ndarray:
        """Which cells are filled, with whatever kind."""
        import numpy as np

        filled = np.zeros(len(self._index), dtype=bool)
        for name in _DTYPE_OF_CELLS.keys() & vars(self).keys() - {"codes"}:
            filled |= vars(self)[name].notna().to_numpy(dtype=bool)
        return filled

    def mask_dates(self, where: pd.Series) -> Cells:
        """The same without the dates that were read as something else."""
        kinds = {name: getattr(self, name) for name in _DTYPE_OF_CELLS}
        return Cells(self._index, kinds | {"dates": self.dates.mask(where)})


_DTYPE_OF_CELLS = {"numbers": "float64", "texts": "str", "dates": DATE, "flags": "boolean", "codes": "str"}
_LETTER_OF_CELLS = {"numbers": "n", "texts": "t", "dates": "d", "flags": "b"}  # of _kinds


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
    known: dict[str, pd.Series] = {}
    if isinstance(column.dtype, pd.StringDtype):
        known["texts"] = as_dtype(column, "str")
    elif isinstance(column.dtype, pd.BooleanDtype) or kind == "b":
        known["flags"] = column.astype("boolean")
    elif kind == "M":
        known["dates"] = column.dt.tz_localize(None).astype(DATE)
    elif kind in "iuf":
        known["numbers"] = as_dtype(column, "float64")
    else:
        values = column.to_numpy(dtype=object)
        kinds = _kinds(values)
        for name, letter in _LETTER_OF_CELLS.items():
            if (are_of_kind := kinds == letter).any():
                known[name] = _only(values, are_of_kind, index, _DTYPE_OF_CELLS[name])
    # No sum and no chart can use infinity; it is told as a number that is too large.
    if "numbers" in known and np.isinf(known["numbers"].to_numpy()).any():
        is_endless = np.isinf(known["numbers"])
        known["codes"] = blank_column(index, "str").mask(is_endless, "NUMBER_TOO_LARGE")
        known["numbers"] = known["numbers"].mask(is_endless)
    # Equal texts are handled once. Of columns of numbers, dates or booleans none is looked for.
    if "texts" not in known:
        return Cells(index, known)
    indexes, distinct = distinct_texts(known["texts"])
    blank = _blank_words(keep)
    changed: dict[int, str | None] = {}
    codes: list[str | None] = []
    positions = _to_look_at(distinct, blank)
    for position, text in zip(positions.tolist(), distinct[positions].tolist(), strict=True):
        tidied = tidy_cell(text)
        # Excel's errors begin with # and LibreOffice's with Err: - only such texts are folded and looked up.
        is_error = tidied.startswith(("#", "Err:")) and fold(tidied) in words_of_kind("error_value")
        if is_error or tidied.lower() in blank and not (keep_short_codes and tidied == "NA"):
            changed[position] = None
        elif tidied != text:
            changed[position] = tidied
        if is_error:
            codes = codes or [None] * len(distinct)
            codes[position] = "EXCEL_ERROR"
    if codes:
        of_texts = _spread(codes, indexes, index)
        known["codes"] = known["codes"].fillna(of_texts) if "codes" in known else of_texts
    # Nothing was tidied away: the column is passed on as it is, without a copy.
    if changed:
        tidied_texts = distinct.tolist()
        for position, text in changed.items():
            tidied_texts[position] = text
        known["texts"] = _spread(tidied_texts, indexes, index)
    return Cells(index, known)


def _to_look_at(distinct: pd.Index, blank: frozenset[str]) -> np.ndarray:
    """Places of the texts that may be errors or words for blank, or may have to be tidied; of few texts all of them."""
    import numpy as np

    if len(distinct) < MANY_TEXTS:
        return np.arange(len(distinct))
    is_blank = distinct.str.lower().isin(blank)
    return np.flatnonzero(is_blank | found_in(distinct, _NOT_PLAIN))


@cache
def _blank_words(keep: frozenset[str]) -> frozenset[str]:
    """Words for "blank", in lower case, that mean nothing else in a column."""
    return frozenset(word for word in (*blank_texts(), "") if fold(word) not in keep or not word)


def _spread(distinct: list[str | None], indexes: np.ndarray, index: pd.Index) -> pd.Series:
    """What was found for each distinct text, for every cell; missing where there is no text."""
    import pandas as pd

    return pd.Series(pd.array(distinct, dtype=str).take(indexes, allow_fill=True), index=index)


# pandas' word for the cells of a column, and the dtype they get.
_DTYPE_OF_KIND: dict[str, Literal["str", "float64", "boolean"]] = {
    "string": "str",
    "floating": "float64",
    "integer": "float64",
    "mixed-integer-float": "float64",
    "boolean": "boolean",
}


def plain_kind(column: pd.Series) -> pd.Series:
    """A column of mixed dtype with the dtype of its cells where they are all of one kind."""
    import pandas as pd

    if column.dtype != object:
        return column
    dtype = _DTYPE_OF_KIND.get(pd.api.types.infer_dtype(column, skipna=True))
    return column.astype(dtype) if dtype else column


def _kinds(values: np.ndarray) -> np.ndarray:
    """One letter a cell: t text, b boolean, d date, n number, o nothing; told by type, each type once."""
    import numpy as np

    if (known := known_kinds(values)) is not None:
        return known
    # A column has few types of cells, so each type is judged once and not each cell.
    types = list(map(type, values))
    of_cells, kinds = np.fromiter(map(id, types), dtype=np.intp, count=len(types)), np.full(len(types), "o")
    for kind in set(types):
        kinds[of_cells == id(kind)] = _kind(kind)
    return kinds


def _kind(cell_type: type) -> str:
    if issubclass(cell_type, str):
        return "t"
    # Before numbers, because bool is a kind of int; NumPy has a bool of its own.
    if issubclass(cell_type, bool) or cell_type.__name__ == "bool":
        return "b"
    if issubclass(cell_type, (dt.datetime, dt.date)):
        return "d"
    return "n" if issubclass(cell_type, numbers.Number) else "o"


def _only(values: np.ndarray, where: np.ndarray, index: pd.Index, dtype: Any) -> pd.Series:
    """The cells of one kind, of which there are some, as a series of its dtype, missing elsewhere."""
    import numpy as np
    import pandas as pd

    if dtype != DATE:
        # Of the cells of this kind, which may be few, the place of each; -1 elsewhere, which is missing.
        own = np.where(where, np.cumsum(where) - 1, -1)
        return pd.Series(
            pd.array(values[where], dtype=dtype).take(own, allow_fill=True), index=index, dtype=dtype
        )
    days = pd.to_datetime(pd.Series(values[where], index=where.nonzero()[0]), errors="coerce")
    # By position first, then the index of the column: row numbers may not be in steps of one.
    return days.astype(dtype).reindex(range(len(index))).set_axis(index)


def by_unique(
    texts: pd.Series, parse: Callable[[str], tuple[Any, ...]], dtypes: Sequence[UniqueDtype]
) -> list[pd.Series]:
    """Apply ``parse`` once to each distinct text and spread its results.

    Args:
        texts: the texts of a column; missing ones are not read.
        parse: takes a text and returns a tuple.
        dtypes: of each value of the tuple.

    Returns:
        One series for each place of the tuple, over the index of ``texts``; missing (None among objects) where a text
        is missing.
    """
    import numpy as np
    import pandas as pd

    codes, uniques = distinct_texts(texts)
    columns: list[pd.Series] = []
    results = [parse(text) for text in uniques]
    for position, dtype in enumerate(dtypes):
        # One value more than texts: missing texts have the code -1, which picks the None at the end.
        values = np.empty(len(results) + 1, dtype=object)
        values[:-1] = [result[position] for result in results]
        values[-1] = None
        spread = values[codes] if dtype == "object" else pd.array(values, dtype=dtype).take(codes)
        columns.append(pd.Series(spread, index=texts.index, dtype=spread.dtype, copy=False))
    return columns


def filled(column: pd.Series, *others: pd.Series) -> pd.Series:
    """``column.fillna`` with one column after the other. Most of them hold nothing, which is told sooner.

    Args:
        column: not changed.
        *others: of the same dtype and index, the one that counts most first.

    Returns:
        The column itself where none of the others holds a value.
    """
    for other in others:
        if not other.array.isna().all():
            column = column.fillna(other)
    return column


def but(column: pd.Series, where: pd.Series, value: object = None) -> pd.Series:
    """``column.mask`` with a value, None for a blank; the column itself where ``where`` holds nowhere, as mostly.

    Args:
        column: not changed.
        where: true or false for each row.
        value: what the column gets there.
    """
    if not where.any():
        return column
    return column.mask(where) if value is None else column.mask(where, value)


def mark(codes: pd.Series, where: pd.Series, code: str) -> pd.Series:
    """Findings with ``code`` added where nothing was found before.

    Args:
        codes: codes of findings, missing where there is none.
        where: the cells to mark; missing counts as false.
        code: the code of the issue.
    """
    if not where.any():  # hardly a column has any
        return codes
    return codes.mask(where.fillna(False).astype(bool) & codes.isna(), code)
