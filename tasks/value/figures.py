"""What the model comes to for each candidate: the middle case, percentiles, and the chance to pay back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.value.baseline import assumption
from tasks.value.breakeven import BreakEven
from tasks.value.draws import MIDDLE, Cases, percentiles
from tasks.value.terms import to_cents

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook
    from tasks.value.pricing import Priced
    from tasks.value.terms import SumOfProducts

BLOCK_ROWS = 512  # rows x cases of a block stay in the processor's cache
STRETCH_ROWS = 128 * BLOCK_ROWS  # whose products of facts are held at one time


@dataclass(frozen=True)
class Swings:
    """What each assumption alone, moved to its ends, does to the net present value of a candidate.

    ``top`` is the place in ``Cases.swung`` of the one that swings it most, of those that turn its sign where some do;
    ``at_low`` and ``at_high`` the value at its ends; ``turned_by`` the place of the judgement of ours that turns the
    sign with the largest swing, -1 where none does.
    """

    top: np.ndarray
    at_low: np.ndarray
    at_high: np.ndarray
    turned_by: np.ndarray


@dataclass(frozen=True)
class Figures:
    """By candidate, missing where it cannot be valued; money in the row's currency, rounded to cents.

    ``saving``, ``capacity`` and ``one_off`` are 10th, 50th and 90th percentile x rows; ``case`` the middle case by
    line.
    """

    saving: np.ndarray
    capacity: np.ndarray
    one_off: np.ndarray
    case: dict[str, np.ndarray]
    chance: np.ndarray
    capacity_chance: np.ndarray
    swings: Swings
    months: np.ndarray


CASE_LINES: dict[str, Callable[[Priced], SumOfProducts]] = {
    "saving": lambda row_class: row_class.saving,
    "capacity": lambda row_class: row_class.freed,
    "one_off": lambda row_class: row_class.one_off,
    "npv": lambda row_class: row_class.npv,
    "fee": lambda row_class: row_class.fee,
    "paid": lambda row_class: row_class.paid,
    "on_fee": lambda row_class: row_class.on_fee,
    "share_moved": lambda row_class: row_class.share,
}


def figures_of(classes: list[Priced], cases: Cases, rows_count: int, rulebook: Rulebook) -> Figures:
    """Works out every row.

    Args:
        classes: rows by class.
        cases: the cases of the assumptions.
        rows_count: number of candidates.
        rulebook: section assumptions.
    """
    is_judgement = np.array(
        [assumption(rulebook, rule_id).is_judgement for rule_id in cases.swung], dtype=bool
    )

    def blank(*shape: int) -> np.ndarray:
        return np.full((*shape, rows_count), np.nan)

    figures = Figures(
        blank(3),
        blank(3),
        blank(3),
        {name: blank() for name in CASE_LINES},
        blank(),
        blank(),
        Swings(np.zeros(rows_count, "int16"), blank(), blank(), np.full(rows_count, -1, "int16")),
        blank(),
    )
    # Figures are written into arrays of all candidates; rows that are in no class stay missing.
    for row_class in classes:
        for name, line in CASE_LINES.items():
            figures.case[name][row_class.rows] = in_case(line(row_class), row_class, MIDDLE)
        figures.months[row_class.rows] = _months(row_class)
        for name in ("saving", "capacity", "one_off"):
            for rows, drawn in _blocks(CASE_LINES[name](row_class), row_class, cases.draws):
                getattr(figures, name)[:, rows] = to_cents(percentiles(drawn))
        # After the middle case come the low and the high end of each swung assumption, in pairs.
        swept = slice(1, cases.draws_from)
        for rows, drawn in _blocks(row_class.npv, row_class, cases.draws):
            figures.chance[rows] = (drawn > 0).mean(axis=1)
        for rows, drawn in _blocks(row_class.capacity_npv, row_class, cases.draws):
            figures.capacity_chance[rows] = (drawn > 0).mean(axis=1)
        for rows, ends in _blocks(row_class.npv, row_class, swept):
            _note_swings(figures.swings, rows, ends, is_judgement)
    for name in ("saving", "capacity", "one_off", "npv"):
        figures.case[name] = to_cents(figures.case[name])
    return figures


def _note_swings(swings: Swings, rows: np.ndarray, ends: np.ndarray, is_judgement: np.ndarray) -> None:
    """Notes what the ends of the assumptions (rows x low and high end of each) say of some rows."""
    low, high = ends[:, 0::2], ends[:, 1::2]
    swing = np.nan_to_num(np.abs(high - low))
    # Whether the net present value is above zero at one end only.
    turns = (low > 0) != (high > 0)
    # Where some assumptions turn the sign, the largest swing of those (others count as -1); else the largest
    # of all.
    top = np.where(turns.any(axis=1, keepdims=True), np.where(turns, swing, -1.0), swing).argmax(axis=1)
    by_judgement = turns & is_judgement
    row_index = np.arange(len(rows))
    swings.top[rows], swings.at_low[rows], swings.at_high[rows] = (
        top,
        low[row_index, top],
        high[row_index, top],
    )
    largest = np.where(by_judgement, swing, -1.0).argmax(axis=1)
    swings.turned_by[rows] = np.where(by_judgement.any(axis=1), largest, -1)


def in_case(terms: SumOfProducts, row_class: Priced, case: int) -> np.ndarray:
    """A line of each row in one case.

    Args:
        terms: the line, as facts times figures.
        row_class: the class of the rows.
        case: number of the case; 0 is the middle one.

    Returns:
        Money in the row's currency, one figure for each row of the class.
    """
    if not terms.parts:
        return np.zeros(len(row_class.rows))
    figures = terms.figures()[:, case]
    return np.concatenate([terms.facts(some) @ figures for some in row_class.facts.stretches(STRETCH_ROWS)])


def _blocks(terms: SumOfProducts, row_class: Priced, cases: slice):
    """Rows and their figures in the cases, block by block."""
    # A slice of columns is spread over memory; the product with each block reads it from end to end.
    figures = np.ascontiguousarray(terms.figures()[:, cases])
    for number, some in enumerate(row_class.facts.stretches(STRETCH_ROWS)):
        facts, rows = terms.facts(some), row_class.rows[number * STRETCH_ROWS :][:STRETCH_ROWS]
        for start in range(0, len(rows), BLOCK_ROWS):
            part = slice(start, start + BLOCK_ROWS)
            yield rows[part], facts[part] @ figures


def _months(row_class: Priced) -> np.ndarray:
    """Month of break-even of each row in the middle case, within the contract."""
    watch = BreakEven(-in_case(row_class.one_off, row_class, MIDDLE))
    for year, cash in enumerate(row_class.cash):
        watch.add_year(year, in_case(cash, row_class, MIDDLE), row_class.facts[f"part_{year}"])
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
    for row_class in classes:
        own = codes[row_class.rows]
        inside = own >= 0
        terms = line(row_class)
        if not inside.any() or not terms.parts:
            continue
        # Only the groups that this class has rows of: each product of facts is added up by group, and the
        # sums are multiplied with the figures of all cases at once.
        groups, group_numbers = np.unique(own[inside], return_inverse=True)
        summed = np.stack(
            [
                np.bincount(group_numbers, product)
                for product in terms.products(row_class.facts.where(inside))
            ],
            axis=1,
        )
        sums[groups] += summed @ terms.figures()
    return sums


def yearly_of_groups(classes: list[Priced], codes: np.ndarray, count: int) -> list[np.ndarray]:
    """Cash of each year of each group, in every case: groups x cases a year.

    Args:
        classes: rows by class.
        codes: group of each candidate, from 0; -1 for none.
        count: number of groups.

    Returns:
        One array for each year, the first first, as many as the longest contract of all classes has.
    """
    years = max((row_class.years for row_class in classes), default=0)
    return [
        sum(
            (
                # The year is bound now: a lambda would look it up when it is called.
                of_groups([row_class], lambda priced, y=year: priced.cash[y], codes, count)
                for row_class in classes
                if row_class.years > year
            ),
            np.zeros((count, classes[0].cases.count)),
        )
        for year in range(years)
    ]


def hardly_pays(chance_to_pay: pd.Series, rulebook: Rulebook) -> pd.Series:
    """Whether each candidate pays back in so few draws that no move is advised, whatever its verdict; false where
    it has no value.
    """
    return chance_to_pay.le(1 - sure_share(rulebook)).fillna(False).astype(bool)


def sure_share(rulebook: Rulebook) -> float:
    """Share of the draws from which a sign is taken for sure."""
    return assumption(rulebook, "sure_share").mid
