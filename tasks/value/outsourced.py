"""What work that a provider does today would cost by the model, to hold the price paid against (rule
line_outsourced).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import typed_column
from tasks.value.baseline import SIZING_COLUMNS, assumption, baseline
from tasks.value.draws import MIDDLE, percentiles
from tasks.value.facts import with_facts
from tasks.value.pricing import priced
from tasks.value.terms import to_cents

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.value.draws import Cases

PAID = ("actual_fee", "contract_value", "outsourced_cost")


def price_outsourced(
    typed: pd.DataFrame, assessed_rows: pd.DataFrame, rulebook: Rulebook, cases: Cases
) -> pd.DataFrame | None:
    """The modelled fee of work that is outsourced, from the hours of its volume and handling time.

    Cost and FTE of the list are no base here: they may be those of the provider. An hour is taken at the usual pay for
    office or expert work in the country of the row, all of the work is with the provider, and the provider's country
    says whether it is onshore, nearshore or offshore.

    Args:
        typed: typed rows by row_key.
        assessed_rows: recommendation, tier, first_move.
        rulebook: sections assumptions, exchange_rates, labour_cost_levels, value_lists.
        cases: the cases of the assumptions.

    Returns:
        By row_key of the outsourced rows: fee_paid (a year: actual_fee, else contract_value, else outsourced_cost),
        fee_low, fee_mid, fee_high (10th percentile, middle case, 90th percentile) and fee_factor (paid over mid);
        missing where it cannot be said. None where nothing is outsourced.
    """
    is_out = typed_column(typed, "current_model").eq("outsourced").fillna(False)
    used = [name for name in dict.fromkeys((*SIZING_COLUMNS, *PAID, "provider_country")) if name in typed]
    rows = typed.loc[is_out.to_numpy(bool), used]
    if rows.empty:
        return None
    paid = pd.Series(np.nan, index=rows.index)
    # The first that is known: paid, agreed, stated.
    for name in PAID:
        paid = paid.fillna(typed_column(rows, name))
    outsourced = pd.DataFrame({"fee_paid": paid}).assign(fee_low=np.nan, fee_mid=np.nan, fee_high=np.nan)
    is_kpo = (
        assessed_rows["recommendation"].reindex(rows.index).eq("kpo_candidate").fillna(False).to_numpy(bool)
    )
    work = _as_if_in_house(rows, assessed_rows, is_kpo, rulebook)
    for row_class in priced(with_facts(work, cases, rulebook), cases, rulebook):
        amounts = row_class.fee.facts(row_class.facts) @ row_class.fee.figures()
        low, high = percentiles(amounts[:, cases.draws], (0.1, 0.9))
        keys = work.index[row_class.rows]
        fees = to_cents(np.column_stack([low, amounts[:, MIDDLE], high]))
        outsourced.loc[keys, ["fee_low", "fee_mid", "fee_high"]] = fees
    return outsourced.assign(
        fee_factor=outsourced["fee_paid"] / outsourced["fee_mid"].where(outsourced["fee_mid"] > 0)
    )


def _as_if_in_house(
    rows: pd.DataFrame, assessed_rows: pd.DataFrame, is_kpo: np.ndarray, rulebook: Rulebook
) -> pd.DataFrame:
    """The rows as the model would see them before they moved."""
    # What may be the provider's figures is left out, so that hours and usual pay are all that counts.
    blank = dict.fromkeys(("annual_cost", "hourly_cost", "outsourced_cost"), np.nan)
    hours = typed_column(rows, "volume") * typed_column(rows, "handling_minutes") / 60
    fte = hours / assumption(rulebook, "hours_per_fte").mid
    pay = np.where(
        is_kpo, assumption(rulebook, "usual_pay_expert").mid, assumption(rulebook, "usual_pay_office").mid
    )
    levels = {rule.country: rule.eur_per_hour for rule in rulebook.section("labour_cost_levels").values()}
    rates = {rule.currency: rule.per_eur for rule in rulebook.section("exchange_rates").values()}
    hour = typed_column(rows, "country").map(levels) * typed_column(rows, "currency").map(rates) * pay
    seen = rows.assign(
        **blank,
        fte=fte,
        labour_cost=(hours * hour).astype("float64"),
        current_model="in_house",
        transferable_share=1.0,
    )
    # As candidates that move, or the baseline would leave them out as work that is outsourced already.
    moves = assessed_rows.reindex(rows.index).assign(
        recommendation=np.where(is_kpo, "kpo_candidate", "bpo_candidate"), first_move="move"
    )
    return baseline(seen, moves, _locations(rows, rulebook), rulebook)


def _locations(rows: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """How the provider's country is priced: offshore and nearshore destinations at their rates, the country of the
    row (and a blank one) onshore. Another country has no rate in the model, so nothing is said of it (none).

    A row in an offshore destination is priced offshore too: its country is where the provider works.
    """
    lists, home, there = (
        rulebook.section("value_lists"),
        typed_column(rows, "country"),
        typed_column(rows, "provider_country"),
    )
    near = {*lists["nearshore_destinations_europe"].values, *lists["nearshore_destinations_americas"].values}
    # Without a country of the provider, the work is taken to be done in the country of the row.
    provider_country = there.fillna(home)
    cases = {
        "offshore": provider_country.isin(lists["offshore_destinations"].values),
        "onshore": provider_country.eq(home),
        "nearshore": provider_country.isin(near),
    }
    locations = np.select([case.fillna(False).to_numpy(bool) for case in cases.values()], list(cases), "none")
    return pd.DataFrame({"location": locations}, index=rows.index)
