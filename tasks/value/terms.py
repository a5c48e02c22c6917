"""Money as a sum of products: a fact of the row times a figure of the case.

The model multiplies what a row states (its labour, its error share) with what is assumed (a rate, a share). Kept
apart, both sides are small: the value of 100,000 rows in 1,000 draws is one product of two matrices, and the value
of their sum needs only the sums of the facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Product = tuple[str, ...]  # names of facts of a row, sorted; the empty one is 1


@dataclass(frozen=True)
class CandidateFacts:
    """Facts of some candidates, taken when they are asked for: a copy of all would be as large as the candidates.

    ``rows`` are positions in ``work``.
    """

    work: pd.DataFrame
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.work[name].to_numpy(float)[self.rows]

    def where(self, holds: np.ndarray) -> CandidateFacts:
        """Those of some of the rows."""
        return CandidateFacts(self.work, self.rows[holds])

    def stretches(self, rows_count: int) -> Iterator[CandidateFacts]:
        """The same, so many rows at a time."""
        for start in range(0, len(self.rows), rows_count):
            yield CandidateFacts(self.work, self.rows[start : start + rows_count])


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
        columns = {name: rows[name] for name in {name: None for product in self.parts for name in product}}
        for product in self.parts:
            yield np.prod([columns[name] for name in product], axis=0) if product else np.ones(len(rows))


def total(terms: Iterable[SumOfProducts]) -> SumOfProducts:
    """The sum of several; nothing where there is none."""
    whole = SumOfProducts({})
    for part in terms:
        whole = whole + part
    return whole
