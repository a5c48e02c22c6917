"""Cells: numbers, shares, levels, yes/no, words, lists, dates, places, money; repairs recorded, nothing
guessed in silence.
"""

from __future__ import annotations

import datetime as dt
from itertools import product

import pandas as pd
import pytest

from schemas.columns import columns
from tasks.intake.cells.cell_kinds import Hints, sort_cells
from tasks.intake.cells.parse_column import read_column
from tasks.quality import validate
from tests.intake.made_sheets import codes, column, read


def table(heading, *cells):
    return read(
        ["Process name", heading],
        *[[f"Work of kind {chr(65 + place)}", cell] for place, cell in enumerate(cells)],
    )


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("1200", 1200.0, None),
        ("1,234.50", 1234.5, None),
        ("10k", 10_000.0, "NUMBER_WRITTEN_OUT"),
        ("1.2m", 1_200_000.0, "NUMBER_WRITTEN_OUT"),
        ("3 Tsd.", 3000.0, "NUMBER_WRITTEN_OUT"),
        (">1000", 1000.0, "BOUND_AS_VALUE"),
        ("ca. 300", 300.0, "BOUND_AS_VALUE"),
        ("500+", 500.0, "BOUND_AS_VALUE"),
        ("2-3", 2.5, "RANGE_MIDPOINT"),
        ("10 to 20", 15.0, "RANGE_MIDPOINT"),
        ("10 – 20k", 15_000.0, "RANGE_MIDPOINT"),
        ("(1,200)", -1200.0, "NUMBER_WRITTEN_OUT"),
        ("1'234", 1234.0, None),
        ("12 cases", 12.0, None),
        ("１２", 12.0, None),
        ("many", None, "CELL_NOT_A_NUMBER"),
        ("12 bananas", None, "CELL_NOT_A_NUMBER"),
        (True, None, "CELL_NOT_A_NUMBER"),
        ("1e309", None, "NUMBER_TOO_LARGE"),
        (float("inf"), None, "NUMBER_TOO_LARGE"),
        ("2e15", None, "NUMBER_TOO_LARGE"),
        (dt.datetime(2026, 3, 2), None, "DATE_FOR_NUMBER"),
        ("#REF!", None, "EXCEL_ERROR"),
    ],
)
def test_number(cell, value, code):
    intake = table("Annual volume", cell, 5.0, 6.0)
    assert intake.typed["volume"].tolist()[1:] == [5.0, 6.0]
    assert (None if pd.isna(intake.typed["volume"][0]) else intake.typed["volume"][0]) == value
    assert codes(intake) == ({code: ["B2"]} if code else {})


def test_words_for_blank_are_blank_and_no_issue():
    blanks = [
        "n/a",
        "-",
        "tbd",
        "nil",
        "None",
        "k.A.",
        "N.A.",
        "s.o.",
        "néant",
        "pendiente",
        "?",
        "  ",
        "\u00a0",
        "TBC",
    ]
    intake = read(
        ["Process name", "FTE", "Owner", "Data types", "Contract end"],
        *[[f"Work of kind {chr(65 + place)}", *[cell] * 4] for place, cell in enumerate(blanks)],
        ["Hire staff", 1.0, "Ann", "public", "2027-01-01"],
    )
    assert intake.typed[["fte", "owner", "data_types", "contract_end"]].isna().all(axis=1).tolist() == [
        True
    ] * len(blanks) + [False]
    assert intake.issues.empty


def test_decimal_mark_is_decided_for_the_column():
    assert column("Annual volume", "1.234,56", "1.234", "12,5", "7").tolist() == [1234.56, 1234.0, 12.5, 7.0]
    assert column("Annual volume", "1,234.56", "1,234", "12.5", "7").tolist() == [1234.56, 1234.0, 12.5, 7.0]


def test_an_undecided_column_follows_its_table():
    german = read(
        ["Prozess", "Menge pro Jahr", "FTE"],
        ["Rechnungen zahlen", "1.234", "1,5"],
        ["Personal suchen", "2.500", "0,25"],
    )
    assert german.typed["volume"].tolist() == [1234.0, 2500.0] and german.typed["fte"].tolist() == [1.5, 0.25]


def test_a_cell_with_the_other_decimal_mark_is_read_and_reported():
    intake = table("Annual volume", "1,50", "2.25", "3.75", "4.50")
    assert intake.typed["volume"].tolist() == [1.5, 2.25, 3.75, 4.5]
    assert codes(intake) == {"OTHER_DECIMAL_MARK": ["B2"]}


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["5 %", "12 %"], [0.05, 0.12]),
        ([0.05, 0.12], [0.05, 0.12]),
        ([5.0, 12.0], [0.05, 0.12]),
        (["5", "12,5"], [0.05, 0.125]),
        ([0.0, 1.0, 0.5], [0.0, 1.0, 0.5]),
        ([0.1, 0.2, 0.05, 0.3, 7.0], [0.1, 0.2, 0.05, 0.3, 7.0]),
    ],
)
def test_shares_by_one_rule_for_the_column(cells, values):
    assert column("Error rate", *cells).tolist() == pytest.approx(values)


def test_of_0_and_1_alone_it_is_asked_whether_1_is_one_percent_or_all():
    intake = table("Error rate", 0.0, 1.0, "0")
    assert intake.typed["error_share"].fillna(-1).tolist() == [0.0, -1.0, 0.0]
    assert codes(intake) == {"SHARE_SCALE_UNCLEAR": ["B3"]}
    assert table("Error rate (%)", 0.0, 1.0).typed["error_share"].tolist() == [0.0, 0.01]


def test_share_under_one_in_a_column_of_percent_is_reported():
    intake = table("Exception rate %", 5.0, 20.0, 0.5)
    assert intake.typed["exception_share"].tolist() == pytest.approx([0.05, 0.2, 0.005])
    assert codes(intake) == {"SHARE_BELOW_ONE_PERCENT": ["B4"]}
    assert "percent" in (intake.tables[0].headings[1].note or "")


def test_cells_formatted_as_percent_are_fractions():
    intake = read(
        ["Process name", "Attrition"],
        ["Pay invoices", 1.5],
        ["Hire staff", 0.2],
        number_formats=(("B", "0%"),),
    )
    assert intake.typed["attrition_share"].tolist() == [1.5, 0.2]


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("Judgement", [1.0, 3.0, 5.0], [1, 3, 5]),
        ("Judgement (1-10)", [1.0, 10.0, 5.5], [1, 5, 3]),
        ("Judgement (1 = high, 3 = low)", [1.0, 2.0, 3.0], [5, 3, 1]),
        ("Judgement (1 = highest, 5 = lowest)", [1.0, 2.0, 5.0], [5, 4, 1]),
        ("Judgement (1 = highest)", [1.0, 2.0, 4.0], [5, 4, 2]),
        ("Judgement, 1 is highest", [1.0, 2.0, 4.0], [5, 4, 2]),
        ("Judgement (1 = highest)", [1.0, 7.0, 10.0], [5, 7 / 3, 1]),
        ("Judgement (10 = highest)", [1.0, 3.0, 5.5], [1, 17 / 9, 3]),
        ("Judgement (5 = lowest)", [1.0, 2.0, 5.0], [5, 4, 1]),
        ("Strategische Bedeutung (1 = sehr wichtig, 5 = unwichtig)", [1.0, 2.0, 5.0], [5, 4, 1]),
        ("Importance (1 = not important, 5 = very important)", [1.0, 2.0, 5.0], [1, 2, 5]),
        ("Importance stratégique (1 = la plus élevée)", [1.0, 2.0, 5.0], [5, 4, 1]),
        ("Importancia estratégica (1 = más alta, 5 = más baja)", [1.0, 2.0, 5.0], [5, 4, 1]),
        ("Judgement", [1.0, 8.0, 10.0], [1, 1 + 4 * 7 / 9, 5]),
        ("Judgement", [0.0, 5.0, 9.0, 10.0], [1, 3, 4.6, 5]),
        ("Judgement", ["low", "medium", "high"], [1, 3, 5]),
        ("Judgement", ["very low", "low", "very high"], [1, 2, 5]),
        ("Ermessen", ["niedrig", "hoch", "sehr hoch"], [1, 1 + 8 / 3, 5]),
        ("Jugement", ["faible", "moyen", "élevé"], [1, 3, 5]),
        ("Juicio", ["bajo", "medio", "alto"], [1, 3, 5]),
        ("Judgement", ["1 - low", "5 - high", "3/5"], [1, 5, 3]),
        ("Judgement", ["2/3", "3/3"], [3, 5]),
        ("Documentation", ["none", "SOP", "work instructions"], [1, 4, 5]),
        ("Skill gap", [1.0, 5.0, 4.0], [5, 1, 2]),
        (
            "Judgement",
            [2.0, 9.0, 3.0, 3.0, 3.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 4.0],
            [2, 9, 3, 3, 3, 2, 2, 1, 1, 1, 1, 4],
        ),
    ],
)
def test_levels(heading, cells, values):
    assert column(heading, *cells).tolist() == pytest.approx(values)


@pytest.mark.parametrize(
    ("heading", "cells", "levels"),
    [
        ("Judgement", [0.0, 4.0, 2.0, 1.0], [None] * 4),
        ("Judgement (0-4)", [0.0, 4.0, 2.0, 1.0], [1, 5, 3, 2]),
        ("Judgement", [0.0, 5.0, 2.0, 1.0], [0, 5, 2, 1]),
        ("Judgement", [0.0, *[4.0, 3.0] * 10], [0, *[4, 3] * 10]),
    ],
    ids=["unknown", "declared", "five", "a stray one"],
)
def test_levels_that_begin_at_0_are_asked_about_where_nothing_says_their_scale(heading, cells, levels):
    intake = table(heading, *cells)
    found = intake.typed["judgement_level"]
    assert [None if value != value else value for value in found] == levels
    assert ("LEVEL_SCALE_UNCLEAR" in codes(intake)) == (levels[0] is None)


def test_yes_for_a_level_is_a_repair_and_says_less_than_the_end():
    intake = table("Rule based?", "yes", "no", 3.0, "whatever")
    assert intake.typed["rule_based_level"].tolist()[:3] == [4.0, 2.0, 3.0]
    assert codes(intake) == {"YES_NO_AS_LEVEL": ["B2", "B3"], "CELL_NOT_A_LEVEL": ["B5"]}


YES, NO = (
    ["yes", "Y", "ja", "J", "oui", "sí", "si", "x", "✓", "TRUE", "1", 1.0, True],
    ["no", "N", "nein", "non", "false", "0", 0.0, False],
)


@pytest.mark.parametrize(("yes", "no"), [*zip(YES, [*NO, *NO], strict=False)])
def test_yes_and_no(yes, no):
    assert column("Checklist", yes, no).tolist() == [True, False]


def test_every_yes_goes_with_every_no():
    checklist = columns()["checklist_executable"]
    for yes, no in product(YES, NO):
        assert read_column(checklist, pd.Series([yes, no], dtype=object), Hints()).values.tolist() == [
            True,
            False,
        ], (yes, no)


def test_posts_to_release_are_read_with_their_unit():
    intake = table("Posts to release", "2 FTE", "3 posts", 4, "2 bananas")
    assert intake.typed["committed_posts"].tolist()[:3] == [2.0, 3.0, 4.0]
    assert codes(intake) == {"CELL_NOT_A_NUMBER": ["B5"]}


@pytest.mark.parametrize(
    "word",
    [
        "rejected",
        "Cancelled",
        "stays in-house",
        "abgelehnt",
        "zurückgezogen",
        "Taken back",
        "zurückgenommen",
        "rejeté",
    ],
)
def test_a_decision_is_taken_back_in_plain_words(word):
    assert table("Decided label", word, "BPO").typed["decided_label"].tolist() == ["retain", "bpo_candidate"]


def test_yes_no_that_is_neither():
    intake = table("Exit plan", "yes, since May", "partly", "unknown", "no")
    assert intake.typed["exit_plan"].tolist()[0] is True and intake.typed["exit_plan"].isna().tolist() == [
        False,
        True,
        True,
        False,
    ]
    assert codes(intake) == {
        "YES_NO_WITH_COMMENT": ["B2"],
        "PARTLY_AS_BLANK": ["B3"],
        "UNSURE_AS_BLANK": ["B4"],
    }


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("Frequency", "Täglich", "daily"),
        ("Frequency", "Monthly (month end)", "monthly"),
        ("Frequency", "à la demande", "ad_hoc"),
        ("Frequency", "Full moon", "full_moon"),
        ("Function area", "Rechnungswesen", "finance_accounting"),
        ("Function area", "Ressources humaines", "human_resources"),
        ("Output type", "Recomendación", "recommendation"),
        ("Core process", "Unterstützungsprozess", "non_core"),
        ("Core process", "Core-support", "core_support"),
        ("Current model", "SSC", "shared_service"),
        ("Criticality", "Sehr hoch", "critical"),
        ("Qualification", "Bachelor's degree", "bachelor"),
        ("Customer contact", "None", "none"),
        ("Data classification", "streng vertraulich", "restricted"),
        ("Decision authority", "within limits", "shared"),
    ],
)
def test_category_words(heading, cell, value):
    assert column(heading, cell).tolist() == [value]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Contact Details; Voice recordings  ", "customer_personal"),
        ("CV; References", "employee_personal"),
        ("Financial data ", "financial"),
        ("Nil ", None),
        ("health data, payroll", "health;employee_personal"),
        ("Kontaktdaten und Bankdaten", "customer_personal;financial"),
        ("données de santé / RIB", "health;financial"),
        ("Datos bancarios\nDatos de salud", "financial;health"),
        ("Contact details of our clients", "customer_personal"),
        ("Moon rocks; public", "moon_rocks;public"),
    ],
)
def test_data_types(cell, value):
    got = column("Data types", cell, "public")[0]
    assert (None if pd.isna(got) else got) == value


def test_personal_data_are_of_whom_the_row_says():
    intake = read(
        ["Process name", "Data categories", "Data subjects"],
        ["Payroll", "personal data; bank details", "Employees of Alpha Ltd."],
        ["Sales", "Name", "Customers"],
        ["Games", "personal data", None],
    )
    assert intake.typed["data_types"].tolist() == [
        "employee_personal;financial",
        "customer_personal",
        "customer_personal",
    ]
    assert intake.typed["data_subject_categories"].tolist()[:2] == ["employees", "customers"]


def test_numbers_in_a_list_are_entries_and_no_numbering():
    read_back = column("DPIA criteria", "1; 5", "3, 4, 9", "2", name="dpia_criteria")
    assert read_back.tolist() == ["1;5", "3;4;9", "2"]


def test_a_date_that_needs_the_other_order_is_reported():
    intake = table("Contract end", "31.12.2026", "28.02.2027", "03.31.2027")
    assert [str(day.date()) for day in intake.typed["contract_end"]] == [
        "2026-12-31",
        "2027-02-28",
        "2027-03-31",
    ]
    assert codes(intake) == {"DATE_IN_OTHER_ORDER": ["B4"]}


def test_open_lists_keep_their_words():
    assert column("Systems used", "SAP, Excel", "SAP/R3; Word", "none").tolist()[:2] == [
        "SAP;Excel",
        "SAP/R3;Word",
    ]


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        (dt.datetime(2026, 12, 31), "2026-12-31", None),
        ("2026-12-31", "2026-12-31", None),
        ("31.12.2026", "2026-12-31", None),
        ("31/12/26", "2026-12-31", None),
        ("31 décembre 2026", "2026-12-31", None),
        ("31. Dezember 2026", "2026-12-31", None),
        ("Dec 2026", "2026-12-31", "MONTH_AS_DATE"),
        ("Q2 2026", "2026-06-30", "MONTH_AS_DATE"),
        ("Q3-27", "2027-09-30", "MONTH_AS_DATE"),
        ("2026 H", None, "CELL_NOT_A_DATE"),
        ("1. Quartal 2", None, "CELL_NOT_A_DATE"),
        ("2026 Q2 2027", None, "CELL_NOT_A_DATE"),
        (46387.0, "2026-12-31", "DATE_FROM_NUMBER"),
        ("31. 12. 2026", "2026-12-31", None),
        ("2026/12/31 08:30", "2026-12-31", None),
        ("20261231", "2026-12-31", None),
        ("2026-13-01", None, "CELL_NOT_A_DATE"),
        ("2026.13.01", None, "CELL_NOT_A_DATE"),
        ("20261301", None, "CELL_NOT_A_DATE"),
        ("2026-02-30", None, "CELL_NOT_A_DATE"),
        ("32.13.2026", None, "CELL_NOT_A_DATE"),
        ("soon", None, "CELL_NOT_A_DATE"),
        ("in two weeks", None, "CELL_NOT_A_DATE"),
        (12.0, None, "CELL_NOT_A_DATE"),
    ],
)
def test_dates(cell, day, code):
    intake = table("Contract end", cell, dt.datetime(2027, 1, 1))
    got = intake.typed["contract_end"][0]
    assert (None if pd.isna(got) else str(got.date())) == day
    assert codes(intake) == ({code: ["B2"]} if code else {})


def test_day_or_month_first_is_decided_for_the_column_and_reported():
    american = table("Contract end", "03/04/2026", "12/31/2026")
    assert [str(day.date()) for day in american.typed["contract_end"]] == ["2026-03-04", "2026-12-31"]
    assert "month, day, year" in (american.tables[0].headings[1].note or "")
    open_case = table("Contract end", "03/04/2026", "05/06/2026")
    assert str(open_case.typed["contract_end"][0].date()) == "2026-04-03" and "two ways" in (
        open_case.tables[0].headings[1].note or ""
    )


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("India", "IN", None),
        ("PL", "PL", None),
        ("Deutschland", "DE", None),
        ("Allemagne", "DE", None),
        ("Países Bajos", "NL", None),
        ("UK", "GB", None),
        ("Kraków, Poland", "PL", "COUNTRY_IN_TEXT"),
        ("India; Poland", None, "SEVERAL_COUNTRIES"),
        ("Atlantis", None, "CELL_NOT_A_COUNTRY"),
    ],
)
def test_countries(cell, value, code):
    intake = table("Country", cell, "France", "Spain")
    assert (None if pd.isna(intake.typed["country"][0]) else intake.typed["country"][0]) == value
    assert codes(intake) == ({code: ["B2"]} if code else {})


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("Hamburg", "DE", "COUNTRY_OF_CITY"),
        ("München", "DE", "COUNTRY_OF_CITY"),
        ("Wrocław", "PL", "COUNTRY_OF_CITY"),
        ("Varsovie", "PL", "COUNTRY_OF_CITY"),
        ("Krakow HQ", "PL", "COUNTRY_OF_CITY"),
        ("D-38440 Wolfsburg, Werk 2", "DE", "COUNTRY_OF_CITY"),
        ("Bangalore / Pune", "IN", "COUNTRY_OF_CITY"),
        ("Hamburg / Gdansk", None, "SEVERAL_COUNTRIES"),
        # Both countries have a large city of that name.
        ("Birmingham", None, "PLACE_IN_SEVERAL_COUNTRIES"),
        ("Bavaria", "DE", "COUNTRY_OF_CITY"),
        ("Limburg", None, "PLACE_IN_SEVERAL_COUNTRIES"),
        ("Birmingham, UK", "GB", "COUNTRY_IN_TEXT"),
        ("Hamburg, US", "US", "COUNTRY_IN_TEXT"),
        # A state of the city's country is no country.
        ("Birmingham, AL", "US", "COUNTRY_OF_CITY"),
        ("Wilmington, DE", "US", "COUNTRY_OF_CITY"),
        ("Paris, TX", "US", "COUNTRY_OF_CITY"),
        ("Mobile", None, "CELL_NOT_A_COUNTRY"),
    ],
)
def test_a_city_stands_for_its_country(cell, value, code):
    intake = table("Location", cell, "France", "Lisboa")
    countries = intake.typed["country"]
    assert [None if pd.isna(country) else country for country in countries] == [value, "FR", "PT"]
    assert codes(intake)[code][0] == "B2"


@pytest.mark.parametrize(
    ("cells", "countries"),
    [
        # A city of California is called Ontario, too; a country like the state Georgia.
        (["Ontario", "Quebec", "Canada"], ["CA", "CA", "CA"]),
        (["Ontario", "Texas", "Ohio"], [None, "US", "US"]),
        (["Ontario", "France", "Spain"], [None, "FR", "ES"]),
        (["Georgia", "Texas", "Ohio"], [None, "US", "US"]),
        (["Georgia", "Armenia", "Turkey"], ["GE", "AM", "TR"]),
        (["Limburg", "Gelderland", "Netherlands"], ["NL", "NL", "NL"]),
        (["Punjab", "Pakistan", "India"], [None, "PK", "IN"]),
    ],
)
def test_a_region_of_two_countries_is_read_as_the_others_show_or_not_at_all(cells, countries):
    intake = table("Country", *cells)
    typed = [None if pd.isna(country) else country for country in intake.typed["country"]]
    assert typed == countries
    assert ("PLACE_IN_SEVERAL_COUNTRIES" in codes(intake)) == (None in countries)


@pytest.mark.parametrize(
    ("cells", "languages"),
    [
        (["D, E, F", "D/F/I", "E"], ["de;en;fr", "de;fr;it", "en"]),
        (["E, I", "E", "I"], [None, None, None]),
        (["F/A", "D", "A"], [None, None, None]),
        (["EN", "D", "German"], ["en", "de", "de"]),
    ],
)
def test_a_language_by_its_letter_is_read_where_the_column_shows_whose_it_is(cells, languages):
    intake = table("Languages", *cells)
    typed = [None if pd.isna(language) else language for language in intake.typed["language"]]
    assert typed == languages
    assert ("LANGUAGE_BY_LETTER" in codes(intake)) == (None in languages)


def test_posts_in_percent_and_a_tick_in_the_heading_are_read():
    assert column("Stellenprozente", 250, 80).tolist() == [2.5, 0.8]
    typed = table("Not outsourceable (x)", "x", None).typed["outsourcing_prohibited"]
    assert typed.fillna(False).tolist() == [True, False]


@pytest.mark.parametrize(
    ("cell", "frequency", "volume", "code"),
    [
        ("half-yearly", "half_yearly", 200, None),
        ("halbjährlich", "half_yearly", 200, None),
        ("3-monthly", "quarterly", 400, None),
        ("every 3 months", "quarterly", 400, None),
        ("alle 2 Wochen", "biweekly", 2600, None),
        ("every other week", "biweekly", 2600, None),
        ("toutes les 2 semaines", "biweekly", 2600, None),
        ("4x p.a.", "quarterly", 400, None),
        ("12 times a year", "monthly", 1200, None),
        # 24 times a year are as good as 26.
        ("twice a month", "biweekly", 2600, None),
        # The value is the nearest one; the volume counts what the cell says.
        ("zweimal pro Woche", "weekly", 10400, "FREQUENCY_BETWEEN"),
        ("every 2 years", "yearly", 50, "FREQUENCY_BETWEEN"),
        ("every five weeks", "monthly", 1040, "FREQUENCY_BETWEEN"),
        # A number of a list of choices.
        ("3. Monthly", "monthly", 1200, None),
        ("2 weekly", "biweekly", 2600, None),
        ("10 per week", "daily", 52_000, "FREQUENCY_BETWEEN"),
        ("3/wk", "daily", 15_600, "FREQUENCY_BETWEEN"),
        ("2-3x pro Woche", "daily", 13_000, "FREQUENCY_BETWEEN"),
        ("1 to 2 times a year", "half_yearly", 150, "FREQUENCY_BETWEEN"),
        ("once every 5 years", "yearly", 20, "FREQUENCY_BETWEEN"),
        ("1x alle 2 Wochen", "biweekly", 2600, None),
        # Longer than a week, all days count, those of the weekend too.
        ("alle 14 Tage", "biweekly", 2600, None),
        ("tous les 15 jours", "biweekly", 2600, None),
        ("5 Tage/Woche", "daily", 25_000, None),
        ("bimestriel", "quarterly", 600, "FREQUENCY_BETWEEN"),
        ("Mo-Fr", "daily", 25_000, None),
        ("lundi au vendredi", "daily", 25_000, None),
        ("Mo, Mi, Fr", "daily", 15_600, "FREQUENCY_BETWEEN"),
        ("every Monday", "weekly", 5200, None),
        ("Jan / Jul", "half_yearly", 200, None),
        ("im März", "yearly", 100, None),
        ("Quartal", "quarterly", 400, None),
    ],
)
def test_a_frequency_that_counts_is_read_and_multiplies_the_volume(cell, frequency, volume, code):
    intake = read(
        ["Process name", "Frequency", "Volume"],
        ["Pay invoices", cell, 100],
        ["Hire staff", "monthly", 10],
    )
    assert intake.typed["frequency"][0] == frequency
    assert intake.typed["volume"].tolist() == [volume, 120]
    assert codes(intake) == ({code: ["B2"]} if code else {})


@pytest.mark.parametrize(
    ("heading", "cells", "volumes"),
    [
        ("Wie oft pro Woche?", [10, "1", 5], [52_000, 5200, 25_000]),
        ("How often per year?", [250, 12, 4], [25_000, 1200, 400]),
        ("Frequency (times per month)", [1, 20, "weekly"], [1200, 25_000, 5200]),
    ],
)
def test_a_number_below_how_often_counts_the_period_of_the_heading(heading, cells, volumes):
    rows = [[f"Work of kind {chr(65 + place)}", cell, 100] for place, cell in enumerate(cells)]
    intake = read(["Process name", heading, "Volume"], *rows)
    assert intake.typed["frequency"].notna().all() and intake.typed["volume"].tolist() == volumes


def test_core_support_and_management_below_process_type_are_no_functions():
    intake = table("Process type", "Support", "Core", "Management")
    assert intake.typed["core_process"].tolist() == ["non_core", "core", "unknown"]
    assert "function_area" not in intake.typed


def test_answers_of_agreement_are_of_five():
    assert column("The process is rule-based", "Strongly agree", "Disagree", "Agree").tolist() == [5, 2, 4]
    assert column("Ermessen", "trifft voll zu", "trifft eher nicht zu", "teils teils").tolist() == [5, 2, 3]


def test_numbers_of_a_list_of_frequencies_are_no_counts():
    assert column("Frequency", "1 Daily", "2 Weekly", "3 Monthly").tolist() == ["daily", "weekly", "monthly"]


def test_what_only_looks_like_a_count_is_no_frequency():
    assert codes(table("Frequency", "items-week", "monthly")) == {}
    assert column("Frequency", "items-week", "monthly").tolist() == ["items_week", "monthly"]


def test_a_share_before_a_word_is_no_number_of_a_list():
    intake = table("Current model", "50% outsourced", "100 % intern", "1. outsourced", "80 % zu Gast")
    assert intake.typed["current_model"].tolist()[:3] == ["hybrid", "in_house", "outsourced"]
    assert intake.typed["current_model"][3] not in ("in_house", "outsourced", "hybrid")


@pytest.mark.parametrize(
    ("cells", "countries"),
    [
        (["Bavaria", "Bayern", "Catalonia", "Île-de-France", "Texas"], ["DE", "DE", "ES", "FR", "US"]),
        # The codes behind the cities are states of one country, although DE, ID and GA are countries.
        (["Georgetown, DE", "Austin, TX", "Boise, ID", "Atlanta, GA"], ["US"] * 4),
        (["Berlin, DE", "London, GB", "Paris, FR"], ["DE", "GB", "FR"]),
    ],
)
def test_a_region_or_a_state_stands_for_its_country(cells, countries):
    assert column("Location", *cells).tolist() == countries


def test_a_city_beside_another_country_is_asked_about():
    intake = table("Country", "Berlin / Poland", "Berlin / Germany", "France")
    assert intake.typed["country"].isna().tolist() == [True, False, False]
    assert codes(intake)["SEVERAL_COUNTRIES"] == ["B2"]


def test_points_of_the_compass_are_no_regions():
    assert "country" not in table("Location", "North", "South", "Nord", "Centre").typed


def test_cities_are_not_looked_for_among_other_texts():
    intake = table("Location", "Nice", "Back office", "Shared", "Front office", "France")
    assert intake.typed["country"].isna().tolist() == [True, True, True, True, False]


def test_na_is_namibia_among_country_codes_and_blank_among_names():
    assert column("Country", "DE", "NA", "FR").tolist() == ["DE", "NA", "FR"]
    assert column("Country", "Germany", "NA", "France").isna().tolist() == [False, True, False]


def test_text_stays_text_and_codes_stay_codes():
    intake = read(
        ["Process ID", "Process name", "Department"],
        ["007", "Pay invoices", "NA"],
        ["008", "Hire staff", "HR"],
        ["010", "Close books", "IT"],
    )
    assert intake.typed["process_id"].tolist() == ["007", "008", "010"]
    assert intake.typed["business_unit"].tolist() == ["NA", "HR", "IT"]


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        ("customer data, HR data", "customer_personal;employee_personal"),
        ("personal data", "customer_personal"),
        ("no personal data", ""),
        ("non-personal data", ""),
        ("PII - none", ""),
        ("personal data (no)", ""),
        ("données personnelles : non", ""),
        ("customer data, no health data", "customer_personal"),
        ("without bank details", ""),
    ],
)
def test_data_that_a_cell_says_are_not_there_are_not_read_as_there(cell, known):
    intake = table("Data types", cell, "health data")
    kinds = set(intake.typed["data_types"][0].split(";")) & set(columns()["data_types"].values)
    assert kinds == set(filter(None, known.split(";")))


def test_fractions_among_percent_are_fractions():
    shares = column("Analysis share", "¼", "1/2", "two thirds", "ein Viertel", 30)
    assert shares.round(2).tolist() == [0.25, 0.5, 0.67, 0.25, 0.3]


def test_language_and_a_date_among_words():
    intake = read(
        ["Process name", "Languages", "Frequency"],
        ["Pay invoices", "English, Deutsch", dt.datetime(2026, 1, 2)],
        ["Hire staff", "français", "daily"],
    )
    assert intake.typed["language"].tolist() == ["en;de", "fr"]
    assert codes(intake) == {"DATE_FOR_WORD": ["C2"]}


def test_error_and_formula_cells_count_as_blank_and_are_named():
    intake = read(
        ["Process name", "FTE", "Colour"],
        ["Pay invoices", None, "x"],
        ["Hire staff", 2.0, None],
        error_cells=("B2", "C3"),
        formula_cells=("B3", "Z99"),
    )
    assert codes(intake) == {"EXCEL_ERROR": ["B2", "C3"], "FORMULA_WITHOUT_VALUE": ["B3"]}
    assert intake.typed["fte"].isna().all()


def test_no_message_quotes_a_cell():
    intake = read(
        ["Process name", "FTE", "Checklist", "Country", "Contract end"],
        ["Pay invoices", "zanzibarium", "zanzibarium", "zanzibarium", "zanzibarium"],
    )
    assert len(intake.issues) == 4
    assert not intake.issues["message"].str.contains("zanzibarium").any()


def test_many_equal_repairs_end_in_one_line_that_counts_the_rest():
    from tasks.intake.thresholds import ISSUES_PER_CELL_KIND

    intake = read(
        ["Process name", "Annual volume"],
        *[[f"Process about matter {place}", f"{place + 1}k"] for place in range(ISSUES_PER_CELL_KIND + 30)],
    )
    found = intake.issues["code"].value_counts()
    assert found["NUMBER_WRITTEN_OUT"] == ISSUES_PER_CELL_KIND and found["MORE_OF_THE_SAME"] == 1
    assert (
        intake.issues.loc[intake.issues["code"] == "MORE_OF_THE_SAME", "message"]
        .str.startswith("30 more")
        .all()
    )


def test_thousands_follow_the_language_where_no_cell_decides():
    german = read(["Prozess", "Menge pro Jahr"], ["Rechnungen zahlen", "1.500"], ["Personal suchen", "2.500"])
    assert german.typed["volume"].tolist() == [1500.0, 2500.0] and german.issues.empty
    english = read(["Process", "Annual volume"], ["Pay invoices", "1,500"], ["Hire staff", "2,500"])
    assert english.typed["volume"].tolist() == [1500.0, 2500.0] and english.issues.empty


def test_numbers_that_nothing_settles_are_reported():
    intake = read(["Process", "Annual volume"], ["Pay invoices", "1.500"], ["Hire staff", "2.500"])
    assert intake.typed["volume"].tolist() == [1500.0, 2500.0]  # a volume has no three decimals
    assert codes(intake) == {"NUMBERS_READ_TWO_WAYS": ["B1"]}
    german = read(["Prozess", "Kosten pro Jahr", "VZÄ"], ["Rechnungen zahlen", "300,000", "1.500"])
    assert german.typed["annual_cost"].tolist() == [300_000.0]
    assert codes(german)["NUMBERS_READ_TWO_WAYS"] == ["B1"]
    padded = read(["Process", "Annual volume"], ["Pay invoices", "24.000"], ["Hire staff", "1200.000"])
    assert padded.typed["volume"].tolist() == [24.0, 1200.0] and padded.issues.empty


def test_two_words_of_a_list_with_a_dash_between_them_are_not_the_first():
    values = column("Criticality", "low - medium", "high - until noon", "high - high").tolist()
    assert values == ["low_medium", "high", "high"]  # the first is no word of the list: the checks tell it


def test_dates_and_numbering_do_not_decide_the_decimal_mark():
    intake = read(
        ["Nr.", "Prozess", "Vertragsende", "Kosten"],
        ["1.1", "Rechnungen zahlen", "31.12.2026", "1.500"],
        ["1.2", "Personal suchen", "30.06.2027", "2.500"],
    )
    assert intake.typed["annual_cost"].tolist() == [1500.0, 2500.0]


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("Criticality (1 = high, 3 = low)", [1.0, 2.0, 3.0], ["high", "medium", "low"]),
        ("Criticality (1 = low, 4 = critical)", [1.0, 4.0, 7.0], ["low", "critical", "7"]),
        ("Criticality", [1.0], ["1"]),
    ],
)
def test_criticality_as_numbers_needs_a_declared_scale(heading, cells, values):
    assert column(heading, *cells).tolist() == values


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("FTE %", ["50%", "120 %"], [0.5, 1.2]),
        ("FTE %", ["50%", "80", "100"], [0.5, 0.8, 1.0]),
        ("VZÄ in %", ["50 %", 80.0], [0.5, 0.8]),
        ("FTE", ["50%", 2.0], [0.5, 2.0]),
    ],
)
def test_a_percent_sign_of_a_cell_is_not_said_once_more_by_the_heading(heading, cells, values):
    assert column(heading, *cells, name="fte").tolist() == pytest.approx(values)


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Personal data?", "yes", "no"),
        ("Personal data processed", "yes", "no"),
        ("Contains personal data", "yes", "no"),
        ("PII (Y/N)", "Y", "N"),
        ("Enthält personenbezogene Daten", "ja", "nein"),
        ("Données personnelles", "oui", "non"),
        ("¿Datos personales?", "sí", "no"),
    ],
)
def test_a_column_that_asks_for_personal_data_is_no_list_of_answers(heading, yes, no):
    cells = [yes, no, "bank details"]
    found = column(heading, *cells, name="data_types").fillna("").tolist()
    assert found == ["customer_personal", "", "financial"]


@pytest.mark.parametrize(
    ("cells", "levels"),
    [
        (["H", "M", "L"], [5.0, 3.0, 1.0]),
        (["F", "M", "E"], [1.0, 3.0, 5.0]),
        (["A", "E", "C"], [None] * 3),
        (["A", "B", "M"], [None] * 3),
    ],
)
def test_letters_are_levels_only_where_all_of_them_are(cells, levels):
    found = column("Judgement", *cells)
    assert [None if value != value else value for value in found] == levels


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Durchlaufzeit (Arbeitstage)", 24.0),
        ("Durchlaufzeit in Werktagen", 24.0),
        ("Turnaround (business days)", 24.0),
        ("Bearbeitungszeit (Personentage)", 480.0),
    ],
)
def test_working_days_in_a_heading_are_days(heading, value):
    name = "handling_minutes" if value == 480 else "turnaround_hours"
    assert column(heading, 1.0, 2.0, name=name).tolist() == [value, 2 * value]


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        (["24.000", "1.5", "120"], True),
        (["24,000", "1,5", "120"], True),
        (["24.000", "1.500", "0.250", "1.5"], False),  # three decimals, as an export writes them
        (["24.125", "1234.500", "1.5"], False),
        (["1,500", "2.5"], False),
    ],
)
def test_thousands_in_a_column_of_decimals_are_told_and_left_out(cells, is_told):
    intake = table("Volume", *cells)
    assert codes(intake).get("NUMBERS_READ_TWO_WAYS", []) == (["B1"] if is_told else [])
    assert codes(intake).get("NUMBER_READ_TWO_WAYS", []) == (["B2"] if is_told else [])
    assert pd.isna(intake.typed["volume"].iloc[0]) == is_told


@pytest.mark.parametrize(
    ("heading", "cells", "told"),
    [
        ("Contract end", ["03/04/2026", "05/05/2026"], ["B2"]),
        ("Contract end", ["03/04/2026", "25/06/2026"], []),
        ("Contract end", ["03.04.2026", "05.06.2026"], []),
        ("Expiry", ["03-04-2026", "05-05-2026"], ["B2"]),
    ],
)
def test_dates_whose_day_could_be_the_month_are_told(heading, cells, told):
    assert codes(table(heading, *cells)).get("DATE_READ_TWO_WAYS", []) == told


def test_a_word_that_is_blank_or_a_class_of_data_is_left_for_the_checks_to_tell():
    intake = table("Datenklasse", "offen", "intern", "vertraulich", "noch offen")
    assert intake.typed["data_classification"].fillna("").tolist() == [
        "offen",
        "internal",
        "confidential",
        "",
    ]


def test_cells_of_a_long_column_say_what_they_say_in_a_short_one():
    odd = [
        "n/a",
        "N/A",
        " x",
        "x\t",
        "#N/A",
        "Err:502",
        " #REF!",
        "\u00a0y",
        "entf\u00e4llt",
        "\u2013",
        "-",
        "Error",
        "NA",
    ]
    odd += ["tbd\x1f", "z\u200b", "", "a\nb", "line\n", "TO BE CONFIRMED"]
    long = pd.Series([*(f"P{number}" for number in range(1_500)), *odd, None], dtype="str")
    cells, short = sort_cells(long), sort_cells(long.iloc[1_500:])
    pd.testing.assert_series_equal(cells.texts.iloc[1_500:], short.texts)
    pd.testing.assert_series_equal(cells.codes.iloc[1_500:], short.codes)
    assert cells.texts.iloc[:1_500].equals(long.iloc[:1_500])


def test_volumes_in_groups_of_two_digits_are_read_whole():
    assert column("Volume per year", "12,40,000", "6,20,000", "12,000").tolist() == [
        1_240_000,
        620_000,
        12_000,
    ]


@pytest.mark.parametrize("filler", [dt.datetime(9999, 12, 31), "31.12.9999", "9999-12-31", "01.01.1900"])
def test_a_date_that_systems_write_where_none_is_set_is_no_end_of_a_contract(filler):
    intake = table("Contract end", filler, "31.12.2099")
    assert [str(day.date()) for day in intake.typed["contract_end"].dropna()] == ["2099-12-31"]
    assert codes(intake) == {"DATE_AS_FILLER": ["B2"]}


@pytest.mark.parametrize(
    ("cells", "levels"),
    [
        (["1 - low", "2 - medium", "3 - high"], [1, 3, 5]),
        (["1 (high)", "2 (medium)", "3 (low)"], [5, 3, 1]),
        (["1 = gering", "2 = mittel", "3 = hoch"], [1, 3, 5]),
        (["2 - low", "4 - high", "3 - medium"], [2, 4, 3]),
        (["sehr hoch", "gering", "keiner"], [5, 2, 1]),
        (["muy alto", "bajo", "ninguno"], [5, 2, 1]),
    ],
)
def test_the_words_beside_numbers_say_how_many_steps_there_are(cells, levels):
    assert column("Judgement", *cells).tolist() == pytest.approx(levels)


def test_a_bare_number_among_the_words_of_a_shorter_scale_is_asked_about():
    intake = table("Judgement", "1 - low", "2 - medium", "3 - high", "2")
    assert intake.typed["judgement_level"].tolist()[:3] == [1, 3, 5]
    assert codes(intake)["LEVEL_SCALE_UNCLEAR"] == ["B5"]


def test_a_bare_one_among_percentages_is_one_percent_and_told():
    intake = table("Error rate", "2,5 %", "0,5 %", "1", "10 %")
    assert intake.typed["error_share"].tolist() == pytest.approx([0.025, 0.005, 0.01, 0.1])
    assert codes(intake)["SHARE_BELOW_ONE_PERCENT"] == ["B4"]


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("Current model", "outsourced (partly)", "hybrid"),
        ("Current model", "In-house (partly outsourced)", "hybrid"),
        ("Decision authority", "yes (within limits)", "shared"),
        ("Current model", "shared services (captive)", "shared_service"),
        ("Frequency", "daily (monthly close)", "daily"),
        ("Current model", "in-house (own staff)", "in_house"),
    ],
)
def test_a_remark_in_brackets_can_take_back_what_stands_before_it(heading, cell, value):
    assert column(heading, cell, "outsourced" if "model" in heading else None).iloc[0] == value


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Core process", "yes (partly)"), ("Current model", "in-house (from 2027: outsourced)")],
)
def test_a_remark_that_leaves_the_answer_open_is_asked_about(heading, cell):
    intake = validate(table(heading, cell, "yes" if "Core" in heading else "outsourced"), is_quick=True)
    assert intake.typed[intake.tables[0].headings[1].column].isna().iloc[0]
    assert codes(intake)["NOT_ALLOWED"] == ["B2"]


def test_systems_are_divided_by_a_plus_between_blanks():
    assert column("Applications", "SAP + Excel", "Notepad++").tolist() == ["SAP;Excel", "Notepad++"]


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("Data classification", "confidential (partly)", "confidential"),
        ("Core process", "yes (no exceptions)", "core"),
        ("Regulated", "yes (health data)", "other"),
    ],
)
def test_a_remark_in_brackets_that_takes_nothing_back_is_passed_over(heading, cell, value):
    assert column(heading, cell, "internal" if "Data" in heading else "yes").iloc[0] == value


def test_a_remark_on_a_few_numbers_does_not_say_what_the_others_mean():
    intake = table("Judgement", 1, 2, 3, 2, 1, "3 (high)", "1 (very low)")
    assert intake.typed["judgement_level"].notna().all()


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        ("1 in 50", 0.02),
        ("2 per 1,000", 0.002),
        ("1 von 25", 0.04),
        ("1:200", 0.005),
        ("1/100", 0.01),
        ("1 de cada 20", 0.05),
    ],
)
def test_one_in_so_many_is_a_share(cell, share):
    intake = table("Error rate", cell, "2 %")
    assert intake.typed["error_share"].tolist() == [pytest.approx(share), 0.02]
    assert codes(intake)["NUMBER_WRITTEN_OUT"] == ["B2"]


@pytest.mark.parametrize("cell", ["3/5", "4 of 5", "50 in 20", "1 in 50 or 60"])
def test_points_of_a_scale_and_what_is_more_than_all_are_no_share_of_cases(cell):
    intake = table("Error rate", cell, "2 %")
    assert pd.isna(intake.typed["error_share"][0]) and set(codes(intake)) <= {
        "SEVERAL_NUMBERS",
        "CELL_NOT_A_NUMBER",
    }


@pytest.mark.parametrize(
    ("cell", "posts"), [("3 x 50 %", 1.5), ("2 à 80%", 1.6), ("2 mal 62,5 %", 1.25), ("2 × 100 %", 2.0)]
)
def test_people_with_a_part_of_a_post_each(cell, posts):
    intake = table("FTE", cell, 1.0)
    assert intake.typed["fte"].tolist() == [posts, 1.0] and codes(intake) == {"NUMBER_WRITTEN_OUT": ["B2"]}


def test_people_with_different_parts_of_a_post_are_asked_for():
    intake = table("FTE", "2 x 80 % + 1", 1.0)
    assert pd.isna(intake.typed["fte"][0]) and codes(intake) == {"SEVERAL_NUMBERS": ["B2"]}


@pytest.mark.parametrize(("cell", "hours"), [("2 WD", 48), ("3 AT", 72), ("5 BDs", 120)])
def test_short_forms_of_working_days(cell, hours):
    assert table("Turnaround time", cell, "4 h").typed["turnaround_hours"].tolist() == [hours, 4]
