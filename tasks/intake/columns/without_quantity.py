"""Columns of figures whose headings say when, where or who, and nothing of what was counted."""

from __future__ import annotations

from collections.abc import Set
from itertools import groupby
from typing import TYPE_CHECKING

from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.columns.type_fit import are_figures
from tasks.intake.wording.heading import other_headings, parse_heading
from tasks.intake.wording.known_headings import alias_words
from tasks.intake.wording.normalise import cell_key
from tasks.intake.wording.word_lists import value_words

if TYPE_CHECKING:
    import pandas as pd

_FEWEST_PERIODS = 2  # columns of months, quarters or years side by side
_FEWEST_OTHERS = 2  # columns of places or people side by side
_HIGHEST_LEVEL = 10  # of a scale


def periods_alone(headings: dict[str, str], samples: dict[str, pd.Series], taken: Set[str]) -> str | None:
    """The first of the columns of figures headed by months, quarters or years alone; None where there are none.

    Args:
        headings: of the table, by letter.
        samples: some distinct filled cells of each column.
        taken: letters of columns of which something is known.
    """
    letters = [
        letter
        for letter, text in headings.items()
        if letter not in taken
        and text
        and (meaning := parse_heading(f"Volume {text}").meaning).span.is_named
        and meaning.text == "Volume"
        and are_figures(samples[letter])
    ]
    return letters[0] if len(letters) >= _FEWEST_PERIODS else None


def others_alone(headings: dict[str, str], samples: dict[str, pd.Series], taken: Set[str]) -> str | None:
    """The first of the columns of figures side by side whose headings hold no known word, such as "Berlin", "Madrid" or
    "Anna", "Ben"; None where there are none. Levels of a scale are no such figures.

    Args:
        headings: of the table, by letter.
        samples: some distinct filled cells of each column.
        taken: letters of columns of which something is known.
    """
    for is_unknown, run in groupby(
        headings, key=lambda at: at not in taken and _is_unknown(headings[at]) and are_figures(samples[at])
    ):
        letters = list(run)
        if (
            is_unknown
            and len(letters) >= _FEWEST_OTHERS
            and any(not _are_levels(samples[at]) for at in letters)
        ):
            return letters[0]
    return None


def _is_unknown(text: str) -> bool:
    if cell_key(text) in value_words("function_area"):
        return True
    heading = parse_heading(text)
    return (
        bool(heading.telling)
        and heading.telling.isdisjoint(alias_words())
        and heading.forms[0] not in other_headings()
        and not heading.meaning.other_quantity
    )


def _are_levels(cells: pd.Series) -> bool:
    numbers = sort_cells(cells).numbers.dropna()
    return bool((numbers == numbers.round()).all() and (numbers <= _HIGHEST_LEVEL).all())
