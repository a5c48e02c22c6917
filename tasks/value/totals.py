"""Sums over rows: by currency, and by bundle and wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from schemas.rule_models.value import CASES

if TYPE_CHECKING:
    import numpy as np

SUMMED = (
    "labour_base",
    *(f"saving_{case}" for case in CASES),
    *(f"one_off_{case}" for case in CASES),
    "npv_mid",
    "fte_moved",
    "posts_released",
    "posts_redeployed",
)
TOTAL_COLUMNS = (
    "currency",
    "candidates_count",
    "labour_base",
    *(f"saving_{case}" for case in CASES),
    *(f"one_off_{case}" for case in CASES),
    *(f"break_even_months_{case}" for case in CASES),
    "npv_mid",
    "fte_moved",
    "posts_released",
    "posts_redeployed",
)
PAYING_COLUMNS = (
    "paying_count",
    *(f"paying_saving_{case}" for case in CASES),
    "paying_one_off_mid",
    "paying_to_check_count",
)
BUNDLE_COLUMNS = ("bundle", "wave", "reason", "row_count", "fte_moved", "saving_mid", "currency")


def totals(
    rows: pd.DataFrame,
    group: np.ndarray,
    currencies: list[str],
    break_even: dict[str, np.ndarray],
    too_good: np.ndarray,
) -> pd.DataFrame:
    """One line a currency.

    Args:
        rows: VALUE_COLUMNS of the candidates.
        group: position of the row's currency in ``currencies``; -1 for rows in no total.
        currencies: codes; an empty text where none is stated.
        break_even: per case the months of each currency's cumulative cash.
        too_good: rows whose saving is above what outside studies saw.

    Returns:
        TOTAL_COLUMNS, all candidates together; then PAYING_COLUMNS, of which those whose net present value is
        above zero in the mid
        case, and how many of these are too good. Money is missing where no row of the currency has any.
    """
    counted = rows[group >= 0]
    grouped = counted[list(SUMMED)].groupby(group[group >= 0])
    sums = grouped.sum(min_count=1).reindex(range(len(currencies)))
    sums["currency"], sums["candidates_count"] = (
        currencies,
        grouped.size().reindex(sums.index).fillna(0).astype("int64"),
    )
    for case in CASES:
        sums[f"break_even_months_{case}"] = pd.Series(break_even[case]).where(
            sums[f"saving_{case}"].notna().to_numpy(bool)
        )
    paying = counted["npv_mid"].gt(0).to_numpy(bool)
    of_paying = counted[paying].groupby(group[group >= 0][paying])
    named = {
        **{f"saving_{case}": f"paying_saving_{case}" for case in CASES},
        "one_off_mid": "paying_one_off_mid",
    }
    sums = sums.join(of_paying[list(named)].sum().rename(columns=named))
    sums["paying_count"] = of_paying.size().reindex(sums.index).fillna(0).astype("int64")
    to_check = group[(group >= 0) & too_good & rows["npv_mid"].gt(0).to_numpy(bool)]
    sums["paying_to_check_count"] = [int((to_check == number).sum()) for number in sums.index]
    return sums.reset_index(drop=True)[[*TOTAL_COLUMNS, *PAYING_COLUMNS]].astype({"currency": "str"})


def bundle_lines(rows: pd.DataFrame, bundle_reason: pd.Series) -> pd.DataFrame:
    """What moves together and when: one line a bundle, and one for those that move alone or not at all a wave
    and reason, by currency.

    Args:
        rows: VALUE_COLUMNS of the candidates that can move.
        bundle_reason: why a row is in its bundle.

    Returns:
        BUNDLE_COLUMNS, by wave, those without a wave last; bundle is empty for processes that move alone.
    """
    lines = pd.DataFrame(
        {
            "bundle": rows["bundle"].fillna(""),
            "wave": rows["wave"],
            "currency": rows["currency"].where(rows["saving_mid"].notna()),
            "fte_moved": rows["fte_moved"],
            "saving_mid": rows["saving_mid"],
            "reason": bundle_reason.reindex(rows.index).fillna(rows["wave_reason"]).fillna(""),
        }
    )
    together = ["wave", "bundle", "reason"]
    first = lines.groupby(together, dropna=False)["currency"].transform("first")
    lines["currency"] = lines["currency"].fillna(first).fillna("")  # no money, no currency of its own
    grouped = lines.groupby([*together, "currency"], as_index=False, dropna=False)
    summed = grouped[["fte_moved", "saving_mid"]].sum(min_count=1)
    summed["row_count"] = grouped.size()["size"].to_numpy()
    return summed[list(BUNDLE_COLUMNS)]
