"""Several columns of one quantity side by side ("Volume Germany", "Volume Poland") without a column of the total.

As rows of sites are added up (``assemble.part_figures``), columns of places and of parts that share nothing are. What
the columns are of may overlap or follow each other ("received", "processed") in all other cases: none is read then,
as of parts of a cost, and an issue asks for the total.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from schemas.columns import columns
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.cells.parse_column import read_column
from tasks.intake.cells.places import country_names
from tasks.intake.columns.column_candidates import words_beside
from tasks.intake.thresholds import TOTAL_TOLERANCE
from tasks.intake.wording.heading import Heading, parse_heading
from tasks.intake.wording.known_headings import BRACKETS, fillers, unit_words
from tasks.intake.wording.normalise import words
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasks.intake.columns.column_candidates import Claim
    from tasks.intake.tables.blocks import Block

_FIRST_ROWS = 200  # show whether figures add up
_QUANTITIES = (
    "volume",
    "fte",
    "employees_in_scope",
    "annual_cost",
    "labour_cost",
    "outsourced_cost",
    "transition_cost",
)


class SideBySide(NamedTuple):
    """Columns of one quantity by letter, in the order of the sheet, and whether they are added up."""

    column: str
    letters: tuple[str, ...]
    is_added: bool


def side_by_side(block: Block, claims: Mapping[str, Claim], decimal: str) -> list[SideBySide]:
    """Quantities that several columns give, none of them as a whole.

    Args:
        block: the table.
        claims: what each column is taken for, by letter. Columns that a map takes for the same quantity are added up.
        decimal: the decimal mark of the table.

    Returns:
        One entry for each such quantity.
    """
    groups, hidden = [], set(block.sheet.hidden_columns)
    for column in _QUANTITIES:
        letters = [
            letter for letter in block.headings if letter in claims and claims[letter].column == column
        ]
        ways = {claims[letter].how for letter in letters}
        if len(letters) < 2 or not (ways == {"map"} or ways <= {"words", "alias"}):
            continue
        if ways == {"map"}:
            groups.append(SideBySide(column, tuple(letters), True))
            continue
        headings = [parse_heading(block.headings[letter]) for letter in letters]
        rests = [_rest(heading, claims[letter]) for heading, letter in zip(headings, letters, strict=True)]
        # A heading that is the quantity and nothing else may be the whole.
        if (
            not all(rests)
            or _one_holds_another(rests)
            or not hidden.isdisjoint(letters)
            or len(set(map(_way, headings))) > 1
        ):
            continue
        are_parts = _are_parts(rests)
        if len(letters) > 2 and not are_parts and _whole(block, column, letters, decimal):
            continue  # "Werk 1", "Werk 2" and "Summe"
        is_added = len(set(map(_unit, headings))) == 1 and are_parts
        groups.append(SideBySide(column, tuple(letters), is_added))
    return groups


def gives_a_part(block: Block, claim: Claim) -> bool:
    """Whether the heading of a quantity names one of the places or parts that are known.

    Args:
        block: the table.
        claim: what the column was taken for.
    """
    if claim.how not in ("words", "alias") or claim.column not in _QUANTITIES:
        return False
    rest = _rest(parse_heading(block.headings[claim.letter]), claim)
    return bool(rest) and _part(" ".join(sorted(rest)))[1] is not None


def with_parts_marked(block: Block, claims: dict[str, Claim], decimal: str) -> dict[str, Claim]:
    """The claims, with those marked as parts beside which another column gives the whole: by their headings
    ("Volume (DE)" beside "Volume"), or because their figures add up to its in every row. What a map settles stays.

    Args:
        block: the table.
        claims: what its headings claim to be, by letter.
        decimal: the decimal mark of the table.
    """
    parts: set[str] = set()
    for column in _QUANTITIES:
        letters = [letter for letter, claim in claims.items() if claim.column == column]
        if len(letters) < 2 or any(claims[letter].how == "map" for letter in letters):
            continue
        named = {letter for letter in letters if gives_a_part(block, claims[letter])}
        whole = _whole(block, column, letters, decimal) if len(letters) > 2 else None
        if whole:
            parts |= set(letters) - {whole}
        elif len(named) < len(letters):
            parts |= named
    return claims | {letter: replace(claims[letter], is_part=True) for letter in parts}


def _whole(block: Block, column: str, letters: list[str], decimal: str) -> str | None:
    """The column whose figures are the sum of those of the others in every row; None where there is none."""
    import pandas as pd

    hints = Hints(decimal=decimal)
    first = block.data[letters].head(_FIRST_ROWS)
    figures = pd.DataFrame(
        {letter: read_column(columns()[column], first[letter], hints).values for letter in letters}
    ).astype("float64")
    for letter in reversed(letters):
        others, whole = figures.drop(columns=letter), figures[letter]
        sums = others.sum(axis=1, min_count=1)
        is_told = whole.notna() & sums.notna()
        # A row in which one part is all there is proves nothing.
        is_proof = is_told & (others.fillna(0) != 0).sum(axis=1).gt(1)
        is_same = (sums - whole).abs() <= TOTAL_TOLERANCE * whole.abs()
        if is_proof.sum() > 1 and is_same[is_told].all():
            return letter
    return None


def _way(heading: Heading) -> tuple[object, ...]:
    """Where two headings differ in this, one of them is the better one, and is chosen elsewhere."""
    meaning = heading.meaning
    return (meaning.basis, meaning.span.label, meaning.is_plan, meaning.is_negated)


def _unit(heading: Heading) -> tuple[str | None, float | None]:
    """What two headings must have in common to be added up."""
    return heading.units.currency, heading.units.per_year


def _rest(heading: Heading, claim: Claim) -> frozenset[str]:
    """The words of a heading that are not those of the quantity."""
    if claim.how != "alias":
        return words_beside(heading, claim)
    # Of a known heading only what is no unit in brackets counts: "Volume (Poland)", "Cost (EUR)".
    bracketed = frozenset(word for text in BRACKETS.findall(heading.text) for word in words(text))
    currency = (heading.units.currency or "").casefold()
    return (
        bracketed
        if _part(" ".join(sorted(bracketed)))[1]
        else bracketed - unit_words() - fillers() - {currency}
    )


def _one_holds_another(rests: list[frozenset[str]]) -> bool:
    """Whether a heading says no more than another one does ("volume of orders", "volume of orders in peak weeks")."""
    return any(
        rest <= other for index, rest in enumerate(rests) for other in rests[:index] + rests[index + 1 :]
    )


def _are_parts(rests: list[frozenset[str]]) -> bool:
    """Whether all name places, or parts of one kind, each another one."""
    kinds = [_part(" ".join(sorted(rest))) for rest in rests]
    names = {name for _, name in kinds}
    return None not in names and len({kind for kind, _ in kinds}) == 1 and len(names) == len(rests)


@cache
def _part(rest: str) -> tuple[str, str | None]:
    """Kind and name of the part that some words name, in alphabetical order; no name where they name none."""
    country = _countries().get(rest)
    if country:
        return "country", country
    kind = _known_parts().get(rest, "")
    return kind, rest if kind else None


@cache
def _countries() -> dict[str, str]:
    return {
        " ".join(sorted(set(words(name)))): code for name, code in country_names().items() if len(name) > 1
    }


@cache
def _known_parts() -> dict[str, str]:
    return {" ".join(sorted(set(words(text)))): kind for text, kind in words_of_kind("side_part").items()}
