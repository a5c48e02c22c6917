"""Cumulative cash: break-even, net present value, and the same for the sum of many rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.value.cases import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasks.value.cases import CaseResult


@dataclass(frozen=True)
class Cash:
    """break_even_months is missing where the cumulative cash stays below zero to the end; npv in the row's
    currency.

    ``fee_share_to_pay`` is the share of the fee at which npv would be nil: npv falls in a straight line with
    the fee.

    ``total_break_even_months`` is the same for the sum of each group, all rows starting on the same day.
    """

    break_even_months: np.ndarray
    npv: np.ndarray
    fee_share_to_pay: np.ndarray
    total_break_even_months: np.ndarray


def follow(
    result: CaseResult, years: np.ndarray, discount_rate: float, group: np.ndarray, groups_count: int
) -> Cash:
    """Follows the cash of each row year by year over its contract; cash falls evenly within a year.

    Args:
        result: one case.
        years: length of the contract by row; a part of a year counts as that part.
        discount_rate: share a year (discount_rate); a year's cash is discounted from its end.
        group: number of the total each row belongs to, from 0; -1 for none.
        groups_count: number of totals.

    Returns:
        Arrays by row, and by group.
    """
    counted = (group >= 0) & ~np.isnan(result.saving)

    def total(cash: np.ndarray) -> np.ndarray:
        return np.bincount(group[counted], weights=cash[counted], minlength=groups_count)

    rows, totals = BreakEven(-result.one_off), BreakEven(-total(result.one_off))
    npv, on_fee = -result.one_off, result.one_off_on_fee
    for number, cash, paid, part in _yearly(result, years):
        rows.add_year(number, cash, part)
        totals.add_year(number, total(cash), np.ones(groups_count))
        npv = npv + cash / (1 + discount_rate) ** (number + 1)
        on_fee = on_fee + paid / (1 + discount_rate) ** (number + 1)
    with np.errstate(over="ignore"):  # next to no fee: no fee worth telling
        to_pay = np.divide(npv + on_fee, on_fee, out=np.full(npv.shape, np.nan), where=on_fee > 0)
    return Cash(rows.months, npv, to_pay, totals.months)


def _yearly(
    result: CaseResult, years: np.ndarray
) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
    """Number of the year from 0, the cash in it, what of it is paid, and the part of it that the contract
    covers.
    """
    avoided, paid = result.avoided, result.paid
    for number in range(int(np.ceil(years.max(initial=0)))):
        part = np.clip(years - number, 0, 1)
        yield (
            number,
            np.where(part > 0, (avoided - paid) * part, 0.0 * avoided),
            np.where(part > 0, paid * part, 0.0),
            part,
        )
        avoided, paid = avoided * result.avoided_growth, paid * result.paid_growth


class BreakEven:
    """Watches a cumulative cash for the month in which it reaches zero for the first time."""

    def __init__(self, start: np.ndarray) -> None:
        self.cumulative = start
        self.months = np.where(start >= 0, 0.0, np.nan)

    def add_year(self, number: int, cash: np.ndarray, part: np.ndarray) -> None:
        """Adds the cash of one year, of which ``part`` (0..1) is covered."""
        after = self.cumulative + cash
        reached = np.isnan(self.months) & (after >= 0) & (cash > 0)
        needed = np.divide(-self.cumulative * part, cash, out=np.zeros(cash.shape), where=reached)
        self.months = np.where(reached, MONTHS_PER_YEAR * (number + needed), self.months)
        self.cumulative = after
