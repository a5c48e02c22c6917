"""What share of the ledger and of the staff list the audit covers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from schemas.columns import typed_column
from tasks.joined_frames import aggregated

if TYPE_CHECKING:
    from schemas.records import ControlTotal

CONTROL_COLUMNS = ("unit", "measure", "currency", "control_total", "audited", "share")
KEY = ["key", "measure", "currency"]


def control(typed: pd.DataFrame, control_totals: Sequence[ControlTotal]) -> pd.DataFrame:
    """Cost and FTE of all audited rows by business unit and for the whole, next to the control totals that
    were given.

    Args:
        typed: business_unit, annual_cost, labour_cost, fte, currency; each may be absent. A cost is
            annual_cost, else labour_cost.
        control_totals: figures of the ledger and the staff list; a unit is matched without regard to case.

    Returns:
        unit (empty: all), measure, currency (empty for FTE and where not stated), control_total,
        audited, share; a control total without an audited row has audited 0.
    """
    cost = typed_column(typed, "annual_cost").fillna(typed_column(typed, "labour_cost"))
    lines = pd.DataFrame(
        {
            "unit": typed_column(typed, "business_unit").fillna("").str.strip(),
            "currency": typed_column(typed, "currency").fillna(""),
            "cost": cost,
            "fte": typed_column(typed, "fte"),
        }
    )
    # The whole counts every row, those without a unit too.
    audited = pd.concat([_sums(lines.assign(unit="")), _sums(lines[lines["unit"] != ""])], ignore_index=True)
    stated = pd.DataFrame(
        [(total.unit.strip(), total.measure, total.currency, float(total.total)) for total in control_totals],
        columns=["unit", "measure", "currency", "control_total"],
    )
    # A cost without a currency is in that of the rows, where they have one alone.
    if len(currencies := lines["currency"].unique()) == 1:
        is_bare = stated["measure"].eq("cost") & stated["currency"].eq("")
        stated["currency"] = stated["currency"].mask(is_bare, currencies[0])
    stated["key"] = stated["unit"].astype("str").str.casefold()
    # An outer join: a control total without audited rows shows what was not audited. Where a total was given
    # twice, the first counts.
    both = audited.merge(stated.drop_duplicates(KEY), on=KEY, how="outer", suffixes=("", "_given"))
    both["unit"] = both["unit"].fillna(both["unit_given"])
    both["audited"] = both["audited"].fillna(0.0)
    both["share"] = both["audited"] / both["control_total"].where(both["control_total"] > 0)
    return both.sort_values(KEY, kind="stable", ignore_index=True)[list(CONTROL_COLUMNS)]


def _sums(lines: pd.DataFrame) -> pd.DataFrame:
    """Cost by unit and currency, and FTE by unit, in one frame; only what some row states."""
    codes, units = pd.factorize(lines["unit"])
    lines = lines.assign(key=units.str.casefold().take(codes))
    with_cost = lines.dropna(subset=["cost"]).groupby(["key", "currency"])
    cost = aggregated(with_cost, unit=("unit", "first"), audited=("cost", "sum")).reset_index()
    with_fte = lines.dropna(subset=["fte"]).groupby("key")
    fte = aggregated(with_fte, unit=("unit", "first"), audited=("fte", "sum")).reset_index()
    return pd.concat([cost.assign(measure="cost"), fte.assign(measure="fte", currency="")], ignore_index=True)
