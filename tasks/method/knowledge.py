"""The knowledge test: not routine is not yet insight."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from tasks.rules.conditions import holds

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.rules.facts import ChangedFacts, Facts


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
        self.signs = [rule for rule in section.values() if rule.when]
        self.needed = section["knowledge_needed"].needed
        self.by_text = section["knowledge_by_text"]
        self.columns = {name for rule in self.signs for name in rule.when.columns()}

    def _sign(self, number: int, facts: Facts) -> tuple[np.ndarray, np.ndarray]:
        condition = self.signs[number].when
        known = reduce(operator.or_, (facts.is_filled(name) for name in condition.columns()))
        return holds(condition, facts), known

    def read(self, facts: Facts, text_says: np.ndarray) -> Signs:
        """The signs of some rows."""
        met, known = zip(*(self._sign(number, facts) for number in range(len(self.signs))), strict=True)
        return Signs(list(met), list(known), text_says)

    def read_with(self, signs: Signs, changed: ChangedFacts) -> Signs:
        """The signs once some facts have changed."""
        met, known = list(signs.met), list(signs.known)
        for number, rule in enumerate(self.signs):
            if not changed.names.isdisjoint(rule.when.columns()):
                met[number], known[number] = self._sign(number, changed)
        return Signs(met, known, signs.text)

    def points(self, signs: Signs) -> np.ndarray:
        """Signs that are there, with those the text stands for: as many of the needed ones as no column
        speaks about.
        """
        met, known = (
            sum(mask.astype("int8") for mask in signs.met),
            sum(mask.astype("int8") for mask in signs.known),
        )
        return met + np.where(signs.text, np.maximum(self.needed - known, 0), 0)

    def passed(self, signs: Signs) -> np.ndarray:
        """Whether enough signs are there."""
        return self.points(signs) >= self.needed
