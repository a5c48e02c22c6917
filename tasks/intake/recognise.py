"""Which heading stands for which column of the input dictionary, and in what unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from schemas.columns import Alias, columns
from schemas.records import HeadingMatch
from tasks.intake.cells import Hints, sort_cells
from tasks.intake.cells_money import YEARLY
from tasks.intake.cells_numbers import decimal_evidence, unit_factors
from tasks.intake.fits import by_content, fit_share, name_quality, sample
from tasks.intake.headings import Heading, alias_index, contained_aliases, equal_alias, generic_words, other_headings, parse_heading
from tasks.intake.tables import Block
from tasks.intake.thresholds import (FITS_ALIAS, FITS_ALIAS_CELLS, FITS_WORDS, ID_SURPLUS_ROWS, ID_SURPLUS_SHARE, LIKENESS, LIKENESS_LEAD,
                                     WORDS_COVER)
from tasks.intake.words import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

_HOW = ("alias", "content", "words")


@dataclass(frozen=True)
class Claim:
    """One heading's claim to a column. ``rank``: how much was taken off the heading to see it."""

    letter: str
    column: str
    how: str
    alias: Alias | None
    rank: int
    note: str | None = None


@dataclass(frozen=True)
class Recognition:
    """``matches`` in the order of the sheet; ``hints`` by letter; ``findings`` are (code, letter, facts) about headings."""

    matches: tuple[HeadingMatch, ...]
    hints: dict[str, Hints]
    findings: tuple[tuple[str, str, dict[str, Any]], ...]

    def letter(self, column: str) -> str | None:
        """Letter of the column taken for ``column``."""
        return next((match.letter for match in self.matches if match.column == column), None)

    @property
    def columns(self) -> set[str]:
        """The columns recognised."""
        return {match.column for match in self.matches if match.column}


def recognise(block: Block) -> Recognition:
    """Match the headings of one table; a table without a claim to process_name has no letter for it."""
    decimal = table_decimal(block)
    samples = {letter: sample(block.data[letter]) for letter in block.headings}
    findings: list[tuple[str, str, dict[str, Any]]] = []
    claims: dict[str, Claim] = {}
    for letter, text in block.headings.items():
        claim, refused = _claim(letter, parse_heading(text), samples[letter], decimal)
        if claim:
            claims[letter] = claim
        elif refused:
            findings.append(("COLUMN_DOES_NOT_FIT", letter, {"column": refused}))
    kept, lost = _settle(block, claims)
    _drop_weak_id(block, kept, findings)
    winners = {claim.letter: claim for claim in kept.values()}
    for claim in lost:
        findings.append(("TWO_HEADINGS_ONE_COLUMN", claim.letter, {"column": claim.column, "kept": kept[claim.column].letter if claim.column in kept else "?"}))
    findings += [("HEADING_BY_WORDS", claim.letter, {"column": claim.column}) for claim in kept.values() if claim.how == "words"]
    losers = {claim.letter: claim for claim in lost}
    refused_letters = {letter for code, letter, _ in findings if code in ("COLUMN_DOES_NOT_FIT", "ID_NOT_UNIQUE")}
    matches, hints = [], {}
    for letter, text in block.headings.items():
        match, hint = _match(block, letter, text, winners.get(letter), losers.get(letter), decimal)
        matches.append(match)
        hints[letter] = hint
        if letter in refused_letters:
            match = replace(match, suggestion=None)
        matches[-1] = match
        if match.suggestion:
            findings.append(("HEADING_SUGGESTION", letter, {"suggestion": match.suggestion}))
    return Recognition(tuple(matches), hints, tuple(findings))


def with_fullest_text(block: Block, found: Recognition) -> Recognition | None:
    """The recognition with the fullest column of short distinct text as process_name; None where there is no such column."""
    free = [match for match in found.matches if match.column is None or match.column in ("process_id", "description", "owner", "business_unit")]
    scored = [(name_quality(block.data[match.letter]), -position, match) for position, match in enumerate(free)]
    quality, _, best = max(scored, key=lambda item: item[:2], default=(0.0, 0, None))
    if best is None or quality <= 0:
        return None
    chosen = replace(best, column="process_name", how="fullest_text", suggestion=None, note="no heading names the processes: the fullest column of short distinct text")
    matches = tuple(chosen if match.letter == best.letter else match for match in found.matches)
    return Recognition(matches, found.hints, (*found.findings, ("NAME_COLUMN_GUESSED", best.letter, {"column": "process_name"})))


def table_decimal(block: Block) -> str:
    """The decimal mark of a table's numbers written as text, where one column alone cannot tell."""
    commas = points = 0
    for letter in block.data:
        raw = block.data[letter]
        if raw.dtype.kind in "fMb":
            continue
        texts = sort_cells(raw.dropna().drop_duplicates().head(2000)).texts.dropna()
        comma, point = decimal_evidence(texts[texts.str.len() <= 25])
        commas, points = commas + comma, points + point
    return "," if commas > points else "."


def _claim(letter: str, heading: Heading, cells: pd.Series, decimal: str) -> tuple[Claim | None, str | None]:
    """The column that a heading claims; or the column that it names although the cells do not fit."""
    known, equal = columns(), equal_alias(heading)
    if equal:
        alias, rank = equal
        share = fit_share(known[alias.column], cells, decimal)
        other = _otherwise(alias.column, cells, decimal) if share < FITS_WORDS else None
        if other:
            return Claim(letter, other, "content", alias, rank, "taken for what the cells hold"), None
        if share < FITS_ALIAS and len(cells) >= FITS_ALIAS_CELLS or (share == 0 and known[alias.column].type == "country" and len(cells) >= 2):
            return None, alias.column
        return Claim(letter, alias.column, "alias", alias, rank), None
    for alias, share in contained_aliases(heading):
        if share >= WORDS_COVER and len(cells) and fit_share(known[alias.column], cells, decimal) >= FITS_WORDS and _is_plausible(alias.column, cells):
            return Claim(letter, alias.column, "words", alias, 50, f'contains "{alias.alias}", and the cells fit'), None
    if (not heading.forms or not heading.telling - generic_words()) and not (heading.forms and heading.forms[0] in other_headings()):
        content = by_content(cells)
        if content:
            return Claim(letter, content, "content", None, 60, "taken for what the cells hold"), None
    return None, None


def _is_plausible(column: str, cells: pd.Series) -> bool:
    """Ids and free texts fit nearly anything: a heading that only contains their alias needs the exact words."""
    return column != "process_id" and (column != "process_name" or name_quality(cells) > 0)


def _otherwise(column: str, cells: pd.Series, decimal: str) -> str | None:
    for rule, other in words_of_kind("otherwise").items():
        name, _, kind = rule.partition(":")
        if name == column and fit_share(columns()[other], cells, decimal) >= FITS_WORDS and _is_kind(kind, cells):
            return other
    return None


def _is_kind(kind: str, cells: pd.Series) -> bool:
    sorted_cells = sort_cells(cells)
    numeric = float(sorted_cells.numbers.notna().mean())
    return {"text": numeric < 0.2, "number": numeric > 0.8}.get(kind, True)


def _settle(block: Block, claims: dict[str, Claim]) -> tuple[dict[str, Claim], list[Claim]]:
    """One claim a column: exact before contained, then the fuller, then the more exact; names by distinctness first."""
    letters = list(block.headings)
    rows = max(1, len(block.data))

    def order(claim: Claim) -> tuple:
        raw = block.data[claim.letter]
        distinct = -round(min(1.0, 2 * name_quality(raw)), 1) if claim.column == "process_name" else 0
        return distinct, _HOW.index(claim.how), -round(int(raw.notna().sum()) / rows, 1), claim.rank, letters.index(claim.letter)

    kept: dict[str, Claim] = {}
    lost: list[Claim] = []
    for claim in sorted(claims.values(), key=order):
        if claim.column in kept:
            lost.append(claim)
        else:
            kept[claim.column] = claim
    return kept, lost


def _drop_weak_id(block: Block, kept: dict[str, Claim], findings: list[tuple[str, str, dict[str, Any]]]) -> None:
    """A column is an id only when nearly unique; the same id and name twice is a repeated row and does not count against it."""
    claim, name = kept.get("process_id"), kept.get("process_name")
    if claim is None:
        return
    pair = block.data[[claim.letter] + ([name.letter] if name else [])].dropna().astype("str").drop_duplicates()
    ids = pair[claim.letter]
    surplus = len(ids) - ids.nunique()
    if surplus > max(ID_SURPLUS_ROWS, ID_SURPLUS_SHARE * len(ids)) or (len(ids) > 2 and ids.nunique() == 1):
        findings.append(("ID_NOT_UNIQUE", claim.letter, {"column": "process_id"}))
        del kept["process_id"]


def _match(block: Block, letter: str, text: str, claim: Claim | None, lost: Claim | None, decimal: str) -> tuple[HeadingMatch, Hints]:
    heading = parse_heading(text)
    if claim is None:
        note = f"{lost.column} was taken from another column" if lost else None
        suggestion = None if lost or not text else _suggestion(heading)
        return HeadingMatch(letter, text, None, "duplicate" if lost else "not_recognised", lost.alias.alias if lost and lost.alias else None, note=note,
                            suggestion=suggestion), Hints(decimal=decimal)
    column, units = columns()[claim.column], heading.units
    factor, unit = 1.0, None
    if column.type == "money":
        yearly = (units.per_year or 1.0) if column.name in YEARLY else 1.0
        factor = units.magnitude * yearly
        unit = " ".join(part for part in (units.currency, f"x {units.magnitude:g}" if units.magnitude != 1 else "", f"per {units.period}" if yearly != 1 else "") if part) or None
    elif column.name == "volume":
        factor, unit = units.per_year or 1.0, units.period
        factor *= units.magnitude
    elif column.type == "number" and units.time in unit_factors(column.name):
        factor, unit = unit_factors(column.name)[units.time], units.time
    elif column.type == "share" and units.is_percent:
        unit = "%"
    formats = dict(block.sheet.number_formats)
    own_comma, own_point = decimal_evidence(sort_cells(block.data[letter]).texts.dropna()) if column.type in ("number", "money", "share", "level") else (0, 0)
    hints = Hints(decimal=decimal if own_comma == own_point else "," if own_comma > own_point else ".", is_percent=units.is_percent,
                  is_fraction="%" in formats.get(letter, ""), scale=units.scale if column.type == "level" else None,
                  is_reversed=bool(claim.alias and claim.alias.effect == "reversed"), factor=factor, time_unit=units.time, currency=units.currency)
    note = "; ".join(part for part in (claim.note, "scale reversed" if hints.is_reversed else None) if part) or None
    return HeadingMatch(letter, text, claim.column, claim.how, claim.alias.alias if claim.alias else None, unit, factor, note), hints


def _suggestion(heading: Heading) -> str | None:
    """The column whose alias is most alike in letters, if it is very much so and well ahead of the next column."""
    from rapidfuzz import fuzz, process

    if not heading.forms or heading.forms[0] in other_headings():
        return None
    best: dict[str, tuple[float, str]] = {}
    for key, score, _ in process.extract(heading.forms[0], list(alias_index()), scorer=fuzz.ratio, limit=20):
        alias = alias_index()[key]
        if score > best.get(alias.column, (0.0, ""))[0]:
            best[alias.column] = (score, alias.alias)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    if not ranked or ranked[0][1][0] < LIKENESS or (len(ranked) > 1 and ranked[0][1][0] - ranked[1][1][0] < LIKENESS_LEAD):
        return None
    return f'did you mean "{ranked[0][1][1]}" ({ranked[0][0]})?'
