"""Lengths of time written as a clock, a timespan or in ISO 8601: 0:12:00, 1.04:00:00, PT4H."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.intake.cells.quantity import unit_words
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

# With seconds: "0:12:00", "36:15:00", "1.04:00:00", "0001:04:00:00" of ARIS and "1 day, 4:00:00" (28 hours).
_LONG = re.compile(
    r"^(-)?(?:(\d{1,4})(?:\s*(?:d|days?|tage?|jours?|d[ií]as?)\b,?\s*"
    r"|[. :]))?(\d{1,5}):([0-5]\d):([0-5]\d)(?:[.,](\d+))?$",
    re.IGNORECASE,
)
# "1:30", "1:30 h", "-0:45 min".
_SHORT = re.compile(r"^(-)?(\d{1,4}):([0-5]\d)(?:\s*([^\W\d_]+)\.?)?$")
# "PT4H", "P1DT12H30M", "P2W".
_ISO = re.compile(
    r"^(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?=\d)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$",
    re.IGNORECASE,
)
_ISO_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")


def clock_hours(text: str) -> float | None:
    """Hours of a timespan that says its own units; a day of it has 24 hours. None for any other text."""
    long = _LONG.match(text)
    if long:
        sign, days, hours, minutes, seconds, part = long.groups()
        total = int(days or 0) * 24 + int(hours) + int(minutes) / 60
        total += (int(seconds) + float(f"0.{part or 0}")) / 3600
        return -total if sign else total
    iso = _ISO.match(text)
    if iso:
        hours_of = words_of_kind("hours:elapsed")
        parts = zip(iso.groups()[1:], _ISO_UNITS, strict=True)
        total = sum(float(part.replace(",", ".")) * float(hours_of[unit]) for part, unit in parts if part)
        return -total if iso[1] else total
    return None


def short_clock(text: str) -> tuple[float, str | None] | None:
    """Of "1:30": the first part and its sixtieths, and the unit that the cell names for the first part ("1:30 h")."""
    match = _SHORT.match(text)
    if not match:
        return None
    value = int(match[2]) + int(match[3]) / 60
    unit = None
    if match[4]:
        words = unit_words(match[4], is_time=True)
        unit = words.time if words else ""
        if unit not in ("hour", "minute"):
            return None
    return (-value if match[1] else value), unit


def clock_unit(texts: pd.Index, heading_unit: str | None, own_unit: str) -> str | None:
    """What the first part of "1:30" counts in a column: hours or minutes, None where nothing settles it.

    The heading says it, or cells that name the unit, or cells with seconds; a column measured in hours holds hours.

    Args:
        texts: distinct texts of the column.
        heading_unit: unit of time of the heading.
        own_unit: unit of time that the column is kept in.
    """
    if heading_unit in ("hour", "minute"):
        return heading_unit
    units = {unit for text in texts if (clock := short_clock(text)) and (unit := clock[1])}
    if len(units) == 1:
        return units.pop()
    if units:
        return None
    return "hour" if own_unit == "hour" or any(_LONG.match(text) for text in texts) else None
