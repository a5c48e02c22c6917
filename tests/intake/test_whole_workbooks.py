"""Workbooks as companies have them: several rows of headings, several lists on a sheet, exports of other programs."""

from __future__ import annotations

from tasks.intake.assemble.interpret import interpret
from tasks.intake.columns.settled import FileSettled
from tests.intake.made_sheets import codes, column, file, read, sheet

NAMES = ["Pay invoices", "Hire staff", "Close the books", "Book travel"]


def test_units_in_a_third_row_of_headings_count():
    units = ["", "per week", "thousand EUR", None]
    for second in (["text", "number", "amount", "number"], ["Prozess", "Menge", "Kosten", "VZÄ"]):
        intake = read(
            ["Process", "Volume", "Cost", "FTE"],
            second,
            [unit or None for unit in units],
            *[[name, 10.0, 100.0, 2.0] for name in NAMES],
        )
        assert intake.typed["volume"].tolist() == [520.0] * 4
        assert intake.typed["annual_cost"].tolist() == [100_000.0] * 4
        assert intake.typed["process_name"].tolist() == NAMES


def test_units_below_a_blank_row_count():
    intake = read(
        ["Process", "Volume", "Cost"],
        [None, None, None],
        [None, "/month", "k€"],
        *[[name, 10.0, 100.0] for name in NAMES],
    )
    assert intake.typed["volume"].tolist() == [120.0] * 4
    assert intake.typed["annual_cost"].tolist() == [100_000.0] * 4


def test_a_group_above_two_rows_of_headings_names_what_they_count():
    intake = read(
        ["Prozess", "Mengen", "Mengen", "Personal"],
        ["Prozess", "Anzahl", "Dauer", "VZÄ"],
        [None, "p.M.", "Min.", None],
        *[[name, 100.0, 5.0, 2.0] for name in NAMES],
        merged_ranges=("A1:A2", "B1:C1"),
    )
    assert intake.typed["volume"].tolist() == [1200.0] * 4
    assert intake.typed["handling_minutes"].tolist() == [5.0] * 4


def test_the_newest_year_below_two_merged_headings_is_taken():
    years = ["2023", "2024", "2025"]
    intake = read(
        ["Process", *["FTE"] * 3, *["Cost (k€)"] * 3],
        ["Process", *years, *years],
        *[[name, 1.0, 2.0, 3.0, 10.0, 20.0, 30.0] for name in NAMES],
        merged_ranges=("A1:A2", "B1:D1", "E1:G1"),
    )
    assert intake.typed["process_name"].tolist() == NAMES
    assert intake.typed["fte"].tolist() == [3.0] * 4
    assert intake.typed["annual_cost"].tolist() == [30_000.0] * 4


def test_no_list_above_a_fuller_one_is_lost():
    intake = read(
        ["Finance", None, None, None],
        ["Process", "FTE", "Volume per month", None],
        ["Pay invoices", 2.0, 100.0, None],
        ["Close the books", 3.0, 200.0, None],
        [None, None, None, None],
        ["HR", None, None, None],
        ["Activity", "Headcount (FTE)", "Volume per year", "AHT (min)"],
        ["Hire staff", 1.0, 500.0, 5.0],
        ["Book travel", 2.0, 600.0, 7.0],
    )
    assert set(intake.typed["process_name"]) == set(NAMES)
    volume = intake.typed.set_index("process_name")["volume"]
    assert volume["Pay invoices"] == 1200
    assert volume["Hire staff"] == 500


def test_headings_that_change_below_a_list_count_for_the_rows_below_them():
    for second, row in (
        (["Process", "FTE", "Volume per week"], ["Hire staff", 2.0, 10.0]),
        (["Process", "Volume per week", "FTE"], ["Hire staff", 10.0, 2.0]),
    ):
        intake = read(
            ["Process", "FTE", "Volume per month"],
            ["Pay invoices", 1.0, 100.0],
            ["Close the books", 3.0, 200.0],
            ["HR", None, None],
            second,
            row,
            ["Book travel", 2.0, 10.0],
        )
        assert set(intake.typed["process_name"]) == set(NAMES)
        rows = intake.typed.set_index("process_name")
        assert [rows.at["Hire staff", name] for name in ("volume", "fte")] == [520.0, 2.0]


def test_a_heading_repeated_word_for_word_ends_no_list():
    head = ["Process", "FTE", "Volume per month"]
    intake = read(head, ["Pay invoices", 1.0, 100.0], head, ["Hire staff", 2.0, 10.0])
    assert len(intake.tables) == 1
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Hire staff"]


def test_lists_right_beside_each_other_are_both_read():
    intake = read(
        ["Process", "FTE", "Volume per month", "Process", "FTE", "Volume per week"],
        ["Pay invoices", 2.0, 100.0, "Hire staff", 1.0, 10.0],
        ["Close the books", 3.0, 200.0, "Book travel", 2.0, 20.0],
    )
    assert set(intake.typed["process_name"]) == set(NAMES)
    assert intake.typed.set_index("process_name")["volume"]["Hire staff"] == 520


def test_the_same_names_twice_in_a_row_are_one_list():
    intake = read(
        ["Process", "FTE", "Process", "FTE", "Owner"],
        *[[name, 2.0, name, 2.0, "Finance lead"] for name in NAMES],
    )
    assert intake.typed["process_name"].tolist() == NAMES


def test_names_beside_the_keys_of_an_export_name_the_processes():
    intake = read(
        ["Department", None, "Process", None, "Cost (EUR)"],
        ["1000", "Finance", "P100", "Pay invoices", 100.0],
        [None, None, "P101", "Close the books", 200.0],
        ["2000", "HR", "P200", "Hire staff", 300.0],
        [None, None, "#", "Not assigned", 5.0],
        ["Overall Result", None, None, None, 605.0],
    )
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Close the books", "Hire staff"]
    assert intake.typed["process_id"].tolist() == ["P100", "P101", "P200"]
    assert codes(intake)["ROW_WITHOUT_NAME"] == ["D5"]


def test_a_remark_behind_names_that_look_like_codes_is_no_name():
    intake = read(
        ["Process", None, "FTE"],
        ["P2P", "see note", 1.0],
        ["O2C", "see note", 2.0],
        ["R2R", None, 3.0],
    )
    assert intake.typed["process_name"].tolist() == ["P2P", "O2C", "R2R"]


def test_the_second_heading_row_of_a_survey_is_no_process():
    intake = read(
        ["Respondent ID", "Which process?", "How many FTE?"],
        [None, "Open-Ended Response", "Open-Ended Response"],
        *[[float(place), name, 2.0] for place, name in enumerate(NAMES)],
    )
    assert intake.typed["process_name"].tolist() == NAMES


def test_a_unit_beside_the_figure_that_contradicts_the_heading_is_told():
    for heading, unit, name_read, value in (
        ("AHT (min)", "sec", "handling_minutes", 2.0),
        ("Cost (kEUR)", "M", "annual_cost", 120e6),
        ("Cost (EUR)", "k€", "annual_cost", 120_000.0),
    ):
        intake = read(["Process", heading, "Unit"], *[[name, 120.0, unit] for name in NAMES])
        assert intake.typed[name_read].tolist() == [value] * 4
        assert codes(intake)["UNITS_DISAGREE"] == ["B2", "B3", "B4", "B5"]


def test_a_unit_that_says_what_the_heading_says_is_no_contradiction():
    for heading, unit in (
        ("AHT (min)", "min"),
        ("Cost (kEUR)", "kEUR"),
        ("Cost (kEUR)", "EUR"),
        ("Cost", "k€"),
    ):
        intake = read(["Process", heading, "Unit"], *[[name, 120.0, unit] for name in NAMES])
        assert "UNITS_DISAGREE" not in codes(intake)


def test_letters_below_business_unit_are_names_of_units():
    for letters in ("TTTT", "TKTK", "kkkk"):
        intake = read(
            ["Process", "Annual cost (EUR)", "Volume", "Business unit"],
            *[[name, 100.0, 50.0, letter] for name, letter in zip(NAMES, letters, strict=True)],
        )
        assert intake.typed["business_unit"].tolist() == list(letters)
        assert intake.typed["annual_cost"].tolist() == [100.0] * 4
        assert intake.typed["volume"].tolist() == [50.0] * 4


def test_the_letter_of_a_unit_below_unit_is_one():
    intake = read(["Process", "Cost", "Unit"], *[[name, 100.0, "k"] for name in NAMES])
    assert intake.typed["annual_cost"].tolist() == [100_000.0] * 4


def test_amounts_beside_a_billing_frequency_are_those_of_one_payment():
    paid = ["monthly", "quarterly", "yearly", "weekly"]
    for heading in ("Billing frequency", "Payment interval"):
        intake = read(
            ["Process", "Cost (EUR)", "Volume per year", heading],
            *[[name, 1000.0, 10.0, how] for name, how in zip(NAMES, paid, strict=True)],
        )
        assert intake.typed["annual_cost"].tolist() == [12_000.0, 4_000.0, 1_000.0, 52_000.0]
        assert intake.typed["volume"].tolist() == [10.0] * 4
        assert "frequency" not in intake.typed or intake.typed["frequency"].isna().all()
        assert codes(intake)["PAYMENTS_OF_PERIOD"] == ["D1"]


def test_an_amount_beside_an_interval_that_is_none_is_told():
    paid = ["monthly", "on demand", "one-off", "quarterly"]
    intake = read(
        ["Process", "Cost (EUR)", "Billing frequency"],
        *[[name, 1000.0, how] for name, how in zip(NAMES, paid, strict=True)],
    )
    assert intake.typed["annual_cost"].fillna(0).tolist() == [12_000.0, 0.0, 0.0, 4_000.0]
    assert codes(intake)["UNIT_NOT_READ"] == ["B3", "B4"]


def test_a_billing_frequency_changes_no_amount_of_a_year():
    intake = read(
        ["Process", "Annual cost (EUR)", "Billing frequency"], *[[name, 1000.0, "monthly"] for name in NAMES]
    )
    assert intake.typed["annual_cost"].tolist() == [1000.0] * 4


def test_letters_with_numbers_are_below_the_letter_alone():
    intake = read(
        ["Process", "FTE"],
        ["A) Finance", 6.0],
        ["a1) Pay invoices", 2.0],
        ["a2) Close the books", 4.0],
        ["B) HR", 3.0],
        ["b1) Hire staff", 2.0],
        ["b2) Book travel", 1.0],
    )
    assert intake.typed["fte"].tolist() == [2.0, 4.0, 2.0, 1.0]
    assert intake.groups["process_name"].tolist() == ["A) Finance", "B) HR"]


def test_the_sums_of_a_pivot_table_with_two_fields_are_groups():
    intake = read(
        ["Row Labels", "Sum of FTE", "Sum of Volume"],
        ["Finance", 6.5, 640.0],
        ["AP", 3.5, 300.0],
        ["Pay supplier invoices", 2.0, 180.0],
        ["Check supplier invoices", 1.5, 120.0],
        ["AR", 3.0, 340.0],
        ["Check credit limits", 3.0, 340.0],
        ["HR", 4.0, 410.0],
        ["Payroll team", 4.0, 410.0],
        ["Run monthly payroll", 3.0, 300.0],
        ["Pay bonuses", 1.0, 110.0],
        ["Grand Total", 10.5, 1050.0],
    )
    assert intake.typed["fte"].tolist() == [2.0, 1.5, 3.0, 3.0, 1.0]
    assert intake.groups["process_name"].tolist() == ["Finance", "AP", "AR", "HR", "Payroll team"]


def test_a_team_alone_above_a_list_is_no_process():
    for team in ("Accounts payable team", "Einkaufsabteilung", "Direction Achats"):
        intake = read(
            ["Process", "FTE", "Volume"], [team, None, None], *[[name, 2.0, 100.0] for name in NAMES]
        )
        assert intake.typed["process_name"].tolist() == NAMES
        assert codes(intake)["SECTION_HEADING"] == ["A2"]


def test_work_for_a_team_is_a_process_with_figures_or_without():
    for name, fte in (("Manage service team", 1.0), ("Team building", None), ("Service requests", None)):
        intake = read(
            ["Process", "FTE", "Volume"], [name, fte, None], *[[name, 2.0, 100.0] for name in NAMES]
        )
        assert intake.typed["process_name"].tolist() == [name, *NAMES]


def test_a_blank_column_headed_by_a_year_is_read():
    intake = read(
        ["Process", "FTE", "Hours per year"],
        *[[name, 2.0, None] for name in NAMES],
        formula_cells=("C2", "C3", "C4", "C5"),
    )
    assert intake.typed["fte"].tolist() == [2.0] * 4


CROSSWISE = (
    ["Process", *NAMES],
    ["Department", "Finance", "HR", "Finance", "HR"],
    ["FTE", 1.0, 2.0, 3.0, 4.0],
    ["Volume per month", 100.0, 200.0, 300.0, "many"],
    ["Annual cost (k€)", 10.0, 20.0, 30.0, 40.0],
)


def test_a_list_with_a_column_for_each_process_is_read():
    intake = read(*CROSSWISE, name="Costs")
    assert intake.typed["process_name"].tolist() == NAMES
    assert intake.typed["fte"].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert intake.typed["volume"].tolist()[:3] == [1200.0, 2400.0, 3600.0]
    assert intake.typed["annual_cost"].tolist() == [10_000.0, 20_000.0, 30_000.0, 40_000.0]


def test_cells_of_a_turned_list_are_named_where_they_are_after_turning():
    intake = read(*CROSSWISE, name="Costs")
    assert "TABLE_TURNED" in codes(intake)
    unread = intake.issues[intake.issues["code"] == "CELL_NOT_A_NUMBER"]
    assert unread[["sheet", "cell"]].values.tolist() == [["Costs (turned)", "D5"]]
    assert set(intake.typed["source_sheet"]) == {"Costs (turned)"}


def test_names_above_a_list_on_its_side_need_no_heading():
    for corner in (None, "Criterion"):
        intake = read([corner, *NAMES], *CROSSWISE[1:])
        assert intake.typed["process_name"].tolist() == NAMES
        assert intake.typed["fte"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_forms_of_one_process_each_are_one_list():
    forms = [
        sheet(
            ["Process profile", None],
            ["General", None],
            ["Process name:", name],
            ["Department:", "Finance"],
            ["Figures", None],
            ["FTE:", float(place)],
            ["Volume per month:", 100.0],
            name=name,
        )
        for place, name in enumerate(NAMES, 1)
    ]
    intake = read_all(*forms)
    assert intake.typed["process_name"].tolist() == NAMES
    assert intake.typed["fte"].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert intake.typed["volume"].tolist() == [1200.0] * 4


def test_a_legend_is_no_form():
    legend = sheet(
        ["Field", "Meaning"],
        ["Process name", "the name of the process"],
        ["Volume", "cases in a year"],
        ["FTE", "full-time equivalents"],
        name="Fields",
    )
    assert read_all(legend).typed.empty
    plain = sheet(["Was", "FTE", "Volume"], *[[name, 2.0, 100.0] for name in NAMES], name="List")
    assert read_all(plain, legend).typed["process_name"].tolist() == NAMES


def test_a_cover_beside_forms_is_none():
    cover = sheet(["Process profiles", None], ["Company", "ACME"], ["Version", "2"], name="Cover")
    forms = [
        sheet(["Process name", name], ["Owner", "X"], ["FTE", 2.0], ["Volume per month", 100.0], name=name)
        for name in NAMES
    ]
    assert read_all(cover, *forms).typed["process_name"].tolist() == NAMES


def test_places_before_a_year_are_parts():
    for pair in (("FTE DE 2025", "FTE PL 2025"), ("FTE DE", "FTE PL")):
        intake = read(["Process", *pair], *[[name, 1.0, 2.0] for name in NAMES])
        assert intake.typed["fte"].tolist() == [3.0] * 4


def test_a_sign_of_a_sum_is_no_process():
    intake = read(["Process", "FTE"], *[[name, 2.0] for name in NAMES], ["Σ", 8.0])
    assert intake.typed["process_name"].tolist() == NAMES


def read_all(*sheets):
    return interpret([file(*sheets)])


def test_a_form_beside_a_list_is_no_further_process():
    intake = interpret(
        [
            file(
                sheet(["Process", "FTE"], *[[name, 2.0] for name in NAMES], name="List"),
                sheet(["Process name", "Order to cash"], ["Owner", "A. Smith"], ["FTE", 8.0], name="Profile"),
            )
        ]
    )
    assert intake.typed["process_name"].tolist() == NAMES


def test_a_form_with_two_fields_in_a_row_is_refused_and_says_what_to_do():
    intake = read(
        ["Process name", "Pay invoices", None, "FTE", 2.0],
        ["Department", "Finance", None, "Volume per month", 100.0],
        ["Owner", "A. Smith", None, "AHT (min)", 5.0],
    )
    assert intake.typed.empty
    assert "turn it so that each process has a row" in str(intake.files[0].refused_message)


def test_forms_below_each_other_are_read():
    lines = [
        line for name in NAMES for line in (["Process:", name], ["FTE:", 2.0], ["Volume per month:", 1.0])
    ]
    intake = read(*lines)
    assert intake.typed["process_name"].tolist() == list(NAMES)
    assert set(intake.typed["fte"]) == {2.0} and set(intake.typed["volume"]) == {12.0}


def test_names_that_speak_of_figures_are_names():
    names = ["Volume reporting", "Cost allocation", "Headcount planning"]
    intake = read(["Process", "FTE"], *[[name, 2.0] for name in names])
    assert intake.typed["process_name"].tolist() == names


def test_a_row_for_each_figure_of_two_sites_is_refused_and_says_what_to_do():
    intake = read(
        ["Process", "Measure", "Site A", "Site B"],
        *[[name, what, 2.0, 3.0] for name in NAMES for what in ("FTE", "Volume", "Annual cost")],
    )
    assert intake.typed.empty
    assert "give each figure a column of its own" in str(intake.files[0].refused_message)


def test_what_drives_the_cost_of_a_process_is_no_list_of_figures():
    drivers = ["FTE", "Volume", "FTE", "Volume"]
    intake = read(
        ["Process", "Cost driver", "FTE"],
        *[[name, driver, 2.0] for name, driver in zip(NAMES, drivers, strict=True)],
    )
    assert intake.typed["process_name"].tolist() == NAMES


def test_years_as_numbers_above_repeated_headings_tell_them_apart():
    intake = read(
        [None, 2023.0, 2023.0, 2024.0, 2024.0],
        ["Process", "FTE", "Volume", "FTE", "Volume"],
        *[[name, 1.0, 10.0, 2.0, 20.0] for name in NAMES],
        merged_ranges=("B1:C1", "D1:E1"),
    )
    assert intake.typed["fte"].tolist() == [2.0] * 4
    assert intake.typed["volume"].tolist() == [20.0] * 4


def test_one_row_above_a_list_that_names_whose_list_it_is_is_no_process():
    intake = read(
        ["Process", "Owner", "Department"],
        ["Record to report", "A. Smith", "Finance"],
        [None, None, None],
        ["Activity", "FTE", "Volume", "AHT (min)"],
        *[[name, 2.0, 100.0, 5.0] for name in NAMES],
    )
    assert intake.typed["process_name"].tolist() == NAMES


def test_indicators_below_a_list_are_no_processes():
    intake = read(
        ["Process", "FTE", "Volume"],
        *[[name, 2.0, 100.0] for name in NAMES],
        [None, None, None],
        ["KPI", "Target", "Actual"],
        ["SLA", "95%", "93%"],
    )
    assert intake.typed["process_name"].tolist() == NAMES


def test_a_row_that_says_what_to_enter_is_no_process():
    intake = read(
        ["Process", "Criticality", "FTE"],
        ["Name of the process", "Select: high / medium / low", "number"],
        *[[name, "high", 2.0] for name in NAMES],
    )
    assert intake.typed["process_name"].tolist() == NAMES


def test_functions_in_headings_are_read_as_sums():
    intake = read(["Process", "Sum(FTE)", "Sum(Volume)"], *[[name, 2.0, 3300.0] for name in NAMES])
    assert intake.typed["fte"].tolist() == [2.0] * 4
    assert intake.typed["volume"].notna().all()


def test_numbered_weeks_and_calendar_days_are_brought_to_a_year():
    for heading, factor in (
        ("Volume KW 12", 52),
        ("Volume CW12/2026", 52),
        ("Volume 2026-W05", 52),
        ("Volume per calendar day", 365),
        ("Menge pro Kalendertag", 365),
        ("Volume per working day", 250),
    ):
        assert column(heading, 10.0, 20.0, 30.0).tolist() == [10 * factor, 20 * factor, 30 * factor]


def test_columns_of_weeks_without_a_quantity_are_told():
    intake = read(
        ["Process", *[f"2026-W{week:02}" for week in range(1, 5)]],
        *[[name, 10.0, 20.0, 30.0, 40.0] for name in NAMES],
    )
    assert codes(intake)["PERIODS_WITHOUT_QUANTITY"] == ["B1"]


def test_figures_below_departments_alone_are_told():
    intake = read(["Process", "Finance", "HR", "Legal"], *[[name, 0.5, 1.5, 0.2] for name in NAMES])
    assert codes(intake)["FIGURES_WITHOUT_QUANTITY"] == ["B1"]


def in_2026(*rows: list[object]):
    return interpret([file(sheet(*rows))], [FileSettled(this_year=2026)])


def test_figures_of_a_year_to_come_are_not_those_of_today():
    for headings in (["FTE 2030"], ["FTE 2030", "FTE 2027"]):
        intake = in_2026(
            ["Process", "Volume", *headings], *[[name, 100.0, *[9.0] * len(headings)] for name in NAMES]
        )
        assert "fte" not in intake.typed or intake.typed["fte"].isna().all()
        assert set(codes(intake)["HEADING_SAYS_MORE"]) == {"C1", "D1"} - (
            {"D1"} if len(headings) == 1 else set()
        )


def test_the_newest_year_that_has_begun_is_taken():
    intake = in_2026(
        ["Process", "FTE 2025", "FTE 2026", "FTE 2027"], *[[name, 1.0, 2.0, 3.0] for name in NAMES]
    )
    assert intake.typed["fte"].tolist() == [2.0] * 4
    intake = in_2026(["Process", "FTE FY26/27"], *[[name, 2.0] for name in NAMES])
    assert intake.typed["fte"].tolist() == [2.0] * 4


def test_a_contract_may_end_in_a_year_to_come():
    intake = in_2026(["Process", "Contract end 2030", "FTE"], *[[name, "31.12.2030", 2.0] for name in NAMES])
    assert intake.typed["fte"].tolist() == [2.0] * 4
