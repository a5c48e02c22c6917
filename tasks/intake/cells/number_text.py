"""Numbers written as text, in either decimal convention: thousands, ranges, bounds, units, currencies."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tasks.intake.cells.cell_kinds import by_unique
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.units import currency_codes
from tasks.intake.wording.word_lists import words_of_kind

if TYPE_CHECKING:
    import pandas as pd

_COMMA_DECIMAL = r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{1,2}(?!\d)|(?<![\d.,])\d+,\d{1,2}(?![\d,])|\d,\d{4,}|(?<![\d.,])0,\d|\d(?:\.\d{3}){2,}(?![.\d])"
_DOT_DECIMAL = r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d{1,2}(?!\d)|(?<![\d.,])\d+\.\d{1,2}(?![\d.])|\d\.\d{4,}|(?<![\d.,])0\.\d|\d(?:,\d{3}){2,}(?![,\d])"
_PLAIN = {
    ".": r"^[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$",
    ",": r"^[+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$",
}
_BODY = r"[+-]?\d[\d.,' \u2019]*"
_DATE_LIKE = r"(?<!\d)\d{1,2}[.]\d{1,2}[.]"
_SINGLE = re.compile(rf"^({_BODY}|[+-]?[.,]\d+)(.*)$")


def decimal_evidence(texts: pd.Series) -> tuple[int, int]:
    """How many distinct texts can only be read with a decimal comma, and how many only with a decimal
    point.
    """
    distinct = texts[
        texts.str.contains(r"\d[.,]\d", na=False) & ~texts.str.contains(_DATE_LIKE, na=False)
    ].drop_duplicates()
    return int(distinct.str.contains(_COMMA_DECIMAL).sum()), int(distinct.str.contains(_DOT_DECIMAL).sum())


def read_number_texts(texts: pd.Series, decimal: str) -> dict[str, pd.Series]:
    """Numbers from texts.

    Returns:
        value (float), code (repair, or CELL_NOT_A_NUMBER), is_percent (boolean), currency, unit: Series by
        the index of ``texts``.
    """
    import numpy as np
    import pandas as pd

    plain = texts.str.match(_PLAIN[decimal], na=False)
    stripped = texts.where(plain).str.replace("," if decimal == "." else ".", "", regex=False)
    values = pd.to_numeric(stripped.str.replace(",", ".", regex=False), errors="coerce").astype("float64")
    values = values.where(np.isfinite(values))
    value, code, percent, currency, unit = by_unique(
        texts.mask(values.notna()), lambda text: read_number(text, decimal), 5
    )
    return {
        "value": values.fillna(pd.to_numeric(value, errors="coerce").astype("float64")),
        "code": code.astype("str"),
        "is_percent": percent.fillna(False).astype(bool) if len(percent) else percent.astype(bool),
        "currency": currency.astype("str"),
        "unit": unit.astype("str"),
    }


def read_number(text: str, decimal: str) -> tuple[float | None, str | None, bool, str | None, str | None]:
    """One text as (value, code, is percent, currency, unit of time or period)."""
    rest, currency = _take_currency(text)
    rest = rest.strip()
    negative = bool(re.match(r"^\(.*\d.*\)$", rest)) or bool(re.match(r"^[\d.,' ]+-$", rest))
    rest = rest.strip("()") if negative and rest.startswith("(") else rest.rstrip("-") if negative else rest
    rest, is_bound = _take_bound(rest.strip())
    is_percent = "%" in rest or bool(re.search(r"\d\s*(?:percent|prozent|pour ?cent|por ciento|pct)\b", rest))
    rest = re.sub(r"%|(?:percent|prozent|pour ?cent|por ciento|pct)\b", " ", rest).strip()
    ends = _range(rest, decimal)
    if ends:
        (low, high), tail, code = ends[0], ends[1], "RANGE_MIDPOINT"
        value, other = (low + high) / 2, False
    else:
        match = _SINGLE.match(rest)
        body = _body(match.group(1), decimal) if match else None
        if body is None or match is None:
            return None, "CELL_NOT_A_NUMBER", False, None, None
        (value, other), tail, code = body, match.group(2), None
    known, factor, unit = _suffix(tail)
    if not known:
        return None, "CELL_NOT_A_NUMBER", False, None, None
    code = code or (
        "BOUND_AS_VALUE"
        if is_bound
        else "NUMBER_WRITTEN_OUT"
        if factor != 1 or unit or negative
        else "OTHER_DECIMAL_MARK"
        if other
        else None
    )
    return (-1 if negative else 1) * value * factor, code, is_percent, currency, unit


@cache
def _signs() -> list[tuple[str, str]]:
    return sorted(words_of_kind("currency").items(), key=lambda item: -len(item[0]))


def _take_currency(text: str) -> tuple[str, str | None]:
    code = re.search(r"(?<![A-Za-z])(?:[kKTM])?([A-Z]{3})(?![A-Za-z])", text)
    if code and code.group(1) in currency_codes():
        return fold(text[: code.start(1)] + " " + text[code.end(1) :]), code.group(1)
    folded = fold(text)
    for sign, currency in _signs():
        pattern = (
            re.escape(sign)
            if not sign[0].isalpha()
            else rf"(?<![a-z]){re.escape(sign)}" + (r"(?![a-z])" if sign[-1].isalpha() else "")
        )
        match = re.search(pattern, folded)
        if match:
            return folded[: match.start()] + " " + folded[match.end() :], currency
    return folded, None


def _take_bound(text: str) -> tuple[str, bool]:
    for word in sorted(words_of_kind("approximately"), key=len, reverse=True):
        if text.startswith(word) and re.match(r"[\W\d]|$", text[len(word) :]):
            return text[len(word) :].strip(), True
    return (text[:-1].strip(), True) if text.endswith("+") else (text, False)


def _range(text: str, decimal: str) -> tuple[tuple[float, float], str] | None:
    words = "|".join(re.escape(word) for word in sorted(words_of_kind("range_word"), key=len, reverse=True))
    match = re.match(
        rf"^(?:between |zwischen |entre |from |von |de )?([\d.,' ]*\d)\s*([a-z]*)\s*(?:{words})\s*([\d.,' ]*\d)(.*)$",
        text,
    )
    low, high = (_body(match.group(1), decimal), _body(match.group(3), decimal)) if match else (None, None)
    if match is None or low is None or high is None or low[0] > high[0]:
        return None
    known, factor, _ = _suffix(match.group(2))
    _, last, _ = _suffix(match.group(4))
    return ((low[0] * (factor / last if match.group(2) else 1), high[0]), match.group(4)) if known else None


def _body(text: str, decimal: str) -> tuple[float, bool] | None:
    """The number and whether it was written with the other decimal mark."""
    digits = re.sub(r"[' \u2019]", "", text.strip().rstrip(".,"))
    other = "," if decimal == "." else "."
    if "," in digits and "." in digits:
        mark_used = max(",", ".", key=digits.rfind)
    elif other in digits:
        grouped = re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", digits)
        mark_used = decimal if grouped else other
    else:
        mark_used = other if digits.count(decimal) > 1 else decimal
    grouping = "," if mark_used == "." else "."
    try:
        return float(digits.replace(grouping, "").replace(mark_used, ".")), mark_used != decimal
    except ValueError:
        return None


def _suffix(tail: str) -> tuple[bool, float, str | None]:
    """(known, factor, unit of time or period such as "/month") of what follows a number."""
    factor, unit = 1.0, None
    words = re.findall(r"[^\W\d]+|/|'000", tail.strip(" .,;*()"))
    magnitudes, times, periods = words_of_kind("magnitude"), words_of_kind("time"), words_of_kind("period")
    per = False
    for position, word in enumerate(words):
        if word in ("/", "per", "pro", "par", "por", "je", "a", "p", "al"):
            per = True
        elif word in periods and (per or word not in times):
            unit = f"/{word}"
        elif (
            position == 0
            and word
            in (
                "k",
                "tsd",
                "mio",
                "mn",
                "mm",
                "bn",
                "mrd",
                "m",
                "t",
                "b",
                "thousand",
                "million",
                "millions",
                "billion",
                "'000",
            )
            or (position == 0 and word in magnitudes and word not in times)
        ):
            factor = float(magnitudes[word])
            unit = "m" if word == "m" else unit
        elif word in times:
            unit = times[word]
        elif word not in words_of_kind("count_noun"):
            return False, 1.0, None
    return True, factor, unit
