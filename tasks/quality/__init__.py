"""Validation with Great Expectations: ranges, allowed values, uniqueness and rules across fields, on the
typed rows.
"""

from tasks.quality.validate import validate

__all__ = ["validate"]
