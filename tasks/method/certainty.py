"""Confidence with its four parts, firm or provisional, and the grade."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import typed_column
from schemas.results import RECOMMENDATIONS
from schemas.vocabulary import Evidence, Recommendation, words
from tasks.method.firm import label_is_certain

if TYPE_CHECKING:
    import pandas as pd

    from tasks.method.judge import Judged, Method

EVIDENCE = words(Evidence)
BY_TEXT, BY_NOTHING = EVIDENCE.index(Evidence.TEXT), EVIDENCE.index(Evidence.NONE)
# Why a label is provisional: the decision line, an open gate, or what ``says.why.because`` words. The order
# is that in which ``judge_certainty`` asks: the first reason that holds is given.
REASONS = (
    "",
    "line",
    "by_text",
    "assumed",
    "aged",
    "after_audit",
    "not_reconciled",
    "open_gate",
    "unknown",
)


@dataclass(frozen=True)
class Certainty:
    """Per row: is_firm; reason (place in REASONS); grade (0..3 for A..D); evidence (place in EVIDENCE); the
    four parts and their mean.
    """

    is_firm: np.ndarray
    reason: np.ndarray
    grade: np.ndarray
    evidence: np.ndarray
    parts: dict[str, np.ndarray]
    confidence: np.ndarray


def agreement_ratio(method: Method, judged: Judged, typed: pd.DataFrame) -> np.ndarray:
    """By what factor redundant columns differ at most: volume x handling time against posts, cost against
    posts; NaN where nothing to compare.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        typed: the same rows, for current_model and cost_basis.

    Returns:
        The factor of each row, 1 or more.
    """
    facts = judged.facts
    band = method.constants["labour_cost_per_fte_range"].values
    is_done_by_others = (
        typed_column(typed, "current_model")
        .isin(method.constants["confidence_agreement"].names)
        .to_numpy(dtype=bool)
    )
    # Each ratio is NaN where one of its columns is blank, and where a provider's people do the work: own
    # posts say nothing about its volume and cost.
    posts = np.where((facts["fte"] > 0) & ~is_done_by_others, facts["fte"], np.nan)
    by_volume = np.where(facts["fte_by_volume"] > 0, facts["fte_by_volume"], np.nan) / posts
    labour = facts["labour_cost"] / facts["per_eur"] / posts
    is_labour = typed_column(typed, "cost_basis").isin(["labour", "fully_loaded"]).to_numpy(dtype=bool)
    cost = facts["annual_cost"] / facts["per_eur"] / posts
    with np.errstate(divide="ignore"):
        ratios = [
            np.maximum(by_volume, 1 / by_volume),
            _outside(labour, band["low"], band["high"]),
            # A cost that is not labour alone is held against the lower end only (labour_cost_per_fte_range).
            _outside(cost, band["low"], np.where(is_labour, band["high"], np.inf)),
        ]
    # The worst of those that can be compared: fmax passes over NaN.
    return np.fmax.reduce(ratios)


def _outside(value: np.ndarray, low: float, high: np.ndarray | float) -> np.ndarray:
    """1 within the range, else the factor by which a positive value lies outside."""
    value = np.where(value > 0, value, np.nan)
    return np.where(np.isnan(value), np.nan, np.fmax(np.fmax(low / value, value / high), 1))


def evidence_kind(method: Method, judged: Judged) -> np.ndarray:
    """Place in EVIDENCE: text where the line or the drive rests on the text alone, none where nothing is
    known.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.

    Returns:
        int8, one entry for each row: columns, text or none.
    """
    by_text = np.array([rule.rests_on == "text" for rule in method.decisions])[judged.decision]
    # A review that a line of the text asks for counts as one by columns where these describe the work.
    rests_on_text = by_text & (
        (judged.label != RECOMMENDATIONS.index(Recommendation.REVIEW)) | (judged.work_known == 0)
    )
    # The last line is the one without a condition: too little is known.
    last = len(method.decisions) - 1
    no_columns = (judged.work_known == 0) & np.array([rule.needs_work_columns for rule in method.decisions])[
        judged.decision
    ]
    return np.select(
        [rests_on_text | (no_columns & judged.text_matched), judged.decision == last],
        [BY_TEXT, BY_NOTHING],
        0,
    ).astype("int8")


def age_worth(
    method: Method, typed: pd.DataFrame, as_of: dt.date
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Worth of the evidence by its age, and where it is too old for a firm label, or dated after the day of
    the audit.

    Args:
        method: the compiled rulebook, for confidence_age (months and worths from 0 to 1).
        typed: the rows, for assessed_on.
        as_of: the day of the audit.

    Returns:
        Worth from 0 to 1, is_stale and is_ahead, one entry a row each.
    """
    import pandas as pd

    rule: dict[str, float] = method.constants["confidence_age"].values
    dated, today = typed_column(typed, "assessed_on"), pd.Timestamp(as_of)
    # The worth falls by mean months, in a straight line; too old is a matter of calendar months.
    months: np.ndarray = (today - dated).dt.days.to_numpy(dtype="float64", na_value=np.nan) / 365.25 * 12
    is_stale = (dated < today - pd.DateOffset(months=int(rule["stale_months"]))).to_numpy(dtype=bool)
    is_ahead = (dated > today).to_numpy(dtype=bool)
    worth = np.interp(months, [rule["fresh_months"], rule["stale_months"]], [1.0, rule["stale_worth"]])
    return (
        np.select([np.isnan(months), is_stale | is_ahead], [rule["blank_worth"], rule["old_worth"]], worth),
        is_stale,
        is_ahead,
    )


def judge_certainty(method: Method, judged: Judged, typed: pd.DataFrame, as_of: dt.date) -> Certainty:
    """How sure the label of each row is (rules confidence_*, deciding, gates).

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        typed: the same rows, for cost_basis, source_quality and assessed_on.
        as_of: the day against which age counts.

    Returns:
        One entry a row, rows kept.
    """
    evidence = evidence_kind(method, judged)
    quality = typed_column(typed, "source_quality")
    kind = method.constants["confidence_kind"].values
    of_quality = quality.map(kind).to_numpy(dtype="float64", na_value=kind["blank"])
    age, is_stale, is_ahead = age_worth(method, typed, as_of)
    factor = method.constants["confidence_agreement"].values
    ratio = agreement_ratio(method, judged, typed)
    # Rounded, so that a factor of exactly far_factor is not pushed past it by the last bits of a division.
    disagrees = np.nan_to_num(np.round(ratio, 9), nan=1.0) > factor["far_factor"]
    parts = {
        "coverage": judged.slots_known / len(method.slots),
        "kind": np.select(
            [evidence == BY_TEXT, evidence == BY_NOTHING], [kind["text"], kind["none"]], of_quality
        ),
        "age": age,
        "agreement": np.select(
            [np.isnan(ratio), disagrees, ratio <= factor["close_factor"]],
            [factor["blank_worth"], factor["far_worth"], 1.0],
            factor["near_worth"],
        ),
    }
    weights = method.constants["confidence_parts"].values
    confidence = reduce(np.add, [weights[name] * part for name, part in parts.items()])
    is_review = judged.label == RECOMMENDATIONS.index(Recommendation.REVIEW)
    by_line = np.array([rule.provisional for rule in method.decisions])[judged.decision] | is_review
    assumed = (quality == "assumed").to_numpy(dtype=bool, na_value=False)
    # In the order of REASONS from its second entry on.
    hindered = [by_line, evidence > 0, assumed, is_stale, is_ahead, disagrees]
    # Asked last and only of rows that nothing else hinders: it judges each of them many times.
    certain = label_is_certain(method, judged, ~np.logical_or.reduce(hindered))
    gates = [gate.column for gate in method.rulebook.section("gates").values() if gate.blank == "open"]
    open_gate = np.logical_or.reduce([np.isnan(judged.facts[column]) for column in gates])
    reason = np.select([*hindered, ~certain & open_gate, ~certain], range(1, len(REASONS)), 0)
    # A needs both: figures that were measured, and the day on which they were.
    is_measured = (quality == "measured").to_numpy(dtype=bool, na_value=False) & typed_column(
        typed, "assessed_on"
    ).notna().to_numpy()
    grade = np.select([evidence > 0, certain & is_measured, certain], [3, 0, 1], 2).astype("int8")
    return Certainty(certain, reason.astype("int8"), grade, evidence, parts, confidence)
