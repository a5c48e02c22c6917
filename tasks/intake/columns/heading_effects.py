"""What a heading's further words mean for the column that it was taken for: how its figures become the
column's, or why they cannot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from schemas.columns import Column
from schemas.phrases import phrase
from tasks.intake.cells.money import HOURS, YEARLY
from tasks.intake.cells.numbers import unit_factors
from tasks.intake.wording.heading import Heading, equal_alias, parse_heading
from tasks.intake.wording.heading_units import heading_words, names_sizes, without_scale
from tasks.intake.wording.known_headings import BRACKETS, unit_words
from tasks.intake.wording.normalise import fold, words, words_in
from tasks.intake.wording.word_lists import words_of_kind

# Columns of amounts that belong to the whole process, in a year: what they are "for each" changes them.
MEASURES = YEARLY | {"fte", "volume", "handling_minutes", "transition_cost", "employees_in_scope"}
A_YEAR = YEARLY | {"volume"}
_STAFF = frozenset({"fte", "employees_in_scope"})
_COUNTS = _STAFF | {"volume"}
_YEARLY_SHARES = frozenset({"attrition_share", "wage_inflation_share"})
# The unit at the end of a heading or in brackets, also before "per": "Volume (h)", "FTE-hours", "Aufwand in
# Tagen".
_LAST_UNIT = re.compile(
    r"(?:[(\[]|\bin |[-–] ?|\b(?:fte|vza|mak|etp|volume?n?|menge) )([a-z]+)\s*"
    r"(?:[)\]/]|$|(?= (?:pro|per|je|par|por)\b))"
)
_PLURAL_TIMES = frozenset(
    ("days", "weeks", "months", "quarters", "tage", "wochen", "monate", "personentage", "manntage")
    + ("arbeitstage", "jours", "semaines", "mois", "dias", "semanas", "meses", "pt", "pd")
)
# A heading that begins with what counts time, before any bracket or figure: "Hours booked per FTE".
_HOURS = re.compile(r"^[^(\[\d]*\b(?:hours|hrs|stunden|std|heures|horas|days|tage|jours|dias)\b")
# "per site", "pro Schicht": the two words after it may be "fiscal year".
_PER = re.compile(r"\b(?:per|pro|je|par|por)\s+((?:\w+ )?\w+)")
_TOO_SHORT = frozenset({"minute", "second", "sekunde", "seconde", "minuto", "segundo"})
_UNITS_OF_ROWS = frozenset({"business_unit", "function_area", "country"})
_POINT_OF_CLOCK = re.compile(r"\bh{1,2}[.,]mm\b")
# "Deadline (working day)", "Due (WD)": the third working day of a month. "Deadline (working days)" is a length.
_DAY_OF_MONTH = re.compile(
    r"\b(?:deadline|due|termin|echeance|fecha limite)\b.*\b(?:(?:working|business|work) ?day|arbeitstag|werktag"
    r"|jour ouvre|dia habil|wd|bd)\b"
)
# "EUR mil", "mil. €", "US$ mil", "(mil)": thousands in Spanish and Portuguese, in English millions.
_MIL = re.compile(
    r"(?:€|\$|£|\b[a-z]{3}) ?mil\b|\bmil\.? ?(?:€|us\$|\$|£|(?:eur|usd|gbp|chf)\b)|[(\[] ?(?:in |en |em )?mil\.? ?[)\]]"
)
_FTE_COST = re.compile(r"\b(?:ftes?|vza|etp)[- ]?(?:costs?|kosten)\b")
_CR = re.compile(r"[(\[] ?(?:in )?cr\.? ?[)\]]|\bin cr\b")  # "Cost (Cr)": crore, or a credit
# "FTE x 100": 250 may be 2.5 posts or 25,000. Thousands are always left off.
_FACTOR = re.compile(r"(?:\bx|\*|×)\s?100?\b(?![.,' ]\d)")
_WHOLE_TERM = frozenset({"total", "tcv", "gesamt", "gesamter", "lifetime", "totale"})
# What may be core or critical besides the process: "Core system?", "Critical data?".
_OTHER_THINGS = frozenset(
    (
        "system",
        "systems",
        "application",
        "applications",
        "software",
        "tool",
        "tools",
        "platform",
        "data",
        "daten",
    )
    + (
        "hours",
        "team",
        "supplier",
        "suppliers",
        "vendor",
        "vendors",
        "provider",
        "providers",
        "asset",
        "assets",
    )
    + (
        "anwendung",
        "anwendungen",
        "lieferant",
        "lieferanten",
        "donnees",
        "systeme",
        "fournisseur",
        "datos",
        "sistema",
    )
    + ("proveedor", "aplicacion", "kpi", "kpis", "role", "roles", "stunden", "heures", "horas")
)
# Items that are a part of a volume alone, and no word for what a process handles.
_PARTS_OF_VOLUME = frozenset(
    (
        "error",
        "errors",
        "rework",
        "manual",
        "outsourced",
        "exception",
        "exceptions",
        "duplicate",
        "duplicates",
    )
    + ("fehler", "nacharbeit", "manuell", "manuelle", "ausgelagert", "ausgelagerte", "ausnahmen")
    + ("erreur", "erreurs", "manuel", "externalise", "error", "errores", "retrabajo", "externalizado")
)
# "1 in n", "1:n", "one out of x", "1 von n".
_ONE_IN = re.compile(
    r"\b(?:1|one|eine?[rs]?|une?|uno) ?(?:in|out of|of|von|sur|de|:|/) ?(?:n|x|how many|wie vielen|combien)\b"
)
# Words that end the name of a level of something: "Cost score", "Volume class", "AHT rating".
_RATING = frozenset(
    ("score", "scores", "scoring", "rating", "ratings", "grade", "class", "category", "band", "tier", "index")
    + ("percentile", "quartile", "decile", "risk", "risiko")
    + ("weight", "weighting", "priority", "points", "level", "impact", "code", "rank", "ranking")
    + (
        "bewertung",
        "einstufung",
        "klasse",
        "kategorie",
        "gewicht",
        "gewichtung",
        "prioritat",
        "punkte",
        "stufe",
    )
    + ("notation", "classe", "categorie", "niveau", "ponderation", "priorite", "cotation", "wertung")
    + ("puntuacion", "clase", "categoria", "nivel", "puntos", "prioridad", "peso", "impacto", "punteggio")
    + ("livello", "valutazione", "klas", "beoordeling", "ocena", "poziom", "kategoria", "pontuacao")
)
# And those that may begin it: "Bewertung Kosten", "Classe de volume", "Impact on FTE".
_BEGINS_RATING = frozenset(
    ("score", "rating", "bewertung", "einstufung", "note", "classe", "clase", "niveau", "nivel", "impact")
    + (
        "category",
        "kategorie",
        "categorie",
        "categoria",
        "puntuacion",
        "punteggio",
        "ocena",
        "auswirkung",
        "impacto",
    )
)
_HEADS_OF_RATING = frozenset({"level", "niveau", "nivel", "stufe", "livello", "poziom"})  # "Staffing level"
# Shares whose levels nobody could take for a share: 5 of 5 is no error rate of 100 %.
_MEASURED_SHARES = _YEARLY_SHARES | {"error_share"}
_RANKED = re.compile(
    r"\b(?:rank(?:ing)?|rang(?:folge|liste)?|reihenfolge|classement|clasificacion|puesto|schulnoten?)\b"
)
# Units that are not read, after a measure: "ETP (centièmes)", "Duration (ms)", "Std time (1/100 h)", "Time (TMU)".
_UNREAD_UNIT = re.compile(
    r"\b(?:hundredths?|tenths?|hundertstel|zehntel|centiemes?|dixiemes?|centesimas?|decimas?|centesimi|centi"
    r"|ms|msec|milli ?-?(?:seconds?|sekunden|secondes?|segundos?)|tmus?|1/1?00? ?(?:h|std|hour|stunde|heure)\w*"
    r"|dozens?|dutzend|douzaines?|docenas?)\b"
)
_CENTS = re.compile(
    r"(?<!per )(?<!pro )\b(?:cents?|ct|pence|penny|centimes?|centimos?|centesimi|centavos?|gros[zy]\w*|rappen)\b"
)
# Staff counted in time: "Manpower (man-months p.a.)", "Person-days"; person-years are posts.
_STAFF_TIME = re.compile(
    r"\b(?:m[ae]n|person(?:en)?|mann|fte|staff|mitarbeiter)[- ]?(?:months?|monate?n?|hours?|stunden|days?|tage?n?"
    r"|weeks?|wochen)\b|\b(?:mois|jours?|heures?)[- /](?:hommes?|etp|personnes?)\b"
    r"|\b(?:meses|dias|horas)[- /](?:hombre|persona|etc)\b"
)
# Words of another quantity that may also say which items are counted: "Tickets served", "Emergency calls".
_OF_ITEMS = frozenset(("served", "emergency", "crisis", "downtime", "outage", "ausfall", "parada", "arret"))
# Codes that are words in capitals ("FTE ALL"), or seconds ("AHT (SEK)").
_NO_CODES = frozenset(
    {"ALL", "TOP", "TRY", "MAD", "CUP", "GEL", "PEN", "SOS", "BOB", "RON", "SEK", "ANG", "LAK"}
)
_CAN_BE_DENIED = frozenset({"yes_no", "share", "level"})


@dataclass(frozen=True)
class Effect:
    """factor: what figures are multiplied by. multiplier: the column that they are multiplied with
    (``volume``, ``fte``), or divided by for times of all items. is_denied: the heading says the opposite.
    share_unit: what one is worth as a share. refused: why the column cannot be used. note: what was done, in words.
    """

    factor: float = 1.0
    multiplier: str = ""
    is_denied: bool = False
    share_unit: float | None = None
    refused: str = ""
    note: str = ""


def effect_of(column: Column, heading: Heading) -> Effect:
    """What the heading's further words do to a column of this kind.

    Args:
        column: the column that the heading was taken for.
        heading: the heading with what its further words mean.

    Returns:
        What to do with the figures; with ``refused`` the reason why they cannot be used, in plain words.
    """
    meaning, name = heading.meaning, column.name
    numeric = column.type in ("number", "money", "share", "level")
    # Refusals come first, in the order in which a reader would object; only what is left is converted.
    # "Nb de dossiers / mois" counts what the process handles, and no rows of a query.
    if (
        meaning.aggregate == "count"
        and column.type != "date"
        and not (name == "volume" and (heading.units.per_year or _is_of_items(heading)))
    ):
        return Effect(refused=phrase("a count or an extreme of rows"))
    is_of_other = bool(meaning.other_quantity) and not (
        name == "volume" and meaning.other_quantity in _OF_ITEMS and _names_items(heading)
    )
    if is_of_other and (name in MEASURES or name == "hourly_cost" or column.type == "share"):
        return Effect(refused=phrase('"{word}" names another quantity', word=meaning.other_quantity))
    if meaning.is_negated:
        if column.type in _CAN_BE_DENIED or name == "core_process":
            return Effect(
                is_denied=True, share_unit=meaning.share_unit, note=phrase("the heading says the opposite")
            )
        if numeric or column.type in ("category", "list"):
            return Effect(refused=phrase("the heading says what it is not"))
    if meaning.possible and name == "current_model":
        return Effect(refused=phrase('"{word}" says what could be, not what is', word=meaning.possible))
    parts = sorted(_PARTS_OF_VOLUME & heading.all_words) if name == "volume" else []
    if parts:
        return Effect(refused=phrase('"{word}" names another quantity', word=parts[0]))
    others = sorted(_OTHER_THINGS & heading.all_words) if name in ("core_process", "criticality") else []
    if others:
        return Effect(refused=phrase('"{word}" names something else than the process', word=others[0]))
    if column.type == "share" and _ONE_IN.search(fold(heading.text)):
        return Effect(refused=phrase("one in so many, not a share"))
    if name == "annual_cost" and meaning.part_of_cost:
        return Effect(refused=phrase('"{word}" names a part of the cost', word=meaning.part_of_cost))
    if (
        name == "contract_value"
        and not _WHOLE_TERM.isdisjoint(heading.all_words)
        and not heading.units.per_year
    ):
        return Effect(refused=phrase("the value of the whole term, not of a year"))
    if (
        (column.type == "money" or name == "volume")
        and heading.units.magnitude == 1
        and _MIL.search(fold(heading.text))
    ):
        return Effect(refused=phrase('"mil", which is thousands in some languages and millions in others'))
    if column.type == "money" and heading.units.magnitude == 1 and _CR.search(fold(heading.text)):
        return Effect(refused=phrase('"{word}", which may be crore', word="Cr"))
    if other := _something_else(column, heading):
        return Effect(refused=other)
    if name in YEARLY and _is_time(heading):
        return Effect(refused=phrase("a time, not an amount of money"))
    if unit_factors(name) and _POINT_OF_CLOCK.search(fold(heading.text)):
        return Effect(refused=phrase("hours and minutes divided by a point, not a number of hours"))
    if name == "turnaround_hours" and _DAY_OF_MONTH.search(fold(heading.text)):
        return Effect(refused=phrase("a day of the month, not a length of time"))
    if name in _COUNTS and (_counts_time(heading) or name in _STAFF and _HOURS.search(fold(heading.text))):
        return Effect(refused=phrase("a time, not a number of posts, people or items"))
    if name in MEASURES and _FACTOR.search(fold(heading.text)):
        return Effect(refused=phrase("a factor that the figures may already hold"))
    if name in _STAFF and meaning.part_of_staff:
        return Effect(refused=phrase('"{word}" names a part of the staff', word=meaning.part_of_staff))
    if name in _YEARLY_SHARES and (heading.units.per_year or 1) != 1:
        return Effect(refused=phrase("a share of a shorter time than a year"))
    # "FTE (% of a post)" is a share of one post and can be used; "% of total cost" cannot.
    if name in MEASURES and _is_of_total(heading) and not (name == "fte" and heading.units.is_percent):
        return Effect(refused=phrase("a share of a total, not the amount itself"))
    # "Year to date" without a month: nobody can work out a whole year.
    if name in A_YEAR and meaning.span.years == 0:
        return Effect(refused=phrase("a part of a year of unknown length"))
    factor, note = 1.0, ""
    if name in A_YEAR and meaning.span.years and not heading.units.per_year:
        factor = 1 / meaning.span.years
        note = phrase("{span} as a year: x {factor}", span=meaning.span.words, factor=float(f"{factor:.4g}"))
    if name == "handling_minutes" and meaning.basis == "in_total":
        if not heading.units.per_year:
            return Effect(refused=phrase("the time of all items, of a period that it does not name"))
        factor = heading.units.per_year
        note = phrase("times of all items, x {factor} for a year", factor=float(factor))
    # "Cost per 1,000 items": the amount is for one thousand, the volume counts single items.
    is_rate = name in YEARLY and is_by_hour(heading)
    multiplier, refused = _multiplier(name, "per_hour" if is_rate else meaning.basis)
    if name in MEASURES and not meaning.basis and (each := _each(heading)):
        refused = phrase('an amount for each "{word}"', word=each)
    is_each = multiplier == "volume" or name == "handling_minutes" and meaning.basis == "per_item"
    if is_each and meaning.items_count != 1:
        factor = factor / meaning.items_count
        note = phrase("amounts for {number} items", number=float(meaning.items_count))
    if refused:
        return Effect(refused=refused)
    share_unit = None
    if column.type == "share":
        share_unit = meaning.share_unit or (1 / meaning.items_count if meaning.items_count != 1 else None)
    return Effect(factor, multiplier, share_unit=share_unit, note=note)


def _something_else(column: Column, heading: Heading) -> str:
    """Why the figures are none of the column although its name is in the heading: levels, ranks, money, or a unit that
    is not read; "" where they are.
    """
    name, text = column.name, fold(heading.text)
    is_number = column.type in ("number", "money")
    if is_number or name in _MEASURED_SHARES:
        if _is_rating(name, heading):
            return phrase("a level or a class, not the figure itself")
        if _UNREAD_UNIT.search(text) or column.type == "money" and _CENTS.search(text):
            return phrase("a unit that is not read")
    if column.type == "number" and name not in MEASURES and heading.units.is_percent:
        return phrase("a share of a total, not the amount itself")
    if name == "volume" and re.search(r"\b[kmgt]b\b|bytes?\b", text):
        return phrase("a unit that is not read")
    if column.type == "level" and _RANKED.search(text):
        return phrase("a rank or a mark, of which nobody knows the best")
    if column.type == "share" and any(_is_of_staff(aside) for aside in BRACKETS.findall(heading.text)):
        return phrase("a number of posts or people, not a share")
    if name in YEARLY and not heading.meaning.basis and _FTE_COST.search(text):
        return phrase("the cost of one post, or of all of them")
    currency = heading.units.currency
    if (
        column.type in ("number", "share")
        and currency
        and currency not in _NO_CODES
        and not is_by_hour(heading)
        and not (name == "volume" and _currency_of_items(heading))
    ):
        return phrase("an amount of money")
    if name in _STAFF and re.match(r"min\b", text):
        return phrase('"{word}" names another quantity', word="min")
    if name == "volume" and re.search(r"[(\[] ?mm ?[)\]]", text):
        return phrase('"{word}", which may be millions', word="mm")
    if name in _COUNTS and _STAFF_TIME.search(text):
        return phrase("a time, not a number of posts, people or items")
    return ""


def _is_of_staff(text: str) -> bool:
    """Whether a text in brackets counts posts or people: "(persons)", "(FTE)"."""
    alias = equal_alias(parse_heading(text))
    counted = words_of_kind("count_noun").get(fold(text.strip("()[] ")))
    return bool(alias and alias[0].column in _STAFF) or counted == "people"


def _is_rating(name: str, heading: Heading) -> bool:
    """Whether a heading declares a scale, or ends or begins with a word for a level that the known heading does not
    have itself. A level is of no period: "Priority tickets per month" are none.
    """
    asides = [set(words(aside)) for aside in BRACKETS.findall(heading.text)]
    is_aside = any(aside and aside <= _RATING for aside in asides)
    if heading.units.scale and name != "contract_years" or names_sizes(heading.text) or is_aside:
        return True
    bare = BRACKETS.sub(" ", without_scale(heading.meaning.text))
    named = [word for word in words(bare) if word not in unit_words()]
    alias = equal_alias(heading)
    own = set(words(alias[0].alias) if alias else ()) | (_HEADS_OF_RATING if name in _STAFF else set())
    return (
        not heading.units.per_year
        and len(named) > 1
        and (named[-1] in _RATING - own or (named[0] in _BEGINS_RATING - own and not named[1].isdigit()))
    )


def _is_of_items(heading: Heading) -> bool:
    """Whether what is counted is what a process handles: "Nb de dossiers", "Count of cases"; not "Count of volume"."""
    named = set(words(heading.meaning.text))
    return bool(named) and named <= words_in("item_noun") | words_in("count_noun")


def _names_items(heading: Heading) -> bool:
    """Whether a heading names what a process handles, whatever else it says: "Tickets served per year"."""
    return not words_in("item_noun").isdisjoint(words(heading.meaning.text))


def _currency_of_items(heading: Heading) -> bool:
    """Whether a heading counts items in a currency: "Number of EUR payments", "USD invoices per month"."""
    named = words(heading.meaning.text)
    nouns = [noun for code, noun in pairwise(named) if code.upper() == heading.units.currency]
    return bool(nouns) and nouns[0] in words_in("item_noun")


def _each(heading: Heading) -> str:
    """What each figure is for, such as a site; "" where it is a period, a row of the list, or said by the known heading
    itself, as "time per transaction" does.
    """
    match = _PER.search(fold(heading.meaning.text))
    if match is None:
        return ""
    following = words(match[1])
    is_of_row = words_in("process_word") | heading_words("period").keys() | heading_words("time").keys()
    if not is_of_row.isdisjoint(following) and not _TOO_SHORT & set(following):
        return ""
    each = match[1].split()[0]
    of_heading, of_each = equal_alias(heading), equal_alias(parse_heading(each))
    is_of_name = of_heading is not None and set(words(each)) <= set(words(of_heading[0].alias))
    return "" if is_of_name or (of_each and of_each[0].column in _UNITS_OF_ROWS) else each


def _is_of_total(heading: Heading) -> bool:
    """Whether the figures are shares of a total; the "quote" of a provider, which a German reader takes for a share, is
    the known heading itself.
    """
    share_of, alias = heading.meaning.share_of, equal_alias(heading)
    return bool(share_of) and not (alias and share_of in words(alias[0].alias))


def is_by_hour(heading: Heading) -> bool:
    """Whether the figures are for one hour: "Cost per hour", "Hourly cost EUR", "Kosten [€/Std.]"."""
    return heading.meaning.basis == "per_hour" or heading.units.per_year == HOURS


def _is_time(heading: Heading) -> bool:
    """Whether a heading that could name money ("effort", "Aufwand") is given in hours or person-days."""
    if heading.units.currency or is_by_hour(heading):
        return False
    if _counts_time(heading):
        return True
    days = {"pt", "pd", "personentage", "personentag", "manntage", "mandays", "manday"}
    times = heading_words("time")
    named = {times.get(word) for word in heading.all_words if len(word) > 1}
    return not named.isdisjoint(("hour", "minute", "second")) or not days.isdisjoint(heading.all_words)


def _counts_time(heading: Heading) -> bool:
    """Whether a heading counts hours, days or months: "FTE-hours", "Volume (h)"; not "FTE (40 hours)" or "per hour"."""
    last_unit = _LAST_UNIT.search(fold(heading.text))
    if last_unit is None:
        return False
    unit = words_of_kind("time").get(last_unit[1])
    # A day or month in the singular is a period ("FTE (month)"), in the plural a quantity of time.
    return unit in ("hour", "minute", "second") or unit is not None and last_unit[1] in _PLURAL_TIMES


def _multiplier(name: str, basis: str) -> tuple[str, str]:
    if basis == "per_item":
        if name in YEARLY:
            return "volume", ""
        if name in ("volume", "fte", "transition_cost", "employees_in_scope"):
            return "", phrase("an amount for each item, not for the process")
    if basis == "per_head":
        if name in YEARLY or name == "volume":
            return "fte", ""
        if name in ("handling_minutes", "transition_cost", *_STAFF):
            return "", phrase("an amount for each person, not for the process")
    if basis == "per_hour" and name in YEARLY | {"volume", "fte"}:
        return "", phrase("an amount for each hour, not for the process")
    if basis == "in_total" and name == "handling_minutes":
        return "1/volume", ""
    return "", ""
