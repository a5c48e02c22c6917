"""Weighted words: texts scored in one pass over arrays.

A text's score is the sum of the weights of its distinct words and pairs of words over the root of their number, so a
long text does not outweigh a short one; a damping keeps one or two words from speaking as loudly as a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.rules import Rulebook
    from tasks.text.tokens import Tokens
    from tasks.text.vocabulary import Vocabulary

PAIR = 1 << 31


class Terms(NamedTuple):
    """Words and neighbouring pairs of many texts as one key each, the text of each, and where it stands in the run."""

    keys: np.ndarray
    text_of: np.ndarray
    places: np.ndarray


def terms_of(tokens: Tokens) -> Terms:
    """All words and pairs of a run of texts."""
    stems, text_of = tokens.stems, tokens.text_of
    near = np.flatnonzero(text_of[1:] == text_of[:-1])
    pairs = pair_key(stems[near], stems[near + 1]) if len(near) else near
    return Terms(np.concatenate([stems, pairs]), np.concatenate([text_of, text_of[near]]), np.concatenate([np.arange(len(stems)), near]))


def pair_key(first, second):
    """One number for two stems side by side."""
    return (first + 1) * PAIR + second


class Weights:
    """Terms with a weight."""

    def __init__(self, weights: dict[int, float], intercept: float = 0.0, damping: float = 0.0) -> None:
        self.keys = np.array(sorted(weights), dtype=np.int64)
        self.values = np.array([weights[key] for key in self.keys.tolist()], dtype=float)
        self.intercept, self.damping = intercept, damping

    def hits(self, terms: Terms) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Distinct terms of each text: text, place among the weights, and where it first stands in the run."""
        if not len(self.keys):
            return (np.zeros(0, dtype=np.int64),) * 3
        found = np.searchsorted(self.keys, terms.keys).clip(max=len(self.keys) - 1)
        counted = self.keys[found] == terms.keys
        joint, first = np.unique(terms.text_of[counted] * len(self.keys) + found[counted], return_index=True)
        return joint // len(self.keys), joint % len(self.keys), terms.places[counted][first]

    def score(self, text: np.ndarray, term: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Score of each text (intercept included, 0 where no word counted) and the number of terms that counted."""
        number = np.bincount(text, minlength=count)
        total = np.bincount(text, weights=self.values[term], minlength=count)
        return np.where(number > 0, total / self.scale(number) + self.intercept, 0.0), number

    def scale(self, number: np.ndarray) -> np.ndarray:
        """What a sum of so many terms is divided by."""
        return np.sqrt(np.maximum(number, 1) + self.damping)


def axis_weights(rulebook: Rulebook, vocabulary: Vocabulary, axis: str) -> Weights:
    """All weights of an axis; a later rule replaces single words of an earlier one."""
    merged: dict[int, float] = {}
    intercept = damping = 0.0
    for rule in rulebook.section("lexicon").values():
        if rule.axis == axis:
            terms = [line.rsplit(" ", 1) for line in rule.weights.splitlines() if line.strip()]
            vocabulary.learn_english(one for term, _ in terms for one in term.strip().split("_"))
            merged |= {_key(vocabulary, term.strip().split("_")): float(weight) for term, weight in terms}
            intercept, damping = intercept + rule.intercept, max(damping, rule.damping)
    return Weights(merged, intercept, damping)


def parse_phrases(vocabulary: Vocabulary, lines: str) -> dict[int, float]:
    """Weights of a hint: English words or pairs of words joined by ";", with a weight behind ``=`` where it is not 1."""
    weights = {}
    for phrase, _, weight in (part.partition("=") for part in lines.replace("\n", ";").split(";") if part.strip()):
        stems = [vocabulary.stem(word) for word in phrase.split()]
        vocabulary.learn_english(stems)
        weights[_key(vocabulary, stems)] = float(weight or 1.0)
    return weights


def _key(vocabulary: Vocabulary, stems: Sequence[str]) -> int:
    numbers = [vocabulary.number(one) for one in stems]
    return numbers[0] if len(numbers) == 1 else pair_key(*numbers)
