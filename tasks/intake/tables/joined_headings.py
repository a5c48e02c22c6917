"""Two rows of headings as one."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tasks.intake.tables.heading_cells import is_machine, is_unit
from tasks.intake.wording.heading import (
    contained_aliases,
    equal_alias,
    other_headings,
    parse_heading,
)
from tasks.intake.wording.known_headings import measures
from tasks.intake.wording.normalise import fold, tidy
from tasks.intake.wording.word_lists import is_blank_word, words_of_kind

if TYPE_CHECKING:
    pass


def joined_headings(upper: dict[str, str], lower: dict[str, str]) -> dict[str, str]:
    """Two header rows in one: a unit goes in brackets, the name of a type or the number of a column is dropped, a lower
    heading follows its group.

    Args:
        upper: the upper row, text by letter.
        lower: the lower row, text by letter.

    Returns:
        One text for each letter that either row has.
    """
    joined = dict(upper)
    if all(re.fullmatch(r"[(\[]\d{1,2}[)\]]", tidy(text)) for text in lower.values()):
        return joined  # numbers of the columns: "(1)", "(2)"
    for letter, text in lower.items():
        top, low = upper.get(letter, ""), tidy(text)
        if is_blank_word(fold(low)):
            continue
        if not top:
            joined[letter] = low
        elif tidy(top) != low and not _says_nothing(low):
            # "FTE" and "HC" below "Staff" are headings, "FTE" below "Effort" alone is its unit.
            divides = list(upper.values()).count(top) > 1 and equal_alias(parse_heading(low))
            is_unit = is_machine(low) and not divides
            joined[letter] = f"{tidy(top)} ({low.strip('()[]')})" if is_unit else _group_and_heading(top, low)
    return joined


def _says_nothing(text: str) -> bool:
    """Whether a text below a heading says nothing of what is in its column: the name of a type ("number", "xs:string"),
    the web address of a definition.
    """
    is_name = re.match(r"^(?:[a-z][\w-]*:\s?\w|(?:use\s+)?https?://)", text, re.I)
    return bool(is_name) or (fold(text) in words_of_kind("type_word") and not is_unit(text))


def _group_and_heading(group: str, heading: str) -> str:
    """Group and heading together, unless the heading says enough alone."""
    both, alone = f"{tidy(group)} {tidy(heading)}", parse_heading(heading)
    if _is_state_of(group, heading):
        return both
    if _is_period_of(group, heading):
        return f"{tidy(heading)} ({tidy(group)})"
    says_enough = (
        equal_alias(alone) or contained_aliases(alone) or (alone.forms and alone.forms[0] in other_headings())
    )
    return tidy(heading) if says_enough and not equal_alias(parse_heading(both)) else both


def _is_state_of(group: str, heading: str) -> bool:
    """Whether a heading says which figures of a measure are below it: "Budget" below "Volume" is no cost."""
    return fold(heading).strip(" .") in _states() and measures(parse_heading(group).meaning.text)


def _is_period_of(group: str, heading: str) -> bool:
    """Whether a group is the period of the measure below it: "Monthly" above "Volume", but not above "Cost p.a."."""
    is_period = is_unit(tidy(group)) and parse_heading(f"Volume {group}").units.per_year
    return bool(is_period and measures(heading) and not parse_heading(heading).units.per_year)


@cache
def _states() -> frozenset[str]:
    """Words that say whether a figure is planned or real: "Budget", "Actual", "Ist"."""
    return frozenset(words_of_kind("plan")) | frozenset(words_of_kind("state"))


def _under_group(group: str, heading: str, is_repeated: bool) -> str:
    """A heading with the group above it, where it says too little alone or other columns have the same."""
    if not group or fold(group) == fold(heading):
        return heading
    if _is_period_of(group, heading):
        return _group_and_heading(group, heading)
    if is_repeated or _is_state_of(group, heading):
        return f"{tidy(group)} {tidy(heading)}"
    return heading if equal_alias(parse_heading(heading)) else _group_and_heading(group, heading)


def under_groups(groups: dict[str, str], headings: dict[str, str], letters: list[str]) -> dict[str, str]:
    """Headings that follow the group they stand under, where they would say too little alone.

    Args:
        groups: the row of groups, text by letter; a group reaches to the letter of the next one.
        headings: the header row, text by letter.
        letters: all columns of the table, from left to right.

    Returns:
        A heading by letter. A group without a heading below it is the heading itself.
    """
    joined, group = {}, ""
    # Two columns with the same heading are told apart by their groups: "2023 Volume", "2024 Volume".
    repeated = {
        fold(text)
        for text in headings.values()
        if sum(fold(text) == fold(other) for other in headings.values()) > 1
    }
    for letter in letters:
        group = groups.get(letter, group)
        if letter in headings:
            joined[letter] = _under_group(group, headings[letter], fold(headings[letter]) in repeated)
        elif letter in groups and letter not in headings:
            joined[letter] = groups[letter]
    return joined
