"""Columns of plain numbers, in the unit of the input dictionary."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from schemas.columns import Column, blank_column
from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.cell_kinds import Cells, Hints, Reading, but, filled, mark, sort_cells
from tasks.intake.cells.clocks import clock_hours, clock_unit, short_clock
from tasks.intake.cells.evidence import StatedUnits, stated_units, with_own_units
from tasks.intake.cells.number_text import read_quantities
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives, words_of_kind

if TYPE_CHECKING:
    import pandas as pd

_CLOCKS = ("hour", "minute")  # columns kept in these units may hold clocks
_SECONDS_A_DAY = 86_400
# Ten decimals of a day are exact to a hundred-thousandth of a second, seven to a hundredth.
_SECOND_LOST = 0.01
# Excel keeps a length of time as days since its day 0, so that a reader gives a date of the first year for
# it.
_EXCEL_DAY_0, _EXCEL_FIRST_YEARS = "1899-12-31", "1901-01-01"


def read_numbers(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A column of plain numbers (counts, hours, minutes, weeks, years), in the unit of the input
    dictionary.

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: the decimal mark, and what heading and number formats say of units.

    Returns:
        Floats; blank where a unit does not fit. ``extras["says_own"]`` marks cells that name their own period;
        ``is_unit_assumed`` those of a length of time whose unit nothing says.
    """
    cells = sort_cells(raw)
    basis = measured_in(column.name)[0]
    texts, clocks = _clocks(cells, column.name, hints)
    worked_out = _posts_in_percent(texts) if column.name == "fte" else texts
    parts = read_quantities(worked_out, hints.decimal, basis)
    stated = stated_units(parts, cells.numbers, hints, basis is not None)
    numbers = filled(cells.numbers, parts["value"])
    has_own_unit = parts["noun"].notna() & parts["magnitude"].isna()
    magnitude, own_codes = with_own_units(numbers, _magnitude(stated, hints), has_own_unit, hints)
    values = numbers * magnitude * _unit(column.name, stated, hints)
    misfit = numbers.notna() & _does_not_fit(column.name, parts, stated)
    if hints.is_clock and _are_parts_of_a_day(numbers):
        clocks = _as_clocks(
            clocks, numbers.where(stated.words["time"].isna()) * 24 * unit_factors(column.name)["hour"]
        )
        values = values.mask(clocks["value"].notna())
    values = filled(but(values, misfit), clocks["value"])
    codes = but(cells.codes, misfit, "UNIT_DOES_NOT_FIT")
    codes = filled(codes, clocks["code"], stated.codes, own_codes, parts["code"])
    if worked_out is not texts:
        codes = mark(codes, worked_out.ne(texts) & texts.notna(), "NUMBER_WRITTEN_OUT")
    codes = unreadable(codes, cells.mask_dates(clocks["value"].notna()), "CELL_NOT_A_NUMBER")
    is_unitless = numbers.notna() & stated.words["time"].isna()
    has_no_unit = basis is not None and hints.time is None and hints.factor == 1
    has_no_unit = has_no_unit and hints.settled.isdisjoint(("unit", "factor"))
    is_unit_assumed = is_unitless & has_no_unit
    return Reading(
        values,
        codes,
        extras={"says_own": stated.words["period"].notna(), "is_unit_assumed": is_unit_assumed},
        read_as=measured_in(column.name)[1] or "" if is_unit_assumed.any() else "",
        is_assumed=True,
    )


def _posts_in_percent(texts: pd.Series) -> pd.Series:
    """The texts with "3 x 50 %" and "2 à 80 %", people and how much of a post each works, as percent of a post."""
    pattern = rf"(\d+) ?(?:x|×|\*|à|a|@|{alternatives('times_word', fold)}) ?(\d+(?:[.,]\d+)?) ?%"
    matches = {
        text: re.fullmatch(pattern, text.strip().casefold())
        for text in distinct_texts(texts)[1]
        if "%" in text
    }
    products = {
        text: f"{int(match[1]) * float(match[2].replace(',', '.')):.0f} %"
        for text, match in matches.items()
        if match
    }
    return texts.replace(products) if products else texts


def _are_parts_of_a_day(numbers: pd.Series) -> bool:
    """Whether the numbers are times of which a program lost the format: whole seconds as parts of a day, one of them
    with more decimals than anybody writes.
    """
    filled = numbers.dropna()
    seconds = filled * _SECONDS_A_DAY
    is_whole = (seconds - seconds.round()).abs() < _SECOND_LOST
    has_many_decimals = (filled * 1e4 - (filled * 1e4).round()).abs() > 1e-3
    return len(filled) > 0 and bool(is_whole.all() and has_many_decimals.any())


def _as_clocks(clocks: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    """The clocks of a column and further values that are to be told like these."""
    is_added = clocks["value"].isna() & values.notna()
    return clocks.assign(
        value=clocks["value"].fillna(values.round(6)), code=clocks["code"].mask(is_added, "TIME_AS_DURATION")
    )


def _magnitude(stated: StatedUnits, hints: Hints) -> pd.Series:
    """Thousands: as the cell or its format says; as the heading says, unless the format leaves them off already."""
    return stated.words["magnitude"].fillna((stated.shown == 1).map({True: hints.magnitude, False: 1.0}))


def _unit(column: str, stated: StatedUnits, hints: Hints) -> pd.Series | float:
    """The factor from the unit or period that is said to that of the column; else from the heading's."""
    # The heading's factor without its thousands, which the caller has applied already.
    rest = hints.factor / hints.magnitude
    if column == "volume":
        return stated.words["period"].fillna(rest)
    times = stated.words["time"]
    own = times.map(unit_factors(column)).astype("float64").fillna(rest) if times.notna().any() else rest
    # "50 %" under "FTE %" is half a post: the heading does not say it once more
    return stated.words["percent"].fillna(own) if column == "fte" else own


def _does_not_fit(column: str, parts: pd.DataFrame, stated: StatedUnits) -> pd.Series:
    """Whether a unit is said that this column cannot have."""
    words, basis = stated.words, measured_in(column)[0]
    counted = words_of_kind("counted").get(column)
    other = parts["noun"].notna() & ~parts["noun"].isin([counted, "any"])
    other |= words["currency"].notna()
    if column != "fte":
        other |= words["percent"].notna()
    if column != "volume":
        other |= words["period"].fillna(1.0) != 1.0
    return other if basis else other | words["is_per_item"] | words["time"].notna()


def _clocks(cells: Cells, column: str, hints: Hints) -> tuple[pd.Series, pd.DataFrame]:
    """Lengths of time written as clocks, in the column's unit; and the texts that are none."""
    import pandas as pd

    basis, own_unit = measured_in(column)
    index = cells.texts.index
    none = pd.DataFrame({"value": blank_column(index, "float64"), "code": blank_column(index, "str")})
    if own_unit not in _CLOCKS or not (cells.texts.notna().any() or cells.dates.notna().any()):
        return cells.texts, none
    per_hour = unit_factors(column)["hour"]
    distinct = distinct_texts(cells.texts)[1]
    durations: dict[str, tuple[float | None, str]] = {}
    unit = clock_unit(distinct, hints.time, own_unit)
    for text in distinct:
        # Only texts with a colon or a leading P can be a clock or ISO 8601.
        if ":" not in text and text[:2].lstrip("-")[:1] not in ("P", "p"):
            continue
        hours = clock_hours(text)
        short = short_clock(text) if hours is None else None
        if hours is not None:
            durations[text] = hours * per_hour, "TIME_AS_DURATION"
        elif short is not None:
            named = short[1] or unit
            factor = unit_factors(column)[named] if named else None
            # "1:30" may be hours or minutes; where nothing settles it, the cell stays blank.
            durations[text] = (
                (short[0] * factor, "TIME_AS_DURATION") if factor else (None, "CLOCK_READ_TWO_WAYS")
            )
    if not durations and not cells.dates.notna().any():
        return cells.texts, none
    days = cells.dates.where(cells.dates < _EXCEL_FIRST_YEARS) - pd.Timestamp(_EXCEL_DAY_0)
    serial = days.dt.total_seconds() / 3600 * per_hour
    value = (
        cells.texts.map({text: value for text, (value, _) in durations.items()})
        .astype("float64")
        .fillna(serial)
    )
    code = cells.texts.map({text: code for text, (_, code) in durations.items()}).astype("str")
    frame = pd.DataFrame({"value": value.round(9), "code": code.mask(serial.notna(), "TIME_AS_DURATION")})
    return cells.texts.mask(code.notna()), frame


def unreadable(codes: pd.Series, cells: Cells, code: str) -> pd.Series:
    """Findings with dates and booleans in a column of numbers marked as such.

    Args:
        codes: codes of findings so far.
        cells: the cells of the column by kind.
        code: the code for booleans; dates have one of their own.
    """
    return mark(mark(codes, cells.dates.notna(), "DATE_FOR_NUMBER"), cells.flags.notna(), code)


@cache
def measured_in(column: str) -> tuple[str | None, str | None]:
    """Whether a column counts working or elapsed time, and in which unit; (None, None) where it counts no time."""
    basis_and_unit = words_of_kind("measured_in").get(column)
    if not basis_and_unit:
        return None, None
    basis, unit = basis_and_unit.split()
    return basis, unit


def is_count(column: Column) -> bool:
    """Whether a column counts things, so that its heading may say that they are in thousands."""
    return column.type == "number" and not unit_factors(column.name)


@cache
def unit_factors(column: str) -> dict[str, float]:
    """Unit of time to the column's own unit; a working day has the hours of ``hours:working``, an elapsed one 24.
    What is a minute elsewhere is a month of ``hours:contract``: notice is given in months ("m"), not in minutes.
    """
    basis, own = measured_in(column)
    if basis is None or own is None:
        return {}
    hours = {unit: float(count) for unit, count in words_of_kind(f"hours:{basis}").items()}
    return {unit: count / hours[own] for unit, count in hours.items()}
