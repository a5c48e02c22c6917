"""The knowledge test: not routine is not yet insight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.method.decide import holds
from tasks.method.facts import Facts

if TYPE_CHECKING:
    from schemas.rules import Rulebook


PASSED, SUPPORTED, OPEN, FAILED = 1.0, 0.5, 0.25, 0.0


@dataclass(frozen=True)
class Signs:
    """Per sign of knowledge work whether it is there and whether its columns say anything; ``text`` where the
    text speaks for it.
    """

    met: list[np.ndarray]
    known: list[np.ndarray]
    text: np.ndarray


class KnowledgeTest:
    """The rules of the test, compiled (knowledge_needed says how many signs must be there)."""

    def __init__(self, rulebook: Rulebook):
        section = rulebook.section("knowledge")
        self.signs = [rule for rule in section.values() if rule.any_of]
        self.needed = section["knowledge_needed"].needed
        self.by_text = section["knowledge_by_text"]
        self.by_drive = section["knowledge_by_drive"].drive_at_most
        self.facts = {condition.fact for rule in self.signs for condition in rule.any_of}

    def _sign(self, number: int, facts: Facts) -> tuple[np.ndarray, np.ndarray]:
        conditions = self.signs[number].any_of
        met = np.logical_or.reduce([holds(condition, facts[condition.fact]) for condition in conditions])
        known = np.logical_or.reduce([~np.isnan(facts[condition.fact]) for condition in conditions])
        return met, known

    def read(self, facts: Facts, text_says: np.ndarray) -> Signs:
        """The signs of some rows."""
        met, known = zip(*(self._sign(number, facts) for number in range(len(self.signs))), strict=True)
        return Signs(list(met), list(known), text_says)

    def read_with(self, signs: Signs, facts: Facts, changed: Facts) -> Signs:
        """The signs once some facts have changed."""
        met, known = list(signs.met), list(signs.known)
        for number, rule in enumerate(self.signs):
            if any(condition.fact in changed for condition in rule.any_of):
                met[number], known[number] = self._sign(number, {**facts, **changed})
        return Signs(met, known, signs.text)

    def points(self, signs: Signs) -> np.ndarray:
        """Signs that are there."""
        return sum(mask.astype("int8") for mask in signs.met)

    def outcome(self, signs: Signs, index: np.ndarray) -> np.ndarray:
        """Outcome of the test: 1.0 passed, 0.5 open but supported, 0.25 open, 0.0 failed.

        A sign of which no column speaks is unknown, and neither there nor absent. With too few there, and too few
        absent to rule the rest out, the test is open; text or drive can support it.

        Args:
            signs: the signs of some rows.
            index: their drive index, NaN where there is none.
        """
        met = self.points(signs)
        absent = sum(
            (known & ~there).astype("int8") for known, there in zip(signs.known, signs.met, strict=True)
        )
        is_failed = len(signs.met) - absent < self.needed
        with np.errstate(invalid="ignore"):
            by_drive = np.round(index, 9) <= self.by_drive
        is_supported = signs.text | by_drive
        return np.select([met >= self.needed, is_failed, is_supported], [PASSED, FAILED, SUPPORTED], OPEN)
