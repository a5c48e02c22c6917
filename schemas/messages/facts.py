"""Facts as a template writes them: ``{share:percent}``, ``{parts:clauses}``, ``{title:small}``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

GROUPED_FROM = 1000
LOCALES = {"en": "en_GB"}  # 1 Nov 2026 cannot be taken for another day
PATTERNS = {"plain": "#,##0.##########", "two": "0.00"}
JOINED_BY = {"": ", ", "words": " ", "clauses": "; ", "bars": " | "}


@dataclass(frozen=True)
class NumberFact:
    """A number in the notation of a language; a whole one without more said has its thousands grouped."""

    value: float
    locale: str

    def __format__(self, spec: str) -> str:
        from babel.numbers import format_decimal, format_percent

        if spec == "percent":
            return format_percent(self.value, locale=self.locale)
        if spec:
            return format_decimal(self.value, format=PATTERNS[spec], locale=self.locale)
        # Below a thousand there is nothing to group; a float without more said is written as it is.
        if isinstance(self.value, float) or abs(self.value) < GROUPED_FROM:
            return str(self.value)
        return format_decimal(self.value, locale=self.locale)


@dataclass(frozen=True)
class TextFact:
    """A text: ``small`` and ``capital`` change its first letter, but for abbreviations; ``day`` reads a date."""

    text: str
    locale: str

    def __format__(self, spec: str) -> str:
        # A second capital marks an abbreviation: "VAT rate" stays, "Cost" becomes "cost".
        if spec == "small" and not self.text[1:2].isupper():
            return self.text[:1].lower() + self.text[1:]
        if spec == "capital":
            return self.text[:1].upper() + self.text[1:]
        if spec == "day":
            from babel.dates import format_date

            locale = LOCALES.get(self.locale, self.locale)
            return format_date(dt.date.fromisoformat(self.text), format="long", locale=locale)
        return self.text


@dataclass(frozen=True)
class SeveralFacts:
    """Several facts, joined by a comma, by the word for "or", or as ``JOINED_BY`` names it; empty ones are left out."""

    parts: list[Any]
    either: str

    def __format__(self, spec: str) -> str:
        joined = f" {self.either} " if spec == "or" else JOINED_BY[spec]
        return joined.join(filter(None, map(format, self.parts)))
