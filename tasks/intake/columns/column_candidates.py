"""Which column of the input dictionary one heading claims, by its words and by the cells below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemas.columns import Alias, columns
from schemas.phrases import phrase
from tasks.intake.cells.categories import are_answers, canonical
from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.cells.lists import PERSONAL_KINDS
from tasks.intake.cells.money import OWN_COST, YEARLY
from tasks.intake.columns.heading_effects import is_by_hour
from tasks.intake.columns.type_fit import by_content, fit_share, name_quality
from tasks.intake.thresholds import FITS_ALIAS, FITS_ALIAS_CELLS, FITS_WORDS, WORDS_COVER
from tasks.intake.wording.heading import (
    Heading,
    contained_aliases,
    equal_alias,
    generic_words,
    other_headings,
)
from tasks.intake.wording.known_headings import unit_words
from tasks.intake.wording.normalise import fold, words, words_in
from tasks.intake.wording.states import are_states, state_of
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd


# Rank of a claim by words: behind every claim of a heading that equals an alias; what is found by the cells alone
# comes last, with 60.
_BY_WORDS = 50
_BUDGETS = frozenset({"budget", "annual", "planned"})
_COUNTED = frozenset(
    (
        "fte",
        "vza",
        "vzae",
        "mak",
        "etp",
        "headcount",
        "head",
        "volume",
        "volumen",
        "menge",
        "hour",
        "hours",
        "stunden",
    )
    + (
        "post",
        "posts",
        "stellen",
        "heures",
        "horas",
        "days",
        "tage",
        "case",
        "cases",
        "transaction",
        "transactions",
    )
)


_OUTSOURCED = re.compile("outsourc|auslager|ausgelagert|externali", re.IGNORECASE)
_ASKED_KINDS = PERSONAL_KINDS | {"personal", "payment_card", "legal_privileged", "source_code", "financial"}
_NEVER_COUNTED = ("business_unit", "process_id", "process_name")
_LONGEST_CODE = 3  # of a country: "DE", "DEU"


@dataclass(frozen=True)
class Claim:
    """One heading's claim to a column. ``rank``: how much was taken off the heading to see it. ``is_of_year``: its
    figures are a part of one year, of which other columns give the rest; ``is_part``: they are a part of what another
    column gives as a whole.
    """

    letter: str
    column: str
    how: str
    alias: Alias | None
    rank: int
    note: str | None = None
    is_of_year: bool = False
    is_part: bool = False


def words_beside(heading: Heading, claim: Claim) -> frozenset[str]:
    """The telling words of a heading that are not those of the column it claims.

    Args:
        heading: of the column of the sheet.
        claim: what it was taken for.
    """
    alias = claim.alias.alias if claim.alias else columns()[claim.column].title
    return heading.telling - frozenset(words(alias))


def claim_of(
    letter: str, heading: Heading, cells: pd.Series, decimal: str
) -> tuple[Claim | None, str | None]:
    """The column that a heading claims; or the column that it names although the cells do not fit.

    Args:
        letter: the column of the sheet.
        heading: its heading.
        cells: some distinct filled cells of the column.
        decimal: the decimal mark of the table, "," or ".".

    Returns:
        The claim, or None; and the column that the heading names where too few cells fit it, else None.
    """
    definitions, equal = columns(), equal_alias(heading)
    is_rate = is_by_hour(heading)
    # "Units per day" are no business units, "Number p.a." is no id, and "Nombre p.a." no name.
    is_other = equal is None or equal[0].column in _NEVER_COUNTED and heading.units.per_year
    if is_other and _counts_items(heading) and _fits_words("volume", cells, decimal):
        return Claim(letter, "volume", "words", None, _BY_WORDS, phrase("a number of items")), None
    if equal is None and (question := _asked_for(heading, cells)):
        return Claim(letter, question[0], "words", None, _BY_WORDS, question[1]), None
    if equal:
        alias, rank = equal[0] if not is_rate else _rate_of(equal[0]), equal[1]
        if alias.effect == "names":
            is_place = fit_share(definitions["country"], cells, decimal) == 1 and _says_where(heading, cells)
            return Claim(letter, "country" if is_place else alias.column, "alias", alias, rank), None
        if _asks_whether_outsourced(alias, cells):
            # A tick below "Suppliers" may as well say whose data it is.
            if canonical("data_subject_categories", heading.text) and not canonical(
                "current_model", heading.text
            ):
                return None, alias.column
            return _taken_for_cells(letter, "current_model", alias, rank), None
        share = fit_share(definitions[alias.column], cells, decimal)
        # "In scope?" is answered, not described.
        if alias.column == "description" and is_answered(cells):
            return None, alias.column
        # The word lists name columns that are often headed by each other's words, such as a rating where an
        # amount is expected; the cells decide.
        other = _otherwise(alias.column, cells, decimal) if share < FITS_WORDS else None
        if other:
            return _taken_for_cells(letter, other, alias, rank), None
        # "Contractors" above figures counts them and names none.
        if alias.column == "provider" and len(cells) and sort_cells(cells).numbers.notna().all():
            return None, alias.column
        # "Scenario" above "as-is" and "to-be" counts no variants.
        if share == 0 and are_states(cells):
            return None, None
        if (
            share < FITS_ALIAS
            and len(cells) >= FITS_ALIAS_CELLS
            or (
                share == 0
                and definitions[alias.column].type == "country"
                and (len(cells) >= 2 or _is_kind("number", cells))
            )
        ):
            return None, alias.column
        return Claim(letter, alias.column, "alias", alias, rank), None
    for contained, share in contained_aliases(heading):
        alias = _rate_of(contained) if is_rate else contained
        if _asks_whether_outsourced(alias, cells):
            return _taken_for_cells(letter, "current_model", alias, _BY_WORDS), None
        if (
            share >= WORDS_COVER
            and not _is_of_other(contained, heading)
            and _fits_words(alias.column, cells, decimal)
            and _is_plausible(alias.column, cells)
        ):
            return Claim(
                letter,
                alias.column,
                "words",
                alias,
                _BY_WORDS,
                phrase('contains "{word}", and the cells fit', word=alias.alias),
            ), None
    if _is_actual_amount(heading) and _fits_words("annual_cost", cells, decimal):
        how = phrase("an amount of money as it is now")
        return Claim(letter, "annual_cost", "words", None, _BY_WORDS, how), None
    # The cells decide only where the heading is blank, says nothing of its own or is known as telling
    # nothing.
    if (not heading.forms or not heading.telling - generic_words()) and not (
        heading.forms and heading.forms[0] in other_headings()
    ):
        content = by_content(cells)
        if content:
            return _taken_for_cells(letter, content, None, 60), None
    return None, None


def _asked_for(heading: Heading, cells: pd.Series) -> tuple[str, str] | None:
    """What a heading asks for that is a word of cells, above yes and no, or ticks: "Health data" for that kind of data,
    "External?" whether the work is done outside. The column, and how the heading was understood.
    """
    texts = (heading.text.strip(" ?¿"), *heading.forms[:1])
    if not any(canonical("data_types", text) in _ASKED_KINDS for text in texts):
        # One word alone; longer headings are known, or contain one that is.
        words_outside = [word for word in heading.telling if canonical("current_model", word) == "outsourced"]
        if len(words_outside) == len(heading.telling) == 1 and _is_answered_or_partly(cells):
            return "current_model", phrase("whether the work is done outside")
        return None
    return ("data_types", phrase("a kind of data that is asked for")) if is_answered(cells) else None


def _taken_for_cells(letter: str, column: str, alias: Alias | None, rank: int) -> Claim:
    """The claim of a heading whose cells are those of another column than it names, or of any where it names none."""
    return Claim(letter, column, "content", alias, rank, phrase("taken for what the cells hold"))


def _asks_whether_outsourced(alias: Alias, cells: pd.Series) -> bool:
    """Whether a heading of providers, or of outsourced functions, is answered by yes and no: "Provider? (Y/N)"."""
    names_outsourced = alias.column == "process_name" and _OUTSOURCED.search(alias.alias)
    return bool(alias.column == "provider" or names_outsourced) and _is_answered_or_partly(cells)


def _says_where(heading: Heading, cells: pd.Series) -> bool:
    """Whether a column of who does the work says where: "Performed in", or "Performed by" above names of countries;
    "HR" and "IT" alone are departments.
    """
    is_named = any(len(str(cell)) > _LONGEST_CODE for cell in cells)
    return is_named or fold(heading.text).split()[-1:] == ["in"]


def _rate_of(alias: Alias) -> Alias:
    """The cost of an hour in the place of an own cost of the year: "Labour cost per hour", "Hourly cost EUR"; other
    aliases as they are.
    """
    return replace(alias, column="hourly_cost") if alias.column in OWN_COST else alias


def _fits_words(column: str, cells: pd.Series, decimal: str) -> bool:
    """Whether the cells bear out what words of a heading say of a column."""
    return len(cells) > 0 and fit_share(columns()[column], cells, decimal) >= FITS_WORDS


def _counts_items(heading: Heading) -> bool:
    """Whether a heading counts what a process handles, and says no more: "Calls per day", "Anzahl Belege p.a.",
    "Nombre de factures". Of things that a process only has, such as systems, it counts none.
    """
    number = words_in("number_of")
    nouns = heading.telling - number
    if not nouns and heading.units.per_year:
        return bool(heading.telling)
    # "Invoice number" is an id.
    says_count = bool(heading.units.per_year) or not number.isdisjoint(words(heading.text)[:1])
    return bool(nouns) and says_count and nouns <= words_in("count_noun") - words_in("no_volume")


def _is_actual_amount(heading: Heading) -> bool:
    """Whether a heading says that an amount is the one of today, or the whole one, and no more ("Actual EUR" beside
    "Budget EUR", "Total £000").
    """
    states, rest = words_of_kind("state"), heading.all_words - unit_words()
    return bool(heading.units.currency and rest) and all(
        states.get(word) == "now" or word in words_in("total") for word in rest
    )


def is_answered(cells: pd.Series) -> bool:
    """Whether all cells say yes or no.

    Args:
        cells: some filled cells of a column.
    """
    texts = sort_cells(cells).texts.dropna()
    return len(texts) == len(cells) and are_answers(texts)


def _is_answered_or_partly(cells: pd.Series) -> bool:
    """Whether all cells say yes, no, partly or that it is planned, one of them yes or no."""
    texts = sort_cells(cells).texts
    is_partly = texts.map(fold, na_action="ignore").isin(words_of_kind("partly"))
    is_partly |= texts.map(state_of, na_action="ignore").eq("planned")
    return is_answered(cells[~is_partly.to_numpy()])


def _is_of_other(alias: Alias, heading: Heading) -> bool:
    """Whether a contained alias says something of another quantity: the budget of FTE or volume is no cost; and
    part-time is no part of another process.
    """
    if alias.column in YEARLY and set(alias.alias.split()) <= _BUDGETS:
        return not _COUNTED.isdisjoint(heading.all_words)
    return alias.column == "parent_process" and "time" in heading.all_words


def _is_plausible(column: str, cells: pd.Series) -> bool:
    """Ids and free texts fit nearly anything: a heading that only contains their alias needs the exact
    words.
    """
    return column != "process_id" and (column != "process_name" or name_quality(cells) > 0)


def _otherwise(column: str, cells: pd.Series, decimal: str) -> str | None:
    for rule, other in words_of_kind("otherwise").items():
        name, _, kind = rule.partition(":")
        if (
            name == column
            and fit_share(columns()[other], cells, decimal) >= FITS_WORDS
            and _is_kind(kind, cells)
        ):
            return other
    return None


def _is_kind(kind: str, cells: pd.Series) -> bool:
    sorted_cells = sort_cells(cells)
    numeric = float(sorted_cells.numbers.notna().mean())
    return {"text": numeric < 0.2, "number": numeric > 0.8}.get(kind, True)
