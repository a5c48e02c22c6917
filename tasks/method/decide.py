"""The decision table: rules as conditions on facts, the first that holds decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tasks.method.facts import Facts, code

if TYPE_CHECKING:
    from schemas.rule_models.method import Condition


def holds(condition: Condition, values: np.ndarray) -> np.ndarray:
    """Where a condition holds; a blank fails it unless the condition lets blanks pass."""
    if condition.known is not None:
        return np.isnan(values) != condition.known
    if condition.is_in is not None:
        codes = [code(condition.fact, value) for value in condition.is_in]
        met = values == codes[0] if len(codes) == 1 else np.isin(values, codes)
    elif condition.at_least is not None:
        met = values >= condition.at_least
    elif condition.at_most is not None:
        met = values <= condition.at_most
    elif condition.above is not None:
        met = values > condition.above
    else:
        met = values < condition.below
    return met | np.isnan(values) if condition.or_blank else met


def all_hold(conditions: Iterable[Condition], facts: Facts, rows: int) -> np.ndarray:
    """Where all conditions hold."""
    met = np.ones(rows, dtype=bool)
    for condition in conditions:
        met &= holds(condition, facts[condition.fact])
    return met


class Table:
    """An ordered list of rules, each a list of conditions. ``first`` gives the place of the first rule that
    holds, -1 for none.

    ``remember`` keeps what holds for some rows, so that ``first_with`` recomputes only what a changed fact
    touches.
    """

    def __init__(self, conditions_by_rule: Sequence[Sequence[Condition]]):
        self.rules = [list(conditions) for conditions in conditions_by_rule]
        self.distinct: list[Condition] = []
        for conditions in self.rules:
            self.distinct += [condition for condition in conditions if condition not in self.distinct]
        self.places = [
            [self.distinct.index(condition) for condition in conditions] for conditions in self.rules
        ]
        self.facts = {condition.fact for condition in self.distinct}

    def remember(self, facts: Facts, rows: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """What holds for the rows: per distinct condition, and per rule."""
        masks = [holds(condition, facts[condition.fact]) for condition in self.distinct]
        return masks, [self._all(places, masks, rows) for places in self.places]

    @staticmethod
    def _all(places: list[int], masks: list[np.ndarray], rows: int) -> np.ndarray:
        if not places:
            return np.ones(rows, dtype=bool)
        met = masks[places[0]]
        for place in places[1:]:
            met = met & masks[place]
        return met

    @staticmethod
    def pick(rule_masks: list[np.ndarray]) -> np.ndarray:
        """Place of the first rule that holds, per row."""
        picked = np.full(len(rule_masks[0]), -1, dtype="int16")
        for place in range(len(rule_masks) - 1, -1, -1):
            np.putmask(picked, rule_masks[place], place)
        return picked

    def first(self, facts: Facts, rows: int) -> np.ndarray:
        """Place of the first rule that holds for each row."""
        return self.pick(self.remember(facts, rows)[1])

    def first_with(
        self, remembered: tuple[list[np.ndarray], list[np.ndarray]], changed: Mapping[str, np.ndarray | float]
    ) -> np.ndarray:
        """Place of the first rule that holds once some facts have changed; a single number is the same for
        all rows.
        """
        masks, rule_masks = remembered
        rows = len(rule_masks[0])
        new_masks = dict(enumerate(masks))
        touched = set()
        for place, condition in enumerate(self.distinct):
            if condition.fact in changed:
                value = changed[condition.fact]
                met = holds(condition, np.asarray(value, dtype="float64"))
                new_masks[place] = met if np.ndim(value) else np.full(rows, bool(met))
                touched.add(place)
        return self.pick(
            [
                self._all(places, new_masks, rows) if touched & set(places) else rule_masks[number]
                for number, places in enumerate(self.places)
            ]
        )
