"""Columns that hold the names of people: they are respondents, owners or staff, never processes."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import TYPE_CHECKING

from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.thresholds import PEOPLE_SHARE, SAMPLE_VALUES
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.normalise import fold, phrase, tidy, words_in
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# Languages whose given names Faker lists.
_LOCALES = (
    *("en_US", "en_GB", "en_IN", "de_DE", "de_AT", "fr_FR", "es_ES", "it_IT", "pl_PL", "nl_NL", "pt_BR"),
    *("sv_SE", "tr_TR", "cs_CZ", "ro_RO", "hu_HU", "da_DK", "fi_FI"),
)
_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|herr|frau|m|mme|sr|sra|dipl|ing)\.?\s+)+", re.I)
# A part of a name: "Anna", "O'Neill", "Müller-Lüdenscheidt", "J.".
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*\.?$")


@cache
def given_names() -> frozenset[str]:
    """Given names of many languages, folded."""
    names: set[str] = set()
    for locale in _LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in ("first_names", "first_names_male", "first_names_female"):
            names.update(getattr(provider, attribute, ()))
    return frozenset(fold(name) for name in names)


def are_people(raw: pd.Series) -> bool:
    """Whether most texts of a column are names of people, such as "Anna Berg" or "Berg, Anna"."""
    texts = sort_cells(raw).texts.dropna().drop_duplicates().head(SAMPLE_VALUES)
    return len(texts) > 0 and sum(map(_is_person, texts)) >= PEOPLE_SHARE * len(texts)


def _is_person(text: str) -> bool:
    # "Berg, Anna" is turned round; two to four parts of which the first is a given name that Faker lists.
    last, comma, first = _TITLE.sub("", tidy(text)).partition(",")
    parts = [*first.split(), *last.split()] if comma else last.split()
    if not 2 <= len(parts) <= 4 or not all(map(_WORD.match, parts)):
        return False
    if not (parts[0][0].isupper() and parts[-1][0].isupper()):
        return False
    return fold(parts[0]) in given_names() or fold(parts[0].split("-")[0]) in given_names()


def respondents(headings: dict[str, str]) -> frozenset[str]:
    """Letters of the columns that a form fills in by itself: who answered, and when. Empty where the table is
    not the export of a form.
    """
    phrases = {letter: phrase(text) for letter, text in headings.items()}
    stamps = _phrases("form_stamp") & set(phrases.values())
    # One column that forms add may be in any list. Two of them, or a time stamp in the first column, are a
    # form's.
    if len(stamps) < 2 and phrases.get(next(iter(headings), "")) not in _phrases("form_timestamp"):
        return frozenset()
    own = _phrases("form_stamp") | _phrases("form_timestamp") | _phrases("form_respondent")
    own_letters = set()
    for letter, text in phrases.items():  # the questions follow
        if text not in own:
            break
        own_letters.add(letter)
    return frozenset(own_letters)


@cache
def _phrases(kind: str) -> frozenset[str]:
    return frozenset(phrase(word) for word in words_of_kind(kind))


def says_person(heading: str) -> bool:
    """Whether a heading says that people are below it: "Employee", "Contact person", "First name"."""
    return bool(parse_heading(heading).all_words & words_in("person_word"))
