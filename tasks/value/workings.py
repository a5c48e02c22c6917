"""What the live model in Excel starts from: the facts of each candidate, and what every step comes to in the middle
case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tasks.value.draws import MIDDLE
from tasks.value.figures import in_case

if TYPE_CHECKING:
    from tasks.value.pricing import Priced

FACTS = (
    "location",
    "is_kpo",
    "in_americas",
    "vat",
    "labour",
    "share",
    "ratio_nearshore",
    "ratio_offshore",
    "excess",
    "severance_share",
    "rework",
    "used",
    "training",
    "quote",
    "transition",
    "market_hours",
    "years",
    "wage_inflation_share",
    "attrition_share",
)
STEPS = ("share_moved", "moved", "freed", "fee", "paid", "one_off", "saving", "npv")


def workings(work: pd.DataFrame, classes: list[Priced]) -> pd.DataFrame:
    """The facts of the candidates with a value, and the steps of their middle case.

    Args:
        work: candidates as ``tasks.value.facts.with_facts`` gives them.
        classes: the rows with a value, by class.

    Returns:
        FACTS, STEPS as ``step_*``, and the cash of each year as ``cash_0``, ``cash_1`` and so on (0 beyond the
        contract), by row_key; rows without a value are left out.
    """
    steps = pd.DataFrame(np.nan, index=work.index, columns=[f"step_{name}" for name in STEPS])
    years = max((row_class.years for row_class in classes), default=0)
    # A contract that is over has no cash in later years.
    cash = pd.DataFrame(0.0, index=work.index, columns=[f"cash_{year}" for year in range(years)])
    for row_class in classes:
        lines = {
            "share_moved": row_class.share,
            "moved": row_class.moved,
            "freed": row_class.freed,
            "fee": row_class.fee,
            "paid": row_class.paid,
            "one_off": row_class.one_off,
            "saving": row_class.saving,
            "npv": row_class.npv,
        }
        for column, name in enumerate(STEPS):
            steps.iloc[row_class.rows, column] = in_case(lines[name], row_class, MIDDLE)
        for year, terms in enumerate(row_class.cash):
            cash.iloc[row_class.rows, year] = in_case(terms, row_class, MIDDLE)
    valued = work["pricing"].ne("").to_numpy(bool)
    return work.loc[valued, list(FACTS)].join(steps).join(cash)
