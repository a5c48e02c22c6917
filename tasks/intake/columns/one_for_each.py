"""Which of several headings is taken for a column."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import NUMERIC_TYPES, Column, columns
from tasks.distinct_texts import distinct_rows, distinct_texts
from tasks.intake.columns.column_candidates import Claim
from tasks.intake.columns.heading_effects import effect_of
from tasks.intake.columns.names_of_rows import is_strong
from tasks.intake.columns.part_columns import part_letters
from tasks.intake.columns.recognition import HeadingFinding
from tasks.intake.columns.type_fit import fit_share, name_quality
from tasks.intake.tables.blocks import Block
from tasks.intake.thresholds import ID_SURPLUS_ROWS, ID_SURPLUS_SHARE, NAME_GOOD
from tasks.intake.wording.heading import Heading, parse_heading
from tasks.intake.wording.normalise import fold, words_in
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd


_POSTS = frozenset(("fte", "vza", "vzae", "vzk", "mak", "etp", "wte", "etc"))
# "MTPD" and "maximum tolerable downtime" beside "RTO"
_LONGEST_OUTAGE = re.compile(r"\b(?:mtpd|mtd|mta|mao|dmia|max\w*|tolera\w*|toleri\w*|allowable|admissible)\b")
# Ways to recognise a column, the surest first.
_HOW = ("map", "alias", "content", "words")


def one_for_each_column(
    block: Block, samples: dict[str, pd.Series], claims: dict[str, Claim], decimal: str
) -> tuple[dict[str, Claim], list[Claim]]:
    """One claim a column: a whole before its parts, visible before hidden, figures and dates before other cells,
    amounts as they are before those for each item, exact before contained, then the fuller, then what
    ``_is_second_best`` prefers, then the more exact; names by distinctness first.

    Args:
        block: the table.
        samples: some cells of each column.
        claims: what its headings claim to be, by letter.
        decimal: the decimal mark of the table.

    Returns:
        The claim that stands, by column; and those that do not.
    """
    letters = list(block.headings)
    rows = max(1, len(block.data))
    counts = Counter(claim.column for claim in claims.values())
    has_parts = any(kind != "person" for kind in part_letters(block.headings).values())

    def order(claim: Claim) -> tuple:
        # False sorts before True, so each entry of the tuple is a reason against a claim, the gravest first.
        is_weak = claim.column == "process_name" and claim.how == "alias" and not is_strong(claim, block)
        raw = block.data[claim.letter]
        quality = name_quality(raw) if claim.column == "process_name" else 1.0
        heading = parse_heading(block.headings[claim.letter])
        meaning = heading.meaning
        return (
            claim.is_part,
            claim.letter in block.sheet.hidden_columns,
            is_weak and has_parts,
            quality <= 0,
            claim.column == "process_name" and heading.all_words == {"service"},  # in French, a department
            quality < NAME_GOOD,
            is_weak,
            counts[claim.column] > 1 and _holds_none(columns()[claim.column], samples[claim.letter], decimal),
            bool(effect_of(columns()[claim.column], heading).multiplier),
            meaning.is_plan,
            _HOW.index(claim.how),
            # To a tenth, so that a few blank cells do not outweigh the more exact heading.
            -round(int(raw.notna().sum()) / rows, 1),
            _is_second_best(claim.column, heading),
            claim.rank,
            letters.index(claim.letter),
        )

    claims_by_column: dict[str, Claim] = {}
    lost: list[Claim] = []
    for claim in sorted(claims.values(), key=order):
        if claim.column in claims_by_column:
            lost.append(claim)
        else:
            claims_by_column[claim.column] = claim
    return claims_by_column, lost


def _holds_none(column: Column, cells: pd.Series, decimal: str) -> bool:
    """Whether no cell below a heading of figures or dates is one: "Ressources" above names of systems."""
    return column.type in (*NUMERIC_TYPES, "date") and fit_share(column, cells, decimal) == 0


@cache
def _second_best() -> dict[str, frozenset[str]]:
    """Words of headings of which another one of the same column is preferred: how often work is done, or how many items
    came in, beside the volume, when a contract is renewed beside when it ends, heads beside posts.
    """
    columns_by_word = words_of_kind("second_best")
    words_by_column = {
        column: frozenset(word for word, of in columns_by_word.items() if of == column)
        for column in columns_by_word.values()
    }
    return words_by_column | {"fte": words_in("head_word")}


def _is_second_best(column: str, heading: Heading) -> bool:
    """Whether another column of the same is preferred: see ``_second_best``; heads beside posts, the longest outage
    that can be borne beside the time to recover, amounts whose currency the heading does not name beside those that
    name one.
    """
    if column in _second_best():
        return bool(_second_best()[column] & heading.all_words) and _POSTS.isdisjoint(heading.all_words)
    if column == "recovery_time_hours":
        return bool(_LONGEST_OUTAGE.search(fold(heading.text)))
    return columns()[column].type == "money" and heading.units.currency is None


def drop_weak_id(block: Block, claims_by_column: dict[str, Claim]) -> list[HeadingFinding]:
    """Takes an id out of ``claims_by_column`` that is not nearly unique; the same id and name twice is a repeated
    row and does not count against it.

    Args:
        block: the table.
        claims_by_column: the claims that stand; changed in place.

    Returns:
        A finding where the id was taken out.
    """
    import pandas as pd

    claim, name = claims_by_column.get("process_id"), claims_by_column.get("process_name")
    if claim is None:
        return []
    # Distinct pairs of id and name, so that a repeated row counts once.
    cells = [block.data[letter].astype(str) for letter in (claim.letter, *([name.letter] if name else []))]
    rows = distinct_rows(*cells)
    pairs, ids = (len(pd.unique(of[rows >= 0])) for of in (rows, distinct_texts(cells[0])[0]))
    surplus = pairs - ids
    # An id that is the same in all of three rows or more is none, although its surplus is small.
    if surplus <= max(ID_SURPLUS_ROWS, ID_SURPLUS_SHARE * pairs) and (pairs <= 2 or ids > 1):
        return []
    del claims_by_column["process_id"]
    return [HeadingFinding("ID_NOT_UNIQUE", claim.letter, {"column": "process_id"})]
