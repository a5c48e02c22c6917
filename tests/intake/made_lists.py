"""Lists made at random from the words, units and number formats that people use, and what their figures mean."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

NAMES = (
    "Pay supplier invoices",
    "Check credit limits",
    "Reconcile bank accounts",
    "Book travel",
    "Run monthly payroll",
    "Answer customer e-mails",
    "Onboard new employees",
    "Prepare VAT returns",
    "Forecast cash",
    "Maintain master data",
)
# How a heading and its unit are written together.
_JOINED = (
    "{name} {unit}",
    "{name} ({unit})",
    "{name} [{unit}]",
    "{name}, {unit}",
    "{name} - {unit}",
    "{name} – {unit}",
    "{name}\n({unit})",
    "{name}: {unit}",
    "{name}_{unit}",
)
# Sign for thousands and decimal mark.
_MARKS = {
    "en": ((",", "."), ("", ".")),
    "de": ((".", ","), ("", ",")),
    "fr": (("\u202f", ","), (" ", ","), ("\xa0", ",")),
    "es": ((".", ","), ("", ","), (" ", ",")),
}


@dataclass(frozen=True)
class Words:
    """What one language calls the columns, and units with what one of them is worth: items a year, minutes, EUR."""

    name: tuple[str, ...]
    volume: tuple[str, ...]
    time: tuple[str, ...]
    cost: tuple[str, ...]
    fte: tuple[str, ...]
    unit: str
    total: str
    periods: dict[str, float]
    minutes: dict[str, float]
    amounts: dict[str, float]


_EUR = {"EUR": 1, "€": 1, "kEUR": 1e3, "k€": 1e3, "TEUR": 1e3, "in Tsd. €": 1e3, "Mio. EUR": 1e6, "MEUR": 1e6}
WORDS = {
    "en": Words(
        ("Process", "Process name", "Activity", "Task"),
        ("Volume", "Transactions", "No. of transactions", "# transactions", "Count of cases", "Items", "Qty"),
        ("Handling time", "AHT", "Time per transaction", "Effort per case", "Time per case", "Touch time"),
        ("Total cost", "Cost", "Labour cost", "Process cost"),
        ("FTE", "No. of FTE", "Full-time equivalents"),
        "Unit",
        "Total",
        {
            "per year": 1,
            "p.a.": 1,
            "a year": 1,
            "per month": 12,
            "monthly": 12,
            "/month": 12,
            "per quarter": 4,
        },
        {"min": 1, "minutes": 1, "mins": 1, "h": 60, "hours": 60, "seconds": 1 / 60},
        _EUR | {"thousand EUR": 1e3, "EUR millions": 1e6},
    ),
    "de": Words(
        ("Prozess", "Prozessbezeichnung", "Tätigkeit", "Aufgabe"),
        ("Menge", "Mengen", "Anzahl Vorgänge", "Anz. Vorgänge", "Fallzahl", "Stückzahl"),
        ("Bearbeitungszeit", "Ø Bearbeitungszeit", "Zeit pro Fall", "Aufwand pro Vorgang", "Zeit je Vorgang"),
        ("Kosten", "Gesamtkosten", "Personalkosten"),
        ("FTE", "VZÄ", "Anzahl VZÄ", "MAK"),
        "Einheit",
        "Summe",
        {
            "pro Jahr": 1,
            "p.a.": 1,
            "jährlich": 1,
            "pro Monat": 12,
            "mtl.": 12,
            "/Monat": 12,
            "pro Quartal": 4,
        },
        {"Min.": 1, "Minuten": 1, "Std.": 60, "Stunden": 60, "Sek.": 1 / 60},
        _EUR,
    ),
    "fr": Words(
        ("Processus", "Nom du processus", "Activité", "Tâche"),
        ("Volume", "Nombre de dossiers", "Nb de transactions", "Nb dossiers", "Volumétrie"),
        ("Temps de traitement", "Durée moyenne de traitement", "Temps par dossier", "Temps unitaire"),
        ("Coût", "Coût total", "Coût de personnel"),
        ("ETP", "Nombre d'ETP", "Équivalents temps plein"),
        "Unité",
        "Total",
        {"par an": 1, "annuel": 1, "par mois": 12, "mensuel": 12, "/mois": 12, "par trimestre": 4},
        {"min": 1, "minutes": 1, "mn": 1, "h": 60, "heures": 60, "secondes": 1 / 60},
        _EUR,
    ),
    "es": Words(
        ("Proceso", "Nombre del proceso", "Actividad", "Tarea"),
        ("Volumen", "Número de casos", "Nº de transacciones", "Volumen de transacciones"),
        ("Tiempo de tratamiento", "Tiempo por caso", "Tiempo medio de gestión", "Tiempo por transacción"),
        ("Coste", "Coste total", "Costo"),
        ("FTE", "ETC", "Nº de FTE"),
        "Unidad",
        "Total",
        {"por año": 1, "anual": 1, "por mes": 12, "mensual": 12, "/mes": 12, "por trimestre": 4},
        {"min": 1, "minutos": 1, "h": 60, "horas": 60, "segundos": 1 / 60},
        _EUR,
    ),
}


@dataclass
class _Column:
    """One column of a list: its heading, cells, and the unit in the row below the headings or in a column beside it."""

    heading: str
    cells: list[Any]
    unit_below: str | None = None
    unit_beside: str | None = None


@dataclass(frozen=True)
class MadeList:
    """rows: as a sheet has them; meant: figures by column, in the order of the names."""

    rows: list[list[Any]]
    names: list[str]
    meant: dict[str, list[float]]


def made_list(seed: int) -> MadeList:
    """A list of five to ten processes with volume, time, cost and FTE; the same for the same seed."""
    chance = random.Random(seed)
    language = chance.choice(list(WORDS))
    words, marks = WORDS[language], chance.choice(_MARKS[language])
    names = chance.sample(NAMES, chance.randint(5, len(NAMES)))
    count = len(names)
    # The headings, the figures and their units of each column.
    figures = {
        "volume": (
            words.volume,
            [chance.choice((37, 640, 5100, 41_250)) + row for row in range(count)],
            words.periods,
        ),
        "handling_minutes": (words.time, [chance.choice((2, 7.5, 12, 30)) for _ in names], words.minutes),
        "cost": (
            words.cost,
            [chance.randint(20, 900) + chance.choice((0, 0.5)) for _ in names],
            words.amounts,
        ),
        "fte": (words.fte, [chance.choice((0.5, 1, 2, 4.25, 12)) for _ in names], {}),
    }
    columns, meant = [], {}
    for name, (headings, numbers, units) in figures.items():
        column, worth = _column(chance, chance.choice(headings), numbers, units, marks)
        columns.append(column)
        meant[name] = [number * worth for number in numbers]
    chance.shuffle(columns)
    return MadeList(_rows(chance, words, names, columns), names, meant)


def _column(
    chance: random.Random,
    heading: str,
    numbers: list[float],
    units: dict[str, float],
    marks: tuple[str, str],
) -> tuple[_Column, float]:
    """A column with its unit in one of the places where people write it, and what one of its figures is worth."""
    is_text = chance.random() < 0.4
    cells: list[Any] = [_written(number, *marks) if is_text else number for number in numbers]
    if not units:
        return _Column(heading, cells), 1.0
    unit = chance.choice(list(units))
    place = chance.choice(("heading", "heading", "heading", "below", "cell", "beside"))
    if place == "heading":
        heading = chance.choice(_JOINED).format(name=heading, unit=unit)
    if place == "cell":
        cells = [f"{_written(number, *marks)} {unit.removeprefix('in ')}" for number in numbers]
    return (
        _Column(
            heading,
            cells,
            unit if place == "below" else None,
            unit if place == "beside" else None,
        ),
        units[unit],
    )


def _written(number: float, thousands: str, decimal: str) -> str:
    """A number as text with these marks."""
    text = f"{number:,.2f}" if number % 1 else f"{number:,.0f}"
    return text.replace(",", "T").replace(".", decimal).replace("T", thousands)


def _rows(chance: random.Random, words: Words, names: list[str], columns: list[_Column]) -> list[list[Any]]:
    """The rows of the sheet: maybe a title, headings, maybe units, the processes, and maybe a row of totals."""
    head, below = [chance.choice(words.name)], [None]
    body: list[list[Any]] = [[name] for name in names]
    total: list[Any] = [words.total]
    for column in columns:
        head.append(column.heading)
        below.append(column.unit_below)
        total.append(None if isinstance(column.cells[0], str) else sum(column.cells))
        for row, cell in zip(body, column.cells, strict=True):
            row.append(cell)
        if column.unit_beside:
            head.append(words.unit)
            below.append(None)
            total.append(None)
            for row in body:
                row.append(column.unit_beside)
    rows = [head, *([below] if any(below) else []), *body]
    if chance.random() < 0.25 and any(total[1:]):
        rows.append(total)
    if chance.random() < 0.25:
        rows = [["Process inventory"], [None], *rows]
    return rows
