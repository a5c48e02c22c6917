"""What the program says: one catalogue a language, one file each. ``catalogue("de").text("summary.trust",
grade="B")``. A text with plural forms is a mapping of them: ``{one: ..., other: ...}``; the fact ``count``
chooses. Stages hand over messages (``schemas.messages.message``), which a catalogue says.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from numbers import Integral
from pathlib import Path
from typing import Any, overload

from schemas.columns import columns
from schemas.issues import issue_kinds
from schemas.kept import kept
from schemas.messages.facts import NumberFact, SeveralFacts, TextFact
from schemas.messages.message import Message
from schemas.phrases import Phrase
from schemas.type_guards import is_list, is_mapping
from schemas.vocabulary import REPORT_LANGUAGES

HERE = Path(__file__).parent
COLUMN_FACTS = frozenset({"column", "when", "with_column"})  # facts of issues that name columns
PLACES = frozenset({"file", "sheet", "other", "map", "word"})  # facts as people wrote them
MOST_KNOWN = 20_000  # messages: as many as a long report says
PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})  # as Unicode CLDR names them


@dataclass(frozen=True)
class Catalogue:
    """Texts of one language by dotted key. ``rules``: the sentences of a run's rulebook in this language, by
    ``rule.<id>.<field>``. ``known``: messages said last, by what they are packed as; ``areas``: what
    ``under`` gave.
    """

    language: str
    texts: Mapping[str, str]
    plurals: Mapping[str, Mapping[str, str]]
    rules: Mapping[str, str] = field(default_factory=dict[str, str])
    known: dict[str, str] = field(default_factory=dict[str, str], compare=False, repr=False)
    areas: dict[str, dict[str, str]] = field(
        default_factory=dict[str, dict[str, str]], compare=False, repr=False
    )

    def text(self, key: str, **facts: Any) -> str:
        """The text under ``key`` with its facts filled in: the fact ``count`` chooses among plural forms, and
        numbers are written as the language does.

        Raises:
            KeyError: there is no such text; the tests see to it that none is missing.
        """
        forms = self.plurals.get(key)
        words = forms.get(self._form(facts["count"]), forms["other"]) if forms else self.texts[key]
        return words.format(**{name: self._written(fact) for name, fact in facts.items()})

    def say(self, message: Message | str) -> str:
        """A message in this language; in a frame it is packed.

        Raises:
            KeyError: the catalogue has no text, or the rulebook no sentence, under its key.
        """
        packed = message if isinstance(message, str) else message.packed()
        if packed not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[packed] = self._said(json.loads(packed))
        return self.known[packed]

    def _said(self, node: list[Any]) -> str:
        key, facts = node
        area, _, name = key.partition(".")
        if area == "rule":
            return self.rules[key]
        if area == "word":
            return self.value("word", name)
        if area == "column":
            return self.column_title(name)
        # These two were said in English when they were made; all others are first said here.
        if area in ("issue", "phrase"):
            return self._on_the_spot(key, facts)
        return self.text(key, **{name: self._fact(fact) for name, fact in facts.items()})

    def _on_the_spot(self, key: str, facts: Mapping[str, Any]) -> str:
        """An issue (what was found and what to do) or a phrase of a stage; English says it as it was made."""
        input_columns = columns()
        shown = {name: self._fact_of_issue(name, fact, input_columns) for name, fact in facts.items()}
        is_whole = key.startswith("issue.") and not key.endswith(".title")
        parts = (f"{key}.message", f"{key}.fix") if is_whole else (key,)
        # In English the key of a phrase is its text, so the catalogue needs no entry for it.
        if key.startswith("phrase.") and key not in self.texts and self.language == "en":
            return key.removeprefix("phrase.").format(**shown)
        return " ".join(self.text(part, **shown) for part in parts)

    def _fact_of_issue(self, name: str, fact: Any, input_columns: Mapping[str, Any]) -> Any:
        """A fact of an issue: columns by their title, numbers and texts of ours as the language has them."""
        if isinstance(fact, str):
            if name in COLUMN_FACTS and fact in input_columns and self.language != "en":
                return self.column_title(fact)
            # A fact can be a text of ours, which has a translation, or something as read, which has none.
            return fact if name in PLACES else self.texts.get(f"phrase.{fact}", fact)
        if isinstance(fact, float):
            return self._decimal(fact)
        return self._fact(fact)

    def _decimal(self, number: float) -> str:
        from babel.numbers import format_decimal

        return format_decimal(number, format="#,##0.####", locale=self.language)

    @overload
    def said(self, text: str) -> str: ...
    @overload
    def said(self, text: str | None) -> str | None: ...
    def said(self, text: str | None) -> str | None:
        """A text of a stage in this language, where it is a phrase; any other as it is."""
        if isinstance(text, Phrase) and self.language != "en":
            return self._said(text.node)
        return text

    def unit(self, text: str | None) -> str | None:
        """A unit as read from a heading."""
        return self.texts.get(f"phrase.{text}", self.said(text))

    def _fact(self, fact: Any) -> Any:
        """A fact of a message: a text, a number, a further message, or several of them."""
        if not is_list(fact):
            return fact
        # A message in JSON is a list of two, its key and a mapping of its facts.
        is_message = len(fact) == 2 and isinstance(fact[0], str) and is_mapping(fact[1])
        return self._said(fact) if is_message else [self._fact(part) for part in fact]

    def day(self, day: dt.date) -> str:
        """A date in words, such as 12 December 2026."""
        from babel.dates import format_date

        return format_date(day, "long", locale="en_GB" if self.language == "en" else self.language)

    def of_rulebook(self, sentence: str) -> str:
        """A sentence of the rulebook in this language; as it is where nobody has translated it."""
        return self.texts.get(f"rulebook.{sentence}", sentence)

    def column_title(self, name: str) -> str:
        """How a reader calls a column of the input dictionary, or another criterion."""
        column = columns().get(name)
        return self.texts.get(f"column.{name}") or (
            column.title if column else name.replace("_", " ").capitalize()
        )

    def _form(self, count: float) -> str:
        """Plural form of a number: one, other, and in some languages more."""
        from babel import Locale

        return Locale.parse(self.language).plural_form(count)

    def _written(self, fact: Any) -> Any:
        """A fact as templates can write it."""
        if isinstance(fact, str):
            return TextFact(fact, self.language)
        # Before the numbers: True is a number for Python.
        if isinstance(fact, bool):
            return fact
        # Integral, too: facts from frames are numbers of numpy.
        if isinstance(fact, (int, Integral)):
            return NumberFact(int(fact), self.language)
        if isinstance(fact, float):
            return NumberFact(fact, self.language)
        if is_list(fact):
            return SeveralFacts([self._written(part) for part in fact], self.texts["says.either"])
        return fact

    def under(self, area: str) -> dict[str, str]:
        """Texts of one area, by what follows its name, in their order."""
        if area not in self.areas:
            start = f"{area}."
            self.areas[area] = {
                key.removeprefix(start): text for key, text in self.texts.items() if key.startswith(start)
            }
        return self.areas[area]

    def value(self, area: str, code: str) -> str:
        """How a reader says a value such as bpo_candidate; a code that nobody has named is shown with
        spaces.

        Args:
            area: of the catalogue, such as recommendation or word.
            code: the value, as results hold it.

        Returns:
            The words of the catalogue, else the code with spaces for underscores.
        """
        return self.texts.get(f"{area}.{code}") or code.replace("_", " ")


def codes_of(area: str) -> dict[str, str]:
    """Code of each value of an area by its words in every language, case-folded; such as bpo_candidate by
    "bpo candidate".
    """
    return {
        words.casefold(): code
        for language in REPORT_LANGUAGES
        for code, words in catalogue(language).under(area).items()
    }


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language.

    Args:
        language: a code of REPORT_LANGUAGES, such as de.

    Returns:
        The texts of the language; the same object each time.

    Raises:
        ValueError: there is none; the message names those there are.
    """
    if language not in REPORT_LANGUAGES:
        raise ValueError(
            f"There are no report texts in '{language}'; there are {', '.join(REPORT_LANGUAGES)}."
        )
    return Catalogue(language, *kept(f"texts_{language}", "", lambda: _texts_and_plurals(language)))


def _texts_and_plurals(language: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    from schemas.rules import load_mapping

    forms = dict(_flat(load_mapping(HERE / f"{language}.yaml")[0], ""))
    if language == "en":
        forms |= dict(_flat({"issue": _issues_in_english()}, ""))
    plurals = {key: text for key, text in forms.items() if isinstance(text, dict)}
    # Readers of ``texts`` that have no count, such as ``under``, get the form for many.
    texts = {key: text["other"] if isinstance(text, dict) else text for key, text in forms.items()}
    return texts, plurals


def _issues_in_english() -> dict[str, dict[str, Any]]:
    texts: dict[str, dict[str, Any]] = {}
    for code, kind in issue_kinds().items():
        forms = {"one": kind.message_of_one, "other": kind.message}
        texts[code] = {
            "title": kind.title,
            "fix": kind.fix,
            "message": forms if forms["one"] else kind.message,
        }
    return texts


def _flat(node: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str | dict[str, str]]]:
    for key, value in node.items():
        # A mapping of plural forms is one text; any other is an area with texts below it.
        if is_mapping(value) and "other" in value and set(value) <= PLURAL_FORMS:
            yield f"{prefix}{key}", {form: str(text) for form, text in value.items()}
        elif is_mapping(value):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
