"""Headings that divide: over columns that no merged cell holds together, into periods, places and amounts for each."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import codes, read

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]


def test_a_heading_above_several_columns_without_a_merged_cell_is_that_of_all():
    intake = read(
        ["Process", "FTE", None, None],
        [None, "Germany", "France", "Poland"],
        ["Pay supplier invoices", 2.0, 1.0, 3.0],
        ["Run payroll", 1.0, 1.0, 2.0],
    )
    assert intake.typed["fte"].tolist() == [6.0, 4.0] and "ROW_WITHOUT_NAME" not in codes(intake)


def test_months_below_a_heading_are_months_of_it():
    intake = read(
        ["Process", "Volume", *[None] * 5],
        [None, *MONTHS],
        ["Pay supplier invoices", *[100] * 6],
        ["Run payroll", *[10] * 6],
    )
    assert intake.typed["volume"].tolist() == [1200.0, 120.0] and "PERIOD_CHOSEN" in codes(intake)


def test_a_row_of_data_is_no_second_row_of_headings():
    intake = read(
        ["Process", "FTE", None, None],
        ["Pay supplier invoices", 2.0, "SAP", "Excel"],
        ["Run payroll", 1.0, "Workday", "Excel"],
    )
    assert len(intake.typed) == 2


@pytest.mark.parametrize(
    "headings",
    [
        MONTHS,
        ["Q1", "Q2", "Q3", "Q4"],
        ["FY24", "FY25"],
        ["2023", "2024", "2025"],
        ["Jan 2026", "Feb 2026", "Mar 2026"],
    ],
)
def test_columns_of_periods_without_a_quantity_are_told_once(headings):
    intake = read(
        ["Process", *headings],
        ["Pay supplier invoices", *[100] * len(headings)],
        ["Run payroll", *[10] * len(headings)],
    )
    assert codes(intake)["PERIODS_WITHOUT_QUANTITY"] == ["B1"]


@pytest.mark.parametrize(
    ("above", "volume"), [("Monthly", 1200.0), ("pro Monat", 1200.0), ("Weekly", 5200.0), ("Finance", 100.0)]
)
def test_a_period_above_several_measures_is_that_of_each(above, volume):
    intake = read(
        [None, above, None, "Annual", None],
        ["Process", "Volume", "Cost EUR", "FTE", "Cost of IT EUR"],
        ["Pay supplier invoices", 100, 10, 2, 7],
        ["Run payroll", 100, 10, 1, 8],
    )
    assert intake.typed["volume"].tolist() == [volume] * 2
    assert intake.typed["annual_cost"].tolist() == [volume / 10] * 2 and intake.typed["fte"].tolist() == [
        2,
        1,
    ]


def test_columns_of_periods_with_a_quantity_are_not_told():
    intake = read(["Process", "Volume Q1", "Volume Q2", "Volume Q3"], ["Pay", 1, 2, 3], ["Run", 1, 2, 3])
    assert "PERIODS_WITHOUT_QUANTITY" not in codes(intake)


@pytest.mark.parametrize(
    "headings",
    [("FTE DE", "FTE FR"), ("FTE (Germany)", "FTE (Poland)"), ("FTE (DE)", "FTE (PL)"), ("FTE FR", "FTE IT")],
)
def test_figures_of_countries_in_brackets_or_codes_are_added_up(headings):
    intake = read(["Process", *headings], ["Pay supplier invoices", 2.0, 1.0], ["Run payroll", 1.0, 1.0])
    assert intake.typed["fte"].tolist() == [3.0, 2.0]


def test_a_column_without_a_country_is_the_whole_beside_those_of_countries():
    intake = read(
        ["Process", "FTE (Germany)", "FTE (Poland)", "FTE"], ["Pay", 2.0, 1.0, 3.5], ["Run", 1, 1, 2]
    )
    assert intake.typed["fte"].tolist() == [3.5, 2.0]


@pytest.mark.parametrize(
    "heading",
    [
        "Cost per square meter EUR",
        "Cost per store EUR",
        "Cost per minute EUR",
        "FTE per shift",
        "FTE je Schicht",
    ],
)
def test_an_amount_for_each_of_something_else_is_not_that_of_the_process(heading):
    intake = read(["Process", heading], ["Pay supplier invoices", 5.5], ["Run payroll", 2.5])
    assert codes(intake)["HEADING_SAYS_MORE"] == ["B1"]
    assert not {"annual_cost", "fte"} & set(intake.typed.columns)


@pytest.mark.parametrize("heading", ["Cost/case EUR", "Kosten/Vorgang EUR", "Kosten pro Durchführung (EUR)"])
def test_an_amount_for_each_item_is_multiplied_with_the_volume(heading):
    intake = read(["Process", "Volume per year", heading], ["Pay", 1000, 5.5], ["Run payroll", 2000, 2.5])
    assert intake.typed["annual_cost"].tolist() == [5500.0, 5000.0]


@pytest.mark.parametrize(
    "heading", ["Cost per year EUR", "Kosten pro Geschäftsjahr (EUR)", "Cost per process EUR"]
)
def test_an_amount_for_each_year_or_process_is_as_it_is(heading):
    intake = read(["Process", heading], ["Pay supplier invoices", 5500], ["Run payroll", 2500])
    assert intake.typed["annual_cost"].tolist() == [5500.0, 2500.0]


def test_a_tick_below_the_name_of_an_application_is_no_application():
    intake = read(["Process", "Applications SAP"], ["Pay supplier invoices", "x"], ["Run payroll", "x"])
    assert "applications" not in intake.typed


def test_weights_at_the_foot_are_no_process():
    intake = read(["Process", "FTE"], ["Pay invoices", 2.0], ["Run payroll", 1.0], ["Weight", 0.4])
    assert len(intake.typed) == 2


@pytest.mark.parametrize(
    ("units", "volumes"),
    [
        (("Mio. Belege", "Abrechnungen", "Tsd. Briefe"), [1_200_000.0, 500.0, 30_000.0]),
        (("million invoices", "payslips", "thousand letters"), [1_200_000.0, 500.0, 30_000.0]),
    ],
)
def test_thousands_of_what_is_counted_may_be_in_a_column_of_units(units, volumes):
    rows = [["Pay invoices", 1.2, units[0]], ["Run payroll", 500, units[1]], ["Sort mail", 30, units[2]]]
    intake = read(["Process", "Volume p.a.", "Unit"], *rows)
    assert intake.typed["volume"].tolist() == volumes and "business_unit" not in intake.typed


@pytest.mark.parametrize(
    "heading", ["Cost (5 years) EUR", "Kosten 5 Jahre EUR", "Cost 5 yrs (EUR)", "5-year cost EUR"]
)
def test_the_cost_of_several_years_is_brought_to_one(heading):
    intake = read(["Process", heading], ["Pay supplier invoices", 50_000], ["Run payroll", 25_000])
    assert intake.typed["annual_cost"].tolist() == [10_000.0, 5_000.0]


@pytest.mark.parametrize(
    "heading", ["Rework volume", "Volume of errors", "Volumen Fehler", "Manual volume", "FTE unbesetzt"]
)
def test_a_part_of_the_volume_or_the_posts_is_not_the_whole(heading):
    intake = read(["Process", heading], ["Pay supplier invoices", 20], ["Run payroll", 30])
    assert not {"volume", "fte"} & set(intake.typed.columns)
    assert codes(intake)["HEADING_SAYS_MORE"] == ["B1"]


def test_a_count_of_contractors_names_no_provider():
    intake = read(["Process", "Contractors"], ["Pay supplier invoices", 2], ["Run payroll", 3])
    assert "provider" not in intake.typed and codes(intake)["COLUMN_DOES_NOT_FIT"] == ["B1"]


@pytest.mark.parametrize("group", ["FTE", "FTE 2025", "Headcount"])
def test_one_measure_above_several_columns_is_that_of_all(group):
    intake = read(
        [None, group, None, None],
        ["Process", "DE", "PL", "ES"],
        ["Pay supplier invoices", 2.0, 1.0, 3.0],
        ["Run payroll", 1.0, 1.0, 2.0],
    )
    assert intake.typed["fte"].tolist() == [6.0, 4.0] and codes(intake)["PARTS_ADDED"] == ["B2"]


@pytest.mark.parametrize("headings", [("Berlin", "Madrid", "Lyon"), ("Anna", "Ben", "Carla")])
@pytest.mark.parametrize("title", [[], [["Allocation 2025"]]])
def test_figures_of_sites_or_people_without_a_quantity_are_told_once(headings, title):
    intake = read(
        *title, ["Process", *headings], ["Pay supplier invoices", 0.5, 0.2, 0], ["Run payroll", 0.1, 0, 1]
    )
    assert codes(intake) == {"FIGURES_WITHOUT_QUANTITY": [f"B{1 + len(title)}"]}


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("Zoom", "Blur", "Volume"), (12, 70, 100)),
        (("Zoom", "Blur", "Rank"), (3, 5, 1)),
        (("Zoom", "Owner", "Blur"), (30, "Ann", 50)),
    ],
    ids=["a volume is there", "levels", "not side by side"],
)
def test_other_figures_need_no_word(headings, cells):
    intake = read(["Process", *headings], ["Pay supplier invoices", *cells], ["Run payroll", *cells])
    assert "FIGURES_WITHOUT_QUANTITY" not in codes(intake)


@pytest.mark.parametrize(
    ("units", "column", "first"),
    [
        ([None, "per month", None], "volume", 144),
        ([None, "/trimestre", None], "volume", 48),
        ([None, None, "in €"], "annual_cost", 100),
        ([None, None, "kEUR"], "annual_cost", 100_000),
        ([None, None, "in Tsd. EUR"], "annual_cost", 100_000),
    ],
)
def test_a_single_unit_below_the_headings_belongs_to_its_column(units, column, first):
    rows = [["Pay invoices", 12, "100"], ["Run payroll", 5, "20"], ["Sort mail", 30, "7"]]
    intake = read(["Process", "Nb dossiers", "Cost"], units, *rows)
    assert intake.typed[column].iloc[0] == first and "ROW_WITHOUT_NAME" not in codes(intake)


def test_a_single_unit_counts_where_the_first_figure_is_not_known():
    rows = [["Pay invoices", 12, "-"], ["Run payroll", 5, 90], ["Sort mail", 30, 60]]
    intake = read(["Process", "# variants", "RPO"], [None, None, "min"], *rows)
    assert intake.typed["recovery_point_hours"].tolist()[1:] == [1.5, 1]
    assert "TIME_UNIT_ASSUMED" not in codes(intake)


def test_the_unit_of_figures_that_nothing_is_known_of_belongs_to_no_other_column():
    rows = [["Pay invoices", 12, "quarterly", 100], ["Run payroll", 5, "quarterly", 20]]
    intake = read(["Process", "Frobs", "UoM", "Annual cost EUR"], *rows)
    assert intake.typed["annual_cost"].tolist() == [100, 20]


def test_minutes_in_a_column_of_units_are_no_millions_of_items():
    rows = [["Pay invoices", 12, 30, "mn"], ["Run payroll", 5, 45, "mn"], ["Sort mail", 7, 2, "mn"]]
    intake = read(["Activité", "Volumétrie", "Temps unitaire", "Unité"], *rows)
    assert intake.typed["volume"].tolist() == [12, 5, 7] and "TIME_UNIT_ASSUMED" not in codes(intake)


@pytest.mark.parametrize("unit", ["per working day", "pro Arbeitstag", "par jour ouvré", "por día laborable"])
def test_a_working_day_in_a_column_of_units_is_a_day(unit):
    rows = [["Pay invoices", 12, unit], ["Run payroll", 5, unit], ["Sort mail", 7, unit]]
    intake = read(["Process", "Volume", "Unit"], *rows)
    assert intake.typed["volume"].tolist() == [3000, 1250, 1750] and "business_unit" not in intake.typed


@pytest.mark.parametrize(
    ("heading", "column", "first"),
    [
        ("Cases per working day", "volume", 3000),
        ("Nb de dossiers", "volume", 12),
        ("Count of cases", "volume", 12),
        ("Items", "volume", 12),
        ("Jahreskosten in Euro", "annual_cost", 12),
        ("Jahreskosten TEUR", "annual_cost", 12_000),
        ("Monatskosten EUR", "annual_cost", 144),
        ("Équivalents temps plein (in %)", "fte", 0.12),
    ],
)
def test_a_heading_is_known_with_its_unit_in_any_place(heading, column, first):
    rows = [["Pay invoices", 12], ["Run payroll", 250], ["Sort mail", 30]]
    assert read(["Process", heading], *rows).typed[column].iloc[0] == pytest.approx(first)


@pytest.mark.parametrize("total", ["Total", "Total 2025", "Gesamt"])
def test_the_sum_of_twelve_months_is_of_a_year_whatever_the_posts_say(total):
    """FTE of twelve for so few items would otherwise make it a volume of a month."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rows = [[name, *[10] * 12, 120, 45, 12] for name in ("Pay invoices", "Run payroll", "Sort mail")]
    head = [[None, "Items", *[None] * 14], ["Process", *months, total, "AHT (min)", "FTE"]]
    assert read(*head, *rows).typed["volume"].tolist() == [120] * 3


def test_a_volume_of_a_named_year_is_of_a_year_whatever_the_posts_say():
    rows = [[name, 120, 45, 12] for name in ("Pay invoices", "Run payroll", "Sort mail")]
    intake = read(["Process", "Volume 2025", "AHT (min)", "FTE"], *rows)
    assert intake.typed["volume"].tolist() == [120] * 3


def test_august_in_spanish_is_a_month_among_months():
    months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
    rows = [[name, *range(1, 13)] for name in ("Pagar facturas", "Pagar nóminas", "Abrir cartas")]
    intake = read(["Proceso", *[f"Volumen {month}" for month in months]], *rows)
    assert intake.typed["volume"].tolist() == [78] * 3


def test_headings_below_the_headings_of_groups_are_the_headings():
    intake = read(
        ["Prozess", "Mengen", "Kapazität", "Kapazität", "Kosten"],
        ["Aufgabe", "Anz. Vorgänge (im Jahr)", "Bearbeitungsdauer (Min.)", "Anzahl VZÄ", "Kosten (€)"],
        ["Rechnungen buchen", 9990, 12, 2, 504_000],
        ["Gehälter abrechnen", 120, 30, 1, 70_000],
    )
    assert intake.typed["process_name"].tolist() == ["Rechnungen buchen", "Gehälter abrechnen"]
    assert intake.typed["fte"].tolist() == [2, 1] and intake.typed["annual_cost"].tolist() == [
        504_000,
        70_000,
    ]


def test_departments_that_divide_a_list_are_no_processes_though_some_have_one_row():
    rows = [["Pay invoices", 1, 2], ["Run payroll", 3, 4], ["Order paper", 5, 6]]
    heads = [["Finance", None, None], ["HR", None, None], ["Procurement", None, None]]
    intake = read(
        ["Process", "Volume", "FTE"], *[row for pair in zip(heads, rows, strict=True) for row in pair]
    )
    assert intake.typed["process_name"].tolist() == [row[0] for row in rows]


def test_how_many_rows_have_a_volume_is_no_volume():
    assert "volume" not in read(["Process", "Count of Volume"], ["Pay invoices", 12], ["Sort mail", 3]).typed


@pytest.mark.parametrize(
    "units",
    [
        (None, "pro Monat", "Min.", "TEUR"),
        ("-", "St./Mon.", "in Min.", "in TEUR"),
        ("Name", "Stk./Monat", "min/Stk", "Tsd. EUR"),
        ("", "(mtl.)", "(Min.)", "(T€)"),
    ],
)
def test_a_row_of_units_in_any_spelling_belongs_to_the_headings(units):
    intake = read(
        ["Prozess", "Menge", "Bearbeitungszeit", "Kosten"],
        [*units],
        ["Rechnungen buchen", 10, 20, 30],
        ["Gehälter abrechnen", 1, 2, 3],
    )
    assert intake.typed["volume"].tolist() == [120, 12]
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000] and not codes(intake)


@pytest.mark.parametrize("years", [("2024", "2025", "2025"), (2024.0, 2025.0, 2025.0)])
@pytest.mark.parametrize("title", [[], [[None, "Effort", None, None]]])
def test_a_lower_row_that_names_the_processes_divides_the_measures_above_it(years, title):
    intake = read(
        *title,
        [None, "Volume", None, "FTE"],
        ["Process", *years],
        ["Pay invoices", 1, 2, 10.5],
        ["Hire", 3, 4, 20.5],
    )
    assert intake.typed["volume"].tolist() == [2, 4] and intake.typed["fte"].tolist() == [10.5, 20.5]


def test_a_budget_below_a_volume_is_no_cost():
    intake = read(
        [None, "Volume", None, "FTE"],
        ["Process", "Actual", "Budget", "Actual"],
        ["Pay", 1, 2, 3],
        ["Hire", 4, 5, 6],
    )
    assert "annual_cost" not in intake.typed and intake.typed["volume"].tolist() == [1, 4]


@pytest.mark.parametrize("heading", ["FTE / VZÄ", "F.T.E.", "VZÄ | FTE"])
def test_a_heading_in_two_languages_or_with_dots_is_one(heading):
    intake = read(["Process", heading], ["Pay invoices", 2.5], ["Run payroll", 1.5])
    assert intake.typed["fte"].tolist() == [2.5, 1.5] and not codes(intake)


def test_a_heading_that_its_cell_divides_is_one_word():
    intake = read(
        ["Pro-\nzess", "Bearbei-\ntungszeit (min)", "Men-\nge"], ["Buchen", 5, 100], ["Zahlen", 6, 200]
    )
    assert intake.typed["handling_minutes"].tolist() == [5, 6] and intake.typed["volume"].tolist() == [
        100,
        200,
    ]


def test_a_row_of_units_above_the_headings_counts_for_each_column():
    intake = read(
        [None, "(000s)", "secs", "USD m", None],
        ["Process", "Volume p.a.", "AHT", "Annual cost", "FTE"],
        ["Pay supplier invoices", 10, 300, 1.5, 2],
        ["Run payroll", 20, 60, 2, 1],
    )
    assert intake.typed["volume"].tolist() == [10_000, 20_000]
    assert intake.typed["handling_minutes"].tolist() == [5, 1]
    assert intake.typed["annual_cost"].tolist() == [1.5e6, 2e6] and intake.typed["fte"].tolist() == [2, 1]


def test_headings_of_three_rows_are_read_where_a_cell_is_merged_down_to_the_third():
    intake = read(
        ["Process", "Process", "Baseline FY25", "Baseline FY25", "Baseline FY25", "Baseline FY25"],
        ["ID", "Name", "Staff", "Staff", "Cost", "Cost"],
        ["ID", "Name", "FTE", "HC", "Labour cost (k€)", "Total cost (k€)"],
        ["P1", "Pay supplier invoices", 2, 3, 80, 100],
        ["P2", "Run payroll", 1, 2, 40, 50],
        merged_ranges=("A1:B1", "C1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"),
    )
    assert intake.typed["process_name"].tolist() == ["Pay supplier invoices", "Run payroll"]
    assert intake.typed["fte"].tolist() == [2, 1]
    assert intake.typed["labour_cost"].tolist() == [80_000, 40_000]
    assert intake.typed["annual_cost"].tolist() == [100_000, 50_000]
