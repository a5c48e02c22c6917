"""Headings that name a known column beside something that makes it another thing."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import codes, read

WORK = ["Pay supplier invoices", "Run payroll", "Close the books", "Screen applicants"]


def understood(heading, cells, *more):
    rows = [
        [work, *row]
        for work, row in zip(WORK, zip(*(cells, *(of for _, of in more)), strict=True), strict=True)
    ]
    return read(["Process", heading, *(name for name, _ in more)], *rows)


def column_of(heading, cells=(3.0, 12.0, 40.0, 5.0)):
    intake = understood(heading, cells)
    return intake.tables[0].headings[1].column, "HEADING_SAYS_MORE" in codes(intake)


@pytest.mark.parametrize(
    "heading",
    [
        "Aufwand (h/Monat)",
        "Contractor cost",
        "Cost of poor quality",
        "Exception rate (1 in n)",
        "Error rate (1:n)",
        "Bearbeitungszeit (Industrieminuten)",
    ],
)
def test_figures_of_another_kind_are_left_out_and_told(heading):
    assert column_of(heading) == (None, True)


@pytest.mark.parametrize("heading", ["Core system?", "Critical data?", "Critical supplier?"])
def test_what_is_core_or_critical_besides_the_process_is_not_its_own(heading):
    assert column_of(heading, ("yes", "no", "yes", "no")) == (None, True)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("FTE Budget", "fte"),
        ("Volume budget", "volume"),
        ("Budget 2026", "annual_cost"),
        ("Aufwand (EUR)", "annual_cost"),
    ],
)
def test_a_budget_of_posts_or_items_is_no_cost(heading, column):
    assert column_of(heading)[0] == column


def test_decimal_hours_are_hours():
    intake = understood("Bearbeitungszeit in Dezimalstunden", (0.5, 1.25, 2.0, 1.0))
    assert intake.typed["handling_minutes"].tolist() == [30.0, 75.0, 120.0, 60.0]


def test_a_question_about_the_scope_is_no_description():
    assert column_of("In scope?", ("yes", "no", "yes", "no"))[0] is None
    assert column_of("Scope", ("All of EMEA", "Germany only", "Group", "Plant 3"))[0] == "description"


def test_heads_beside_a_share_of_part_time_are_told():
    part_time = ("Beschäftigungsgrad", ("50%", "80%", "100%", "60%"))
    assert codes(understood("Headcount", (2.0, 3.0, 1.0, 4.0), part_time))["HEADS_NOT_REDUCED"] == ["C1"]
    assert "HEADS_NOT_REDUCED" not in codes(understood("FTE", (2.0, 3.0, 1.0, 4.0), part_time))


@pytest.mark.parametrize("staff", ["Headcount", "FTE"])
def test_people_beside_the_share_of_their_time_are_told(staff):
    def told(heading):
        share = (heading, ("50%", "80%", "100%", "60%"))
        return "HEADS_NOT_REDUCED" in codes(understood(staff, (2.0, 3.0, 1.0, 4.0), share))

    assert all(
        map(told, ("% time", "% of their time", "Time spent (%)", "Allocation %", "Zeitanteil", "% du temps"))
    )
    assert not any(
        map(told, ("On-time %", "% on time", "Cost allocation %", "Time to market", "Idle time %"))
    )


@pytest.mark.parametrize(
    ("heading", "times_a_year"),
    [
        *(
            (text, 12)
            for text in ("Menge (mtl.)", "Menge monatl.", "Menge/Mon.", "Volume (mthly)", "Volume p/m")
        ),
        *(
            (text, 12)
            for text in ("Menge [Stk./Mon]", "Volume mens.", "Volume/mese", "Volume mensile", "Volume/mnd")
        ),
        *(
            (text, 52)
            for text in ("Menge wöchentl.", "Menge/Wo.", "Menge pro KW", "Volume hebdo", "Volume wkly")
        ),
        *(
            (text, 250)
            for text in ("Menge tgl.", "Menge/AT", "Menge je Werktag", "Volume per WD", "Volume/d")
        ),
        *((text, 4) for text in ("Menge quartalsw.", "Volume/qtr", "Volume qtrly", "Volume trim.")),
        *((text, 2) for text in ("Volume half-yearly", "Volume semi-annual", "Menge halbjährl.")),
        *((text, 26) for text in ("Volume bi-weekly", "Menge zweiwöchentlich")),
        *((text, 1) for text in ("Menge jährl.", "Volume annuo", "Menge/J.")),
    ],
)
def test_a_short_word_for_a_period_says_how_often_a_year(heading, times_a_year):
    intake = understood(heading, (3.0, 12.0, 40.0, 5.0))
    assert intake.typed["volume"].tolist() == [times_a_year * figure for figure in (3.0, 12.0, 40.0, 5.0)]


def test_a_cost_by_month_in_short_is_that_of_a_month():
    assert understood("Kosten mtl. TEUR", (3.0, 12.0, 40.0, 5.0)).typed["annual_cost"].tolist() == [
        36_000,
        144_000,
        480_000,
        60_000,
    ]


@pytest.mark.parametrize("heading", ["FTE ID", "FTE Δ", "Δ FTE", "Volume ID"])
def test_ids_and_differences_of_a_measure_are_left_out(heading):
    assert column_of(heading) == (None, True)


@pytest.mark.parametrize("unit", ["", " (min)"])
def test_the_least_time_beside_the_longest_is_not_the_time_in_minutes(unit):
    cells = (3.0, 12.0, 40.0, 5.0)
    more = [(f"AHT {word}{unit}", cells) for word in ("avg", "max")]
    intake = understood(f"AHT min{unit}", cells, *more)
    assert [match.column for match in intake.tables[0].headings[1:]] == [None, "handling_minutes", None]


def test_a_time_in_minutes_alone_is_one():
    assert column_of("AHT min") == ("handling_minutes", False)


@pytest.mark.parametrize("actual", ["Actual EUR", "Ist (EUR)", "Actuals €"])
def test_the_amount_of_today_goes_before_the_budget(actual):
    intake = understood("Budget EUR", (1.0, 2.0, 3.0, 4.0), (actual, (5.0, 6.0, 7.0, 8.0)))
    assert intake.typed["annual_cost"].tolist() == [5, 6, 7, 8]


@pytest.mark.parametrize(
    "plan", ["Cost fcst EUR", "Cost bud. EUR", "Cost outlook EUR", "Costo preventivo EUR"]
)
def test_a_plan_in_short_goes_behind_the_cost(plan):
    intake = understood(plan, (1.0, 2.0, 3.0, 4.0), ("Cost EUR", (5.0, 6.0, 7.0, 8.0)))
    assert intake.typed["annual_cost"].tolist() == [5, 6, 7, 8]


@pytest.mark.parametrize("name", ["Nom du processus", "Processus", "Activité", "Tâche", "Intitulé"])
def test_service_beside_a_french_heading_of_names_is_a_department(name):
    rows = [
        ("RH", "Établir la paie"),
        ("RH", "Recruter"),
        ("Comptabilité", "Payer"),
        ("Comptabilité", "Saisir"),
    ]
    intake = read(["Service", name], *map(list, rows))
    assert intake.typed["business_unit"].tolist() == ["RH", "RH", "Comptabilité", "Comptabilité"]
    assert intake.typed["process_name"].tolist() == [process for _, process in rows]


@pytest.mark.parametrize(
    "heading",
    [
        "Cost/FTE k€",
        "Cost/FTE TEUR",
        "Kosten/FTE in T€",
        "Cost/FTE EUR k",
        "Cost / FTE (kEUR)",
        "Cost/FTE k€ p.a.",
    ],
)
def test_an_amount_for_each_before_any_unit_is_multiplied(heading):
    intake = understood(heading, (3.0, 12.0, 40.0, 5.0), ("FTE", (2.0, 1.0, 0.5, 2.0)))
    assert intake.typed["annual_cost"].tolist() == [6_000, 12_000, 20_000, 10_000]
    assert "HEADING_MULTIPLIED" in codes(intake)


@pytest.mark.parametrize(
    ("heading", "times_a_year"),
    [
        *((text, 250) for text in ("Calls per day", "Units per day")),
        *((text, 12) for text in ("Stück/Monat", "Anz. Buchungen mtl.", "Nb de dossiers / mois")),
        *(
            (text, 12)
            for text in ("Nº operaciones/mes", "Número de facturas al mes", "Nbre d'opérations mensuelles")
        ),
        *(
            (text, 1)
            for text in ("Anzahl Belege p.a.", "Orders per annum", "Nombre de factures", "No. of payslips")
        ),
    ],
)
def test_a_number_of_items_of_a_period_is_the_volume(heading, times_a_year):
    intake = understood(heading, (3.0, 12.0, 40.0, 5.0))
    assert intake.typed["volume"].tolist() == [times_a_year * figure for figure in (3.0, 12.0, 40.0, 5.0)]


@pytest.mark.parametrize(
    "heading",
    ["Changes per year", "No. of audits per year", "# of users", "Incidents per month", "Invoice number"],
)
def test_a_number_of_what_a_process_has_is_no_volume(heading):
    assert column_of(heading)[0] != "volume"


@pytest.mark.parametrize("heading", ["Anzahl Genehmigungen", "Number of licences"])
def test_a_number_of_approvals_or_licences_is_no_volume(heading):
    assert column_of(heading)[0] != "volume"


@pytest.mark.parametrize("heading", ["AHT (h.mm)", "Lead time (hh.mm)"])
def test_hours_and_minutes_divided_by_a_point_are_told(heading):
    intake = read(["Process name", heading], ["Enter invoices", 1.3], ["Answer callers", 0.45])
    assert codes(intake) == {"HEADING_SAYS_MORE": ["B1"]}


@pytest.mark.parametrize(
    "heading",
    [
        "Cost (1-5)",
        "Cost score",
        "Cost rating",
        "Volume (1-5)",
        "Volume (1 = low, 5 = high)",
        "Volume class",
        "FTE (1-5)",
        "AHT score",
        "RTO (1-4)",
        "Turnaround score",
        "Notice period (1-5)",
        "Error rate (1-5)",
        "Bewertung Kosten",
        "Classe de volume",
        "Nivel de coste",
        "Impact on FTE",
    ],
)
def test_levels_of_a_measure_are_not_the_measure(heading):
    intake = read(["Process", heading], ["Pay invoices", 3], ["Run payroll", 5], ["Plan audits", 1])
    assert codes(intake)["HEADING_SAYS_MORE"] == ["B1"]
    assert [match.column for match in intake.tables[0].headings] == ["process_name", None]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Staffing level", "fte"),
        ("Decision points", "decision_points_count"),
        ("Level 1 tickets per month", "volume"),
        ("Strategic importance (1-5)", "strategic_importance_level"),
        ("Standardised (1-5)", "standardised_share"),
        ("FTE ALL", "fte"),
        ("AHT (SEK)", "handling_minutes"),
    ],
)
def test_words_for_a_level_in_the_name_of_a_column_are_part_of_it(heading, column):
    intake = read(["Process", heading], ["Pay invoices", 3], ["Run payroll", 5], ["Plan audits", 1])
    assert [match.column for match in intake.tables[0].headings] == ["process_name", column]


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Volume (EUR)", "an amount of money"),
        ("FTE (EUR)", "an amount of money"),
        ("Turnover (€m)", "an amount of money"),
        ("ETP (centièmes)", "a unit that is not read"),
        ("Duration (ms)", "a unit that is not read"),
        ("Zeit pro Vorgang (Hundertstel Stunden)", "a unit that is not read"),
        ("Manpower (man-months p.a.)", "a time, not a number of posts"),
        ("Strategic importance rank", "a rank or a mark"),
        ("Strategische Bedeutung (Schulnote)", "a rank or a mark"),
        ("Annual volume (mm)", "which may be millions"),
        ("Min. staff", "names another quantity"),
        ("Cost of downtime per hour (€)", '"downtime" names another quantity'),
    ],
)
def test_figures_of_something_else_are_told_and_not_read(heading, why):
    intake = read(["Process", heading], ["Pay invoices", 3], ["Run payroll", 5], ["Plan audits", 1])
    assert why in intake.issues.set_index("code").loc["HEADING_SAYS_MORE", "message"]
    assert intake.tables[0].headings[1].column is None


@pytest.mark.parametrize(
    ("headings", "taken"),
    [
        (["MTPD", "RTO"], {"recovery_time_hours": "RTO"}),
        (["MTA (Std.)", "RTO (Std.)"], {"recovery_time_hours": "RTO (Std.)"}),
        (["HC", "FTE"], {"fte": "FTE"}),
        (["Cost (LCY)", "Cost (EUR)"], {"annual_cost": "Cost (EUR)"}),
        (["MA", "FTE"], {"fte": "FTE"}),
        (["Aantal medewerkers", "FTE"], {"fte": "FTE"}),
        (["Numero addetti", "FTE"], {"fte": "FTE"}),
        (["Liczba pracowników", "FTE"], {"fte": "FTE"}),
        (["Funcionários", "FTE"], {"fte": "FTE"}),
        (["Ressources", "ETP"], {"fte": "ETP"}),
        (["Runs", "Volume"], {"volume": "Volume"}),
        (["Frequency per year", "Cases per year"], {"volume": "Cases per year"}),
        (["Times per year", "Volume"], {"volume": "Volume"}),
        (["Items received", "Cases per year"], {"volume": "Cases per year"}),
        (["Handling effort", "AHT"], {"handling_minutes": "AHT"}),
    ],
)
def test_of_two_columns_the_one_that_is_meant_is_taken(headings, taken):
    intake = read(["Process", *headings], ["Pay invoices", 72, 24], ["Run payroll", 48, 8])
    used = {match.column: match.heading for match in intake.tables[0].headings}
    assert taken.items() <= used.items()


@pytest.mark.parametrize(
    ("headings", "cells", "taken"),
    [
        (["Renewal", "Contract end"], ["2026-01-31", "2027-12-31"], "Contract end"),
        (["Vertragsende", "Laufzeit bis"], ["on notice", "31.12.2027"], "Laufzeit bis"),
        (["Ressources", "Effectif"], ["SAP", 2], "Effectif"),
        (["Effectif", "Ressources"], ["SAP", "2,5"], "Ressources"),
    ],
)
def test_of_two_columns_the_one_whose_cells_can_be_read_is_taken(headings, cells, taken):
    intake = read(["Process", *headings], ["Pay invoices", *cells], ["Run payroll", *cells])
    used = [match.heading for match in intake.tables[0].headings if match.column]
    assert used == ["Process", taken]


@pytest.mark.parametrize(
    ("heading", "column", "first"),
    [
        ("Number of EUR payments", "volume", 20),
        ("USD invoices per month", "volume", 240),
        ("Tickets served per year", "volume", 20),
        ("Volume of emergency tickets", "volume", 20),
        ("Outage tickets per year", "volume", 20),
        ("Ausfall Tickets", "volume", 20),
        ("Niveau 1 tickets", "volume", 20),
        ("Error rate (bps)", "error_share", 0.002),
    ],
)
def test_an_item_that_is_named_with_a_currency_a_level_or_an_emergency_is_still_counted(
    heading, column, first
):
    intake = read(["Process", heading], ["Pay invoices", 20], ["Run payroll", 30])
    assert intake.typed[column].iloc[0] == pytest.approx(first)


@pytest.mark.parametrize("heading", ["DONE IN", "PERFORMED IN"])
def test_a_heading_in_capitals_asks_where_work_is_done_and_does_not_name_india(heading):
    intake = read(["PROCESS", heading], ["Pay invoices", "Germany"], ["Run payroll", "Poland"])
    assert intake.typed["country"].tolist() == ["DE", "PL"]


def test_personnel_beside_material_is_no_number_of_posts():
    intake = read(["Prozess", "Personal", "Sachkosten"], ["Rechnungen zahlen", 120000, 500])
    assert "fte" not in intake.typed


def test_a_column_of_counts_names_no_processes_beside_one_of_names():
    intake = read(
        ["Service", "Activity (contacts pa)"], ["Podiatry", 12000], ["Pharmacy", 9000], ["Dietetics", 500]
    )
    assert intake.typed["process_name"].tolist() == ["Podiatry", "Pharmacy", "Dietetics"]


@pytest.mark.parametrize(
    "heading",
    [
        "Effort (S/M/L)",
        "Volume (L/M/H)",
        "Kosten (1 t/m 5)",
        "Volume index (2020=100)",
        "# Systems (score)",
        "Attrition risk",
        "Cost (pence)",
    ],
)
def test_sizes_scales_in_brackets_and_cents_are_told_and_not_read(heading):
    intake = read(["Process", heading], ["Pay invoices", 3], ["Run payroll", 5], ["Plan audits", 1])
    assert codes(intake)["HEADING_SAYS_MORE"] == ["B1"] and intake.tables[0].headings[1].column is None


@pytest.mark.parametrize(
    "heading", ["Priority tickets per month", "Credit notes per month", "Level 2 tickets p.a."]
)
def test_what_is_counted_for_a_period_is_no_level(heading):
    intake = read(["Process", heading], ["Pay invoices", 3], ["Run payroll", 5], ["Plan audits", 1])
    assert intake.tables[0].headings[1].column == "volume"
