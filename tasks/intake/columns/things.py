"""Lists of something else than processes: applications, posts, projects, measures, risks, accounts.

Their rows may be named like work ("Accounts payable clerk", "Claims system") and are none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tasks.intake.columns.type_fit import are_codes, name_quality
from tasks.intake.thresholds import NAME_GOOD
from tasks.intake.wording.heading import names_processes, parse_heading
from tasks.intake.wording.normalise import phrase
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from tasks.intake.tables.blocks import Block


# Work is measured by item: of applications and posts there is no volume and no handling time.
_OF_WORK = frozenset({"volume", "handling_minutes"})
_WITHOUT_WORK = ("application", "position")


class Things(NamedTuple):
    """What a table lists, one thing a row: letter of the column that names them, and a value of LISTED_KINDS."""

    letter: str
    listed_as: str


def listed_things(block: Block, named: Collection[str] = ()) -> Things | None:
    """The first column whose heading says that each row is some other thing, and whose cells differ; None where the
    table has none, where a heading of processes comes before it, or where positions are numbers ("Position 1").

    Args:
        block: the table.
        named: letters of columns whose headings claim the names of processes.
    """
    words, weak = _phrases("listed_thing"), _phrases("weak_name")
    for letter, text in block.headings.items():
        listed_as = words.get(phrase(text))
        if listed_as and name_quality(block.data[letter]) >= NAME_GOOD:
            if listed_as == "position" and _are_numbered(block.data[letter]):
                return None
            others = (phrase(block.headings[other]) for other in named if other != letter)
            return Things(letter, listed_as) if all(other in weak for other in others) else None
        if letter in named:
            return None
    return None


def are_work(block: Block, things: Things, columns: Mapping[str, str | None]) -> bool:
    """Whether the rows of a list are work after all, because a column gives their volume or handling time. A bare
    "Quantity" counts things.

    Args:
        block: the table.
        things: what a heading says that it lists.
        columns: what each column is taken for, by letter.
    """
    quantities = words_of_kind("number_of")
    return things.listed_as in _WITHOUT_WORK and any(
        column in _OF_WORK and phrase(block.headings[letter]) not in quantities
        for letter, column in columns.items()
    )


def describes_processes(text: str) -> bool:
    """Whether a heading of descriptions says that they are of processes, and not what something is for ("Purpose").

    Args:
        text: the heading as written.
    """
    return phrase(text) not in _phrases("weak_name") and names_processes(parse_heading(text))


def _are_numbered(cells: pd.Series) -> bool:
    """Whether cells are codes, or the same word with different numbers."""
    words = {re.sub(r"[\d\W]+", "", text) for text in cells.dropna().astype(str)}
    return are_codes(cells) or len(words) == 1


@cache
def _phrases(kind: str) -> dict[str, str]:
    return {phrase(word): value for word, value in words_of_kind(kind).items()}
