"""The XML of one cell of a worksheet behind its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from xlsxwriter.format import Format

# What follows address and format and opens the value: t is the type of the cell. A text (s) is a number in the list of
# texts that all sheets share.
TEXT, NUMBER, TRUTH, ERROR = ' t="s"><v>', "><v>", ' t="b"><v>', ' t="e"><v>'
END, BLANK = "</v></c>", "/>"
INFINITE = "A workbook cannot hold an infinite number."


class ErrorValue(str):
    """An error such as #N/A in place of a value."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its value.

    Attributes:
        text: as a workbook holds it: without the sign =, and with the prefix of a function that came after Excel 2007.
        value: a text or a number, which programs show that do not work formulas out; control characters are escaped.
    """

    text: str
    value: str | float


def cell_content(value: Any, share: Callable[[str], int]) -> str:
    """A cell behind its address and its format.

    Args:
        value: a text, a number, True or False, an error or a formula; None or NaN where the cell is blank.
        share: gives the number of a text in the list of texts that all sheets share.

    Raises:
        ValueError: a number is infinite.
    """
    if value is None or value != value:
        return BLANK
    if isinstance(value, Formula):
        is_text = isinstance(value.value, str) and value.value != ""
        kind, shown = ' t="str"' if is_text else "", escape(str(value.value))
        return f"{kind}><f>{escape(value.text)}</f><v>{shown}{END}"
    start = opening(value)
    if start is TEXT:
        value = share(value)
    elif start is TRUTH:
        value = int(value)
    elif start is NUMBER:
        value = _number(float(value))
    return f"{start}{value}{END}"


def number_content(value: float) -> str:
    """A cell with a number behind its address and its format; NaN where it is blank.

    Args:
        value: the number.

    Raises:
        ValueError: it is infinite.
    """
    return BLANK if value != value else f"{NUMBER}{_number(value)}{END}"


def opening(value: Any) -> str:
    """What opens the content of a cell."""
    # An error is a text too, and True is a number too, so these are asked for first.
    if isinstance(value, ErrorValue):
        return ERROR
    if isinstance(value, str):
        return TEXT
    return TRUTH if isinstance(value, bool) else NUMBER


def _number(value: float) -> str:
    if isinf(value):
        raise ValueError(INFINITE)
    return repr(value).removesuffix(".0")


def style_xml(style: Format | None) -> str:
    """The attribute that names a format of the workbook; nothing for the workbook's own."""
    return f' s="{style._get_xf_index()}"' if style else ""
