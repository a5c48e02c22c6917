"""The record of each heading: what it was taken for, how its cells are read, and what there is to tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.phrases import phrase
from schemas.records import HeadingMatch
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.columns.heading_match import in_brackets, match_heading
from tasks.intake.columns.recognition import Chosen, HeadingFinding
from tasks.intake.columns.settled import settle_hints
from tasks.intake.columns.unit_notes import is_meant, named_place, notes_not_used, unit_note, with_note
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.decimal_mark import DecimalMark
from tasks.intake.tables.restated_headings import is_time_of_jira
from tasks.intake.wording.states import are_states

if TYPE_CHECKING:
    pass


# Issues that refuse a claim: such a heading gets no suggestion on top, because it was understood.
REFUSED = (
    "COLUMN_DOES_NOT_FIT",
    "EFFORT_NOT_READ",
    "WORKING_TIME_NOT_READ",
    "COLUMN_OF_PEOPLE",
    "ID_NOT_UNIQUE",
    "HEADING_SAYS_MORE",
    "UNIT_WITHOUT_MEASURE",
)
_MARKS = {",": phrase("comma"), ".": phrase("point")}


def record_headings(
    block: Block, chosen: Chosen, decimal: DecimalMark
) -> tuple[tuple[HeadingMatch, ...], dict[str, Hints], list[HeadingFinding]]:
    """The record of each heading in the order of the sheet, hints by letter, and what there is to tell. What a map
    says of a column needs no telling.

    Args:
        block: the table.
        chosen: what its headings were taken for.
        decimal: the decimal mark of the table.
    """
    note, unused = unit_note(block), notes_not_used(block)
    measured = chosen.measured
    matches: list[HeadingMatch] = []
    hints: dict[str, Hints] = {}
    findings: list[HeadingFinding] = []
    for letter, text in block.headings.items():
        of_match: list[HeadingFinding] = []
        match, hint = match_heading(
            block,
            letter,
            text,
            chosen.won.get(letter) or chosen.parts.get(letter),
            chosen.lost.get(letter),
            decimal,
        )
        named = in_brackets(text) if match.how == "not_recognised" and not match.suggestion else None
        if named and named[0] not in {claim.column for claim in chosen.won.values()}:
            match = replace(match, suggestion=named[1])
        # The note first, then the map: what a person settled goes before what was understood.
        noted = with_note(match, hint, *note) if note else None
        if note and noted:
            match, hint = noted
            facts = {"column": match.column, "note": named_place(note[0]), "unit": match.unit}
            of_match.append(HeadingFinding("AMOUNTS_BY_NOTE", letter, facts))
        of_match += [
            HeadingFinding("NOTE_NOT_USED", letter, {"column": match.column, "note": named_place(row)})
            for row, kind in unused
            if is_meant(kind, match, block.data[letter])
        ]
        if letter in chosen.entries:
            match, hint = settle_hints(chosen.entries[letter][1], match, hint)
        match = replace(match, unit_letter=chosen.units.get(letter, "") if match.column else "")
        if letter in chosen.parts:
            match = _as_part(match, chosen)
        if letter in block.ticked:
            first = block.ticked[letter]
            match = replace(match, how="ticked", note=phrase("read with column {letter}", letter=first))
        if letter in measured:
            match = replace(
                match, how="unit", note=phrase("unit of column {letter}", letter=measured[letter])
            )
        # No suggestion for a column whose meaning is known: refused with an issue, a unit of another, or
        # settled.
        is_known = letter in chosen.refused or letter in measured or letter in chosen.named
        if match.suggestion and (is_known or are_states(block.data[letter].dropna().unique())):
            match = replace(match, suggestion=None)
        if written := block.written.get(letter):
            if is_time_of_jira(written) and match.unit == "second" and not match.note:
                match = replace(match, note=phrase("in seconds, as Jira writes times"))
            match = replace(match, heading=written)
        matches.append(match)
        hints[letter] = hint
        if letter not in chosen.named:
            findings += of_match + _of_match(match, hint)
    return tuple(matches), hints, findings


def _as_part(match: HeadingMatch, chosen: Chosen) -> HeadingMatch:
    """The record of a column whose figures are added to those of another one."""
    whole = next(letter for letter, claim in chosen.won.items() if claim.column == match.column)
    note = phrase("added to column {letter}", letter=whole)
    return replace(match, column=None, part_of=match.column or "", how="part", note=note)


def of_ticks(block: Block, chosen: Chosen) -> list[HeadingFinding]:
    """What there is to tell of answers in columns of their own, by the column of the first answer.

    Args:
        block: the table.
        chosen: what its headings were taken for.

    Returns:
        A finding for each question.
    """
    columns_taken = {letter: claim.column for letter, claim in {**chosen.won, **chosen.parts}.items()}
    return [
        HeadingFinding(
            "TICKS_AS_WORDS",
            first,
            {
                "column": columns_taken[first],
                "others": ", ".join(letter for letter, of in block.ticked.items() if of == first),
            },
        )
        for first in dict.fromkeys(block.ticked.values())
        if first in columns_taken
    ]


def _of_match(match: HeadingMatch, hint: Hints) -> list[HeadingFinding]:
    """Amounts that are multiplied, numbers with a decimal mark that was guessed, and what a heading may mean."""
    findings = []
    if match.multiplier:
        facts = {"column": match.column, "with_column": match.multiplier.removeprefix("1/")}
        findings.append(HeadingFinding("HEADING_MULTIPLIED", match.letter, facts))
    if hint.is_guessed_decimal:
        facts = {"column": match.column, "mark": _MARKS[hint.decimal]}
        findings.append(HeadingFinding("NUMBERS_READ_TWO_WAYS", match.letter, facts))
    if match.suggestion:
        findings.append(HeadingFinding("HEADING_SUGGESTION", match.letter, {"suggestion": match.suggestion}))
    return findings
