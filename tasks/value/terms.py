"""Money as a sum of products: a fact of the row times a figure of the case.

The model multiplies what a row states (its labour, its error share) with what is assumed (a rate, a share). Kept
apart, both sides are small: the value of 100,000 rows in 1,000 draws is one product of two matrices, and the value
of their sum needs only the sums of the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# How a fact begins that says whether a row states another one, and its opposite.
HAS, LACKS = "has_", "lacks_"

Money = TypeVar("Money", "np.ndarray", "pd.Series")
Product = tuple[str, ...]  # names of facts of a row, sorted; the empty one is 1


class FactColumns(dict[str, np.ndarray]):
    """Columns of candidates as floats, each looked up once: a fact of a class of a few rows costs less than its column.

    ``lacks_share`` is 1 where ``has_share`` is 0, and a share that is not stated is 0; so with the other facts that a
    row may state.
    """

    def __init__(self, work: pd.DataFrame) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, name: str) -> np.ndarray:
        if name.startswith(LACKS):
            self[name] = 1.0 - self[HAS + name.removeprefix(LACKS)]
        else:
            column = self._work[name].to_numpy(float)
            self[name] = np.nan_to_num(column) if HAS + name in self._work else column
        return self[name]


@dataclass(frozen=True)
class CandidateFacts:
    """Facts of some candidates, taken when they are asked for: a copy of all would be as large as the candidates.

    ``rows`` are positions in ``columns``.
    """

    columns: FactColumns
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name][self.rows]

    def where(self, holds: np.ndarray) -> CandidateFacts:
        """Those of some of the rows."""
        return CandidateFacts(self.columns, self.rows[holds])

    def stretches(self, rows_count: int) -> Iterator[CandidateFacts]:
        """The same, so many rows at a time."""
        for start in range(0, len(self.rows), rows_count):
            yield CandidateFacts(self.columns, self.rows[start : start + rows_count])


@dataclass(frozen=True)
class SumOfProducts:
    """A sum over products of facts; each with its figure in every case."""

    parts: Mapping[Product, np.ndarray]

    @staticmethod
    def fact(name: str, cases: int) -> SumOfProducts:
        """A fact of the row alone.

        Args:
            name: a column of the rows.
            cases: number of cases.
        """
        return SumOfProducts({(name,): np.ones(cases)})

    @staticmethod
    def figure(figure: np.ndarray) -> SumOfProducts:
        """A figure of the case alone."""
        return SumOfProducts({(): figure})

    def __add__(self, other: SumOfProducts) -> SumOfProducts:
        parts = dict(self.parts)
        for product, figure in other.parts.items():
            parts[product] = parts[product] + figure if product in parts else figure
        return SumOfProducts(parts)

    def __sub__(self, other: SumOfProducts) -> SumOfProducts:
        return self + other * -1.0

    def __mul__(self, other: SumOfProducts | np.ndarray | float) -> SumOfProducts:
        if not isinstance(other, SumOfProducts):
            return SumOfProducts({product: figure * other for product, figure in self.parts.items()})
        parts: dict[Product, np.ndarray] = {}
        for left, left_figure in self.parts.items():
            for right, right_figure in other.parts.items():
                # Sorted, so that equal products have one name and their figures are added up.
                product = tuple(sorted(left + right))
                figure = left_figure * right_figure
                parts[product] = parts[product] + figure if product in parts else figure
        return SumOfProducts(parts)

    def figures(self) -> np.ndarray:
        """Products x cases."""
        return np.stack(list(self.parts.values()))

    def facts(self, rows: CandidateFacts) -> np.ndarray:
        """Rows x products."""
        return np.stack(list(self.products(rows)), axis=1)

    def products(self, rows: CandidateFacts) -> Iterator[np.ndarray]:
        """Each product of facts by row."""
        # Each fact is taken once, in however many products it is.
        columns = {name: rows[name] for name in {name: None for product in self.parts for name in product}}
        for product in self.parts:
            factors = [columns[name] for name in product]
            yield reduce(np.multiply, factors) if factors else np.ones(len(rows))


NOTHING = SumOfProducts({})


def to_cents(money: Money) -> Money:
    """Money rounded to cents. What is half a cent but for the last bits is half a cent: in which order the products
    were added up, and so which rows share a class, shows in the last bits alone.
    """
    return money.round(6).round(2)


def total(terms: Iterable[SumOfProducts]) -> SumOfProducts:
    """The sum of several; nothing where there is none."""
    whole = NOTHING
    for part in terms:
        whole = whole + part
    return whole
