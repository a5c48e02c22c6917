"""Which heading stands for which column of the input dictionary, and in what unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.columns import NUMERIC_TYPES, Column, columns
from schemas.mapping import ColumnMap
from schemas.phrases import phrase
from schemas.records import HeadingMatch
from tasks.distinct_texts import distinct_rows, distinct_texts
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.columns.column_candidates import Claim, claim_of, is_answered
from tasks.intake.columns.heading_effects import effect_of
from tasks.intake.columns.heading_match import asked_for, in_brackets, match_heading
from tasks.intake.columns.hierarchy import group_letters, level_letters
from tasks.intake.columns.part_columns import part_letters
from tasks.intake.columns.people import are_people, respondents, says_person
from tasks.intake.columns.periods import choose_periods, is_to_come, whole_years
from tasks.intake.columns.settled import MapInUse, Path, settle_claims, settle_hints
from tasks.intake.columns.side_by_side import gives_a_part, side_by_side
from tasks.intake.columns.things import Things, are_work, describes_processes, listed_things
from tasks.intake.columns.type_fit import are_codes, fit_share, name_quality, sample
from tasks.intake.columns.unit_columns import attach_unit_columns, is_payment_heading
from tasks.intake.columns.unit_notes import is_meant, named_place, notes_not_used, unit_note, with_note
from tasks.intake.columns.without_quantity import others_alone, periods_alone
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.decimal_mark import DecimalMark, table_decimal
from tasks.intake.tables.restated_headings import is_time_of_jira
from tasks.intake.thresholds import (
    CODES_AS_NAMES,
    ID_SURPLUS_ROWS,
    ID_SURPLUS_SHARE,
    NAME_GOOD,
    NUMERIC_SHARE,
)
from tasks.intake.wording.heading import Heading, parse_heading, says_process
from tasks.intake.wording.heading_units import heading_words
from tasks.intake.wording.known_headings import BRACKETS
from tasks.intake.wording.normalise import fold, words_in
from tasks.intake.wording.states import are_states

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = frozenset({"volume", "fte", "annual_cost", "labour_cost", "handling_minutes"})
_OF_TODAY = _MEASURES | {"employees_in_scope", "outsourced_cost"}
_GROUPS = ("function_area", "business_unit", "parent_process")
# words of headings that count people, who may work part-time
_HEADS = frozenset(
    ("headcount", "head", "kopf", "kopfe", "mitarbeiter", "personen", "person", "people", "employee", "staff")
    + ("effectif", "personne", "persona", "plantilla", "empleado", "agent", "hc", "ma", "personalstarke")
    + (
        "ressource",
        "collaborateur",
        "efectivo",
        "addetti",
        "organico",
        "dipendenti",
        "medewerker",
        "formatie",
    )
    + ("bezetting", "pracownicy", "pracownikow", "obsada", "colaboradore", "efetivo", "funcionario")
)
# Words of headings of which another one of the same column is preferred: how often work is done, or how many items
# came in, beside the volume, when a contract is renewed beside when it ends.
_SECOND_BEST = {
    "fte": _HEADS,
    "volume": frozenset(
        ("run", "frequency", "time", "haufigkeit", "frequence", "frecuencia", "received", "handled")
    ),
    "handling_minutes": frozenset({"effort"}),
    "contract_end": frozenset({"renewal"}),
}
# Headings of a SIPOC table, folded.
_SENDERS = frozenset(("supplier", "suppliers", "lieferant", "lieferanten", "fournisseur", "fournisseurs"))
_SENDERS |= frozenset(("proveedor", "proveedores", "leverancier", "fornitore", "fornitori", "fornecedor"))
_INPUTS = frozenset(
    ("input", "inputs", "eingabe", "eingaben", "eingang", "entree", "entrees", "entrada", "entradas")
)
_OUTPUTS = frozenset(
    ("output", "outputs", "ausgabe", "ausgaben", "ergebnis", "sortie", "sorties", "salida", "salidas")
)
_OUTPUTS |= frozenset(
    ("customer", "customers", "kunde", "kunden", "client", "clients", "cliente", "clientes", "klant")
)
_TIMES_OF_WORK = frozenset({"hour", "minute", "second"})
_EFFORT = frozenset({"effort", "workload", "esfuerzo"})
_POSTS = frozenset(("fte", "vza", "vzae", "vzk", "mak", "etp", "wte", "etc"))
# "MTPD" and "maximum tolerable downtime" beside "RTO"
_LONGEST_OUTAGE = re.compile(r"\b(?:mtpd|mtd|mta|mao|dmia|max\w*|tolera\w*|toleri\w*|allowable|admissible)\b")
# Headings of the share of a full post that people work, folded.
_PART_TIME = re.compile(
    r"\b(?:part[- ]?time|teilzeit\w*|beschaftigungsgrad\w*|arbeitszeitanteil\w*|pensum"
    r"|employment (?:level|rate|percentage)|temps partiel|quotite|taux d.activite|jornada parcial|tiempo parcial)\b"
)
# And of the share of their time that they spend on the process.
_TIME_SHARE = re.compile(
    r"(?:%|\b(?:per ?cent\w*|share|portion|anteil\w*|part|porcentaje)\b) ?(?:of |(?:an )?der |du |de |del )?"
    r"(?:the |their )?(?:work(?:ing)? ?)?(?:time|arbeitszeit|zeit|temps|tiempo)(?: (?:spent|allocated|used))?\W*$"
    r"|^\W*(?:time|effort|zeit|temps|tiempo) (?:spent |share |allocation )?[(\[]?(?:in )?%"
    r"|^\W*(?:(?:time|fte|staff|resource|head ?count) )?allocation\W*$|\bzeitanteil\w*"
)
_MINIMUM, _MAXIMUM = re.compile(r"\bmin\b"), re.compile(r"\bmax(?:imum|imal)?\b")
# Ways to recognise a column, the surest first.
_HOW = ("map", "alias", "content", "words")
# Issues that refuse a claim: such a heading gets no suggestion on top, because it was understood.
_REFUSED = (
    "COLUMN_DOES_NOT_FIT",
    "EFFORT_NOT_READ",
    "WORKING_TIME_NOT_READ",
    "COLUMN_OF_PEOPLE",
    "ID_NOT_UNIQUE",
    "HEADING_SAYS_MORE",
    "UNIT_WITHOUT_MEASURE",
)
_MARKS = {",": phrase("comma"), ".": phrase("point")}
_THINGS = {
    "account": phrase("accounts"),
    "application": phrase("applications"),
    "asset": phrase("assets"),
    "measure": phrase("measures"),
    "position": phrase("positions"),
    "project": phrase("projects"),
    "risk": phrase("risks"),
}


class HeadingFinding(NamedTuple):
    """What there is to tell about a heading: code of the issue, letter of the column, facts of its sentence."""

    code: str
    letter: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """What the headings of a table were taken for, each by letter.

    Attributes:
        won: the claims that stand.
        lost: claims to a column for which another one was taken.
        units: letter of the column that holds the unit of this one.
        refused: columns whose claim was refused with an issue.
        entries: what a map says of a column.
        parts: claims whose figures are added to those of a claim to the same column that stands.
    """

    won: dict[str, Claim]
    lost: dict[str, Claim]
    units: dict[str, str]
    refused: set[str]
    entries: Mapping[str, tuple[Path, ColumnMap]]
    parts: Mapping[str, Claim]

    @property
    def measured(self) -> dict[str, str]:
        """Columns that hold a unit, and the column that it is the unit of."""
        return {unit: letter for letter, unit in self.units.items() if letter in self.won}


@dataclass(frozen=True)
class Recognition:
    """``matches`` in the order of the sheet; ``hints`` by letter; ``findings`` are about
    headings; ``levels`` are the letters of a hierarchy, of which the last one names the processes;
    ``listed_as`` is a value of LISTED_KINDS where the rows are something else than processes;
    ``words`` are the entries of a map that settle words of a column, by letter, and ``used_words`` takes
    the paths of those that fit a cell.
    """

    matches: tuple[HeadingMatch, ...]
    hints: dict[str, Hints]
    findings: tuple[HeadingFinding, ...]
    levels: tuple[str, ...] = ()
    words: Mapping[str, tuple[Path, ColumnMap]] = field(default_factory=dict)
    used_words: set[Path] = field(default_factory=set)
    listed_as: str | None = None

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
    findings += _drop_people(block, claims)
    _drop_uses(block, claims)
    _drop_senders(block, claims)
    claims = settle_claims(claims, entries)
    findings = [finding for finding in findings if finding.letter not in entries]
    parts, of_parts = _side_by_side(block, claims)
    parts |= of_year | _asked_beside(block, samples, claims)
    findings += of_parts
    levels = _take_levels(block, samples, claims)
    claims_by_column, lost = _one_for_each_column(block, samples, claims, decimal.mark)
    lost += beside_year
    # Departments above their processes are looked for only where no columns of levels were found.
    levels = levels or _groups(block, claims_by_column)
    if levels:
        facts = {"column": "process_name", "levels": ", ".join(levels)}
        findings.append(HeadingFinding("LEVELS_AS_HIERARCHY", levels[-1], facts))
    findings += _drop_weak_id(block, claims_by_column)
    findings += _part_time(block, claims_by_column)
    if "fte" not in claims_by_column:
        findings += _effort(block, samples, claims.keys() | {finding.letter for finding in findings})
    if "handling_minutes" not in claims_by_column:
        findings += _working_time(block, samples, claims.keys() | {finding.letter for finding in findings})
    taken = claims.keys() | {finding.letter for finding in findings}
    findings += _without_quantity(block, samples, taken, claims_by_column.keys())
    findings += _of_claims(block, claims_by_column, lost, added={claim.column for claim in parts.values()})
    chosen = Chosen(
        won={claim.letter: claim for claim in claims_by_column.values()},
        lost={claim.letter: claim for claim in lost},
        units=unit_letters,
        refused={finding.letter for finding in findings if finding.code in _REFUSED} | other_periods.keys(),
        entries=entries,
        parts=parts,
    )
    matches, hints, of_matches = _matches(block, chosen, decimal)
    findings += _of_ticks(block, chosen)
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
            if claim.is_of_year or gives_a_part(block, claim)
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


def _matches(
    block: Block, chosen: Chosen, decimal: DecimalMark
) -> tuple[tuple[HeadingMatch, ...], dict[str, Hints], list[HeadingFinding]]:
    """The record of each heading in the order of the sheet, hints by letter, and what there is to tell. What a map
    says of a column needs no telling.
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
        is_known = letter in chosen.refused or letter in measured or letter in chosen.entries
        if match.suggestion and (is_known or are_states(block.data[letter].dropna().unique())):
            match = replace(match, suggestion=None)
        if written := block.written.get(letter):
            if is_time_of_jira(written) and match.unit == "second" and not match.note:
                match = replace(match, note=phrase("in seconds, as Jira writes times"))
            match = replace(match, heading=written)
        matches.append(match)
        hints[letter] = hint
        if letter not in chosen.entries:
            findings += of_match + _of_match(match, hint)
    return tuple(matches), hints, findings


def _as_part(match: HeadingMatch, chosen: Chosen) -> HeadingMatch:
    """The record of a column whose figures are added to those of another one."""
    whole = next(letter for letter, claim in chosen.won.items() if claim.column == match.column)
    note = phrase("added to column {letter}", letter=whole)
    return replace(match, column=None, part_of=match.column or "", how="part", note=note)


def _of_ticks(block: Block, chosen: Chosen) -> list[HeadingFinding]:
    """What there is to tell of answers in columns of their own, by the column of the first answer."""
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


def _side_by_side(block: Block, claims: dict[str, Claim]) -> tuple[dict[str, Claim], list[HeadingFinding]]:
    """Takes out of ``claims`` all but the first column of a quantity that several add up to; and all of them where
    they cannot be added up. Gives those that are added, and what there is to tell.
    """
    parts, findings = {}, []
    for column, letters, is_added in side_by_side(block, claims):
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


def _drop_people(block: Block, claims: dict[str, Claim]) -> list[HeadingFinding]:
    """Takes out of ``claims`` what people are named by: a heading such as "Name" claims no names of processes where
    people are below it, or who filled in a form.
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


def _drop_uses(block: Block, claims: dict[str, Claim]) -> None:
    """Takes out of ``claims`` names that only say what something else is for ("Application | Purpose")."""
    named = [letter for letter, claim in claims.items() if claim.column == "process_name"]
    things = listed_things(block, named) if named else None
    if things and not are_work(block, things, {letter: claim.column for letter, claim in claims.items()}):
        for letter in named:
            claims[letter] = replace(claims[letter], column="description")
        claims.pop(things.letter, None)


def _drop_senders(block: Block, claims: dict[str, Claim]) -> None:
    """Takes suppliers of inputs out of ``claims``: "Supplier | Input | Process | Output | Customer" says nothing of who
    does the work.
    """
    headings = {fold(text).strip(" :") for text in block.headings.values()}
    if headings.isdisjoint(_INPUTS) or headings.isdisjoint(_OUTPUTS):
        return
    for letter in [letter for letter, claim in claims.items() if claim.column == "provider"]:
        if fold(block.headings[letter]).strip(" :") in _SENDERS:
            del claims[letter]


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


def _one_for_each_column(
    block: Block, samples: dict[str, pd.Series], claims: dict[str, Claim], decimal: str
) -> tuple[dict[str, Claim], list[Claim]]:
    """One claim a column: visible before hidden, figures and dates before other cells, amounts as they are before those
    for each item, exact before contained, then the fuller, then what ``_is_second_best`` prefers, then the more exact;
    names by distinctness first.
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


def _is_second_best(column: str, heading: Heading) -> bool:
    """Whether another column of the same is preferred: see ``_SECOND_BEST``; heads beside posts, the longest outage
    that can be borne beside the time to recover, amounts whose currency the heading does not name beside those that
    name one.
    """
    if column in _SECOND_BEST:
        return bool(_SECOND_BEST[column] & heading.all_words) and _POSTS.isdisjoint(heading.all_words)
    if column == "recovery_time_hours":
        return bool(_LONGEST_OUTAGE.search(fold(heading.text)))
    return columns()[column].type == "money" and heading.units.currency is None


def _part_time(block: Block, claims_by_column: dict[str, Claim]) -> list[HeadingFinding]:
    """Columns that say how much of a post people work, beside a count of heads that is read as FTE; or how much of
    their time people spend on the process.
    """
    staff = claims_by_column.get("fte")
    if staff is None:
        return []
    are_heads = _HEADS & parse_heading(block.headings[staff.letter]).all_words
    used = {claim.letter for claim in claims_by_column.values()}
    return [
        HeadingFinding("HEADS_NOT_REDUCED", letter, {"column": "fte", "heads": staff.letter})
        for letter, text in block.headings.items()
        if letter != staff.letter
        and (
            are_heads
            and _PART_TIME.search(fold(text))
            or letter not in used
            and _TIME_SHARE.search(fold(text))
        )
    ]


def _without_quantity(
    block: Block, samples: dict[str, pd.Series], taken: Set[str], measured: Set[str]
) -> list[HeadingFinding]:
    """Columns of figures whose headings name periods and nothing that was counted in them; or where no column gives a
    volume, posts or cost, nothing that is known.
    """
    periods = periods_alone(block.headings, samples, taken)
    if periods:
        return [HeadingFinding("PERIODS_WITHOUT_QUANTITY", periods, {"column": "volume"})]
    others = None if measured & _MEASURES else others_alone(block.headings, samples, taken)
    return [HeadingFinding("FIGURES_WITHOUT_QUANTITY", others, {"column": "volume"})] if others else []


def _effort(block: Block, samples: dict[str, pd.Series], taken: set[str]) -> list[HeadingFinding]:
    """Columns of working time, such as "Hours per week" and "Person days", in a list without FTE."""
    return [
        HeadingFinding("EFFORT_NOT_READ", letter, {"column": "fte"})
        for letter, text in block.headings.items()
        if letter not in taken
        and (heading := parse_heading(text)).units.time
        and heading.units.per_year
        and heading.telling <= words_in("effort_word") | words_in("working_time")
        and _are_times(samples[letter])
    ]


def _working_time(block: Block, samples: dict[str, pd.Series], taken: set[str]) -> list[HeadingFinding]:
    """Columns of working time that say neither an item nor a period ("Avg effort (hrs)", "Hours"), in a list without
    handling times.
    """
    of_work = words_in("effort_word") | heading_words("working_time").keys()
    return [
        HeadingFinding("WORKING_TIME_NOT_READ", letter, {"column": "handling_minutes"})
        for letter, text in block.headings.items()
        if letter not in taken
        and text.strip() != "HR"  # the department
        and (heading := parse_heading(text)).forms
        and (heading.units.time in _TIMES_OF_WORK or heading.telling & _EFFORT)
        and heading.telling <= of_work
        and _are_times(samples[letter])
    ]


def _are_times(cells: pd.Series) -> bool:
    return len(cells) > 0 and fit_share(columns()["handling_minutes"], cells) >= NUMERIC_SHARE


def _drop_weak_id(block: Block, claims_by_column: dict[str, Claim]) -> list[HeadingFinding]:
    """Takes an id out of ``claims_by_column`` that is not nearly unique; the same id and name twice is a repeated
    row and does not count against it.
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
