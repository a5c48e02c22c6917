"""Columns that hold the unit, period, currency or scale of the measure next to them, row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from schemas.columns import Column, columns
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.cells.money import YEARLY
from tasks.intake.cells.numbers import unit_factors
from tasks.intake.columns.column_candidates import Claim
from tasks.intake.columns.type_fit import are_figures
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.heading_meaning import read_meaning
from tasks.intake.wording.heading_units import heading_words, read_scale, read_units
from tasks.intake.wording.normalise import cell_key, phrase, words
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

    from tasks.intake.tables.blocks import Block

_SHORT = re.compile(r"([A-Z]{3})\s?([kKmM])$")  # "EURk", "USD m"
READABLE = 0.8  # share of distinct cells that must name a unit


# "invoices per month", "Belege/Tag": up to three words and a period.
_PER_PERIOD = re.compile(
    r"[^\W\d_]+(?: [^\W\d_]+){0,2} ?(?:/| (?:per|pro|je|par|por|al|a|each|every) ) ?"
    r"(?P<period>[^\W\d_]+(?: [^\W\d_]+)?)"
)
_COMPOUND_LETTERS = 6  # the end of a compound such as "Eingangsrechnungen"
_PERIOD_LETTERS = frozenset("dwqya")
_POSTS = re.compile(
    r"ftes?|etp|wtes?|vz[äa]|vze|vk|fulltime.?equivalents?|full.time.equivalents?|posts?|stellen", re.I
)
# Grades ("M" for medium) and how often work is done ("monthly"), in a column without a heading.
_OF_TWO_MEANINGS = re.compile(r"[mtdl]|\w{3,}(?:ly|lich)|mensuel(?:le)?s?|mensual(?:es)?", re.I)
_LETTERS_OF_TWO_UNITS = frozenset("mt")  # month or million, day (Tag) or thousand


@dataclass(frozen=True)
class UnitCell:
    """What one cell of a unit column says; None or 1 where it says nothing of the kind. ``is_counted``: it says
    what is counted ("invoices"), and maybe for which period. ``is_posts``: full-time equivalents.
    """

    per_year: float | None = None
    time: str | None = None
    currency: str | None = None
    magnitude: float = 1.0
    scale: tuple[float, float, bool] | None = None
    is_one: bool = False
    basis: str = ""
    is_counted: bool = False
    percent: float | None = None
    is_posts: bool = False

    @property
    def says(self) -> frozenset[str]:
        """The kinds of unit that the cell names."""
        named = {
            "period": self.per_year,
            "time": self.time,
            "currency": self.currency,
            "magnitude": self.magnitude != 1 or self.is_one,
            "scale": self.scale,
            "basis": self.basis in ("per_item", "per_head"),
            "counted": self.is_counted,
            "percent": self.percent,
            "posts": self.is_posts,
        }
        return frozenset(kind for kind, value in named.items() if value)


@lru_cache(maxsize=4096)
def read_unit(text: str) -> UnitCell | None:
    """The unit that a cell names, read to its last word; None where it is none."""
    key = cell_key(text)
    # Short cells first: of one letter the general reader of units would understand only one of two meanings.
    if key in words_of_kind("unit_one"):
        return UnitCell(is_one=True)
    if key in words_of_kind("magnitude_cell"):
        # "m" and "mn" may be minutes or millions.
        both = read_units(text).time if len(key) == 1 else words_of_kind("heading_time").get(key)
        return UnitCell(magnitude=float(words_of_kind("magnitude_cell")[key]), time=both)
    if key in _PERIOD_LETTERS:  # "d" may be the unit of a time or a period
        return UnitCell(float(words_of_kind("cell_period")[key]), read_units(text).time)
    if key in words_of_kind("percent"):
        return UnitCell(percent=float(words_of_kind("percent")[key]))
    if key in words_of_kind("share_unit"):
        return UnitCell(percent=float(words_of_kind("share_unit")[key]))
    scale = read_scale(text)
    if scale:
        return UnitCell(scale=scale)
    # "Staff" may be a business unit, so not every heading of FTE is a unit.
    if (
        _POSTS.fullmatch(text.strip())
        and (alias := equal_alias(parse_heading(text)))
        and alias[0].column == "fte"
    ):
        return UnitCell(is_posts=True)
    if short := _SHORT.match(text.strip()):
        return UnitCell(currency=short[1].upper(), magnitude=1e3 if short[2].lower() == "k" else 1e6)
    meaning = read_meaning(text)
    plain, units = meaning.text, read_units(meaning.text)
    magnitudes = heading_words("magnitude_cell")
    magnitude = units.magnitude
    # "thousand" and "Mio." are words of cells, not of headings; letters such as "m" are left to what is
    # above.
    if magnitude == 1:
        spelled = (magnitudes.get(word) for word in words(plain) if len(word) > 2)
        magnitude = next((float(value) for value in spelled if value), 1.0)
    cell = UnitCell(units.per_year, units.time, units.currency, magnitude, basis=meaning.basis)
    # A single word that is no part of a unit ("EUR net of tax") and the cell is not understood: nothing is
    # guessed.
    if cell.says and not set(words(plain)) - _unit_words() - {_code(units.currency)}:
        return cell
    # "Mio. Belege", "thousand payslips a month".
    first, _, rest = key.partition(" ")
    if (
        magnitude != 1
        and first.rstrip(".") in magnitudes
        and re.fullmatch(r"[^\W\d_]+(?:[ /][^\W\d_]+){0,3}", rest)
    ):
        return replace(_counted(rest) or UnitCell(is_counted=True), magnitude=magnitude)
    return _counted(key)


def _counted(key: str) -> UnitCell | None:
    """What is counted, known as such ("supplier invoices"), or anything where a period follows ("audits per month")."""
    match = _PER_PERIOD.fullmatch(key)
    if match:
        period = read_units(f"per {match['period']}").per_year
        return UnitCell(period, is_counted=True) if period else None
    last = key.rpartition(" ")[2]
    nouns = words_of_kind("count_noun")
    is_noun = last in nouns or any(last.endswith(noun) for noun in nouns if len(noun) >= _COMPOUND_LETTERS)
    return UnitCell(is_counted=True) if is_noun and key.count(" ") < 3 else None


def _code(currency: str | None) -> str:
    return (currency or "").lower()


@cache
def _unit_words() -> frozenset[str]:
    kinds = (
        "period",
        "cell_period",
        "time",
        "magnitude",
        "currency",
        "count_noun",
        "per",
        "unit_one",
        "item_noun",
        "magnitude_cell",
    )
    unit_words = {part for kind in kinds for word in heading_words(kind) for part in word.split()}
    return frozenset(unit_words | {"pa", "keur", "teur", "meur", "kusd", "kgbp", "kchf", "each"})


def attach_unit_columns(
    block: Block, samples: dict[str, pd.Series], claims: dict[str, Claim]
) -> tuple[dict[str, Claim], dict[str, str], dict[str, str]]:
    """Find the unit columns of a table and the measure that each belongs to.

    Args:
        block: the table.
        samples: some cells of each column, by letter.
        claims: what each column is taken for so far, by letter.

    Returns:
        The claims without those of unit columns; the letter of the unit column by that of the measure; and columns
        headed like a business unit whose cells say what is counted, with the column of volumes that they belong to,
        "" where the table has none.
    """
    letters_by_measure: dict[str, str] = {}
    left = dict(claims)
    counted: dict[str, str] = {}
    # The first column of currencies is that of the table; a further one belongs to the amount next to it.
    first_currency = next((letter for letter, claim in claims.items() if claim.column == "currency"), None)
    for letter, heading in block.headings.items():
        claim = claims.get(letter)
        is_currency = claim is not None and claim.column == "currency"
        is_second_currency = is_currency and letter != first_currency
        # A heading such as "Unit" is also an alias of a column; where its cells are units, it is a column of
        # units.
        is_plain = phrase(heading) in _headings() and claim and claim.column not in ("currency", "frequency")
        is_plain = is_plain or claim and claim.column == "cost_basis"  # "per month", not "labour"
        taken = claim is not None and claim.how == "alias" and columns()[claim.column].type != "text"
        taken = taken and not is_plain
        if (taken and not is_currency) or (heading.strip() and not _names_a_unit(heading)):
            continue
        is_payment = is_payment_heading(heading)
        if is_payment:
            left.pop(letter, None)  # how often somebody pays is not how often the work is done
        is_of_organisation = claim is not None and claim.column == "business_unit"
        if is_of_organisation and not is_plain and samples[letter].astype("str").str.len().max() <= 2:
            continue  # "T", "K" and "HR" below "Business unit" are names
        # One interval that is read is enough: amounts beside "on demand" are of no known period, and told.
        units = _units(samples[letter], 0.0 if is_payment else READABLE)
        # "TEUR" in the column of currencies says the thousands of the amount beside it.
        is_first_currency = is_currency and not is_second_currency
        if not units or (is_first_currency and all(unit.magnitude == 1 for unit in units)):
            continue
        measure = _measure_of(block, letter, heading, units, samples, left, letters_by_measure)
        if is_of_organisation and (
            all(unit.is_counted or unit.per_year or unit.time or _is_scale(unit) for unit in units)
        ):
            # "Claims" may be a department too: a period, small letters or a volume right beside settle it.
            is_sure = _says_unit(units) or _is_beside(block, letter, measure)
            if not is_sure and not any(str(cell)[:1].islower() for cell in samples[letter]):
                continue
            counted[letter] = claims[measure].column if measure else ""
            left.pop(letter)
        if is_payment and measure:
            counted[letter] = claims[measure].column
        # Without a heading, a column right behind a figure holds its unit.
        if not heading.strip() and not (
            _says_unit(units)
            and not any(_OF_TWO_MEANINGS.fullmatch(str(cell).strip()) for cell in samples[letter])
            and _is_right_behind(block, letter, measure)
        ):
            continue
        if is_first_currency and measure and "currency" not in _accepted(columns()[claims[measure].column]):
            continue
        if measure:
            letters_by_measure[measure] = letter
            left.pop(letter, None)
    return left, letters_by_measure, counted


def _is_beside(block: Block, letter: str, measure: str | None) -> bool:
    letters = list(block.headings)
    return measure is not None and abs(letters.index(letter) - letters.index(measure)) == 1


def _is_right_behind(block: Block, letter: str, measure: str | None) -> bool:
    letters = list(block.headings)
    return measure is not None and letters.index(letter) - letters.index(measure) == 1


def _is_scale(unit: UnitCell) -> bool:
    """Whether a unit says thousands or percent, or that there are none."""
    return unit.magnitude != 1 or unit.is_one or unit.percent is not None


def _says_unit(units: list[UnitCell]) -> bool:
    """Whether one of the cells says a period, a time, thousands or percent, which no department is named after."""
    return any(
        unit.per_year or unit.time or unit.magnitude != 1 or unit.percent is not None for unit in units
    )


def _names_a_unit(heading: str) -> bool:
    return is_payment_heading(heading) or any(
        word in _headings() for word in (phrase(heading), *words(heading))
    )


def is_payment_heading(heading: str) -> bool:
    """Whether a heading says how often an amount is paid: "Billing frequency"."""
    return phrase(heading) in _payment_headings()


@cache
def _payment_headings() -> frozenset[str]:
    return frozenset(phrase(word) for word in words_of_kind("payment_heading"))


@cache
def _headings() -> frozenset[str]:
    return frozenset(phrase(word) for word in words_of_kind("unit_heading"))


def _units(cells: pd.Series, readable: float) -> list[UnitCell]:
    """The units that the cells of a column name; none where a smaller share than ``readable`` names one."""
    texts = [str(cell) for cell in cells if isinstance(cell, str)]
    units = [unit for text in texts if (unit := read_unit(text))]
    return units if units and len(units) >= readable * len(cells) else []


def _measure_of(
    block: Block,
    letter: str,
    heading: str,
    units: list[UnitCell],
    samples: dict[str, pd.Series],
    claims: dict[str, Claim],
    letters_by_measure: dict[str, str],
) -> str | None:
    """The measure that a unit column belongs to: the one that its heading names, else the nearest to the left
    that has such units, else the next to the right.
    """
    # "Volume unit" without "unit" is "Volume": the heading names its measure.
    rest = " ".join(word for word in re.findall(r"[\w-]+", heading) if phrase(word) not in _headings())
    named = equal_alias(parse_heading(rest)) if rest else None
    letters = list(block.headings)
    index = letters.index(letter)
    # A unit is most often to the right of its figure, at times right before it.
    nearest = [*reversed(letters[:index]), *letters[index + 1 : index + 2]]
    if is_payment_heading(heading):
        amounts = [at for at in nearest if at in claims and claims[at].column in YEARLY]
        nearest = [at for at in amounts if not parse_heading(block.headings[at]).units.per_year]
    for near_letter in nearest:
        claim = claims.get(near_letter)
        if claim and named and claim.column == named[0].column and near_letter not in letters_by_measure:
            return near_letter
    kinds_said = frozenset[str]().union(*(unit.says for unit in units))
    if index and letters[index - 1] not in claims and are_figures(samples[letters[index - 1]]):
        return None  # the unit of figures that nothing is known of
    return next(
        (
            near_letter
            for near_letter in nearest
            if near_letter in claims
            and near_letter not in letters_by_measure
            and kinds_said & _accepted(columns()[claims[near_letter].column])
        ),
        None,
    )


def _accepted(column: Column) -> frozenset[str]:
    """The kinds of unit that a column can be given in."""
    if column.name in YEARLY:
        return frozenset({"period", "currency", "magnitude", "basis"})
    if column.type == "money":
        return frozenset({"currency", "magnitude"})
    if column.name == "volume":
        return frozenset({"period", "magnitude", "counted"})
    if column.type in ("level", "share"):
        return frozenset({"scale", "percent"} if column.type == "share" else {"scale"})
    if column.name == "fte":
        return frozenset({"percent", "posts"})
    return frozenset({"time"}) if unit_factors(column.name) else frozenset()


def hints_for(column: Column, hints: Hints, text: str) -> tuple[Hints | None, bool]:
    """What a unit cell tells the reader of its row, and whether it names the period of a volume.

    Returns:
        None where the cell names no unit that this column can be given in.

    Args:
        column: the column that the unit belongs to.
        hints: what the heading tells the reader of the cells.
        text: the unit cell as received.
    """
    unit, accepted = read_unit(text), _accepted(column)
    # "m" beside a volume may be a month or a million, "t" a day or a thousand: nothing is guessed.
    if column.name == "volume" and cell_key(text) in _LETTERS_OF_TWO_UNITS:
        return None, False
    if unit is None or not (unit.says & accepted):
        return None, False
    if unit.percent is not None:
        is_share = column.type == "share"
        return replace(hints, **({"percent": unit.percent} if is_share else {"factor": unit.percent})), False
    if unit.is_posts:
        return replace(hints, factor=1.0), False
    if column.type in ("level", "share"):
        return replace(hints, scale=unit.scale), False
    # "per item" in a single row would multiply this row alone with the volume; only a heading may say that.
    if "basis" in unit.says & accepted:
        return None, False
    if "time" in accepted:
        if unit.basis == "in_total":  # "hours per month" is no time of one item
            return None, False
        factor = unit_factors(column.name).get(unit.time or "")
        return (replace(hints, factor=factor, time=unit.time), False) if factor else (None, False)
    per_year = unit.per_year if unit.per_year and "period" in accepted else None
    # A unit in the row goes before that of the heading; "1" or "each" sets thousands of the heading back to
    # one.
    factor, magnitude = hints.factor, hints.magnitude
    if per_year or unit.magnitude != 1 or unit.is_one:
        factor, magnitude = (per_year or 1.0) * unit.magnitude, unit.magnitude
    row_hints = replace(hints, factor=factor, magnitude=magnitude, currency=unit.currency or hints.currency)
    return row_hints, bool(per_year)
