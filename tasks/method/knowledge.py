"""The knowledge test: not routine is not yet insight."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from tasks.rules.conditions import either, holds

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
        self.by_drive = section["knowledge_by_drive"].drive_at_most
        self.columns = {name for rule in self.signs for name in rule.when.columns()}

    def _sign(self, number: int, facts: Facts) -> tuple[np.ndarray, np.ndarray]:
        condition = self.signs[number].when
        is_known = reduce(either, (facts.is_filled(name) for name in condition.columns()))
        # Such as the output "report": the column is filled, and yet nothing is known of the sign.
        neutral = self.signs[number].says_nothing
        return holds(condition, facts), is_known & ~holds(neutral, facts) if neutral else is_known

    def read(self, facts: Facts, text_says: np.ndarray) -> Signs:
        """The signs of some rows.

        Args:
            facts: of the rows.
            text_says: a mask, where name and description speak for knowledge work.

        Returns:
            The signs, in the order of the rulebook.
        """
        met, is_known = zip(*(self._sign(number, facts) for number in range(len(self.signs))), strict=True)
        return Signs(list(met), list(is_known), text_says)

    def read_with(self, signs: Signs, changed: ChangedFacts) -> Signs:
        """The signs once some facts have changed.

        Args:
            signs: of the same rows before the change.
            changed: the rows with some columns changed; signs that read none of these are taken over.

        Returns:
            The signs; what the text says stays.
        """
        met, is_known = list(signs.met), list(signs.known)
        for number, rule in enumerate(self.signs):
            if not changed.names.isdisjoint(rule.when.columns()):
                met[number], is_known[number] = self._sign(number, changed)
        return Signs(met, is_known, signs.text)

    def points(self, signs: Signs) -> np.ndarray:
        """Signs that are there."""
        return how_many(signs.met)

    def outcome(self, signs: Signs) -> dict[str, np.ndarray]:
        """knowledge_test, knowledge_open and knowledge_supported as 1.0 and 0.0.

        A sign of which no column speaks is unknown, and neither there nor absent. With too few there, and too few
        absent to rule the rest out, the test is open; the text can support it.
        """
        met = self.points(signs)
        absent = sum(
            (is_known & ~is_met).astype("int8")
            for is_known, is_met in zip(signs.known, signs.met, strict=True)
        )
        passed = met >= self.needed
        # What is not absent could still turn out to be there.
        is_open = ~passed & (len(signs.met) - absent >= self.needed)
        masks = {
            "knowledge_test": passed,
            "knowledge_open": is_open,
            "knowledge_supported": passed | (is_open & signs.text),
        }
        return {name: mask.astype("float64") for name, mask in masks.items()}


def how_many(masks: list[np.ndarray]) -> np.ndarray:
    """How many of the masks hold in each row; a mask may be one answer for all rows."""
    return reduce(np.add, masks, np.zeros((), dtype="int16"))
