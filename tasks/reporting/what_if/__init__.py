"""The live model: the value model in Excel formulas, for people to change."""

from tasks.reporting.what_if.workbook import write_what_if

__all__ = ["write_what_if"]
