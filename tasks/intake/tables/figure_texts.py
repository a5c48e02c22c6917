"""Figures that a list holds as texts ("195.000,00"), as numbers, so that sums of them can be proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.cells.number_text import decimal_evidence, shapes_of
from tasks.intake.thresholds import NUMERIC_SHARE, SAMPLE_VALUES

if TYPE_CHECKING:
    import pandas as pd

# "1.234,50 EUR", "(1,200)", "1'000-": a number with its marks, and a currency at one end. Other letters make ids of
# digits, such as P10.
_CURRENCY = r"(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|BRL|[€$£])?"
_FIGURE = rf"\s*{_CURRENCY}\s*[-+(]?\s*\d[\d.,' \u00a0\u202f]*[-)]?\s*{_CURRENCY}\s*"
_POINT_GROUPS = r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])"


def with_figures(data: pd.DataFrame) -> pd.DataFrame:
    """Rows with the texts of columns of figures as numbers; texts that are none stay as they are.

    Args:
        data: rows of a table, by letter.
    """
    texts = {letter: found for letter in data.columns if (found := _figure_texts(data[letter])) is not None}
    if not texts:
        return data
    evidence = [decimal_evidence(shapes_of(cells.iloc[:SAMPLE_VALUES])) for cells in texts.values()]
    commas, points = (sum(found) for found in zip(*evidence, strict=True))
    numbers = {}
    for (letter, cells), (comma, point) in zip(texts.items(), evidence, strict=True):
        # What settles the mark: the column, else all columns, else groups of three after a point.
        votes = (comma, point) if comma != point else (commas, points)
        has_comma = votes[0] > votes[1] or (
            votes[0] == votes[1] and bool(cells.str.contains(_POINT_GROUPS).any())
        )
        numbers[letter] = (
            data[letter].astype(object).where(~data.index.isin(cells.index), _as_numbers(cells, has_comma))
        )
    return data.assign(**numbers)


def _figure_texts(column: pd.Series) -> pd.Series | None:
    """The texts of a column that are figures, where most of its cells are numbers or such texts."""
    if column.dtype.kind in "fiMb":
        return None
    known = column.dropna()
    is_text = known.map(lambda cell: isinstance(cell, str)).astype(bool)
    sample = known[is_text].iloc[:SAMPLE_VALUES].astype("str")
    if sample.empty or sample.str.fullmatch(_FIGURE).mean() < NUMERIC_SHARE:
        return None
    texts = known[is_text].astype("str")
    return texts[texts.str.fullmatch(_FIGURE)]


def _as_numbers(texts: pd.Series, has_comma: bool) -> pd.Series:
    import pandas as pd

    is_negative = texts.str.contains(r"^\s*[-(]|-\s*\D*$", regex=True)
    bare = texts.str.replace(r"[^\d.,]", "", regex=True)
    group, mark = (".", ",") if has_comma else (",", ".")
    bare = bare.str.replace(group, "", regex=False).str.replace(mark, ".", regex=False)
    found = pd.to_numeric(bare.str.rstrip("."), errors="coerce")
    return found.mask(is_negative, -found)
