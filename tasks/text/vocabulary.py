"""What words stand for: every distinct word is looked at once, in each of the four languages."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING

from schemas.vocabulary import LANGUAGES_READ
from tasks.text.word_forms import SHORTEST_PART, WORD, as_word, fold, split_compound, stem, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from schemas.rules import Rulebook

LONG_WORD = 100
# A word of grammar ("des", "und") tells the language more than a noun does, which many languages may share.
GRAMMAR = 1.2
# What so many languages beside English have as a word of grammar ("de") is not English.
MOST_OTHERS = 2
# A letter that English does not use tells the language.
LETTERS = (("äöüß", "de"), ("àâçèêëîïôœùû", "fr"), ("áíñóú", "es"))

# Departments before a name, one within the other: "Group HR - ", "Finance > Treasury team: "; "hr_" in an identifier.
DEPARTMENT = (
    r"^\s*(?:(?:(?:group|global|central|corporate|local)\s+)?(?:{})"
    r"(?:\s+(?:department|dept\.?|division|function|team|unit))?"
    r"(?:\s+[-–—|>»→]+\s+|\s*[:>|»→]\s*|_(?!\S*\s)))+(?=\W*\w{{3}})"
)


def _lines(text: str) -> Iterator[str]:
    return filter(None, (line.strip() for line in text.splitlines()))


class Vocabulary:
    """English stems by number, and the words seen so far with what each stands for in every language.

    ``stems`` maps a stem to its number; ``shown`` lists the words as written; ``scores`` says how strongly each word
    speaks for each language, one word after the other, and ``is_known`` whether it is known in any; ``meanings``
    holds per language and word the numbers of its stems.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.stop: dict[str, set[str]] = {language: set() for language in LANGUAGES_READ}
        self.exact: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in LANGUAGES_READ}
        self.known: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in LANGUAGES_READ}
        # English words as they are written in the tables.
        self.english: set[str] = set()
        self.short: dict[str, tuple[str, ...]] = {}
        self.roots: dict[str, str] = {}
        # Last parts that tell a German compound by themselves, the longest first.
        self.tails: list[str] = []
        # Departments as they are written before a name, with what joins them to it; None where the tables list none.
        self.department: re.Pattern[str] | None = None
        self.stems: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.as_written = _AsWritten(self.look_up)
        self.shown: list[str] = []
        self.scores = array("d")
        self.is_known = array("b")
        self.meanings: dict[str, list[list[int]]] = {language: [] for language in LANGUAGES_READ}
        self._stemmed: dict[tuple[str, str], str] = {}
        tables = rulebook.section("text_words").values()
        # Roots first: they change the stems of the words in all other tables.
        for table in sorted(tables, key=lambda table: table.kind != "root"):
            self._learn(table.kind, table.language, table.words)

    def _learn(self, kind: str, language: str | None, words: str) -> None:
        if kind == "root":
            self.roots |= dict(line.split() for line in _lines(words))
        elif kind == "stop" and language:
            self.stop[language] |= {fold(word) for word in words.split()}
        elif kind == "tail":
            self.tails = sorted({fold(word) for word in words.split()}, key=len, reverse=True)
        elif kind == "department":
            names = "|".join(re.escape(name) for name in sorted(_lines(words), key=len, reverse=True))
            self.department = re.compile(DEPARTMENT.format(names), re.IGNORECASE)
        elif kind == "translation":
            for line in _lines(words):
                self._learn_translation(*(part.split() for part in line.split("|")))
        elif kind == "abbreviation":
            for line in _lines(words):
                short, long = (part.strip() for part in line.split("="))
                # Words in capitals are looked up with a "^" (see as_word). An abbreviation that the table
                # writes in small letters ("vat") is known as such too; one in capitals is not, so that the
                # word "it" is not IT.
                self.short["^" + short.lower()] = tuple(self.stem(word) for word in long.split())
                if not short.isupper():
                    self.short[short] = self.short["^" + short]

    def _learn_translation(self, english: list[str], *foreign: list[str]) -> None:
        # A line of the table: English words | German | French | Spanish words; each foreign word means all of
        # the English ones.
        meaning = tuple(self.stem(word) for word in english)
        self.learn_english(meaning)
        # With their plurals: "decisions" is as English as it is French.
        self.english |= {fold(word) + plural for word in english for plural in ("", "s")}
        for language, words in zip(LANGUAGES_READ[1:], foreign, strict=True):
            for word in words:
                # Known as written, and by its stem: other forms of the word are found too. The first line
                # with a word counts.
                self.exact[language].setdefault(fold(word), meaning)
                self.known[language].setdefault(self.stem(word, language), meaning)

    def learn_english(self, stems: Iterable[str]) -> None:
        """Count these stems as known English words when the language of a text is told."""
        for english in stems:
            self.known["en"].setdefault(english, (english,))

    def learn_names(self, names: Iterable[str], language: str) -> None:
        """Count the words of these names as known words of their language.

        Args:
            names: as the catalogue writes them.
            language: one of LANGUAGES_READ.
        """
        for word in (word for name in names for word in WORD.findall(name)):
            plain = fold(word)
            if language == "en":
                self.english.add(plain)
            if plain not in self.stop[language] and plain not in self.exact[language]:
                root = self.stem(word, language)
                self.known[language].setdefault(root, (root,))

    def stem(self, word: str, language: str = "en") -> str:
        """The stem of a word; words that only look alike have roots of their own.

        Args:
            word: in any spelling; it is folded first.
            language: one of LANGUAGES_READ.
        """
        key = (word, language)
        if key not in self._stemmed:
            plain = fold(word)
            self._stemmed[key] = (self.roots.get(plain) if language == "en" else None) or stem(
                plain, language
            )
        return self._stemmed[key]

    def number(self, stem: str) -> int:
        """Number of an English stem."""
        return self.stems.setdefault(stem, len(self.stems))

    def read_as(self, texts: Sequence[str], language: str) -> list[list[int]]:
        """Stem numbers of texts whose language is known.

        Args:
            texts: any texts.
            language: one of LANGUAGES_READ.

        Returns:
            One list for each text, in order, without stop words.
        """
        return [
            [stem for word in words_of(text) for stem in self.meanings[language][self.look_up(word)]]
            for text in texts
        ]

    def look_up(self, word: str) -> int:
        """Number of a word as ``words_of`` gives it; a new one is learnt."""
        number = self.words.get(word)
        if number is not None:
            return number
        # Each word is looked at in all four languages once; which one counts is said later by its text.
        short, plain = self.short.get(word), fold(word.lstrip("^"))
        scores, is_plain = [], word.isascii()
        for language in LANGUAGES_READ:
            meaning, score = self._meaning(plain, language)
            # In capitals it may be an abbreviation ("LA").
            if plain in self.stop[language] and plain == word and not self._is_english(plain):
                score = GRAMMAR
            # Where as many words speak for two languages, the longer ones decide; no English word has an
            # accent.
            score = (
                0.0
                if language == "en" and plain != word.lstrip("^")
                else score * (1 + len(plain) / LONG_WORD)
            )
            # A word of the table tells more than a like stem, unless English has it as written.
            is_exact = score and plain in self.exact[language] and plain not in self.english
            score += 1 / LONG_WORD if is_exact else 0.0
            score += (
                0
                if is_plain
                else any(
                    letter in letters for letters, spoken in LETTERS if spoken == language for letter in word
                )
            )
            scores.append(0.0 if short else float(score))
            self.meanings[language].append([self.number(stem) for stem in short or meaning])
        self.scores.extend(scores)
        self.is_known.append(bool(short or any(scores) or plain.isdigit()))
        self.shown.append(word.lstrip("^"))
        return self.words.setdefault(word, len(self.words))

    def _meaning(self, word: str, language: str) -> tuple[tuple[str, ...], float]:
        """What a folded word means, and how strongly it speaks for the language."""
        if word in self.stop[language]:
            return (), 1.0
        if word.isdigit() or len(word) < 2:
            return (), 0.0
        meaning = self._known(word, language)
        if meaning is None and any(letter.isdigit() for letter in word):
            return (), 0.0
        if language == "de" and (meaning is None or meaning == (self.stem(word, "de"),)):
            # Umlauts written out ("Pruefung"): fold makes "Prüfung" to "prufung", so the e is dropped to meet
            # it.
            plain = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
            meaning = meaning or self._known(plain, "de")
            if meaning is None or meaning == (self.stem(word, "de"),):
                # Split only a word that means no more than its own stem: a compound that the tables know as a
                # whole keeps its meaning.
                meaning = (
                    split_compound(word, self._known_german)
                    or split_compound(plain, self._known_german)
                    or meaning
                    or self._by_tail(word)
                )
        if language == "en" and not self._is_english(word):
            meaning = None
        if meaning is None:
            # Titles of all languages use English words ("Onboarding von Mitarbeitern").
            return (self.stem(word, "en" if self.stem(word) in self.known["en"] else language),), 0.0
        return meaning, 1.0

    def _is_english(self, word: str) -> bool:
        """Whether a folded word may be English."""
        if word in self.stop["en"]:
            return True
        others = sum(word in self.stop[language] for language in LANGUAGES_READ[1:])
        return self.stem(word) in self.known["en"] and others < MOST_OTHERS

    def _known(self, word: str, language: str) -> tuple[str, ...] | None:
        return self.exact[language].get(word) or self.known[language].get(self.stem(word, language))

    def _known_german(self, word: str) -> tuple[str, ...] | None:
        """What a part of a compound means; a part known as a name alone is split as far as it goes."""
        meaning = self._known(word, "de")
        if meaning == (self.stem(word, "de"),):
            return split_compound(word, self._known_german) or meaning
        return meaning

    def _by_tail(self, word: str) -> tuple[str, ...] | None:
        """A German compound whose first part is not known, by the activity that closes it."""
        for tail in self.tails:
            meaning = self._known(tail, "de") if word.endswith(tail) else None
            if meaning and len(word) >= len(tail) + SHORTEST_PART:
                return (self.stem(word[: -len(tail)], "de"), *meaning)
        return None


class _AsWritten(dict):
    """Numbers of words by how they are written; a text of known words is looked up without a call of ours."""

    def __init__(self, look_up: Callable[[str], int]) -> None:
        super().__init__()
        self.look_up = look_up

    def __missing__(self, written: str) -> int:
        number = self[written] = self.look_up(as_word(written))
        return number
