"""The same processes on several sheets of a workbook: each counts once, or the reader is told."""

from __future__ import annotations

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet

WORK = ["Pay supplier invoices", "Run payroll", "Close monthly books", "Screen applicants", "Answer calls"]
UNITS = ["Finance", "Finance", "Finance", "HR", "Service"]


def of_unit(first: int, last: int, name: str):
    rows = [[work, float(place), 1000.0 * place] for place, work in enumerate(WORK, 1)][first:last]
    return sheet(["Process", "FTE", "Volume per year"], *rows, name=name)


def of_all(more: float = 0.0):
    rows = [[work, unit, place + more] for place, (work, unit) in enumerate(zip(WORK, UNITS, strict=True), 1)]
    return sheet(["Process", "Department", "FTE"], *rows, name="All")


UNIT_SHEETS = [of_unit(0, 3, "Finance"), of_unit(3, 4, "HR"), of_unit(4, 5, "Service")]


@pytest.mark.parametrize("sheets", [[of_all(), *UNIT_SHEETS], [*UNIT_SHEETS, of_all()]])
def test_a_list_of_all_and_a_sheet_for_each_department_are_one_list(sheets):
    intake = interpret([file(*sheets)])
    assert intake.typed["process_name"].tolist() == WORK
    assert intake.typed["fte"].sum() == 15 and intake.typed["volume"].sum() == 15_000
    assert intake.typed["business_unit"].tolist() == UNITS
    assert "SHEETS_JOINED" in codes(intake)


def test_sheets_whose_figures_differ_are_both_kept_and_told():
    intake = interpret([file(of_all(0.5), of_unit(0, 5, "Data"))])
    assert len(intake.typed) == 10
    told = intake.issues[intake.issues["code"] == "SAME_NAME_ELSEWHERE"]
    assert told["row"].tolist() == [2, 3, 4, 5, 6]
    assert "row 2 of sheet All" in told["message"].iloc[0]


def test_a_sheet_that_repeats_a_figure_is_joined_and_says_what_differs():
    main = sheet(
        ["ID", "Process", "Owner", "FTE"], *[[f"P{at}", work, "A", 2.0] for at, work in enumerate(WORK)]
    )
    rows = [[f"P{at}", work, "B" if at == 3 else "A", 2.0, 900.0] for at, work in enumerate(WORK)]
    cost = sheet(["ID", "Process", "Owner", "FTE", "Annual cost (EUR)"], *rows, name="Cost")
    intake = interpret([file(main, cost)])
    assert intake.typed["annual_cost"].tolist() == [900.0] * 5
    assert intake.typed["currency"].tolist() == ["EUR"] * 5
    assert intake.typed["owner"].tolist() == ["A"] * 5
    assert codes(intake)["SHEETS_DIFFER"] == ["C5"]


def test_an_amount_in_another_currency_than_that_of_the_first_sheet_is_not_joined():
    main = sheet(["Process", "Annual cost (EUR)"], *[[work, 900.0] for work in WORK])
    more = sheet(["Process", "Labour cost (USD)"], *[[work, 800.0] for work in WORK], name="HR")
    intake = interpret([file(main, more)])
    assert intake.typed["labour_cost"].isna().all() and set(intake.typed["currency"]) == {"EUR"}
    assert len(codes(intake)["MONEY_IN_OTHER_CURRENCY"]) == 5


def test_the_same_work_in_another_country_is_another_process():
    sheets = [
        sheet(["Process", "Country", more], *[[work, country, 5.0] for work in WORK], name=country)
        for country, more in (("Germany", "FTE"), ("France", "AHT (min)"))
    ]
    intake = interpret([file(*sheets)])
    assert len(intake.typed) == 10 and "SHEETS_JOINED" not in codes(intake)


def test_a_short_list_in_front_of_the_full_one_counts_once():
    top = sheet(["Rank", "Process", "FTE"], [1, WORK[4], 5.0], [2, WORK[3], 4.0], name="Top 2")
    intake = interpret([file(top, of_unit(0, 5, "Inventory"))])
    assert intake.typed["process_name"].tolist() == WORK
    assert "TABLE_NOT_USED" in codes(intake)


def told_beside(listed, beside):
    """A list of processes and a sheet of systems that says more of them."""
    return interpret([file(sheet(*listed), sheet(*beside, name="Systems"))])


def test_a_sheet_beside_the_list_tells_of_each_row_that_has_the_name():
    listed = [["Process name", "Process ID"], ["Pay invoices", "P1"], ["Pay invoices", "P2"], ["Hire", "P3"]]
    beside = [["System", "Process", "Criticality", "FTE"], ["SAP", "Pay invoices", "high", 4.0]]
    intake = told_beside(listed, [*beside, ["Taleo", "Hire", "low", 2.0]])
    assert intake.typed["applications"].tolist() == ["SAP", "SAP", "Taleo"]
    assert intake.typed["criticality"].tolist() == ["high", "high", "low"]
    # Posts would count twice, so neither row has them.
    assert intake.typed["fte"].fillna(0).tolist() == [0, 0, 2]
    told = intake.issues[intake.issues["code"] == "SIDE_AMOUNT_OF_SEVERAL"]
    assert told[["sheet", "cell", "column"]].values.tolist() == [["Systems", "D2", "fte"]]
    assert "belongs to 2 rows of sheet Processes; it was given to none of them" in told["message"].iloc[0]


@pytest.mark.parametrize(
    ("heading", "own", "other"),
    [("Process ID", "P1", "P2"), ("Country", "DE", "FR"), ("Department", "A", "B")],
)
def test_of_rows_with_one_name_a_sheet_beside_the_list_tells_of_the_one_it_means(heading, own, other):
    listed = [["Process name", heading], ["Pay invoices", own], ["Pay invoices", other]]
    beside = [["System", "Process", heading, "FTE"], ["SAP", "Pay invoices", own, 4.0]]
    intake = told_beside(listed, [*beside, ["Coupa", "Pay invoices", other, 2.0]])
    assert intake.typed["applications"].tolist() == ["SAP", "Coupa"]
    assert intake.typed["fte"].tolist() == [4, 2]
    assert "SIDE_AMOUNT_OF_SEVERAL" not in codes(intake)


def test_an_amount_of_one_contract_for_several_processes_is_given_to_none():
    main = [["Process name", "Provider"], ["Pay", "Acme"], ["Hire", "Acme"], ["Answer calls", "Beta"]]
    vendors = [["Vendor", "Contract value (EUR)", "Notice (months)"], ["Acme", 400, 3], ["Beta", 200, 6]]
    intake = interpret([file(sheet(*main), sheet(*vendors, name="Vendors"))])
    assert intake.typed["notice_months"].tolist() == [3, 3, 6]
    assert intake.typed["contract_value"].fillna(0).tolist() == [0, 0, 200]
    assert codes(intake)["SIDE_AMOUNT_OF_SEVERAL"] == ["B2"]


def test_several_processes_in_one_cell_are_all_described_whatever_their_country():
    listed = [["Process name", "Country"], ["Pay invoices", "DE"], ["Hire staff", "FR"], ["Sell cars", "FR"]]
    beside = [["System", "Process", "Country"], ["SAP", "Pay invoices; Hire staff", "DE"]]
    intake = told_beside(listed, [*beside, ["Coupa", "Sell cars", "FR"]])
    assert intake.typed["applications"].tolist() == ["SAP", "SAP", "Coupa"]


LIST = [["Process", "FTE", "Volume per year"], ["Pay supplier invoices", 2.0, 10], ["Run payroll", 1.0, 20]]


@pytest.mark.parametrize(
    "below",
    [
        [["Assumptions"], ["Hours per FTE", 1600], ["Cost per FTE", 60_000]],
        [["System", "Users"], ["SAP", 100], ["Excel", 20]],
        [["Legende", "Bedeutung"], [1, "low"], [2, "high"]],
    ],
)
def test_a_table_of_other_things_below_the_list_is_told_and_no_process(below):
    intake = read(*LIST, [None], *below)
    assert intake.typed["process_name"].tolist() == ["Pay supplier invoices", "Run payroll"]
    assert codes(intake)["TABLE_NOT_USED"] == ["A5"]


def test_rows_below_a_gap_stay_processes_though_a_figure_is_a_word():
    intake = read(*LIST, [None], ["Close the books", "unknown", 12], ["Plan shifts", 2.0, 5])
    assert len(intake.typed) == 4


def test_a_department_below_a_gap_stays_a_department():
    rows = [["Finanzen"], *LIST[1:], [None], ["Personal"], ["Plan shifts", 2.0, 5], ["Hire staff", 2.0, 5]]
    intake = read(LIST[0], *rows)
    assert intake.typed["business_unit"].tolist() == ["Finanzen"] * 2 + ["Personal"] * 2


def test_the_line_below_the_headings_of_a_table_in_plain_text_is_no_row():
    intake = read(["Process", "FTE"], ["---", ":--:"], ["Pay supplier invoices", "2"], ["Run payroll", "1"])
    assert len(intake.typed) == 2 and "SECTION_HEADING" not in codes(intake)


@pytest.mark.parametrize("heading", ["Service", "Process"])
def test_a_sheet_that_sums_up_the_others_lists_no_processes(heading):
    # "Service" is a department of a French list.
    summed = sheet(
        [heading, "FTE"], ["Finance", 6.0], ["HR", 4.0], ["Service", 5.0], ["Total", 15.0], name="All"
    )
    intake = interpret([file(summed, *UNIT_SHEETS)])
    assert intake.typed["process_name"].tolist() == WORK
    assert codes(intake)["TABLE_NOT_USED"] == ["A1"]
    other = sheet([heading, "FTE"], ["Finance", 5.0], ["HR", 4.0], ["Service", 5.0], name="All")
    assert len(interpret([file(other, *UNIT_SHEETS)]).typed) == 8


SHORT_LIST = sheet(
    ["Process ID", "Process"], ["P1", WORK[0]], ["P2", WORK[1]], ["P3", WORK[2]], name="Processes"
)


def test_names_with_another_dash_are_those_of_the_first_sheet():
    main = sheet(["Process", "FTE"], *[[f"Finance – {work}", 2.0] for work in WORK])
    more = sheet(
        ["Process", "Volume per year"], *[[f"Finance - {work}", 900.0] for work in WORK], name="Data"
    )
    intake = interpret([file(main, more)])
    assert intake.typed["volume"].tolist() == [900.0] * 5


def test_names_in_other_capitals_are_those_of_the_first_sheet():
    main = sheet(["Process", "FTE"], *[[work, 2.0] for work in WORK])
    cost = sheet(
        ["process", "Annual cost (EUR)"], *[[f" {work.upper()}", 900.0] for work in WORK], name="Cost"
    )
    intake = interpret([file(main, cost)])
    assert intake.typed["process_name"].tolist() == WORK
    assert intake.typed["annual_cost"].tolist() == [900.0] * 5


def test_the_months_of_a_sheet_beside_the_list_are_those_of_a_year():
    rows = [
        [work, f"2025-{month:02d}", volume]
        for month in (1, 2)
        for work, volume in (("P1", 100.0 * month), ("P2", 7.0))
    ]
    intake = interpret([file(SHORT_LIST, sheet(["Process ID", "Month", "Volume"], *rows, name="Volumes"))])
    assert intake.typed["volume"].tolist()[:2] == [1800.0, 84.0]
    assert "Added up: Volume" in intake.issues.set_index("code").loc["ROWS_JOINED", "message"]


def test_figures_of_the_sites_on_a_sheet_beside_the_list_add_up_and_other_figures_that_differ_are_told():
    sites = sheet(
        ["Process ID", "Site", "FTE", "Annual cost EUR", "AHT (min)", "Criticality"],
        ["P1", "Leeds", 2.0, 100.0, 12.0, "High"],
        ["P1", "Porto", 1.0, 50.0, 10.0, "Low"],
        ["P2", "Leeds", 1.0, 30.0, 5.0, "Low"],
        name="Sites",
    )
    intake = interpret([file(SHORT_LIST, sites)])
    assert intake.typed["fte"].tolist()[:2] == [3.0, 1.0]
    assert intake.typed["annual_cost"].tolist()[:2] == [150.0, 30.0]
    assert intake.typed["currency"].tolist()[:2] == ["EUR", "EUR"]
    assert intake.typed["criticality"].tolist()[:2] == ["high", "low"]
    assert intake.typed["handling_minutes"].isna().tolist() == [True, False, True]
    assert codes(intake)["ROWS_DIFFER"] == ["E2"]


def test_several_amounts_of_one_process_of_which_nothing_says_what_they_are_count_as_none():
    cost = sheet(
        ["Process ID", "Annual cost EUR"],
        ["P1", 500.0],
        ["P1", 100.0],
        ["P2", 300.0],
        ["P3", 3.0],
        name="Cost",
    )
    intake = interpret([file(SHORT_LIST, cost)])
    assert intake.typed["annual_cost"].isna().tolist() == [True, False, False]
    assert codes(intake)["ROWS_DIFFER"] == ["B2"]


def test_amounts_of_a_sheet_beside_the_list_in_another_currency_than_the_list_are_told():
    main = sheet(
        ["Process ID", "Process", "Outsourced cost"],
        ["P1", WORK[0], "USD 5"],
        ["P2", WORK[1]],
        ["P3", WORK[2]],
    )
    sites = sheet(
        ["Process ID", "Site", "Annual cost", "Currency"],
        ["P1", "A", 500.0, "EUR"],
        ["P2", "A", 300.0, "PLN"],
        ["P3", "A", 5.0, "EUR"],
        ["P3", "B", 5.5, "EUR"],
        name="Sites",
    )
    intake = interpret([file(main, sites)])
    assert intake.typed["annual_cost"].tolist()[1:] == [300.0, 10.5] and intake.typed["annual_cost"].isna()[0]
    assert intake.typed["currency"].tolist() == ["USD", "PLN", "EUR"]
    assert codes(intake)["MONEY_IN_OTHER_CURRENCY"] == ["C2"]


def test_a_volume_that_all_months_repeat_counts_once_and_is_told():
    rows = [[process, f"2025-{month:02d}", 100.0] for process in ("P1", "P2") for month in (1, 2, 3)]
    for intake in (
        interpret([file(SHORT_LIST, sheet(["Process ID", "Month", "Volume"], *rows, name="Volumes"))]),
        read(["Process", "Month", "Volume"], *[[WORK[row[0] == "P1"], *row[1:]] for row in rows]),
    ):
        assert intake.typed["volume"].tolist()[:2] == [100.0, 100.0]
        assert codes(intake)["ROWS_ALIKE"] == ["C2", "C5"]


@pytest.mark.parametrize("posts", [[0.5, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]])
def test_a_row_for_each_of_the_staff_adds_up_to_the_posts_of_the_process(posts):
    people = ["Jane Doe", "James Roe", "Anna Wu", "Peter Fox"]
    rows = [
        [process, person, post]
        for process, person, post in zip(["P1", "P1", "P1", "P2"], people, posts, strict=True)
    ]
    intake = interpret([file(SHORT_LIST, sheet(["Process ID", "Employee", "FTE"], *rows, name="Staff"))])
    assert intake.typed["fte"].tolist()[:2] == [sum(posts[:3]), 1.0]
    of_list = read(
        ["Process", "Employee", "FTE"], *[[WORK[0] if row[0] == "P1" else WORK[1], *row[1:]] for row in rows]
    )
    assert of_list.typed["fte"].tolist() == [sum(posts[:3]), 1.0]


def test_posts_that_several_people_say_of_the_same_process_are_not_added_up():
    rows = [[WORK[0], "Jane Doe", 3.0], [WORK[0], "James Roe", 4.0], [WORK[1], "Anna Wu", 1.0]]
    intake = read(["Process", "Employee", "FTE"], *rows)
    assert intake.typed["fte"].tolist() == [3.0, 4.0, 1.0] and "SAME_NAME_AGAIN" in codes(intake)


def test_a_sheet_that_says_it_is_old_is_left_out_and_told_also_with_other_processes():
    old = sheet(["Process", "FTE"], ["Hire staff", 2.0], ["Book travel", 1.0], name="OLD do not use")
    new = sheet(["Process", "FTE"], ["Pay invoices", 2.0], ["Run payroll", 1.0], name="Processes")
    intake = interpret([file(new, old)])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]
    assert codes(intake)["TABLE_NOT_USED"] == ["A1"]
    assert interpret([file(old)]).typed["process_name"].tolist() == ["Hire staff", "Book travel"]


def test_a_sheet_of_further_processes_without_known_figures_is_told():
    one = sheet(
        ["Process", "FTE", "Volume / month", "Cost (EUR)"], ["Pay invoices", 2.0, 10.0, 5.0], name="Finance"
    )
    other = sheet(["Process", "Rating of X"], ["Hire staff", 2.0], ["Book travel", 1.0], name="HR")
    intake = interpret([file(one, other)])
    assert intake.typed["process_name"].tolist() == ["Pay invoices"] and "TABLE_NOT_USED" in codes(intake)


def test_a_list_of_choices_needs_no_word():
    one = sheet(["Process", "FTE", "Volume / month", "Cost (EUR)"], ["Pay invoices", 2.0, 10.0, 5.0])
    choices = sheet(["Process", "Colour"], ["Pay invoices", "red"], name="Choices")
    assert "TABLE_NOT_USED" not in codes(interpret([file(one, choices)]))
