"""Several years or quarters side by side: the newest full one that all measures have is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.intake.columns.column_candidates import Claim
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.heading_period import Span

if TYPE_CHECKING:
    from tasks.intake.tables.blocks import Block

HALF_FULL = 0.5  # a period counts as full when its column holds half as many cells as the fullest


def choose_periods(block: Block, claims: dict[str, Claim]) -> tuple[dict[str, Claim], dict[str, str]]:
    """Leave one claim for each column of which several periods are given.

    Args:
        block: the table.
        claims: what each column is taken for so far, by letter.

    Returns:
        The claims that are left; and, by letter of a claim that is not, the letter taken in its place.
    """
    by_column: dict[str, list[str]] = {}
    for letter, claim in claims.items():
        by_column.setdefault(claim.column, []).append(letter)
    spans = {letter: parse_heading(block.headings[letter]).meaning.span for letter in claims}
    several = {
        column: named
        for column, letters in by_column.items()
        if len(named := [letter for letter in letters if spans[letter].is_named]) > 1
    }
    if not several:
        return claims, {}
    usable = {column: _full(block, letters, spans) for column, letters in several.items()}
    # The same period for all measures, if there is one: cost of 2024 and volume of 2023 would not go
    # together.
    shared = set.intersection(*({spans[letter].label for letter in letters} for letters in usable.values()))
    taken = {}
    for column, letters in usable.items():
        newest = max(shared) if shared else max(spans[letter].label for letter in letters)
        taken[column] = next(letter for letter in letters if spans[letter].label == newest)
    replaced = {
        letter: taken[column]
        for column, letters in several.items()
        for letter in by_column[column]
        if letter != taken[column] and (letter in letters)
    }
    return {letter: claim for letter, claim in claims.items() if letter not in replaced}, replaced


def _full(block: Block, letters: list[str], spans: dict[str, Span]) -> list[str]:
    """The letters whose period has passed whole and whose cells are filled; all of them where none is so."""
    filled = {letter: int(block.data[letter].notna().sum()) for letter in letters}
    most = max(filled.values())
    full = [
        letter
        for letter in letters
        if spans[letter].is_full
        and not parse_heading(block.headings[letter]).meaning.is_plan
        and filled[letter] >= HALF_FULL * most
    ]
    return full or letters
