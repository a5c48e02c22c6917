"""Texts made comparable: Unicode forms, invisible characters, accents, spelling and plurals."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tasks.distinct_texts import distinct_texts
from tasks.intake.wording.word_lists import abbreviations, words_of_kind
from tasks.text_search import MANY_TEXTS, found_in

if TYPE_CHECKING:
    import pandas as pd

# Soft hyphens, marks of width and direction, and the mark at the start of a file: nobody sees them in a cell.
INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
_INVISIBLE = re.compile(INVISIBLE)
_ODD_SPACES = re.compile("[\u00a0\u2007\u202f]")
_ODD = re.compile(f"{INVISIBLE}|{_ODD_SPACES.pattern}")
# Articles and prepositions in the languages read; two headings that differ in these alone are the same.
_STOP_WORDS = frozenset(
    [
        "the",
        "of",
        "a",
        "an",
        "to",
        "for",
        "in",
        "by",
        "per",
        "der",
        "die",
        "das",
        "des",
        "dem",
        "den",
        "ein",
        "eine",
        "von",
        "vom",
        "zum",
        "zur",
        "fur",
        "und",
        "and",
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "l",
        "d",
        "un",
        "une",
        "pour",
        "par",
        "et",
        "el",
        "los",
        "las",
        "del",
        "una",
        "para",
        "por",
        "y",
        "e",
        "en",
        "je",
        "pro",
    ]
)


def tidy(text: str) -> str:
    """Text without invisible characters, each run of white space one space, full-width letters made plain."""
    return " ".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Tidied text in lower case and without accents, for comparing."""
    if text.isascii():  # holds nothing invisible, no accents and no letters of other widths
        return " ".join(text.lower().split())
    # An accented letter becomes the letter and its accent, and the accents are left out.
    decomposed = unicodedata.normalize("NFKD", tidy(text).casefold())
    return unicodedata.normalize("NFKC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def tidy_cell(text: str) -> str:
    """A text cell trimmed, with odd spaces made plain and invisible characters gone; line breaks inside stay."""
    if text.isascii() or not _ODD.search(text):
        return text.strip()
    return _INVISIBLE.sub("", _ODD_SPACES.sub(" ", text)).strip()


def folded(texts: pd.Series) -> pd.Series:
    """Each text as ``fold`` makes it, equal ones once; missing ones stay missing."""
    import pandas as pd

    indexes, distinct = distinct_texts(texts)
    if len(distinct) > MANY_TEXTS:
        return fold_series(texts)
    distinct_folded = pd.array([fold(text) for text in distinct], dtype="str")
    return pd.Series(distinct_folded.take(indexes, allow_fill=True), index=texts.index)


def fold_series(texts: pd.Series) -> pd.Series:
    """Texts folded for comparing, equal ones once; plain ASCII ones in one go."""
    import pandas as pd

    indexes, distinct = distinct_texts(texts)
    distinct_folded = _fold_each(pd.Series(distinct, dtype="str")).array
    return pd.Series(distinct_folded.take(indexes, allow_fill=True), index=texts.index)


# Spaces of ASCII beyond one between two words.
_MORE_SPACE = r"[\t-\r\x1c-\x1f]|  |^ | $"


def _fold_each(texts: pd.Series) -> pd.Series:
    lowered = texts.str.lower()
    spaced = found_in(lowered, _MORE_SPACE)
    if spaced.any():
        lowered = lowered.mask(spaced, lowered[spaced].str.replace(r"\s+", " ", regex=True).str.strip())
    odd = found_in(texts, r"[^\x00-\x7f]")
    return lowered.mask(odd, texts[odd].map(fold)) if odd.any() else lowered


def _singular(word: str) -> str:
    # Plain rules are enough: both sides of a comparison go through them.
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_ESCAPED = re.compile(r"_x([0-9a-f]{4})_", re.I)  # as SharePoint writes a space in the name of a column
# What platforms put before the names of columns that somebody added: "cr1a_" and "new_" (Dataverse), "u_" and
# "x_" (ServiceNow).
_PUBLISHER = re.compile(r"^(?:cr[0-9a-f]{2,5}|new|msdyn|mshr|u|x|z{1,2})_(?=[A-Za-z]{2})")
# Where words of a machine name meet: "departmentName", "processID", "FTECount".
_JOINTS = re.compile(
    r"(?<=[a-z\u00df-\u00ff])(?=[A-Z][a-z])|(?<=[a-z\u00df-\u00ff])(?=[A-Z]{2,4}(?:$|[_ ]))"
    r"|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})"
)


@lru_cache(maxsize=65_536)
def spaced(text: str) -> str:
    """A heading with the words of machine names apart: "cr1a_DepartmentName" -> "Department Name"."""
    text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), tidy(text))
    return tidy(_JOINTS.sub(" ", _PUBLISHER.sub("", text)).replace("_", " "))


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """The words of a heading in one spelling: "Avg. # of Cases" -> average, number, case.

    snake_case and camelCase are split, abbreviations written out, articles dropped and plurals taken off.
    """
    split = spaced(text)
    split = re.sub(r"\bp\.\s?a\b\.?", " per annum ", split, flags=re.I)
    split = re.sub(
        r"\bn[°ºo]\s", " number ", split.replace("%", " percent ").replace("#", " number "), flags=re.I
    )
    parts: list[str] = re.findall(r"[^\W_]+", fold(split).replace("'", " ").replace("’", " "))
    expanded = [part for word in parts for part in abbreviations().get(word, word).split()]
    # A heading of nothing but stop words ("En") keeps them.
    return tuple(_singular(word) for word in expanded if word not in _STOP_WORDS) or tuple(expanded)


@cache
def words_in(kind: str) -> frozenset[str]:
    """The words of all entries of a kind of the word list, as ``words`` gives those of headings.

    Args:
        kind: of the list.
    """
    return frozenset(word for text in words_of_kind(kind) for word in words(text))


def phrase(text: str) -> str:
    """The words of a text in alphabetical order: what two headings must share to be the same."""
    return " ".join(sorted(set(words(text))))


def cell_key(text: str) -> str:
    """A cell's word as it is looked up in a word list: folded, without closing punctuation, hyphens as
    spaces.
    """
    return fold(text).strip(" .:;,!*\"'").replace("-", " ").replace("_", " ")
