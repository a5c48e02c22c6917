"""Texts as runs of English stems, whatever language they are in.

A text takes the language whose stop words and known words it holds most of; each text is judged alone.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from schemas.vocabulary import LANGUAGES_OF_TABLES, LANGUAGES_READ
from tasks.text.word_forms import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasks.text.vocabulary import Vocabulary

# A description tells the language of its name up to so many words; a clear name may differ from it.
LEANING_WORDS = 10.0
# Languages for which nearly as much speaks as for the one taken may be meant too.
NEAR = 0.9


class Tokens:
    """Stems of many texts in one run: ``stems``, the text each belongs to, and the word it was read from.

    ``order`` counts the words of each text from 0, words without a stem too; ``leaning`` says per text and
    language how much speaks for it; ``lengths`` and ``known`` count its words, and those known in any language.
    """

    def __init__(
        self,
        stems: np.ndarray,
        text_of: np.ndarray,
        words: np.ndarray,
        order: np.ndarray,
        language_scores: np.ndarray,
        lengths: np.ndarray,
        known: np.ndarray,
    ) -> None:
        self.lengths, self.known = lengths, known
        self.stems, self.text_of, self.words, self.order, self.count = (
            stems,
            text_of,
            words,
            order,
            len(language_scores),
        )
        # A long text leans no further than one of so many words, but as clearly between languages.
        most = language_scores.max(axis=1, keepdims=True, initial=1.0)
        self.leaning = language_scores * np.minimum(1.0, LEANING_WORDS / most) / 2
        self.languages = language_scores.argmax(axis=1)
        self.is_near = language_scores >= NEAR * language_scores.max(axis=1, keepdims=True)
        # What is read in a language of the tables may be in another one of these alone.
        of_tables = len(LANGUAGES_OF_TABLES)
        self.is_near[self.languages < of_tables, of_tables:] = False
        # Stems are sorted by text: those of text n end where n + 1 would begin, also where a text has none.
        self.ends = np.searchsorted(text_of, np.arange(1, self.count + 1))

    def lists(self) -> list[list[int]]:
        """Stem numbers text by text."""
        flat, by_text = self._flat[0], []
        for start, end in pairwise([0, *self.ends.tolist()]):
            by_text.append(flat[start:end])
        return by_text

    def front_of(self, position: int, words: int) -> list[int]:
        """Stem numbers of the first so many words of one text.

        Args:
            position: of the text.
            words: how many words, those without a stem included.
        """
        stems, order, ends = self._flat
        start = ends[position - 1] if position else 0
        return stems[start : bisect_left(order, words, start, ends[position])]

    @cached_property
    def _flat(self) -> tuple[list[int], list[int], list[int]]:
        """Stems, their order and the ends of the texts as lists, for what is asked of one text after the other."""
        return self.stems.tolist(), self.order.tolist(), self.ends.tolist()

    def list_of(self, position: int) -> list[int]:
        """Stem numbers of one text."""
        return self.stems[self.ends[position - 1] if position else 0 : self.ends[position]].tolist()


def read(vocabulary: Vocabulary, texts: Sequence[str], leaning: np.ndarray | None = None) -> Tokens:
    """Stems of each text in its language, without stop words, in order.

    Args:
        vocabulary: learns the words that it has not seen.
        texts: any texts.
        leaning: what is known of the language of each text already (``Tokens.leaning`` of its description).
    """
    lists = list(map(WORD.findall, texts))
    lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    words = np.fromiter(
        # A dictionary method called by map: a word that was seen before costs no call of Python code.
        map(vocabulary.as_written.__getitem__, chain.from_iterable(lists)),
        dtype=np.int64,
        count=int(lengths.sum()),
    )
    text_of = np.repeat(np.arange(len(lists)), lengths)
    # Read after the words were looked up, which adds to the scores.
    of_word = np.array(vocabulary.scores).reshape(-1, len(LANGUAGES_READ))
    scores = np.stack(
        [np.bincount(text_of, weights=column[words], minlength=len(lists)) for column in of_word.T], axis=1
    )
    if leaning is not None:
        scores = scores + leaning
    known = np.bincount(text_of, weights=np.array(vocabulary.is_known)[words], minlength=len(lists))
    return Tokens(*_meant(vocabulary, words, text_of, scores), scores, lengths, known)


def _meant(
    vocabulary: Vocabulary, words: np.ndarray, text_of: np.ndarray, scores: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The words in the language of their text; a word may stand for none or for several stems."""
    language_of = scores.argmax(axis=1)[text_of]
    stems, order = [], []
    for language_number, language in enumerate(LANGUAGES_READ):
        chosen = np.flatnonzero(language_of == language_number)
        # Each distinct word is looked up once; then its stems are repeated wherever the word is. A word has
        # none, one or (compounds, abbreviations) several.
        distinct, inverse = np.unique(words[chosen], return_inverse=True)
        meanings = [vocabulary.meanings[language][word] for word in distinct]
        sizes = np.fromiter(map(len, meanings), dtype=np.int64, count=len(meanings))
        flat = np.fromiter(chain.from_iterable(meanings), dtype=np.int64, count=int(sizes.sum()))
        starts, repeats = np.cumsum(sizes) - sizes, sizes[inverse]
        # 0, 1, .. for the stems of each word: the place of a stem within its word.
        within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        stems.append(flat[np.repeat(starts[inverse], repeats) + within])
        order.append(np.repeat(chosen, repeats))
    # The languages were done one after another; this brings all stems back into the order of the words.
    places = np.concatenate(order)
    by_place = np.argsort(places, kind="stable")
    places = places[by_place]
    order = places - np.searchsorted(text_of, text_of[places])
    return np.concatenate(stems)[by_place], text_of[places], words[places], order
