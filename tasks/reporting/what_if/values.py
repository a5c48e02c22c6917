"""The values stored with the formulas: what each step comes to in the middle case, as the program worked it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tasks.reporting.what_if import formulas

if TYPE_CHECKING:
    from schemas.rules import Rulebook

PLACES = ("onshore", "nearshore", "offshore")


def stored_values(
    frame: pd.DataFrame, workings: pd.DataFrame, rulebook: Rulebook, years: int
) -> pd.DataFrame:
    """One column a step, by the rows of ``frame``; rounded as far as the sheet needs.

    Args:
        frame: the facts as the sheet shows them.
        workings: steps of the middle case in the same order.
        rulebook: sections assumptions, exchange_rates, release.
        years: how many years the sheet has.
    """
    rules = rulebook.section("assumptions")

    def at(rule_id: str) -> float:
        return rules[rule_id].mid

    location_number = frame["location"].map({name: number for number, name in enumerate(PLACES, start=1)})
    onshore, kpo = frame["location"].eq("onshore"), frame["label"].eq("KPO")
    steps = workings.reset_index(drop=True)
    usd = next(rate.per_eur for rate in rulebook.section("exchange_rates").values() if rate.currency == "USD")
    # Steps that the value model keeps are taken from it; the others are worked out here as the formulas do.
    out = pd.DataFrame({"case": location_number + 3 * kpo})
    for name in ("share_moved", "moved", "freed", "fee", "paid", "one_off", "saving", "npv"):
        out[name] = steps[f"step_{name}"]
    out["hours"] = (
        (1 - at("productivity_at_start")) * (1 - frame["rework"] * at("errors_avoided")) * frame["used"]
    ) * np.where(frame["location"].eq("offshore"), 1 + at("extra_hours_offshore"), 1.0)
    out["onshore_price"] = at("bpo_rate_onshore") * (1 - frame["excess"] * at("excess_pay_taken"))
    ratio = (
        frame["ratio_nearshore"].where(frame["location"].eq("nearshore"), frame["ratio_offshore"]).fillna(0)
    )
    home = at("home_delivery_share")
    abroad = home * out["onshore_price"] + (1 - home) * at("provider_loading") * ratio
    out["own_price"] = out["onshore_price"].where(onshore, abroad)
    near = np.where(
        frame["in_americas"].eq(1), at("bpo_rate_nearshore_americas") / usd, at("bpo_rate_nearshore_europe")
    )
    rate = np.where(frame["location"].eq("offshore"), at("bpo_rate_offshore") / usd, near)
    harder = 1 + frame["excess"] / (1 - frame["excess"]) * (1 - at("excess_pay_taken"))
    out["market_rate"] = np.where(onshore, 0.0, rate * np.where(kpo, at("kpo_rate_multiplier"), 1.0) * harder)
    out["vat_lost"] = frame["vat"].map(
        {name: at(f"lost_vat_{name}") for name in ("exempt", "unknown", "recovered")}
    )
    again = out["fee"] * frame["training"] * at("training_billed") * at("attrition_offshore")
    out["retraining"] = again.where(~onshore, 0.0)
    out["on_fee"] = out["fee"] * (
        at("ramp_first_year") + at("selection_and_advice") + frame["training"] * at("training_billed")
    )
    index = np.select(
        [onshore, frame["location"].eq("nearshore")],
        [at("wage_index_in_house"), at("wage_index_nearshore") * at("wage_passed_on")],
        at("wage_index_offshore") * at("wage_passed_on"),
    )
    stated = frame["wage_inflation_share"] * at("wage_passed_on")
    out["rise"] = (1 + stated.fillna(pd.Series(index))) * (1 - at("vendor_productivity"))
    out["leaving"] = frame["attrition_share"].fillna(at("natural_attrition"))
    for year in range(years):
        out[f"cash_{year}"] = steps[f"cash_{year}"]
    out["difference"] = out["npv"] - frame["npv_of_program"]
    return out[list(formulas.steps(years))].astype("float64")
