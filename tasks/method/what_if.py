"""What another answer would change: the smallest single change that flips a label, and which blanks could
flip it.

Every value of every field in the rulebook's what_ifs is put into all rows at once and the label computed
again, so what is reported is checked by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import columns
from schemas.messages.message import Message, message
from tasks.rules.facts import code, vocabulary

if TYPE_CHECKING:
    from schemas.rule_models.method import WhatIfRule
    from tasks.method.judge import Judged, Method

SMALLEST_DISTANCE = 0.01  # two values may be worth the same on a scale; the step between them still counts
LATER = (
    100.0  # farther than any distance: what comes first by kind (criterion, gate, contradiction) is nearer
)


@dataclass(frozen=True)
class Tried:
    """One value tried on one field; a gate is a field that no criterion and no sign of knowledge work
    reads.
    """

    rule: WhatIfRule
    column: str
    value: float
    is_gate: bool


@dataclass(frozen=True)
class Flips:
    """``change``: per row the place in ``tried`` of the smallest change of a known value that flips the
    label, -1 for none; ``label`` what it would become; ``contradicts`` where that is a review because it
    contradicts the rest; ``by_answer``: per column the rows whose blank could flip the label.
    """

    tried: list[Tried]
    change: np.ndarray
    label: np.ndarray
    contradicts: np.ndarray
    by_answer: dict[str, np.ndarray]


def values_to_try(method: Method) -> list[Tried]:
    """Every value of every field that the drive index, the knowledge test or the decision table reads,
    criteria before gates, and of gates those last whose blank is presumed, since nobody has doubted them.
    """
    presumed = {gate.column for gate in method.rulebook.section("gates").values() if gate.blank == "presumed"}
    of_work = [*method.drive.place, *sorted(method.knowledge.columns - set(method.drive.place))]
    fields = dict.fromkeys([*of_work, *(comparison.column for comparison in method.table.comparisons)])
    # False sorts before True: fields of the work, then gates, then gates whose blank is presumed. "unknown"
    # is a blank, and a blank is no answer.
    return [
        Tried(rule, column, value, column not in of_work)
        for column in sorted(fields, key=lambda name: (name not in of_work) + (name in presumed))
        if (rule := _rule_for(method, column))
        for value in rule.numbers or [code(column, text) for text in vocabulary(column) if text != "unknown"]
    ]


def _rule_for(method: Method, column: str) -> WhatIfRule | None:
    """The rule for a column by its name, else by its type; none for what is no column, such as a fact read
    from text.
    """
    field = columns().get(column)
    if field is None:
        return None
    rules = method.rulebook.section("what_ifs").values()
    return next((rule for rule in rules if column in rule.columns), None) or next(
        (rule for rule in rules if field.type in rule.types), None
    )


def distance(method: Method, tried: Tried, old: np.ndarray) -> np.ndarray:
    """How far a value lies from the present one, in units of the scale; NaN where there is none.

    Args:
        method: the compiled rulebook.
        tried: the value and its field.
        old: present values, one for each row; NaN where blank.

    Returns:
        One distance for each row; 1 is the whole scale.
    """
    rule = tried.rule
    if not rule.numbers:
        if tried.column not in method.drive.place:
            return np.where(np.isnan(old), np.nan, np.where(old == tried.value, 0.0, 1.0))
        criterion = method.drive.criteria[method.drive.place[tried.column]]
        # Evidence on the drive index runs from -1 to 1, so half the difference is a share of the scale.
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
        Flips, rows kept. A gate is named only where no criterion flips the label, a change that would
        contradict the rest only where
        nothing else does. Of blanks, one whose answer is presumed is not open, and outside the deciding set a
        contradiction is no flip.
    """
    rows = len(judged.label)
    tried = values_to_try(method)
    change, new_label = np.full(rows, -1, dtype="int16"), np.zeros(rows, dtype="int8")
    nearest, contradicts = np.full(rows, np.inf), np.zeros(rows, dtype=bool)
    by_answer: dict[str, np.ndarray] = {}
    presumed = {gate.column for gate in method.rulebook.section("gates").values() if gate.blank == "presumed"}
    deciding = {column for slot in method.slots for column in slot.columns}
    for position, option in enumerate(tried):
        decision = method.decision_with(judged, option.column, option.value)
        flips = np.flatnonzero(method.label_of.take(decision) != judged.label)
        if not len(flips):
            continue
        decision = decision[flips]
        label, is_contradiction = method.label_of[decision], method.is_contradiction[decision]
        old = judged.facts[option.column][flips]
        # Where the value is an answer to a blank, and not a change of something known.
        answers = (
            np.isnan(old)
            & (option.column not in presumed)
            & (~is_contradiction | (option.column in deciding))
        )
        by_answer.setdefault(option.column, np.zeros(rows, dtype=bool))[flips[answers]] = True
        # A blank is infinitely far off: it can be answered, but not changed. The kinds are kept apart by
        # LATER: criteria, then gates, then contradictions.
        away = np.where(np.isnan(old), np.inf, distance(method, option, old)) + LATER * (
            option.is_gate + 2 * is_contradiction
        )
        better = away < nearest[flips]
        moved = flips[better]
        change[moved], new_label[moved] = position, label[better]
        contradicts[moved], nearest[moved] = is_contradiction[better], away[better]
    # ``away < nearest`` keeps the earlier of two that are equally near, hence the order of ``values_to_try``.
    return Flips(tried, change, new_label, contradicts, by_answer)


def shown(column: str, value: float) -> Message:
    """A value as a person would write it; words are quoted, so that they are not read as part of the
    sentence.

    Args:
        column: a column of the input dictionary.
        value: a number in its unit, a share as 0..1, or the place of a word in its list.

    Returns:
        A message, such as of 40 % for a share or of a word in quotation marks.
    """
    kind = columns()[column].type
    if kind in ("category", "yes_no", "list"):
        # A list with several items has a code after those of the words of its column.
        values = (*vocabulary(column), "several")
        return message("says.quoted", word=Message(f"word.{values[min(int(value), len(values) - 1)]}"))
    return message("says.share" if kind == "share" else "says.number", value=value)
