"""Cells: text that stays text, within what a cell can hold, and formats made once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

MOST_CHARACTERS = 32_767  # of a cell, counted as Excel does, in UTF-16 units
# Control characters but tab and ends of lines, two that are no characters, and halves of surrogate pairs.
_NOT_FOR_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# =, +, -, @, tab or carriage return at the start; the signs in their full width, too.
_RUNS_IF_RETYPED = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def cell_text(value: Any, cut: str) -> str:
    """Text as a cell can hold it: no control characters, and cut with the words ``cut`` where it is too
    long.

    Args:
        value: a text, or what is to be one.
        cut: words behind a text that was cut.
    """
    text = str(value)
    if not text.isprintable():
        text = _NOT_FOR_CELLS.sub(" ", text)
    # A character takes two units at most, so this text fits without being counted.
    if len(text) <= MOST_CHARACTERS // 2:
        return text
    if len(text) + sum(character > "\uffff" for character in text) <= MOST_CHARACTERS:
        return text
    # A character that was cut in half is dropped when it is decoded.
    units = text.encode("utf-16-le")[: 2 * (MOST_CHARACTERS - len(cut))]
    return units.decode("utf-16-le", "ignore") + cut


def is_suspect(text: str) -> bool:
    """Whether a spreadsheet would run the text as a formula if somebody edited the cell."""
    return text[:1] in _RUNS_IF_RETYPED


class Formats:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook):
        self._workbook = workbook
        self._made: dict[frozenset[tuple[str, Any]], Format] = {}

    def __call__(self, style: dict[str, Any]) -> Format:
        """The format of a style."""
        key = frozenset(style.items())
        if key not in self._made:
            self._made[key] = self._workbook.add_format(style)
        return self._made[key]
