"""One column of a table with what its heading and its unit column say: rows of one unit are read together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas.columns import DTYPES, NUMERIC_TYPES, Column
from schemas.records import HeadingMatch
from tasks.distinct_texts import distinct_text_cells
from tasks.intake.cells.cell_kinds import Hints, Reading, mark, sort_cells
from tasks.intake.cells.number_text import decimal_evidence, shapes_of
from tasks.intake.cells.parse_column import read_column
from tasks.intake.columns.providers import read_done_by
from tasks.intake.columns.unit_columns import hints_for, read_unit
from tasks.intake.tables.decimal_mark import has_no_three_decimals
from tasks.intake.wording.heading import parse_heading
from tasks.intake.wording.known_headings import alias_effect

if TYPE_CHECKING:
    import pandas as pd

_THOUSAND, _OUT_OF_SCALE = 1_000, 300
_GROUP = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,])")
_CORE_DENIED = {"core": "non_core", "non_core": "core"}


def read_measure(
    column: Column, match: HeadingMatch, raw: pd.Series, hints: Hints, units: pd.Series | None
) -> Reading:
    """Read one column.

    Args:
        column: the column that the heading was taken for.
        match: what the heading was taken for, with what it says beside its name.
        raw: its cells as received, by row number.
        hints: what heading and table say about them (unit, factor, decimal mark).
        units: the cells of its unit column, missing where they are blank; None where there is no such column.

    Returns:
        The reading. Rows whose unit cannot be read are blank, and found as UNIT_NOT_READ; those whose unit names
        another period than the heading as PERIODS_DISAGREE.
    """
    if units is None or not units.notna().any():
        return _in_one_unit(column, match, raw, hints)
    import pandas as pd

    texts = sort_cells(units).texts
    groups = [(raw[texts.isna()], hints, False)] if texts.isna().any() else []
    unread, disagreeing, in_other_unit = [], set[int](), set[int]()
    # Rows of one unit are read as a column of their own, so that what is decided for a column (percent or
    # fraction, the decimal mark) is decided for each unit apart.
    for text, rows in texts.dropna().groupby(texts.dropna(), sort=False):
        own_hints, says_own = hints_for(column, hints, str(text))
        if own_hints is None:
            unread.append(rows.index)
        else:
            groups.append((raw[rows.index], own_hints, says_own))
            if says_own and _is_other_period(match.heading, str(text)):
                disagreeing |= set(rows.index)
            elif _is_other_unit(match.heading, hints, str(text)):
                in_other_unit |= set(rows.index)
    readings = [
        (_in_one_unit(column, match, cells, own_hints), says_own)
        for cells, own_hints, says_own in groups
        if len(cells)
    ]
    # No unit could be read: an empty reading still gives the dtypes and extras of the column.
    readings = readings or [(_in_one_unit(column, match, raw.iloc[:0], hints), False)]
    unread_rows = raw.index[raw.index.isin([row for rows in unread for row in rows])]
    values = pd.Series(index=unread_rows, dtype=DTYPES[column.type])
    codes = pd.Series("UNIT_NOT_READ", index=unread_rows, dtype="str").where(raw[unread_rows].notna())
    extras = {}
    for name in {name for reading, _ in readings for name in reading.extras}:
        extras[name] = pd.concat([reading.extras[name] for reading, _ in readings]).reindex(raw.index)
    if "says_own" in extras:
        own = [reading.extras["says_own"] | says for reading, says in readings]
        extras["says_own"] = pd.concat(own).reindex(raw.index, fill_value=False).astype(bool)
    all_values = pd.concat([values, *(reading.values for reading, _ in readings)]).reindex(raw.index)
    all_codes = pd.concat([codes, *(reading.codes for reading, _ in readings)]).reindex(raw.index)
    is_other = all_values.notna() & all_codes.isna() & raw.index.isin(list(in_other_unit))
    all_codes = mark(all_codes, is_other, "UNITS_DISAGREE")
    is_doubtful = all_values.notna() & raw.index.isin(list(disagreeing))
    return Reading(
        all_values.mask(is_doubtful),
        mark(all_codes.mask(is_doubtful), is_doubtful, "PERIODS_DISAGREE").astype("str"),
        tuple(dict.fromkeys(note for reading, _ in readings for note in reading.notes)),
        extras,
    )


def _is_other_period(heading: str, unit: str) -> bool:
    """Whether the unit of a row names another period than the heading does: "per month" beside "Annual cost"."""
    of_heading, of_row = parse_heading(heading).units.per_year, read_unit(unit)
    return bool(of_heading and of_row and of_row.per_year and of_row.per_year != of_heading)


def _is_other_unit(heading: str, hints: Hints, unit: str) -> bool:
    """Whether the unit of a row is read in place of that of the heading: "sec" beside "AHT (min)", "M" beside "Cost
    (kEUR)", "k€" beside "Cost (EUR)".
    """
    of_heading, of_row = parse_heading(heading).units, read_unit(unit)
    if of_row is None:
        return False
    is_magnitude = of_row.magnitude != 1 or of_row.is_one
    names_both = hints.magnitude != 1 or bool(of_heading.currency and of_row.currency)
    is_other_time = bool(of_heading.time and of_row.time and hints.time and of_row.time != of_heading.time)
    return is_other_time or (is_magnitude and names_both and of_row.magnitude != hints.magnitude)


def _is_out_of_scale(amounts: pd.Series) -> pd.Series:
    """Amounts some hundred times the middle of their column, as where one of them is given in full under "k€"."""
    positive = amounts[amounts > 0]
    return (
        (amounts > _OUT_OF_SCALE * positive.median()).fillna(False)
        if len(positive) > 2
        else amounts.isna() & False
    )


def _has_both_marks(column: Column, raw: pd.Series) -> bool:
    """Whether a column of numbers as text has decimal commas and decimal points, and a number that may be either."""
    if column.type not in NUMERIC_TYPES or raw.dtype.kind in "fiMb":
        return False
    distinct = distinct_text_cells(raw)
    if not any(map(_GROUP.search, distinct)):
        return False
    return all(count > 0 for count in decimal_evidence(shapes_of(distinct)))


def _in_one_unit(column: Column, match: HeadingMatch, raw: pd.Series, hints: Hints) -> Reading:
    """The cells, with the denial of a heading applied."""
    if column.name == "current_model" and alias_effect(match.alias) == "names":
        return read_done_by(raw)
    reading = read_column(column, raw, hints)
    is_guess = hints.is_guessed_decimal and has_no_three_decimals(column)
    # FTE and times may have three decimals: where a column writes 2,5 and 2.5, nobody knows what 1,000 is.
    is_mixed = not has_no_three_decimals(column) and _has_both_marks(column, raw)
    if is_guess or is_mixed:
        # One group of three digits after the guessed mark, "1.500": read either way it would be a thousand
        # times off.
        marks = "[.,]" if is_mixed else re.escape(hints.decimal)
        groups = rf"\D*[1-9]\d{{0,2}}{marks}\d{{3}}(?![\d.,]).*"
        is_unclear = raw.astype("str").str.fullmatch(groups).fillna(False) & reading.values.notna()
        codes = mark(reading.codes.mask(is_unclear), is_unclear, "NUMBER_READ_TWO_WAYS")
        reading = replace(reading, values=reading.values.mask(is_unclear), codes=codes)
    if column.type == "money" and hints.magnitude >= _THOUSAND:
        is_large = _is_out_of_scale(reading.values) & reading.codes.isna()
        reading = replace(reading, codes=mark(reading.codes, is_large, "AMOUNT_OUT_OF_SCALE"))
    if match.is_denied and column.name == "core_process":
        turned = reading.values.map(lambda value: _CORE_DENIED.get(value, value), na_action="ignore")
        return replace(reading, values=turned.astype(reading.values.dtype))
    return reading
