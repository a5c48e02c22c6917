"""Which heading stands for which column when it is not plain; money and volumes in one unit."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import codes, column, read

NAMES = ["Pay invoices", "Hire staff", "Close the books", "Answer calls", "Order parts"]


def match(intake, letter):
    return next(found for found in intake.tables[0].headings if found.letter == letter)


def with_column(heading, cells, **facts):
    return read(
        ["Process name", heading], *[[name, cell] for name, cell in zip(NAMES, cells, strict=False)], **facts
    )


def test_a_heading_that_holds_an_alias_counts_when_the_cells_fit():
    intake = with_column("Agreed attrition of this squad", [0.1, 0.2, 0.3])
    assert (match(intake, "B").column, match(intake, "B").how) == ("attrition_share", "words")
    assert codes(intake) == {"HEADING_BY_WORDS": ["B1"]}


def test_a_heading_that_holds_an_alias_does_not_count_when_the_cells_do_not_fit():
    intake = with_column("Agreed attrition of this squad", ["see Ann", "see Bob", "see Kim"])
    assert match(intake, "B").column is None
    assert intake.carried.iloc[:, 0].tolist() == ["see Ann", "see Bob", "see Kim"]


def test_likeness_only_suggests():
    intake = (
        with_column("Anual attritoin", [0.1, 0.2]) if False else with_column("Attritoin rate", [0.1, 0.2])
    )
    assert match(intake, "B").column is None and "attrition_share" in match(intake, "B").suggestion
    assert codes(intake) == {"HEADING_SUGGESTION": ["B1"]}


def test_without_a_heading_for_names_the_fullest_short_distinct_text_is_taken_and_reported():
    intake = read(
        ["Thing", "FTE", "Long story"],
        *[[name, 1.0, "It is a long story that goes on and on. " * 5] for name in NAMES],
    )
    assert intake.typed["process_name"].tolist() == NAMES
    assert match(intake, "A").how == "fullest_text"
    assert codes(intake) == {"NAME_COLUMN_GUESSED": ["A1"]}


def test_a_column_mostly_of_numbers_is_never_guessed_to_name_processes():
    intake = read(
        ["Hub", "Peak"],
        *[[20.0 + place, 30.0 + place] for place in range(8)],
        ["Next week", 31.0],
        ["Two weeks on", 35.0],
    )
    assert intake.files[0].refused_code == "NO_TABLE"


def test_two_headings_for_one_column_keep_the_fuller_and_report_both():
    intake = read(
        ["Process name", "Total cost (EUR)", "Annual cost (EUR)"],
        *[[name, 5.0 if place == 0 else None, 7.0] for place, name in enumerate(NAMES)],
    )
    assert intake.typed["annual_cost"].tolist() == [7.0] * 5
    assert (match(intake, "B").how, match(intake, "C").how) == ("duplicate", "alias")
    assert codes(intake)["TWO_HEADINGS_ONE_COLUMN"] == ["B1"]
    assert intake.carried["Total cost (EUR)"].tolist()[0] == "5"


def test_of_two_columns_of_names_the_distinct_one_is_taken():
    intake = read(["Process", "Activity", "FTE"], *[["Finance", name, 1.0] for name in NAMES])
    assert intake.typed["process_name"].tolist() == NAMES


def test_a_column_that_does_not_hold_what_its_heading_says_is_carried_through():
    intake = with_column("FTE", ["see HR", "see list", "ask Ann", "ask Bob", "ask Kim"])
    assert "fte" not in intake.typed and codes(intake) == {"COLUMN_DOES_NOT_FIT": ["B1"]}


@pytest.mark.parametrize(
    ("heading", "cells", "column"),
    [
        ("Systems", ["SAP; Excel", "Workday", "SAP"], "applications"),
        ("Systems", [1.0, 2.0, 3.0], "applications_count"),
        ("", ["EUR", "USD", "EUR"], "currency"),
        ("Code", ["DE", "FR", "US"], "country"),
    ],
)
def test_content_decides_where_the_heading_is_ambiguous(heading, cells, column):
    assert match(with_column(heading, cells), "B").column == column


def test_locations_that_are_no_countries_are_carried_through():
    intake = with_column("Location", ["Building 7", "Hall B", "Yard"])
    assert "country" not in intake.typed and intake.carried["Location"].tolist() == [
        "Building 7",
        "Hall B",
        "Yard",
    ]


@pytest.mark.parametrize(
    ("heading", "cells", "column_name", "wanted"),
    [
        ("Performed by", ["internal", "external", "internal"], "current_model", ["in_house", "outsourced", "in_house"]),
        ("Performed by", ["Poland", "Germany", "India"], "country", ["PL", "DE", "IN"]),
        ("Performed in", ["PL", "DE", "IN"], "country", ["PL", "DE", "IN"]),
        ("Eigen-/Fremdleistung", ["intern", "extern", "intern"], "current_model", ["in_house", "outsourced", "in_house"]),
        ("Clave / apoyo", ["clave", "apoyo", "clave"], "core_process", ["core", "non_core", "core"]),
    ],
)  # fmt: skip
def test_the_cells_say_whether_who_or_where_is_meant(heading, cells, column_name, wanted):
    assert column(heading, *cells, name=column_name).tolist() == wanted


def test_departments_that_do_the_work_are_no_countries():
    intake = read(
        ["Process name", "Performed by"], ["Pay invoices", "HR"], ["Run payroll", "IT"], ["Sort mail", "HR"]
    )
    assert "country" not in intake.typed and codes(intake) == {"PROVIDER_OR_TEAM": ["B2", "B3", "B4"]}


@pytest.mark.parametrize(
    "states", [("CA", "NY", "TX", "IL"), ("ZH", "BE", "GE", "VD"), ("BY", "NW", "HE", "SH")]
)
def test_states_of_one_country_are_no_countries(states):
    intake = read(["Process name", "Location"], *[[f"Pay invoices {state}", state] for state in states])
    assert "country" not in intake.typed or intake.typed["country"].isna().all()
    assert codes(intake) in (
        {"COLUMN_DOES_NOT_FIT": ["B1"]},
        {"CELL_NOT_A_COUNTRY": ["B2", "B3", "B4", "B5"]},
    )


def test_a_code_that_is_none_leaves_countries_as_they_are():
    assert column("Country", "DE", "FR", "XX", "PL", name="country").dropna().tolist() == ["DE", "FR", "PL"]


def test_unknown_columns_are_carried_under_unique_headings():
    intake = read(
        ["Process name", "Colour", "Colour", None],
        ["Pay invoices", "red", 5.0, "loose"],
        ["Hire staff", "blue", 6.5, None],
    )
    assert {name: cells.tolist()[0] for name, cells in intake.carried.items()} == {
        "Colour": "red",
        "Colour (2)": "5",
        "Column D": "loose",
    }


@pytest.mark.parametrize("heading", ["volume", "annual_cost", "handling_minutes", "contract_end", "deputies"])
def test_texts_below_the_name_of_a_column_of_figures_are_carried_as_they_are(heading):
    cells = ["see note", "depends on season", "many of them", "not counted", "ask Miriam"]
    rows = [["Pay invoices", "Hire staff", "Run payroll", "Sort mail", "File returns"], cells]
    intake = read(["process_name", heading], *zip(*rows, strict=True))
    assert intake.carried[heading].tolist() == cells and heading not in intake.typed
    assert codes(intake) == {"COLUMN_DOES_NOT_FIT": ["B1"]}


@pytest.mark.parametrize(
    ("heading", "cell", "value", "currency"),
    [
        ("Cost (T€)", 12.5, 12_500.0, "EUR"),
        ("Cost k$ p.a.", 3.0, 3000.0, "USD"),
        ("Monthly cost (GBP)", 10.0, 120.0, "GBP"),
        ("Annual cost", "€ 1.2m", 1_200_000.0, "EUR"),
        ("Annual cost", "CHF 1'000", 1000.0, "CHF"),
        ("Kosten (Mio. EUR)", "1,5", 1_500_000.0, "EUR"),
        ("Kosten (T€)", "1.2 Mio", 1_200_000.0, "EUR"),
        ("Annual cost", 7.0, 7.0, None),
        ("Coût annuel (k€)", "2 500", 2_500_000.0, "EUR"),
        ("Annual cost", "500 per month", 6000.0, None),
    ],
)
def test_money_in_units_with_its_currency(heading, cell, value, currency):
    intake = with_column(heading, [cell])
    got = intake.typed["currency"][0]
    assert intake.typed["annual_cost"][0] == pytest.approx(value)
    assert (got if isinstance(got, str) else None) == currency


def test_the_currency_column_rules_and_another_currency_is_not_converted():
    intake = read(
        ["Process name", "Annual cost", "Currency"],
        ["Pay invoices", 5.0, "US dollars"],
        ["Hire staff", "€ 7", "USD"],
        ["Close the books", 9.0, "zorkmid"],
    )
    assert intake.typed["currency"].tolist()[:2] == ["USD", "USD"]
    assert intake.typed["annual_cost"].isna().tolist() == [False, True, False]
    assert codes(intake) == {"MONEY_IN_OTHER_CURRENCY": ["B3"], "CELL_NOT_A_CURRENCY": ["C4"]}


@pytest.mark.parametrize(
    ("heads", "cells", "volume", "says"),
    [
        (["Volume / month"], [100.0], 1200.0, None),
        (["Annual volume"], [100.0], 100.0, None),
        (["Volume"], [100.0], 100.0, None),
        (["Volume", "Frequency"], [100.0, "monthly"], 1200.0, "frequency"),
        (["Annual volume", "Frequency"], [100.0, "monthly"], 100.0, None),
        (["Volume"], ["50 per month"], 600.0, None),
        (["Volume", "AHT (min)", "FTE"], [6600.0, 15.0, 1.0], 6600.0, None),
        (["Volume", "AHT (min)", "FTE"], [550.0, 15.0, 1.0], 6600.0, "match the FTE"),
        (
            ["Volume", "Frequency", "AHT (min)", "FTE"],
            [6600.0, "monthly", 15.0, 1.0],
            6600.0,
            "match the FTE",
        ),
    ],
)
def test_volumes_are_a_year(heads, cells, volume, says):
    intake = read(["Process name", *heads], ["Pay invoices", *cells])
    assert intake.typed["volume"][0] == volume
    assert says is None or says in " ".join(intake.tables[0].notes)


@pytest.mark.parametrize(
    ("heading", "cell", "column", "value"),
    [
        ("AHT (sec)", 90.0, "handling_minutes", 1.5),
        ("AHT (hours)", 1.5, "handling_minutes", 90.0),
        ("AHT", "2 h", "handling_minutes", 120.0),
        ("RTO (days)", 2.0, "recovery_time_hours", 48.0),
        ("Training time (months)", 3.0, "training_weeks", 13.0),
        ("Notice period (weeks)", 13.0, "notice_months", 3.0),
        ("Contract term (months)", 36.0, "contract_years", 3.0),
    ],
)
def test_times_in_the_unit_of_the_dictionary(heading, cell, column, value):
    assert with_column(heading, [cell]).typed[column][0] == pytest.approx(value)


@pytest.mark.parametrize(
    ("heading", "cell", "column", "value"),
    [
        ("Paper share %", 30.0, "input_digital_share", 0.7),
        ("On-premise only", "yes", "remote_access", False),
        ("Skill gap", 5.0, "internal_capability_level", 1.0),
    ],
)
def test_reversed_headings_are_turned_round(heading, cell, column, value):
    intake = with_column(heading, [cell])
    assert intake.typed[column][0] == pytest.approx(value) and "reversed" in match(intake, "B").note


def test_of_two_equal_headings_the_distinct_names_are_taken():
    intake = read(["ID", "Name", "Name"], ["1", "Finance", "Pay invoices"], ["2", "Finance", "Hire staff"])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Hire staff"]


@pytest.mark.parametrize(
    ("heading", "cell", "name", "value"),
    [
        ("Annual cost (INR lakh)", 2.5, "annual_cost", 250_000.0),
        ("Core?", "Y", "core_process", "core"),
        ("Core?", "n", "core_process", "non_core"),
        ("Criticality", "H", "criticality", "high"),
        ("Outsourced?", "y", "current_model", "outsourced"),
    ],
)
def test_short_answers_and_indian_numbers(heading, cell, name, value):
    assert column(heading, cell, cell, name=name).tolist() == [value, value]


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Externalisé ?", "Oui", "Non"),
        ("¿Externalizado?", "Sí", "No"),
        ("Ausgelagert?", "ja", "nein"),
        ("Auslagerung (J/N)", "J", "N"),
        ("Fremdvergabe", "ja", "nein"),
        ("Sous-traité", "oui", "non"),
        ("External provider (Y/N)", "Y", "N"),
        ("Esternalizzato", "sì", "no"),
    ],
)
def test_yes_and_no_say_whether_work_is_outsourced_and_the_provider_beside_it_is_read(heading, yes, no):
    intake = read(
        ["Process", heading, "Provider"],
        ["Pay invoices", yes, "Nordwind Services"],
        ["Hire staff", no, None],
        ["Close the ledger", no, None],
    )
    assert intake.typed["current_model"].tolist() == ["outsourced", "in_house", "in_house"]
    assert intake.typed["provider"].iloc[0] == "Nordwind Services"
    assert intake.issues.empty


def test_the_cost_to_serve_is_asked_about_as_it_may_be_that_of_one_customer():
    intake = read(["Process", "Volume", "Cost to serve (£k)"], ["Pay invoices", 1200, 85])
    assert "annual_cost" not in intake.typed
    assert codes(intake) == {"HEADING_SAYS_MORE": ["C1"]}


@pytest.mark.parametrize(
    ("units", "volumes"),
    [
        (("invoices/month", "calls per day", "audits a week"), [1200, 25_000, 5200]),
        (("invoices", "payslips", "Eingangsrechnungen"), [100, 100, 100]),
    ],
)
def test_a_unit_that_says_what_is_counted_is_no_business_unit(units, volumes):
    intake = read(
        ["Process name", "Volume", "Unit"],
        *[[f"Work of kind {place}", 100, unit] for place, unit in enumerate(units)],
    )
    assert intake.typed["volume"].tolist() == volumes
    assert "business_unit" not in intake.typed
    assert codes(intake) == {"UNIT_SAYS_COUNTED": ["C1"]}


def test_what_is_counted_without_a_volume_is_asked_for():
    rows = [
        [f"Work of kind {place}", 2, unit] for place, unit in enumerate(("calls per day", "invoices/month"))
    ]
    intake = read(["Process name", "FTE", "Unit"], *rows)
    assert "business_unit" not in intake.typed
    assert codes(intake) == {"UNIT_WITHOUT_MEASURE": ["C1"]}


@pytest.mark.parametrize("heading", ["Business unit", "Department", "Unidad organizativa"])
def test_the_unit_of_all_processes_may_be_called_hr(heading):
    intake = read(["Process name", "FTE", heading], ["Payroll", 2, "HR"], ["Leave requests", 3, "HR"])
    assert intake.typed["business_unit"].tolist() == ["HR", "HR"] and not codes(intake)


@pytest.mark.parametrize("units", [("Finance", "HR", "Sales"), ("Claims", "Contracts", "Payments")])
def test_departments_that_could_be_counted_stay_business_units(units):
    rows = [[f"Work of kind {place}", unit, 100, 2] for place, unit in enumerate(units)]
    intake = read(["Process name", "Unit", "FTE", "Volume"], *rows)
    assert intake.typed["business_unit"].tolist() == list(units)
