"""The month in which a cumulative cash turns positive."""

from __future__ import annotations

import numpy as np

from tasks.value.pricing import MONTHS_PER_YEAR


class BreakEven:
    """Watches a cumulative cash for the month in which it reaches zero for the first time; cash falls evenly within
    a year. The month is missing while it has not been reached.
    """

    def __init__(self, start: np.ndarray) -> None:
        self.cumulative = start
        self.months = np.where(start >= 0, 0.0, np.nan)

    def add_year(self, number: int, cash: np.ndarray, part: np.ndarray) -> None:
        """Adds the cash of one year, of which ``part`` (0..1) is covered.

        Args:
            number: of the year, from 0.
            cash: net cash of the year, in the shape of ``cumulative``.
            part: share of the year that the contract covers, in a shape that fits.
        """
        after = self.cumulative + cash
        # Only a year that brings cash can turn the sum positive; this also keeps the division below from
        # zero.
        reached = np.isnan(self.months) & (after >= 0) & (cash > 0)
        # Years from the start of this one: the debt over the cash of the covered part, for cash falls evenly.
        needed = np.divide(-self.cumulative * part, cash, out=np.zeros(cash.shape), where=reached)
        self.months = np.where(reached, MONTHS_PER_YEAR * (number + needed), self.months)
        self.cumulative = after


def month_percentiles(months: np.ndarray) -> np.ndarray:
    """10th, 50th and 90th percentile along the last axis; missing where so many draws never break even.

    Args:
        months: months until the cash is back, draws along the last axis; NaN where never.

    Returns:
        3 x the other axes.
    """
    # Never is later than any month. "higher" takes a draw as it is; between a month and never no number can
    # be worked out.
    endless = np.where(np.isnan(months), np.inf, months)
    quantiles = np.quantile(endless, [0.1, 0.5, 0.9], axis=-1, method="higher")
    return np.where(np.isinf(quantiles), np.nan, quantiles)
