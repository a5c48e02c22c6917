"""Single words: found in a text, folded, stemmed, compounds split."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Callable

STEMMERS = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "nl": "dutch",
    "it": "italian",
    "pt": "portuguese",
}
# Letters and digits without underscore; "R&D" and "P&L" are one word each.
WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
LONGEST_ABBREVIATION = 5
# Languages that write several nouns as one word.
COMPOUNDING = ("de", "nl")
# Letters between the parts of a German or Dutch compound ("Rechnung-s-prüfung", "Kunde-n-dienst").
LINKS = ("", "s", "es", "n", "en", "e", "er")
LINK_ENDS = "snre"
SHORTEST_PART = 3
MOST_PARTS = 3
# British endings become American ones, so that both spellings have one stem: organisation, organised, labour,
# modelling, licence. Three letters before -ise keep "rise" and "wise" as they are.
SPELLING = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"isation(s?)$", r"ization\1"),
        (r"([a-z]{3})is(e|es|ed|ing)$", r"\1iz\2"),
        (r"(lab|col|behavi|hon|fav|harb)our", r"\1or"),
        (r"^centre(s?)$", r"center\1"),
        (r"^programme(s?)$", r"program\1"),
        (r"^catalogue", "catalog"),
        (r"^cataloguing$", "cataloging"),
        (r"^cheque", "check"),
        (r"elling$", "eling"),
        (r"^licence", "license"),
        (r"^defence$", "defense"),
    )
)
# Words without any of these letters are spelled alike.
MAY_BE_BRITISH = re.compile(r"is(?:ation|e|ing)|our|^cent|^program|^cata|^che|elling$|^licen|^def")


@cache
def _stemmer(language: str):
    stemmer = snowballstemmer.stemmer(STEMMERS[language])
    stemmer.maxCacheSize = 0  # a word is asked for once
    return stemmer


def fold(word: str) -> str:
    """Lower case without accents."""
    if word.isascii():
        return word.lower()
    # NFKD takes an accent off its letter ("é" becomes "e" and a mark, which is dropped); ß and œ are letters
    # of their own and are replaced first.
    plain = unicodedata.normalize("NFKD", word.lower().replace("ß", "ss").replace("œ", "oe"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def stem(word: str, language: str) -> str:
    """The stem of a folded word; British spelling counts as American.

    Args:
        word: folded.
        language: one of LANGUAGES_READ.
    """
    if language == "en" and MAY_BE_BRITISH.search(word):
        for pattern, replacement in SPELLING:
            word = pattern.sub(replacement, word)
    return _stemmer(language).stemWord(word)


def words_of(text: str) -> list[str]:
    """Words of a text in lower case; a short word in capitals keeps a ``^`` before it, as it may be an
    abbreviation.
    """
    return [as_word(word) for word in WORD.findall(text)]


def as_word(word: str) -> str:
    """A word as written, as ``words_of`` gives it."""
    return "^" + word.lower() if 1 < len(word) <= LONGEST_ABBREVIATION and word.isupper() else word.lower()


def split_compound(
    word: str, meaning_of: Callable[[str], tuple[str, ...] | None], parts: int = MOST_PARTS
) -> tuple[str, ...] | None:
    """A German or Dutch compound as the meanings of its parts, the longest head first; None where a part is
    unknown.

    Args:
        word: folded.
        meaning_of: stems of a known word; None for one that is not known.
        parts: how many parts the word may still have.
    """
    # The compound itself is not looked up (the caller has done that), only its parts.
    whole = meaning_of(word) if parts < MOST_PARTS else None
    # Two parts need twice the letters of the shortest one.
    if whole is not None or parts == 0 or len(word) < 2 * SHORTEST_PART:
        return whole
    # From the right: the longest first part goes first.
    for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        head, tail = word[:cut], None
        for link in LINKS if head[-1] in LINK_ENDS else LINKS[:1]:
            bare = head[: len(head) - len(link)]
            meaning = meaning_of(bare) if head.endswith(link) and len(bare) >= SHORTEST_PART else None
            if meaning is not None:
                tail = tail or split_compound(word[cut:], meaning_of, parts - 1)
                if tail is not None:
                    return meaning + tail
    return None
