"""The decision table: rules in their order, the first that holds decides; and again with some facts changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tasks.rules.conditions import Truth, compare, judge_parts

if TYPE_CHECKING:
    from schemas.rule_models.conditions import Condition
    from tasks.rules.facts import ChangedFacts, Facts


NO_PLACE = 2**16 - 1  # all bits, which is -1 with a sign


class Remembered(NamedTuple):
    """What holds for some rows: the truth of each distinct comparison, and where each rule holds; and, by facts that
    may change, the first of the rules that read none of them.
    """

    comparisons: list[Truth]
    rules: list[np.ndarray]
    unmoved: dict[frozenset[str], np.ndarray]


class DecisionTable:
    """An ordered list of rules, each with a condition (None always holds).

    ``remember`` keeps what holds for some rows, so that ``first_with`` judges only what a changed fact touches.
    """

    def __init__(self, conditions: Sequence[Condition | None]) -> None:
        self.conditions = list(conditions)
        self.comparisons: list[Condition] = []
        for condition in self.conditions:
            for comparison in condition.comparisons() if condition else ():
                # Equal comparisons of several rules are judged once.
                if comparison not in self.comparisons:
                    self.comparisons.append(comparison)
        self.columns = {comparison.column for comparison in self.comparisons}
        # By identity: a comparison may hold a list of words, which cannot be hashed.
        self._positions = {
            id(comparison): self.comparisons.index(comparison) for comparison in self._every_comparison()
        }
        self._reads: list[set[str]] = [
            set(condition.columns()) if condition else set() for condition in self.conditions
        ]

        self._moved: dict[frozenset[str], tuple[list[int], list[int]]] = {}

    def _every_comparison(self) -> list[Condition]:
        return [
            comparison for condition in self.conditions if condition for comparison in condition.comparisons()
        ]

    def remember(self, facts: Facts) -> Remembered:
        """What holds for the rows of ``facts``."""
        truths = [compare(comparison, facts) for comparison in self.comparisons]
        rules = [self._holds(position, truths, facts.size) for position in range(len(self._reads))]
        return Remembered(truths, rules, {})

    def _holds(self, position: int, truths: Sequence[Truth], rows: int) -> np.ndarray:
        """Where the rule at ``position`` holds, from the truth of each comparison."""
        condition = self.conditions[position]
        if condition is None:
            return np.ones(rows, dtype=bool)
        met = judge_parts(condition, lambda comparison: truths[self._positions[id(comparison)]]).yes
        # Where it asks only for facts with one value for all rows, the answer is a single one.
        return met if met.ndim else np.full(rows, bool(met))

    @staticmethod
    def pick(rules: Mapping[int, np.ndarray], rows: int, unmoved: np.ndarray | None = None) -> np.ndarray:
        """Place of the first rule that holds, for each row; -1 where none does.

        Args:
            rules: by place where each holds.
            rows: how many there are.
            unmoved: the first of all other rules, as this function gives it; None where there are none.
        """
        none = np.full(rows, NO_PLACE, dtype="uint16")
        picked = none if unmoved is None else unmoved.view("uint16").copy()
        own = np.empty_like(picked)
        # A yes less one is 0, a no less one is -1, which has all bits set. Or-ed with the place of the rule
        # that is its place where it holds, else NO_PLACE; the least over all rules is the first that holds.
        # It is done in place and without a branch for each row.
        for position, holds in rules.items():
            np.subtract(holds, 1, out=own.view("int16"), dtype="int16", casting="unsafe")
            np.bitwise_or(own, np.uint16(position), out=own)
            np.minimum(picked, own, out=picked)
        return picked.view("int16")

    def first(self, facts: Facts) -> np.ndarray:
        """Place of the first rule that holds, for each row; -1 where none does."""
        return self.pick(dict(enumerate(self.remember(facts).rules)), facts.size)

    def first_with(self, remembered: Remembered, changed: ChangedFacts) -> np.ndarray:
        """Place of the first rule that holds once some facts have changed, for each row.

        Args:
            remembered: what holds for the rows, as ``remember`` gave it.
            changed: the same rows with some columns changed.

        Returns:
            int16, one place for each row; -1 where no rule holds.
        """
        # What reads none of the changed columns is taken over: first the comparisons, then whole rules.
        rows, names = len(remembered.rules[0]), frozenset(changed.names)
        comparisons, moving = self._moved_by(names)
        truths = list(remembered.comparisons)
        for place in comparisons:
            truths[place] = compare(self.comparisons[place], changed)
        if names not in remembered.unmoved:
            rest = {place: met for place, met in enumerate(remembered.rules) if place not in moving}
            remembered.unmoved[names] = self.pick(rest, rows)
        moved = {place: self._holds(place, truths, rows) for place in moving}
        return self.pick(moved, rows, remembered.unmoved[names])

    def _moved_by(self, names: frozenset[str]) -> tuple[list[int], list[int]]:
        """Places of the comparisons and of the rules that read some columns."""
        if names not in self._moved:
            self._moved[names] = (
                [place for place, own in enumerate(self.comparisons) if own.column in names],
                [place for place, reads in enumerate(self._reads) if reads & names],
            )
        return self._moved[names]
