"""What a number format shows beside the digits: percent, thousands left off, a unit, a currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# A stretch in quotation marks, a character after a backslash, square brackets, ``_x`` (a gap as wide as x),
# ``*x`` (fill with x), or one plain character.
_PART = re.compile(r'"(?P<text>[^"]*)"?|\\(?P<one>.)|\[(?P<square>[^\]]*)\]|_.|\*.|(?P<plain>.)', re.DOTALL)
# "[$€-407]", "[$EUR]": a currency and a locale.
_CURRENCY = re.compile(r"^\$([^-]*)(?:-[\w]+)?$")
# "[>=1000]": the section is for some numbers only.
_CONDITION = re.compile(r"^[<>=]")
_PLACE = re.compile(r"[0#?]")
# Letters of dates and times; a format with a place for digits before one of them shows a number and a unit ("0 h").
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_SUB_SECONDS = re.compile(r"s\.0+", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """``literal``: the words shown with the number; ``thousands``: how often a thousand is left off ("#,##0,")."""

    literal: str = ""
    thousands: int = 0
    is_percent: bool = False
    is_percent_literal: bool = False


@lru_cache(maxsize=4096)
def shown_by(code: str) -> Shown:
    """What the format code of a cell shows of a number; nothing where its sections show different things."""
    sections = [_section(section) for section in _sections(code)]
    first = sections[0][1]
    if any(is_conditional and shown != first for is_conditional, shown in sections):
        return Shown()
    return first


def _sections(code: str) -> list[str]:
    """The sections of a format code, semicolons in quotation marks apart."""
    parts, section = [], ""
    for part in _PART.finditer(code):
        if part["plain"] == ";":
            parts.append(section)
            section = ""
        else:
            section += part[0]
    return [*parts, section]


def _section(section: str) -> tuple[bool, Shown]:
    """Whether a section has a condition, and what it shows."""
    literal, digits, is_percent, is_conditional = "", "", False, False
    for part in _PART.finditer(section):
        square, plain = part["square"], part["plain"]
        if square is not None:
            currency = _CURRENCY.match(square)
            literal += f" {currency[1]} " if currency else ""
            is_conditional |= bool(_CONDITION.match(square))
        elif plain == "%":
            is_percent = True
        elif plain is not None and plain in "0#?.,/ eE+-()":
            digits += plain
        else:
            literal += part["text"] or part["one"] or plain or ""
    # Commas behind the last place for digits leave off thousands: "#,##0,", "0.0,,".
    tail = re.search(r"(,+)[ )\-+.]*$|(,+)\.", digits)
    thousands = len(tail[1] or tail[2]) if tail and _PLACE.search(digits) else 0
    words = re.sub(r"\s+", " ", literal).strip(" -()")
    is_general = words.casefold() in ("general", "standard", "@")
    if not _PLACE.search(digits) or is_general or ":" in words:
        return is_conditional, Shown()
    return is_conditional, Shown(words if words != "%" else "", thousands, is_percent, words == "%")


@lru_cache(maxsize=4096)
def is_telling(code: str) -> bool:
    """Whether a format says anything of the number itself, so that it is kept cell by cell."""
    return shown_by(code) != Shown()


@lru_cache(maxsize=4096)
def is_time_of_day(code: str) -> bool:
    """Whether a format shows hours or minutes and no date."""
    # Of texts in square brackets only "[h]" and the like are times: "[White]" is a colour.
    bare = re.sub(r'"[^"]*"|\\.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', "", code.split(";")[0].lower())
    is_time = "h" in bare or "ss" in bare or re.search(r"\[m+\]", bare) is not None
    return is_time and not ("y" in bare or "d" in bare) and not hides_number(code)


@lru_cache(maxsize=4096)
def hides_number(code: str) -> bool:
    """Whether readers take a number for a date because its unit is not in quotation marks: "0 h", "0.0 d"."""
    bare = _SUB_SECONDS.sub("", re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.split(";")[0]))
    return bool(_PLACE.search(bare) and _DATE_LETTERS.search(bare)) and "general" not in bare.lower()
