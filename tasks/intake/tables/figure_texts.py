"""Figures that a list holds as texts ("195.000,00"), as numbers, so that sums of them can be proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.cells.number_text import decimal_evidence, read_quantities, shapes_of
from tasks.intake.thresholds import NUMERIC_SHARE, SAMPLE_VALUES
from tasks.text_search import found_in

if TYPE_CHECKING:
    import pandas as pd

# "1.234,50 EUR", "(1,200)", "1'000-": a number with its marks, and a currency at one end. Other letters make ids of
# digits, such as P10.
_CURRENCY = r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|BRL|[€$£])?"
_HARD_SPACES = "\u00a0\u202f"
_SPACE = "[\\s\u00a0\u2007\u202f]*"
_FIGURE = (
    rf"^{_SPACE}{_CURRENCY}{_SPACE}[-+(]?{_SPACE}\d[\d.,'{_HARD_SPACES} ]*[-)]?{_SPACE}{_CURRENCY}{_SPACE}$"
)
_POINT_GROUPS = r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])"


def with_figures(data: pd.DataFrame) -> pd.DataFrame:
    """Rows with the texts of columns of figures as numbers; texts that are none stay as they are.

    Args:
        data: rows of a table, by letter.
    """
    texts = {
        letter: column_texts
        for letter in data.columns
        if (column_texts := _figure_texts(data[letter])) is not None
    }
    if not texts:
        return data
    evidence = [decimal_evidence(shapes_of(cells.iloc[:SAMPLE_VALUES])) for cells in texts.values()]
    commas, points = (sum(counts) for counts in zip(*evidence, strict=True))
    numbers = {}
    for (letter, cells), (comma, point) in zip(texts.items(), evidence, strict=True):
        # What settles the mark: the column, else all columns, else groups of three after a point.
        votes = (comma, point) if comma != point else (commas, points)
        has_comma = votes[0] > votes[1] or (
            votes[0] == votes[1] and bool(cells.str.contains(_POINT_GROUPS).any())
        )
        figures = read_quantities(cells, "," if has_comma else ".")["value"].dropna()
        column = data[letter]
        numbers[letter] = (
            figures.reindex(data.index)
            if len(figures) == column.count()
            else column.astype(object).where(~data.index.isin(cells.index), figures)
        )
    return data.assign(**numbers)


def _figure_texts(column: pd.Series) -> pd.Series | None:
    """The texts of a column that are figures, where most of its cells are numbers or such texts."""
    if column.dtype.kind in "fiMb":
        return None
    texts = column.dropna()
    if column.dtype == object:
        texts = texts[[isinstance(cell, str) for cell in texts]].astype("str")
    sample = texts.iloc[:SAMPLE_VALUES]
    if sample.empty or found_in(sample, _FIGURE).mean() < NUMERIC_SHARE:
        return None
    return texts[found_in(texts, _FIGURE)]
