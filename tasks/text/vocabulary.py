"""What words stand for: every distinct word is looked at once, in each language that is read."""

from __future__ import annotations

import re
from array import array
from functools import partial
from typing import TYPE_CHECKING

from schemas.vocabulary import LANGUAGES_BESIDE, LANGUAGES_OF_TABLES, LANGUAGES_READ, language_section
from tasks.text.word_forms import (
    COMPOUNDING,
    SHORTEST_PART,
    WORD,
    as_word,
    fold,
    split_compound,
    stem,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from schemas.rules import Rulebook

LONG_WORD = 100
# A word of grammar ("des", "und") tells the language more than a noun does, which many languages may share.
GRAMMAR = 1.2
# What so many languages beside English have as a word of grammar ("de") is not English.
MOST_OTHERS = 2
# A letter that English does not use tells the language.
LETTERS = {"de": "äöüß", "fr": "àâçèêëîïôœùû", "es": "áíñóú", "nl": "ëïöü", "it": "àèìòù", "pt": "ãõçáâêóúà"}
# A word speaks for a language with a file of its own by so much of what it says for another one: what may be either is
# read in the other. By more where such a language has it as it is written, and the other one a like stem.
BESIDE, CLEARER = 0.99, 1.1
# A shorter stem in common ("ACOA", "ações") is no proof that a word is of such a language.
SHORTEST_STEM = 4

# Departments before a name, one within the other: "Group HR - ", "Finance > Treasury team: "; "hr_" in an identifier.
DEPARTMENT = (
    r"^\s*(?:(?:(?:group|global|central|corporate|local)\s+)?(?:{})"
    r"(?:\s+(?:department|dept\.?|division|function|team|unit))?"
    r"(?:\s+[-–—|>»→/]+\s+|\s*[:>|»→]\s*|_(?!\S*\s)))+(?=\W*\w{{3}})"
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
        # Words of names of the catalogue as they are written there, and English words of all tables.
        self.named: dict[str, set[str]] = {language: set() for language in LANGUAGES_READ}
        self.english: set[str] = set()
        self.short: dict[str, tuple[str, ...]] = {}
        self.roots: dict[str, str] = {}
        # Last parts that tell a compound by themselves, the longest first.
        self.tails: dict[str, tuple[str, ...]] = dict.fromkeys(LANGUAGES_READ, ())
        # Departments as they are written before a name, with what joins them to it; None where the tables list none.
        self.department: re.Pattern[str] | None = None
        self.departments: set[str] = set()
        # Compounds that are known by their last part alone, with their language.
        self.guessed: set[tuple[str, str]] = set()
        self.stems: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.as_written = _AsWritten(self.look_up)
        self.shown: list[str] = []
        self.scores = array("d")
        self.is_known = array("b")
        self.meanings: dict[str, list[list[int]]] = {language: [] for language in LANGUAGES_READ}
        self._stemmed: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES_READ}
        tables = list(rulebook.section("text_words").values())
        for language in LANGUAGES_BESIDE:
            tables += rulebook.section(language_section(language)).values()
        # Roots first: they change the stems of the words in all other tables.
        for table in sorted(tables, key=lambda table: table.kind != "root"):
            self._learn(table.kind, table.language, table.words)

    def _learn(self, kind: str, language: str | None, words: str) -> None:
        if kind == "root":
            self.roots |= dict(line.split() for line in _lines(words))
        elif kind == "stop" and language:
            self.stop[language] |= {fold(word) for word in words.split()}
        elif kind == "tail" and language:
            self.tails[language] = tuple(
                sorted({fold(word) for word in words.split()}, key=len, reverse=True)
            )
        elif kind == "names" and language:
            for line in _lines(words):
                self.learn_names(line.split("|")[1].split(";"), language)
        elif kind == "department":
            self.departments = {name.lower() for name in _lines(words)}
            names = "|".join(re.escape(name) for name in sorted(_lines(words), key=len, reverse=True))
            self.department = re.compile(DEPARTMENT.format(names), re.IGNORECASE)
        elif kind == "translation" and language:
            for english, own in (line.split("|") for line in _lines(words)):
                self._learn_words(tuple(map(self.stem, english.split())), own.split(), language)
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
        for language, words in zip(LANGUAGES_OF_TABLES[1:], foreign, strict=True):
            self._learn_words(meaning, words, language)

    def _learn_words(self, meaning: tuple[str, ...], words: Iterable[str], language: str) -> None:
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
            self.named[language].add(plain)
            if language == "en":
                self.english.add(plain)
            if plain not in self.stop[language] and plain not in self.exact[language]:
                root = self.stem(word, language)
                self.known[language].setdefault(root, (root,))

    def is_department(self, name: str) -> bool:
        """Whether a name is the name of a department and nothing else."""
        return name.strip().lower() in self.departments

    def stem(self, word: str, language: str = "en") -> str:
        """The stem of a word; words that only look alike have roots of their own.

        Args:
            word: in any spelling; it is folded first.
            language: one of LANGUAGES_READ.
        """
        return self._stem_of(fold(word), language)

    def _stem_of(self, plain: str, language: str) -> str:
        """The stem of a folded word."""
        known = self._stemmed[language]
        root = known.get(plain)
        if root is None:
            own = self.roots.get(plain) if language == "en" else None
            root = known[plain] = own or stem(plain, language)
        return root

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
        # Each word is looked at in all languages once; which one counts is said later by its text.
        short, plain = self.short.get(word), fold(word.lstrip("^"))
        scores: list[float] = []
        # Whether one of the first languages has the word as it is written, and of how many parts it is in German.
        is_listed, is_known, parts = bool(short), False, 0
        for language in LANGUAGES_OF_TABLES:
            meaning, score = self._meaning(plain, language)
            if score:
                is_known, own = True, language == "en" or self._is_listed(plain, language)
                is_listed |= own
                if language == "de" and not own:
                    parts = len(meaning) + ((plain, language) in self.guessed)
            self.meanings[language].append([self.number(stem) for stem in short or meaning])
            scores.append(0.0 if short else self._speaks(word, plain, language, score))
        for language in LANGUAGES_BESIDE:
            # A compound is taken apart only where no other language knows the word but by its parts.
            may_split = not is_listed and (parts > 1 or not is_known)
            meaning, score = self._meaning(plain, language, may_split)
            is_clearer = bool(score) and not is_listed and self._is_listed(plain, language)
            if score and may_split and (plain, language) not in self.guessed:
                is_clearer |= len(meaning) < parts
            self.meanings[language].append([self.number(stem) for stem in short or meaning])
            factor = CLEARER if is_clearer else BESIDE
            scores.append(0.0 if short else self._speaks(word, plain, language, score) * factor)
        self.scores.extend(scores)
        self.is_known.append(bool(short or any(scores) or plain.isdigit()))
        self.shown.append(word.lstrip("^"))
        return self.words.setdefault(word, len(self.words))

    def _is_listed(self, plain: str, language: str) -> bool:
        """Whether the tables of a language hold a folded word, or what it is the plural of."""
        forms = {plain, plain.removesuffix("s"), plain.removesuffix("es")}
        return any(not forms.isdisjoint(words[language]) for words in (self.exact, self.stop, self.named))

    def _speaks(self, word: str, plain: str, language: str, score: float) -> float:
        """How strongly a word speaks for a language, in which it is known (1) or not (0)."""
        if not score and word.isascii():
            return 0.0
        # In capitals it may be an abbreviation ("LA").
        if plain in self.stop[language] and plain == word and not self._is_english(plain):
            score = GRAMMAR
        # No English word has an accent.
        if language == "en" and plain != word.lstrip("^"):
            return 0.0
        # Where as many words speak for two languages, the longer ones decide.
        score *= 1 + len(plain) / LONG_WORD
        # A word of the table tells more than a like stem, unless English has it as written.
        if score and plain in self.exact[language] and plain not in self.english:
            score += 1 / LONG_WORD
        if not word.isascii():
            score += any(letter in LETTERS.get(language, "") for letter in word)
        return score

    def _meaning(self, word: str, language: str, may_split: bool = True) -> tuple[tuple[str, ...], float]:
        """What a folded word means, and how strongly it speaks for the language; whether a compound may be split."""
        if word in self.stop[language]:
            return (), 1.0
        if word.isdigit() or len(word) < 2:
            return (), 0.0
        meaning = self._known(word, language)
        if meaning is None and not word.isalpha() and any(letter.isdigit() for letter in word):
            return (), 0.0
        if (
            language in COMPOUNDING
            and may_split
            and (meaning is None or meaning == (self._stem_of(word, language),))
        ):
            # Umlauts written out ("Pruefung"): fold makes "Prüfung" to "prufung", so the e is dropped to meet
            # it.
            plain = (
                word.replace("ae", "a").replace("oe", "o").replace("ue", "u") if language == "de" else word
            )
            meaning = meaning or self._known(plain, language)
            if meaning is None or meaning == (self._stem_of(word, language),):
                # Split only a word that means no more than its own stem: a compound that the tables know as a
                # whole keeps its meaning.
                part_means = partial(self._part_means, language)
                meaning = (
                    split_compound(word, part_means)
                    or (split_compound(plain, part_means) if plain != word else None)
                    or meaning
                    or self._by_tail(word, language)
                )
        if language == "en" and not self._is_english(word):
            meaning = None
        if meaning is None:
            # Titles of all languages use English words ("Onboarding von Mitarbeitern").
            english = self._stem_of(word, "en")
            is_english = english in self.known["en"] or language in LANGUAGES_BESIDE
            return (english if is_english else self._stem_of(word, language),), 0.0
        return meaning, 1.0

    def _is_english(self, word: str) -> bool:
        """Whether a folded word may be English."""
        if word in self.stop["en"]:
            return True
        if self._stem_of(word, "en") not in self.known["en"]:
            return False
        return sum(word in self.stop[language] for language in LANGUAGES_OF_TABLES[1:]) < MOST_OTHERS

    def _known(self, word: str, language: str) -> tuple[str, ...] | None:
        meaning = self.exact[language].get(word)
        if meaning is None:
            root = self._stem_of(word, language)
            if language in LANGUAGES_OF_TABLES or len(root) >= SHORTEST_STEM:
                meaning = self.known[language].get(root)
        return meaning

    def _part_means(self, language: str, word: str) -> tuple[str, ...] | None:
        """What a part of a compound means; a part known as a name alone is split as far as it goes."""
        meaning = self._known(word, language)
        if meaning is not None and meaning == (self._stem_of(word, language),):
            return split_compound(word, partial(self._part_means, language)) or meaning
        return meaning

    def _by_tail(self, word: str, language: str) -> tuple[str, ...] | None:
        """A compound whose first part is not known, by the activity that closes it."""
        tails = self.tails[language]
        for tail in tails if word.endswith(tails) else ():
            meaning = self._known(tail, language) if word.endswith(tail) else None
            if meaning and len(word) >= len(tail) + SHORTEST_PART:
                self.guessed.add((word, language))
                return (self.stem(word[: -len(tail)], language), *meaning)
        return None


class _AsWritten(dict):
    """Numbers of words by how they are written; a text of known words is looked up without a call of ours."""

    def __init__(self, look_up: Callable[[str], int]) -> None:
        super().__init__()
        self.look_up = look_up

    def __missing__(self, written: str) -> int:
        number = self[written] = self.look_up(as_word(written))
        return number
