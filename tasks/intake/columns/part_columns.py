"""Columns that say which part of a process a row is about.

Kinds of parts. "share": the work is divided over them (sites, roles, steps, shifts), so that their figures add
up. "person": one of the staff, where the cells are names of people; they add up too. "period": months and the
like. "each": they are only listed next to the process (risks, controls, systems), so that a figure of the
process is repeated for each. "provider": as "each", but contracts and what is paid to providers are divided
over them.
"""

from __future__ import annotations

from functools import cache

from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.normalise import words
from tasks.intake.wording.word_lists import words_of_kind

# where a heading names parts of several kinds, the first of these holds
_KINDS = ("period", "share", "person", "provider", "each")


def part_letters(headings: dict[str, str]) -> dict[str, str]:
    """Kind of part by letter, for the columns whose headings name one."""
    kinds_by_letter = {}
    for letter, text in headings.items():
        heading_words = parse_heading(text).all_words
        kinds = {kind for phrase, kind in _parts() if phrase <= heading_words}
        if kinds:
            kinds_by_letter[letter] = next(kind for kind in _KINDS if kind in kinds)
    return kinds_by_letter


@cache
def _parts() -> tuple[tuple[frozenset[str], str], ...]:
    return tuple((frozenset(words(text)), kind) for text, kind in words_of_kind("part_word").items())
