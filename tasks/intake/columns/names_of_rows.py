"""Which column names the rows of a table, and whether these are processes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.phrases import phrase
from schemas.records import HeadingMatch
from tasks.intake.columns.column_candidates import Claim
from tasks.intake.columns.people import are_people, respondents, says_person
from tasks.intake.columns.recognition import HeadingFinding, Recognition
from tasks.intake.columns.things import Things, are_work, describes_processes, listed_things
from tasks.intake.columns.type_fit import are_codes, name_quality
from tasks.intake.tables.blocks import Block
from tasks.intake.thresholds import CODES_AS_NAMES, NAME_GOOD
from tasks.intake.wording.heading import parse_heading, says_process

if TYPE_CHECKING:
    pass


_THINGS = {
    "account": phrase("accounts"),
    "application": phrase("applications"),
    "asset": phrase("assets"),
    "measure": phrase("measures"),
    "position": phrase("positions"),
    "project": phrase("projects"),
    "risk": phrase("risks"),
}


def drop_people(block: Block, claims: dict[str, Claim]) -> list[HeadingFinding]:
    """Takes out of ``claims`` what people are named by: a heading such as "Name" claims no names of processes where
    people are below it, or who filled in a form.

    Args:
        block: the table.
        claims: what its headings claim to be, by letter; changed in place.

    Returns:
        A finding for each column of people.
    """
    findings = []
    forms = respondents(block.headings)
    for letter, claim in list(claims.items()):
        if letter in forms and claim.column not in ("process_id", "process_name"):
            del claims[letter]  # such as the time at which somebody sent the form off
        elif claim.column != "process_name" or is_strong(claim, block):
            continue
        elif letter in forms or are_people(block.data[letter]):
            findings.append(HeadingFinding("COLUMN_OF_PEOPLE", letter, {"column": "process_name"}))
            del claims[letter]
    if _lists_people(block, claims) or _has_french_names(claims):
        for letter, claim in claims.items():
            if claim.column == "process_name" and set(parse_heading(block.headings[letter]).forms) == {
                "service"
            }:
                claims[letter] = replace(claim, column="business_unit")
    return findings


def drop_uses(block: Block, claims: dict[str, Claim]) -> None:
    """Takes out of ``claims`` names that only say what something else is for ("Application | Purpose").

    Args:
        block: the table.
        claims: what its headings claim to be, by letter; changed in place.
    """
    named = [letter for letter, claim in claims.items() if claim.column == "process_name"]
    things = listed_things(block, named) if named else None
    if things and not are_work(block, things, {letter: claim.column for letter, claim in claims.items()}):
        for letter in named:
            claims[letter] = replace(claims[letter], column="description")
        claims.pop(things.letter, None)


def _lists_people(block: Block, claims: dict[str, Claim]) -> bool:
    """Whether each row is a person: the first column holds people and is no owner of what follows. Beside people
    "Service" is a department, as in French.
    """
    first, second = [*block.headings, "", ""][:2]
    is_named = any(says_person(block.headings.get(letter, "")) for letter in (first, second))
    return bool(first) and first not in claims and (is_named or are_people(block.data[first]))


def _has_french_names(claims: dict[str, Claim]) -> bool:
    """Whether a French heading names the processes: "Service" beside it is a department."""
    return any(
        claim.alias is not None and claim.alias.language == "fr"
        for claim in claims.values()
        if claim.column == "process_name"
    )


def is_strong(claim: Claim, block: Block) -> bool:
    """Whether the heading of a column of names says that they are processes.

    Args:
        claim: what a column was taken for.
        block: its table.

    Returns:
        True for headings such as "Process"; false for one that could name anything, such as "Name".
    """
    return claim.alias is not None and says_process(parse_heading(block.headings[claim.letter]), claim.alias)


def with_fullest_text(block: Block, recognition: Recognition) -> Recognition | None:
    """The recognition with the fullest column of short distinct text as process_name; None where there is no
    such column.

    Args:
        block: the table.
        recognition: its recognition without a column for process_name.

    Returns:
        The recognition with that column, and a finding that it was guessed. Columns taken for an id, a description, an
        owner or a unit may be taken again; names of people may not.
    """
    free = [
        match
        for match in recognition.matches
        if match.column is None or match.column in ("process_id", "description", "owner", "business_unit")
    ]
    people = respondents(block.headings)
    scored = [
        (
            name_quality(block.data[match.letter])
            * (CODES_AS_NAMES if are_codes(block.data[match.letter]) else 1),
            -position,
            match,
        )
        for position, match in enumerate(free)
        if match.letter not in people and not are_people(block.data[match.letter])
    ]
    things, scored = _without_work(block, recognition, scored)
    # Of equally good columns the leftmost is taken.
    quality, _, best = max(scored, key=lambda item: item[:2], default=(0.0, 0, None))
    if things and best is not None and quality > 0 and _is_before(block, best.letter, things.letter):
        things = None
    if things:
        best = next(match for match in recognition.matches if match.letter == things.letter)
    elif best is None or quality <= 0:
        return None
    chosen = replace(
        best,
        column="process_name",
        how="fullest_text",
        suggestion=None,
        note=phrase("its heading names something else than processes")
        if things
        else phrase("no heading names the processes: the fullest column of short distinct text"),
    )
    matches = tuple(chosen if match.letter == best.letter else match for match in recognition.matches)
    known = (finding for finding in recognition.findings if not things or finding.letter != best.letter)
    findings = (*known, _of_names(best.letter, things))
    return replace(
        recognition, matches=matches, findings=findings, levels=(), listed_as=things and things.listed_as
    )


def _without_work(
    block: Block, recognition: Recognition, scored: list[tuple[float, int, HeadingMatch]]
) -> tuple[Things | None, list[tuple[float, int, HeadingMatch]]]:
    """What a table lists, None where its rows are work; and the columns that may name these, with their quality."""
    things = listed_things(block)
    if things:
        others = [item for item in scored if item[0] >= NAME_GOOD and item[2].letter != things.letter]
        # "Process description" names the rows where nothing else does.
        described = [
            item
            for item in others
            if item[2].column == "description" and describes_processes(item[2].heading)
        ]
        columns_taken = {match.letter: match.column for match in recognition.matches}
        if described or are_work(block, things, columns_taken):
            # Applications go into the list where nothing else names the rows.
            things = things if things.listed_as == "application" and not others else None
            scored = described or others or scored
    return things, scored


def _is_before(block: Block, one: str, other: str) -> bool:
    letters = list(block.headings)
    return letters.index(one) < letters.index(other)


def _of_names(letter: str, things: Things | None) -> HeadingFinding:
    """What there is to tell of a column of names that no heading of processes names."""
    if not things:
        return HeadingFinding("NAME_COLUMN_GUESSED", letter, {"column": "process_name"})
    return HeadingFinding(
        "LIST_OF_OTHER_THINGS", letter, {"column": "process_name", "things": _THINGS[things.listed_as]}
    )
