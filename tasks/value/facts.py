"""The facts of each candidate that the value model multiplies with its assumptions."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import as_dtype
from tasks.distinct_texts import numbers_of
from tasks.value.baseline import assumption, filled
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
    from collections.abc import Callable, Mapping

    from schemas.rule_models.value import ReleaseRule
    from schemas.rules import Rulebook
    from tasks.value.draws import Cases

WEEKS_PER_YEAR = 52
ROWS_OF_OWN_CLASS = 500
# In the column "stated": the row is in a class whose rows do not all state the same.
OF_SEVERAL = -1


@np.errstate(all="ignore")  # as in pandas: what is divided by nothing is missing or infinite
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

    def number(name: str) -> np.ndarray:
        return work[name].to_numpy(float)

    work = work if "unit_fee" in work else work.assign(unit_fee=np.nan)
    facts = {"labour": number("labour_base"), "share": number("transferable_share")}
    americas = rulebook.section("value_lists")["nearshore_americas"].values
    facts["in_americas"] = work["country"].isin(americas).to_numpy(bool)
    own, home = _hourly_costs(work, number, rulebook)
    facts |= _level_ratios(facts["in_americas"], filled(home, own), rulebook)
    is_offshore = (work["location"] == "offshore").to_numpy(bool)
    facts["level_ratio"] = np.where(is_offshore, facts["ratio_offshore"], facts["ratio_nearshore"])
    facts["excess"] = _excess(work, own, home, rulebook)
    # The same excess over the usual cost of an hour, instead of over the own one: 1 / (1 - excess) is own
    # over usual.
    facts["over_usual_pay"] = facts["excess"] / (1 - facts["excess"])
    facts["severance_share"] = _severance_share(work, rulebook)
    # Rework comes on top of the work: of all hours of today it is errors / (1 + errors).
    errors = filled(number("error_share"), 0) * assumption(rulebook, "rework_effort").mid
    facts["rework"] = errors / (1 + errors)
    used = np.where(work["is_kpo"], number("specialist_utilisation_share"), np.nan)
    facts["used"] = filled(used, 1)
    facts["training"] = filled(number("training_weeks"), 0) / WEEKS_PER_YEAR
    for name, stated in (("quote", number("outsourced_cost")), ("transition", number("transition_cost"))):
        facts[name] = np.where(stated >= 0, stated, np.nan)
    # Hours of today times the currency per euro: times a rate in euro they give money of the row.
    facts["market_hours"] = number("fte") * assumption(rulebook, "hours_per_fte").mid * number("per_eur")
    facts["vat"] = _vat_class(work, rulebook)
    facts["has_share"] = ~np.isnan(facts["share"])
    facts["has_transition"] = ~np.isnan(facts["transition"])
    facts["has_rise"] = ~np.isnan(number("wage_inflation_share"))
    facts["has_rework"], facts["has_training"] = facts["rework"] > 0, facts["training"] > 0
    facts["has_used"], facts["has_excess"] = ~np.isnan(used), facts["excess"] > 0
    facts["pricing"] = _pricing(work, facts, cases, rulebook)
    facts["is_transition_quoted"] = np.isin(facts["pricing"], [QUOTE, UNIT_QUOTE]) & facts["has_transition"]
    facts["stated"] = _stated(work, facts)
    # Many columns at once: ``assign`` would add one after the other.
    columns = facts | _years(number, work["is_kpo"], facts["severance_share"], rulebook)
    return pd.concat([work, pd.DataFrame(columns, index=work.index, copy=False)], axis=1)


def _stated(work: pd.DataFrame, facts: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which of STATED each row states, as a number, where many rows of its class state the same. The others share a
    class, in which each figure counts for the rows that it is for: a class costs as much as some hundred rows.
    """
    if len(work) < ROWS_OF_OWN_CLASS:
        return np.full(len(work), OF_SEVERAL)
    columns = [facts[HAS + name] for name in STATED]
    # One bit for each figure that a row may state: rows with the same number state the same figures.
    stated = np.column_stack(columns).astype("int64") @ (1 << np.arange(len(STATED)))
    of_class = {name: facts.get(name, work.get(name)) for name in CLASS_COLUMNS if name != "stated"}
    rows = pd.DataFrame({**of_class, "stated": stated}, index=work.index)
    count = rows.groupby([*rows])["stated"].transform("size")
    return np.where(count >= ROWS_OF_OWN_CLASS, stated, OF_SEVERAL)


def chosen_release(rulebook: Rulebook) -> ReleaseRule:
    """What becomes of the posts that are freed; the last that is chosen where a rulebook chooses another one."""
    return [rule for rule in rulebook.section("release").values() if rule.is_chosen][-1]


def _hourly_costs(
    work: pd.DataFrame, number: Callable[[str], np.ndarray], rulebook: Rulebook
) -> tuple[np.ndarray, np.ndarray]:
    """Cost of an hour of the row's own work, and of work in its country, in euro; missing where not known."""
    hours = number("fte") * assumption(rulebook, "hours_per_fte").mid
    own = number("labour_base") / hours / number("per_eur")
    home = numbers_of(work["country"], _levels(rulebook)).to_numpy()
    # A cost over no hours at all says nothing of an hour.
    return np.where((own > 0) & (own < np.inf), own, np.nan), home


def _levels(rulebook: Rulebook) -> dict[str, float]:
    return {rule.country: rule.eur_per_hour for rule in rulebook.section("labour_cost_levels").values()}


def _excess(work: pd.DataFrame, own: np.ndarray, home: np.ndarray, rulebook: Rulebook) -> np.ndarray:
    """Share of the cost of an hour that is more than such work usually costs in the country; 0 where not known.

    A cost beside which the usual one vanishes (hardly any hours) says nothing of pay: it counts as not known.
    """
    of_average = np.where(
        work["is_kpo"],
        assumption(rulebook, "usual_pay_expert").mid,
        assumption(rulebook, "usual_pay_office").mid,
    )
    share = np.maximum(1 - home * of_average / own, 0)
    return np.where(share < 1, share, 0)


def _severance_share(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """What a released post costs at the end in the country of the work, as a share of a year's pay."""
    listed = {rule.country: rule.share_of_year for rule in rulebook.section("severance_terms").values()}
    share = numbers_of(work["country"], listed).to_numpy()
    return filled(share, assumption(rulebook, "severance_elsewhere").mid)


def _level_ratios(in_americas: np.ndarray, hour: np.ndarray, rulebook: Rulebook) -> dict[str, np.ndarray]:
    """Labour cost of a nearshore and of an offshore provider's country over that of the row's: its published cost of
    an ``hour``, else its own.
    """
    level, lists = _levels(rulebook), rulebook.section("value_lists")

    def mean(name: str) -> float:
        return float(np.mean([level[country] for country in lists[name].values]))

    nearshore = np.where(
        in_americas, mean("nearshore_destinations_americas"), mean("nearshore_destinations_europe")
    )
    there = {"ratio_nearshore": nearshore, "ratio_offshore": mean("offshore_destinations")}
    return {name: cost / hour for name, cost in there.items()}


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


def _pricing(
    work: pd.DataFrame, facts: Mapping[str, np.ndarray], cases: Cases, rulebook: Rulebook
) -> np.ndarray:
    """How the fee is worked out: a quote, a multiple of the in-house cost onshore, and abroad what follows from
    the cost of the work, but never less than the market rate.
    """
    at_home = cases["home_delivery_share"][MIDDLE]
    ratio, location = facts["level_ratio"], work["location"]
    onshore = cases["bpo_rate_onshore"][MIDDLE] * (1 - facts["excess"] * cases["excess_pay_taken"][MIDDLE])
    # Fee per unit of in-house cost: a part of the work is done at the client's place, the rest at the labour
    # cost of the provider's country.
    price = at_home * onshore + (1 - at_home) * ratio * cases["provider_loading"][MIDDLE]
    # The market rate depends on place and label alone: it is worked out once for each kind of row.
    market, is_kpo = np.zeros(len(work)), work["is_kpo"].to_numpy(bool)
    for place, americas, kpo in product(("nearshore", "offshore"), (False, True), (False, True)):
        rows = (location == place).to_numpy(bool) & (facts["in_americas"] == americas) & (is_kpo == kpo)
        if rows.any():
            key: dict[str, object] = {"location": place, "in_americas": americas, "is_kpo": kpo}
            market[rows] = market_rate_eur(cases, key, rulebook)[MIDDLE]
    market = market * (1 + facts["over_usual_pay"] * (1 - cases["excess_pay_taken"][MIDDLE]))
    is_market = market * facts["market_hours"] > price * facts["labour"]
    can_price = ~np.isnan(facts["market_hours"]) & ~np.isnan(ratio)
    # In this order: no base, no price. A quote comes before any model, one that follows the share moved
    # before one for all of it. Without hours or a labour cost of the country nothing abroad can be priced.
    return np.select(
        [
            np.isnan(facts["labour"]),
            work["unit_fee"].notna().to_numpy(bool),
            ~np.isnan(facts["quote"]),
            (location == "onshore").to_numpy(bool),
            ~can_price,
            is_market,
        ],
        ["", UNIT_QUOTE, QUOTE, ONSHORE, "", MARKET],
        default=OWN_COST,
    )


def _years(
    number: Callable[[str], np.ndarray], is_kpo: pd.Series, severance_share: np.ndarray, rulebook: Rulebook
) -> dict[str, np.ndarray]:
    """Which part of each year the contract covers, which part of the posts is released in it, and how far a
    stated rise of wages has driven the fee.
    """
    default = np.where(
        is_kpo,
        assumption(rulebook, "contract_years_kpo").mid,
        assumption(rulebook, "contract_years_bpo").mid,
    )
    stated = number("contract_years")
    years = np.minimum(np.where(stated > 0, stated, default), assumption(rulebook, "contract_years_most").mid)
    release = chosen_release(rulebook)
    attrition = filled(number("attrition_share"), assumption(rulebook, "natural_attrition").mid)
    passed_on = assumption(rulebook, "wage_passed_on").mid
    rise = 1 + np.maximum(filled(number("wage_inflation_share"), 0), 0) * passed_on
    columns, released_years = {"years": years}, np.zeros(len(years))
    for year in range(int(np.ceil(years.max(initial=0)))):
        part = np.clip(years - year, 0, 1)
        released = np.full(len(years), 1.0 if release.released_at_once else 0.0)
        if release.released_by_attrition:
            # People leave evenly, so the mean of a year is that of its middle.
            released = np.minimum(attrition * (year + 0.5), 1)
        columns[f"part_{year}"], columns[f"avoided_part_{year}"] = part, part * released
        # Only a rise that the row states is in this factor. The usual index of wages is a figure of the case
        # (Priced.years_of).
        columns[f"paid_part_{year}"] = part * rise**year
        released_years += part * released
    columns["released_mean"] = np.divide(released_years, years, out=np.zeros(len(years)), where=years > 0)
    # Posts that end with the people who leave cost no severance.
    is_paid = 1.0 if release.released_at_once else 0.0
    columns["severance_due"] = is_paid * severance_share
    return columns
