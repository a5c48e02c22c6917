"""Suitability and rank: within BPO and within KPO, by the low end, so that the unknown does not outrank the
known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import coded, columns
from schemas.messages.message import Message, message, of_rule
from schemas.results import RANK_COLUMNS
from schemas.vocabulary import CANDIDATES
from tasks.distinct_texts import numbers_of
from tasks.method.facts import add_effort
from tasks.method.scores import scaled
from tasks.rules.facts import VOCABULARIES, RowFacts

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook


TIE_ORDER = ("suitability_low", "suitability", "saving_mid", "labour_base")
SAME_TO_DECIMALS = 6


def rank(
    typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    risk_rows: pd.DataFrame,
    value_rows: pd.DataFrame,
    rulebook: Rulebook,
) -> pd.DataFrame:
    """Suitability of the candidates and their place within each label.

    Args:
        typed: typed rows by row_key.
        assessed_rows: ASSESSED_COLUMNS by row_key.
        risk_rows: RISK_COLUMNS by row_key (highest_severity).
        value_rows: VALUE_COLUMNS by row_key (saving_mid, verdict, labour_base).
        rulebook: section suitability and the rule rank_left_out.

    Returns:
        RANK_COLUMNS, rows kept: suitability (empty where too little of it is known) with its interval
            (0..100, candidates only),
        rank within the label (1 is best; missing for the composite, the already outsourced, the too small and
        what loses money or hardly ever pays back, whose rank_note, a packed message, says so). Ties by the low end go
        by the point, then by the saving, then by the labour base; what is still equal shares the better place,
        whatever the order of the rows.
    """
    import pandas as pd

    label = assessed_rows["recommendation"].astype("str")
    values = _values(typed, assessed_rows, risk_rows, value_rows, rulebook)
    result = pd.DataFrame(np.nan, index=typed.index, columns=list(RANK_COLUMNS[:3]))
    # Each label by itself: some criteria of suitability count for one of them alone.
    for name in CANDIDATES:
        rows = np.flatnonzero(label == name)
        point, low, high = _suitability(values, rows, name, rulebook)
        result.iloc[rows] = np.column_stack([point, low, high]) * 100
    first_move = assessed_rows["first_move"].astype("str")
    is_candidate = label.isin(CANDIDATES)
    notes = _notes(rulebook)
    place = numbers_of(first_move + " " + label, {key: number for number, key in enumerate(notes)})
    note = place.where(is_candidate).fillna(-1).to_numpy("int64", copy=True)  # -1: none
    loses = value_rows["verdict"].eq("loses").to_numpy(bool)
    # A first move that keeps a candidate out of the ranking is named before the loss, and that before a chance so
    # small that no move is advised.
    note[is_candidate & (note < 0) & loses] = len(notes)
    note[is_candidate & (note < 0) & first_move.eq("none")] = len(notes) + 1
    money = value_rows[["saving_mid", "labour_base"]].astype(float)
    result["rank"] = _places(result.join(money), label, is_candidate & (note < 0))
    others = [message(f"says.rank.{name}").packed() for name in ("loses", "hardly_pays")]
    codes, texts = pd.factorize(np.array([*notes.values(), *others], dtype=object))
    result["rank_note"] = coded(np.append(codes, -1)[note], texts)
    return result


def _notes(rulebook: Rulebook) -> dict[str, str]:
    """Why candidates stay outside the ranking, by first move and label."""
    reasons: dict[str, dict[str, Message]] = {}
    for rule in rulebook.section("first_moves").values():
        if rule.first_move in rulebook.section("confidence")["rank_left_out"].names:
            for label in rule.labels:
                # Several rules can give the same note; it is said once.
                reasons.setdefault(f"{rule.first_move} {label}", {}).setdefault(
                    rule.note, of_rule(rule, "note")
                )
    return {
        key: message("says.rank.outside", reasons=list(rules.values())).packed()
        for key, rules in reasons.items()
    }


def _places(result: pd.DataFrame, label: pd.Series, is_ranked: pd.Series) -> pd.Series:
    """Place of each row within its label; equal rows share the best of their places."""
    import pandas as pd

    places = np.zeros(len(result), dtype="int64")
    for name in CANDIDATES:
        rows = np.flatnonzero(is_ranked & (label == name))
        if not len(rows):
            continue
        # Rounded, so that the last bits of a sum part no equals; what is unknown comes last.
        ties = result[list(TIE_ORDER)].iloc[rows].round(SAME_TO_DECIMALS).fillna(-np.inf).to_numpy().T
        order = np.lexsort(-ties[::-1])  # the last key counts most
        ordered = ties[:, order]
        starts = np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0))
        places[rows[order]] = np.maximum.accumulate(np.where(starts, np.arange(1, len(rows) + 1), 0))
    return pd.Series(places, index=result.index).astype("Int64").mask(places == 0)


def _values(
    typed: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    risk_rows: pd.DataFrame,
    value_rows: pd.DataFrame,
    rulebook: Rulebook,
) -> dict[str, np.ndarray]:
    """Raw values of every suitability criterion by column."""
    names = {rule.column for rule in rulebook.section("suitability").values()}
    facts = RowFacts(typed)
    add_effort(facts, rulebook)
    values = {name: facts[name] for name in names if name in columns()}
    base = value_rows["labour_base"].to_numpy(dtype="float64", na_value=np.nan)
    saving = value_rows["saving_mid"].to_numpy(dtype="float64", na_value=np.nan)
    effort = facts["effort_fte"]
    # Where moving loses, more of it is no merit. The minimum and not 0 keeps an unknown effort unknown.
    values["effort_fte"] = np.where(saving < 0, np.minimum(effort, 0), effort)
    values["saving_share"] = saving / np.where(base > 0, base, np.nan)
    values["sensitivity"] = _codes(assessed_rows["sensitivity"], "sensitivity")
    # No flag is the best value of this criterion, and not a blank.
    severity = risk_rows["highest_severity"].astype("str")
    values["highest_severity"] = _codes(
        severity.where(severity.notna() & (severity != ""), "none"), "highest_severity"
    )
    return values


def _codes(texts: pd.Series, fact: str) -> np.ndarray:
    """Place of each text in the list of a fact; NaN where it is missing or not in it."""
    return numbers_of(texts, {text: place for place, text in enumerate(VOCABULARIES[fact])}).to_numpy()


def _suitability(
    values: dict[str, np.ndarray], rows: np.ndarray, label: str, rulebook: Rulebook
) -> tuple[np.ndarray, ...]:
    """Weighted mean over what is known, NaN where less than suitability_coverage is, and with every blank at
    its worst and best; 0..1.
    """
    rules = [rule for rule in rulebook.section("suitability").values() if rule.label in ("both", label)]
    weights = np.array([rule.weight for rule in rules])[:, None]
    worth = np.stack([scaled(rule.scale, rule.column, values[rule.column][rows]) for rule in rules])
    ends = [list(rule.scale.values.values()) or [rule.scale.at_low, rule.scale.at_high] for rule in rules]
    is_known = ~np.isnan(worth)
    # The point is the mean over what is known. The ends divide by all weights: each blank adds the least, or
    # the most, that its scale can give.
    sums = (weights * np.nan_to_num(worth)).sum(axis=0)
    known_weights = (weights * is_known).sum(axis=0)
    low = sums + (weights * ~is_known * np.array([min(end) for end in ends])[:, None]).sum(axis=0)
    high = sums + (weights * ~is_known * np.array([max(end) for end in ends])[:, None]).sum(axis=0)
    is_enough = known_weights >= rulebook.section("confidence")["suitability_coverage"].value * weights.sum()
    return sums / np.where(is_enough, known_weights, np.nan), low / weights.sum(), high / weights.sum()
