"""Which flag of the catalogue fires on which row, how severe, and where it could not be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from schemas.results import SEVERITIES
from schemas.vocabulary import CANDIDATES
from tasks.rules.conditions import judge

if TYPE_CHECKING:
    from schemas.rule_models.risk import FlagRule
    from schemas.rules import Rulebook
    from tasks.rules.facts import RowFacts


@dataclass(frozen=True)
class Fired:
    """One kind of flag: the rows it fires on (positions), their severities (ranks), the rows in its scope and
    those not judged.
    """

    rule: FlagRule
    rows: np.ndarray
    severities: np.ndarray
    scope_count: int
    not_judged: np.ndarray


def fire(facts: RowFacts, rulebook: Rulebook) -> list[Fired]:
    """Judges every flag that has a condition, in the order of the catalogue.

    Args:
        facts: everything known of each process.
        rulebook: sections flags and risk_numbers.

    Returns:
        One entry for each flag with a condition, also where it fires on no row.
    """
    scopes = _scopes(facts, rulebook)
    kpo_steps = int(rulebook.section("risk_numbers")["RISK-KPO-STEPS"].value)
    fired: list[Fired] = []
    for rule in rulebook.section("flags").values():
        if rule.computed:
            continue
        scope = scopes[rule.applies_to]
        for column, wanted in (("recommendation", rule.labels), ("tier", rule.tiers)):
            # A label or tier is known, so it narrows the scope. Sector and
            # country can be blank, so they are a part of the condition: where they are, the flag is not
            # judged.
            scope = scope & facts.is_one_of(column, wanted) if wanted else scope
        applies = judge(rule.applies_where, facts)
        truth = judge(rule.fires_where, facts)
        rows = np.flatnonzero(scope & truth.yes)
        # What is said once for the portfolio speaks of the rows of its sector, so these alone are counted.
        counted = scope & applies.yes if rule.is_said_once else scope
        fired.append(
            Fired(
                rule,
                rows,
                _severities(rule, facts, rows, kpo_steps),
                int(counted.sum()),
                np.flatnonzero(scope & truth.unknown),
            )
        )
    return fired


def _scopes(facts: RowFacts, rulebook: Rulebook) -> dict[str, np.ndarray]:
    """Masks by applies_to. Work is outsourced by its model, or by a provider or contract where the model is
    blank.
    """
    models = rulebook.section("risk_numbers")["RISK-CONTRACT-MODELS"].value
    is_candidate = facts.is_one_of("recommendation", CANDIDATES)
    has_contract = (
        facts.is_filled("provider") | facts.is_filled("contract_end") | facts.is_filled("contract_value")
    )
    is_outsourced = facts.is_one_of("current_model", models) | (
        has_contract & ~facts.is_filled("current_model")
    )
    everything = np.ones(facts.size, dtype=bool)
    return {
        "candidates": is_candidate,
        "outsourced": is_outsourced,
        "either": is_candidate | is_outsourced,
        "all": everything,
    }


def _severities(rule: FlagRule, facts: RowFacts, rows: np.ndarray, kpo_steps: int) -> np.ndarray:
    """Ranks in SEVERITIES: by label, escalated by condition, one step up for confidentiality under KPO
    (S1-43).
    """
    if not rows.size:
        return np.zeros(0, dtype="int64")
    ranks = {label: SEVERITIES.index(name) for label, name in rule.severity.items()}
    severity = facts.look_up(
        "recommendation", lambda label: ranks.get(label, ranks["default"]), "int64", ranks["default"]
    )[rows]
    # A later step takes the place of an earlier one where both hold.
    for step in rule.escalate:
        severity = np.where(judge(step.when, facts).yes[rows], SEVERITIES.index(step.severity), severity)
    if rule.is_confidentiality:
        severity = severity + kpo_steps * facts.is_one_of("recommendation", ("kpo_candidate",))[rows]
    # Nothing is more severe than critical.
    return np.minimum(severity, len(SEVERITIES) - 1)
