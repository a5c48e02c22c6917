"""Headings that only the list as a whole explains, in words that are read alone: "Q1 volume" as "volume Q1"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.tables.figure_texts import with_figures
from tasks.intake.wording.normalise import fold, tidy

if TYPE_CHECKING:
    import pandas as pd

_QUARTER_FIRST = re.compile(r"\s*[qQ]([1-4])\s+([^\W\d_].*)$", re.S)
# Fields that Jira writes in seconds, and fields that only an export of Jira has; folded.
_SECONDS = frozenset(
    ("time spent", "σ time spent", "original estimate", "σ original estimate", "remaining estimate")
    + ("benotigte zeit", "ursprungliche schatzung", "temps passe", "estimation originale", "tiempo dedicado")
)
_OF_JIRA = frozenset(
    ("issue key", "issue id", "issue type", "vorgangsschlussel", "vorgangs-id", "vorgangstyp")
    + ("cle de ticket", "type de ticket", "clave de incidencia", "tipo de incidencia")
)


def restated(headings: dict[str, str], data: pd.DataFrame) -> dict[str, str]:
    """The headings in the words that are read.

    Args:
        headings: text by letter.
        data: the rows below them.
    """
    return _with_seconds_of_jira(_quarters_last(headings), data)


def _quarters_last(headings: dict[str, str]) -> dict[str, str]:
    """The headings with the quarter behind what it is of. Where no number comes twice and the quantities differ, they
    are the questions of a form ("Q1 Process", "Q2 Volume"), whose numbers are left out.
    """
    numbered = {letter: match for letter, text in headings.items() if (match := _QUARTER_FIRST.match(text))}
    numbers = [match[1] for match in numbered.values()]
    named = {fold(match[2]) for match in numbered.values()}
    is_form = len(named) > 1 and len(set(numbers)) == len(numbers)
    if is_form or any(re.match(r"\s*q[05-9]\s|\s*q\d\d", text, re.I) for text in headings.values()):
        return headings | {letter: tidy(match[2]) for letter, match in numbered.items()}
    return headings | {letter: f"{tidy(match[2])} Q{match[1]}" for letter, match in numbered.items()}


def is_time_of_jira(heading: str) -> bool:
    """Whether a heading is that of a time which Jira writes in seconds."""
    return fold(heading).strip() in _SECONDS


def _with_seconds_of_jira(headings: dict[str, str], data: pd.DataFrame) -> dict[str, str]:
    """The headings, the times of Jira's export with their unit, which is seconds."""
    if _OF_JIRA.isdisjoint(map(fold, headings.values())):
        return headings
    named = [letter for letter, text in headings.items() if is_time_of_jira(text)]
    figures = with_figures(data[named])
    times = [letter for letter in named if _are_whole_minutes(sort_cells(figures[letter]).numbers.dropna())]
    return headings | {letter: f"{tidy(headings[letter])} (s)" for letter in times}


def _are_whole_minutes(seconds: pd.Series) -> bool:
    """Whether figures may be seconds: Jira takes down whole minutes."""
    return len(seconds) > 0 and bool((seconds % 60 == 0).all())
