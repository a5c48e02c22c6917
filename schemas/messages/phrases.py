"""Sentences of the rulebook and the stages in another language, phrase by phrase.

What the stages write is English and part of the contract with programs. A reader of another language gets the
same sentence put together from the translated phrases of which it was made, under ``phrases`` in that
language's file. A sentence with a part that nobody has translated (a rulebook of one's own) stays as it is,
whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_SEPARATOR = re.compile(r"(\. |\.\n|\.$|; |: |, | \| |\n| \(|\))")
_FACT = re.compile(r"\{(\w+)\}")
AS_IT_STANDS = frozenset(
    {"date", "entry", "words", "place", "old", "new"}
)  # facts that stay where nobody has translated them


@dataclass(frozen=True)
class Phrases:
    """Phrases by their English words; {facts} stand for what changes, {column} for the title of a column."""

    known: Mapping[str, str]
    columns: Mapping[str, str]

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str], str]]:
        """Phrases with facts: how they begin, what they match, and what they are said as."""
        column = "|".join(re.escape(title) for title in sorted(self.columns, key=len, reverse=True))
        made = []
        for english, other in self.known.items():
            parts = _FACT.split(english)
            if len(parts) > 1:
                facts = (f"(?P<{name}>{column if name == 'column' else '.+?'})" for name in parts[1::2])
                wanted = "".join(
                    f"{re.escape(words)}{fact}" for words, fact in zip(parts[::2], (*facts, ""), strict=True)
                )
                made.append((parts[0], re.compile(wanted, re.DOTALL), other))
        return made

    def say(self, text: str) -> str:
        """The text in this language; as it is where a part of it is not known."""
        return self._told(text) or text

    def _told(self, text: str) -> str | None:
        """The longest known run of words first, from left to right; None where a part is left over."""
        tokens = _SEPARATOR.split(text)
        said, start = "", 0
        while start < len(tokens):
            for end in range(len(tokens), start, -2):
                words = self._whole("".join(tokens[start:end]))
                if words is not None:
                    said += words + (tokens[end] if end < len(tokens) else "")
                    start = end + 1
                    break
            else:
                return None
        return said

    def _whole(self, words: str) -> str | None:
        """One phrase; a sentence may begin with a capital that the phrase has not."""
        if not words or words.replace(",", "").replace(".", "").isdigit():
            return words
        for english in (words, words[:1].lower() + words[1:], words[:1].upper() + words[1:]):
            other = (
                self.known.get(english)
                or self.known.get(f"{english}.", "").removesuffix(".")
                or self.columns.get(english)
            )
            if other:
                return other[:1].upper() + other[1:] if words[:1].isupper() else other
        for begins, pattern, other in self._patterns:
            for english in dict.fromkeys((words, words[:1].lower() + words[1:])):
                found = pattern.fullmatch(english) if english.startswith(begins) else None
                facts = (
                    {name: self._fact(name, fact) for name, fact in found.groupdict().items()}
                    if found
                    else {"": None}
                )
                if None not in facts.values():
                    said = other.format(**facts)
                    return said[:1].upper() + said[1:] if words[:1].isupper() else said
        return None

    def _fact(self, name: str, fact: str) -> str | None:
        """A fact in this language: what was quoted stays, and so does a single word or number."""
        return self._told(fact) or (fact if name in AS_IT_STANDS or " " not in fact else None)
