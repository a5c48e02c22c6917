"""Texts as runs of English stems, whatever language they are in.

Every distinct word is looked at once: its stem in each of the four languages, translated where the rulebook knows it.
A text takes the language whose stop words and known words it holds most of; each text is judged alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schemas.rules import Rulebook

LANGUAGES = ("en", "de", "fr", "es")
STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish"}
WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
# A letter that English does not use tells the language: (letters, language).
LETTERS = (("äöüß", "de"), ("àâçèêëîïôœùû", "fr"), ("áíñóú¿", "es"))
LINKS = ("", "s", "es", "n", "en", "e", "er")
SHORTEST_PART = 3
LEANING = 10.0
SPELLING = ((re.compile(r"isation(s?)$"), r"ization\1"), (re.compile(r"([a-z]{3})is(e|es|ed|ing)$"), r"\1iz\2"),
            (re.compile(r"(lab|col|behavi|hon|fav|harb)our"), r"\1or"), (re.compile(r"^centre(s?)$"), r"center\1"),
            (re.compile(r"^programme(s?)$"), r"program\1"), (re.compile(r"^catalogue"), "catalog"), (re.compile(r"^cheque"), "check"),
            (re.compile(r"elling$"), "eling"), (re.compile(r"^licence"), "license"), (re.compile(r"^defence$"), "defense"))


@cache
def _stemmer(language: str):
    return snowballstemmer.stemmer(STEMMERS[language])


@cache
def fold(word: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss").replace("œ", "oe"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _stem(word: str, language: str) -> str:
    if language == "en":
        for pattern, replacement in SPELLING:
            word = pattern.sub(replacement, word)
    return _stemmer(language).stemWord(word)


def words_of(text: str) -> list[str]:
    """Words of a text, lower case with accents; a short word in capitals keeps a ``^`` before it, as it may be an abbreviation."""
    return ["^" + word.lower() if len(word) <= 5 and word.isupper() and len(word) > 1 else word.lower() for word in WORD.findall(text)]


class Vocabulary:
    """Every word seen so far, and what it stands for in each language.

    ``stems`` numbers the English stems; ``surfaces`` the words. Grows as texts are read.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        tables = rulebook.section("text_words").values()
        self.stop = {language: set() for language in LANGUAGES}
        self.known: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in LANGUAGES}
        self.exact: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in LANGUAGES}
        self.short: dict[str, tuple[str, ...]] = {}
        self.roots: dict[str, str] = {}
        self.stems: dict[str, int] = {}
        self.surfaces: dict[str, int] = {}
        self.surface_list: list[str] = []
        self.scores: list[list[float]] = []
        self.meanings: dict[str, list[list[int]]] = {language: [] for language in LANGUAGES}
        for table in sorted(tables, key=lambda table: table.kind != "root"):
            if table.kind == "root":
                self.roots |= dict(line.split() for line in table.words.splitlines())
            elif table.kind == "stop":
                self.stop[table.language] |= {fold(word) for word in table.words.split()}
            elif table.kind == "translation":
                self._learn_translations(table.words)
            elif table.kind == "abbreviation":
                self._learn_abbreviations(table.words)

    def stem(self, word: str, language: str = "en") -> str:
        """The stem of a word; British spelling counts as American, words that only look alike are kept apart."""
        plain = fold(word)
        return (self.roots.get(plain) if language == "en" else None) or _stem(plain, language)

    def _learn_translations(self, lines: str) -> None:
        for line in filter(None, (line.strip() for line in lines.splitlines())):
            english, *others = (part.split() for part in line.split("|"))
            meaning = tuple(self.stem(word) for word in english)
            for word, one in zip(english, meaning, strict=True):
                self.known["en"].setdefault(self.stem(word), (one,))
            for language, foreign in zip(LANGUAGES[1:], others, strict=False):
                for word in foreign:
                    self.exact[language].setdefault(fold(word), meaning)
                    self.known[language].setdefault(self.stem(word, language), meaning)

    def _learn_abbreviations(self, lines: str) -> None:
        for line in filter(None, (line.strip() for line in lines.splitlines())):
            short, long = line.split("=")
            key = short.strip()
            meaning = tuple(self.stem(word) for word in long.split())
            self.short["^" + key.lower()] = meaning
            if key.islower():
                self.short[key] = meaning

    def learn_english(self, stems: Iterable[str]) -> None:
        """Count these stems as known English words when the language of a text is told."""
        for one in stems:
            self.known["en"].setdefault(one, (one,))

    def learn_names(self, names: Iterable[str], language: str) -> None:
        """Count the words of these names as known words of their language."""
        for word in (word for name in names for word in WORD.findall(name)):
            root = self.stem(word, language)
            if fold(word) not in self.stop[language] and fold(word) not in self.exact[language]:
                self.known[language].setdefault(root, (root,))

    def number(self, one: str) -> int:
        """Number of an English stem."""
        return self.stems.setdefault(one, len(self.stems))

    def _surface(self, word: str) -> int:
        found = self.surfaces.get(word)
        if found is not None:
            return found
        plain = fold(word.lstrip("^"))
        short = self.short.get(word)
        scores = [0.0] * len(LANGUAGES)
        for place, language in enumerate(LANGUAGES):
            meaning, score = self._meaning(plain, language)
            scores[place] = score
            self.meanings[language].append([self.number(one) for one in (short or meaning)])
        for letters, language in LETTERS:
            if any(letter in letters for letter in word):
                scores[LANGUAGES.index(language)] += 1.0
        self.scores.append([0.0] * len(LANGUAGES) if short else scores)
        self.surface_list.append(word.lstrip("^"))
        return self.surfaces.setdefault(word, len(self.surfaces))

    def _meaning(self, word: str, language: str) -> tuple[tuple[str, ...], float]:
        """What a folded word means, and how strongly it speaks for the language."""
        if word in self.stop[language]:
            return (), 1.0
        if word.isdigit() or len(word) < 2:
            return (), 0.0
        root = self.stem(word, language)
        known = self.known[language]
        meaning = self.exact[language].get(word) or known.get(root)
        if meaning is not None:
            return self._parts_of_name(word, language, meaning), 1.0
        if language == "de":
            umlaut = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
            if self.stem(umlaut, "de") in known:
                return known[self.stem(umlaut, "de")], 1.0
            parts = self._split(word) or (self._split(umlaut) if umlaut != word else None)
            if parts:
                return parts, 1.0
        return (root,), 0.0

    def _parts_of_name(self, word: str, language: str, meaning: tuple[str, ...]) -> tuple[str, ...]:
        """A German compound that is known only as a word of the catalogue still says what its parts say."""
        is_own = language == "de" and meaning == (self.stem(word, "de"),) and word not in self.exact["de"]
        return (self._split(word) if is_own else None) or meaning

    def _part(self, word: str) -> tuple[str, ...] | None:
        """Meaning of a part of a German compound."""
        meaning = self.exact["de"].get(word) or self.known["de"].get(self.stem(word, "de"))
        return meaning

    def _split(self, word: str, depth: int = 3) -> tuple[str, ...] | None:
        """A German compound as the meanings of its parts; None where a part is unknown."""
        if depth < 3 and self._part(word) is not None:
            return self._part(word)
        if depth == 0 or len(word) < 2 * SHORTEST_PART:
            return None
        for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            for link in LINKS:
                head = word[:cut]
                if not head.endswith(link) or len(head) - len(link) < SHORTEST_PART:
                    continue
                meaning = self._part(head[: len(head) - len(link)])
                tail = self._split(word[cut:], depth - 1) if meaning is not None else None
                if meaning is not None and tail is not None:
                    return meaning + tail
        return None

    def read(self, texts: Sequence[str], leaning: np.ndarray | None = None) -> Tokens:
        """Stems of each text in its language, without stop words, in order; ``leaning`` is what is known of the language already."""
        lists = [words_of(text) for text in texts]
        lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
        look = self._surface
        surfaces = np.fromiter((look(word) for word in chain.from_iterable(lists)), dtype=np.int64, count=int(lengths.sum()))
        text_of = np.repeat(np.arange(len(lists)), lengths)
        scores = np.array(self.scores or [[0.0] * len(LANGUAGES)])
        sums = np.stack([np.bincount(text_of, weights=scores[surfaces, place], minlength=len(lists)) for place in range(len(LANGUAGES))], axis=1)
        if leaning is not None:
            sums = sums + leaning
        return self._meant(surfaces, text_of, sums, len(lists))

    def read_as(self, texts: Sequence[str], language: str) -> list[list[int]]:
        """Stem numbers of texts whose language is known."""
        return [[one for word in words_of(text) for one in self.meanings[language][self._surface(word)]] for text in texts]

    def _meant(self, surfaces: np.ndarray, text_of: np.ndarray, sums: np.ndarray, count: int) -> Tokens:
        language_of = sums.argmax(axis=1)
        stems, owners, shown, order = [], [], [], []
        for place, language in enumerate(LANGUAGES):
            chosen = np.flatnonzero(language_of[text_of] == place)
            distinct, inverse = np.unique(surfaces[chosen], return_inverse=True)
            meanings = [self.meanings[language][word] for word in distinct]
            sizes = np.fromiter(map(len, meanings), dtype=np.int64, count=len(meanings))
            flat = np.fromiter(chain.from_iterable(meanings), dtype=np.int64, count=int(sizes.sum()))
            starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(sizes) else np.zeros(0, dtype=np.int64)
            repeats = sizes[inverse]
            within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
            stems.append(flat[np.repeat(starts[inverse], repeats) + within])
            owners.append(np.repeat(text_of[chosen], repeats))
            shown.append(np.repeat(surfaces[chosen], repeats))
            order.append(np.repeat(chosen, repeats))
        by_place = np.argsort(np.concatenate(order), kind="stable")
        return Tokens(*(np.concatenate(part)[by_place] for part in (stems, owners, shown)), count, sums)


class Tokens:
    """Stems of many texts in one run: ``stems``, the text each belongs to, and the word it was read from."""

    def __init__(self, stems: np.ndarray, text_of: np.ndarray, surfaces: np.ndarray, count: int, sums: np.ndarray) -> None:
        self.stems, self.text_of, self.surfaces, self.count = stems, text_of, surfaces, count
        # A description tells the language of its name, but a clear name may differ from it.
        self.leaning = np.minimum(sums, LEANING) / 2
        self.language_of = sums.argmax(axis=1)

    def lists(self) -> list[list[int]]:
        """Stem numbers text by text."""
        ends = np.searchsorted(self.text_of, np.arange(1, self.count + 1)).tolist()
        flat, start, found = self.stems.tolist(), 0, []
        for end in ends:
            found.append(flat[start:end])
            start = end
        return found
