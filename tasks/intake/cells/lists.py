"""Lists in one cell: split, and each entry as its canonical value where the list is closed."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.categories import canonical, meaningful_blanks, normal_word, number_texts, yes_no
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.wording.normalise import cell_key, fold, tidy
from tasks.intake.wording.word_lists import is_blank_word, value_words, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# Kinds of data beside which the bare word "personal" says nothing more.
PERSONAL_KINDS = frozenset(
    ("customer_personal", "employee_personal", "special_category", "criminal", "children", "health")
)
# Signs between the entries of a closed list; a hyphen only between blanks, for "e-mail" is one word.
SPLIT = re.compile(r"[;,/|\n•]|\s[-–]\s")
_SPLIT_OPEN = re.compile(r"[;|\n•]")
# What follows is only whose data they are: "names of employees", "Adressen von Kunden".
_HEAD = re.compile(r"\s(?:of|from|in|at|within|who|for|with|des|der|von|du|de|del|im|bei|chez|aus|mit)\s")
_AND = re.compile(r"\s(?:and|und|et|y|&|\+|sowie|ou|or|oder)\s")
# "PII: none", "Personal data - no"
_DENIED = re.compile(r"(.*\S)\s*[:=(–-]\s*(\w[\w .]*)\W*", re.DOTALL)
# Whose personal data are meant, by the first word of ``data_subject_categories`` that is found; else
# customers.
_PERSONAL = (("employees", "employee_personal"), ("children", "children"), ("", "customer_personal"))


def split_list(text: str, is_closed: bool) -> list[str]:
    """The entries of a list cell. Open lists are split on / and , only where no ; | or line break stands.

    Args:
        text: the cell.
        is_closed: whether the column has a closed list of values.
    """
    if is_closed:
        return [part.strip() for part in SPLIT.split(text) if part.strip()]
    if _SPLIT_OPEN.search(text):
        return [part.strip() for part in _SPLIT_OPEN.split(text) if part.strip()]
    # "SAP/Coupa" is two entries, "A/B" one: a slash without blanks divides words of three letters or more
    # alone.
    return [part.strip() for part in re.split(r",|\s[/+]\s|(?<=\w{3})/(?=\w{3})", text) if part.strip()]


def _read_list(column: str, is_closed: bool, yes_means: str | None, text: str) -> tuple[str | None]:
    answer = yes_no(text) if yes_means else None
    if answer is not None:
        return (yes_means if answer else None,)
    if is_closed and _is_denied(text):
        return (normal_word(text),)
    whole = canonical(column, text) if is_closed else None
    if whole:
        return (whole,)
    entries: list[str] = []
    for part in split_list(text, is_closed):
        if is_closed:
            entries += _closed_entries(column, part)
        elif not is_blank_word(fold(part)):
            entries.append(tidy(part))
    return (";".join(dict.fromkeys(entries)) or None,)


def _closed_entries(column: str, part: str) -> list[str]:
    entry = canonical(column, part)
    if entry:
        return [entry]
    if is_blank_word(fold(part)):
        return []
    if _is_negated(part):
        return [normal_word(part)]
    # "names and addresses" is two entries, if both are known; else the whole text is one.
    pieces = [canonical(column, piece) or _by_contained(column, piece) for piece in _AND.split(part)]
    if all(pieces):
        return [piece for piece in pieces if piece]
    return [
        _by_contained(column, part)
        or canonical(column, _HEAD.split(part, maxsplit=1)[0])
        or normal_word(part)
    ]


def _is_negated(part: str) -> bool:
    """Whether an entry says that something is not there: "no personal data", "nicht personenbezogen"."""
    return not words_of_kind("negation").keys().isdisjoint(re.split(r"\W+", fold(part)))


def _is_denied(text: str) -> bool:
    """Whether a text takes back at its end what it names: "PII: none"."""
    match = _DENIED.fullmatch(fold(text))
    return match is not None and (match[2] in words_of_kind("no") or is_blank_word(match[2]))


def _by_contained(column: str, part: str) -> str | None:
    """The longest known phrase of two words or more inside an entry: "contact details of customers" holds
    one.
    """
    key = f" {cell_key(part)} "
    inside = [word for word in value_words(column) if " " in word and f" {word} " in key]
    return value_words(column)[max(inside, key=len)] if inside else None


def read_list(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A list column as ";"-joined canonical values; entries that are not known stay as normalised text.

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: ``yes_means`` is the entry that a mere "yes" is read as.
    """
    cells = sort_cells(raw, keep=meaningful_blanks(column.name))
    texts = cells.texts.fillna(number_texts(cells.numbers))
    if hints.yes_means:
        texts = texts.fillna(cells.flags.map({True: "yes", False: "no"}).astype("str"))
    (values,) = by_unique(
        texts, partial(_read_list, column.name, bool(column.values), hints.yes_means), ("str",)
    )
    return Reading(values, mark(cells.codes, cells.dates.notna(), "DATE_FOR_WORD"))


def _whose(text: str) -> str:
    return next((kind for word, kind in _PERSONAL if word in text), "customer_personal")


def _with_owner(kinds: list[str], owner: str) -> str:
    """Kinds of data, each once, the bare word "personal" made definite."""
    return ";".join(dict.fromkeys(owner if kind == "personal" else kind for kind in kinds))


def of_whom(data_types: pd.Series, subjects: pd.Series | None) -> pd.Series:
    """Data types with the bare word "personal" made definite: of employees or children where the row says so,
    else of customers.

    Args:
        data_types: ";"-joined data types by row.
        subjects: ";"-joined categories of data subjects by row; None if the table has no such column.

    Returns:
        The data types over the same index, each once in a row.
    """
    import numpy as np
    import pandas as pd

    codes, distinct = distinct_texts(data_types)
    lists = [text.split(";") for text in distinct]
    if not any("personal" in kinds for kinds in lists):
        return data_types
    # Of each row what is spoken of and of whom, as one number; each such pair is put in words once.
    owner_codes, named = distinct_texts(
        pd.Series("", index=data_types.index, dtype="str") if subjects is None else subjects.fillna("")
    )
    owners = [_whose(text) for text in named]
    pairs = np.where(codes < 0, -1, codes.astype(np.int64) * len(owners) + owner_codes)
    places, pair_numbers = pd.factorize(pairs)
    texts = [
        None if pair < 0 else _with_owner(lists[pair // len(owners)], owners[pair % len(owners)])
        for pair in pair_numbers.tolist()
    ]
    return pd.Series(pd.array(texts, dtype="str").take(places), index=data_types.index, name=data_types.name)
