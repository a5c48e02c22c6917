"""Weighted words: texts scored in one pass over arrays.

A text's score is the sum of the weights of its distinct words and pairs of words over the root of their
number, so a long text does not outweigh a short one; a damping keeps one or two words from speaking as loudly
as a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from schemas.rules import Rulebook
    from tasks.text.tokens import Tokens
    from tasks.text.vocabulary import Vocabulary

# Stems have numbers far below it: one 64-bit key holds a pair of stems and never looks like a single one.
PAIR = 1 << 31
# How the rulebook writes a word that leads a text: it says more of the work than the same word further on.
LEAD = "^"


class TextTerms(NamedTuple):
    """Words and neighbouring pairs of many texts as one key each, the text of each, and its place in the
    run.
    """

    keys: np.ndarray
    text_of: np.ndarray
    places: np.ndarray


def terms_of(tokens: Tokens) -> TextTerms:
    """All words and pairs of a run of texts, and the word that leads each text."""
    stems, text_of = tokens.stems, tokens.text_of
    # Places whose next word is of the same text: each begins a pair.
    near = np.flatnonzero(text_of[1:] == text_of[:-1])
    pairs = pair_key(stems[near], stems[near + 1]) if len(near) else near
    # The first word of each text; text numbers begin at 0, so the -1 in front makes the first a change, too.
    lead = np.flatnonzero(np.diff(text_of, prepend=-1))
    return TextTerms(
        np.concatenate([stems, pairs, lead_key(stems[lead])]),
        np.concatenate([text_of, text_of[near], text_of[lead]]),
        np.concatenate([np.arange(len(stems)), near, lead]),
    )


def lead_key(stem):
    """The number of a stem that leads a text, below zero."""
    return -1 - stem


def stem_of_lead(key):
    """The stem of a leading word."""
    return -1 - key


def pair_key(first, second):
    """One number for two stems side by side: at least PAIR, so that it is never one of a single stem.

    Args:
        first (int | np.ndarray): stem number, or an array of them.
        second (int | np.ndarray): stem number of the word after it.
    """
    return (first + 1) * PAIR + second


class KnownTerms:
    """The terms to which any of several weights gives a value: texts are searched for them once, and not once
    for each weight.
    """

    def __init__(self, weights: Sequence[Weights]) -> None:
        self.keys = np.unique(np.concatenate([part.keys for part in weights]))
        for part in weights:
            part.align(self.keys)

    def find(self, terms: TextTerms) -> TextTerms:
        """The distinct known terms of each text, numbered by ``keys``, each where it first stands; words
        before pairs.
        """
        if not len(self.keys):
            return TextTerms(*(np.zeros(0, dtype=np.int64),) * 3)
        # Keys are sorted: one binary search for all terms; the clip keeps terms beyond the last key in range,
        # and the comparison after it drops them.
        positions = np.searchsorted(self.keys, terms.keys).clip(max=len(self.keys) - 1)
        indices = np.flatnonzero(self.keys[positions] == terms.keys)
        first = indices[
            # Text and term as one number; only the first time a text holds a term counts.
            ~pd.Series(terms.text_of[indices] * len(self.keys) + positions[indices]).duplicated().to_numpy()
        ]
        return TextTerms(positions[first], terms.text_of[first], terms.places[first])


class Weights:
    """Terms with a weight."""

    def __init__(
        self,
        weights: dict[int, float],
        intercept: float = 0.0,
        damping: float = 0.0,
        intercept_words: float = 0.0,
    ) -> None:
        self.keys = np.array(sorted(weights), dtype=np.int64)
        self.values = np.array([weights[key] for key in self.keys.tolist()], dtype=float)
        self.has = np.ones(len(self.keys), dtype=bool)
        self.intercept, self.damping, self.intercept_words = intercept, damping, intercept_words

    def align(self, keys: np.ndarray) -> None:
        """Number the terms by these keys, which hold all of its own."""
        places, values = np.searchsorted(keys, self.keys), self.values
        self.keys, self.values, self.has = keys, np.zeros(len(keys)), np.zeros(len(keys), dtype=bool)
        self.values[places], self.has[places] = values, True

    def hits(self, known_terms: TextTerms) -> TextTerms:
        """Those of the known terms that have a weight here."""
        counted = self.has[known_terms.keys]
        return TextTerms(*(column[counted] for column in known_terms))

    def score(self, hits: TextTerms, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Score of each text (intercept included, as far as words counted) and the number of terms that
        counted.

        Args:
            hits: known terms with a weight here.
            count: number of texts.

        Returns:
            Two arrays, one entry for each text: score (log odds, or 0..1 for complexity), number of terms.
        """
        number = np.bincount(hits.text_of, minlength=count)
        total = self.total(hits, count)
        # With few words only part of the intercept counts: it was fitted on sentences, and a short name must
        # not lean by being short.
        settled = number / np.maximum(number + self.intercept_words, 1)
        return total / self.scale(number) + self.intercept * settled, number

    def total(self, hits: TextTerms, count: int) -> np.ndarray:
        """Sum of the weights of each text.

        Args:
            hits: known terms with a weight here.
            count: number of texts.

        Returns:
            One sum for each text, without intercept or scale.
        """
        return np.bincount(hits.text_of, weights=self.values[hits.keys], minlength=count)

    def strength(self, hits: TextTerms, count: int, silent: Collection[int]) -> np.ndarray:
        """How much the single words of each text say, either way, but for those that are silent by
        themselves.

        Args:
            hits: known terms with a weight here.
            count: number of texts.
            silent: stem numbers that say nothing by themselves.

        Returns:
            One sum of weights without their sign for each text.
        """
        # Keys below zero are leading words, which are there a second time as single words; pairs are counted
        # by their words.
        is_single = (self.keys >= 0) & (self.keys < PAIR) & ~np.isin(self.keys, list(silent))
        loud = np.where(is_single, np.abs(self.values), 0.0)
        return np.bincount(hits.text_of, weights=loud[hits.keys], minlength=count)

    def scale(self, number: np.ndarray) -> np.ndarray:
        """What a sum of so many terms is divided by."""
        return np.sqrt(np.maximum(number, 1) + self.damping)


def axis_weights(rulebook: Rulebook, vocabulary: Vocabulary, axis: str) -> Weights:
    """All weights of an axis; a later rule replaces single words of an earlier one.

    Args:
        rulebook: section lexicon.
        vocabulary: learns the terms as English words.
        axis: drive, complexity or site.

    Returns:
        Weights with the sum of all intercepts and the largest damping.
    """
    merged: dict[int, float] = {}
    intercept = damping = intercept_words = 0.0
    for rule in rulebook.section("lexicon").values():
        if rule.axis == axis:
            # A line of the rulebook: "bank_account 0.3".
            terms = [line.rsplit(" ", 1) for line in rule.weights.splitlines() if line.strip()]
            vocabulary.learn_english(
                stem for term, _ in terms for stem in term.strip().removeprefix(LEAD).split("_")
            )
            merged |= {_term_key(vocabulary, term.strip()): float(weight) for term, weight in terms}
            intercept, damping = intercept + rule.intercept, max(damping, rule.damping)
            intercept_words = max(intercept_words, rule.intercept_words)
    return Weights(merged, intercept, damping, intercept_words)


def parse_phrases(vocabulary: Vocabulary, lines: str) -> dict[int, float]:
    """Weights of a hint: English words or pairs of words joined by ";", with a weight behind ``=`` where it
    is not 1.

    Args:
        vocabulary: learns the words as English ones.
        lines: such as ``invoice; bank account=0.5``, on any number of lines.

    Returns:
        Weights by key of the word or pair.
    """
    weights = {}
    for phrase, _, weight in (
        part.partition("=") for part in lines.replace("\n", ";").split(";") if part.strip()
    ):
        stems = [vocabulary.stem(word) for word in phrase.split()]
        vocabulary.learn_english(stems)
        weights[_key(vocabulary, stems)] = float(weight or 1.0)
    return weights


def _term_key(vocabulary: Vocabulary, term: str) -> int:
    if term.startswith(LEAD):
        return lead_key(vocabulary.number(term.removeprefix(LEAD)))
    return _key(vocabulary, term.split("_"))


def _key(vocabulary: Vocabulary, stems: Sequence[str]) -> int:
    numbers = [vocabulary.number(stem) for stem in stems]
    return numbers[0] if len(numbers) == 1 else pair_key(*numbers)
