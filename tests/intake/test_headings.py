"""Headings in four languages, with units, periods, currencies, scales, numbering and odd characters."""

from __future__ import annotations

import pytest

from schemas.columns import aliases
from tasks.intake.wording.heading import equal_alias, other_headings, parse_heading
from tasks.intake.wording.normalise import phrase
from tasks.intake.wording.questions import as_statement
from tests.intake.made_sheets import codes, read


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("PROCESS NAME", "process_name"),
        ("process_name", "process_name"),
        ("ProcessName", "process_name"),
        ("3.2 Process name*", "process_name"),
        ("Process\u00a0name", "process_name"),
        ("Pro\u200bcess name", "process_name"),
        ("Ｐｒｏｃｅｓｓ ｎａｍｅ", "process_name"),
        ("Process\nname", "process_name"),
        ("Prozess / Process", "process_name"),
        ("Name of the process", "process_name"),
        ("the purposes of the processing; ", "process_name"),
        ("Verarbeitungstätigkeit", "process_name"),
        ("Intitulé du processus", "process_name"),
        ("Nombre del proceso", "process_name"),
        ("AHT (sec)", "handling_minutes"),
        ("Avg. handling time (mins)", "handling_minutes"),
        ("Bearbeitungszeit in Min.", "handling_minutes"),
        ("Durée moyenne de traitement (min)", "handling_minutes"),
        ("Liczba rocznie", "volume"),
        ("Aantal per jaar", "volume"),
        ("Frequency yearly", "volume"),
        ("Czas obsługi (min)", "handling_minutes"),
        ("Stellenanteil", "fte"),
        ("Personenjahre", "fte"),
        ("MA (VZÄ)", "fte"),
        ("Fully loaded labour cost (GBP)", "labour_cost"),
        ("Fully loaded cost (GBP)", "annual_cost"),
        ("Wird gemacht durch", "current_model"),
        ("Etaty", "fte"),
        ("Costo annuo (EUR)", "annual_cost"),
        ("Custo anual (EUR)", "annual_cost"),
        ("Volume / month", "volume"),
        ("Vol. p.a.", "volume"),
        ("# of cases", "volume"),
        ("FTEs", "fte"),
        ("# FTE", "fte"),
        ("Full-time equivalents (last year)", "fte"),
        ("ETP", "fte"),
        ("VZÄ", "fte"),
        ("Actual spending, last year (CAD)", "annual_cost"),
        ("Dépenses réelles (CAD)", "annual_cost"),
        ("Kosten (T€)", "annual_cost"),
        ("Cost k$ p.a.", "annual_cost"),
        ("Judgement (1 = low, 5 = high)", "judgement_level"),
        ("Scale 1-5: Judgement", "judgement_level"),
        ("Novelty 1 (high) - 3 (low)", "novelty_level"),
        ("Checklist (Y/N)", "checklist_executable"),
        ("Error rate %", "error_share"),
        ("a description of the categories of data subjects; ", "data_subject_categories"),
        ("the categories of personal data;", "data_types"),
        ("International recipient Country ", "provider_country"),
        ("RTO (hours)", "recovery_time_hours"),
        ("Fähigkeit intern", None),
        ("Cost centre", None),
        ("Remarks", None),
        ("Email", None),
        ("Savings potential", None),
    ],
)
def test_heading_stands_for(heading, column):
    found = equal_alias(parse_heading(heading))
    assert (found[0].column if found else None) == column


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("AHT (sec)", {"time": "second"}),
        ("AHT in hours", {"time": "hour"}),
        ("Volume / month", {"per_year": 12.0}),
        ("Monthly volume", {"per_year": 12.0}),
        ("Menge pro Woche", {"per_year": 52.0}),
        ("Volume per quarter", {"per_year": 4.0}),
        ("Kosten (T€)", {"currency": "EUR", "magnitude": 1000.0}),
        ("Cost k$ p.a.", {"currency": "USD", "magnitude": 1000.0, "per_year": 1.0}),
        ("Cost (USD '000)", {"currency": "USD", "magnitude": 1000.0}),
        ("Koszt roczny (tys. zł)", {"currency": "PLN", "magnitude": 1000.0}),
        ("Annual cost (Rs. Cr)", {"currency": "INR", "magnitude": 1e7}),
        ("Liczba miesięcznie", {"per_year": 12.0}),
        ("Wolumen miesięczny", {"per_year": 12.0}),
        ("Liczba tygodniowo", {"per_year": 52.0}),
        ("Volume pcm", {"per_year": 12.0}),
        ("Transactions (m p.a.)", {"magnitude": 1e6, "per_year": 1.0}),
        ("Koszt [mln PLN]", {"currency": "PLN", "magnitude": 1e6}),
        ("Costo annuo in migliaia di euro", {"currency": "EUR", "magnitude": 1000.0}),
        ("Costi (milioni €)", {"currency": "EUR", "magnitude": 1e6}),
        ("Kosten in duizend euro", {"currency": "EUR", "magnitude": 1000.0}),
        ("Custo anual (mil R$)", {"currency": "BRL", "magnitude": 1000.0}),
        ("Custo (R$ mil)", {"currency": "BRL", "magnitude": 1000.0}),
        ("Custo anual (milhares €)", {"currency": "EUR", "magnitude": 1000.0}),
        ("Coût annuel (M€)", {"currency": "EUR", "magnitude": 1e6}),
        ("Personalkosten Tsd. CHF", {"currency": "CHF", "magnitude": 1000.0}),
        ("Cost, last 12 months (CA$)", {"currency": "CAD", "per_year": None}),
        ("Error rate %", {"is_percent": True}),
        ("Judgement (1 = low, 5 = high)", {"scale": (1.0, 5.0, False)}),
        ("Importance (1-10)", {"scale": (1.0, 10.0, False)}),
        ("Kritikalität (1 = hoch, 3 = niedrig)", {"scale": (1.0, 3.0, True)}),
        ("Novelty (low=1, high=3)", {"scale": (1.0, 3.0, False)}),
        ("Importance: 1 - low, 3 - high", {"scale": (1.0, 3.0, False)}),
        ("Expertise 0..10", {"scale": (0.0, 10.0, False)}),
    ],
)
def test_heading_declares(heading, expected):
    units = parse_heading(heading).units
    assert {name: getattr(units, name) for name in expected} == expected


def test_every_alias_is_recognised_as_its_own_column():
    wrong = {
        alias.alias: found[0].column if (found := equal_alias(parse_heading(alias.alias))) else None
        for alias in aliases()
        if not (found := equal_alias(parse_heading(alias.alias))) or found[0].column != alias.column
    }
    assert wrong == {}


def test_no_alias_is_also_a_heading_of_other_things():
    assert [alias.alias for alias in aliases() if phrase(alias.alias) in other_headings()] == []


def test_aliases_cover_four_languages_for_every_column():
    missing = {alias.column for alias in aliases()} - set.intersection(
        *[{a.column for a in aliases() if a.language == language} for language in ("en", "de", "fr", "es")]
    )
    assert missing <= {"talent_scarcity_level"}
    assert len(aliases()) > 2000


@pytest.mark.parametrize(
    "unit", ["kPLN", "PLN k", "PLN '000", "TPLN", "T-PLN", "PLNk", "thsd PLN", "PLN 000s"]
)
def test_thousands_are_known_beside_each_currency(unit):
    units = parse_heading(f"Cost ({unit})").units
    assert (units.currency, units.magnitude) == ("PLN", 1000)


@pytest.mark.parametrize(
    ("question", "column", "unit"),
    [
        ("How many cases do you handle per month?", "volume", "month"),
        ("3. How many cases per month", "volume", "month"),
        ("How many FTE work on this process?", "fte", None),
        ("How long does one case take (in minutes)?", "handling_minutes", "minute"),
        ("How many hours does one case take?", "handling_minutes", "hour"),
        ("Wie viele Vorgänge fallen im Monat an?", "volume", "monat"),
        ("Wie viele FTE arbeiten an diesem Prozess?", "fte", None),
        ("Wie lange dauert ein Vorgang (in Minuten)?", "handling_minutes", "minute"),
        ("Combien de dossiers traitez-vous par mois ?", "volume", "moi"),
        ("Combien d’ETP travaillent ici ?", "fte", None),
        ("Combien de temps prend un dossier (en minutes) ?", "handling_minutes", "minute"),
        ("¿Cuántos casos gestiona al mes?", "volume", "month"),
        ("What does it cost per month (EUR)?", "annual_cost", "month"),
        ("How much does the process cost per year (kEUR)?", "annual_cost", "year"),
        ("Wie viel kostet der Prozess pro Jahr (EUR)?", "annual_cost", "jahr"),
        ("Was kostet die Leistung pro Monat?", "annual_cost", "monat"),
        ("Combien coûte le processus par mois (EUR) ?", "annual_cost", "moi"),
        ("¿Cuánto cuesta el proceso al mes (EUR)?", "annual_cost", "month"),
        ("Does it involve personal data?", "data_types", None),
        ("Werden personenbezogene Daten verarbeitet?", "data_types", None),
        ("¿Cuánto tiempo tarda un caso (minutos)?", "handling_minutes", "minute"),
    ],
)
def test_the_questions_of_a_form_are_headings(question, column, unit):
    heading = parse_heading(question)
    alias = equal_alias(heading)
    assert alias is not None and alias[0].column == column
    assert unit in (heading.units.time, heading.units.period)


def test_hours_that_people_spend_on_a_process_are_no_number_of_items():
    assert equal_alias(parse_heading("How many hours per week do you spend on it?")) is None


@pytest.mark.parametrize(
    "question",
    [
        "How many cases are late?",
        "How many cases are rejected per month?",
        "How many cases can one employee handle per day?",
        "Wie viele Fälle werden pro Monat abgelehnt?",
        "Combien de dossiers sont rejetés par mois ?",
    ],
)
def test_a_question_for_some_of_the_items_is_no_volume(question):
    assert as_statement(question) == question


def test_a_heading_in_brackets_is_suggested_where_nothing_else_gives_its_column():
    rows = [["Pay invoices", 4], ["Run payroll", 8]]
    intake = read(["Process", "Hersteltijd (RTO)"], *rows)
    assert codes(intake)["HEADING_SUGGESTION"] == ["B1"]
    beside = read(["Process", "Hersteltijd (RTO)", "RTO"], *[[*row, 4] for row in rows])
    assert "HEADING_SUGGESTION" not in codes(beside)
    assert "HEADING_SUGGESTION" not in codes(read(["Process", "Category managers (FTE)"], *rows))


def test_quarters_by_number_are_no_months():
    read_heading = read(["Process", "Volume Q1-2/2026"], ["Pay invoices", 100], ["Run payroll", 80]).tables[0]
    assert (read_heading.headings[1].unit, read_heading.headings[1].factor) == ("Q1-2/2026", 2)


def test_a_currency_in_brackets_is_no_suggestion():
    intake = read(["Process", "Revenue (currency)"], ["Pay invoices", 4], ["Run payroll", 8])
    assert "HEADING_SUGGESTION" not in codes(intake)


@pytest.mark.parametrize(
    ("heading", "factor"), [("Anzahl p.a.", 1), ("Anzahl p.M.", 12), ("Number p.a.", 1), ("Nombre p.a.", 1)]
)
def test_a_bare_number_of_a_period_is_a_volume(heading, factor):
    intake = read(["Process", heading], ["Pay invoices", 100], ["Run payroll", 20])
    assert intake.typed["volume"].tolist() == [100 * factor, 20 * factor]


@pytest.mark.parametrize("heading", ["Kapazität (VZÄ)", "Capacity (FTE)", "Capacité (ETP)"])
def test_capacity_in_posts_is_fte(heading):
    assert read(["Process", heading], ["Pay invoices", 1.5]).typed["fte"].tolist() == [1.5]
