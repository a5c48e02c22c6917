"""What a heading says beside its name: period, unit of time, currency, thousands, percent, scale of
levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tasks.intake.wording.cell_words import currency_codes
from tasks.intake.wording.normalise import fold, words
from tasks.intake.wording.word_lists import value_words, words_of_kind

# "5-1" in a map: 1 is the highest.
_FALLING = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:-|–|\.\.|to|bis|a) ?(\d+(?:[.,]\d+)?)")
# "1-5", "0..10", "1 to 100"; not "1-5 %", nor a part of a longer number or a date.
_RANGE = re.compile(
    r"(?<![\d.])([01])\s*(?:-|–|—|\.\.+|\bto\b|\bbis\b|\ba\b|\bdo\b|\btot\b|/)\s*(3|4|5|6|7|10|100)(?![\d%]|[-./]\d)"
)
# "1 = low".
_EQUALS = re.compile(r"(\d+)\s*=\s*([a-z][a-z \-]*)")
# "1: low", "5 - high".
_NUMBERED = re.compile(r"(?<![\d-])(\d+)\s*[:–-]\s*([a-z][a-z ]*)")
# "low = 1".
_WORD_FIRST = re.compile(r"([a-z][a-z \-]*?)\s*=\s*(\d+)")
# "1 (low)".
_WORDED = re.compile(r"(\d+)\s*\(([a-z][a-z \-]*)\)")
# "1 low", "1 very important", "1 is the highest".
_SPACED = re.compile(
    r"(?<!\d)(\d+) (?:is |ist |est |es |e )?(?:the |die |der |das |la |le )?((?:[a-z]+ ?){1,3})"
)
# What a cell may hold: "L/M/H", "S/M/L", "y/n", "ja / nein", "(x)", "[x]", "(x = yes)".
_SIZES = re.compile(r"\b[lmh](?:\s*/\s*[lmh]){1,2}\b|\b(?:x?s|m|x?l)(?:\s*/\s*(?:x?s|m|x?l)){2,4}\b")
_MARKERS = re.compile(
    rf"{_SIZES.pattern}|\b(?:y|yes|ja|oui|si|j|o)\s*/\s*(?:n|no|nein|non)\b"
    r"|(?<=[(\[])\s*[x✓✔](?: ?= ?(?:yes|ja|oui|si|sim))?\s*(?=[)\]])"
)
TWELVE_MONTHS = re.compile(r"\b12\s*(?:months?|monate|mois|meses)\b", re.I)
# Thousands and more beside a currency: "k€", "EUR m", "€ '000", "T EUR".
_MAGNITUDE = re.compile(
    r"(?<![a-z0-9])(?:(k|t|m|mm|mn|mio|tsd|mrd|bn)\.?\s*(?:€|\$|£|eur|usd|gbp|chf|cad)|(?:€|\$|£|eur|usd|gbp|chf|cad)\s*'?(k|m|mm|mn|mio|tsd|mrd|bn|000)s?)(?![a-z0-9])"
)
# A code in capitals, also with a magnitude before or after it: "TEUR", "T-EUR", "kUSD", "GBPk".
_CODE = re.compile(r"(?<![A-Za-z])(?:([kKTMm])-?)?([A-Z]{3})(?=(?:k|m|mn|bn)?(?![A-Za-z]))")


@dataclass(frozen=True)
class Units:
    """What a heading declares; None or False where it says nothing. ``scale`` is (low, high, reversed);
    ``is_falling``: 1 is high, of a scale whose other end is not named.
    """

    per_year: float | None = None
    period: str | None = None
    time: str | None = None
    currency: str | None = None
    magnitude: float = 1.0
    is_percent: bool = False
    scale: tuple[float, float, bool] | None = None
    is_falling: bool = False


@cache
def heading_words(kind: str) -> dict[str, str]:
    """A word list in the spelling of heading words."""
    return {" ".join(words(word)): value for word, value in words_of_kind(kind).items() if words(word)}


def names_sizes(heading: str) -> bool:
    """Whether a heading says that small, medium and large, or low and high, are below it: "Effort (S/M/L)".

    Args:
        heading: as written.
    """
    return bool(_SIZES.search(fold(heading)))


def without_scale(heading: str) -> str:
    """A heading without notes such as "1 = low, 5 = high", "1-5" or "Y/N"; the brackets around them go
    too.
    """

    def drop(match: re.Match[str]) -> str:
        return " " if _is_scale_note(match.group(1)) else match.group(0)

    heading = re.sub(r"[(\[{]([^()\[\]{}]*(?:\([^()]*\)[^()\[\]{}]*)*)[)\]}]", drop, heading)
    # A legend of a scale ends the heading: all after its start is cut off.
    start = _worded_scale_start(heading.lower())
    if start is not None:
        return _cut(heading[:start])
    match = _RANGE.search(heading.lower())
    if match:
        heading = heading[: match.start()] + " " + heading[match.end() :]
    match = _MARKERS.search(fold(heading))
    if match:
        heading = re.sub(re.escape(match.group(0)), " ", fold(heading))
    return heading


def _worded_scale_start(lowered: str) -> int | None:
    # "1 = low" is a legend alone; the other forms may be something else ("2 (EU)") unless there are two of
    # them.
    for pattern, needed in ((_EQUALS, 1), (_WORD_FIRST, 2), (_WORDED, 2), (_NUMBERED, 2)):
        matches = list(pattern.finditer(lowered))
        if len(matches) >= needed:
            return matches[0].start()
    return None


def _cut(heading: str) -> str:
    return re.sub(r"[\s,;:\-–—|/(\[]+$|\b(?:scale|skala|echelle|escala)\W*$", "", heading.strip(), flags=re.I)


def _is_scale_note(note: str) -> bool:
    folded = fold(note)
    return bool(
        _worded_scale_start(folded) is not None
        or _WORD_FIRST.search(folded)
        or _RANGE.search(folded)
        or _MARKERS.search(folded)
    )


def times(factor: float) -> str:
    """A factor in the words of a unit, the whole number with separators: "x 1,000,000"."""
    return f"x {factor:,.12g}"


def written_scale(scale: tuple[float, float, bool]) -> str:
    """A scale as a map writes it, its highest level last: "1-5", or "5-1" where 1 is the highest."""
    low, high, is_falling = scale
    return f"{high:g}-{low:g}" if is_falling else f"{low:g}-{high:g}"


def settled_scale(text: str) -> tuple[float, float, bool] | None:
    """(low, high, reversed) of a scale as a map writes it, or as a heading would ("1 = high, 5 = low").

    Args:
        text: the scale of a map.

    Returns:
        None where the text names no two levels.
    """
    falling = _FALLING.fullmatch(fold(text))
    ends = (
        (float(falling[2].replace(",", ".")), float(falling[1].replace(",", "."))) if falling else (0.0, 0.0)
    )
    return (*ends, True) if ends[0] < ends[1] else read_scale(text)


def read_scale(heading: str) -> tuple[float, float, bool] | None:
    """(low, high, reversed) of a declared scale: "1 = low, 5 = high", "low = 1, high = 3", "1 (low) to 10
    (high)", "1-10", "10 = highest".
    """
    folded = fold(heading)
    pairs = _numbers_with_words(folded)
    match = _RANGE.search(folded)
    ends = [n for n, _ in pairs] + ([float(match.group(1)), float(match.group(2))] if match else [])
    weights = read_weights(heading)
    is_legend = _EQUALS.search(folded) or _WORD_FIRST.search(folded)
    if is_legend and len(set(ends)) == 1 and ends[0] > 2 and weights.get(ends[0], 3) != 3:
        ends.append(1.0)
    if len(set(ends)) < 2:
        return None
    low, high = min(ends), max(ends)
    # A word above the middle at the low end, or below it at the high end: 1 is high.
    is_reversed = any(n == low and weight > 3 for n, weight in weights.items()) or any(
        n == high and weight < 3 for n, weight in weights.items()
    )
    return low, high, is_reversed


def _is_falling(heading: str) -> bool:
    """Whether a heading says that 1 is high, and names no other end: "1 = highest"."""
    weights = read_weights(heading)
    return len(weights) == 1 and all(n < 2 and weight > 3 for n, weight in weights.items())


def _numbers_with_words(folded: str) -> list[tuple[float, str]]:
    """The numbers of a scale with the words beside them, as far as a heading explains them."""
    pairs = [(float(n), w.strip()) for n, w in _EQUALS.findall(folded)] or [
        (float(n), w.strip()) for w, n in _WORD_FIRST.findall(folded)
    ]
    pairs = pairs or [(float(n), w.strip()) for n, w in _WORDED.findall(folded) or _NUMBERED.findall(folded)]
    return pairs or [(float(n), w) for n, w in _SPACED.findall(folded) if _begins_with_level(w)]


def _begins_with_level(text: str) -> bool:
    """Whether the first word or words of a text are those of a level."""
    parts = text.split()
    return any(" ".join(parts[:count]) in _level_words() for count in range(len(parts), 0, -1))


@cache
def _level_words() -> dict[str, str]:
    """Words of cells and of legends to 1..5: "low", "least important"."""
    return words_of_kind("scale_end") | value_words("level")


def read_weights(heading: str) -> dict[float, float]:
    """The level of each number of a scale whose word says one: 1 high to 5 low."""
    pairs = _numbers_with_words(fold(heading))
    return {n: weight for n, word in pairs if (weight := _weight(word)) is not None}


def explains_levels(text: str) -> dict[float, float]:
    """As ``read_weights``, of a text whose words all are words for a level: nothing of "1 = high court cases"."""
    pairs = _numbers_with_words(fold(text))
    is_legend = all(phrase.replace("-", " ") in _level_words() for _, phrase in pairs)
    return read_weights(text) if is_legend else {}


def _weight(phrase: str) -> float | None:
    """The level that the longest known words of a phrase say, of equally long ones the first."""
    parts = phrase.replace("-", " ").split()
    inside = (
        " ".join(parts[start : start + count])
        for count in range(len(parts), 0, -1)
        for start in range(len(parts) - count + 1)
    )
    return next((float(_level_words()[words]) for words in inside if words in _level_words()), None)


def read_units(heading: str) -> Units:
    """Everything a heading says beside its name."""
    bare = without_scale(heading)
    folded, heading_parts = fold(bare), words(bare)
    periods = heading_words("period")
    # "Last 12 months" is a year, although "months" is a word for a period.
    period = (
        None
        if TWELVE_MONTHS.search(folded)
        else next((word for word in heading_parts if word in periods), None)
    )
    times = heading_words("time")
    if not heading_words("working_time").keys().isdisjoint(heading_parts):
        times = times | heading_words("heading_time")  # "Temps par dossier, mn"
    # "h/week" is in hours: its period comes last.
    in_words = sorted(
        (word for word in reversed(heading_parts) if word in times), key=lambda word: word == period
    )
    time = _clock(folded) or _time_sign(folded) or (times[in_words[0]] if in_words else None)
    return Units(
        per_year=float(periods[period]) if period else None,
        period="calendar day" if period == "calendarday" else period,
        time=time,
        currency=_currency(bare, heading_parts),
        magnitude=_magnitude(_with_one_code(bare), heading_parts),
        is_percent=not heading_words("percent_heading").keys().isdisjoint(heading_parts),
        scale=read_scale(heading),
        is_falling=_is_falling(heading),
    )


def _time_sign(folded: str) -> str | None:
    """A unit of time that is all a bracket says, or the last word after "in": "[d]", "(AT)", "in WT"."""
    match = re.search(r"[(\[]\s*(?:in )?([a-z]+)\.?\s*[)\]]|\bin ([a-z]+)\.?$", folded)
    signs = words_of_kind("heading_time") | words_of_kind("time")
    return signs.get(match[1] or match[2]) if match else None


def shows_clock(heading: str) -> bool:
    """Whether a heading says that a clock is below it: "Handling time (hh:mm)"."""
    return _clock(fold(heading)) is not None


def _clock(folded: str) -> str | None:
    """What the first part of a clock counts that a heading shows: hh:mm or mm:ss."""
    match = re.search(r"\b(h{1,2}:mm|s?td:min|m{1,2}:ss|min:se[ck])\b", folded)
    return match and ("minute" if match[1].startswith("m") else "hour")


def _currency(heading: str, heading_parts: tuple[str, ...]) -> str | None:
    signs = words_of_kind("currency")
    codes = currency_codes()
    for _, code in _CODE.findall(heading):
        if code in codes:
            return code
    folded = fold(heading)
    if re.search(r"[(\[] ?(?:in )?rs\b|\brs\. ?(?:in )?(?:cr|lakh|lac)", folded):
        return "INR"
    dollars = re.search(r"(?<![a-z])(us|ca|can|c|a|au|mx|r)\$", folded)
    if dollars:
        return signs[dollars.group(0)]
    sign = next(
        (
            value
            for sign, value in signs.items()
            if not sign[-1].isalnum() and not sign.endswith(".") and sign in folded
        ),
        None,
    )
    # Of short words only those with a letter of their own language: "zł", not "ft" or "rs".
    return sign or next(
        (signs[word] for word in heading_parts if word in signs and (len(word) > 2 or not word.isascii())),
        None,
    )


def _with_one_code(heading: str) -> str:
    """A heading, folded, with the code of the euro for that of any currency: thousands are written alike beside all."""
    codes = currency_codes()
    return fold(_CODE.sub(lambda match: f"{match[1] or ''}EUR" if match[2] in codes else match[0], heading))


def _magnitude(folded: str, heading_parts: tuple[str, ...]) -> float:
    magnitudes = words_of_kind("magnitude")
    match = _MAGNITUDE.search(folded)
    if match:
        return float(magnitudes.get(match.group(1) or match.group(2), "1"))
    counted = re.search(
        r"(?:\bx|\bin|[(\[]|×|\*)\s?1([.,' ]?000){1,2}s?(?=\s*(?:[)\]]|$|€|\$|£|[a-z]{3}\b))", folded
    )
    if counted:
        return float(re.sub(r"\D", "", counted[0]))
    # "Rs. Cr", "INR Cr" (as "EUR Cr"), "Cr. Rs".
    if re.search(r"(?:\brs\.?|₹|\beur) ?(?:in )?crs?\b|\bcrs?\.? ?(?:rs\b|₹|eur\b)", folded):
        return 1e7
    # "(m p.a.)", "(m/yr)"; alone it may be minutes or metres.
    if re.search(r"[(\[] ?mm? ?(?:p\.? ?a\b|/ ?(?:yr|year|a)\b|per year)", folded):
        return 1e6
    # "$'000", "000s"; "R$ mil", while "EUR mil" may be millions.
    if re.search(r"'000|\b000s?\b|€000|\bmil (?:de )?r\$|r\$ ?mil\b", folded):
        return 1000.0
    spelled = heading_words("magnitude")
    return next(
        (
            float(spelled[word])
            for word in heading_parts
            # Too short to be sure of alone: "t" may be tonnes, "m" minutes or metres.
            if word in spelled and word not in ("t", "m", "b", "mm", "mil")
        ),
        1.0,
    )
