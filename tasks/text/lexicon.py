"""Weighted words: each text scored on drive, complexity and every hint, in one pass over arrays.

A text's score is the sum of the weights of its distinct words and pairs of words over the root of their number, so a
long text does not outweigh a short one; a damping keeps one or two words from speaking as loudly as a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.text.tokens import Tokens, Vocabulary

PAIR = 1 << 31


def term_keys(tokens: Tokens) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Words and neighbouring pairs as one key each: keys, the text of each, and where it stands in the run."""
    stems, text_of = tokens.stems, tokens.text_of
    places = np.arange(len(stems))
    near = np.flatnonzero(text_of[1:] == text_of[:-1]) if len(stems) else places
    pairs = (stems[near] + 1) * PAIR + stems[near + 1] if len(near) else near
    return np.concatenate([stems, pairs]), np.concatenate([text_of, text_of[near]]), np.concatenate([places, near])


class Weights:
    """Terms with a weight on one axis."""

    def __init__(self, weights: dict[int, float], intercept: float = 0.0, damping: float = 0.0) -> None:
        self.keys = np.array(sorted(weights), dtype=np.int64)
        self.values = np.array([weights[key] for key in self.keys.tolist()])
        self.intercept, self.damping = intercept, damping

    def find(self, keys: np.ndarray) -> np.ndarray:
        """Place of each key among the terms, -1 where it is none."""
        if not len(self.keys):
            return np.full(len(keys), -1)
        places = np.searchsorted(self.keys, keys).clip(max=len(self.keys) - 1)
        return np.where(self.keys[places] == keys, places, -1)

    def hits(self, terms: tuple[np.ndarray, np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Distinct terms of each text: text, place among the terms, and where it first stands in the run."""
        keys, text_of, places = terms
        found = self.find(keys)
        counted = found >= 0
        joint = text_of[counted] * max(len(self.keys), 1) + found[counted]
        joint, first = np.unique(joint, return_index=True)
        return joint // max(len(self.keys), 1), joint % max(len(self.keys), 1), places[counted][first]

    def score(self, text: np.ndarray, term: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Score of each text (intercept included, missing where no word counted) and the number of terms that counted."""
        number = np.bincount(text, minlength=count)
        total = np.bincount(text, weights=self.values[term], minlength=count)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(number > 0, total / np.sqrt(number + self.damping) + self.intercept, np.nan), number


def parse_weights(vocabulary: Vocabulary, lines: str) -> dict[int, float]:
    """Weights of a rule: ``stem weight`` or ``stem_stem weight`` a line."""
    weights = {}
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        term, _, weight = line.rpartition(" ")
        weights[_key(vocabulary, term.split("_"))] = float(weight)
    return weights


def parse_phrases(vocabulary: Vocabulary, lines: str) -> dict[int, float]:
    """Weights of a hint: English words or pairs of words joined by ";", with a weight behind ``=`` where it is not 1."""
    weights = {}
    for line in filter(None, (line.strip() for line in lines.replace("\n", ";").split(";"))):
        phrase, _, weight = line.partition("=")
        stems = [vocabulary.stem(word) for word in phrase.split()]
        vocabulary.learn_english(stems)
        weights[_key(vocabulary, stems)] = float(weight or 1.0)
    return weights


def _key(vocabulary: Vocabulary, stems: list[str]) -> int:
    numbers = [vocabulary.number(one) for one in stems]
    return numbers[0] if len(numbers) == 1 else (numbers[0] + 1) * PAIR + numbers[1]


def axis_weights(rulebook: Rulebook, vocabulary: Vocabulary, axis: str) -> Weights:
    """All weights of an axis; a later rule replaces single words of an earlier one."""
    merged: dict[int, float] = {}
    intercept = damping = 0.0
    for rule in rulebook.section("lexicon").values():
        if rule.axis == axis:
            vocabulary.learn_english(word for line in rule.weights.split() if not line.lstrip("-")[0].isdigit() for word in line.split("_"))
            merged.update(parse_weights(vocabulary, rule.weights))
            intercept, damping = intercept + rule.intercept, max(damping, rule.damping)
    return Weights(merged, intercept, damping)
