"""Figures that a list holds as texts ("195.000,00"), as numbers, so that sums of them can be proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.cells.number_text import decimal_evidence, shapes_of
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
        figures = _as_numbers(cells, has_comma)
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


def _as_numbers(texts: pd.Series, has_comma: bool) -> pd.Series:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    # Most figures are plain and read at once.
    is_plain = found_in(texts, r"^[0-9]+$" if has_comma else r"^[0-9]+(?:\.[0-9]+)?$")
    plain = pd.Series(np.asarray(pc.cast(pa.array(texts.where(is_plain)), pa.float64())), index=texts.index)
    rest = texts[~is_plain]
    is_negative = rest.str.contains(r"^\s*[-(]|-\s*\D*$", regex=True)
    bare = rest.str.replace(r"[^\d.,]", "", regex=True)
    group, mark = (".", ",") if has_comma else (",", ".")
    bare = bare.str.replace(group, "", regex=False).str.replace(mark, ".", regex=False)
    figures = pd.to_numeric(bare.str.rstrip("."), errors="coerce")
    return plain.fillna(figures.mask(is_negative, -figures))
