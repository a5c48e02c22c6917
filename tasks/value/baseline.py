"""What a process costs in people today, and which rows can carry a value at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import typed_column
from schemas.vocabulary import CANDIDATES
from tasks.distinct_texts import numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.rule_models.value import Assumption
    from schemas.rules import Rulebook

# Columns of the input that the value model reads.
SIZING_COLUMNS = (
    "fte",
    "labour_cost",
    "annual_cost",
    "cost_basis",
    "hourly_cost",
    "volume",
    "handling_minutes",
    "outsourced_cost",
    "transition_cost",
    "contract_years",
    "transferable_share",
    "error_share",
    "attrition_share",
    "customer_contact",
    "specialist_utilisation_share",
    "wage_inflation_share",
    "training_weeks",
    "currency",
    "country",
    "regulated_activity",
    "current_model",
)
NUMBERS = ("fte", "labour_cost", "annual_cost", "hourly_cost", "volume", "handling_minutes")
# What keeps a row out, in the order in which it is said.
OUTSOURCED, NOWHERE = "already_outsourced", "no_location"
NEGATIVE, NO_PEOPLE, COST_PER_FTE = "negative_cost", "no_people", "cost_per_fte"
NO_CURRENCY, NO_EXCHANGE_RATE, NO_BASE = "no_currency", "no_exchange_rate", "no_base"
# The rule of the risk stage that says that a blank country decided the location.
COUNTRY_RULE = "LOC-COUNTRY-UNKNOWN"
# Problems of the figures themselves: such a row is in no total.
DOUBTFUL = (NEGATIVE, NO_PEOPLE, COST_PER_FTE)


def assumption(rulebook: Rulebook, rule_id: str) -> Assumption:
    """One range of the value model.

    Args:
        rulebook: section assumptions.
        rule_id: the id of the assumption.

    Raises:
        KeyError: there is no such assumption.
    """
    return rulebook.section("assumptions")[rule_id]


def per_eur(rulebook: Rulebook) -> dict[str, float]:
    """What one euro is worth, by currency code (section exchange_rates)."""
    return {rate.currency: rate.per_eur for rate in rulebook.section("exchange_rates").values()}


@np.errstate(all="ignore")  # as in pandas: what is divided by nothing is missing or infinite
def baseline(
    typed: pd.DataFrame, assessed_rows: pd.DataFrame, risk_rows: pd.DataFrame, rulebook: Rulebook
) -> pd.DataFrame:
    """Candidates with what they cost today.

    The base is labour_cost, else annual_cost stated as labour, else the smaller of annual_cost and FTE x the
    declared ceiling (line_labour_base). A currency that is missing or has no exchange rate leaves only what
    is stated as labour.

    Args:
        typed: typed rows; the columns in SIZING_COLUMNS are used, each may be absent.
        assessed_rows: recommendation, tier, first_move.
        risk_rows: location; location_reason and risk_flags may be absent.
        rulebook: sections assumptions, exchange_rates, value_lists.

    Returns:
        BPO and KPO candidates by row_key, other rows dropped: the columns of SIZING_COLUMNS, is_kpo, location
        (missing is onshore), per_eur (units of the row's currency per euro), labour_base (a year, in the row's
        currency), fte (from hours where only those are known), problem (text, empty where a value can be
        modelled), asks_country (a blank country decides the location), is_doubted and doubted_on (a flag says
        that the figures do not reconcile, and the column to look at).
    """
    recommended = assessed_rows["recommendation"]
    is_candidate = recommended.isin(CANDIDATES).to_numpy(bool)
    rows = assessed_rows.index[is_candidate]
    places = typed.index.get_indexer(rows)  # looked up once for all columns
    work = pd.DataFrame(
        {name: typed_column(typed, name).array.take(places) for name in SIZING_COLUMNS}, index=rows
    )
    # Either stage may have noticed it: the first move of the method, or the column itself.
    is_out = (assessed_rows["first_move"] == "already_outsourced").to_numpy(bool)[is_candidate]
    is_out |= (work["current_model"] == "outsourced").to_numpy(bool)
    location = risk_rows["location"].reindex(rows).astype(str).fillna("onshore")
    figures = {name: work[name].to_numpy(float) for name in NUMBERS}
    figures["per_eur"] = numbers_of(work["currency"], per_eur(rulebook)).to_numpy()
    # Only what is stated as labour counts in full. Spending may hold software and premises, so it is capped
    # by what so many people can cost; missing where FTE or exchange rate is.
    spent_on_labour = np.where(
        (work["cost_basis"] == "labour").to_numpy(bool), figures["annual_cost"], np.nan
    )
    labour = filled(figures["labour_cost"], spent_on_labour)
    most = assumption(rulebook, "labour_cost_ceiling_per_fte").mid
    ceiling = figures["fte"] * most * figures["per_eur"]
    base = filled(labour, np.minimum(figures["annual_cost"], ceiling))
    # Problems first, for one of them is that there is no base. Then a row with any problem loses its base.
    reasons = {OUTSOURCED: is_out, NOWHERE: (location == "none").to_numpy(bool)}
    no_currency = work["currency"].isna().to_numpy(bool)
    problem = _problem(reasons, figures | {"labour": labour, "base": base}, no_currency, rulebook)
    base = np.where(problem == "", base, np.nan)
    asks_country = work["country"].isna().to_numpy(bool, copy=True)
    reason = _risk_text(risk_rows, "location_reason", rows[asks_country])
    asks_country[asks_country] = reason.str.contains(f"rule.{COUNTRY_RULE}.", regex=False).to_numpy(bool)
    doubted_on = _doubted_on(_risk_text(risk_rows, "risk_flags", rows), rulebook)
    is_direct = (work["customer_contact"] == "direct").to_numpy(bool)
    return work.assign(
        is_kpo=(recommended == "kpo_candidate").to_numpy(bool)[is_candidate],
        location=location,
        per_eur=figures["per_eur"],
        labour_base=base,
        problem=problem,
        asks_country=asks_country,
        doubted_on=doubted_on,
        is_doubted=doubted_on != "",
        # FTE worked out from hours come last: problems are about what the input states.
        fte=filled(figures["fte"], _fte_from_hours(figures, base, is_direct, rulebook)),
    )


def filled(figures: np.ndarray, other: np.ndarray | float) -> np.ndarray:
    """The figures, with another one where a figure is missing.

    Args:
        figures: one for each row, NaN where it is missing.
        other: one for each row, or one for all.
    """
    return np.where(np.isnan(figures), other, figures)


def _risk_text(risk_rows: pd.DataFrame, name: str, rows: pd.Index) -> pd.Series:
    """A text of the risk stage by row; empty where it has none."""
    if name not in risk_rows:
        return pd.Series("", index=rows, dtype="str")
    return risk_rows[name].reindex(rows).astype(str).fillna("")


def _doubted_on(risk_flags: pd.Series, rulebook: Rulebook) -> np.ndarray:
    """The column to look at where a flag says that the figures of a row do not reconcile; empty elsewhere."""
    # Codes are looked for with a semicolon on each side, so that none is found inside a longer one.
    flags = ";" + risk_flags + ";"
    pairs = [pair.split(":") for pair in rulebook.section("value_lists")["baseline_flags"].values]
    holds = [flags.str.contains(f";{code};", regex=False).to_numpy(bool) for code, _ in pairs]
    return chosen(holds, [column for _, column in pairs], "")


def chosen(conditions: list[np.ndarray], words: list[str], default: str) -> np.ndarray:
    """The word of the first condition that holds, by row; rows share their words, which are not copied.

    Args:
        conditions: masks of equal length, in the order in which they count.
        words: one for each condition.
        default: of rows for which no condition holds.

    Returns:
        Words as an array of objects, one for each row.
    """
    # The place of the word by row; the default is the last of the words.
    places = np.select(conditions, np.arange(len(words)), len(words))
    return np.array([*words, default], dtype=object)[places]


def _problem(
    reasons: dict[str, np.ndarray],
    figures: Mapping[str, np.ndarray],
    no_currency: np.ndarray,
    rulebook: Rulebook,
) -> np.ndarray:
    """The first reason for which a row has no value, after those that are known; empty where it has one."""
    labour, spent, fte = figures["labour"], figures["annual_cost"], figures["fte"]
    cost = filled(labour, spent)
    cost_per_fte_eur = np.where(fte > 0, cost / fte, np.nan) / figures["per_eur"]
    floor, ceiling = (
        assumption(rulebook, "labour_cost_floor_per_fte").low,
        assumption(rulebook, "labour_cost_ceiling_per_fte").high,
    )
    # Currency and exchange rate are only needed to cap spending; what is stated as labour needs neither.
    is_capped = np.isnan(labour) & ~np.isnan(spent)
    conditions = reasons | {
        NEGATIVE: (spent < 0) | (figures["labour_cost"] < 0),
        NO_PEOPLE: (fte == 0) & (cost > 0),
        COST_PER_FTE: (cost_per_fte_eur < floor) | (cost_per_fte_eur > ceiling),
        NO_CURRENCY: is_capped & no_currency,
        NO_EXCHANGE_RATE: is_capped & np.isnan(figures["per_eur"]),
        NO_BASE: np.isnan(figures["base"]),
    }
    return np.select([*conditions.values()], [*conditions], default="")


def _fte_from_hours(
    figures: Mapping[str, np.ndarray], base: np.ndarray, is_direct: np.ndarray, rulebook: Rulebook
) -> np.ndarray:
    """Full-time equivalents of a row with a labour cost and no FTE: from volume and handling time, else from
    the hourly cost. People in direct contact with customers are also paid while they wait and are away.
    """
    present = 1 - assumption(rulebook, "shrinkage").mid
    at_work = present * assumption(rulebook, "occupancy").mid
    hours = figures["volume"] * figures["handling_minutes"] / 60
    # Paid hours are more than handled ones at a desk that waits for customers; elsewhere they are taken as
    # equal.
    hours = np.where(is_direct, hours / at_work, hours)
    cost_of_hour = figures["hourly_cost"]
    hours = filled(hours, np.where(cost_of_hour > 0, base / cost_of_hour, np.nan))
    # An hour that costs next to nothing says nothing of how many there are.
    is_known = ~np.isnan(base) & np.isfinite(hours)
    return np.where(is_known, hours / assumption(rulebook, "hours_per_fte").mid, np.nan)
