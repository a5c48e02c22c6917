"""What is recorded of one heading: the column it was taken for, its unit and factor; and the nearest
suggestion.
"""

from __future__ import annotations

import re
from dataclasses import replace

from schemas.columns import Column, columns
from schemas.phrases import of_column, phrase, several
from schemas.records import HeadingMatch
from tasks.intake.cells.categories import canonical
from tasks.intake.cells.cell_kinds import Hints, sort_cells
from tasks.intake.cells.money import YEARLY
from tasks.intake.cells.numbers import is_count, unit_factors
from tasks.intake.cells.transfer_tools import names_transfer_tool
from tasks.intake.columns.column_candidates import Claim
from tasks.intake.columns.heading_effects import Effect, effect_of
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.decimal_mark import DecimalMark, column_decimal
from tasks.intake.thresholds import LIKENESS, LIKENESS_LEAD
from tasks.intake.wording.heading import Heading, other_headings, parse_heading
from tasks.intake.wording.heading_units import Units, read_weights, shows_clock, times, written_scale
from tasks.intake.wording.known_headings import BRACKETS, alias_index
from tasks.intake.wording.normalise import fold, tidy
from tasks.intake.wording.normalise import phrase as word_phrase
from tasks.intake.wording.word_lists import words_of_kind

# "Are personal data processed?", "Personenbezug", "PII": in the folded form of headings.
_PERSONAL = re.compile(
    r"\b(?:personal|personne(?:ls|lles)|personales|personenbezogene[nr]?|personenbezug|pii"
    r"|personali|persoonsgegevens|osobowe|pessoais)\b"
)


def match_heading(
    block: Block, letter: str, text: str, claim: Claim | None, lost: Claim | None, decimal: DecimalMark
) -> tuple[HeadingMatch, Hints]:
    """The record of one heading and what it tells the reader of its cells.

    Args:
        block: the table.
        letter: the column of the sheet.
        text: its heading as received.
        claim: what the column was taken for; None if for nothing.
        lost: what it could have been taken for, had another heading not won that column; None if there was none.
        decimal: the table's decimal mark, where the column does not show it.
    """
    heading = parse_heading(text)
    if claim is None:
        note = (
            phrase("{column} was taken from another column", column=of_column(lost.column)) if lost else None
        )
        alias = lost.alias.alias if lost and lost.alias else None
        suggestion = None if lost or not text else _suggestion(heading)
        return HeadingMatch(
            letter,
            text,
            None,
            "duplicate" if lost else "not_recognised",
            alias,
            note=note,
            suggestion=suggestion,
        ), Hints(decimal=decimal.mark)
    column, units = columns()[claim.column], heading.units
    if claim.is_of_year:  # "Volume/month Jan" beside the other months
        units = replace(units, per_year=None, period=None)
    effect = effect_of(column, heading)
    factor, unit = _factor_and_unit(column, units)
    if claim.is_of_year:
        effect, unit = Effect(), " ".join(filter(None, (unit, "a year")))
    elif effect.factor != 1:
        factor, unit = factor * effect.factor, " ".join(filter(None, (unit, heading.meaning.span.words)))
    if column.name == "fte" and units.is_percent:
        factor, unit = _fte_percent(block, letter)
    mark, is_guess = column_decimal(column, block, letter, decimal)
    # Two reversals make none: "not standardised" of an alias that is itself the opposite.
    is_reversed = bool(claim.alias and claim.alias.effect == "reversed") != effect.is_denied
    hints = Hints(
        decimal=mark,
        is_guessed_decimal=is_guess,
        percent=effect.share_unit or (0.01 if units.is_percent and column.type == "share" else None),
        scale=_scale(column, heading) if column.type in ("level", "share", "category") else None,
        is_falling=units.is_falling,
        runs_each=units.per_year if column.name == "frequency" else None,
        is_reversed=is_reversed,
        factor=factor,
        # Elsewhere "k" or "m" of a heading is no magnitude: "Handling time (m)" is in minutes.
        magnitude=units.magnitude if column.type == "money" or is_count(column) else 1.0,
        time=units.time,
        currency=units.currency,
        is_clock=shows_clock(text),
        yes_means=asked_for(column, heading),
        formats=block.sheet.formats_of(letter, block.data.index),
    )
    notes = (
        claim.note,
        effect.note,
        phrase("scale reversed") if is_reversed and not effect.is_denied else None,
    )
    return HeadingMatch(
        letter,
        text,
        claim.column,
        claim.how,
        claim.alias.alias if claim.alias else None,
        unit,
        factor,
        several(part for part in notes if part) or None,
        multiplier=effect.multiplier,
        share_unit=effect.share_unit,
        is_denied=effect.is_denied,
        decimal_mark=mark,
        scale=written_scale(hints.scale) if hints.scale else "",
        year=year if (year := heading.meaning.span.label[0]) > 1900 else None,
    ), hints


def _scale(column: Column, heading: Heading) -> tuple[float, float, bool] | None:
    """The scale that a heading declares; of tiers and priorities 1 is the highest where no word says otherwise."""
    scale = heading.units.scale
    directions = words_of_kind("code_prefix")
    is_falling = any(directions.get(f"{column.name}:{word}") == "falling" for word in heading.all_words)
    # Weights in the heading ("1 = low, 5 = high") say the direction themselves.
    if scale is None or not is_falling or read_weights(heading.text):
        return scale
    return (*scale[:2], True)


def _fte_percent(block: Block, letter: str) -> tuple[float, str]:
    """FTE as percent of a full post; cells up to 2 are fractions already, whatever the heading says."""
    numbers = sort_cells(block.data[letter]).numbers.dropna()
    return (1.0, phrase("fraction of a post")) if len(numbers) and numbers.max() <= 2 else (0.01, "%")


def _factor_and_unit(column: Column, units: Units) -> tuple[float, str | None]:
    """By what the sheet's figures are multiplied, and the unit in words."""
    if column.type == "money":
        yearly = (units.per_year or 1.0) if column.name in YEARLY else 1.0
        thousands = times(units.magnitude) if units.magnitude != 1 else ""
        return units.magnitude * yearly, " ".join(
            part for part in (units.currency, thousands, f"per {units.period}" if yearly != 1 else "") if part
        ) or None
    if column.name == "volume":
        return (units.per_year or 1.0) * units.magnitude, units.period
    if is_count(column) and units.magnitude != 1:
        return units.magnitude, times(units.magnitude)
    if column.type == "number" and units.time in unit_factors(column.name):
        return unit_factors(column.name)[units.time], units.time
    return 1.0, "%" if column.type == "share" and units.is_percent else None


def asked_for(column: Column, heading: Heading) -> str | None:
    """The entry that a heading asks for: "Special categories?", "Are personal data processed?", "SCC signed?".

    Args:
        column: what the heading was taken for.
        heading: of the column of the sheet.

    Returns:
        An entry of the column's list, or "personal"; None where the heading asks for none.
    """
    if column.name == "transfer_mechanism":
        return tidy(heading.text).rstrip(" ?") if names_transfer_tool(heading.text) else None
    if column.type != "list" or not column.values:
        return None
    named = canonical(column.name, heading.text.strip(" ?¿"))
    asks_for_personal = column.name == "data_types" and _PERSONAL.search(fold(heading.text))
    return named or ("personal" if asks_for_personal else None)


def in_brackets(text: str) -> tuple[str, str] | None:
    """The column that brackets in a heading name, with the heading known for it: "Hersteltijd (RTO)".

    Args:
        text: a heading that is not known itself.
    """
    for bracket in BRACKETS.findall(text):
        alias = alias_index().get(word_phrase(bracket))
        # "(FTE)", "(items)" and "(currency)" are units of whatever stands before them.
        if (
            alias
            and columns()[alias.column].type != "text"
            and alias.column not in ("fte", "volume", "currency")
        ):
            return alias.column, phrase(
                'did you mean "{alias}" ({column})?', alias=alias.alias, column=alias.column
            )
    return None


def _suggestion(heading: Heading) -> str | None:
    """The column whose alias is most alike in letters, if it is very much so and well ahead of the next
    column.
    """
    from rapidfuzz import fuzz, process

    if not heading.forms or heading.forms[0] in other_headings():
        return None
    best: dict[str, tuple[float, str]] = {}
    # Twenty aliases are enough to see the two best columns, although one column has many aliases alike.
    for key, score, _ in process.extract(heading.forms[0], list(alias_index()), scorer=fuzz.ratio, limit=20):
        alias = alias_index()[key]
        if score > best.get(alias.column, (0.0, ""))[0]:
            best[alias.column] = (score, alias.alias)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    if (
        not ranked
        or ranked[0][1][0] < LIKENESS
        or (len(ranked) > 1 and ranked[0][1][0] - ranked[1][1][0] < LIKENESS_LEAD)
    ):
        return None
    return phrase('did you mean "{alias}" ({column})?', alias=ranked[0][1][1], column=ranked[0][0])
