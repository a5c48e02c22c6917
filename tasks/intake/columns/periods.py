"""Several years or quarters side by side: the newest full one that all measures have is taken. Months or quarters that
are one whole year are added up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.intake.columns.column_candidates import Claim, words_beside
from tasks.intake.columns.heading_effects import A_YEAR
from tasks.intake.wording.heading import Heading, parse_heading
from tasks.intake.wording.heading_period import BEFORE, Span, span_among_months
from tasks.intake.wording.normalise import words_in

if TYPE_CHECKING:
    from tasks.intake.tables.blocks import Block

EXACT = 1e-6  # years
_AVERAGE = re.compile(r"average$|mean$|durchschn|mittel|mittlere|moyen|promedi")
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
    named = {column: [at for at in letters if spans[at].is_named] for column, letters in by_column.items()}
    several = {
        column: letters for column, letters in named.items() if len({spans[at].label for at in letters}) > 1
    }
    replaced = _last_year_beside_plain(block, claims, named)
    if several:
        replaced |= _all_but_newest(block, several, spans)
    return {letter: claim for letter, claim in claims.items() if letter not in replaced}, replaced


def _last_year_beside_plain(
    block: Block, claims: dict[str, Claim], named: dict[str, list[str]]
) -> dict[str, str]:
    """Letters of "Volume last year" beside "Volume", which is that of today; by letter the one taken in its place."""
    replaced = {}
    for column, letters in named.items():
        spans = {parse_heading(block.headings[letter]).meaning.span.label for letter in letters}
        plain = [
            letter
            for letter, claim in claims.items()
            if claim.column == column and letter not in letters and _is_whole(block, claim)
        ]
        if spans == {(BEFORE, 0.0)} and plain:
            replaced |= dict.fromkeys(letters, plain[0])
    return replaced


def _all_but_newest(block: Block, several: dict[str, list[str]], spans: dict[str, Span]) -> dict[str, str]:
    """Letters of the periods that are not the newest full one; by letter the one taken in its place."""
    usable = {column: _full(block, letters, spans) for column, letters in several.items()}
    # The same period for all measures, if there is one: cost of 2024 and volume of 2023 would not go
    # together.
    shared = set.intersection(*({spans[letter].label for letter in letters} for letters in usable.values()))
    # Several columns of the newest period ("FTE 2025 Berlin", "FTE 2025 Lyon") are left to be added up or told.
    taken = {}
    for column, letters in usable.items():
        newest = max(shared) if shared else max(spans[letter].label for letter in letters)
        taken[column] = [letter for letter in letters if spans[letter].label == newest]
    return {
        letter: taken[column][0]
        for column, letters in several.items()
        for letter in letters
        if letter not in taken[column]
    }


@dataclass(frozen=True)
class WholeYear:
    """A quantity of a year that several columns give. column: of the dictionary; letters: of the months, quarters or
    halves that are the newest whole year, in the order of the sheet; older: of other periods; whole: of the one column
    that gives the year itself, None where there is none; beside: of columns that are neither ("Average volume").
    """

    column: str
    letters: tuple[str, ...]
    older: tuple[str, ...]
    whole: str | None
    beside: tuple[str, ...]


def whole_years(block: Block, claims: dict[str, Claim]) -> list[WholeYear]:
    """Quantities of a year that are given by months, quarters or halves, which together are one year.

    Args:
        block: the table.
        claims: what each column is taken for so far, by letter.

    Returns:
        One for each quantity, but for those with several columns that may be the whole.
    """
    years = []
    for column in sorted(A_YEAR):
        letters = [letter for letter, claim in claims.items() if claim.column == column]
        spans = {letter: span_among_months(block.headings[letter]) for letter in letters}
        named = [letter for letter in letters if spans[letter].is_named]
        others = [letter for letter in letters if letter not in named]
        wholes = [letter for letter in others if _is_whole(block, claims[letter])]
        if len(named) < 2 or len(wholes) > 1:
            continue
        newest = _newest_year(block, {letter: spans[letter] for letter in named})
        if newest:
            older = tuple(letter for letter in named if letter not in newest)
            in_order = tuple(letter for letter in named if letter in newest)
            beside = tuple(letter for letter in others if letter not in wholes)
            years.append(WholeYear(column, in_order, older, wholes[0] if wholes else None, beside))
    return years


def _is_whole(block: Block, claim: Claim) -> bool:
    heading = parse_heading(block.headings[claim.letter])
    return words_beside(heading, claim) <= words_in("total") and not any(
        map(_AVERAGE.match, heading.all_words)
    )


def _newest_year(block: Block, span_by_letter: dict[str, Span]) -> list[str]:
    """The letters of the newest periods that are one year, one ending where the next begins; none where there is no
    such year.
    """
    newest: list[str] = []
    begin = covered = 0.0  # years
    usable = _full(block, list(span_by_letter), span_by_letter)
    for letter in sorted(usable, key=lambda at: span_by_letter[at].label, reverse=True):
        span = span_by_letter[letter]
        end, years = span.label[0] + span.label[1] / 12, span.years or 1.0
        if newest and abs(end - begin) > EXACT:
            return []
        newest.append(letter)
        begin, covered = end - years, covered + years
        if covered > 1 - EXACT:
            break
    headings = [parse_heading(block.headings[letter]) for letter in newest]
    ways = {(at.units.currency, at.units.per_year, at.meaning.basis, at.meaning.is_plan) for at in headings}
    is_year = len(newest) > 1 and abs(covered - 1) < EXACT and len(ways) == 1
    # "Volume/month Jan" is the volume of that month.
    is_of_period = all(
        abs((at.units.per_year or 1 / years) * years - 1) < EXACT
        for letter, at in zip(newest, headings, strict=True)
        if (years := span_by_letter[letter].years)
    )
    return newest if is_year and is_of_period else []


def is_to_come(heading: Heading, this_year: int | None) -> bool:
    """Whether a heading names a year that had not begun when the list was read; one that begins in the year before it
    ("FY25/26") may have.

    Args:
        heading: of a column.
        this_year: in which the list is read; None where nobody says.
    """
    begun = 1 if re.search(r"\d\s?[/–-]\s?\d|\b(?:fy|gj)", heading.text, re.I) else 0
    return this_year is not None and heading.meaning.span.label[0] > this_year + begun


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
