"""What is said of rows that were joined, of groups that do not add up and of columns of people."""

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet


def test_rows_of_one_process_are_joined_and_what_cannot_be_joined_is_blank_with_its_cell():
    intake = read(
        ["Process", "Risk", "FTE", "Core process"],
        ["Pay invoices", "Wrong amount", 4.0, "core"],
        ["Pay invoices", "Paid twice", 4.0, "non core"],
        ["Pay invoices", "Paid late", 4.0, "core"],
        ["Run payroll", "Wrong tax", 2.0, "core"],
        ["Run payroll", "Data leak", 2.0, "core"],
        ["Run payroll", "Paid late", 2.0, "core"],
    )
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]
    told = codes(intake)
    assert "ROWS_JOINED" in told
    assert told["ROWS_DIFFER"] == ["D2"]
    assert intake.typed["core_process"].isna().tolist() == [True, False]
    assert intake.typed["fte"].tolist() == [4.0, 2.0]


def test_groups_whose_figures_are_no_sums_are_processes_and_it_is_said():
    intake = read(
        ["No", "Process", "FTE"],
        ["1", "Finance", 3.0],
        ["1.1", "Pay invoices", 8.0],
        ["1.2", "Post journals", 9.0],
        ["2", "People", 2.0],
        ["2.1", "Run payroll", 7.0],
        ["2.2", "Hire staff", 6.0],
    )
    assert len(intake.typed) == 6 and intake.groups.empty
    assert "HIERARCHY_DOUBTFUL" in codes(intake)


def test_a_column_of_people_names_no_process():
    intake = read(
        ["Name", "Task", "FTE"],
        ["Anna Berg", "Pay supplier invoices", 4.0],
        ["Bernd Cole", "Run payroll", 2.0],
        ["Carla Diaz", "Close the books", 1.0],
        ["David Evans", "Screen applicants", 1.5],
    )
    assert intake.typed["process_name"].tolist()[0] == "Pay supplier invoices"
    assert "COLUMN_OF_PEOPLE" in codes(intake)


PAY, RUN, CLOSE = "Pay invoices", "Run payroll", "Close the books"
LISTED = ["Risk", "Kontrolle", "Système", "Application", "Data category", "Finding"]
SHARES = ["Site", "Standort", "Rôle", "Kanal", "Turno / shift", "Team member", "Sucursal"]


@pytest.mark.parametrize("part", LISTED)
def test_a_figure_that_risks_or_systems_repeat_counts_once_also_where_another_process_differs(part):
    intake = read(
        ["Process", part, "FTE", "Annual cost EUR"],
        *[[PAY, f"Part {number}", 4.0, 100.0] for number in (1, 2, 3)],
        [RUN, "Part 1", 2.0, 10.0],
        [RUN, "Part 2", 3.0, 20.0],
    )
    assert intake.typed["fte"].tolist() == [4.0, 5.0]
    assert intake.typed["annual_cost"].tolist() == [100.0, 30.0]
    assert codes(intake)["ROWS_ALIKE"] == ["C2", "D2"] and "ROWS_DIFFER" not in codes(intake)
    told = intake.issues.set_index("code")["message"]["ROWS_JOINED"]
    assert "Added up:" in told and "FTE" in told


def test_a_figure_that_contradicts_itself_within_few_processes_is_blank_and_told():
    intake = read(
        ["Process", "Risk", "FTE"],
        *[[PAY, f"Risk {number}", 4.0] for number in (1, 2, 3)],
        *[[CLOSE, f"Risk {number}", 1.5] for number in (1, 2)],
        *[[RUN, f"Risk {number}", fte] for number, fte in ((1, 2.0), (2, 2.0), (3, 9.0))],
    )
    assert intake.typed["fte"].fillna(-1).tolist() == [4.0, 1.5, -1]
    assert codes(intake)["ROWS_DIFFER"] == ["C7"] and "ROWS_ALIKE" not in codes(intake)


@pytest.mark.parametrize("part", SHARES)
def test_figures_of_sites_and_roles_add_up_also_where_they_are_the_same(part):
    intake = read(
        ["Process", part, "FTE"],
        [PAY, "One", 4.0],
        [PAY, "Two", 4.0],
        [RUN, "One", 2.0],
        [RUN, "Two", 3.0],
    )
    assert intake.typed["fte"].tolist() == [8.0, 5.0] and "ROWS_ALIKE" not in codes(intake)


def test_each_site_counts_once_where_risks_are_listed_for_each_site():
    intake = read(
        ["Process", "Site", "Risk", "FTE"],
        *[[PAY, site, risk, 4.0] for site in ("Berlin", "Paris") for risk in ("R1", "R2", "R3")],
        *[[RUN, site, risk, fte] for site, fte in (("Berlin", 2.0), ("Paris", 3.0)) for risk in ("R1", "R2")],
    )
    assert intake.typed["fte"].tolist() == [8.0, 5.0]


def test_each_risk_counts_once_where_controls_are_listed_for_each_risk():
    intake = read(
        ["Process", "Risk", "Control", "Annual cost EUR"],
        *[[PAY, risk, control, cost] for risk, cost in (("R1", 10.0), ("R2", 20.0)) for control in "ABC"],
        *[[RUN, risk, control, cost] for risk, cost in (("R1", 5.0), ("R2", 7.0)) for control in "ABC"],
    )
    assert intake.typed["annual_cost"].tolist() == [30.0, 12.0]


def test_months_are_brought_to_a_year_for_each_site_and_staff_are_not():
    intake = read(
        ["Process", "Site", "Month", "Volume", "FTE"],
        *[
            [name, site, month, volume + extra, fte]
            for name, site, volume, fte in (
                (PAY, "Berlin", 100.0, 4.0),
                (PAY, "Paris", 50.0, 2.0),
                (RUN, "Berlin", 10.0, 1.0),
                (RUN, "Paris", 20.0, 1.5),
            )
            for month, extra in (("Jan", 0.0), ("Feb", 10.0))
        ],
    )
    assert intake.typed["volume"].tolist() == [12 * (105 + 55), 12 * (15 + 25)]
    assert intake.typed["fte"].tolist() == [6.0, 2.5]


def test_contracts_of_several_providers_add_up_and_the_staff_of_the_process_do_not():
    intake = read(
        ["Process", "Vendor", "Contract value EUR", "FTE"],
        [PAY, "Acme", 500.0, 4.0],
        [PAY, "Beta", 500.0, 4.0],
        [RUN, "Acme", 100.0, 2.0],
        [RUN, "Gamma", 300.0, 3.0],
    )
    assert intake.typed["contract_value"].tolist() == [1000.0, 400.0]
    assert intake.typed["fte"].tolist() == [4.0, 5.0]


def test_money_in_two_currencies_is_not_added_up():
    intake = read(
        ["Process", "Site", "Annual cost", "Currency"],
        [PAY, "Berlin", 100.0, "EUR"],
        [PAY, "Boston", 50.0, "USD"],
        [RUN, "Berlin", 10.0, "EUR"],
        [RUN, "Paris", 20.0, "EUR"],
    )
    assert intake.typed["annual_cost"].fillna(-1).tolist() == [-1, 30.0]
    assert "C2" in codes(intake)["ROWS_DIFFER"]


def test_a_figure_of_each_site_or_month_makes_its_column_no_column_of_sites():
    intake = read(
        ["Process", "Risk", "Volume per month"],
        *[[PAY, risk, 100.0] for risk in ("R1", "R2")],
        [RUN, "R1", 10.0],
        [RUN, "R2", 30.0],
    )
    assert intake.typed["volume"].tolist() == [1200.0, 480.0]


ONE = ["Pay invoices", "Anna", 4.0, 100.0]
TWO = ["Run payroll", "Bernd", 2.0, 50.0]
HEAD = ["Process", "Owner", "FTE", "Annual cost EUR"]


@pytest.mark.parametrize(
    ("rows", "nameless"),
    [
        ([["Process", "FTE"], ["Pay invoices", 4.0], [None, 4.0]], 3),
        ([["Process list", None], ["Process", "FTE"], ["Pay invoices", 4.0], [None, 4.0]], 4),
        ([HEAD, ONE, [None, None, 4.0, 100.0], TWO], 3),
        ([HEAD, ONE, [None, None, 4.0, 90.0]], 3),
        ([HEAD, ONE, TWO, [None, None, 2.0, 50.0]], 4),
        ([HEAD, ONE, [None, "Carla", 4.0, 100.0]], 3),
    ],
)
def test_a_row_without_a_name_that_only_repeats_a_figure_is_told(rows, nameless):
    intake = read(*rows)
    assert intake.set_aside["row"].tolist() == [nameless]
    assert codes(intake)["ROW_WITHOUT_NAME"] == [f"A{nameless}"] and not intake.roles["derived"]


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, ONE, TWO, [None, None, 6.0, 150.0]],
        [[*HEAD, "Volume"], [*ONE, 0], [*TWO, 0], [None, None, 6.0, 150.0, 0]],
        [HEAD, ONE, [None, None, 4.0, 100.0]],
        [["FINANCE", None], ["Process", "FTE"], ["Pay invoices", 4.0], [None, 4.0]]
        + [["HR", None], ["Process", "FTE"], ["Run payroll", 2.0], ["Hire staff", 1.0], [None, 3.0]],
    ],
)
def test_a_row_without_a_name_that_ends_a_group_with_its_sum_is_a_sum(rows):
    intake = read(*rows)
    assert intake.set_aside.empty and intake.roles["derived"] >= 1
    assert "FINANCE" not in intake.typed["process_name"].tolist()


def test_rows_with_a_name_alone_that_sums_close_are_headings():
    heads = [["Money", None, None, None], ["Staff", None, None, None]]
    more = ["Hire staff", "Bernd", 1.0, 50.0]
    sums = [None, None, 4.0, 100.0], [None, None, 3.0, 100.0]
    intake = read(HEAD, heads[0], ONE, sums[0], heads[1], TWO, more, sums[1])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll", "Hire staff"]
    assert intake.typed["business_unit"].tolist() == ["Money", "Staff", "Staff"]
    assert intake.roles["derived"] == 2 and intake.roles["group"] == 2
    bare = read(HEAD, heads[0], ONE, heads[1], TWO, more)
    assert len(bare.typed) == 5


PLAIN = [["Pay invoices", "Finance"], ["Run payroll", "People"], ["Close the books", "Finance"]]


@pytest.mark.parametrize(
    ("title", "heads", "cells"),
    [
        (None, ["Employee", "FTE"], [["Anna Berg", 1.0], ["Bernd Cole", 0.5], ["Carla Diaz", 0.5]]),
        (None, ["Name", "FTE"], [["Anna Berg", 1.0], ["Bernd Cole", 0.5], ["Carla Diaz", 0.5]]),
        (None, ["Mitarbeiterin", "FTE"], [["Anna Berg", 1.0], ["Berta Cole", 0.5], ["Carla Diaz", 0.5]]),
        (None, ["Parameter", "Volume"], [["Hours", 1650.0], ["Weeks", 44.0], ["Days", 220.0]]),
        ("Vendors", ["Vendor", "FTE"], [["Acme", 1.0], ["Beta", 0.5], ["Gamma", 0.5]]),
    ],
)
def test_a_table_at_the_side_as_long_as_the_list_is_no_part_of_it(title, heads, cells):
    top = [["Our processes", None, None, title, None]] if title else []
    rows = [[*plain, None, *cell] for plain, cell in zip(PLAIN, cells, strict=True)]
    intake = read(*top, ["Process", "Department", None, *heads], *rows)
    assert intake.typed["process_name"].tolist() == [name for name, _ in PLAIN]
    assert not {"fte", "volume"} & {*intake.typed.dropna(axis=1, how="all")}
    assert "TABLE_NOT_USED" in codes(intake)


@pytest.mark.parametrize("heads", [["Owner", "FTE"], ["Provider", "FTE"], ["Manager", "FTE"]])
def test_columns_behind_an_empty_one_are_part_of_the_list(heads):
    people = [["Anna Berg", 4.0], ["Anna Berg", 2.0], ["Carla Diaz", 1.0]]
    rows = [[*plain, None, *cell] for plain, cell in zip(PLAIN, people, strict=True)]
    intake = read(["Process", "Department", None, *heads], *rows)
    assert intake.typed["fte"].tolist() == [4.0, 2.0, 1.0]


@pytest.mark.parametrize("key", ["provider", "process"])
def test_rows_of_a_side_sheet_that_fit_no_process_are_told_with_their_cells(key):
    names = {"provider": ["Acme", "Beta", "Gamma"], "process": ["Pay invoices", "Run payroll", "Sell cars"]}
    listed = [["Pay invoices", "Acme"], ["Run payroll", "Beta"], ["Close the books", None]]
    rows = [[name, "2027-01-01"] for name in names[key]]
    heads = {"provider": ["Vendor", "Contract end"], "process": ["Process", "Contract end"]}[key]
    intake = interpret(
        [
            file(
                sheet(["Process name", "Provider"], *listed, name="Processes"),
                sheet(heads, *rows, name="Vendors"),
            )
        ]
    )
    assert len(intake.typed) == 3 and intake.typed["contract_end"].notna().sum() == 2
    assert codes(intake)["SIDE_ROW_UNMATCHED"] == ["A4"]
