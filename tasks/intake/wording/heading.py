"""A heading taken apart: the forms under which it may equal an alias, and the units it declares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.columns import Alias, aliases, columns
from tasks.intake.wording.normalise import phrase, tidy, words
from tasks.intake.wording.units import TWELVE_MONTHS, Units, heading_words, read_units, without_scale

_NUMBERING = re.compile(
    r"^\s*[(\[]?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+|q\d+)[.):\]]+\s+|^\s*(?:\d+\.)+\d*\s*|^\s*q\d+\s+", re.I
)
_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")


@dataclass(frozen=True)
class Heading:
    """``forms``: phrases to compare with aliases, the fullest first; ``telling``: the words that are not
    fillers or units.
    """

    text: str
    forms: tuple[str, ...]
    telling: frozenset[str]
    all_words: frozenset[str]
    units: Units


@lru_cache(maxsize=16_384)
def parse_heading(text: str) -> Heading:
    """Take a heading apart; empty forms for an empty heading."""
    lines = " ".join(part.strip() for part in str(text).splitlines() if part.strip())
    plain = TWELVE_MONTHS.sub("year", _NUMBERING.sub("", without_scale(tidy(lines)), count=1))
    unbracketed = _BRACKETS.sub(" ", plain)
    parts = [part for part in re.split(r"\s[/|–—-]\s|[,;:|\n]|\s/|/\s", unbracketed) if part.strip()]
    lines_apart = [_NUMBERING.sub("", line, count=1) for line in str(text).splitlines() if line.strip()]
    texts = [plain, unbracketed, *lines_apart[:1], *parts]
    forms = [phrase(part) for part in texts]
    forms += [_without(part, _unit_words()) for part in texts] + [
        _without(part, _unit_words() | _fillers()) for part in texts[:3]
    ]
    bare = frozenset(words(unbracketed))
    return Heading(
        text=tidy(lines),
        forms=tuple(dict.fromkeys(form for form in forms if form)),
        telling=bare - _fillers() - _unit_words(),
        all_words=frozenset(words(plain)),
        units=read_units(tidy(lines)),
    )


def _without(text: str, dropped: frozenset[str]) -> str:
    return " ".join(sorted({word for word in words(text) if word not in dropped}))


@cache
def _unit_words() -> frozenset[str]:
    kinds = ("period", "time", "magnitude", "currency")
    return frozenset(word for kind in kinds for word in heading_words(kind) if " " not in word) - {
        "m",
        "a",
        "s",
    } | {"percent", "pa"}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(heading_words("filler"))


@cache
def generic_words() -> frozenset[str]:
    """Words too common to claim a column on their own inside a longer heading."""
    return frozenset(heading_words("generic"))


@cache
def alias_index() -> dict[str, Alias]:
    """Every alias, column name and title by its phrase."""
    index: dict[str, Alias] = {}
    for column in columns().values():
        for own in (column.name, column.title):
            index.setdefault(phrase(own), Alias(column.name, "", own, ""))
    for alias in aliases():
        index.setdefault(phrase(alias.alias), alias)
    return index


@cache
def other_headings() -> frozenset[str]:
    """Phrases of common headings that stand for no column of the dictionary."""
    return frozenset(phrase(word) for word in heading_words("other_heading"))


def equal_alias(heading: Heading) -> tuple[Alias, int] | None:
    """The alias that a heading equals, and how much had to be taken off to see it (0: nothing); None where
    there is none.
    """
    if not heading.forms or heading.forms[0] in other_headings():
        return None
    index = alias_index()
    return next(((index[form], rank) for rank, form in enumerate(heading.forms) if form in index), None)


@cache
def _alias_words() -> tuple[tuple[frozenset[str], Alias], ...]:
    return tuple(
        (frozenset(key.split()), alias)
        for key, alias in alias_index().items()
        if not frozenset(key.split()) <= generic_words()
    )


def contained_aliases(heading: Heading) -> list[tuple[Alias, float]]:
    """Aliases all of whose words stand in the heading, those with the most words first, with the share they
    cover.
    """
    if not heading.telling or heading.forms[0] in other_headings():
        return []
    telling = heading.telling - generic_words() or heading.telling
    found = [
        (alias, len(parts), len(parts & telling) / len(telling))
        for parts, alias in _alias_words()
        if parts <= heading.all_words
    ]
    return [
        (alias, share)
        for alias, _, share in sorted(found, key=lambda item: (-item[2], -item[1], item[0].column))
    ]
