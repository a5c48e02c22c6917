"""Words: yes and no, categories, lists, plain text."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.intake.cells import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.normal import cell_key, fold, tidy
from tasks.intake.words import is_blank_word, value_words, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

_SPLIT_CLOSED = re.compile(r"[;,/|\n•]|\s[-–]\s")
_SPLIT_OPEN = re.compile(r"[;|\n•]")
_HEAD = re.compile(r"\s(?:of|from|in|at|within|who|for|with|des|der|von|du|de|del|im|bei|chez|aus|mit)\s")
_AND = re.compile(r"\s(?:and|und|et|y|&|\+|sowie|ou|or|oder)\s")


_PERSONAL = (("employees", "employee_personal"), ("children", "children"), ("", "customer_personal"))


def yes_no(text: str) -> bool | None:
    """True, False or None for a word in four languages, a tick or a cross."""
    key = fold(text).strip(" .:;,!*")
    if key in words_of_kind("yes"):
        return True
    if key in words_of_kind("no"):
        return False
    return None


def _read_yes_no(text: str) -> tuple[bool | None, str | None]:
    whole = yes_no(text)
    if whole is not None:
        return whole, None
    if fold(text).strip(" .?") in words_of_kind("unsure"):
        return None, "UNSURE_AS_BLANK"
    first = re.match(r"^([^\W\d]+)\s*[,;:.(/–-]", fold(text))
    start = yes_no(first.group(1)) if first else None
    return start, "YES_NO_WITH_COMMENT" if start is not None else "CELL_NOT_YES_NO"


def read_yes_no(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A yes/no column as nullable booleans."""
    cells = sort_cells(raw, keep=frozenset({"-", "ok"}) & frozenset())
    answer, code = by_unique(cells.texts, _read_yes_no, 2)
    numeric = cells.numbers.map({1.0: True, 0.0: False}).astype("boolean")
    values = cells.flags.fillna(answer.astype("boolean")).fillna(numeric)
    wrong = (cells.numbers.notna() & numeric.isna()) | cells.dates.notna()
    found = mark(mark(cells.found, code.notna(), "").mask(lambda f: f == "", code.astype("str")), wrong, "CELL_NOT_YES_NO")
    return Reading(~values if hints.is_reversed else values, found)


def canonical(column: str, text: str) -> str | None:
    """The canonical value that a word stands for in a column, or None."""
    known, key = value_words(column), cell_key(text)
    return known.get(key) or known.get(re.sub(r"\s*[(\[].*?[)\]]\s*", " ", key).strip()) or known.get(re.sub(r"^\W*\d+\W+|^[a-z]\d?[).:]\s*", "", key).strip())


def normal_word(text: str) -> str:
    """A word that is not known, in the form of a canonical value."""
    return re.sub(r"\W+", "_", tidy(text).casefold()).strip("_") or tidy(text)


def _read_category(column: str, text: str) -> tuple[str | None]:
    return (canonical(column, text) or _first_part(column, text) or normal_word(text),)


def _first_part(column: str, text: str) -> str | None:
    """"Monthly - month end" is monthly: what stands before a dash, a bracket or a colon."""
    first = re.split(r"\s[-–—]\s|[(:]", text, maxsplit=1)[0]
    return canonical(column, first) if first != text else None


def read_category(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A category column as canonical values; unknown words stay, normalised, for the quality stage to judge."""
    cells = sort_cells(raw, keep=_meaningful_blanks(column.name))
    texts = cells.texts.fillna(number_texts(cells.numbers)).fillna(cells.flags.map({True: "yes", False: "no"}).astype("str"))
    (values,) = by_unique(texts, partial(_read_category, column.name), 1)
    return Reading(values.astype("str"), mark(cells.found, cells.dates.notna(), "DATE_FOR_WORD"))


@cache
def _meaningful_blanks(column: str) -> frozenset[str]:
    return frozenset(word for word in words_of_kind("blank") if cell_key(word) in value_words(column))


def split_list(text: str, is_closed: bool) -> list[str]:
    """The entries of a list cell. Open lists are split on / and , only where no ; | or line break stands."""
    if is_closed:
        return [part.strip() for part in _SPLIT_CLOSED.split(text) if part.strip()]
    if _SPLIT_OPEN.search(text):
        return [part.strip() for part in _SPLIT_OPEN.split(text) if part.strip()]
    return [part.strip() for part in re.split(r",|\s/\s|(?<=\w{3})/(?=\w{3})", text) if part.strip()]


def _read_list(column: str, is_closed: bool, text: str) -> tuple[str | None]:
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
    known = canonical(column, part)
    if known:
        return [known]
    if is_blank_word(fold(part)):
        return []
    pieces = [canonical(column, piece) or _by_contained(column, piece) for piece in _AND.split(part)]
    if all(pieces):
        return [piece for piece in pieces if piece]
    return [_by_contained(column, part) or canonical(column, _HEAD.split(part, maxsplit=1)[0]) or normal_word(part)]


def _by_contained(column: str, part: str) -> str | None:
    """"Contact details of customers" holds "contact details": the longest known phrase of two words or more that stands in it."""
    key = f" {cell_key(part)} "
    inside = [word for word in value_words(column) if " " in word and f" {word} " in key]
    return value_words(column)[max(inside, key=len)] if inside else None


def read_list(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A list column as ";"-joined canonical values; entries that are not known stay as normalised text."""
    cells = sort_cells(raw, keep=_meaningful_blanks(column.name))
    texts = cells.texts.fillna(number_texts(cells.numbers))
    (values,) = by_unique(texts, partial(_read_list, column.name, bool(column.values)), 1)
    return Reading(values.astype("str"), mark(cells.found, cells.dates.notna(), "DATE_FOR_WORD"))


def of_whom(data_types: pd.Series, subjects: pd.Series | None) -> pd.Series:
    """Data types with the bare word "personal" made definite: of employees or children where the row says so, else of customers."""
    spoken = data_types.str.split(";").explode()
    if not (spoken == "personal").any():
        return data_types
    named = subjects.fillna("") if subjects is not None else data_types.mask(data_types.notna(), "")
    whose = named.map(lambda text: next((kind for word, kind in _PERSONAL if word in text), "customer_personal")).astype("str")
    spoken = spoken.mask(spoken == "personal", whose.reindex(spoken.index))
    return spoken.dropna().groupby(level=0).agg(lambda kinds: ";".join(dict.fromkeys(kinds))).reindex(data_types.index).astype("str")


def read_text(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A text column: text as it stands, numbers as a person would write them."""
    cells = sort_cells(raw, keep_short_codes=column.name not in ("process_name", "description", "owner") and _holds_codes(raw))
    return Reading(as_text(raw, cells), cells.found)


def as_text(raw: pd.Series, cells=None) -> pd.Series:
    """Any raw column as text; blanks missing."""
    cells = cells or sort_cells(raw, keep=frozenset(words_of_kind("blank")))
    texts = cells.texts.fillna(number_texts(cells.numbers))
    days = cells.dates.dt.strftime("%Y-%m-%d").astype("str")
    return texts.fillna(days).fillna(cells.flags.map({True: "yes", False: "no"}).astype("str")).astype("str")


def number_texts(numbers: pd.Series) -> pd.Series:
    """Numbers as text without a needless ".0"."""
    import numpy as np
    import pandas as pd

    texts = pd.Series(index=numbers.index, dtype="str")
    given = numbers.dropna()
    if given.empty:
        return texts
    whole = given[(given % 1 == 0) & (given.abs() < 1e15)]
    texts.loc[whole.index] = whole.astype(np.int64).astype("str")
    rest = given.drop(whole.index)
    texts.loc[rest.index] = rest.map(repr).astype("str")
    return texts


def _holds_codes(raw: pd.Series) -> bool:
    """Whether most cells are short codes in capitals, so that "NA" is one of them."""
    texts = sort_cells(raw).texts.dropna().drop_duplicates()
    codes = texts.str.fullmatch(r"[A-Z0-9][A-Z0-9._/-]{0,7}")
    return bool(len(texts)) and bool(codes.mean() > 0.5)
