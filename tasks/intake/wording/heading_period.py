"""The time that the figures of a column cover, as its heading names it: a year, a quarter, the last six months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tasks.intake.wording.cell_words import currency_codes
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import alternatives, alternatives_of, words_of_kind

_YEAR = r"(?:19|20)\d\d"
_SHORT_YEAR = r"(?:['’]?\d\d|(?:19|20)\d\d)"
_LAST = "|".join(
    (
        "last|past|previous|prior|latest|recent|rolling|trailing|over|in|within|for|during|l",
        "letzten?r?|vergangenen?|uber|fur|derniers?|dernieres?|sur|ultimos|ultimas|ultimo|en|durante",
        "laatste|afgelopen|voorbije",
    )
)
_ONE_MONTH = 1 / 12
WEEKS_A_YEAR = 52
# These are other words, too: without a year they are months at the end of a heading alone ("Cost May €").
_OTHER_WORDS = ("may", "mars", "mar")
# "2 years ago" and "Date MAJ" (mise à jour) are no months without a year.
_NO_MONTH_ALONE = frozenset({"ago", "maj"})
_UP_TO = "|".join(
    (
        "to|till|until|through|thru|up to|ended|ending|to end of|bis|bis ende|bis einschl|bis einschliesslich",
        "jusqu.?en|jusqu.?a|jusqu.?a fin|a fin|fin|clos en|hasta|hasta fin de|cerrado en",
    )
)
_BEFORE = re.compile(
    "|".join(
        (
            r"\b(?:last|previous|prior|preceding) (?:fiscal |financial |calendar )?(?:year|yr)\b|\bly\b",
            r"\bvorjahr\w*|\bvj\b|\bpy\b|\bannee precedente\b|\bdernier exercice\b",
            r"\bano anterior\b|(?<!\w)n ?- ?(?P<years>[1-9])\b",
        )
    )
)
_NOW = re.compile(
    "|".join(
        (
            r"\b(?:this|current) (?:fiscal |financial |calendar )?year\b",
            r"\b(?:laufendes|aktuelles|dieses) jahr\b|\bcy\b|\bannee en cours\b|\bano (?:en curso|actual)\b",
            r"(?<=\w )n(?= ?(?:[(\[].*)?$)",  # "Volume N" beside "Volume N-1"
        )
    )
)
BEFORE = -1  # in place of the number of a year that is only called the one before; this one is 1


@dataclass(frozen=True)
class Span:
    """What time a column covers. label: as (year, part) for comparing, (0, 0) where none is named; part counts
    in months to the end of the year's part. years: how many years the figures cover, None where nothing is
    said. is_full: the time has passed whole and is no plan; ``words`` are what the heading says.
    """

    label: tuple[int, float] = (0, 0)
    years: float | None = None
    is_full: bool = True
    words: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the heading names a year or a part of one, so that several can be told apart."""
        return self.label != (0, 0)


def span_among_months(heading: str) -> Span:
    """The time that a heading names where those beside it name months: "Volume May", "Mar volume" and "Volumen ago" are
    some, too.
    """
    span = find_span(heading)[1]
    may = (
        None if span.is_named else re.search(r"^mar\b|\bmay\b|\bmars\b|\bago$", same_length(heading).strip())
    )
    return (
        Span((0, float(words_of_kind("month")[may.group()])), _ONE_MONTH, True, may.group()) if may else span
    )


def find_span(heading: str) -> tuple[str, Span]:
    """The heading without the time that it names, and that time."""
    text = heading
    part, years, year, words, is_full = 0.0, None, 0, [], True
    # The longest reading first: "Jan-Jun 2026" also holds a month, and "31 Dec 2025" a month and a year.
    for read_part in (
        *(_read_week_range, _read_day_range, _read_day),
        *(_read_month_range, _read_counted, _read_part, _read_month),
    ):
        span_found = read_part(text)
        if span_found:
            (start, end), (year, part, years) = span_found
            words.append(text[start:end])
            text = _cut(text, start, end)
            break
    if not year:
        span_found = _year(text)
        if span_found:
            (start, end), year, covered = span_found
            years = years or covered
            words.append(text[start:end])
            text = _cut(text, start, end)
    # "Last year" and "this year" have no number: -1 and 1 only put them in order.
    for pattern, relative in ((_BEFORE, BEFORE), (_NOW, 1)):
        match = pattern.search(same_length(text))
        if match and not year:
            # "N" is the year that a list is about, "this year" may not be over.
            year = -int(match["years"]) if relative < 0 and match["years"] else relative
            is_full = relative < 0 or match.group() == "n"
            words.append(text[match.start() : match.end()])
            text = _cut(text, match.start(), match.end())
    so_far = re.search(
        rf"(?<!\w)(?:{alternatives('part_so_far')})(?!\w)",
        same_length(text),
    )
    if so_far:
        is_full = False
        words.append(text[so_far.start() : so_far.end()])
        text = _cut(text, so_far.start(), so_far.end())
        years = _years_so_far(so_far.group(), part, years)
    # "Since 2019": how many years the figures cover depends on the day, so it is unknown.
    elif _since().search(same_length(heading)):
        years, is_full = 0.0, False
    elif years == _ONE_MONTH:
        years = _years_up_to(heading, part)
        # "To September" covers a part of the year only; January alone and "to December" are whole.
        is_full = years != part / 12 or part in (1.0, 12.0)
    label = (year, part) if year or part else (0, 0)
    return (text, Span(label, years, is_full, " ".join(words).strip())) if words else (heading, Span())


def _years_so_far(wording: str, part: float, years: float | None) -> float:
    """How many years figures "to date" cover: from January to the month or quarter named, 0.0 where unknown."""
    if part and words_of_kind("part_so_far")[wording] == "of_year":
        return part / 12
    return 0.0 if part else years or 0.0


def _years_up_to(heading: str, part: float) -> float:
    """How many years the figures of a month cover: "to Sep" begins in January, "year ended March" is a year."""
    month = rf"(?:{_months()})\b|\d{{1,2}}/{_YEAR}|{_YEAR}-\d\d"
    folded = same_length(heading)
    counted = re.search(
        rf"(?:(\d+|{'|'.join(words_of_kind('number_word'))})[ -])?"
        rf"\b({alternatives('months_long')}|fy|exercice|ejercicio)s?[ -](?:{_UP_TO}) (?:{month})",
        folded,
    )
    if counted:
        return _number(counted[1] or "1") * float(words_of_kind("months_long").get(counted[2], 12)) / 12
    return part / 12 if re.search(rf"\b(?:{_UP_TO}) (?:{month})", folded) else _ONE_MONTH


def _cut(text: str, start: int, end: int) -> str:
    """The text without a stretch, and without brackets or commas left empty by it."""
    left = re.sub(r"\(\s*[,;]?\s*\)|\[\s*\]", " ", f"{text[:start]} {text[end:]}")
    return re.sub(r"\s+", " ", re.sub(r"[\s,;:/–-]+$|^[\s,;:/–-]+", "", left)).strip()


@cache
def _unit_at_end() -> str:
    """The pattern of what may follow a period at the end of a heading: "(EUR)", "kEUR", "in T€", "€ m", "'000"."""
    currencies = words_of_kind("currency").keys() | {code.lower() for code in currency_codes()}
    currency, times = alternatives_of(currencies, fold), alternatives("magnitude", fold)
    unit = rf"(?:{times})\.?(?:\s?(?:{currency}))?|(?:{currency})(?:\s?(?:{times}))?"
    return rf"(?:\s*[(\[][^)\]]{{1,12}}[)\]]|[\s,/–-]+(?:in\s+)?[(\[]?(?:{unit})[)\]]?)?$"


@cache
def _same_length_of(char: str) -> str:
    # A folded letter may be none or two ("ß"); one in its place keeps the places of the heading.
    folded = fold(char) or char
    return folded[0] if char.strip() else char


def same_length(text: str) -> str:
    """A heading folded letter by letter, so that places stay the same.

    Args:
        text: as written.
    """
    return "".join(_same_length_of(char) for char in text)


def _number(text: str) -> float:
    counted = words_of_kind("number_word")
    return float(counted[text]) if text in counted else float(text)


def _read_counted(text: str):
    """A counted time: "last 6 months", "over 3 years", "(18 months)", "L6M", "in den letzten zwei Quartalen"."""
    folded = same_length(text)
    counts = "|".join(words_of_kind("number_word"))
    unit = rf"({alternatives('months_long')})s?\b"
    match = (
        re.search(
            rf"(?:\b(?:{_LAST}) (?:the |den |die |les |los |las |de )?(?:(?:{_LAST}) )?)(\d+"
            rf"|{counts})[\s-]*(?:(?:{_LAST}) )?{unit}",
            folded,
        )
        or re.search(
            rf"\b(\d+|{counts}) (?:last|past|derniers?|dernieres?|letzten?|ultimos|ultimas) {unit}", folded
        )
        or re.search(
            # At the end, or before the currency: "Cost (5 years) EUR".
            rf"[\s(,;:–-](\d+|{counts})[\s-]*{unit}(?: (?:total|period|window|rolling))?\)?"
            rf"(?={_unit_at_end()})",
            folded,
        )
    )
    if match:
        months = _number(match.group(1)) * float(words_of_kind("months_long")[match.group(2)])
        return match.span(), (0, 0.0, months / 12)
    match = re.search(rf"^(\d+|{counts})[\s-]+{unit}(?= )", folded)
    if match:
        months = _number(match.group(1)) * float(words_of_kind("months_long")[match.group(2)])
        return match.span(), (0, 0.0, months / 12)
    # "L6M", "LTM" and "TTM": the last six or twelve months.
    match = re.search(r"\b(?:l(\d+)m|([lt]t)m)\b", folded)
    if match:
        return match.span(), (0, 0.0, float(match.group(1) or 12) / 12)
    match = re.search(r"\b(?:last|previous|past) (month|quarter|week|half[- ]year)\b", folded)
    if match:
        months = {"month": 1, "quarter": 3, "week": 12 / WEEKS_A_YEAR}.get(match.group(1), 6)
        return match.span(), (0, 0.0, months / 12)
    return None


def _read_day_range(text: str):
    """From one day or numbered month to another: "01.01.-30.06.2026", "1 Jan to 30 Jun 2026", "01/2026 - 06/2026"."""
    folded = same_length(text)
    to = r"\.?\s*(?:-|–|—|to|bis|bis zum|a|al|au|tot|t/m|through|until)\s*"
    pairs = (
        # Day, month, year by group; a month alone has no day, and the first may leave its year to the second.
        (rf"({_YEAR})-(\d\d)(?:-(\d\d))?", (3, 2, 1), rf"({_YEAR})-(\d\d)(?:-(\d\d))?", (3, 2, 1)),
        (
            rf"(\d\d?)\.(\d\d?)(?:\.({_YEAR}|\d\d))?",
            (1, 2, 3),
            rf"(\d\d?)\.(\d\d?)\.({_YEAR}|\d\d)",
            (1, 2, 3),
        ),
        (rf"(\d\d?)/(\d\d?)/({_YEAR})", (1, 2, 3), rf"(\d\d?)/(\d\d?)/({_YEAR})", (1, 2, 3)),
        (rf"()(\d\d?)(?:[/.]({_YEAR}))?", (1, 2, 3), rf"()(\d\d?)[/.]({_YEAR})", (1, 2, 3)),
        (
            rf"(\d\d?)\.?\s?({_months()})\.?(?: ({_YEAR}))?",
            (1, 2, 3),
            rf"(\d\d?)\.?\s?({_months()})\.? ({_YEAR})",
            (1, 2, 3),
        ),
    )
    for first, first_groups, last, last_groups in pairs:
        # "Q1-4/2026" are no months.
        match = re.search(rf"(?<![\d./-])(?<!\b[qhts]){first}{to}{last}(?![\d/-])", folded)
        if not match:
            continue
        start, end = (
            [match[group + 3 * place] for group in groups]
            for place, groups in enumerate((first_groups, last_groups))
        )
        covered = _months_between(start, end)
        if covered:
            months, last_month, year = covered
            return match.span(), (year, float(last_month), months / 12)
    return None


def _months_between(first: list[str | None], last: list[str | None]) -> tuple[float, int, int] | None:
    """How many months lie between two dates of day, month and year, with the month and the year of the second."""
    year = _century(last[2] or "")
    years = (_century(first[2]) if first[2] else year, year)
    numbered = words_of_kind("month")
    months = [int(numbered.get(date[1] or "", date[1] or "0")) for date in (first, last)]
    days = [int(first[0] or 1), int(last[0] or 31)]
    # "4/1/2026 - 6/30/2026" has the month first.
    if months[1] > 12 or months[0] > 12:
        months, days = days, months
    if not all(1 <= month <= 12 for month in months):
        return None
    # From the first of a month to the end of one are whole months.
    covered = 12 * (years[1] - years[0]) + months[1] - months[0] + 1
    if days[0] != 1 or days[1] < 28:
        covered += (days[1] - days[0] + 1) / 30 - 1
    return (covered, months[1], year) if covered > 0 else None


def _read_day(text: str):
    """The day of a count, as in "FTE as of 2025-12-31" or "Headcount 31 Dec 2025": its month tells it apart."""
    folded = same_length(text)
    as_of = r"(?:\b(?:as of|as at|at|on|per|stand|zum|am|au|a|al) )?"
    match = re.search(rf"{as_of}(?<!\d)({_YEAR})-(\d\d)-\d\d(?!\d)", folded)
    if match:
        return match.span(), (int(match.group(1)), float(match.group(2)), None)
    match = re.search(rf"{as_of}(?<!\d)\d{{1,2}}\.(\d{{1,2}})\.({_YEAR})(?!\d)", folded)
    if match:
        return match.span(), (int(match.group(2)), float(match.group(1)), None)
    match = re.search(rf"{as_of}(?<!\d)\d{{1,2}}\.? ({_months()})\.? ({_YEAR})(?!\d)", folded)
    if match:
        return match.span(), (int(match.group(2)), float(words_of_kind("month")[match.group(1)]), None)
    return None


def _century(text: str) -> int:
    digits = re.sub(r"\D", "", text)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _read_part(text: str):
    """A quarter or a half of a year, with its year where that is named."""
    folded = same_length(text)
    year = rf"(?:[\s/.–-]*(?:fy|gj)?\s*({_SHORT_YEAR})(?!\d))?"
    # The year may be before the quarter ("2026 Q1") or after it ("Q1/26"); groups 1 and 3 of each pattern are
    # it.
    before = rf"(?:(?<!\d)({_YEAR})[\s/.–-]*)?"
    for pattern, months in (
        (rf"{before}(?<![a-z0-9])(?:q|t|quarter |quartal |trimestre )([1-4])(?![\d.])(?!\w){year}", 3),
        (
            rf"{before}(?<![a-z0-9])([1-4])(?:\s?q|st quarter|nd quarter|rd quarter|th quarter"
            rf"|\. ?quartal|(?:er|e|eme|o|º)? ?trimestre|t(?=\s?\d)){year}",
            3,
        ),
        (rf"{before}(?<![a-z0-9])(?:h|hj|hy|s|half |semestre )([12])(?![\d.])(?!\w){year}", 6),
        (
            rf"{before}(?<![a-z0-9])([12])(?:\s?h|\s?hj|st half|nd half|\. ?halbjahr|\. ?hj\b|(?:er|e|eme"
            rf"|o|º)? ?semestre){year}",
            6,
        ),
    ):
        match = re.search(pattern, folded)
        # A half of the year in short ("S2", "2H") may be anything, such as a code: it needs a year or a
        # plainer word.
        if match and (
            match.group(1)
            or match.group(3)
            or months == 3
            or "half" in folded
            or "halb" in folded
            or "semestre" in folded
            or re.search(r"\bh[12]\b", folded)
        ):
            named = match.group(1) or match.group(3)
            return match.span(), (
                _century(named) if named else 0,
                float(int(match.group(2)) * months),
                months / 12,
            )
    match = re.search(r"\b(first|second|erstes|zweites) (?:half(?: year)?|halbjahr)\b", folded)
    if match:
        part = 6.0 if match.group(1) in ("first", "erstes") else 12.0
        return match.span(), (0, part, 0.5)
    return None


@cache
def _months() -> str:
    return "|".join(sorted(words_of_kind("month"), key=len, reverse=True))


def _read_month_range(text: str):
    """Months or quarters from one to another: "Jan-Jun 2026", "January to June", "Q1-Q3 2026": months added up."""
    folded = same_length(text)
    to = r"\s*(?:-|–|—|to|bis|a|through|until)\s*"
    year = rf"(?:[\s,.'’/]*({_SHORT_YEAR})(?!\d))?"
    match = re.search(rf"\b({_months()})\.?(?:\s*{_YEAR})?{to}({_months()})\b\.?{year}", folded)
    if match:
        first, last = (int(words_of_kind("month")[match.group(part)]) for part in (1, 2))
        return match.span(), (
            _century(match.group(3)) if match.group(3) else 0,
            float(last),
            # Modulo twelve, for a range over the turn of the year: "Jul-Jun" is twelve months.
            ((last - first) % 12 + 1) / 12,
        )
    # "Q1-Q3 2026"; "Q1-3" needs its year, since it may be a code.
    for letters, parts in (("qt", 4), ("hs", 2)):
        match = re.search(
            rf"(?<![a-z0-9])[{letters}]([1-{parts}])"
            rf"(?:{to}[{letters}]([1-{parts}]){year}|-([1-{parts}])[\s/.,]*({_YEAR})(?!\d))",
            folded,
        )
        named = match and (match[3] or match[5])
        if match and (named or not match[0].startswith("s")):
            first, last = int(match[1]), int(match[2] or match[4])
            covered = (last - first + 1) / parts
            return match.span(), (_century(named) if named else 0, float(last * 12 / parts), covered)
    return None


def _read_week_range(text: str):
    """A numbered week, or from one to another: "KW 12/2026", "2026-W05", "KW 1-12/2026", "weeks 1 to 26"."""
    to, folded = r"\s*(?:-|–|to|bis|a|al|tot)\s*", same_length(text)
    match = re.search(
        rf"\b(?:kw|cw|wk|weeks?|kalenderwochen?|wochen?|semaines?|semanas?|weken)\.?\s?(\d\d?){to}(\d\d?)"
        rf"(?:[\s/.,]*({_YEAR}))?(?!\d)",
        folded,
    )
    if match and 1 <= int(match[1]) < int(match[2]) <= WEEKS_A_YEAR:
        first, last, year = int(match[1]), int(match[2]), int(match[3] or 0)
        return match.span(), (year, last * 12 / WEEKS_A_YEAR, (last - first + 1) / WEEKS_A_YEAR)
    match = re.search(rf"\b({_YEAR})[\s/-]?(?:kw|cw|w)\s?(\d\d?)(?!\d)", folded) or re.search(
        rf"\b()(?:kw|cw|wk|week|kalenderwoche|semaine|semana)\.?\s?(\d\d?)(?:[\s/.,-]*({_YEAR}))?(?![\d-])",
        folded,
    )
    if not match or not 1 <= int(match[2]) <= WEEKS_A_YEAR + 1:
        return None
    year = match[1] or (match[3] if match.re.groups > 2 else None)
    return match.span(), (int(year or 0), int(match[2]) * 12 / WEEKS_A_YEAR, 1 / WEEKS_A_YEAR)


def _read_month(text: str):
    """One month: "Jan 2026", "Volume March", "2026-03", "03/2026"."""
    folded = same_length(text)
    match = re.search(rf"(?<![a-z])({_months()})\.?[\s/.,'’-]*({_SHORT_YEAR})(?!\d)", folded)
    if match:
        return match.span(), (_century(match.group(2)), float(words_of_kind("month")[match.group(1)]), 1 / 12)
    match = re.search(rf"(?<!\d)({_YEAR})[-/.](0[1-9]|1[0-2])(?!\d)", folded)
    if match:
        return match.span(), (int(match.group(1)), float(match.group(2)), 1 / 12)
    match = re.search(rf"(?<!\d)(0?[1-9]|1[0-2])[/.]({_YEAR})(?!\d)", folded)
    if match:
        return match.span(), (int(match.group(2)), float(match.group(1)), 1 / 12)
    # A month without a year: "Cost Jan (EUR)", "Jan volume", "Volume January actual".
    for match in re.finditer(rf"(?<![\w'’])({_months()})\b\.?(?:(?<=\.)|(?!['’]))", folded):
        month = match.group(1)
        at_end = month in _OTHER_WORDS and re.match(rf"\)?{_unit_at_end()}", folded[match.end() :])
        if month not in _NO_MONTH_ALONE and (month not in _OTHER_WORDS or match.start() and at_end):
            return match.span(), (0, float(words_of_kind("month")[month]), 1 / 12)
    return None


@cache
def _since() -> re.Pattern[str]:
    """What is "since 2019", "seit Januar 2020", "since March"; not "from 2019 to 2021", which is counted."""
    return re.compile(
        rf"\b(?:since|seit|depuis|desde) (?:(?:\w+ )?{_YEAR}|(?:{_months()})\b)(?! ?(?:to|-|–|bis|a|au|hasta)\b)"
    )


def _year(text: str) -> tuple[tuple[int, int], int, float | None] | None:
    """A year: 2026, FY26, FY2025/26, 2025/26, GJ 25, CY2026; the later of two. And how many years it is of,
    where that is more than a financial year.
    """
    folded = same_length(text)
    match = re.search(
        rf"(?<![\w.])(?:fy|gj|cy|fiscal year |geschaftsjahr |exercice )?\s?({_YEAR})"
        rf"(?:\s?[/–-]\s?(\d\d|{_YEAR})|\s(?:to|bis|a|au|hasta)\s({_YEAR}))(?![\d.])",
        folded,
    )
    if match:
        first, last = int(match.group(1)), _century(match.group(2) or match.group(3))
        # Two years in a row are one financial year: "2025/26".
        return match.span(), last, float(last - first + 1) if last - first > 1 else None
    match = re.search(
        rf"(?<![a-z])(?:fy|gj|cy|fiscal year |geschaftsjahr )\s?['’]?(\d\d|{_YEAR})(?:\s?/\s?(\d\d))?(?!\d)",
        folded,
    )
    if match:
        return match.span(), _century(match.group(2) or match.group(1)), None
    match = re.search(rf"(?<![\d.,]){_YEAR}(?![\d.,%])", folded)
    return (match.span(), int(match.group()), None) if match else None
