"""What a process costs in people today, and which rows can carry a value at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.columns import typed_column
from schemas.vocabulary import CANDIDATES
from tasks.distinct_texts import numbers_of

if TYPE_CHECKING:
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
    rows = assessed_rows.index[assessed_rows["recommendation"].isin(CANDIDATES)]
    places = typed.index.get_indexer(rows)  # looked up once for all columns
    work = pd.DataFrame(
        {name: typed_column(typed, name).array.take(places) for name in SIZING_COLUMNS}, index=rows
    )
    work["is_kpo"] = (assessed_rows["recommendation"].reindex(rows) == "kpo_candidate").to_numpy(bool)
    work["location"] = risk_rows["location"].reindex(rows).astype(str).fillna("onshore")
    work["per_eur"] = numbers_of(work["currency"], per_eur(rulebook))
    # Either stage may have noticed it: the first move of the method, or the column itself.
    moved_already = (assessed_rows["first_move"].reindex(rows) == "already_outsourced") | (
        work["current_model"] == "outsourced"
    )
    # Only what is stated as labour counts in full. Spending may hold software and premises, so it is capped
    # by what so many people can cost; missing where FTE or exchange rate is.
    labour = work["labour_cost"].where(
        work["labour_cost"].notna(), work["annual_cost"].where(work["cost_basis"] == "labour")
    )
    ceiling = work["fte"] * assumption(rulebook, "labour_cost_ceiling_per_fte").mid * work["per_eur"]
    capped = np.minimum(work["annual_cost"], ceiling)
    work["labour_base"] = labour.where(labour.notna(), capped)
    # Problems first, for one of them is that there is no base. Then a row with any problem loses its base.
    work["problem"] = _problem(work, moved_already.to_numpy(bool), labour, rulebook)
    work["labour_base"] = work["labour_base"].where(work["problem"] == "")
    blank = rows[work["country"].isna()]
    reason = _risk_text(risk_rows, "location_reason", blank)
    work["asks_country"] = rows.isin(blank[reason.str.contains(f"rule.{COUNTRY_RULE}.", regex=False)])
    work["doubted_on"] = _doubted_on(_risk_text(risk_rows, "risk_flags", rows), rulebook)
    work["is_doubted"] = work["doubted_on"] != ""
    # FTE worked out from hours come last: problems are about what the input states.
    work["fte"] = work["fte"].where(work["fte"].notna(), _fte_from_hours(work, rulebook))
    return work


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
    work: pd.DataFrame, moved_already: np.ndarray, labour: pd.Series, rulebook: Rulebook
) -> np.ndarray:
    """The first reason for which a row has no value; empty where it has one."""
    cost = labour.where(labour.notna(), work["annual_cost"])
    cost_per_fte_eur = cost / work["fte"].where(work["fte"] > 0) / work["per_eur"]
    floor, ceiling = (
        assumption(rulebook, "labour_cost_floor_per_fte").low,
        assumption(rulebook, "labour_cost_ceiling_per_fte").high,
    )
    conditions = {
        OUTSOURCED: moved_already,
        NOWHERE: work["location"] == "none",
        NEGATIVE: (work["annual_cost"] < 0) | (work["labour_cost"] < 0),
        NO_PEOPLE: (work["fte"] == 0) & (cost > 0),
        COST_PER_FTE: (cost_per_fte_eur < floor) | (cost_per_fte_eur > ceiling),
        # Currency and exchange rate are only needed to cap spending; what is stated as labour needs neither.
        NO_CURRENCY: labour.isna() & work["currency"].isna() & work["annual_cost"].notna(),
        NO_EXCHANGE_RATE: labour.isna() & work["per_eur"].isna() & work["annual_cost"].notna(),
        NO_BASE: work["labour_base"].isna(),
    }
    return np.select(
        [np.asarray(condition, dtype=bool) for condition in conditions.values()], list(conditions), default=""
    )


def _fte_from_hours(work: pd.DataFrame, rulebook: Rulebook) -> pd.Series:
    """Full-time equivalents of a row with a labour cost and no FTE: from volume and handling time, else from
    the hourly cost. People in direct contact with customers are also paid while they wait and are away.
    """
    present = 1 - assumption(rulebook, "shrinkage").mid
    at_work = present * assumption(rulebook, "occupancy").mid
    hours = work["volume"] * work["handling_minutes"] / 60
    # Paid hours are more than handled ones at a desk that waits for customers; elsewhere they are taken as
    # equal.
    hours = hours.where(work["customer_contact"] != "direct", hours / at_work)
    hours = hours.where(
        hours.notna(), work["labour_base"] / work["hourly_cost"].where(work["hourly_cost"] > 0)
    )
    return (hours / assumption(rulebook, "hours_per_fte").mid).where(work["labour_base"].notna())
