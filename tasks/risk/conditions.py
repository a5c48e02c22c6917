"""How a condition of the rulebook is judged: three-valued over whole columns, since a blank is neither yes
nor no.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from schemas.rule_models.risk import Condition
    from tasks.risk.table import Table

_COMPARE = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@dataclass(frozen=True)
class Truth:
    """Where a condition holds and where it does not; rows in neither could not be judged."""

    yes: np.ndarray
    no: np.ndarray

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)

    @property
    def unknown(self) -> np.ndarray:
        """Rows that could not be judged."""
        return ~(self.yes | self.no)


def judge(condition: Condition, table: Table) -> Truth:
    """Truth of a condition for each row of the table.

    Kleene's logic: one part that fails settles ``all`` and one that holds settles ``any``, whatever else is
    blank.
    """
    if condition.column:
        return _compare(condition, table)
    parts = [judge(part, table) for part in (*condition.all, *condition.any, *condition.none)]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined & part if condition.all else joined | part
    return ~joined if condition.none else joined


def _compare(condition: Condition, table: Table) -> Truth:
    filled = table.is_filled(condition.column)
    if condition.op in ("blank", "present", "given"):
        nothing = np.zeros(table.size, dtype=bool)
        return {
            "blank": Truth(~filled, filled),
            "present": Truth(filled, ~filled),
            "given": Truth(filled, nothing),
        }[condition.op]
    if not filled.any():
        return Truth(filled, filled)
    yes = _holds(condition, table) & filled
    return Truth(yes, filled & ~yes)


def _holds(condition: Condition, table: Table) -> np.ndarray:
    name, op, value = condition.column, condition.op, condition.value
    if op == "is":
        return table.numbers(name) == float(value)
    if op in _COMPARE and not isinstance(value, str):
        return _COMPARE[op](table.numbers(name), float(value))
    if op == "matches":
        return table.matches(name, value)
    tests = {
        "eq": lambda text: text == value,
        "ne": lambda text: text != value,
        "in": lambda text: text in value,
        "not_in": lambda text: text.strip().lower() not in value,
        "has_any": lambda text: not {part.strip() for part in text.split(";")}.isdisjoint(value),
        "shorter_than": lambda text: len(text.strip()) < value,
    }
    return table.look_up(name, tests[op], "bool", False)
