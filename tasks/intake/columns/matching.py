"""Which heading stands for which column of the input dictionary, and in what unit."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import columns
from schemas.phrases import phrase
from tasks.intake.columns.column_candidates import Claim, claim_of, is_answered
from tasks.intake.columns.heading_effects import effect_of
from tasks.intake.columns.heading_match import asked_for
from tasks.intake.columns.heading_records import REFUSED, of_ticks, record_headings
from tasks.intake.columns.hierarchy import group_letters, level_letters
from tasks.intake.columns.names_of_rows import drop_people, drop_uses
from tasks.intake.columns.one_for_each import drop_weak_id, one_for_each_column
from tasks.intake.columns.periods import choose_periods, is_to_come, whole_years
from tasks.intake.columns.recognition import Chosen, HeadingFinding, Recognition
from tasks.intake.columns.settled import MapInUse, settle_claims
from tasks.intake.columns.side_by_side import gives_a_part, side_by_side, with_parts_marked
from tasks.intake.columns.type_fit import sample
from tasks.intake.columns.unit_columns import attach_unit_columns, is_payment_heading
from tasks.intake.columns.working_time import (
    MEASURES,
    effort_not_read,
    part_time_work,
    without_quantity,
    working_time_not_read,
)
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.decimal_mark import table_decimal
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.known_headings import BRACKETS
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd


_OF_TODAY = MEASURES | {"employees_in_scope", "outsourced_cost"}
_GROUPS = ("function_area", "business_unit", "parent_process")
_MINIMUM, _MAXIMUM = re.compile(r"\bmin\b"), re.compile(r"\bmax(?:imum|imal)?\b")


def recognise(block: Block, settled: MapInUse | None = None) -> Recognition:
    """Match the headings of one table; a table without a claim to process_name has no letter for it.

    Args:
        block: the table.
        settled: the map of its file, whose entries go before what is understood; None without a map.

    Returns:
        A match for each heading in the order of the sheet, and what there is to tell about them.
    """
    entries = settled.columns_of(block) if settled else {}
    decimal = table_decimal(block)
    samples = {letter: sample(block.data[letter]) for letter in block.headings}
    claims, findings = _claims(block, samples, decimal.mark)
    # Each step works on the claims that the steps before left. The map comes after what is guessed from
    # single columns; then levels, which take several columns together, and the choice between claims to the
    # same column.
    of_year, beside_year, of_years = _add_up_years(block, claims, entries.keys())
    findings += of_years
    claims, other_periods = choose_periods(block, claims)
    findings += _periods(other_periods, claims)
    claims, unit_letters, counted = attach_unit_columns(block, samples, claims)
    findings += [_of_unit(block, letter, measure) for letter, measure in counted.items()]
    findings += drop_people(block, claims)
    drop_uses(block, claims)
    _drop_senders(block, claims)
    claims = settle_claims(claims, entries)
    named = {letter for letter, (_, entry) in entries.items() if "taken_for" in entry.model_fields_set}
    findings = [finding for finding in findings if finding.letter not in named]
    parts, of_parts = _side_by_side(block, claims, decimal.mark)
    parts |= of_year | _asked_beside(block, samples, claims)
    findings += of_parts
    claims = with_parts_marked(block, claims, decimal.mark)
    levels = _take_levels(block, samples, claims)
    claims_by_column, lost = one_for_each_column(block, samples, claims, decimal.mark)
    lost += beside_year
    # Departments above their processes are looked for only where no columns of levels were found.
    levels = levels or _groups(block, claims_by_column)
    if levels:
        facts = {"column": "process_name", "levels": ", ".join(levels)}
        findings.append(HeadingFinding("LEVELS_AS_HIERARCHY", levels[-1], facts))
    findings += drop_weak_id(block, claims_by_column)
    findings += part_time_work(block, claims_by_column)
    if "fte" not in claims_by_column:
        findings += effort_not_read(block, samples, claims.keys() | {finding.letter for finding in findings})
    if "handling_minutes" not in claims_by_column:
        findings += working_time_not_read(
            block, samples, claims.keys() | {finding.letter for finding in findings}
        )
    taken = claims.keys() | {finding.letter for finding in findings}
    findings += without_quantity(block, samples, taken, claims_by_column.keys())
    findings += _of_claims(block, claims_by_column, lost, added={claim.column for claim in parts.values()})
    chosen = Chosen(
        won={claim.letter: claim for claim in claims_by_column.values()},
        lost={claim.letter: claim for claim in lost},
        units=unit_letters,
        refused={finding.letter for finding in findings if finding.code in REFUSED} | other_periods.keys(),
        entries=entries,
        parts=parts,
    )
    matches, hints, of_matches = record_headings(block, chosen, decimal)
    findings += of_ticks(block, chosen)
    words = {letter: entry for letter, entry in entries.items() if entry[1].words}
    return Recognition(
        matches, hints, (*findings, *of_matches), levels, words, settled.used if settled else set()
    )


def _claims(
    block: Block, samples: dict[str, pd.Series], decimal: str
) -> tuple[dict[str, Claim], list[HeadingFinding]]:
    """What each heading claims to be, by letter, where its cells fit and it says nothing that cannot be read."""
    claims: dict[str, Claim] = {}
    unfit, findings = [], []
    for letter, text in block.headings.items():
        heading = parse_heading(text)
        claim, refused = claim_of(letter, heading, samples[letter], decimal)
        if claim is None:
            unfit += [HeadingFinding("COLUMN_DOES_NOT_FIT", letter, {"column": refused})] if refused else []
            continue
        effect = effect_of(columns()[claim.column], heading)
        is_plan = is_to_come(heading, block.sheet.this_year) and claim.column in _OF_TODAY
        why = effect.refused or (phrase("figures of a year to come") if is_plan else "")
        if why:
            facts = {"column": claim.column, "why": why}
            findings.append(HeadingFinding("HEADING_SAYS_MORE", letter, facts))
        else:
            claims[letter] = claim
    return claims, unfit + findings + _drop_minimums(block, claims, findings)


def _drop_minimums(
    block: Block, claims: dict[str, Claim], refused: list[HeadingFinding]
) -> list[HeadingFinding]:
    """Takes times out of ``claims`` whose "min" is no minute: "AHT min" beside "AHT max", which was refused."""
    maximums = {
        finding.facts["column"]
        for finding in refused
        if finding.code == "HEADING_SAYS_MORE" and _MAXIMUM.search(fold(block.headings[finding.letter]))
    }
    why = phrase('"{word}" names another quantity', word="min")
    letters = [
        letter
        for letter, claim in claims.items()
        if claim.column in maximums and _MINIMUM.search(fold(BRACKETS.sub(" ", block.headings[letter])))
    ]
    return [
        HeadingFinding("HEADING_SAYS_MORE", letter, {"column": claims.pop(letter).column, "why": why})
        for letter in letters
    ]


def _of_claims(
    block: Block, claims_by_column: dict[str, Claim], lost: list[Claim], added: set[str]
) -> list[HeadingFinding]:
    """Columns that another one was taken for, and columns found by single words of their headings, without those
    that are added up, of which more is said.
    """
    twice = [
        HeadingFinding(
            "PART_BESIDE_TOTAL"
            if claim.is_of_year or claim.is_part or gives_a_part(block, claim)
            else "TWO_HEADINGS_ONE_COLUMN",
            claim.letter,
            {
                "column": claim.column,
                "kept": claims_by_column[claim.column].letter if claim.column in claims_by_column else "?",
            },
        )
        for claim in lost
    ]
    by_words = [
        HeadingFinding("HEADING_BY_WORDS", claim.letter, {"column": claim.column})
        for claim in claims_by_column.values()
        if claim.how == "words" and claim.column not in added
    ]
    return twice + by_words


def _side_by_side(
    block: Block, claims: dict[str, Claim], decimal: str
) -> tuple[dict[str, Claim], list[HeadingFinding]]:
    """Takes out of ``claims`` all but the first column of a quantity that several add up to; and all of them where
    they cannot be added up. Gives those that are added, and what there is to tell.
    """
    parts, findings = {}, []
    for column, letters, is_added in side_by_side(block, claims, decimal):
        facts = {"column": column, "others": ", ".join(letters[1:])}
        findings.append(
            HeadingFinding("PARTS_ADDED" if is_added else "PARTS_WITHOUT_TOTAL", letters[0], facts)
        )
        if is_added:
            parts |= {letter: claims.pop(letter) for letter in letters[1:]}
        else:
            for letter in letters:
                del claims[letter]
    return parts, findings


def _asked_beside(block: Block, samples: dict[str, pd.Series], claims: dict[str, Claim]) -> dict[str, Claim]:
    """Takes out of ``claims`` the kinds of data that are asked for ("Personal data?", "Health data?") beside another
    column of data types, and gives them; of questions alone the first one stays.
    """
    column, hidden = columns()["data_types"], block.sheet.hidden_columns
    letters = [
        letter for letter, claim in claims.items() if claim.column == column.name and letter not in hidden
    ]
    questions = [
        letter
        for letter in letters
        if letter in block.ticked.values()
        or (asked_for(column, parse_heading(block.headings[letter])) and is_answered(samples[letter]))
    ]
    beside = questions if len(questions) < len(letters) else questions[1:]
    return {letter: claims.pop(letter) for letter in beside}


def _add_up_years(
    block: Block, claims: dict[str, Claim], settled: Set[str]
) -> tuple[dict[str, Claim], list[Claim], list[HeadingFinding]]:
    """Takes out of ``claims`` all but the first column of a quantity whose months or quarters are one year, and all of
    them where another column gives the whole. What a map settles is left alone.

    Returns:
        The columns that are added to the first one, by letter; those that are not used beside a whole; and what there
        is to tell of the added ones.
    """
    parts, unused, findings = {}, [], []
    for year in whole_years(block, claims):
        if not settled.isdisjoint((*year.letters, *year.older, *year.beside, year.whole)):
            continue
        unused += [claims.pop(letter) for letter in year.beside]
        of_year = {letter: replace(claims.pop(letter), is_of_year=True) for letter in year.letters}
        for letter in year.older:
            del claims[letter]
        replaced = dict.fromkeys(year.older, year.whole or year.letters[0])
        findings += _periods(replaced, claims | of_year)
        if year.whole:
            claims[year.whole] = replace(claims[year.whole], is_of_year=True)
            unused += of_year.values()
            continue
        first = year.letters[0]
        claims[first] = of_year.pop(first)
        parts |= of_year
        facts = {"column": year.column, "others": ", ".join(of_year)}
        findings.append(HeadingFinding("YEAR_ADDED_UP", first, facts))
    return parts, unused, findings


def _periods(replaced: dict[str, str], claims: dict[str, Claim]) -> list[HeadingFinding]:
    """One finding for each column of which several periods are given: what was taken, and what was not."""
    others: dict[str, list[str]] = {}
    for letter, taken in replaced.items():
        others.setdefault(taken, []).append(letter)
    return [
        HeadingFinding("PERIOD_CHOSEN", taken, {"column": claims[taken].column, "others": ", ".join(letters)})
        for taken, letters in others.items()
    ]


def _of_unit(block: Block, letter: str, measure: str) -> HeadingFinding:
    """What there is to tell of a column of units that another heading would have claimed."""
    if not measure:
        return HeadingFinding("UNIT_WITHOUT_MEASURE", letter, {"column": "business_unit"})
    is_payment = is_payment_heading(block.headings[letter])
    code = "PAYMENTS_OF_PERIOD" if is_payment else "UNIT_SAYS_COUNTED"
    return HeadingFinding(code, letter, {"column": measure})


def _drop_senders(block: Block, claims: dict[str, Claim]) -> None:
    """Takes suppliers of inputs out of ``claims``: "Supplier | Input | Process | Output | Customer" says nothing of who
    does the work.
    """
    headings = {fold(text).strip(" :") for text in block.headings.values()}
    parts = words_of_kind("sipoc_heading")
    if not {"input", "output"} <= {parts.get(heading) for heading in headings}:
        return
    for letter in [letter for letter, claim in claims.items() if claim.column == "provider"]:
        if parts.get(fold(block.headings[letter]).strip(" :")) == "sender":
            del claims[letter]


def _take_levels(block: Block, samples: dict[str, pd.Series], claims: dict[str, Claim]) -> tuple[str, ...]:
    """The levels of a hierarchy, if the table has one; the last is a column of names to their right, or the
    lowest level.
    """
    levels = level_letters(block, samples)
    named = [
        letter for letter, claim in claims.items() if claim.column == "process_name" and letter not in levels
    ]
    letters = list(block.headings)
    # A column of names to the left of the levels is the list itself; the levels then are something else.
    if not levels or any(letters.index(letter) < letters.index(levels[-1]) for letter in named):
        return ()
    for letter in [
        letter for letter in levels if letter in claims and claims[letter].column == "process_name"
    ]:
        del claims[letter]
    if named:
        return (*levels, named[0])
    claims[levels[-1]] = Claim(
        levels[-1], "process_name", "content", None, 0, phrase("the deepest level that is filled in")
    )
    return levels


def _groups(block: Block, claims_by_column: dict[str, Claim]) -> tuple[str, ...]:
    """Departments and groups to the left of the names, and the names, where rows name a group alone."""
    letters = list(block.headings)
    name = claims_by_column["process_name"].letter if "process_name" in claims_by_column else letters[0]
    groups = [
        letter
        for letter in letters[: letters.index(name)]
        if any(claim.letter == letter for claim in map(claims_by_column.get, _GROUPS) if claim)
    ]
    return group_letters(block, groups, name) if groups else ()
