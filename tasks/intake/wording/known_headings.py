"""The headings that the program knows by themselves: columns and their aliases."""

from __future__ import annotations

import re
from functools import cache

from schemas.columns import Alias, aliases, columns
from schemas.kept import kept
from tasks.intake.wording.heading_units import heading_words
from tasks.intake.wording.normalise import phrase, words

BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
# "Hours per case" is work; "days per case" may be how long a case waits.
_SHORT_TIMES = frozenset({"second", "minute", "hour"})


def without(text: str, dropped: frozenset[str]) -> str:
    """The words of a text in alphabetical order, each once, without those to drop.

    Args:
        text: a heading or a part of one.
        dropped: words in the spelling of ``words``.
    """
    return " ".join(sorted({word for word in words(text) if word not in dropped}))


@cache
def unit_words() -> frozenset[str]:
    """Words of units, currencies and periods in a heading."""
    kinds = ("period", "time", "magnitude", "currency")
    single = frozenset(word for kind in kinds for word in heading_words(kind) if " " not in word)
    codes = [word for word in heading_words("currency") if len(word) == 3 and word.isalpha()]
    in_thousands = {f"{sign}{code}" for code in codes for sign in "tkm"}  # TEUR, kUSD, MCHF
    # "Jahreskosten" names a year and the cost: it is a heading of its own.
    return (single - {"m", "a", "s"} | {"percent", "pa"} | in_thousands) - alias_index().keys()


@cache
def fillers() -> frozenset[str]:
    """Words that add nothing to a heading."""
    return frozenset(heading_words("filler"))


@cache
def alias_index() -> dict[str, Alias]:
    """Every alias, column name and title by its phrase."""
    return kept("aliases", "", _alias_index)


def _alias_index() -> dict[str, Alias]:
    index: dict[str, Alias] = {}
    for column in columns().values():
        # Names and titles of our own go first: no alias takes them away from their column.
        for own in (column.name, column.title):
            index.setdefault(phrase(own), Alias(column.name, "", own, ""))
    for alias in aliases():
        index.setdefault(phrase(alias.alias), alias)
    return index


def alias_effect(alias: str | None) -> str:
    """The effect that a known heading has; empty where it is none."""
    known_heading = alias_index().get(phrase(alias)) if alias else None
    return known_heading.effect if known_heading else ""


def measures(text: str) -> bool:
    """Whether a text, units aside, is a known heading of a column of amounts, counts or shares."""
    index = alias_index()
    alias = index.get(phrase(BRACKETS.sub(" ", text))) or index.get(
        without(BRACKETS.sub(" ", text), unit_words() | fillers())
    )
    return alias is not None and columns()[alias.column].type in ("number", "money", "share")


def names_working_time(text: str) -> bool:
    """Whether a text says working time, perhaps with its unit, and nothing else: "Time needed (min)", "Std."."""
    parts = frozenset(words(text)) - fillers()
    units, of_work = heading_words("time") | heading_words("heading_time"), heading_words("working_time")
    heads = [word for word in parts if of_work.get(word) == "time" or units.get(word) in _SHORT_TIMES]
    return bool(heads) and all(word in units or word in of_work for word in parts)


@cache
def alias_words() -> frozenset[str]:
    """The words of all aliases, in the spelling of heading words."""
    return frozenset(word for key in alias_index() for word in key.split())
