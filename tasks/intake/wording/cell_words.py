"""The words and signs that may be in a cell with a number: what each can mean, from schemas/intake_words.csv."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

# Kinds of the word list that a cell may use. "cell_time" and the like are abbreviations too short for headings.
_KINDS = {
    "magnitude": ("magnitude", "cell_magnitude"),
    "time": ("time", "cell_time"),
    "period": ("period", "cell_period"),
    "currency": ("currency", "cell_currency"),
    "percent": ("percent",),
    "per": ("per",),
    "noun": ("count_noun",),
    "number": ("number_word",),
    "number_of_time": ("number_word_of_time",),
    "before": ("approximately",),
    "after": ("approximately_after",),
    "range": ("range_word",),
    "range_start": ("range_start",),
}
# A magnitude and a code in one word: "TEUR", "kUSD", "MCHF".
_SCALED = re.compile(r"^([tkm])([a-z]{3})$")
TIME_ORDER = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Lexicon:
    """``meanings``: phrase to {kind: value}; ``most_words``: words of the longest phrase that begins with a word."""

    meanings: dict[str, dict[str, str]]
    most_words: dict[str, int]
    signs: tuple[str, ...]


def word_key(word: str) -> str:
    """A word or phrase as it is looked up: folded, without the dots of abbreviations."""
    return fold(word).replace(".", "").replace("’", "'").strip() or word


@cache
def lexicon() -> Lexicon:
    """All of it, read once."""
    meanings: dict[str, dict[str, str]] = {}
    for kind, lists in _KINDS.items():
        for name in lists:
            for word, value in words_of_kind(name).items():
                meanings.setdefault(word_key(word), {})[kind] = value
    for code in currency_codes():
        meanings.setdefault(code.lower(), {}).setdefault("currency_code", code)
    most: dict[str, int] = {}
    for phrase in meanings:
        parts = phrase.split()
        if len(parts) > 1:
            most[parts[0]] = max(most.get(parts[0], 1), len(parts))
    # Longer signs first, so that "US$" is not read as "$".
    signs = tuple(sorted((word for word in meanings if "$" in word and word != "$"), key=len, reverse=True))
    return Lexicon(meanings, most, signs)


@cache
def currency_codes() -> frozenset[str]:
    """ISO 4217 codes in use."""
    import pycountry

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def meanings_of(key: str, written: str) -> dict[str, str]:
    """What a word can mean; a code of a currency counts only in capitals, also with a magnitude before it ("TEUR").

    Args:
        key: the word as ``word_key`` gives it.
        written: the word as it is written.
    """
    meanings = lexicon().meanings.get(key, {})
    if "currency_code" in meanings:
        code = meanings["currency_code"]
        meanings = {kind: value for kind, value in meanings.items() if kind != "currency_code"}
        if written.isupper():
            meanings = {"currency": code} | meanings
    if meanings:
        return meanings
    scaled = _SCALED.match(key)
    if scaled and written[1:].isupper() and scaled[2].upper() in currency_codes():
        magnitude = words_of_kind("magnitude")[scaled[1]]
        return {"magnitude": magnitude, "with_currency": scaled[2].upper()}
    return {}
