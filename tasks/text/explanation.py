"""Which words counted, as they stand in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tasks.text.lexicon import PAIR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.text.lexicon import Weights
    from tasks.text.tokens import Tokens
    from tasks.text.vocabulary import Vocabulary

SHOWN_WORDS = 6
LEAST_SHOWN = 0.005


class Scored(NamedTuple):
    """One kind of text (names, or descriptions) scored: its hits, the number of them per text, its share in the score."""

    tokens: Tokens
    hits: tuple[np.ndarray, np.ndarray, np.ndarray]
    number: np.ndarray
    share: np.ndarray


def words_that_counted(weights: Weights, parts: Iterable[Scored], vocabulary: Vocabulary, count: int) -> list[str | None]:
    """Per text the words that counted, strongest first, with what each added: "invoice +0.81, reconcile +0.40"."""
    rows, added = zip(*(_added(weights, part) for part in parts), strict=True)
    rows, place = np.unique(np.concatenate(rows), axis=0, return_inverse=True)
    strength = np.bincount(place.ravel(), weights=np.concatenate(added), minlength=len(rows)).round(6)
    order = np.lexsort((rows[:, 2], rows[:, 1], -np.abs(strength), rows[:, 0]))
    rows, strength = rows[order], strength[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows[:, 0], rows[:, 0])
    kept = (rank < SHOWN_WORDS) & (np.abs(strength) >= LEAST_SHOWN)
    shown, found = vocabulary.shown, [None] * count
    for (text, one, two), value in zip(rows[kept].tolist(), strength[kept].tolist(), strict=True):
        piece = f"{shown[one] if one == two else shown[one] + ' ' + shown[two]} {value:+.2f}"
        found[text] = f"{found[text]}, {piece}" if found[text] else piece
    return found


def _added(weights: Weights, part: Scored) -> tuple[np.ndarray, np.ndarray]:
    """Text, first and last word of each term that counted, and what it added to the score."""
    text, term, place = part.hits
    words = part.tokens.words
    last = np.where(weights.keys[term] >= PAIR, np.minimum(place + 1, len(words) - 1), place)
    rows = np.column_stack([text, words[place], words[last]])
    return rows, weights.values[term] / weights.scale(part.number[text]) * part.share[text]
