"""Which flag of the catalogue fires on which row, how severe, and where it could not be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from schemas.results import SEVERITIES
from tasks.risk.conditions import Truth, judge

if TYPE_CHECKING:
    from schemas.rule_models.risk import FlagRule
    from schemas.rules import Rulebook
    from tasks.risk.table import Table

CANDIDATES = ("bpo_candidate", "kpo_candidate")


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


def fire(table: Table, rulebook: Rulebook) -> list[Fired]:
    """Judges every flag that has a condition, in the order of the catalogue."""
    scopes = _scopes(table, rulebook)
    kpo_steps = int(rulebook.section("risk_numbers")["RISK-KPO-STEPS"].value)
    found = []
    for rule in rulebook.section("flags").values():
        if rule.computed:
            continue
        scope = scopes[rule.applies_to]
        for column, wanted in (("recommendation", rule.labels), ("tier", rule.tiers)):
            scope = scope & table.is_one_of(column, wanted) if wanted else scope
        applies = _where_it_applies(rule, table)
        truth = applies & judge(rule.when, table)
        rows = np.flatnonzero(scope & truth.yes)
        counted = scope & applies.yes if rule.is_said_once else scope
        found.append(
            Fired(
                rule,
                rows,
                _severities(rule, table, rows, kpo_steps),
                int(counted.sum()),
                np.flatnonzero(scope & truth.unknown),
            )
        )
    return found


def _scopes(table: Table, rulebook: Rulebook) -> dict[str, np.ndarray]:
    """Masks by applies_to. Work is outsourced by its model, or by a provider or contract where the model is
    blank.
    """
    models = rulebook.section("risk_numbers")["RISK-CONTRACT-MODELS"].value
    is_candidate = table.is_one_of("recommendation", CANDIDATES)
    has_contract = (
        table.is_filled("provider") | table.is_filled("contract_end") | table.is_filled("contract_value")
    )
    is_outsourced = table.is_one_of("current_model", models) | (
        has_contract & ~table.is_filled("current_model")
    )
    everything = np.ones(table.size, dtype=bool)
    return {
        "candidates": is_candidate,
        "outsourced": is_outsourced,
        "either": is_candidate | is_outsourced,
        "all": everything,
    }


def _where_it_applies(rule: FlagRule, table: Table) -> Truth:
    """Sector and country; where they are blank the flag cannot be judged."""
    applies = Truth(np.ones(table.size, dtype=bool), np.zeros(table.size, dtype=bool))
    if rule.sectors:
        has = table.has_any("regulated_activity", rule.sectors)
        applies &= Truth(has, table.is_filled("regulated_activity") & ~has)
    if rule.countries:
        here = table.is_one_of("country", rule.countries)
        applies &= Truth(here, table.is_filled("country") & ~here)
    return applies


def _severities(rule: FlagRule, table: Table, rows: np.ndarray, kpo_steps: int) -> np.ndarray:
    """Ranks in SEVERITIES: by label, escalated by condition, one step up for confidentiality under KPO
    (S1-43).
    """
    if not rows.size:
        return np.zeros(0, dtype="int64")
    ranks = {label: SEVERITIES.index(name) for label, name in rule.severity.items()}
    severity = table.look_up(
        "recommendation", lambda label: ranks.get(label, ranks["default"]), "int64", ranks["default"]
    )[rows]
    for step in rule.escalate:
        severity = np.where(judge(step.when, table).yes[rows], SEVERITIES.index(step.severity), severity)
    if rule.is_confidentiality:
        severity = severity + kpo_steps * table.is_one_of("recommendation", ("kpo_candidate",))[rows]
    return np.minimum(severity, len(SEVERITIES) - 1)
