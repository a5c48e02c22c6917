"""Notes above or below a table, and names of sheets, that say in what its amounts are: "All amounts in k€", "Angaben in
TEUR", "Costs in kEUR".
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from schemas.columns import columns
from schemas.phrases import Phrase, phrase
from tasks.intake.cells.cell_kinds import sort_cells
from tasks.intake.cells.numbers import unit_factors
from tasks.intake.cells.plans import Words
from tasks.intake.cells.quantity import unit_words
from tasks.intake.columns.heading_effects import A_YEAR
from tasks.intake.files.raw import note_texts, numbered_rows
from tasks.intake.tables.note_rows import legend_of_levels
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.heading_period import find_span
from tasks.intake.wording.heading_units import read_scale, read_units, read_weights, times, without_scale
from tasks.intake.wording.normalise import fold, tidy, words

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import HeadingMatch
    from tasks.intake.cells.cell_kinds import Hints
    from tasks.intake.tables.blocks import Block

# Of magnitudes, before a currency; corrections write them in a heading, so each must be read back there.
_LETTERS = {1.0: "", 100.0: "hundred ", 1e3: "k", 1e5: "lakh ", 1e6: "M", 1e7: "crore ", 1e9: "bn "}
NAME_OF_SHEET, NAME_OF_FILE = 0, -1  # in place of the row of a note
_HIGHEST_LEVEL, _USUAL_HIGHEST = 10, 5
# Measures that lists of candidates rate ("Volume: 4 of 5"); posts and systems are few in any case.
_RATED = frozenset(
    {"volume", "annual_cost", "labour_cost", "handling_minutes", "turnaround_hours", "error_share"}
)
_ROWS = 10  # notes stand within so many rows above the headings, or at the foot
# "All amounts in k€", "Figures are in EUR thousand", "Angaben in TEUR", "Montants : k€", "Currency: EUR".
_NOTE = re.compile(
    r"^\W*(?:all |alle |tous les |todos los )?(?:amounts?|costs?|figures|values|money|currency|angaben"
    r"|betr[äa]ge|werte|kosten"
    r"|w[äa]hrung|montants|chiffres|co[ûu]ts|devise|importes|cifras|costes|moneda|bedragen|waarden|valuta|kwoty"
    r"|koszty|warto[śs]ci|importi|costi|valori|valores|custos)\b"
    r"(?: (?:are|is|shown|given|stated|quoted|sind|sont|est[áa]n|zijn|sono))*\s*(?:\b(?:in|en|em|w)\b|:|=)"
    r"\s*(?:\b(?:in|en|em|w)\b)?\s*(?P<unit>(?:[^.;]|(?<=tsd|mio|mrd|mln|tys|ths)\.|(?<=1)\.(?=000)){1,25})\.?$",
    re.I,
)
# At the end of a title: "Process costs 2024 (in k€)", "Inventory 2025 (EUR k)".
_BRACKETED = re.compile(r"[(\[]\s*(?P<in>(?:in|en)\s+)?(?P<unit>[^()\[\]]{1,20})[)\]]\s*$", re.I)


_MOST_LETTERS_WITHIN = 100
_LONGEST_UNIT = 4  # words of "EUR in thousand"
_AROUND = "()[]{}:;,.*–-"
_YEAR = re.compile(r"(?:FY\d{2}|(?:FY)?(?:19|20)\d{2})(?:/\d{2}(?:\d{2})?)?", re.I)
_BEGINS_AS_NOTE = re.compile(
    r"[\W\d]*(?:notes?|remarks?|n\.?b|hinweise?|anm|alle?|amounts?|costs?|figures|values|angaben|betr[äa]ge|kosten"
    r"|co[ûu]ts|montants|importes|cifras|costes|currency|units?|w[äa]hrung|einheit|k€|t€|keur|teur)\b",
    re.I,
)
# "Unit: thousand", "Einheit: Tsd.", "Scale: 000s".
_SCALE = re.compile(r"\W*(?:units?|scale|einheit|unit[ée]|unidad|multiplier)\b\W*(.{1,20})$", re.I)
# "£000s", "EUR x 1,000", "€'000".
_ZEROS = re.compile(r"[x×*(]*\s*['’]?(?<![\d.,])(?:1[.,' ]?)?000(?P<more>[.,' ]?000)?(?!\d)['’]?s?\s*\)?")

# A longer text above a table is an explanation, whose words are about more than units.
_MOST_NOTE_LETTERS = 60
# Words for a period shorter than a year: "monthly", "per week", "pro Monat", "par mois".
_PERIOD = re.compile(
    r"\b(?:monthly|per month|a month|weekly|per week|quarterly|per quarter|daily|per day|monatlich\w*"
    r"|monatswerte|pro monat|w[öo]chentlich\w*"
    r"|pro woche|quartals?\w*|pro quartal|pro tag|t[äa]glich\w*|mensuel\w*|par mois|par semaine"
    r"|trimestriel\w*|mensual\w*|por mes|semanal\w*)\b",
    re.I,
)
# Words for what a table counts: a period alone ("Monthly report") says nothing about the figures.
FIGURES = re.compile(
    r"\b(?:figures|values|volumes?|numbers|quantities|amounts|counts|monatswerte|werte|zahlen|angaben|mengen|volumina|betr[äa]ge|chiffres|valeurs"
    r"|quantit[ée]s|montants|cifras|valores|vol[úu]menes|cantidades|importes|fallzahl(?:en)?|st[üu]ckzahl(?:en)?)\b",
    re.I,
)
# "Volumes in thousands", "Mengen in Tsd."
_VOLUMES_IN = re.compile(
    r"\b(?:volumes?|mengen|fallzahlen|volumina|quantit[ée]s|cantidades|vol[úu]menes)\b.*\b(?:in|en)\s+"
    r"(?:'?000|1[.,]000|thousand|tsd|tausend|milliers|miles|million|mio)",
    re.I,
)
# A clause of a longer text: "all volumes are monthly averages", "Mengen sind Monatswerte", "figures per month".
_SAYS_PERIOD = re.compile(
    rf"(?:and |und |et |y |all |the |alle |die |tous les |les |todos los |los )*(?:{FIGURES.pattern})"
    rf"(?: (?:are|is|shown|given|as|sind|ist|sont|est|son|est[áa]n|:|in|the|average))*\s*(?:{_PERIOD.pattern})"
    r"(?: \w+)?\W*$",
    re.I,
)
# "All times in hours", "Zeiten in Stunden".
_TIMES = re.compile(
    r"\b(?:times?|durations?|\w*zeit(?:en)?|dauer|temps|dur[ée]es?|d[ée]lais?|tiempos?|plazos?)\b.*\b(?:in|en)\b",
    re.I,
)
# A day on which the list was made is no period of its figures.
_AS_OF = re.compile(r"\b(?:as of|as at|stand|status|per|au|situation|a fecha)\b", re.I)
# "Reporting period: Q1 2026", "Berichtszeitraum: 01.01.-30.06.2026".
_COVERED = re.compile(
    r"\W*(?:(?:all |the )?(?:data|figures|values|daten|donn[ée]es|datos|gegevens|reporting|observation|evaluation)\W+)?"
    r"(?:(?:\w*periods?|\w*p[ée]riodes?|time ?frame|\w*zeitr[äa]ume?|per[íi]odo)\b"
    # "Data collected in March 2026" and "Data request Q3 2026.xlsx" say when, not what for.
    r"|(?:data|daten|donn[ée]es|datos|gegevens)\s*(?::|\b(?:for|from|of|covers?|aus|f[üu]r|du|de|del|van|over)\b))",
    re.I,
)
# "FTE in %", "VZÄ in Prozent".
_POSTS_IN = re.compile(
    r"\b(?:ftes?|vz[äa]|etp|wte|posts?|stellen|kapazit[äa]t\w*)\b[^,;]*\b(?:in|en|as|als)\b\s*(?:%|prozent|percent)",
    re.I,
)
# Words beside which "1-5" is a scale; folded.
_OF_LEVELS = re.compile(
    r"\b(?:scal|skal|escal|echel|schaal|rat(?:ed|ing)|scor|bewert|not(?:ation|e[ds]?)\b|level|ocen)"
)
# "1 = high", "1: sehr hoch", in a legend of a scale that falls.
_HIGH_FIRST = re.compile(
    r"(?<!\d)1\s*(?:=|:|-|–)\s*(?:very |sehr |tr[èe]s |muy )?(?:high|highest|hoch|h[öo]chste\w*"
    r"|[ée]lev[ée]e?|fort|alto|alta|best)\b",
    re.I,
)


def notes_not_used(block: Block) -> list[tuple[int, str | float]]:
    """Notes above or below a table that say a period of its figures ("Monthly figures"), the part of a year that it
    covers, the unit of its times or posts, or a scale that begins at the top ("Scale: 1 = high"): row number,
    ``NAME_OF_SHEET`` or ``NAME_OF_FILE`` for these names, and "period", "covered", "time", "posts", "scale" or, of a
    scale that rises, its highest level. They are not applied: which columns they mean is not sure.
    """
    notes: list[tuple[int, str | float]] = []
    above = block.sheet.grid.loc[: block.header_rows[0] - 1].tail(_ROWS)
    below = [(row, cells) for row, cells in numbered_rows(block.data.tail(_ROWS)) if note_texts(cells)]
    texts = [
        (row, " ".join(tidy(cell) for cell in cells if isinstance(cell, str)))
        for row, cells in [*numbered_rows(above), *below]
    ]
    # A legend with a row for each level is one note.
    if legend := legend_of_levels(block.data):
        texts = [(row, text) for row, text in texts if row not in legend]
        ends = dict.fromkeys((legend[min(legend)], legend[max(legend)]))
        texts.append((min(legend), ", ".join(ends)))
    for row, text in [*texts, *_names(block)]:
        if len(text) > _MOST_NOTE_LETTERS:
            # Of a longer text only a clause that says nothing else: "..., volumes are monthly averages".
            clauses = [tidy(clause) for clause in re.split(r"[,;.:]\s+", text)]
            notes += [(row, "period")] if any(map(_SAYS_PERIOD.match, clauses)) else []
            continue
        is_part = (find_span(text)[1].years or 1.0) < 1.0 and not _AS_OF.search(text)
        if FIGURES.search(text) and (_PERIOD.search(text) or is_part) or _VOLUMES_IN.search(text):
            notes.append((row, "period"))
        elif is_part and _COVERED.match(text):
            notes.append((row, "covered"))
        elif _POSTS_IN.search(text):
            notes.append((row, "posts"))
        elif _TIMES.search(text) and read_units(text).time:
            notes.append((row, "time"))
        elif _HIGH_FIRST.search(text):
            notes.append((row, "scale"))
        elif (highest := _highest_level(text)) and not _is_of_a_rating(text, block):
            notes.append((row, highest))
    return notes


def _highest_level(text: str) -> float | None:
    """The top of the scale that a note explains: "1 = low, 5 = high", "Rating 1-5"; None for "Sites 1 to 5"."""
    scale = read_scale(text) if read_weights(text) or _OF_LEVELS.search(fold(text)) else None
    return scale[1] if scale and scale[1] <= _HIGHEST_LEVEL else None


def _is_of_a_rating(text: str, block: Block) -> bool:
    """Whether a note begins with the heading of a column that is no measure: "Complexity: 1 = low, 5 = high"."""
    subject = set(words(re.split(r"\d", text)[0]))
    headings = [
        heading for heading in block.headings.values() if set(words(without_scale(heading))) & subject
    ]
    known = [equal_alias(parse_heading(heading)) for heading in headings]
    return bool(headings) and not any(alias and alias[0].column in _RATED for alias in known)


def is_meant(kind: str | float, match: HeadingMatch, cells: pd.Series) -> bool:
    """Whether a note that is not used may mean this column, whose heading says nothing of the kind.

    Args:
        kind: as ``notes_not_used`` gives it.
        match: the record of the column's heading.
        cells: of the column. Figures without a unit that may all be levels are told where a note speaks of levels.
    """
    if match.column is None:
        return False
    if isinstance(kind, float):
        figures = sort_cells(cells).numbers.dropna()
        if columns()[match.column].type == "level":
            return not match.scale and kind != _USUAL_HIGHEST and bool((figures <= kind).all())
        may_be = len(figures) > 1 and bool((figures.between(0, kind) & (figures % 1 == 0)).all())
        return match.column in _RATED and match.unit is None and may_be
    if kind == "time":
        unit = unit_factors(match.column)
        return bool(unit) and match.unit is None and not read_units(match.heading).time
    if kind == "posts":
        return match.column == "fte" and match.unit is None
    if kind == "covered":
        has_own = read_units(match.heading).per_year or find_span(match.heading)[1].years
        return match.column in A_YEAR and not has_own
    if kind == "scale":
        return columns()[match.column].type == "level" and not match.scale
    return match.column == "volume" and not _PERIOD.search(match.heading) and match.factor == 1


def named_place(row: int) -> Phrase:
    """A note in the words of a message.

    Args:
        row: of the note, or ``NAME_OF_SHEET`` or ``NAME_OF_FILE``.
    """
    if row == NAME_OF_SHEET:
        return phrase("the name of the sheet")
    return (
        phrase("the name of the file")
        if row == NAME_OF_FILE
        else phrase("the note in row {row}", row=str(row))
    )


def _names(block: Block) -> list[tuple[int, str]]:
    """The name of the sheet and that of a file without another, in words."""
    names = [(NAME_OF_SHEET, _in_words(block.sheet.name))]
    return [*names, (NAME_OF_FILE, _in_words(block.sheet.title))] if block.sheet.title else names


def _in_words(name: str) -> str:
    """The name of a sheet, which may stand with underscores for spaces."""
    return tidy(name.replace("_", " "))


def unit_note(block: Block) -> tuple[int, Words] | None:
    """Row number of a note that says a currency or thousands of the amounts, and what it says; ``NAME_OF_SHEET`` or
    ``NAME_OF_FILE`` where the name of the sheet or of its file says them ("Costs in kEUR"); None without any.
    """
    # A note right above the headings may have been taken for names of groups.
    above = block.sheet.grid.loc[: block.header_rows[-1] - 1].tail(_ROWS)
    notes = [(row, [tidy(text) for text in note_texts(cells)], False) for row, cells in numbered_rows(above)]
    notes += [(row, [tidy(text) for text in texts], True) for row, texts in _at_the_foot(block)]
    for row, texts, is_below in notes:
        if texts and (words := amounts_in(texts) or _within(" ".join(texts), is_below)):
            return row, words if words.magnitude else replace(words, magnitude=_scale_of(notes))
    # A note to the right of the headings has nothing below it.
    head = block.header_rows[-1]
    beside = [text for letter, text in block.headings.items() if text and block.data[letter].isna().all()]
    of_heading = next(((head, words) for text in beside if (words := amounts_in([tidy(text)]))), None)
    if of_heading:
        return of_heading
    for place, name in _names(block):
        words = amounts_in([name]) or _within(name, is_below=False)
        # "Overview (ALL)" is no list in Albanian lek: a currency alone counts behind words such as "Costs in".
        if words and (words.magnitude or _NOTE.match(name)):
            return place, words
    return None


def _at_the_foot(block: Block) -> list[tuple[int, list[str]]]:
    """The last rows of a table that may be notes, top to bottom, with their texts. "Germany (EUR)" above rows of
    figures heads these alone, and says nothing of the others.
    """
    below = [(row, note_texts(cells)) for row, cells in numbered_rows(block.data.tail(_ROWS))]
    return list(reversed(list(takewhile(lambda row: row[1], reversed(below)))))


def amounts_in(texts: list[str]) -> Words | None:
    """What a note says of the currency or the thousands of amounts, also in a part of a sentence: "Costs in k€, volumes
    per month".

    Args:
        texts: the one or two texts of the note.
    """
    meant: list[Words] = []
    for clause in (" ".join(texts), *re.split(r"[,;.]\s+", " ".join(texts))):
        match = _NOTE.match(clause) or _BRACKETED.search(texts[0])
        words = _unit(match["unit"].strip()) if match else None
        # Without "in" only a currency says that a bracket is a unit.
        if words and match and match.groupdict().get("in", "in") is None and not words.currency:
            continue
        if words and (words.magnitude or words.currency) and not (words.time or words.percent or words.noun):
            meant.append(words)
    if not meant:
        return None
    # "Currency: USD; figures: thousands" says the two in two clauses.
    further = meant[1:] if not meant[0].magnitude else []
    magnitude = next((words.magnitude for words in further if words.magnitude and not words.currency), None)
    return replace(meant[0], magnitude=magnitude) if magnitude else meant[0]


def _unit(text: str) -> Words | None:
    """What a unit says, thousands also as zeros."""
    text = re.sub(r"\bdi\b|['’]s\b", "", text)  # "migliaia di euro", "duizenden euro's"
    zeros = _ZEROS.search(text)
    if zeros is None:
        return unit_words(text)
    rest = (text[: zeros.start()] + text[zeros.end() :]).strip()
    # Zeros alone are thousands of whatever currency the list has.
    words = unit_words(rest) if rest else Words()
    return words and replace(words, magnitude=1e6 if zeros["more"] else 1e3)


def _within(text: str, is_below: bool) -> Words | None:
    """A currency with its thousands somewhere in a text: "USD millions", "Costs 2025 (EUR k)", "EUR in thousands,
    unless otherwise stated"; below a list, where a process may be named so, only in a text that begins as a note.
    """
    if len(text) > _MOST_LETTERS_WITHIN or (is_below and not _BEGINS_AS_NOTE.match(text)):
        return None
    parts = [part.strip(_AROUND) for part in text.split()]
    for length in range(_LONGEST_UNIT, 0, -1):
        for start in range(len(parts) - length + 1):
            words = _unit(" ".join(parts[start : start + length]))
            is_unit = words and words.currency and words.magnitude and not (words.time or words.noun)
            # "contracts above 100 k€" says nothing of the list.
            if is_unit and not (
                start
                and any(map(str.isdigit, parts[start - 1][-1:]))
                and not _YEAR.fullmatch(parts[start - 1])
            ):
                return words
    return None


def _scale_of(notes: list[tuple[int, list[str], bool]]) -> float | None:
    """Thousands that a note of their own names beside one of the currency: "Unit: | thousand"."""
    scales = (_SCALE.match(" ".join(texts)) for _, texts, _ in notes)
    return next((words.magnitude for match in scales if match and (words := _unit(match[1]))), None)


def with_note(match: HeadingMatch, hints: Hints, row: int, words: Words) -> tuple[HeadingMatch, Hints] | None:
    """A column of amounts read as the note says, where its heading says neither thousands nor another currency.

    Args:
        match: the record of the column's heading.
        hints: what the heading tells the reader of the cells.
        row: of the note. The name of a sheet or a file says nothing of a heading that names a currency itself.
        words: what the note says.

    Returns:
        Both with the thousands and the currency of the note. None where nothing of it applies: no column of money,
        another currency in the heading, or nothing that the heading does not say itself.
    """
    is_money = match.column is not None and columns()[match.column].type == "money"
    is_by_hour = match.column == "hourly_cost"
    # A rate of an hour is never in thousands, whatever the note says of the amounts.
    magnitude = 1.0 if is_by_hour or hints.magnitude != 1 else words.magnitude or 1.0
    currency = words.currency if hints.currency is None else None
    other = words.currency is not None and hints.currency not in (None, words.currency)
    other |= row <= NAME_OF_SHEET and hints.currency is not None
    if not is_money or other or (magnitude == 1 and currency is None):
        return None
    unit = " ".join(
        part for part in (currency, match.unit, times(magnitude) if magnitude != 1 else "") if part
    )
    in_words = f"{_LETTERS.get(magnitude, '')}{currency or ''}".strip()
    unit_by_note = in_words if magnitude in _LETTERS else f"{currency or ''} {times(magnitude)}".strip()
    return replace(
        match, factor=match.factor * magnitude, unit=unit or None, unit_by_note=unit_by_note
    ), replace(
        hints,
        magnitude=hints.magnitude * magnitude,
        factor=hints.factor * magnitude,
        currency=hints.currency or currency,
    )
