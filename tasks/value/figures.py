"""What the model comes to for each candidate: the middle case, percentiles, and the chance to pay back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tasks.value.baseline import assumption
from tasks.value.breakeven import BreakEven
from tasks.value.draws import MIDDLE, Cases, percentiles

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.value.pricing import Priced
    from tasks.value.terms import SumOfProducts

BLOCK_ROWS = 512  # rows x cases of a block stay in the processor's cache
CENTS = 2


@dataclass(frozen=True)
class Figures:
    """By candidate, missing where it cannot be valued; money in the row's currency, rounded to cents.

    ``saving``, ``capacity`` and ``one_off`` are 10th, 50th and 90th percentile x rows; ``case`` the middle case by
    line; ``npv_swung`` is swung assumptions x low or high end x rows.
    """

    saving: np.ndarray
    capacity: np.ndarray
    one_off: np.ndarray
    case: dict[str, np.ndarray]
    chance: np.ndarray
    capacity_chance: np.ndarray
    npv_swung: np.ndarray
    months: np.ndarray

    def without_swings(self) -> Figures:
        """The same without ``npv_swung``."""
        return replace(self, npv_swung=np.empty((0, 2, 0)))


CASE_LINES: dict[str, Callable[[Priced], SumOfProducts]] = {
    "saving": lambda one: one.saving,
    "capacity": lambda one: one.freed,
    "one_off": lambda one: one.one_off,
    "npv": lambda one: one.npv,
    "fee": lambda one: one.fee,
    "paid": lambda one: one.paid,
    "on_fee": lambda one: one.on_fee,
    "share_moved": lambda one: one.share,
}


def figures_of(classes: list[Priced], cases: Cases, rows_count: int) -> Figures:
    """Works out every row.

    Args:
        classes: rows by class.
        cases: the cases of the assumptions.
        rows_count: number of candidates.
    """

    def blank(*shape: int) -> np.ndarray:
        return np.full((*shape, rows_count), np.nan)

    found = Figures(
        blank(3),
        blank(3),
        blank(3),
        {name: blank() for name in CASE_LINES},
        blank(),
        blank(),
        blank(len(cases.swung), 2),
        blank(),
    )
    for one in classes:
        for name, line in CASE_LINES.items():
            found.case[name][one.rows] = in_case(line(one), one, MIDDLE)
        found.months[one.rows] = _months(one)
        for name in ("saving", "capacity", "one_off"):
            for rows, drawn in _blocks(CASE_LINES[name](one), one, cases.draws):
                getattr(found, name)[:, rows] = np.round(percentiles(drawn), CENTS)
        swept = slice(1, cases.draws_from)
        for rows, drawn in _blocks(one.npv, one, cases.draws):
            found.chance[rows] = (drawn > 0).mean(axis=1)
        for rows, drawn in _blocks(one.capacity_npv, one, cases.draws):
            found.capacity_chance[rows] = (drawn > 0).mean(axis=1)
        for rows, ends in _blocks(one.npv, one, swept):
            found.npv_swung[:, :, rows] = ends.T.reshape(len(cases.swung), 2, len(rows))
    for name in ("saving", "capacity", "one_off", "npv"):
        found.case[name] = np.round(found.case[name], CENTS)
    return found


def in_case(terms: SumOfProducts, one: Priced, case: int) -> np.ndarray:
    """A line of each row in one case.

    Args:
        terms: the line, as facts times figures.
        one: the class of the rows.
        case: number of the case; 0 is the middle one.

    Returns:
        Money in the row's currency, one figure for each row of the class.
    """
    if not terms.parts:
        return np.zeros(len(one.rows))
    return terms.facts(one.facts) @ terms.figures()[:, case]


def _blocks(terms: SumOfProducts, one: Priced, cases: slice):
    """Rows and their figures in the cases, block by block."""
    figures = np.ascontiguousarray(terms.figures()[:, cases])
    facts = terms.facts(one.facts)
    for start in range(0, len(one.rows), BLOCK_ROWS):
        part = slice(start, start + BLOCK_ROWS)
        yield one.rows[part], facts[part] @ figures


def _months(one: Priced) -> np.ndarray:
    """Month of break-even of each row in the middle case, within the contract."""
    watch = BreakEven(-in_case(one.one_off, one, MIDDLE))
    for year, cash in enumerate(one.cash):
        watch.add_year(year, in_case(cash, one, MIDDLE), one.facts[f"part_{year}"].to_numpy(float))
    return watch.months


def of_groups(
    classes: list[Priced], line: Callable[[Priced], SumOfProducts], codes: np.ndarray, count: int
) -> np.ndarray:
    """The sum of a line over the rows of each group, in every case.

    Args:
        classes: rows by class.
        line: which line.
        codes: group of each candidate, from 0; -1 for none.
        count: number of groups.

    Returns:
        groups x cases.
    """
    cases = classes[0].cases.count if classes else 1
    sums = np.zeros((count, cases))
    for one in classes:
        own = codes[one.rows]
        inside = own >= 0
        terms = line(one)
        if not inside.any() or not terms.parts:
            continue
        facts = terms.facts(one.facts)[inside]
        summed = np.stack([np.bincount(own[inside], fact, count) for fact in facts.T], axis=1)
        sums += summed @ terms.figures()
    return sums


def yearly_of_groups(classes: list[Priced], codes: np.ndarray, count: int) -> list[np.ndarray]:
    """Cash of each year of each group, in every case: groups x cases a year."""
    years = max((one.years for one in classes), default=0)
    return [
        sum(
            (
                of_groups([one], lambda priced, y=year: priced.cash[y], codes, count)
                for one in classes
                if one.years > year
            ),
            np.zeros((count, classes[0].cases.count)),
        )
        for year in range(years)
    ]


def sure_share(rulebook: Rulebook) -> float:
    """Share of the draws from which a sign is taken for sure."""
    return assumption(rulebook, "sure_share").mid
