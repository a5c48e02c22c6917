"""How a title is built: the word that says what it names, and the parts that it joins."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from schemas.vocabulary import LANGUAGES_READ
from tasks.text import tokens
from tasks.text.word_forms import WORD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tasks.text.tokens import Tokens
    from tasks.text.vocabulary import Vocabulary

HEAD_FIRST = ("fr", "es", "it", "pt")
# What follows these words says whose or what for, and not what a service is.
OF = re.compile(
    r"\s(?:of|for|to|in|by|with|from|on|about|regarding|am|an|bei|der|des|von|für|über|zu|zum|zur)\s"
    r"|[,;:(–—]|\s-\s"
)
# A participle that closes a title is not its head ("payments received").
PARTICIPLE = re.compile(r"\w(?:ed|paid|made|due)\s*$", re.IGNORECASE)
# In Dutch the noun of an activity, which may stand before what it is done for ("Verwerking facturen").
OF_BESIDE = {
    "nl": r"van|voor|door|met|aan|bij|in|op|uit|naar|over|tot|ter|ten|binnen|tussen|rond|vanuit|omtrent"
}
# And behind these, for whom or where.
FOR = re.compile(
    r"\s(?:for|in|at|by|from|across|within|für|bei|im|am|pour|dans|chez|à|au|aux|para|en(?! mati[eè]re)|por)\s|\(",
    re.IGNORECASE,
)
FOR_BESIDE = {
    "nl": "voor|bij|in|op|aan|binnen|uit|vanuit|naar|tussen",
    "it": "per|presso|in|nel|nella|nei|nelle|negli|ai|agli|alle",
    "pt": "para|em|no|na|nos|nas|por|pelo|pela|ao|aos|à|às",
}
# In languages whose names begin with their head also these; there they may join two words of one service, so a whole
# name goes first.
OF_HEAD_FIRST = re.compile(
    OF.pattern + r"|\s(?:de la|de las|de los|de|du|des|del)\s|\s(?:de l|d)['’]", re.IGNORECASE
)
OF_HEAD_FIRST_BESIDE = {
    "it": r"\s(?:di|del|dello|della|dei|degli|delle)\s|\s(?:dell|d)['’]",
    "pt": r"\s(?:de|do|da|dos|das)\s",
}
OF_HEAD_FIRST_IN = {
    language: re.compile(f"{OF.pattern}|{OF_HEAD_FIRST_BESIDE[language]}", re.IGNORECASE)
    if language in OF_HEAD_FIRST_BESIDE
    else OF_HEAD_FIRST
    for language in HEAD_FIRST
}
# In German and Dutch the noun of an activity may stand before what it is done for ("Honorarabrechnung Gäste").
NOUN_OF_ACT = {
    "de": re.compile(r"^\W*\w+ung(?:en)?\s"),
    "nl": re.compile(
        r"^\W*\w+(?:ing(?:en)?|ties?|beheer|controles?|registratie|analyses?|en)\s", re.IGNORECASE
    ),
}
# Telephone numbers that name a service; any other number says which one it is.
SERVICE_NUMBERS = ("112", "211", "311", "911", "999")
# A number or a code before a title ("3.2", "HR-07").
CODE = re.compile(
    rf"^\s*(?!(?:{'|'.join(SERVICE_NUMBERS)})\b)(?:[A-Z]{{1,5}}(?:[-_./ ](?=\d)|(?=\d\d)))?\d[\d.\-/]*[:.)]?\s+(?=\D)"
)
# A hyphen before the joint ("Einkaufs- und ...") and a preposition behind it ("... et de TVA") say that one
# head is shared.
JOINT = re.compile(
    r"(?<!-)(?:\s*[,;/+]\s*|\s+(?:and|und|sowie|et|ainsi que|y|e|&|with|mit|avec|con|plus)\s+(?!d['’]"
    r"|(?:of|for|von|für|de|du|des|del)\s))",
    re.IGNORECASE,
)

# Words that join the parts of a name in a language with a file of its own; in another one they may be no joint.
JOINT_BESIDE = {"nl": "en|of", "it": "ed|o", "pt": "ou|com"}
# What a name is about, before a dash or a colon, and what is done about it ("Payroll - Strategy").
SUBJECT = re.compile(r"^(?P<before>.*?\w{2}\W*?)(?:\s[-–—|>»→]+\s+|\s*:\s+)(?P<behind>.*\w{3}.*)$")

# A joint that may name a means ("forecasting with machine learning").
ADDITION = re.compile(r"\s(?:with|mit|avec|con|met|com)\s", re.IGNORECASE)

# The same patterns by language: those of a language with a file of its own know its words too.
OF_IN, FOR_IN, JOINT_IN = (
    {
        language: pattern
        if language not in words
        else re.compile(form.format(pattern.pattern, words[language]), re.I)
        for language in LANGUAGES_READ
    }
    for pattern, words, form in (
        (OF, OF_BESIDE, r"{}|\s(?:{})\s"),
        (FOR, FOR_BESIDE, r"{}|\s(?:{})\s"),
        (JOINT, JOINT_BESIDE, r"{}|(?<!-)\s+(?:{})\s+"),
    )
)


class Title(NamedTuple):
    """Stems of a title; ``lead``: the word it is headed by, ``head``: the telling one among those, -1 where
    there is none.

    ``aside``: stems that say for whom or where; ``language``: its place in LANGUAGES_READ; ``near``: places of the
    languages that may be meant too; ``front``: the stems before "of" and the like.
    """

    stems: list[int]
    lead: int
    head: int
    aside: frozenset[int] = frozenset()
    language: int = 0
    near: tuple[int, ...] = ()
    front: tuple[int, ...] = ()


def head_of(
    front: Sequence[int], stems: Sequence[int], generic: Collection[int], language: str
) -> tuple[int, int]:
    """Lead and head of a title: its last word, in languages of HEAD_FIRST its first, before what says whose or
    what for.

    Args:
        front: stems before what says whose or what for.
        stems: all stems of the title; taken where there are none in front.
        generic: stems that are in every line.
        language: one of LANGUAGES_READ.

    Returns:
        Stem numbers of lead and head; -1 for both where the title has no stem.
    """
    position = 0 if language in HEAD_FIRST else -1
    # Generic words are passed over, first in front, then in the whole title; a title of generic words alone
    # keeps them.
    telling = (
        [stem for stem in front if stem not in generic]
        or [stem for stem in stems if stem not in generic]
        or stems
    )
    return (front or stems)[position] if stems else -1, telling[position] if stems else -1


def titles_of(
    names: Sequence[str],
    name_tokens: Tokens,
    generic: Collection[int],
    longest: float = math.inf,
    activities: Collection[int] = (),
) -> list[Title]:
    """Titles with their heads.

    Args:
        names: any names.
        name_tokens: these names as they were read.
        generic: stems that are in every line.
        longest: longer names are sentences, in which nothing stands aside.
        activities: stems of the nouns of activities, which may head a German name from its front.
    """
    titles, has_several = [], (name_tokens.is_near.sum(axis=1) > 1).tolist()
    for position, (name, stems, language) in enumerate(
        zip(names, name_tokens.lists(), name_tokens.languages.tolist(), strict=True)
    ):
        near_ones = (
            tuple(np.flatnonzero(name_tokens.is_near[position]).tolist()) if has_several[position] else ()
        )
        spoken = LANGUAGES_READ[language]
        front, near = (
            _front(name_tokens, position, name, stems, pattern[spoken]) for pattern in (OF_IN, FOR_IN)
        )
        aside = (
            frozenset(stems).difference(near)
            if near is not stems and len(name) <= longest and any(stem not in generic for stem in near)
            else frozenset()
        )
        # English only (place 0 of LANGUAGES_READ).
        if len(front) > 1 and language == 0 and PARTICIPLE.search(OF.split(name, maxsplit=1)[0]):
            front = front[:-1]
        if spoken in NOUN_OF_ACT and front is stems:
            first = name_tokens.front_of(position, 1)
            is_act = bool(first) and first[-1] in activities
            if is_act and (stems[-1] not in activities or NOUN_OF_ACT[spoken].match(name)):
                front = first
        before = front
        if spoken in HEAD_FIRST:
            before = _front(name_tokens, position, name, stems, OF_HEAD_FIRST_IN[spoken])
        titles.append(
            Title(
                stems,
                *head_of(front, stems, generic, spoken),
                aside,
                language,
                near_ones,
                tuple(before) if len(before) < len(stems) and len(name) <= longest else (),
            )
        )
    return titles


def _front(
    name_tokens: Tokens, position: int, name: str, stems: list[int], pattern: re.Pattern[str]
) -> list[int]:
    """Stems of a title before what a pattern finds."""
    match = pattern.search(name)
    return (
        stems if match is None else name_tokens.front_of(position, len(WORD.findall(name, 0, match.start())))
    )


def parts_of(
    vocabulary: Vocabulary, names: Sequence[str], leaning: np.ndarray, generic: Collection[int]
) -> dict[int, list[Title]]:
    """The parts of the names that join several: place of the name -> its parts.

    Args:
        vocabulary: learns the words that it has not seen.
        names: as written.
        leaning: how much speaks for each language: one row for each name, one column for each language.
        generic: stems that are in every line.

    Returns:
        Only names with more than one part.
    """
    spoken = [LANGUAGES_READ[place] for place in leaning.argmax(axis=1).tolist()]
    split = {
        position: parts
        for position, (name, language) in enumerate(zip(names, spoken, strict=True))
        if len(parts := [part for part in JOINT_IN[language].split(name) if part.strip()]) > 1
    }
    # Each in the language of the whole name: a part such as "Spain", which many names have, is read once for each
    # language that these lean to.
    lean = {position: leaning[position].tobytes() for position in split}
    first = {(part, lean[position]): position for position, parts in split.items() for part in parts}
    flat = [part for part, _ in first]
    titles = titles_of(flat, tokens.read(vocabulary, flat, leaning[list(first.values())]), generic)
    by_key = dict(zip(first, titles, strict=True))
    return {position: [by_key[part, lean[position]] for part in parts] for position, parts in split.items()}
