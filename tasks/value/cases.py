"""The yearly net saving and the one-off cost of every candidate, in one case: low, mid or high moved
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tasks.value.baseline import assumption, per_eur

if TYPE_CHECKING:
    from schemas.rule_models.value import Case
    from schemas.rules import Rulebook

OPPOSITE: dict[Case, Case] = {"low": "high", "mid": "mid", "high": "low"}
WEEKS_PER_YEAR = 52
MONTHS_PER_YEAR = 12
HOURLY_RATES = ("bpo_rate_offshore", "bpo_rate_nearshore_americas", "bpo_rate_nearshore_europe")


@dataclass(frozen=True)
class CaseResult:
    """Arrays by candidate, money in the row's currency; missing where no value can be modelled.

    ``avoided`` and ``paid`` (fee with everything that comes on top) are the two sides of the first year's
    cash; ``avoided_growth`` and ``paid_growth`` the factor by which each rises a year. ``fee`` is the fee
    alone, ``hours`` what it buys; ``one_off_on_fee`` is the part of ``one_off`` that is a share of the fee.
    """

    share_moved: np.ndarray
    avoided: np.ndarray
    fee: np.ndarray
    paid: np.ndarray
    one_off: np.ndarray
    one_off_on_fee: np.ndarray
    hours: np.ndarray
    avoided_growth: np.ndarray
    paid_growth: np.ndarray

    @property
    def saving(self) -> np.ndarray:
        """Net saving a year at first-year prices, before one-off costs."""
        return self.avoided - self.paid


def work_out(work: pd.DataFrame, case: Case, rulebook: Rulebook) -> CaseResult:
    """One case of the value model (section value_lines).

    Args:
        work: candidates as ``tasks.value.baseline.baseline`` gives them.
        case: which end of every range is taken.
        rulebook: sections assumptions, exchange_rates, value_lists.

    Returns:
        Arrays by the rows of ``work``.
    """

    def at(rule_id: str) -> float:
        return assumption(rulebook, rule_id).at(case)

    base = work["labour_base"].to_numpy(float)
    is_onshore = (work["location"] == "onshore").to_numpy(bool)
    quote = work["outsourced_cost"].where(work["outsourced_cost"] >= 0).to_numpy(float)
    has_quote = ~np.isnan(quote)
    fee_of_all = np.where(has_quote, 0.0, _fee_of_all(work, is_onshore, case, rulebook))
    training = (work["training_weeks"].fillna(0).to_numpy(float) / WEEKS_PER_YEAR) * at("training_billed")
    with_vat = 1 + _lost_vat(work, case, rulebook)
    load = with_vat * (1 + np.where(is_onshore, 0.0, training * at("attrition_offshore"))) + at("governance")
    avoided_of_all = base * (1 - at("retained_staff")) * at("released_share")
    share = _share_moved(work, avoided_of_all - fee_of_all * load, case, rulebook)
    fee = share * fee_of_all + np.where(has_quote, quote, 0.0)
    avoided = share * avoided_of_all
    transition = work["transition_cost"].where(work["transition_cost"] >= 0).to_numpy(float)
    shares_of_fee = (
        np.where(np.isnan(transition), at("transition"), 0.0)
        + at("ramp_first_year")
        + at("selection_and_advice")
        + training
    )
    one_off_on_fee = shares_of_fee * fee * with_vat
    one_off = (
        one_off_on_fee
        + np.where(np.isnan(transition), 0.0, transition)
        + at("parallel_run") / MONTHS_PER_YEAR * share * base
        + at("severance") * avoided
    )
    own_index = work["wage_inflation_share"].fillna(at("wage_index_in_house")).to_numpy(float)
    provider_index = np.where(is_onshore, own_index, at("wage_index_offshore") * at("wage_passed_on"))
    saved = ~np.isnan(base) & ~np.isnan(fee)
    blank = np.where(saved, 0.0, np.nan)
    return CaseResult(
        share,
        avoided + blank,
        fee + blank,
        fee * load + blank,
        one_off + blank,
        one_off_on_fee + blank,
        share * work["fte"].to_numpy(float) * at("hours_per_fte") + blank,
        1 + own_index,
        (1 + provider_index) * (1 - at("vendor_productivity")),
    )


def _fee_of_all(work: pd.DataFrame, is_onshore: np.ndarray, case: Case, rulebook: Rulebook) -> np.ndarray:
    """Yearly fee if all of the work moved: hours at a rate, or a multiple of the in-house cost onshore."""
    rates = {rule_id: assumption(rulebook, rule_id) for rule_id in HOURLY_RATES}
    euro = per_eur(rulebook)
    in_eur = {rule_id: rate.at(case) / euro[rate.currency] for rule_id, rate in rates.items()}
    in_americas = (
        work["country"].isin(rulebook.section("value_lists")["nearshore_americas"].values).to_numpy(bool)
    )
    nearshore = np.where(
        in_americas, in_eur["bpo_rate_nearshore_americas"], in_eur["bpo_rate_nearshore_europe"]
    )
    rate_eur = np.where(
        (work["location"] == "offshore").to_numpy(bool), in_eur["bpo_rate_offshore"], nearshore
    )
    rate_eur = rate_eur * np.where(work["is_kpo"], assumption(rulebook, "kpo_rate_multiplier").at(case), 1.0)
    hours = work["fte"].to_numpy(float) * assumption(rulebook, "hours_per_fte").at(case)
    abroad = hours * rate_eur * work["per_eur"].to_numpy(float)
    at_home = work["labour_base"].to_numpy(float) * assumption(rulebook, "bpo_rate_onshore").at(case)
    used = work["specialist_utilisation_share"].where(work["is_kpo"]).fillna(1.0).to_numpy(float)
    return np.where(is_onshore, at_home, abroad) * used


def _lost_vat(work: pd.DataFrame, case: Case, rulebook: Rulebook) -> np.ndarray:
    """Share of the fee lost as VAT, by sector and country."""
    lists = rulebook.section("value_lists")
    sector = work["regulated_activity"].astype("str")
    exempt_names = "|".join(lists["vat_exempt_sectors"].values)
    is_exempt = (
        sector.str.contains(rf"(?:^|;)(?:{exempt_names})(?:;|$)", regex=True).fillna(False).to_numpy(bool)
    )
    has_no_vat = work["country"].isin(lists["countries_without_vat"].values).to_numpy(bool)
    shares = {
        name: assumption(rulebook, f"lost_vat_{name}").at(case) for name in ("recovered", "exempt", "unknown")
    }
    return np.select(
        [has_no_vat, is_exempt, sector.isna().to_numpy(bool)],
        [shares["recovered"], shares["exempt"], shares["unknown"]],
        default=shares["recovered"],
    )


def _share_moved(work: pd.DataFrame, margin: np.ndarray, case: Case, rulebook: Rulebook) -> np.ndarray:
    """Share of the work that moves: the column, else the range of the label.

    Where every hour moved loses money, the low saving is the one that moves more, so that low <= mid <= high
    holds.
    """

    def range_of(name: str) -> np.ndarray:
        rule = assumption(rulebook, name)
        return np.where(margin < 0, rule.at(OPPOSITE[case]), rule.at(case))

    of_label = np.where(
        work["is_kpo"], range_of("transferable_share_kpo"), range_of("transferable_share_bpo")
    )
    stated = work["transferable_share"].to_numpy(float)
    return np.where(np.isnan(stated), of_label, stated)
