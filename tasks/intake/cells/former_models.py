"""Cells that say who did the work before, such as "formerly outsourced" or "Acme (contract ended)"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column
from tasks.intake.cells.categories import canonical, read_category
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, mark, sort_cells
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives, value_words, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

FORMER = "FORMER_MODEL"
# "previously outsourced, now in-house": each part says what was or what is.
_PARTS = re.compile(
    r"[;,:()\[\]\n/|]|\s[-–—→]\s|->|\b(?:but|and|then|aber|und|dann|mais|et|puis|pero|luego)\b"
)
# Where what is now begins, without a sign before it.
_NOW = re.compile(
    r"\b(?:now|today|currently|jetzt|heute|nun|derzeit|seither|maintenant|desormais|ahora|actualmente|hoy)\b"
)
_SINCE = re.compile(r"\b(?:since|from|in|as of|seit|ab|depuis|en|desde)?\s*(?:\d{1,2}[./-])*(?:19|20)\d\d\b")


def without_former(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Texts with what was left out.

    Args:
        texts: of a column of models or providers; missing where there is none.

    Returns:
        The texts, each that says what was in the words of what is now, missing where it does not say that; and whether
        a text says only what was.
    """
    now, is_former = by_unique(texts, what_is_now, ("str", "object"))
    return now, is_former.eq(True)


def read_current_model(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of models as canonical values; blank, with an issue, where a cell says only what was.

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: as for any category.
    """
    texts = sort_cells(raw).texts
    now, is_former = without_former(texts)
    is_other = texts.notna() & (now.isna() | (now != texts))
    reading = read_category(column, raw.mask(is_other, now) if is_other.any() else raw, hints)
    return replace(reading, codes=mark(reading.codes, is_former, FORMER))


def what_is_now(text: str) -> tuple[str | None, bool]:
    """What a text says of today, and whether it says only what was.

    Args:
        text: the cell as received; a text that says nothing of the past comes back as it is.
    """
    if not _past("no_longer").search(fold(text)) and not _past("notice_given").search(fold(text)):
        return text, False
    # A word such as "now" begins a part of its own.
    parts = [part.strip() for part in _PARTS.split(_NOW.sub(";", fold(text))) if part and part.strip()]
    past = [part for part in parts if _is_past(part)]
    if not past:
        return text, False
    models = {_model(part) for part in parts if part not in past} - {None}
    # "Outsourced (contract ended)": what has ended is the model beside it.
    is_of_others = not all(_names_model(part) for part in past)
    now = next(iter(models)) if len(models) == 1 and not is_of_others else None
    return now, now is None


def _is_past(part: str) -> bool:
    """Whether a part says that something is over. "was outsourced in 2020" may say when it began, and notice that was
    given for a day may still run.
    """
    match = _past("no_longer").search(part)
    if match and (not words_of_kind("no_longer")[match[0]] or _past("until_word").search(part)):
        return True
    return bool(_past("notice_given").search(part)) and not re.search(r"\d", part)


def _model(part: str) -> str | None:
    bare = _SINCE.sub(" ", part).strip()
    return canonical("current_model", part) or (canonical("current_model", bare) if bare else None)


def _names_model(part: str) -> bool:
    key = f" {part.replace('-', ' ')} "
    return any(f" {word} " in key for word in value_words("current_model"))


@cache
def _past(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{alternatives(kind, fold)})(?![\w-])")
