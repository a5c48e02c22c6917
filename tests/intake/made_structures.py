"""Lists made at random in the structures that people give their sheets, and which rows of them are processes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.intake.made_lists import NAMES, WORDS, Words

Rows = list[list[Any]]


@dataclass(frozen=True)
class _Names:
    """What one language calls units, their levels, sums of them and notes."""

    unit: tuple[str, ...]
    units: tuple[str, ...]
    level: str
    sum_of: tuple[str, ...]
    labelled: tuple[str, ...]
    notes: tuple[str, ...]
    average: str
    minutes: str
    currency: str
    questions: tuple[str, str, str]


_NAMES = {
    "en": _Names(
        ("Department", "Function", "Area"),
        ("Finance", "HR", "Procurement", "IT"),
        "Level",
        ("Total {}", "Subtotal {}", "{} total"),
        ("Area: {}", "Department: {}"),
        ("* estimated", "1) excl. projects", "Source: ERP extract", "Prepared by Controlling"),
        "Average",
        "Minutes per case",
        "Currency",
        (
            "How many cases do you handle per year?",
            "How many FTE work on it?",
            "How long does one case take?",
        ),
    ),
    "de": _Names(
        ("Abteilung", "Bereich"),
        ("Finanzen", "Personal", "Einkauf", "IT"),
        "Ebene",
        ("Summe {}", "Zwischensumme {}", "{} gesamt"),
        ("Abteilung: {}", "Bereich: {}"),
        ("* geschätzt", "1) ohne Projekte", "Quelle: SAP", "Zusammengestellt von Controlling"),
        "Durchschnitt",
        "Minuten pro Fall",
        "Währung",
        (
            "Wie viele Fälle bearbeiten Sie pro Jahr?",
            "Wie viele FTE arbeiten daran?",
            "Wie lange dauert ein Fall?",
        ),
    ),
    "fr": _Names(
        ("Service", "Direction"),
        ("Finance", "RH", "Achats", "Informatique"),
        "Niveau",
        ("Total {}", "Sous-total {}"),
        ("Service : {}", "Direction : {}"),
        ("* estimation", "1) hors projets", "Source : ERP", "Établi par le contrôle"),
        "Moyenne",
        "Minutes par dossier",
        "Devise",
        (
            "Combien de dossiers traitez-vous par an ?",
            "Combien d'ETP travaillent ici ?",
            "Combien de temps prend un dossier ?",
        ),
    ),
}
_YEAR = {"en": "p.a.", "de": "pro Jahr", "fr": "par an"}
MEASURES = ("volume", "handling_minutes", "fte", "cost")


@dataclass
class MadeStructure:
    """rows: as a sheet has them; meant: by column, in the order of the names; facts: what a reader says beside cells."""

    rows: Rows
    meant: dict[str, list[Any]]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Making:
    chance: random.Random
    words: Words
    names: _Names
    head: list[str]
    body: list[list[Any]]
    units: list[str]
    facts: dict[str, Any] = field(default_factory=dict)

    def groups(self) -> list[tuple[str, Rows]]:
        """The rows of each unit."""
        rows = list(zip(self.units, self.body, strict=True))
        return [(unit, [row for of, row in rows if of == unit]) for unit in dict.fromkeys(self.units)]

    def sums(self, rows: Rows) -> list[Any]:
        """The figures of a row of sums; times have none."""
        return [None if column == 1 else sum(row[column + 1] for row in rows) for column in range(4)]

    def total(self, label: str) -> list[Any]:
        """A row of sums of all processes."""
        return [label, *self.sums(self.body)]


def _sections(making: _Making) -> Rows:
    """A row with the unit alone above its processes; of one unit, or labelled as one, or several."""
    rows: Rows = [making.head]
    form = making.chance.choice(("{}", "{}", *making.names.labelled))
    if making.chance.random() < 0.3:
        making.units = making.units[:1] * len(making.units)
    for unit, of_unit in making.groups():
        rows += [[form.format(unit)], *of_unit]
    return rows


def _indented(making: _Making) -> Rows:
    """Names indented below a unit, which may have the sums of its processes."""
    step = making.chance.choice(("  ", "    ", "\u2003", "- "))
    has_sums = making.chance.random() < 0.5
    rows: Rows = [making.head]
    for unit, of_unit in making.groups():
        rows.append([unit, *(making.sums(of_unit) if has_sums else ())])
        rows += [[step + row[0], *row[1:]] for row in of_unit]
    return rows


def _numbered(making: _Making) -> Rows:
    """Numbers such as 1 and 1.1 in the first column."""
    rows: Rows = [["No.", *making.head]]
    for number, (unit, of_unit) in enumerate(making.groups(), 1):
        rows.append([str(number), unit, *making.sums(of_unit)])
        rows += [[f"{number}.{place}", *row] for place, row in enumerate(of_unit, 1)]
    return rows


def _outlined(making: _Making) -> Rows:
    """Rows that Excel's outline groups below the sums of their unit."""
    rows: Rows = [making.head]
    levels = []
    for unit, of_unit in making.groups():
        rows.append([unit, *making.sums(of_unit)])
        levels += [(len(rows) + place, 1) for place in range(1, len(of_unit) + 1)]
        rows += of_unit
    making.facts["outline_levels"] = tuple(levels)
    return rows


def _levels(making: _Making) -> Rows:
    """A column for each level, the upper one in a row of its own or on every row."""
    level, has_rows = making.names.level, making.chance.random() < 0.5
    rows: Rows = [[f"{level} 1", f"{level} 2", *making.head[1:]]]
    for unit, of_unit in making.groups():
        if has_rows:
            rows.append([unit, None, *making.sums(of_unit)])
        rows += [[None if has_rows else unit, *row] for row in of_unit]
    return rows


def _summed(making: _Making) -> Rows:
    """Sums below the processes of each unit and maybe of all."""
    form, place = making.chance.choice(making.names.sum_of), making.chance.choice((0, 1))
    rows: Rows = [[making.chance.choice(making.names.unit), *making.head]]
    for unit, of_unit in making.groups():
        rows += [[unit, *row] for row in of_unit]
        label: list[str | None] = [None, None]
        label[place] = form.format(unit)
        rows.append([*label, *making.sums(of_unit)])
    return [*rows, [None, *making.total(making.words.total)]] if making.chance.random() < 0.5 else rows


def _total(making: _Making) -> Rows:
    """One row of sums: above, below, after a gap, or without a word; or the average."""
    place = making.chance.choice(("above", "below", "gap", "nameless", "average"))
    total = making.total(making.words.total)
    if place == "above":
        return [making.head, total, *making.body]
    if place == "average":
        count = len(making.body)
        total = [
            making.names.average,
            *(sum(row[column] for row in making.body) / count for column in range(1, 5)),
        ]
    total = [None, *total[1:]] if place == "nameless" else total
    return [making.head, *making.body, *([[None]] if place == "gap" else []), total]


def _merged(making: _Making) -> Rows:
    """The unit once for its rows, in merged cells."""
    rows: Rows = [[making.chance.choice(making.names.unit), *making.head]]
    merged = []
    for unit, of_unit in making.groups():
        merged += [f"A{len(rows) + 1}:A{len(rows) + len(of_unit)}"] if len(of_unit) > 1 else []
        rows += [[unit, *row] for row in of_unit]
    making.facts["merged_ranges"] = tuple(merged)
    return rows


def _noted(making: _Making) -> Rows:
    """Notes below the list, and one in brackets among its rows."""
    notes = making.chance.sample(making.names.notes, making.chance.randint(1, 3))
    rows = [making.head, *making.body]
    if making.chance.random() < 0.5:
        rows.insert(making.chance.randint(2, len(rows) - 1), ["(incl. follow-up)"])
    return [*rows, [None], *([note] for note in notes)]


def _apart(making: _Making) -> Rows:
    """Blank rows between units, or a blank column beside the names."""
    if making.chance.random() < 0.5:
        return [[row[0], None, *row[1:]] for row in (making.head, *making.body)]
    rows: Rows = [[making.chance.choice(making.names.unit), *making.head]]
    for unit, of_unit in making.groups():
        rows += [*([unit, *row] for row in of_unit), [None]]
    return rows


def _headed_twice(making: _Making) -> Rows:
    """A second row of headings: numbers of the columns, or what must be filled in; or the headings again further down."""
    second = making.chance.choice(
        (["(1)", "(2)", "(3)", "(4)", "(5)"], ["mandatory", *["optional"] * 4], ["text", *["number"] * 4])
    )
    if making.chance.random() < 0.3:
        return [making.head, *making.body[:3], making.head, *making.body[3:]]
    head = [*making.head[:2], making.names.minutes, *making.head[3:]]
    return [head, second, *making.body]


def _titled(making: _Making) -> Rows:
    """A title and a date above the list, a legend beside it."""
    rows = [making.head, *making.body]
    for row, text in zip(list(range(3)), ("Legend", "FTE", "EUR"), strict=True):
        rows[row] = [*rows[row], None, text]
    return [["Example AG"], ["Process inventory 2026", None, None, "2026-11-01"], [None], *rows]


def _answered(making: _Making) -> Rows:
    """The questions of a form as headings."""
    volume, fte, time = making.names.questions
    return [[making.head[0], volume, f"{time.rstrip(' ?')} (min)?", fte, making.head[4]], *making.body]


def _in_other_money(making: _Making) -> Rows:
    """Amounts with the thousands of any currency, or with its code beside them."""
    code = making.chance.choice(("PLN", "SEK", "CHF", "INR", "GBP"))
    making.facts["currency"] = code
    if making.chance.random() < 0.3:
        rows = [[*row, code] for row in making.body]
        return [[*making.head[:4], making.head[4].removesuffix(" (EUR)"), making.names.currency], *rows]
    unit = making.chance.choice(("k{}", "T{}", "{} '000", "{}k", "{} k", "{} thousand"))
    rows = [[*row[:4], row[4] / 1000] for row in making.body]
    return [[*making.head[:4], making.head[4].replace("EUR", unit.format(code))], *rows]


_STYLES: tuple[Callable[[_Making], Rows], ...] = (
    _sections,
    _indented,
    _numbered,
    _outlined,
    _levels,
    _summed,
    _total,
    _merged,
    _noted,
    _apart,
    _headed_twice,
    _titled,
    _answered,
    _in_other_money,
)


def made_structure(seed: int) -> MadeStructure:
    """A sheet with six to ten processes of some units in one of the structures; the same for the same seed."""
    chance = random.Random(seed)
    language = chance.choice(list(_NAMES))
    words, names = WORDS[language], _NAMES[language]
    count = chance.randint(6, len(NAMES))
    figures = [
        [
            chance.randint(12, 9999),
            chance.choice((2, 7.5, 12, 30, 90)),
            chance.choice((0.5, 1, 2.25, 4, 7)),
            chance.randint(20, 900) * 1000,
        ]
        for _ in range(count)
    ]
    body = [[name, *own] for name, own in zip(chance.sample(NAMES, count), figures, strict=True)]
    head = [
        chance.choice(words.name),
        f"{chance.choice(words.volume)} {_YEAR[language]}",
        f"{chance.choice(words.time)} (min)",
        chance.choice(words.fte),
        f"{chance.choice(words.cost)} (EUR)",
    ]
    units = sorted(chance.choice(names.units) for _ in body)
    making = _Making(chance, words, names, head, body, units)
    style = _STYLES[seed % len(_STYLES)]
    rows = style(making)
    meant = dict(zip(MEASURES, map(list, zip(*figures, strict=True)), strict=True))
    meant |= {"process_name": [row[0] for row in body]}
    meant |= {"currency": [making.facts.pop("currency", "EUR")] * count}
    return MadeStructure(rows, meant, making.facts)
