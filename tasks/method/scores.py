"""Scores: the mean over known evidence, with the interval for what is blank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import columns
from tasks.rules.facts import Facts, vocabulary

if TYPE_CHECKING:
    from schemas.rule_models.method import Criterion, Scale, TextEvidence
    from schemas.rules import Rulebook

ROUNDING = 9  # decimals kept when a score meets a bound, so that 0.1 + 0.1 reaches 0.2


def least_rounded_to(bound: float) -> float:
    """The least number that is ``bound`` or more once it is rounded to ROUNDING decimals, so that a column of numbers
    need not be rounded to be compared with it.
    """
    below, least = bound - 10.0**-ROUNDING, bound + 10.0**-ROUNDING
    # Halved until no number lies between the two.
    while below < (middle := (below + least) / 2) < least:
        below, least = (below, middle) if np.round(middle, ROUNDING) >= bound else (middle, least)
    return least


def scaled(scale: Scale, fact: str, values: np.ndarray | float) -> np.ndarray:
    """Values on a scale of the rulebook: 0..1, NaN where blank.

    Args:
        scale: of the criterion.
        fact: its column; names the words that an ordinal scale gives a worth.
        values: numbers in the column's unit, or places of words in its list; NaN where blank.

    Returns:
        The worth of each value; 1 is routine on the drive index.
    """
    if scale.kind == "ordinal":
        worth = np.array([scale.values.get(value, np.nan) for value in vocabulary(fact)] + [np.nan])
        codes = np.minimum(values, len(worth) - 1)  # a value that is not in the list is worth what a blank is
        # A blank has the place -1, which finds the NaN at the end.
        return worth[np.where(np.isnan(codes), -1, codes).astype("int64")]
    if scale.kind == "logarithmic":
        # At least ``low``, which is above 0: the logarithm of 0 would be minus infinity.
        position = np.log(np.maximum(values, scale.low) / scale.low) / np.log(scale.high / scale.low)
    else:
        position = (np.asarray(values) - scale.low) / (scale.high - scale.low)
    return scale.at_low + np.clip(position, 0, 1) * (scale.at_high - scale.at_low)


@dataclass(frozen=True)
class ScoreEvidence:
    """Evidence of some rows for one score. ``values``: criteria x rows on the score's own range, 0 where
    blank; ``known``: the same shape; ``text``: what the text says, NaN where nothing; weighted sums below.
    """

    model: ScoreModel
    values: np.ndarray
    known: np.ndarray
    text: np.ndarray
    sums: np.ndarray
    known_weights: np.ndarray

    def score(self) -> np.ndarray:
        """The point score, NaN where nothing is known."""
        return self.model.mean(self.sums, self.known_weights, self.text)

    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """The score with every blank at its lowest and at its highest; it always holds the point, with the
        text and without.
        """
        lowest, highest = self.model.blank_ends
        blank = ~self.known
        low = self.sums + weighted_sums(self.model.weights * lowest, blank)
        high = self.sums + weighted_sums(self.model.weights * highest, blank)
        total, no_text = self.model.weights.sum(), np.full_like(self.text, np.nan)
        # A text can pull the point beyond what the blanks allow, so both points are held within the interval.
        points = self.score(), self.model.mean(self.sums, self.known_weights, no_text)
        return np.fmin.reduce([low / total, *points]), np.fmax.reduce([high / total, *points])

    @cached_property
    def text_weights(self) -> np.ndarray:
        """Weight of the text: its own, times the share of the weight that no column fills."""
        return self.model.text_weight(self.known_weights, self.text)

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """Renormalised weights and points, criteria (the text last) x rows; points of a row add up to its
        score.
        """
        weights = np.vstack([self.known * self.model.weights[:, None], self.text_weights])
        total = weighted_sums(np.ones(len(weights)), weights)
        # Where nothing is known all weights of the row are NaN, and so are its points.
        weights /= np.where(total > 0, total, np.nan)
        return weights, weights * np.vstack([self.values, np.nan_to_num(self.text)])


def weighted_sums(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The weighted sum over criteria for each row of ``values`` (criteria x rows). NumPy adds in another order where
    there is one row alone; it is added as one of two, so that no sum depends on how many rows there are.

    Args:
        weights: one for each criterion.
        values: criteria x rows, 0 where blank.

    Returns:
        One sum for each row.
    """
    count = values.shape[1]
    return np.einsum("c,cn->n", weights, values.repeat(2, axis=1) if count == 1 else values)[:count]


class ScoreModel:
    """The criteria of one score, compiled. On the drive index the range is -1..+1, else 0..1 (times
    ``factor`` in results).
    """

    def __init__(self, rulebook: Rulebook, score: str):
        self.score = score
        self.criteria: list[Criterion] = [
            rule for rule in rulebook.section("criteria").values() if rule.score == score
        ]
        self.text_rule: TextEvidence | None = next(
            (rule for rule in rulebook.section("text_evidence").values() if rule.score == score), None
        )
        self.weights = np.array([criterion.weight for criterion in self.criteria])
        self.is_signed = score == "drive_index"
        self.factor = 1.0 if self.is_signed else 100.0
        self.place = {criterion.column: position for position, criterion in enumerate(self.criteria)}

    def value(self, criterion: Criterion, raw: np.ndarray | float) -> np.ndarray:
        """A criterion's evidence: its scale, or on the drive index the routine share less the rest.

        Args:
            criterion: of this score.
            raw: numbers in the column's unit, or places of words in its list; NaN where blank.

        Returns:
            0..1 on the complexities, -1 (insight) to 1 (routine) on the drive index; NaN where blank.
        """
        share = scaled(criterion.scale, criterion.column, raw)
        return 2 * share - 1 if self.is_signed else share

    @cached_property
    def blank_ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest evidence of each criterion."""
        ends: list[list[float]] = []
        for criterion in self.criteria:
            scale = criterion.scale
            worth = list(scale.values.values()) or [scale.at_low, scale.at_high]
            ends.append([2 * end - 1 if self.is_signed else end for end in (min(worth), max(worth))])
        lowest, highest = np.array(ends).T
        return lowest, highest

    def raw_ends(self, column: str) -> tuple[float, float] | None:
        """The raw values of a column at the low (insight) and the high (routine) end of its criterion; None
        without one.
        """
        if column not in self.place:
            return None
        criterion = self.criteria[self.place[column]]
        scale, limits = criterion.scale, columns()[column]
        if scale.kind == "ordinal":
            # Every word of the list; those that the scale gives no worth, such as "report", are passed over
            # below.
            tries = np.arange(len(vocabulary(column)), dtype="float64")
        elif scale.kind == "boolean":
            tries = np.array([0.0, 1.0])
        else:
            # The bounds of the column where it has some: beyond the scale a value is worth what its end is
            # worth.
            low = scale.low if limits.minimum is None else limits.minimum
            high = scale.high if limits.maximum is None else limits.maximum
            tries = np.array([low, high])
        worth = self.value(criterion, tries)
        return float(tries[np.nanargmin(worth)]), float(tries[np.nanargmax(worth)])

    def read(self, facts: Facts, text: np.ndarray) -> ScoreEvidence:
        """Evidence of the rows of ``facts``; ``text`` is what the text says on the score's range.

        Args:
            facts: of the rows; a criterion whose column is blank is not known.
            text: what the text says, -1..1 on the drive index, 0..1 on the complexities; NaN where nothing.

        Returns:
            Evidence of the same rows, in their order.
        """
        values = np.stack([self.value(criterion, facts[criterion.column]) for criterion in self.criteria])
        is_known = ~np.isnan(values)
        values = np.where(is_known, values, 0.0)
        sums = weighted_sums(self.weights, values)
        return ScoreEvidence(self, values, is_known, text, sums, weighted_sums(self.weights, is_known))

    def text_weight(self, known_weights: np.ndarray, text: np.ndarray) -> np.ndarray:
        """Weight of the text evidence per row; 0 where the text says nothing or columns say everything.

        Args:
            known_weights: sums of the weights of the criteria that are known, one for each row.
            text: what the text says; NaN where nothing.

        Returns:
            The weight of the text rule times the share of the weight that no column fills, one for each row.
        """
        if self.text_rule is None:
            return np.zeros_like(known_weights)
        blank_share = np.maximum(1 - known_weights / self.weights.sum(), 0.0)
        # A sum of all weights can miss their total by its last bits; the text has no weight then.
        blank_share = np.where(blank_share < 1e-12, 0.0, blank_share)
        return np.where(np.isnan(text), 0.0, self.text_rule.weight * blank_share)

    def mean(self, sums: np.ndarray, known_weights: np.ndarray, text: np.ndarray) -> np.ndarray:
        """Weighted mean of what is known, the text included; NaN where nothing is.

        Args:
            sums: weighted sums of what is known, one for each row.
            known_weights: sums of the weights of what is known.
            text: evidence of the text on the score's range, NaN where it says nothing.

        Returns:
            -1..1 on the drive index, 0..1 on the complexities.
        """
        of_text, weights = self.text_and_weights(known_weights, text)
        return (sums + of_text) / weights

    def text_and_weights(self, known_weights: np.ndarray, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the text adds to the weighted sums, and the weight of all that is known.

        Args:
            known_weights: sums of the weights of the criteria that are known, one for each row.
            text: evidence of the text on the score's range, NaN where it says nothing.

        Returns:
            Two numbers for each row; the weight is NaN where nothing is known.
        """
        of_text = self.text_weight(known_weights, text)
        total = known_weights + of_text
        return of_text * np.where(np.isnan(text), 0.0, text), np.where(total > 1e-12, total, np.nan)
