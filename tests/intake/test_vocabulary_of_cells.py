"""What a person reads at once: numbers in words, parts per million, short words for frequencies, countries and models."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.intake.made_sheets import codes, column, read


@pytest.mark.parametrize(
    ("cell", "posts"),
    [
        ("five", 5),
        ("Zwei", 2),
        ("dos", 2),
        ("dix-huit", 18),
        ("fünfzehn", 15),
        ("two and a half", 2.5),
        ("zehn Mitarbeiter", 10),
        ("3 pers.", 3),
        ("3 people", 3),
        ("5 Leute", 5),
        ("two to three", 2.5),
    ],
)
def test_posts_in_words(cell, posts):
    assert column("FTE", cell, 4).tolist() == [posts, 4]


@pytest.mark.parametrize("cell", ["once", "media", "twenty-five", "one or two", "five invoices"])
def test_words_that_are_no_number_of_posts_are_told(cell):
    intake = read(["Process name", "FTE"], ["Invoice entry", cell], ["Payroll run", 4], ["Hiring", 2])
    assert pd.isna(intake.typed["fte"][0])
    assert intake.issues["cell"].tolist() == ["B2"]


@pytest.mark.parametrize(
    ("cell", "share"), [("500 ppm", 0.0005), ("120 DPMO", 0.00012), ("30 parts per million", 3e-5)]
)
def test_errors_in_a_million(cell, share):
    assert column("Error rate", cell, "2 %").tolist() == pytest.approx([share, 0.02])


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("Frequency", "hebdo", "weekly"),
        ("Fréquence", "Hebdomadaire", "weekly"),
        ("Fréquence", "mensuel", "monthly"),
        ("Häufigkeit", "mtl.", "monthly"),
        ("Frecuencia", "una vez al mes", "monthly"),
        ("Country", "GER", "DE"),
        ("Country", "SUI", "CH"),
        ("Delivery", "Dienstleister", "outsourced"),
        ("Delivery", "Konzern-SSC", "shared_service"),
        ("Delivery", "offshore captive", "captive"),
        ("Delivery", "shared service centre (group)", "shared_service"),
        ("Current model", "prestataire externe", "outsourced"),
        ("Current model", "proveedor", "outsourced"),
    ],
)
def test_words_of_lists(heading, cell, value):
    sure = {"country": "FR", "frequency": "daily"}
    name = (
        "country"
        if heading == "Country"
        else "frequency"
        if value in ("weekly", "monthly")
        else "current_model"
    )
    intake = read(
        ["Process name", heading], ["Invoice entry", cell], ["Payroll run", sure.get(name, "in-house")]
    )
    assert intake.typed[name][0] == value
    assert "NOT_ALLOWED" not in codes(intake)


@pytest.mark.parametrize(
    ("heading", "cell", "wanted"),
    [
        ("Criticité", "Basse", "low"),
        ("Criticité", "forte", "high"),
        ("Häufigkeit", "jeden Tag", "daily"),
        ("Fréquence", "chaque mois", "monthly"),
        ("Frecuencia", "cada semana", "weekly"),
        ("Current model", "Outsourced to vendor", "outsourced"),
        ("Current model", "Own team", "in_house"),
        ("Intern/Extern", "Fremdleistung", "outsourced"),
        ("Intern/Extern", "im Haus", "in_house"),
        ("Interno / externo", "En casa", "in_house"),
        ("Confidencialidad", "Pública", "public"),
        ("Confidencialidad", "Secreto", "restricted"),
        ("Vertraulichkeit", "Interner Gebrauch", "internal"),
        ("Proceso clave", "Clave", "core"),
        ("País", "EE. UU.", "US"),
    ],
)
def test_words_that_lists_have_for_the_entries_of_a_column(heading, cell, wanted):
    intake = read(
        ["Process name", heading], *[[name, cell] for name in ("Invoice entry", "Payroll run", "Hiring")]
    )
    letter_b = intake.tables[0].headings[1]
    assert intake.typed[letter_b.column].tolist() == [wanted] * 3


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("2,5 uur", 150),
        ("1 uur 15 min", 75),
        ("2,5 ore", 150),
        ("30 secondi", 0.5),
        ("1 godz. 15 min", 75),
        ("2 godziny", 120),
        ("2 giorni", 960),
        ("3 dni", 1440),
        ("2 Tg.", 960),
    ],
)
def test_units_of_time_in_dutch_italian_and_polish(cell, minutes):
    assert column("Handling time", cell).tolist() == pytest.approx([minutes])
