"""Words for the state that a row describes: as it is, or as it is planned to be."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

# "As-Is", "AS_IS process", "Ist-Zustand (2025)": compared as words, without what is in brackets.
_NOT_A_LETTER = re.compile(r"[^a-z]+")
_ADDED = re.compile(
    r"\b(?:state|status|situation|process|scenario|case|year|zustand|stand|szenario|prozess|konzept"
    r"|etat|scenario|processus|estado|escenario|proceso|the|der|die|l|le|la|el)\b"
)


@cache
def state_of(text: str) -> str | None:
    """The state that a text names, now or planned; None where it names none.

    Args:
        text: a cell or the name of a sheet, as received.
    """
    key = _plain(text)
    return _known().get(key) or _known().get(" ".join(_ADDED.sub(" ", key).split()))


def are_states(texts: Iterable[object]) -> bool:
    """Whether all texts name a state, and both states are among them.

    Args:
        texts: the cells of a column, blanks left out.
    """
    return {state_of(text) if isinstance(text, str) else None for text in texts} == {"now", "planned"}


@cache
def _known() -> dict[str, str]:
    return {_plain(word): state for word, state in words_of_kind("state").items()}


def _plain(text: str) -> str:
    return _NOT_A_LETTER.sub(" ", fold(text).partition("(")[0]).strip()
