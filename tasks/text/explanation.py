"""Which words counted, as they are in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from tasks.text.lexicon import PAIR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.text.lexicon import TextTerms, Weights
    from tasks.text.tokens import Tokens
    from tasks.text.vocabulary import Vocabulary

SHOWN_WORDS = 6
LEAST_SHOWN = 0.005


class Scored(NamedTuple):
    """One kind of text (names, or descriptions) scored: its hits, the number of them per text, its share in
    the score.
    """

    tokens: Tokens
    hits: TextTerms
    number: np.ndarray
    share: np.ndarray


def words_that_counted(
    weights: Weights, parts: Iterable[Scored], vocabulary: Vocabulary, count: int
) -> list[str | None]:
    """Per text the words that counted, strongest first, with what each added: "invoice +0.81, reconcile
    +0.40".

    Of equally strong ones the one that stands first comes first, so that other texts change nothing.

    Args:
        weights: of the axis to explain.
        parts: names and descriptions as they were scored by these weights.
        vocabulary: for the words as written.
        count: number of texts.

    Returns:
        One entry for each text, at most SHOWN_WORDS words long; None where no word counted.
    """
    text, start, end, added = (
        np.concatenate(column) for column in zip(*(_added(weights, part) for part in parts), strict=True)
    )
    # A term is text, first and last word packed into one number, so that the same words in name and
    # description are added up in one pass over arrays.
    size = len(vocabulary.shown) + 1
    codes, _ = pd.factorize((text * size + start) * size + end)
    first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
    strength = np.bincount(codes, weights=added, minlength=len(first)).round(6)
    loud = np.flatnonzero(np.abs(strength) >= LEAST_SHOWN)
    # By text, then by strength; lexsort takes its last key first and is stable, so ties stay in reading
    # order.
    loud = loud[np.lexsort((-np.abs(strength[loud]), text[first[loud]]))]
    texts = text[first[loud]]
    # The place of each term within its text: its place in the sorted run less where that text begins.
    strongest = loud[np.arange(len(loud)) - np.searchsorted(texts, texts) < SHOWN_WORDS]
    shown = vocabulary.shown
    lines: list[str | None] = [None] * count
    columns = (text[first[strongest]], start[first[strongest]], end[first[strongest]], strength[strongest])
    for text_index, head, tail, value in zip(*(column.tolist() for column in columns), strict=True):
        piece = f"{shown[head] if head == tail else shown[head] + ' ' + shown[tail]} {value:+.2f}"
        lines[text_index] = f"{lines[text_index]}, {piece}" if lines[text_index] else piece
    return lines


def _added(weights: Weights, part: Scored) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Text, first and last word of each term that counted, and what it added to the score."""
    term, text, position = part.hits
    words = part.tokens.words
    # A pair ends at the next word; a single word ends where it begins. The last place has no next one.
    last = np.where(weights.keys[term] >= PAIR, np.minimum(position + 1, len(words) - 1), position)
    return (
        text,
        words[position],
        words[last],
        weights.values[term] / weights.scale(part.number[text]) * part.share[text],
    )
