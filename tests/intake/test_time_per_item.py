"""Headings of the time that one item takes, in the words that lists have for it."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import codes, read

NAMES = ("Enter invoices", "Answer callers", "Close the ledger", "Book travel")


def typed(*headings: str, cells: tuple = (12, 15, 30, 45), volume: int = 2000):
    """Names, an annual volume, and the same cells below each heading."""
    rows = [[name, volume, *[cell] * len(headings)] for name, cell in zip(NAMES, cells, strict=True)]
    return read(["Process name", "Annual volume", *headings], *rows)


@pytest.mark.parametrize(
    ("heading", "minutes"),
    [
        ("Minutes per claim", 12),
        ("Minutes/claim", 12),
        ("Min/case", 12),
        ("Mins per invoice", 12),
        ("Hours per request", 720),
        ("Time per ticket", 12),
        ("Time / invoice", 12),
        ("Time per case – min", 12),
        ("Time per transaction", 12),
        ("Time in minutes per case", 12),
        ("Time spent per case", 12),
        ("Average effort per case (h)", 720),
        ("Effort per case s", 0.2),
        ("Zeit pro Fall", 12),
        ("Zeitbedarf je Beleg", 12),
        ("Min./Vorgang", 12),
        ("Std. je Vorgang", 720),
        ("Aufwand je Fall in Minuten", 12),
        ("Temps moyen par dossier", 12),
        ("Minutes par facture", 12),
        ("Charge par dossier (h)", 720),
        ("Durée (mn)", 12),
        ("Temps par dossier, mn", 12),
        ("Tiempo medio por caso", 12),
        ("Tiempo de tratamiento", 12),
        ("Minutos por expediente", 12),
        ("Average time (min)", 12),
        ("Time in seconds", 0.2),
    ],
)
def test_the_time_of_one_item_is_read_in_any_words(heading, minutes):
    intake = typed(heading)
    assert intake.typed["handling_minutes"].iloc[0] == pytest.approx(minutes)
    assert intake.typed["volume"].tolist() == [2000] * 4


@pytest.mark.parametrize(
    "heading",
    [
        "Waiting time per case (min)",
        "Time saved per case (min)",
        "Target time per case (min)",
        "Waiting time in minutes",
        "Time per site (min)",
        "Time per employee",
        "Days per case",
        "Downtime (min)",
    ],
)
def test_other_times_are_no_time_of_work(heading):
    assert "handling_minutes" not in typed(heading).typed


@pytest.mark.parametrize(
    ("heading", "minutes"),
    [("Time per 100 transactions (min)", 0.12), ("AHT (min per 1,000 items)", 0.012)],
)
def test_the_time_of_many_items_is_divided_by_their_number(heading, minutes):
    assert typed(heading).typed["handling_minutes"].iloc[0] == pytest.approx(minutes)


@pytest.mark.parametrize(
    ("heading", "periods"),
    [("Handling time (h/week)", 52), ("Bearbeitungszeit (Std./Monat)", 12), ("Time spent (h/week)", 52)],
)
def test_hours_a_week_are_hours(heading, periods):
    intake = typed(heading)
    assert intake.typed["handling_minutes"].iloc[0] == pytest.approx(12 * 60 * periods / 2000)
    assert codes(intake)["HEADING_MULTIPLIED"]


@pytest.mark.parametrize("cell", ["5,100 a year", "5100 per year", "5 100 par an", "425 a month"])
def test_a_cell_may_say_its_period_in_words(cell):
    rows = [[name, cell, 2] for name in NAMES]
    assert read(["Process name", "Transactions", "FTE"], *rows).typed["volume"].tolist() == [5100] * 4
