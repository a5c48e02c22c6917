"""Headings that only the list as a whole explains, in words that are read alone: "Q1 volume" as "volume Q1"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tasks.intake.cells.categories import as_text
from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.tables.figure_texts import with_figures
from tasks.intake.thresholds import FILLED_TOGETHER, MOSTLY_KEYS, SAMPLE_VALUES
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.normalise import fold, tidy

if TYPE_CHECKING:
    import pandas as pd

_QUARTER_FIRST = re.compile(r"\s*[qQ]([1-4])\s+([^\W\d_].*)$", re.S)
_AS_FUNCTION = re.compile(
    r"^\s*=?\s*(sum|avg|average|count|min|max)\s?\((.+)\)\s*$", re.I
)  # "Sum(FTE)", as Qlik writes
_NAMED = frozenset(("process_name", "parent_process", "function_area", "business_unit", "provider"))
_KEY = r"#|(?=\S*\d)[\w./#:-]+"
_WORD = r"[^\W\d_]{2}"
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
    spelled = {letter: _AS_FUNCTION.sub(_spelled, text) for letter, text in headings.items()}
    return _with_seconds_of_jira(_quarters_last(_with_texts_of_keys(spelled, data)), data)


def _spelled(match: re.Match[str]) -> str:
    return f"{match[1]} of {match[2]}"


def _with_texts_of_keys(headings: dict[str, str], data: pd.DataFrame) -> dict[str, str]:
    """The headings, one above a key and its text as that of both: SAP writes "Process" above P100 and nothing above
    "Pay invoices".
    """
    widened = dict(headings)
    for left, right in pairwise(data.columns):
        heading = headings.get(left, "")
        alias = equal_alias(parse_heading(heading)) if heading else None
        # A last column without a heading is what is left of rows with a cell too many.
        is_last = right == data.columns[-1]
        if (
            alias is None
            or alias[0].column not in _NAMED
            or is_last
            or headings.get(right, heading) != heading
        ):
            continue
        keys, texts = (as_text(data[letter].head(SAMPLE_VALUES)) for letter in (left, right))
        are_keys = keys.str.fullmatch(_KEY).fillna(False).astype(bool)
        are_both = are_keys & texts.notna()
        pairs = keys[are_both] + " " + texts[are_both]
        is_one_to_one = pairs.nunique() == keys[are_both].nunique() == texts[are_both].nunique()
        # A row of sums has no key, or none that is one.
        if (
            is_one_to_one
            and are_both.sum() >= max(2, FILLED_TOGETHER * are_keys.sum(), MOSTLY_KEYS * keys.notna().sum())
            and texts[are_both].str.contains(_WORD).mean() >= FILLED_TOGETHER
        ):
            widened |= {left: f"{tidy(heading)} ID", right: tidy(heading)}
    return widened


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
