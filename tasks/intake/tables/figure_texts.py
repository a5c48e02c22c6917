"""Figures that a list holds as texts ("195.000,00"), as numbers, so that sums of them can be proven."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.distinct_texts import are_texts, distinct_texts
from tasks.intake.cells.number_text import decimal_evidence, read_quantities, shapes_of
from tasks.intake.thresholds import NUMERIC_SHARE, SAMPLE_VALUES
from tasks.text_search import found_in

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# "1.234,50 EUR", "(1,200)", "1'000-": a number with its marks, and a currency at one end. Other letters make ids of
# digits, such as P10.
_CURRENCY = r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|BRL|[€$£])?"
_HARD_SPACES = "\u00a0\u202f"
_SPACE = "[\\s\u00a0\u2007\u202f]*"
_FIGURE = (
    rf"^{_SPACE}{_CURRENCY}{_SPACE}[-+(]?{_SPACE}\d[\d.,'{_HARD_SPACES} ]*[-)]?{_SPACE}{_CURRENCY}{_SPACE}$"
)
_DIGIT = re.compile("[0-9]")
_POINT_GROUPS = r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])"


@dataclass(frozen=True, eq=False)
class _Figures:
    """A column of figures: for each row the place of its text among the distinct ones, -1 where it has none; and
    which of these are figures.
    """

    codes: np.ndarray
    distinct: pd.Series
    are_figures: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Positions of the rows with a figure."""
        import numpy as np

        return np.flatnonzero(np.append(self.are_figures, False)[self.codes])

    def cells(self, has_comma: bool, column: pd.Series) -> np.ndarray:
        """The column with the number of each figure in its place; floats where nothing else is in it."""
        import numpy as np
        import pandas as pd

        read = read_quantities(self.distinct[self.are_figures], "," if has_comma else ".")
        # One more than there are texts: rows without a text have the code -1, which picks the last one.
        values = np.full(len(self.distinct) + 1, np.nan)
        values[:-1][self.are_figures] = read["value"].to_numpy()
        if np.count_nonzero(~np.isnan(values)[self.codes]) == column.count():
            return values[self.codes]
        if isinstance(column.dtype, pd.StringDtype):
            cells = np.full(len(values), np.nan, dtype=object)
            others = np.flatnonzero(~self.are_figures)
            cells[others] = self.distinct.iloc[others].to_numpy(dtype=object)
            cells[:-1][self.are_figures] = values[:-1][self.are_figures]
            return cells[self.codes]
        cells, own = column.astype(object).to_numpy(copy=True), self.rows
        cells[own] = values[self.codes[own]]
        return cells


def with_figures(data: pd.DataFrame) -> pd.DataFrame:
    """Rows with the texts of columns of figures as numbers; texts that are none stay as they are.

    Args:
        data: rows of a table, by letter.
    """
    import pandas as pd

    columns = {
        letter: figures for letter in data.columns if (figures := _figures_of(data[letter])) is not None
    }
    if not columns:
        return data
    rows = {letter: column.rows for letter, column in columns.items()}
    evidence = [
        decimal_evidence(shapes_of(column.distinct.iloc[column.codes[rows[letter][:SAMPLE_VALUES]]]))
        for letter, column in columns.items()
    ]
    commas, points = (sum(counts) for counts in zip(*evidence, strict=True))
    numbers = {}
    for (letter, column), (comma, point) in zip(columns.items(), evidence, strict=True):
        # What settles the mark: the column, else all columns, else groups of three after a point.
        votes = (comma, point) if comma != point else (commas, points)
        has_comma = votes[0] > votes[1] or (
            votes[0] == votes[1]
            and bool(column.distinct[column.are_figures].str.contains(_POINT_GROUPS).any())
        )
        cells = column.cells(has_comma, data[letter])
        numbers[letter] = pd.Series(cells, index=data.index, dtype=cells.dtype, copy=False)
    return data.assign(**numbers)


def _figures_of(column: pd.Series) -> _Figures | None:
    """The texts of a column that are figures, where most of its first texts are."""
    import numpy as np
    import pandas as pd

    if column.dtype.kind in "fiMb":
        return None
    if isinstance(column.dtype, pd.StringDtype):
        codes, distinct = distinct_texts(column)
    else:
        is_text = are_texts(column)
        codes = np.full(len(column), -1)
        codes[is_text], distinct = pd.factorize(column[is_text].astype(str))
    sample = codes[np.flatnonzero(codes >= 0)[:SAMPLE_VALUES]]
    texts: list[str] = distinct.take(sample).tolist()
    # Most columns of texts have no digit in theirs, which is seen before the pattern is made ready.
    if sum(_DIGIT.search(text) is not None for text in texts) < max(NUMERIC_SHARE * len(texts), 1):
        return None
    if found_in(texts, _FIGURE).mean() < NUMERIC_SHARE:
        return None
    distinct = pd.Series(distinct, dtype=str)
    return _Figures(codes, distinct, found_in(distinct, _FIGURE))
