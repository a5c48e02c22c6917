"""What another answer would change: the smallest single change that flips a label, and which blanks could flip it.

Every value of every field in the rulebook's what_ifs is put into all rows at once and the label computed again, so what is reported
is checked by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.method.facts import code, vocabulary

if TYPE_CHECKING:
    from schemas.rule_models.method import WhatIf
    from tasks.method.judge import Judged, Method

SMALLEST_DISTANCE = 0.01  # two values may be worth the same on a scale; the step between them still counts


@dataclass(frozen=True)
class Tried:
    """One value tried on one field."""

    rule: WhatIf
    value: float


@dataclass(frozen=True)
class Flips:
    """``change``: per row the place in ``tried`` of the smallest change of a known value that flips the label, -1 for none; ``label``
    what it would become; ``by_answer``: per column the rows whose blank could flip the label.
    """

    tried: list[Tried]
    change: np.ndarray
    label: np.ndarray
    by_answer: dict[str, np.ndarray]


def values_to_try(method: Method) -> list[Tried]:
    """Every field and value, criteria before gates."""
    rules = sorted(method.rulebook.section("what_ifs").values(), key=lambda rule: rule.is_gate)
    return [
        Tried(rule, value)
        for rule in rules for value in (rule.numbers or [code(rule.column, text) for text in rule.values])
    ]


def distance(method: Method, tried: Tried, old: np.ndarray) -> np.ndarray:
    """How far a value lies from the present one, in units of the scale; NaN where there is none."""
    rule = tried.rule
    if rule.values:
        if rule.column not in method.drive.place:
            return np.where(np.isnan(old), np.nan, np.where(old == tried.value, 0.0, 1.0))
        criterion = method.drive.criteria[method.drive.place[rule.column]]
        apart = np.abs(method.drive.value(criterion, tried.value) - method.drive.value(criterion, old)) / 2
        return np.where(old == tried.value, 0.0, np.maximum(apart, SMALLEST_DISTANCE))
    if rule.logarithmic:
        new, old = np.log(max(tried.value, rule.low)), np.log(np.maximum(old, rule.low))
        return np.abs(new - old) / np.log(rule.high / rule.low)
    return np.abs(tried.value - old) / (rule.high - rule.low)


def find_flips(method: Method, judged: Judged) -> Flips:
    """The smallest flip of each row, and the blanks that could flip it.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.

    Returns:
        Flips, rows kept. A gate is named only where no criterion flips the label; an answer that would only contradict another is no flip,
        and a blank whose answer is presumed is not open.
    """
    rows = len(judged.label)
    tried = values_to_try(method)
    change, new_label = np.full(rows, -1, dtype="int16"), np.zeros(rows, dtype="int8")
    nearest = np.full(rows, np.inf, dtype="float32")
    by_answer: dict[str, np.ndarray] = {}
    found_criterion = np.zeros(rows, dtype=bool)
    presumed = {gate.column for gate in method.rulebook.section("gates").values() if gate.blank == "presumed"}
    is_gate = False
    for place, option in enumerate(tried):
        if option.rule.is_gate and not is_gate:
            is_gate, found_criterion = True, change >= 0
        column = option.rule.column
        decision = method.decision_with(judged, column, option.value)
        label = method.label_of[decision]
        flips = (label != judged.label) & ~method.is_contradiction[decision]
        old = judged.facts[column]
        by_answer[column] = by_answer.get(column, False) | (flips & np.isnan(old) & (column not in presumed))
        away = np.where(np.isnan(old), np.inf, distance(method, option, old)).astype("float32")
        better = flips & (away < nearest) & ~found_criterion
        np.putmask(change, better, place)
        np.putmask(new_label, better, label)
        np.putmask(nearest, better, away)
    return Flips(tried, change, new_label, by_answer)


def shown(column: str, value: float) -> str:
    """A value as a person would write it."""
    from schemas.columns import columns

    kind = columns()[column].type
    if kind in ("category", "yes_no"):
        return vocabulary(column)[int(value)].replace("_", " ")
    return f"{value:.0%}" if kind == "share" else f"{value:,.10g}"
