"""The facts of each candidate that the value model multiplies with its assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from schemas.columns import as_dtype
from tasks.distinct_texts import numbers_of
from tasks.value.baseline import assumption
from tasks.value.draws import MIDDLE
from tasks.value.pricing import (
    CLASS_COLUMNS,
    MARKET,
    ONSHORE,
    OWN_COST,
    QUOTE,
    STATED,
    UNIT_QUOTE,
    market_rate_eur,
)
from tasks.value.terms import HAS

if TYPE_CHECKING:
    from schemas.rule_models.value import ReleaseRule
    from schemas.rules import Rulebook
    from tasks.value.draws import Cases

WEEKS_PER_YEAR = 52
ROWS_OF_OWN_CLASS = 500
# In the column "stated": the row is in a class whose rows do not all state the same.
OF_SEVERAL = -1


def with_facts(work: pd.DataFrame, cases: Cases, rulebook: Rulebook) -> pd.DataFrame:
    """Adds the facts and the class of each candidate.

    Args:
        work: candidates as ``tasks.value.baseline.baseline`` gives them; with unit_fee (a year, of all of the
            work) where ``tasks.value.quotes.with_quotes`` added it.
        cases: the cases of the assumptions; the middle one decides whether the market rate is the floor of a fee.
        rulebook: sections assumptions, exchange_rates, labour_cost_levels, release, value_lists.

    Returns:
        ``work`` with CLASS_COLUMNS and the facts that ``tasks.value.pricing`` names; rows kept. ``pricing`` is
        empty where no value can be modelled.
    """
    lists = rulebook.section("value_lists")
    work = work.copy(deep=False)
    if "unit_fee" not in work:
        work["unit_fee"] = np.nan
    work["labour"] = work["labour_base"].astype(float)
    work["share"] = work["transferable_share"].astype(float)
    work["in_americas"] = work["country"].isin(lists["nearshore_americas"].values).to_numpy(bool)
    own, home = _hourly_costs(work, rulebook)
    work = work.assign(**_level_ratios(work, home.fillna(own), rulebook))
    is_offshore = (work["location"] == "offshore").to_numpy(bool)
    work["level_ratio"] = np.where(is_offshore, work["ratio_offshore"], work["ratio_nearshore"])
    work["excess"] = _excess(work, own, home, rulebook)
    # The same excess over the usual cost of an hour, instead of over the own one: 1 / (1 - excess) is own
    # over usual.
    work["over_usual_pay"] = work["excess"] / (1 - work["excess"])
    work["severance_share"] = _severance_share(work, rulebook)
    # Rework comes on top of the work: of all hours of today it is errors / (1 + errors).
    errors = work["error_share"].fillna(0).to_numpy(float) * assumption(rulebook, "rework_effort").mid
    work["rework"] = errors / (1 + errors)
    used = work["specialist_utilisation_share"].where(work["is_kpo"]).astype(float)
    work["used"] = used.fillna(1.0)
    work["training"] = work["training_weeks"].fillna(0).to_numpy(float) / WEEKS_PER_YEAR
    work["quote"] = work["outsourced_cost"].where(work["outsourced_cost"] >= 0).astype(float)
    work["transition"] = work["transition_cost"].where(work["transition_cost"] >= 0).astype(float)
    # Hours of today times the currency per euro: times a rate in euro they give money of the row.
    work["market_hours"] = (
        work["fte"].to_numpy(float)
        * assumption(rulebook, "hours_per_fte").mid
        * work["per_eur"].to_numpy(float)
    )
    work["vat"] = _vat_class(work, rulebook)
    work["has_share"], work["has_transition"] = work["share"].notna(), work["transition"].notna()
    work["has_rise"] = work["wage_inflation_share"].notna()
    work["has_rework"], work["has_training"] = work["rework"].gt(0), work["training"].gt(0)
    work["has_used"], work["has_excess"] = used.notna(), work["excess"].gt(0)
    work["pricing"] = _pricing(work, cases, rulebook)
    work["is_transition_quoted"] = work["pricing"].isin([QUOTE, UNIT_QUOTE]) & work["has_transition"]
    work["stated"] = _stated(work)
    return _with_years(work, rulebook)


def _stated(work: pd.DataFrame) -> np.ndarray:
    """Which of STATED each row states, as a number, where many rows of its class state the same. The others share a
    class, in which each figure counts for the rows that it is for: a class costs as much as some hundred rows.
    """
    if len(work) < ROWS_OF_OWN_CLASS:
        return np.full(len(work), OF_SEVERAL)
    columns = [HAS + name for name in STATED]
    # One bit for each figure that a row may state: rows with the same number state the same figures.
    stated = work[columns].to_numpy("int64") @ (1 << np.arange(len(STATED)))
    of_class = [name for name in CLASS_COLUMNS if name != "stated"]
    count = work[of_class].assign(stated=stated).groupby([*of_class, "stated"])["stated"].transform("size")
    return np.where(count >= ROWS_OF_OWN_CLASS, stated, OF_SEVERAL)


def chosen_release(rulebook: Rulebook) -> ReleaseRule:
    """What becomes of the posts that are freed; the last that is chosen where a rulebook chooses another one."""
    return [rule for rule in rulebook.section("release").values() if rule.is_chosen][-1]


def _hourly_costs(work: pd.DataFrame, rulebook: Rulebook) -> tuple[pd.Series, pd.Series]:
    """Cost of an hour of the row's own work, and of work in its country, in euro; missing where not known."""
    own = work["labour_base"] / (work["fte"] * assumption(rulebook, "hours_per_fte").mid) / work["per_eur"]
    home = numbers_of(work["country"], _levels(rulebook))
    has_hours = own.lt(np.inf)  # a cost over no hours at all says nothing of an hour
    return own.where(own.gt(0) & has_hours).astype(float), home


def _levels(rulebook: Rulebook) -> dict[str, float]:
    return {rule.country: rule.eur_per_hour for rule in rulebook.section("labour_cost_levels").values()}


def _excess(work: pd.DataFrame, own: pd.Series, home: pd.Series, rulebook: Rulebook) -> np.ndarray:
    """Share of the cost of an hour that is more than such work usually costs in the country; 0 where not known.

    A cost beside which the usual one vanishes (hardly any hours) says nothing of pay: it counts as not known.
    """
    of_average = np.where(
        work["is_kpo"],
        assumption(rulebook, "usual_pay_expert").mid,
        assumption(rulebook, "usual_pay_office").mid,
    )
    share = (1 - home.mul(of_average) / own).clip(lower=0)
    return np.nan_to_num(share.where(share < 1).to_numpy(float))


def _severance_share(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """What a released post costs at the end in the country of the work, as a share of a year's pay."""
    listed = {rule.country: rule.share_of_year for rule in rulebook.section("severance_terms").values()}
    share = numbers_of(work["country"], listed)
    return share.fillna(assumption(rulebook, "severance_elsewhere").mid).to_numpy()


def _level_ratios(work: pd.DataFrame, home: pd.Series, rulebook: Rulebook) -> dict[str, np.ndarray]:
    """Labour cost of a nearshore and of an offshore provider's country over that of the row's; where the row's
    country has no published figure, its own cost of an hour takes its place.
    """
    level, lists = _levels(rulebook), rulebook.section("value_lists")

    def mean(name: str) -> float:
        return float(np.mean([level[country] for country in lists[name].values]))

    nearshore = np.where(
        work["in_americas"], mean("nearshore_destinations_americas"), mean("nearshore_destinations_europe")
    )
    there = {"ratio_nearshore": nearshore, "ratio_offshore": mean("offshore_destinations")}
    with np.errstate(divide="ignore", invalid="ignore"):
        return {name: cost / home.to_numpy(float) for name, cost in there.items()}


def _vat_class(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Whether VAT on the fee is recovered, lost (exempt) or unknown, by sector and country."""
    lists = rulebook.section("value_lists")
    sector = as_dtype(work["regulated_activity"], "str")
    # Whole entries of the list, such as "insurance" in "health;insurance".
    exempt_names = "|".join(lists["vat_exempt_sectors"].values)
    is_exempt = sector.str.contains(rf"(?:^|;)(?:{exempt_names})(?:;|$)", regex=True).fillna(False)
    has_no_vat = work["country"].isin(lists["countries_without_vat"].values)
    # The first that holds: where there is no VAT none is lost, whatever the sector.
    return np.select(
        [has_no_vat.to_numpy(bool), is_exempt.to_numpy(bool), sector.isna().to_numpy(bool)],
        ["recovered", "exempt", "unknown"],
        default="recovered",
    )


def _pricing(work: pd.DataFrame, cases: Cases, rulebook: Rulebook) -> np.ndarray:
    """How the fee is worked out: a quote, a multiple of the in-house cost onshore, and abroad what follows from
    the cost of the work, but never less than the market rate.
    """
    at_home = cases["home_delivery_share"][MIDDLE]
    ratio = work["level_ratio"].to_numpy(float)
    onshore = cases["bpo_rate_onshore"][MIDDLE] * (
        1 - work["excess"].to_numpy(float) * cases["excess_pay_taken"][MIDDLE]
    )
    # Fee per unit of in-house cost: a part of the work is done at the client's place, the rest at the labour
    # cost of the provider's country.
    price = at_home * onshore + (1 - at_home) * ratio * cases["provider_loading"][MIDDLE]
    # The market rate depends on place and label alone: it is worked out once for each kind of row.
    market = np.zeros(len(work))
    for its_kind, rows in work.groupby(["location", "in_americas", "is_kpo"]).indices.items():
        location, americas, kpo = cast("tuple[str, bool, bool]", its_kind)
        if location in ("nearshore", "offshore"):
            key: dict[str, object] = {"location": location, "in_americas": americas, "is_kpo": kpo}
            market[rows] = market_rate_eur(cases, key, rulebook)[MIDDLE]
    market = market * (1 + work["over_usual_pay"].to_numpy(float) * (1 - cases["excess_pay_taken"][MIDDLE]))
    is_market = market * work["market_hours"].to_numpy(float) > price * work["labour"].to_numpy(float)
    has_base = work["labour"].notna().to_numpy(bool)
    is_onshore = (work["location"] == "onshore").to_numpy(bool)
    can_price = work["market_hours"].notna().to_numpy(bool) & ~np.isnan(ratio)
    # In this order: no base, no price. A quote comes before any model, one that follows the share moved
    # before one for all of it. Without hours or a labour cost of the country nothing abroad can be priced.
    return np.select(
        [
            ~has_base,
            work["unit_fee"].notna().to_numpy(bool),
            work["quote"].notna().to_numpy(bool),
            is_onshore,
            ~can_price,
            is_market,
        ],
        ["", UNIT_QUOTE, QUOTE, ONSHORE, "", MARKET],
        default=OWN_COST,
    )


def _with_years(work: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """Which part of each year the contract covers, which part of the posts is released in it, and how far a
    stated rise of wages has driven the fee.
    """
    default = np.where(
        work["is_kpo"],
        assumption(rulebook, "contract_years_kpo").mid,
        assumption(rulebook, "contract_years_bpo").mid,
    )
    stated = work["contract_years"].to_numpy(float)
    years = np.minimum(np.where(stated > 0, stated, default), assumption(rulebook, "contract_years_most").mid)
    release = chosen_release(rulebook)
    attrition = work["attrition_share"].fillna(assumption(rulebook, "natural_attrition").mid).to_numpy(float)
    passed_on = assumption(rulebook, "wage_passed_on").mid
    rise = 1 + work["wage_inflation_share"].fillna(0).clip(lower=0).to_numpy(float) * passed_on
    columns, released_years = {"years": years}, np.zeros(len(work))
    for year in range(int(np.ceil(years.max(initial=0)))):
        part = np.clip(years - year, 0, 1)
        released = np.full(len(work), 1.0 if release.released_at_once else 0.0)
        if release.released_by_attrition:
            # People leave evenly, so the mean of a year is that of its middle.
            released = np.minimum(attrition * (year + 0.5), 1)
        columns[f"part_{year}"], columns[f"avoided_part_{year}"] = part, part * released
        # Only a rise that the row states is in this factor. The usual index of wages is a figure of the case
        # (Priced.years_of).
        columns[f"paid_part_{year}"] = part * rise**year
        released_years += part * released
    columns["released_mean"] = np.divide(released_years, years, out=np.zeros(len(work)), where=years > 0)
    # Posts that end with the people who leave cost no severance.
    is_paid = 1.0 if release.released_at_once else 0.0
    columns["severance_due"] = is_paid * work["severance_share"].to_numpy(float)
    # Many columns at once: ``assign`` would add one after the other.
    return pd.concat([work, pd.DataFrame(columns, index=work.index, copy=False)], axis=1)
