"""Which heading stands for which column of the input dictionary, and in what unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from schemas.columns import columns
from schemas.mapping import ColumnMap
from schemas.phrases import phrase
from schemas.records import HeadingMatch
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.columns.column_candidates import Claim, claim_of
from tasks.intake.columns.heading_effects import effect_of
from tasks.intake.columns.heading_match import match_heading
from tasks.intake.columns.hierarchy import group_letters, level_letters
from tasks.intake.columns.part_columns import part_letters
from tasks.intake.columns.people import are_people, respondents
from tasks.intake.columns.periods import choose_periods
from tasks.intake.columns.settled import MapInUse, Path, settle_claims, settle_hints
from tasks.intake.columns.type_fit import name_quality, sample
from tasks.intake.columns.unit_columns import attach_unit_columns
from tasks.intake.columns.unit_notes import is_meant, notes_not_used, unit_note, with_note
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.decimal_mark import table_decimal
from tasks.intake.thresholds import ID_SURPLUS_ROWS, ID_SURPLUS_SHARE, NAME_GOOD
from tasks.intake.wording.heading import parse_heading, says_process

if TYPE_CHECKING:
    import pandas as pd

_GROUPS = ("function_area", "business_unit", "parent_process")
_HOW = ("map", "alias", "content", "words")


@dataclass(frozen=True)
class Recognition:
    """``matches`` in the order of the sheet; ``hints`` by letter; ``findings`` are (code, letter, facts)
    about headings; ``levels`` are the letters of a hierarchy, of which the last one names the processes;
    ``words`` are the entries of a map that settle words of a column, by letter, and ``used_words`` takes
    the paths of those that fit a cell.
    """

    matches: tuple[HeadingMatch, ...]
    hints: dict[str, Hints]
    findings: tuple[tuple[str, str, dict[str, Any]], ...]
    levels: tuple[str, ...] = ()
    words: Mapping[str, tuple[Path, ColumnMap]] = field(default_factory=dict)
    used_words: set[Path] = field(default_factory=set)

    def letter(self, column: str) -> str | None:
        """Letter of the column taken for ``column``."""
        return next((match.letter for match in self.matches if match.column == column), None)

    @property
    def columns(self) -> set[str]:
        """The columns recognised."""
        return {match.column for match in self.matches if match.column}


def recognise(block: Block, settled: MapInUse | None = None) -> Recognition:
    """Match the headings of one table; a table without a claim to process_name has no letter for it.

    Args:
        block: the table.
        settled: the map of its file, whose entries go before what is understood; None without a map.
    """
    entries = settled.columns_of(block) if settled else {}
    decimal = table_decimal(block)
    samples = {letter: sample(block.data[letter]) for letter in block.headings}
    findings: list[tuple[str, str, dict[str, Any]]] = []
    claims: dict[str, Claim] = {}
    for letter, text in block.headings.items():
        claim, refused = claim_of(letter, parse_heading(text), samples[letter], decimal.mark)
        if claim:
            claims[letter] = claim
        elif refused:
            findings.append(("COLUMN_DOES_NOT_FIT", letter, {"column": refused}))
    for letter, claim in list(claims.items()):
        effect = effect_of(columns()[claim.column], parse_heading(block.headings[letter]))
        if effect.refused:
            findings.append(("HEADING_SAYS_MORE", letter, {"column": claim.column, "why": effect.refused}))
            del claims[letter]
    claims, other_periods = choose_periods(block, claims)
    findings += _periods(other_periods, claims)
    claims, unit_letters = attach_unit_columns(block, samples, claims)
    _drop_people(block, claims, findings)
    claims = settle_claims(claims, entries)
    findings = [found for found in findings if found[1] not in entries]
    levels = _take_levels(block, samples, claims)
    kept, lost = _settle(block, claims)
    levels = levels or _groups(block, kept)
    if levels:
        findings.append(
            ("LEVELS_AS_HIERARCHY", levels[-1], {"column": "process_name", "levels": ", ".join(levels)})
        )
    _drop_weak_id(block, kept, findings)
    winners = {claim.letter: claim for claim in kept.values()}
    for claim in lost:
        findings.append(
            (
                "TWO_HEADINGS_ONE_COLUMN",
                claim.letter,
                {"column": claim.column, "kept": kept[claim.column].letter if claim.column in kept else "?"},
            )
        )
    findings += [
        ("HEADING_BY_WORDS", claim.letter, {"column": claim.column})
        for claim in kept.values()
        if claim.how == "words"
    ]
    losers = {claim.letter: claim for claim in lost}
    refused_letters = {
        letter
        for code, letter, _ in findings
        if code in ("COLUMN_DOES_NOT_FIT", "COLUMN_OF_PEOPLE", "ID_NOT_UNIQUE", "HEADING_SAYS_MORE")
    }
    measured = {unit: letter for letter, unit in unit_letters.items() if letter in winners}
    matches, hints = [], {}
    note, unused = unit_note(block), notes_not_used(block)
    for letter, text in block.headings.items():
        match, hint = match_heading(block, letter, text, winners.get(letter), losers.get(letter), decimal)
        noted = with_note(match, hint, note[1]) if note else None
        if note and noted:
            match, hint = noted
            if letter not in entries:
                facts = {"column": match.column, "note": note[0], "unit": match.unit}
                findings.append(("AMOUNTS_BY_NOTE", letter, facts))
        if letter in entries:
            match, hint = settle_hints(entries[letter][1], match, hint)
        else:
            findings += [
                ("NOTE_NOT_USED", letter, {"column": match.column, "note": row})
                for row, kind in unused
                if is_meant(kind, match)
            ]
        match = replace(match, unit_letter=unit_letters.get(letter, "") if match.column else "")
        if letter in measured:
            match = replace(
                match, how="unit", note=phrase("unit of column {letter}", letter=measured[letter])
            )
        matches.append(match)
        hints[letter] = hint
        if match.multiplier and letter not in entries:
            with_column = match.multiplier.removeprefix("1/")
            facts = {"column": match.column, "with_column": with_column}
            findings.append(("HEADING_MULTIPLIED", letter, facts))
        if hint.is_guessed_decimal and letter not in entries:
            findings.append(
                (
                    "NUMBERS_READ_TWO_WAYS",
                    letter,
                    {
                        "column": match.column,
                        "mark": {",": phrase("comma"), ".": phrase("point")}[hint.decimal],
                    },
                )
            )
        if letter in refused_letters or letter in measured or letter in entries:
            match = replace(match, suggestion=None)
        matches[-1] = match
        if match.suggestion:
            findings.append(("HEADING_SUGGESTION", letter, {"suggestion": match.suggestion}))
    words = {letter: entry for letter, entry in entries.items() if entry[1].words}
    return Recognition(
        tuple(matches), hints, tuple(findings), levels, words, settled.used if settled else set()
    )


def _periods(replaced: dict[str, str], claims: dict[str, Claim]) -> list[tuple[str, str, dict[str, Any]]]:
    """One finding for each column of which several periods are given: what was taken, and what was not."""
    others: dict[str, list[str]] = {}
    for letter, taken in replaced.items():
        others.setdefault(taken, []).append(letter)
    return [
        ("PERIOD_CHOSEN", taken, {"column": claims[taken].column, "others": ", ".join(letters)})
        for taken, letters in others.items()
    ]


def _drop_people(
    block: Block, claims: dict[str, Claim], findings: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """A heading such as "Name" claims no names of processes where people are below it, or who filled in a
    form.
    """
    forms = respondents(block.headings)
    for letter, claim in list(claims.items()):
        if letter in forms and claim.column not in ("process_id", "process_name"):
            del claims[letter]  # such as the time at which somebody sent the form off
        elif claim.column != "process_name" or is_strong(claim, block):
            continue
        elif letter in forms or are_people(block.data[letter]):
            findings.append(("COLUMN_OF_PEOPLE", letter, {"column": "process_name"}))
            del claims[letter]


def is_strong(claim: Claim, block: Block) -> bool:
    """Whether the heading of a column of names says that they are processes."""
    return claim.alias is not None and says_process(parse_heading(block.headings[claim.letter]), claim.alias)


def _take_levels(block: Block, samples: dict[str, pd.Series], claims: dict[str, Claim]) -> tuple[str, ...]:
    """The levels of a hierarchy, if the table has one; the last is a column of names to their right, or the
    lowest level.
    """
    levels = level_letters(block, samples)
    named = [
        letter for letter, claim in claims.items() if claim.column == "process_name" and letter not in levels
    ]
    letters = list(block.headings)
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


def _groups(block: Block, kept: dict[str, Claim]) -> tuple[str, ...]:
    """Departments and groups to the left of the names, and the names, where rows name a group alone."""
    letters = list(block.headings)
    name = kept["process_name"].letter if "process_name" in kept else letters[0]
    groups = [
        letter
        for letter in letters[: letters.index(name)]
        if any(claim.letter == letter for claim in map(kept.get, _GROUPS) if claim)
    ]
    return group_letters(block, groups, name) if groups else ()


def with_fullest_text(block: Block, found: Recognition) -> Recognition | None:
    """The recognition with the fullest column of short distinct text as process_name; None where there is no
    such column.
    """
    free = [
        match
        for match in found.matches
        if match.column is None or match.column in ("process_id", "description", "owner", "business_unit")
    ]
    people = respondents(block.headings)
    scored = [
        (name_quality(block.data[match.letter]), -position, match)
        for position, match in enumerate(free)
        if match.letter not in people and not are_people(block.data[match.letter])
    ]
    quality, _, best = max(scored, key=lambda item: item[:2], default=(0.0, 0, None))
    if best is None or quality <= 0:
        return None
    chosen = replace(
        best,
        column="process_name",
        how="fullest_text",
        suggestion=None,
        note=phrase("no heading names the processes: the fullest column of short distinct text"),
    )
    matches = tuple(chosen if match.letter == best.letter else match for match in found.matches)
    guessed = ("NAME_COLUMN_GUESSED", best.letter, {"column": "process_name"})
    return replace(found, matches=matches, findings=(*found.findings, guessed), levels=())


def _settle(block: Block, claims: dict[str, Claim]) -> tuple[dict[str, Claim], list[Claim]]:
    """One claim a column: visible before hidden, amounts as they are before those for each item, exact before
    contained, then the fuller, then the more exact; names by distinctness first.
    """
    letters = list(block.headings)
    rows = max(1, len(block.data))

    has_parts = bool(part_letters(block.headings))

    def order(claim: Claim) -> tuple:
        is_weak = claim.column == "process_name" and claim.how == "alias" and not is_strong(claim, block)
        raw = block.data[claim.letter]
        quality = name_quality(raw) if claim.column == "process_name" else 1.0
        distinct = int(quality < NAME_GOOD) + int(quality <= 0)
        heading = parse_heading(block.headings[claim.letter])
        meaning = heading.meaning
        return (
            claim.letter in block.sheet.hidden_columns,
            is_weak and has_parts,
            claim.column == "process_name" and heading.all_words == {"service"},  # in French, a department
            distinct,
            is_weak,
            bool(effect_of(columns()[claim.column], parse_heading(block.headings[claim.letter])).multiplier),
            meaning.is_plan,
            _HOW.index(claim.how),
            -round(int(raw.notna().sum()) / rows, 1),
            claim.rank,
            letters.index(claim.letter),
        )

    kept: dict[str, Claim] = {}
    lost: list[Claim] = []
    for claim in sorted(claims.values(), key=order):
        if claim.column in kept:
            lost.append(claim)
        else:
            kept[claim.column] = claim
    return kept, lost


def _drop_weak_id(
    block: Block, kept: dict[str, Claim], findings: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """A column is an id only when nearly unique; the same id and name twice is a repeated row and does not
    count against it.
    """
    claim, name = kept.get("process_id"), kept.get("process_name")
    if claim is None:
        return
    pair = (
        block.data[[claim.letter] + ([name.letter] if name else [])].dropna().astype("str").drop_duplicates()
    )
    ids = pair[claim.letter]
    surplus = len(ids) - ids.nunique()
    if surplus > max(ID_SURPLUS_ROWS, ID_SURPLUS_SHARE * len(ids)) or (len(ids) > 2 and ids.nunique() == 1):
        findings.append(("ID_NOT_UNIQUE", claim.letter, {"column": "process_id"}))
        del kept["process_id"]
