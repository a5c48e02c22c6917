"""A heading taken apart: the forms under which it may equal an alias, and the units it declares."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.columns import Alias, aliases
from schemas.kept import kept
from tasks.intake.wording.heading_meaning import Meaning, read_meaning
from tasks.intake.wording.heading_units import TWELVE_MONTHS, Units, heading_words, read_units, without_scale
from tasks.intake.wording.known_headings import (
    BRACKETS,
    alias_index,
    fillers,
    names_working_time,
    unit_words,
    without,
)
from tasks.intake.wording.normalise import phrase, tidy, words, words_in
from tasks.intake.wording.questions import as_statement
from tasks.intake.wording.short_periods import with_full_periods

# The number of a question or column before a heading: "1. Process", "(a) Owner", "2.3 Volume", "Q4. Country".
_NUMBERING = re.compile(
    r"^\s*[(\[]?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+|q\d+)[.):\]]+\s+|^\s*(?:\d+\.)+\d*\s*|^\s*q\d+\s+", re.I
)

# "Nº operaciones": a "No" of it would deny.
_NUMBER_SIGN = re.compile(r"(?<!\w)(?:n\.?[º°]|№)\s?(?=\w)", re.I)
# "1 t/m 5" of Dutch scales, whose "m" would be a month
_DUTCH_TO = re.compile(r"(?<=\d)\s*t/m\s*(?=\d)", re.I)
# "F.T.E."; and a word that the width of its cell divides: "Bearbei-" above "tungszeit".
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,}[A-Z]?(?!\w)")
_DIVIDED = re.compile(r"(?<=[^\W\d_A-Z])-[ \t]*\r?\n\s*(?=[a-zäöüàâçéèêëîïôûñó])|\u00ad")
# "FTE DE", "Volume (FR)", "FTE IN": countries, where "de" and "in" elsewhere are words and "fr" is a currency.
# "DONE IN" names no country: before "IN" comes a word with small letters or a short form for staff.
_COUNTRY = re.compile(
    r"(?<=[\w )/_-][\s(/_-])(?:DE|FR|(?:(?<=[a-z][\s(/_-])|(?<=(?:FTE|VZÄ|ETP|AHT)[\s(/_-])|(?<=HC[\s(/_-]))IN)"
    r"(?=\)?\s*(?:20\d\d\s*)?(?:[(\[][^()\[\]]*[)\]]\s*)?$)"
)
_COUNTRY_NAMES = {"DE": "Germany", "FR": "France", "IN": "India"}
# what Jira writes around the name of a field that somebody added
_CUSTOM = re.compile(
    r"^\s*(?:custom field|benutzerdefiniertes feld|champ personnalisé|campo personalizado)\s*\((.+)\)\s*$",
    re.I,
)


@dataclass(frozen=True)
class Heading:
    """``forms``: phrases to compare with aliases, the fullest first; ``telling``: the words that are not
    fillers or units; ``meaning``: what the heading says beside its name.
    """

    text: str
    forms: tuple[str, ...]
    telling: frozenset[str]
    all_words: frozenset[str]
    units: Units
    meaning: Meaning


@lru_cache(maxsize=16_384)
def parse_heading(text: str) -> Heading:
    """Take a heading apart; empty forms for an empty heading."""
    text = _DUTCH_TO.sub("-", _NUMBER_SIGN.sub("number ", _CUSTOM.sub(r"\1", str(text))))
    text = as_statement(text)
    text = _DOTTED.sub(lambda letters: letters[0].replace(".", ""), _DIVIDED.sub("", text))
    text = _COUNTRY.sub(lambda code: _COUNTRY_NAMES[code[0]], text)
    lines = " ".join(part.strip() for part in text.splitlines() if part.strip())
    in_full = _one_of_two(with_full_periods(lines))
    whole = _plain(in_full)
    # A heading that is known word for word says nothing more: "Non-core" in a known heading is no denial.
    is_known = _is_known(whole)
    meaning = read_meaning(tidy(lines))
    if is_known:
        meaning = Meaning(tidy(in_full), share_unit=meaning.share_unit, is_plan=meaning.is_plan)
    plain = _plain(meaning.text)
    unbracketed = BRACKETS.sub(" ", plain)
    # "Process / Service": each part may be the heading.
    parts = [part for part in re.split(r"\s[/|–—-]\s|[,;:|\n]|\s/|/\s", unbracketed) if part.strip()]
    # Many headings have their explanation in the lines below the first.
    first_line = [] if _says_more(meaning) else [_numberless(line) for line in text.splitlines()[:1]]
    texts = [plain, unbracketed, *first_line, *parts]
    # From the fullest form to the barest. Their order is the rank of a claim: how much was taken off.
    forms = [phrase(whole)] if is_known else []
    if meaning.basis in ("per_item", "in_total"):  # "hours per case (min)" is a heading of its own
        forms += [form for form in (phrase(BRACKETS.sub(" ", whole)),) if form in alias_index()]
    forms += [phrase(part) for part in texts]
    forms += [without(part, unit_words()) for part in texts] + [
        without(part, unit_words() | fillers()) for part in texts[:3]
    ]
    bare = frozenset(words(unbracketed))
    return Heading(
        text=tidy(lines),
        forms=tuple(dict.fromkeys(form for form in forms if form)),
        telling=bare - fillers() - unit_words(),
        all_words=frozenset(words(plain)),
        units=read_units(meaning.text),
        meaning=meaning,
    )


def _one_of_two(text: str) -> str:
    """The first of two names for one column: "FTE / VZÄ" of a list in two languages; other texts as they are."""
    parts = [part.strip() for part in re.split(r"\s[/|]\s|\s?\|\s?", text)]
    known = {alias.column for part in parts if (alias := alias_index().get(phrase(_plain(part))))}
    is_all = all(phrase(_plain(part)) in alias_index() for part in parts)
    return parts[0] if len(parts) == 2 and is_all and len(known) == 1 else text


def _is_known(text: str) -> bool:
    """Whether a heading says word for word what an alias says; "non-core" does not say "core / non-core"."""
    alias = alias_index().get(phrase(text))
    return phrase(text) in other_headings() or bool(
        alias and len(words(text)) == len(words(alias.alias or alias.column))
    )


def _plain(text: str) -> str:
    """A heading without numbering and notes on its scale; "last 12 months" is a year."""
    return TWELVE_MONTHS.sub("year", _numberless(without_scale(text)))


def _numberless(text: str) -> str:
    return _NUMBERING.sub("", text, count=1)


def _says_more(meaning: Meaning) -> bool:
    return bool(meaning.basis or meaning.span.words or meaning.is_negated or meaning.other_quantity)


@cache
def generic_words() -> frozenset[str]:
    """Words too common to claim a column on their own inside a longer heading."""
    return frozenset(heading_words("generic"))


@cache
def _run_together() -> dict[str, Alias]:
    """Aliases of several words written as one, as databases name their columns: "departmentname"."""
    return kept(
        "aliases_as_one_word",
        "",
        lambda: {
            "".join(words(alias.alias)): alias for alias in reversed(aliases()) if len(words(alias.alias)) > 1
        },
    )


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
    is_amount = heading.meaning.basis == "in_total"
    equal = next(
        (
            (index[form], rank)
            for rank, form in enumerate(heading.forms)
            # "Total number": without "total" it would be an id.
            if form in index and not (rank and is_amount and index[form].column == "process_id")
        ),
        None,
    )
    # "Minutes per claim"; "Aufwand je Fall (h)", which without its unit would be a cost.
    is_of_item = heading.meaning.basis == "per_item" and (equal is None or heading.units.time)
    # "Time (min)"
    is_short = equal is None and heading.units.time in ("minute", "second") and heading.telling
    if (is_of_item or is_short) and names_working_time(heading.meaning.text):
        return index[phrase("time per case")], 1
    together = _run_together().get(heading.forms[0]) if equal is None else None
    return (together, 0) if together else equal


def columns_named(texts: Iterable[str]) -> list[str]:
    """The columns whose known headings some texts equal, one for each such text.

    Args:
        texts: headings, or texts that may be some.
    """
    return [alias[0].column for text in texts if (alias := equal_alias(parse_heading(text)))]


@cache
def _alias_words() -> tuple[tuple[frozenset[str], Alias], ...]:
    return tuple(
        (frozenset(key.split()), alias)
        for key, alias in alias_index().items()
        if not frozenset(key.split()) <= generic_words()
    )


def contained_aliases(heading: Heading) -> list[tuple[Alias, float]]:
    """Aliases all of whose words are in the heading, those with the most words first, with the share they
    cover.
    """
    if not heading.telling or heading.forms[0] in other_headings():
        return []
    telling = heading.telling - generic_words() or heading.telling
    contained = [
        (alias, len(parts), len(parts & telling) / len(telling))
        for parts, alias in _alias_words()
        if parts <= heading.all_words
    ]
    return [
        (alias, share)
        for alias, _, share in sorted(contained, key=lambda item: (-item[2], -item[1], item[0].column))
    ]


def says_process(heading: Heading, alias: Alias) -> bool:
    """Whether a heading of names says that they are processes, and not just "Name" or "Title".

    Args:
        heading: the heading taken apart.
        alias: the alias that it equals; only one of process_name can say so.
    """
    return alias.column == "process_name" and names_processes(heading)


def names_processes(heading: Heading) -> bool:
    """Whether a heading, of names or ids, speaks of processes, activities or services."""
    return bool(heading.all_words & words_in("process_word"))
