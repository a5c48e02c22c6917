"""Short words for periods in a heading, written out: "mtl.", "p.M.", "/Wo.", "half-yearly"."""

from __future__ import annotations

import re
from functools import cache

from tasks.intake.wording.heading_period import same_length
from tasks.intake.wording.word_lists import alternatives, words_of_kind

# "p.M.", "p. m.", "p/m", "p.Q." as sheets write "per month" and "per quarter".
_PER_LETTER = re.compile(r"(?<!\w)p(?:\.\s?|/)([mwqd])\b\.?", re.I)
# "Volume/j" is French for a day, "Menge/J" German for a year.
_PER_J = re.compile(r"\s?/\s?j(?!\w)\.?", re.I)
_GERMAN = re.compile(r"\b(?:menge|anzahl|volumen|stuck|kosten|falle|vorgange|belege|auftrage|\w*zahl)")
_LETTERS = {"m": "month", "w": "week", "q": "quarter", "d": "day"}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Pattern, what goes before the word that is found, and the kind of word that it is."""
    signs = "|".join(re.escape(sign) for sign in words_of_kind("per") if sign.isalpha() and len(sign) > 1)
    return (
        (re.compile(rf"(?<!\w)({alternatives('period_short')})(?!\w)\.?"), "", "period_short"),
        (
            # "Cost / M€" is in millions and not by the month.
            re.compile(rf"(?:\b(?:{signs})\s+|\s?/\s?)({alternatives('period_after_per')})(?![\w€$£])\.?"),
            "per ",
            "period_after_per",
        ),
    )


def with_full_periods(heading: str) -> str:
    """The heading with its short periods in words that the list of periods knows.

    Args:
        heading: as written.
    """
    if match := _PER_J.search(heading):
        day_or_year = "year" if _GERMAN.search(same_length(heading)) else "day"
        heading = f"{heading[: match.start()]} per {day_or_year} {heading[match.end() :]}"
    heading = _PER_LETTER.sub(lambda match: f" per {_LETTERS[match[1].lower()]} ", heading)
    for pattern, before, kind in _patterns():
        # From the last to the first, so that the places before a change stay those of the folded text.
        for match in reversed(list(pattern.finditer(same_length(heading)))):
            period = words_of_kind(kind)[match[1]]
            heading = f"{heading[: match.start()]} {before}{period} {heading[match.end() :]}"
    return heading
