"""Columns that say which part of a process a row is about: a risk, a control, a system, a month, a site."""

from __future__ import annotations

from functools import cache

from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.normalise import words
from tasks.intake.wording.word_lists import words_of_kind


def part_letters(headings: dict[str, str]) -> dict[str, str]:
    """Letters of the columns whose headings name a part, with "period" or "each"."""
    found = {}
    for letter, text in headings.items():
        kinds = {_parts()[word] for word in parse_heading(text).all_words if word in _parts()}
        if kinds:
            found[letter] = "period" if "period" in kinds else "each"
    return found


@cache
def _parts() -> dict[str, str]:
    return {word: kind for text, kind in words_of_kind("part_word").items() for word in words(text)}
