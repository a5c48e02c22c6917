"""Dates as a workbook stores them."""

from __future__ import annotations

import datetime as dt

# Day 0 of Excel, so that 1 January 1900 is day 1.
EPOCH = dt.datetime(1899, 12, 31)
LAST_RIGHT_DAY = 59  # Excel takes 1900 for a leap year
SECONDS_OF_DAY = 86_400


def excel_days(value: dt.datetime | dt.date | dt.time | dt.timedelta) -> float:
    """Days since the first that Excel knows; of a time or a duration its part of a day."""
    if isinstance(value, dt.time):
        since = dt.datetime.combine(dt.date.min, value.replace(tzinfo=None)) - dt.datetime.min
        return since.total_seconds() / SECONDS_OF_DAY
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / SECONDS_OF_DAY
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    days = (value.replace(tzinfo=None) - EPOCH).total_seconds() / SECONDS_OF_DAY
    # Excel counts a 29 February 1900, which never was: from 1 March 1900 on its numbers are one larger.
    return days + 1 if days > LAST_RIGHT_DAY else days
