"""Headings that say more than the name of a column: for each item, over three years, not, saved, Q3."""

from __future__ import annotations

import pandas as pd
import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet

NAMES = ("Enter invoices", "Answer callers", "Close the ledger")


def typed(heading: str, cells: list, column: str, **others: list) -> list:
    """The typed cells of one heading beside a column of names and, where given, volume and fte."""
    given = {"volume": "Annual volume", "fte": "FTE"}
    headings = ["Process name", *(given[name] for name in others), heading]
    rows = [
        [NAMES[place], *(other[place] for other in others.values()), cell] for place, cell in enumerate(cells)
    ]
    intake = read(headings, *rows)
    return list(intake.typed[column]) if column in intake.typed else [None] * len(cells)


VOLUME = {"volume": [1200, 600, 24]}
FTE = {"fte": [4.0, 2.0, 0.5]}


@pytest.mark.parametrize(
    ("heading", "column", "cells", "others", "wanted"),
    [
        ("Cost per invoice (USD)", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Cost / ticket (EUR)", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("CostPerCase EUR", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Unit cost (EUR)", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Kosten je Vorgang (EUR)", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Stückkosten €", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Coût par dossier (€)", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Coût unitaire (€)", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Coste por factura (€)", "annual_cost", [2.5, 4, 100], VOLUME, [3000, 2400, 2400]),
        ("Cost per 1000 invoices (EUR)", "annual_cost", [2500, 4000, 100000], VOLUME, [3000, 2400, 2400]),
        ("Kosten pro 100 Rechnungen (EUR)", "annual_cost", [250, 400, 10000], VOLUME, [3000, 2400, 2400]),
        ("Average salary (EUR)", "labour_cost", [60000, 50000, 80000], FTE, [240000, 100000, 40000]),
        ("Cost per month and employee (EUR)", "annual_cost", [5000, 4000, 6000], FTE, [240000, 96000, 36000]),
        ("Three-year cost (EUR)", "annual_cost", [300, 150, 75], {}, [100, 50, 25]),
        ("Gesamtkosten 2023-2025 (EUR)", "annual_cost", [300, 150, 75], {}, [100, 50, 25]),
        ("Kosten 1. HJ 2026 (T€)", "annual_cost", [1, 2, 3], {}, [2000, 4000, 6000]),
        ("Noncore", "core_process", ["yes", "no", "yes"], {}, ["non_core", "core", "non_core"]),
        ("BUSINESS_UNIT_NM", "business_unit", ["A1", "B2", "C3"], {}, ["A1", "B2", "C3"]),
        ("Labour cost per FTE (k€)", "labour_cost", [60, 50, 80], FTE, [240000, 100000, 40000]),
        (
            "Personalkosten pro Mitarbeiter (EUR)",
            "labour_cost",
            [60000, 50000, 80000],
            FTE,
            [240000, 100000, 40000],
        ),
        ("Coût salarial par ETP (€)", "labour_cost", [60000, 50000, 80000], FTE, [240000, 100000, 40000]),
        (
            "Coste de personal por empleado (€)",
            "labour_cost",
            [60000, 50000, 80000],
            FTE,
            [240000, 100000, 40000],
        ),
        ("Monthly cost per employee (EUR)", "annual_cost", [5000, 4000, 6000], FTE, [240000, 96000, 36000]),
        ("Labour cost per hour (EUR)", "hourly_cost", [40, 35, 50], {}, [40, 35, 50]),
        ("Hourly cost EUR", "hourly_cost", [40, 35, 50], {}, [40, 35, 50]),
        ("Hourly labour cost in EUR", "hourly_cost", [40, 35, 50], {}, [40, 35, 50]),
        ("Fully loaded cost per hour (EUR)", "hourly_cost", [40, 35, 50], {}, [40, 35, 50]),
        ("Kosten [€/Std.]", "hourly_cost", [40, 35, 50], {}, [40, 35, 50]),
        ("Tarifa horaria (EUR)", "hourly_cost", [40, 35, 50], {}, [40, 35, 50]),
        ("Cost / M€", "annual_cost", [1.5, 2, 0.5], {}, [1.5e6, 2e6, 5e5]),
        ("Annual cost / T€", "annual_cost", [15, 20, 5], {}, [15e3, 20e3, 5e3]),
        ("Vendor quote (kEUR)", "outsourced_cost", [15, 20, 5], {}, [15e3, 20e3, 5e3]),
        ("DLZ (Tage)", "turnaround_hours", [1, 2, 3], {}, [24, 48, 72]),
        ("Anzahl Vorgänge Monat", "volume", [10, 20, 30], {}, [120, 240, 360]),
        ("Volume (items year)", "volume", [10, 20, 30], {}, [10, 20, 30]),
        ("# variants", "variants_count", ["3 variants", "1 variant", 2], {}, [3, 1, 2]),
        ("Handling time per month (hours)", "handling_minutes", [100, 50, 4], VOLUME, [60, 60, 120]),
        ("Bearbeitungszeit pro Woche (Std.)", "handling_minutes", [10, 5, 1], VOLUME, [26, 26, 130]),
        ("Temps de traitement par an (h)", "handling_minutes", [1200, 600, 48], VOLUME, [60, 60, 120]),
        ("Average Processing Time (min)", "handling_minutes", [10, 5, 1], VOLUME, [10, 5, 1]),
        ("Hours per case", "handling_minutes", [1, 0.5, 4], VOLUME, [60, 30, 240]),
        ("Minuten pro Vorgang", "handling_minutes", [10, 5, 1], VOLUME, [10, 5, 1]),
        ("Volume last 3 months", "volume", [100, 50, 3], {}, [400, 200, 12]),
        ("Volumen der letzten 6 Monate", "volume", [100, 50, 6], {}, [200, 100, 12]),
        ("Volume des 18 derniers mois", "volume", [300, 150, 18], {}, [200, 100, 12]),
        ("Volume (L3M)", "volume", [100, 50, 3], {}, [400, 200, 12]),
        ("Volume last 12 months", "volume", [100, 50, 12], {}, [100, 50, 12]),
        ("Volumen últimos 6 meses", "volume", [100, 50, 6], {}, [200, 100, 12]),
        ("Cost over 2 years (EUR)", "annual_cost", [200, 100, 50], {}, [100, 50, 25]),
        ("Kosten über drei Jahre (EUR)", "annual_cost", [300, 150, 75], {}, [100, 50, 25]),
        ("Volume H1 2026", "volume", [100, 50, 6], {}, [200, 100, 12]),
        ("Volume Jan-Mar 2026", "volume", [100, 50, 3], {}, [400, 200, 12]),
        ("Volume YTD Sep 2026", "volume", [9, 18, 27], {}, [12, 24, 36]),
        ("Volumen kumuliert bis 09/2026", "volume", [9, 18, 27], {}, [12, 24, 36]),
        ("Volumen acumulado hasta septiembre", "volume", [9, 18, 27], {}, [12, 24, 36]),
        ("Volume YTD Q3", "volume", [9, 18, 27], {}, [12, 24, 36]),
        ("Volume year ended Mar 2026", "volume", [9, 18, 27], {}, [9, 18, 27]),
        ("Cost 2023 to 2025 (EUR)", "annual_cost", [300, 150, 75], {}, [100, 50, 25]),
        ("Cost per 1,000 invoices (EUR)", "annual_cost", [2500, 4000, 100000], VOLUME, [3000, 2400, 2400]),
        ("RTO [d]", "recovery_time_hours", [1, 2, 3], {}, [24, 48, 72]),
        ("Durchlaufzeit in AT", "turnaround_hours", [1, 2, 3], {}, [24, 48, 72]),
        ("Anzahl Betroffene (Tsd.)", "data_subjects_count", [1, 2, 3], {}, [1000, 2000, 3000]),
        ("Volume (in hundreds)", "volume", [1, 2, 3], {}, [100, 200, 300]),
        ("Kosten (1 000 000 €)", "annual_cost", [1, 2, 3], {}, [1e6, 2e6, 3e6]),
        ("Volume Q2/2026", "volume", [100, 50, 3], {}, [400, 200, 12]),
        ("Menge 2. Quartal 2026", "volume", [100, 50, 3], {}, [400, 200, 12]),
        ("Volume 2025", "volume", [100, 50, 3], {}, [100, 50, 3]),
        ("Menge p.M.", "volume", [100, 50, 1], {}, [1200, 600, 12]),
        ("Number per week", "volume", [100, 50, 1], {}, [5200, 2600, 52]),
        ("Nombre par mois", "volume", [100, 50, 1], {}, [1200, 600, 12]),
        ("Non-core process?", "core_process", ["yes", "no", "yes"], {}, ["non_core", "core", "non_core"]),
        ("Nicht-Kernprozess", "core_process", ["ja", "nein", "ja"], {}, ["non_core", "core", "non_core"]),
        ("Without exit plan", "exit_plan", ["yes", "no", "no"], {}, [False, True, True]),
        ("Kein Exit-Plan", "exit_plan", ["ja", "nein", "nein"], {}, [False, True, True]),
        ("Sin plan de salida", "exit_plan", ["sí", "no", "no"], {}, [False, True, True]),
        ("Sans plan de sortie", "exit_plan", ["oui", "non", "non"], {}, [False, True, True]),
        ("Not rule-based (1-5)", "rule_based_level", [1, 2, 5], {}, [5, 4, 1]),
        ("Non-standardised %", "standardised_share", [10, 20, 30], {}, [0.9, 0.8, 0.7]),
        ("Nicht standardisiert (%)", "standardised_share", [10, 20, 30], {}, [0.9, 0.8, 0.7]),
        ("Defect-free (%)", "error_share", [98, 99, 90], {}, [0.02, 0.01, 0.1]),
        ("Fehlerfrei (%)", "error_share", [98, 99, 90], {}, [0.02, 0.01, 0.1]),
        ("Error rate (‰)", "error_share", [5, 2, 10], {}, [0.005, 0.002, 0.01]),
        ("Fehlerquote in Promille", "error_share", [5, 2, 10], {}, [0.005, 0.002, 0.01]),
        ("Error rate (ppm)", "error_share", [5000, 2000, 10000], {}, [0.005, 0.002, 0.01]),
        ("FTE %", "fte", [80, 150, 50], {}, [0.8, 1.5, 0.5]),
        ("FTE in %", "fte", [80, 20, 50], {}, [0.8, 0.2, 0.5]),
        ("How standardised? (1-10)", "standardised_share", [10, 1, 5.5], {}, [1, 0, 0.5]),
        ("Judgement 0-4", "judgement_level", [0, 4, 2], {}, [1, 5, 3]),
        ("Total cost incl. overhead (k€)", "annual_cost", [10, 20, 30], {}, [10000, 20000, 30000]),
        ("No. of FTE", "fte", [1, 2, 3], {}, [1, 2, 3]),
        ("cr5d2_annualvolume", "volume", [10, 20, 30], {}, [10, 20, 30]),
        ("AnnualVolume", "volume", [10, 20, 30], {}, [10, 20, 30]),
        ("Annual_x0020_volume", "volume", [10, 20, 30], {}, [10, 20, 30]),
        ("FTECount", "fte", [1, 2, 3], {}, [1, 2, 3]),
        ("Sum of FTE", "fte", [1, 2, 3], {}, [1, 2, 3]),
    ],
)
def test_headings_are_read_to_the_end(heading, column, cells, others, wanted):
    found = typed(heading, cells, column, **others)
    assert found == (wanted if isinstance(wanted[0], (str, bool)) else pytest.approx(wanted))


@pytest.mark.parametrize(
    ("heading", "column", "cells"),
    [
        ("FTE saved", "fte", [1, 2, 3]),
        ("Aufwand (Std./Monat)", "annual_cost", [1, 2, 3]),
        ("Aufwand in PT pro Jahr", "annual_cost", [1, 2, 3]),
        ("Peak volume per day", "volume", [1, 2, 3]),
        ("FTE share", "fte", [10, 20, 70]),
        ("Cost avoidance (EUR)", "annual_cost", [1, 2, 3]),
        ("FTE-Einsparung", "fte", [1, 2, 3]),
        ("FTE économisés", "fte", [1, 2, 3]),
        ("Cost reduction (EUR)", "annual_cost", [1, 2, 3]),
        ("Vacant FTE", "fte", [1, 2, 3]),
        ("Cost variance (EUR)", "annual_cost", [1, 2, 3]),
        ("Volume YTD", "volume", [1, 2, 3]),
        ("Annual cost 2026 to date (EUR)", "annual_cost", [1, 2, 3]),
        ("Volume share", "volume", [10, 20, 70]),
        ("% of annual volume", "volume", [10, 20, 70]),
        ("Non-personnel cost (EUR)", "labour_cost", [1, 2, 3]),
        ("Max of FTE", "fte", [1, 2, 3]),
        ("Volume backlog", "volume", [1, 2, 3]),
        ("FTE per invoice", "fte", [1, 2, 3]),
        ("Total handling time (hours)", "handling_minutes", [100, 200, 300]),
        ("One-off cost (EUR)", "annual_cost", [1, 2, 3]),
        ("Aufwand (h)", "annual_cost", [1, 2, 3]),
        ("Charge annuelle (jours)", "annual_cost", [1, 2, 3]),
        ("Travel cost (EUR)", "annual_cost", [1, 2, 3]),
        ("IT-Kosten (EUR)", "annual_cost", [1, 2, 3]),
        ("Cost since 2023 (EUR)", "annual_cost", [1, 2, 3]),
        ("Total contract value (EUR)", "contract_value", [1, 2, 3]),
        ("Contract value (EUR/h)", "contract_value", [40, 35, 50]),
        ("Outsourced cost EUR hourly", "outsourced_cost", [40, 35, 50]),
        ("Staff hours per year", "fte", [1600, 800, 400]),
        ("FTE nach Automatisierung", "fte", [1, 2, 3]),
        ("Failed transactions", "volume", [1, 2, 3]),
        ("Can be outsourced (Y/N)", "current_model", ["yes", "no", "yes"]),
    ],
)
def test_another_quantity_is_left_out_with_a_word(heading, column, cells):
    intake = read(["Process name", heading], *[[NAMES[place], cell] for place, cell in enumerate(cells)])
    assert column not in intake.typed or intake.typed[column].isna().all()
    assert codes(intake)["HEADING_SAYS_MORE"] == ["B1"]


@pytest.mark.parametrize(
    ("heading", "column", "is_taken"),
    [
        ("FTE-hours", "fte", False),
        ("FTE months", "fte", False),
        ("FTE (40 hours)", "fte", True),
        ("FTE (monthly average)", "fte", True),
        ("Volume (h)", "volume", False),
        ("External FTE", "fte", False),
        ("FTE nearshore", "fte", False),
        ("Mitarbeiter extern", "fte", False),
        ("FTE (internal + external)", "fte", True),
        ("FTE excl. externals", "fte", True),
        ("Attrition % per month", "attrition_share", False),
        ("Attrition % per year", "attrition_share", True),
    ],
)
def test_times_parts_of_the_staff_and_shares_of_a_month_are_other_figures(heading, column, is_taken):
    cells = typed(heading, [4.0, 12.0, 7.0], column)
    assert pd.Series(cells).notna().all() == is_taken
    if not is_taken:
        intake = read(["Process name", heading], *[[name, 4.0] for name in NAMES])
        assert "HEADING_SAYS_MORE" in codes(intake)


@pytest.mark.parametrize(
    ("heading", "column", "cells", "wanted"),
    [
        ("Tier (1-4)", "criticality", [1, 4, 1], ["critical", "low", "critical"]),
        ("Tier (1 = low, 4 = high)", "criticality", [4, 1, 4], ["critical", "low", "critical"]),
        ("Criticality", "criticality", ["T1", "T4", "T1"], ["critical", "low", "critical"]),
        ("Judgement needed (1 high - 5 low)", "judgement_level", [1, 5, 3], [5, 1, 3]),
    ],
)
def test_scales_run_the_way_that_their_words_say(heading, column, cells, wanted):
    assert typed(heading, cells, column) == wanted


def test_signs_of_a_scale_of_signs_are_no_yes():
    cells = typed("Judgement", ["+", "++", "+++"], "judgement_level")
    assert pd.Series(cells).isna().all()


@pytest.mark.parametrize(
    ("name", "asides", "unit", "column"),
    [
        ("Cost", ["incl. overhead", "excl. VAT", "without travel", ", excluding IT,"], "k€", "annual_cost"),
        ("Cost", ["incl. VAT"], "per month in kEUR", "annual_cost"),
        ("Kosten", ["inkl. Overhead", "ohne IT", "zzgl. MwSt."], "T€", "annual_cost"),
        ("Kosten", ["exkl. Miete"], "in Tsd. EUR", "annual_cost"),
        ("Coûts", ["hors taxes", "sans frais"], "par mois (EUR)", "annual_cost"),
        ("Coste", ["sin IVA"], "miles €", "annual_cost"),
        ("Volume", ["incl. rework", "excl. rejected cases"], "per month", "volume"),
        ("Anzahl Vorgänge", ["inkl. Storno"], "/ Monat", "volume"),
    ],
)
def test_an_aside_takes_no_unit_or_period_with_it(name, asides, unit, column):
    cells = [50, 60, 70]
    plain = typed(f"{name} {unit}", cells, column)
    assert plain != cells and None not in plain
    for aside in asides:
        assert typed(f"{name} {aside} {unit}", cells, column) == plain


def test_a_full_cost_is_a_cost():
    for heading in (
        "Vollkosten p.a. (T€)",
        "Plankosten T€",
        "Gesamtaufwand T€",
        "Personal- und Sachkosten T€",
    ):
        assert typed(heading, [1, 2, 3], "annual_cost") == [1000, 2000, 3000]


def test_an_amount_for_each_item_without_a_volume_is_blank_and_said():
    intake = read(
        ["Process name", "Annual volume", "Cost per transaction (EUR)"],
        ["Enter invoices", 100, 3],
        ["Answer callers", None, 4],
    )
    assert intake.typed["annual_cost"].iloc[0] == 300
    assert pd.isna(intake.typed["annual_cost"].iloc[1])
    assert codes(intake)["AMOUNT_WITHOUT_COUNT"] == ["C3"]
    assert codes(intake)["HEADING_MULTIPLIED"] == ["C1"]


def test_a_cost_of_the_process_comes_before_one_for_each_item():
    intake = read(
        ["Process name", "Annual volume", "Cost per transaction (EUR)", "Annual cost (EUR)"],
        ["Enter invoices", 100, 3, 310],
        ["Answer callers", 50, 4, 205],
    )
    assert list(intake.typed["annual_cost"]) == [310, 205]


@pytest.mark.parametrize(
    ("headings", "taken"),
    [
        (["Volume 2023", "Volume 2025", "Volume 2024"], "C"),
        (["Volume 2024", "Volume 2025", "Volume 2026 YTD"], "C"),
        (["Volume Q1 2026", "Volume Q2 2026", "Volume Q3 2026"], "D"),
        (["Volume Q4 2025", "Volume Q1 2026", "Volume Q3 2025"], "C"),
        (["Ist 2025 Menge", "Plan 2026 Menge", "Ist 2024 Menge"], "B"),
        (["FTE FY24", "FTE FY25", "FTE FY2023"], "C"),
        (["FTE 31.12.2024", "FTE 31.12.2025", "FTE 30.06.2025"], "C"),
        (["Volume N-1", "Volume 2025", "Volume 2024"], "C"),
        (["Volume N-1", "Volume N", "Volume N-2"], "C"),
        (["Coût N-1 (k€)", "Coût N-2 (k€)", "Coût N (k€)"], "D"),
        (["FTE prior year", "FTE", "Building"], "C"),
        (["Vorjahr Kosten (EUR)", "Kosten 2025 (EUR)", "Kosten 2024 (EUR)"], "C"),
    ],
)
def test_the_newest_full_period_is_taken_and_the_others_named(headings, taken):
    rows = [["Enter invoices", 10, 20, 30], ["Answer callers", 11, 21, 31], ["Close the ledger", 12, 22, 32]]
    intake = read(["Process name", *headings], *rows)
    table = intake.tables[0]
    assert [match.letter for match in table.headings if match.column not in (None, "process_name")] == [taken]
    assert codes(intake)["PERIOD_CHOSEN"] == [f"{taken}1"]
    assert {"TWO_HEADINGS_ONE_COLUMN", "HEADING_SUGGESTION"}.isdisjoint(codes(intake))


def test_all_measures_are_of_the_same_period():
    """The newest year of the volume has no cost yet, so both are of the year before."""
    intake = read(
        ["Process name", "Volume 2025", "Volume 2026", "Annual cost 2024 (EUR)", "Annual cost 2025 (EUR)"],
        ["Enter invoices", 10, 11, 100, 200],
        ["Answer callers", 20, 21, 300, 400],
    )
    assert list(intake.typed["volume"]) == [10, 20]
    assert list(intake.typed["annual_cost"]) == [200, 400]


@pytest.mark.parametrize("heads", ["Headcount", "Köpfe", "Mitarbeiter"])
def test_posts_come_before_heads(heads):
    intake = read(["Process name", heads, "FTE"], ["Enter invoices", 3, 2.5], ["Answer callers", 1, 0.5])
    assert list(intake.typed["fte"]) == [2.5, 0.5]


def test_letters_of_a_column_of_units_are_periods_or_asked():
    intake = read(
        ["Process name", "Volume", "Unit"],
        *[[name, 5, unit] for name, unit in zip(NAMES, ("W", "Q", "M"), strict=True)],
    )
    assert list(intake.typed["volume"].iloc[:2]) == [260, 20] and pd.isna(intake.typed["volume"].iloc[2])
    assert codes(intake)["UNIT_NOT_READ"] == ["B4"]


def test_a_quarter_stands_for_a_quarter_of_the_year():
    intake = read(
        ["Process name", "Volume Q1 2026", "Volume Q2 2026"],
        ["Enter invoices", 10, 30],
        ["Answer callers", 5, 6],
    )
    assert list(intake.typed["volume"]) == [120, 24]


def test_a_hidden_column_never_wins_over_a_visible_one():
    intake = read(
        ["Process name", "FTE", "FTE count"],
        ["Enter invoices", 3, 4.5],
        ["Answer callers", 1, None],
        ["Close the ledger", 1, None],
        hidden_columns=("B",),
    )
    assert intake.typed["fte"].iloc[0] == 4.5
    assert intake.typed["fte"].iloc[1:].isna().all()


@pytest.mark.parametrize(
    ("cells", "column", "heading", "wanted"),
    [
        (["3;#Germany", "12;#Poland"], "country", "Country", ["DE", "PL"]),
        (["1;#SAP;#2;#Coupa", "7;#Workday"], "applications", "Applications", ["SAP;Coupa", "Workday"]),
        ([";#SAP;#Coupa;#", ";#Workday;#"], "applications", "Applications", ["SAP;Coupa", "Workday"]),
        (["string;#Finance", "string;#HR"], "business_unit", "Department", ["Finance", "HR"]),
        (["4;#C# team", "5;#Ops"], "business_unit", "Department", ["C# team", "Ops"]),
        (
            ["Finance|0f8fad5b-d9cb-469f-a165-70867728950e", "HR|7c9e6679-7425-40de-944b-e07fc1f90ae7"],
            "business_unit",
            "Department",
            ["Finance", "HR"],
        ),
        (['["SAP","Coupa"]', '["Workday"]'], "applications", "Applications", ["SAP;Coupa", "Workday"]),
        (['{"Id":3,"Value":"Germany"}', '{"Id":5,"Value":"Poland"}'], "country", "Country", ["DE", "PL"]),
        (["float;#4.5", "float;#2"], "fte", "FTE", [4.5, 2]),
        (["Finance;#3", "HR;#12"], "business_unit", "Department", ["Finance", "HR"]),
        (["SAP;#1;#Coupa;#2", "Workday;#7"], "applications", "Applications", ["SAP;Coupa", "Workday"]),
    ],
)
def test_numbers_of_looked_up_entries_are_no_part_of_their_names(cells, column, heading, wanted):
    intake = read(["Title", heading], ["Enter invoices", cells[0]], ["Answer callers", cells[1]])
    assert list(intake.typed[column]) == wanted
    assert intake.raw_tables[0].cells["B"].tolist() == cells  # corrections show what was sent


def test_a_json_text_nested_too_deep_is_a_text_like_any_other():
    text = f'[{{"Value": {"[" * 1500}{"]" * 1500}}}]'
    units = ["Service", text, "Finance"]
    rows = [[name, unit, 1.0] for name, unit in zip(NAMES, units, strict=True)]
    intake = read(["Process name", "Business unit", "FTE"], *rows)
    assert list(intake.typed["business_unit"]) == units


def test_large_units_are_shown_in_full():
    rows = [[name, 2] for name in NAMES]
    heading = read(["Process name", "Annual cost (EUR million)"], *rows)
    by_note = read(["All amounts in EUR million"], ["Process name", "Annual cost"], *rows)
    counted = read(["Process name", "Volume", "Data subjects (million)"], *[[*row, 3] for row in rows])
    assert [match.unit for match in heading.tables[0].headings] == [None, "EUR x 1,000,000"]
    assert [match.unit for match in by_note.tables[0].headings] == [None, "EUR x 1,000,000"]
    assert counted.tables[0].headings[2].unit == "x 1,000,000"


@pytest.mark.parametrize("first", ["Sum of FTE", "Summe von FTE", "Somme de FTE", "Suma de FTE"])
@pytest.mark.parametrize("total", [True, False])
def test_a_query_that_adds_up_rows_of_each_process_lists_processes(first, total):
    intake = read(
        ["Process name", "Department", first, "Sum of Annual cost"],
        ["Enter invoices", "Finance", 4.5, 100],
        ["Answer callers", "Service", 2, 200],
        *([["Total", None, 6.5, 300]] if total else []),
    )
    assert list(intake.typed["process_name"]) == ["Enter invoices", "Answer callers"]
    assert list(intake.typed["fte"]) == [4.5, 2]
    assert list(intake.typed["annual_cost"]) == [100, 200]


def test_a_pivot_table_is_still_left_out():
    pivot = sheet(
        ["Row Labels", "Sum of FTE"], ["Finance", 4.5], ["Service", 2.0], ["Grand Total", 6.5], name="Pivot"
    )
    intake = interpret([file(pivot)])
    assert intake.files[0].refused_code == "NO_TABLE"


@pytest.mark.parametrize(
    "first", ["Row Labels", "Zeilenbeschriftungen", "Étiquettes de lignes", "Etiquetas de fila"]
)
def test_a_pivot_table_of_processes_is_read_where_there_is_nothing_else(first):
    rows = [["Enter invoices", 4.5], ["Answer callers", 2], ["Grand Total", 6.5]]
    intake = read([first, "Sum of FTE"], *rows)
    assert intake.typed["fte"].tolist() == [4.5, 2] and codes(intake)["NAME_COLUMN_GUESSED"] == ["A1"]


@pytest.mark.parametrize(
    ("headings", "rows", "column", "wanted"),
    [
        (["Volume", "Unit"], [[10, "per month"], [5, "per week"], [7, "per year"]], "volume", [120, 260, 7]),
        (["Volume", "UoM"], [[10, "calls/month"], [5, "p.a."], [7, "quarterly"]], "volume", [120, 5, 28]),
        (["Menge", "Zeitraum"], [[10, "Monat"], [5, "Jahr"], [7, "Woche"]], "volume", [120, 5, 364]),
        (["Handling time", "Unit"], [[10, "min"], [2, "h"], [30, "sec"]], "handling_minutes", [10, 120, 0.5]),
        (["RTO", "RTO unit"], [[4, "hours"], [2, "days"], [1, "weeks"]], "recovery_time_hours", [4, 48, 168]),
        (
            ["Annual cost (EUR)", "Scale"],
            [[10, "thousand"], [2, "million"], [30, "unit"]],
            "annual_cost",
            [1e4, 2e6, 30],
        ),
        (
            ["Custo", "Annual cost (BRL)", "Escala"],
            [["", 10, "mil"], ["", 2, "milhões"], ["", 30, "unidade"]],
            "annual_cost",
            [1e4, 2e6, 30],
        ),
        (
            ["Annual cost", "Unit"],
            [[10, "R$ mil"], [2, "R$ milhões"], [30, "R$"]],
            "annual_cost",
            [1e4, 2e6, 30],
        ),
        (["Annual cost", "Unit"], [[10, "k€"], [20, "TEUR"], [30, "EUR"]], "annual_cost", [1e4, 2e4, 30]),
        (
            ["Cost", "Period"],
            [[10, "monthly"], [20, "yearly"], [30, "per month"]],
            "annual_cost",
            [120, 20, 360],
        ),
        (["Judgement level", "Scale"], [[10, "1-10"], [5, "1-5"], [0, "0-4"]], "judgement_level", [5, 5, 1]),
    ],
)
def test_a_unit_in_a_column_of_its_own_applies_to_its_rows(headings, rows, column, wanted):
    intake = read(["Process name", *headings], *[[NAMES[place], *row] for place, row in enumerate(rows)])
    assert list(intake.typed[column]) == pytest.approx(wanted)
    assert "business_unit" not in intake.typed


def test_a_unit_that_cannot_be_read_leaves_its_row_blank():
    rows = [["Enter invoices", 10, "min"], ["Answer callers", 5, "min"], ["Close the ledger", 7, "fathoms"]]
    rows += [
        [f"Task of kind {letter}", 3, unit] for letter, unit in zip("abc", ("h", "sec", "d"), strict=True)
    ]
    intake = read(["Process name", "Handling time", "Unit"], *rows)
    assert pd.isna(intake.typed["handling_minutes"].iloc[2])
    assert codes(intake)["UNIT_NOT_READ"] == ["B4"]


@pytest.mark.parametrize(
    ("heading", "column", "units"),
    [
        ("Annual cost (EUR)", "annual_cost", ["per year", "per transaction", "per year"]),
        ("Annual cost (EUR)", "annual_cost", ["per transaction"] * 3),
        ("Handling time", "handling_minutes", ["min", "hours per month", "min"]),
    ],
)
def test_a_unit_of_another_measure_leaves_its_rows_blank(heading, column, units):
    rows = [[NAMES[place], 10, unit] for place, unit in enumerate(units)]
    intake = read(["Process name", heading, "Unit"], *rows)
    assert pd.isna(intake.typed[column].iloc[1])
    assert "B3" in codes(intake)["UNIT_NOT_READ"]


def test_the_currency_of_a_second_amount_is_its_own():
    intake = read(
        ["Process name", "Annual cost", "Currency", "Contract value", "Contract currency"],
        ["Enter invoices", 10, "EUR", 5, "EUR"],
        ["Answer callers", 20, "EUR", 6, "USD"],
    )
    assert list(intake.typed["currency"]) == ["EUR", "EUR"]
    assert codes(intake)["MONEY_IN_OTHER_CURRENCY"] == ["D3"]


@pytest.mark.parametrize(
    ("note", "heading", "amount", "currency"),
    [
        ("All amounts in k€", "Annual cost", 200_000, "EUR"),
        ("Angaben in TEUR", "Kosten", 200_000, "EUR"),
        ("Montants en k€", "Coût annuel", 200_000, "EUR"),
        ("Process costs 2025 (in USD '000)", "Annual cost", 200_000, "USD"),
        ("Currency: CHF", "Annual cost", 200, "CHF"),
        ("Amounts in thousands", "Annual cost (EUR)", 200_000, "EUR"),
        ("All amounts in k€", "Annual cost (k€)", 200_000, "EUR"),
        ("All amounts in k€", "Annual cost (USD)", 200, "USD"),
        ("All processes in scope", "Annual cost (EUR)", 200, "EUR"),
    ],
)
def test_a_note_on_the_unit_of_the_amounts_is_heard(note, heading, amount, currency):
    rows = [["Process name", "FTE", heading], *[[name, 1.0, 200] for name in NAMES]]
    at_foot = [read(*rows, [note])] if "mounts in" in note or "Angaben" in note else []
    for intake in [read([note], *rows), *at_foot]:
        assert intake.typed["annual_cost"].tolist() == [amount] * 3
        assert set(intake.typed["currency"]) == {currency}
        assert ("AMOUNTS_BY_NOTE" in codes(intake)) == (
            amount == 200_000 and "(k€)" not in heading or currency == "CHF"
        )


@pytest.mark.parametrize(
    ("note", "heading", "is_told"),
    [
        ("Monthly figures", "Volume", True),
        ("Alle Angaben pro Monat", "Menge", True),
        ("Chiffres mensuels", "Volume", True),
        ("Monthly figures", "Volume per month", False),
        ("Monthly report", "Volume", False),
        ("Monthly figures", "Judgement level", False),
        ("Scale: 1 = high", "Judgement level", True),
        ("Skala 1=hoch, 5=niedrig", "Judgement level", True),
        ("Scale: 1 = low, 5 = high", "Judgement level", False),
        ("Scale: 1 = high", "Judgement level (1 = high, 5 = low)", False),
        ("Scale: 1 = high", "Volume", False),
        ("Volumes Q3 2026", "Volume", True),
        ("Values as of Q3 2026", "Volume", False),
        ("Bearbeitungszeiten in Stunden", "Bearbeitungszeit", True),
        ("Handling times in hours", "Handling time (h)", False),
    ],
)
def test_a_note_on_period_or_scale_that_is_not_used_is_told(note, heading, is_told):
    intake = read(
        [note], ["Process name", heading], ["Pay invoices", 1], ["Run payroll", 5], ["Plan audits", 3]
    )
    assert codes(intake).get("NOTE_NOT_USED", []) == (["B2"] if is_told else [])
