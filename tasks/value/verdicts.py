"""The verdict on each candidate: pays, loses, depends on one assumption, or cannot be judged without something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tasks.value.baseline import (
    COST_PER_FTE,
    NEGATIVE,
    NO_BASE,
    NO_CURRENCY,
    NO_EXCHANGE_RATE,
    NO_PEOPLE,
    NOWHERE,
    OUTSOURCED,
    assumption,
    chosen,
)
from tasks.value.figures import sure_share
from tasks.value.pricing import QUOTE, UNIT_QUOTE

if TYPE_CHECKING:
    from schemas.rule_models.value import Assumption
    from schemas.rules import Rulebook
    from tasks.value.draws import Cases
    from tasks.value.figures import Figures, Swings

QUOTE_ONE_OFF = "quote_one_off"  # a quote is there, and what it leaves open decides
PAYS, LOSES, DEPENDS, CANNOT_JUDGE, NONE = "pays", "loses", "depends", "cannot_judge", "none"
# What is missing where a row has no value: a column of the input, or a figure.
MISSING = {
    NO_CURRENCY: "currency",
    NO_EXCHANGE_RATE: "exchange_rate",
    NO_PEOPLE: "fte",
    COST_PER_FTE: "labour_cost",
}


@dataclass(frozen=True)
class Verdicts:
    """By candidate. ``on`` is an assumption's id (depends) or what is missing (cannot_judge); ``at`` the value of
    the assumption at which the net present value is zero.
    """

    verdict: np.ndarray
    on: np.ndarray
    at: np.ndarray
    capacity: np.ndarray


def verdicts_of(work: pd.DataFrame, figures: Figures, cases: Cases, rulebook: Rulebook) -> Verdicts:
    """Judges every candidate (line_verdict of value_lines).

    The sign is sure where at least ``sure_share`` of the draws agree on it. What is judgement never decides it
    alone: where one end of an assumption that is our judgement, all others in the middle, turns the sign, the row
    cannot be judged without what would settle it. Elsewhere the row depends on the assumption that swings it most.

    Args:
        work: candidates with problem, is_doubted and asks_country.
        figures: the figures of the model.
        cases: the cases of the assumptions.
        rulebook: section assumptions.
    """
    rules = [assumption(rulebook, rule_id) for rule_id in cases.swung]
    is_judgement = np.array([rule.is_judgement for rule in rules], dtype=bool)
    npv, swings, top = figures.case["npv"], figures.swings, figures.swings.top
    sure = sure_share(rulebook)
    pays, loses = figures.chance >= sure, figures.chance <= 1 - sure
    unsure = ~(pays | loses)
    # A sure sign is open where a judgement alone turns it. An unsure one is open where what swings it most is
    # a judgement.
    open_by_judgement = np.where(unsure, is_judgement[top], swings.turned_by >= 0)
    valued = ~np.isnan(npv)
    settled_by = np.array([rule.settled_by for rule in rules], dtype=object)
    ids = np.array(cases.swung, dtype=object)
    # No value and open judgement come before what the draws say.
    verdict = chosen(
        [~valued, open_by_judgement, pays, loses], [CANNOT_JUDGE, CANNOT_JUDGE, PAYS, LOSES], DEPENDS
    )
    # The last entry is read where no judgement turns the sign (-1); no such row takes its word.
    missing = np.where(unsure, settled_by[top], settled_by[swings.turned_by])
    has_quote = work["pricing"].isin((QUOTE, UNIT_QUOTE)).to_numpy(bool)
    # Who has a quote is not asked for one: what the quote leaves open is missing.
    missing = np.where(has_quote & (missing == "quote"), QUOTE_ONE_OFF, missing)
    on = np.where(verdict == DEPENDS, ids[top], np.where(verdict == CANNOT_JUDGE, missing, ""))
    at = np.where(verdict == DEPENDS, _turning_point(npv, swings, rules), np.nan)
    capacity = chosen(
        [~valued, figures.capacity_chance >= sure, figures.capacity_chance <= 1 - sure],
        [CANNOT_JUDGE, PAYS, LOSES],
        DEPENDS,
    )
    verdict, on = _without_value(work, valued, verdict, on)
    stays = np.isin(work["problem"].to_numpy(), (OUTSOURCED, NOWHERE))
    capacity[stays] = NONE
    return Verdicts(verdict, on, np.where(verdict == DEPENDS, at, np.nan), capacity)


def _without_value(
    work: pd.DataFrame, valued: np.ndarray, verdict: np.ndarray, on: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Verdicts of rows that lack a cell, whose figures do not reconcile, or that do not move."""
    problem = work["problem"].to_numpy()
    places, problems = pd.factorize(work["problem"])
    named = np.array([MISSING.get(name, "") for name in problems] or [""], dtype=object)[places]
    negative = chosen([work["labour_cost"].lt(0).to_numpy(bool)], ["labour_cost"], "annual_cost")
    base = chosen([work["annual_cost"].notna().to_numpy(bool)], ["fte"], "labour_cost")
    named = np.where(problem == NEGATIVE, negative, np.where(problem == NO_BASE, base, named))
    # A row with a base and without a value lacks the hours, or what they cost elsewhere in its currency.
    lacks = [work[name].isna().to_numpy(bool) for name in ("fte", "currency", "per_eur")]
    unpriced = chosen(lacks, ["fte", "currency", "exchange_rate"], "fte")
    named = np.where(~valued & (named == ""), unpriced, named)
    conditions = [
        np.isin(problem, (OUTSOURCED, NOWHERE)),
        ~valued,
        work["asks_country"].to_numpy(bool),
        work["is_doubted"].to_numpy(bool),
    ]
    doubted_on = work["doubted_on"].to_numpy(object)
    return (
        np.select(conditions, [NONE, CANNOT_JUDGE, CANNOT_JUDGE, CANNOT_JUDGE], default=verdict).astype(
            object
        ),
        np.select(conditions, ["", named, "country", doubted_on], default=on).astype(object),
    )


def _turning_point(npv: np.ndarray, swings: Swings, rules: list[Assumption]) -> np.ndarray:
    """Value of the top assumption at which the net present value is zero, between its low, middle and high value;
    missing where it does not turn the sign by itself.
    """
    at_low, at_high = swings.at_low, swings.at_high
    ends = np.array([(rule.low, rule.mid, rule.high) for rule in rules])[swings.top]
    # The sign turns between low and middle, or else between middle and high: a straight line through the two
    # ends of that part.
    is_below = (at_low > 0) != (npv > 0)
    start, end = np.where(is_below, ends[:, 0], ends[:, 1]), np.where(is_below, ends[:, 1], ends[:, 2])
    from_npv, to_npv = np.where(is_below, at_low, npv), np.where(is_below, npv, at_high)
    apart = to_npv - from_npv
    share = np.divide(-from_npv, apart, out=np.full(len(npv), np.nan), where=apart != 0)
    return np.where((share >= 0) & (share <= 1), start + share * (end - start), np.nan)
