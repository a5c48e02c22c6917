"""Where the table is: under titles, with one or two header rows, above totals and notes, among other
sheets.
"""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.issues import render
from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet

NAMES = ["Pay invoices", "Hire staff", "Close the books"]
HEAD = ["Process name", "Owner", "FTE"]


def rows(start: int = 1) -> list[list[object]]:
    return [[name, f"Owner {place}", float(place)] for place, name in enumerate(NAMES, start)]


def test_header_is_found_under_titles_and_notes():
    intake = read(
        ["Process inventory 2026", None, None],
        ["Source: our own survey", None, None],
        [None, None, None],
        HEAD,
        *rows(),
    )
    assert intake.tables[0].header_rows == (4,)
    assert intake.typed["process_name"].tolist() == NAMES
    assert intake.typed["source_row"].tolist() == [5, 6, 7]


def test_units_below_the_headings_belong_to_them():
    intake = read(
        ["Process name", "AHT", "Cost", "FTE"],
        [None, "(sec)", "(k€)", "(number)"],
        ["Pay invoices", 120.0, 5.0, 1.0],
        ["Hire staff", 60.0, 7.0, 2.0],
    )
    assert intake.tables[0].header_rows == (1, 2)
    assert intake.typed["handling_minutes"].tolist() == [2.0, 1.0]
    assert intake.typed["annual_cost"].tolist() == [5000.0, 7000.0]
    assert intake.typed["currency"].tolist() == ["EUR", "EUR"]


def test_machine_names_below_the_headings_are_not_a_process():
    intake = read(
        ["Purpose of the processing", "Categories of personal data"],
        ["dpv:Purpose", "dpv:PersonalDataCategory"],
        ["Payroll", "Financial data"],
    )
    assert intake.tables[0].header_rows == (1, 2)
    assert intake.typed["process_name"].tolist() == ["Payroll"]


def test_merged_group_headings_are_joined_with_the_headings_below():
    intake = read(
        ["Process name", "Volume", "Volume", "Cost"],
        ["Process name", "per month", "trend", "EUR"],
        ["Pay invoices", 10.0, "growing", 5.0],
        ["Hire staff", 20.0, "stable", 6.0],
        merged_ranges=("A1:A2", "B1:C1"),
    )
    assert intake.tables[0].header_rows == (1, 2)
    assert intake.typed["volume"].tolist() == [120.0, 240.0]
    assert intake.typed["demand_trend"].tolist() == ["growing", "stable"]


def test_group_row_above_the_headings_is_no_title_and_no_row():
    intake = read(
        ["General", None, "Effort", None],
        ["Process name", "Owner", "FTE", "AHT (min)"],
        ["Pay invoices", "Ann", 1.0, 5.0],
        ["Hire staff", "Bob", 2.0, 6.0],
    )
    assert intake.tables[0].header_rows == (1, 2)
    assert intake.typed["fte"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "word",
    [
        "Total",
        "Grand total",
        "Summe",
        "Gesamt:",
        "Total général",
        "Suma",
        "Total (3 processes)",
        "TOTAL 2026",
    ],
)
def test_total_rows_are_not_processes(word):
    intake = read(HEAD, *rows(), [word, None, 6.0])
    assert intake.typed["process_name"].tolist() == NAMES
    assert intake.set_aside.empty
    assert any("(totals): 5" in note for note in intake.tables[0].notes)


def test_a_process_about_totals_stays():
    intake = read(
        HEAD, *rows(), ["Total rewards administration", "Eve", 4.0], ["Summary reporting", "Joe", 1.0]
    )
    assert intake.typed["process_name"].tolist()[3:] == ["Total rewards administration", "Summary reporting"]


def test_sum_row_without_a_word_is_a_total():
    intake = read(HEAD, *rows(), [None, None, 6.0])
    assert len(intake.typed) == 3 and intake.set_aside.empty


def test_notes_at_the_foot_are_not_processes():
    intake = read(
        HEAD,
        *rows(),
        [None, None, None],
        ["Source: survey of March", None, None],
        ["* estimated by the owner", None, None],
    )
    assert intake.typed["process_name"].tolist() == NAMES
    assert any("notes: 6, 7" in note for note in intake.tables[0].notes)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_short_note_below_the_total_is_no_row_without_a_name(place):
    note = ["Draft of the transformation office." if column == place else None for column in range(3)]
    intake = read(HEAD, *rows(), ["Total", None, 6.0], note)
    assert len(intake.typed) == 3 and intake.set_aside.empty
    assert any("(notes): 6" in said for said in intake.tables[0].notes)


def test_a_name_alone_in_the_last_row_is_a_process():
    assert len(read(HEAD, *rows(), ["Archive files", None, None]).typed) == 4


def test_repeated_headings_and_section_bars_are_not_processes():
    intake = read(HEAD, *rows()[:2], ["FINANCE", "FINANCE", "FINANCE"], HEAD, rows()[2])
    assert intake.typed["process_name"].tolist() == NAMES
    assert intake.tables[0].rows_in == 5 and intake.roles == {
        **dict.fromkeys(intake.roles, 0),
        "heading": 1,
        "group": 1,
    }


def test_several_blocks_on_one_sheet_are_all_read():
    intake = read(HEAD, *rows(), [None] * 3, ["Second list", None, None], HEAD, ["Answer calls", "Kim", 9.0])
    assert intake.typed["process_name"].tolist() == [*NAMES, "Answer calls"]
    assert intake.typed["source_table"].tolist() == [0, 0, 0, 1]


def test_tables_side_by_side_are_both_read():
    intake = read([*HEAD, None, *HEAD], *[[*left, None, f"{left[0]} again", "Z", 1.0] for left in rows()])
    assert len(intake.typed) == 6 and len(intake.tables) == 2
    assert intake.tables[1].letter("process_name") == "E"


def test_rows_without_a_name_are_set_aside_with_their_address():
    intake = read(HEAD, *rows(), [None, "Nobody", 7.5], ["TBD", "Someone", 1.0])
    assert codes(intake)["ROW_WITHOUT_NAME"] == ["A5", "A6"]
    assert intake.set_aside[["row", "cell", "code"]].values.tolist() == [
        [5, "A5", "ROW_WITHOUT_NAME"],
        [6, "A6", "ROW_WITHOUT_NAME"],
    ]
    assert intake.tables[0].rows_in == 5


def test_the_right_sheet_among_cover_lists_and_pivot():
    cover = sheet(["Process inventory"], ["Owner", "Ann"], ["Department", "Finance"], name="Cover")
    lists = sheet(["Frequency", "Country"], ["Monthly", "DE"], ["Daily", "FR"], name="Lists")
    pivot = sheet(["Process", "Sum of FTE"], ["Pay invoices", 1.0], ["Grand total", 1.0], name="Pivot")
    intake = interpret([file(cover, lists, sheet(HEAD, *rows()), pivot)])
    assert [table.sheet for table in intake.tables.values()] == ["Processes"]
    notes = " ".join(intake.files[0].notes)
    assert (
        "sheet Lists was not used: it has no column of process names" in notes
        and "sheet Pivot was not used: it is a pivot table" in notes
    )
    assert intake.issues.empty


def test_a_table_that_could_have_been_meant_is_warned_of():
    other = sheet(["Owner", "FTE", "Country"], ["Ann", 1.0, "DE"], ["Bob", 2.0, "FR"], name="Team")
    intake = interpret([file(sheet(HEAD, *rows()), other)])
    assert intake.issues[["code", "sheet"]].values.tolist() == [["TABLE_NOT_USED", "Team"]]


def test_a_group_heading_does_not_hide_what_stands_below_it():
    intake = read(
        ["Art der Arbeit", "Art der Arbeit", "Bezug"],
        ["Prozess", "Anwesenheit vor Ort (1-5)", "Bemerkung"],
        ["Rechnungen zahlen", 2.0, "x"],
        ["Personal suchen", 3.0, None],
        merged_ranges=("A1:B1",),
    )
    assert [match.heading for match in intake.tables[0].headings] == [
        "Prozess",
        "Anwesenheit vor Ort (1-5)",
        "Bemerkung",
    ]
    assert intake.typed["physical_presence_level"].tolist() == [2.0, 3.0]


def test_sheets_with_the_same_headings_make_one_portfolio():
    intake = interpret(
        [file(sheet(HEAD, *rows(), name="HR"), sheet(HEAD, ["Train staff", "Z", 1.0], name="IT"))]
    )
    assert len(intake.typed) == 4
    assert intake.typed["source_sheet"].tolist() == ["HR"] * 3 + ["IT"]


def test_the_same_names_in_two_departments_are_not_a_repeat():
    one = sheet(HEAD, *rows(), name="Germany")
    two = sheet(HEAD, *[[name, "Other", 9.0 + place] for place, name in enumerate(NAMES)], name="France")
    assert len(interpret([file(one, two)]).typed) == 6


def test_an_extract_of_the_same_rows_is_not_counted_twice():
    intake = interpret(
        [
            file(
                sheet(HEAD, *rows()),
                sheet(HEAD[:1] + HEAD[2:], *[[name, fte] for name, _, fte in rows()], name="Top 3"),
            )
        ]
    )
    assert len(intake.typed) == 3
    assert "it repeats rows of another table" in intake.issues["message"].str.cat()


def test_further_columns_on_a_second_sheet_are_joined_by_id():
    one = sheet(
        ["Process ID", "Process name", "FTE"],
        ["P1", "Pay invoices", 1.0],
        ["P2", "Hire staff", 2.0],
        name="First",
    )
    two = sheet(
        ["Process ID", "Process name", "Error rate %", "Colour"],
        ["P2", "Hire staff", 5.0, "red"],
        ["P1", "Pay invoices", 2.0, "blue"],
        name="Second",
    )
    intake = interpret([file(one, two)])
    assert intake.typed["error_share"].tolist() == [0.02, 0.05]
    assert intake.carried["Colour"].tolist() == ["blue", "red"]
    assert "SHEETS_JOINED" in codes(intake)
    assert sum(table.rows_in for table in intake.tables.values()) == 4 and intake.roles["joined"] == 2


def test_a_joined_sheet_of_amounts_without_a_currency_is_told_at_its_own_column():
    first = sheet(["ID", "Process", "FTE"], ["P1", "Pay", 4.0], ["P2", "Hire", 2.0])
    costs = sheet(["ID", "Process", "Annual cost"], ["P1", "Pay", 400], ["P2", "Hire", 200], name="Costs")
    intake = interpret([file(first, costs)])
    assert intake.typed["annual_cost"].tolist() == [400, 200]
    missing = intake.issues[intake.issues["code"] == "CURRENCY_MISSING"]
    assert missing[["sheet", "cell"]].values.tolist() == [["Costs", "C1"]]


def test_amounts_of_a_register_of_vendors_without_a_currency_are_told():
    first = sheet(["Process", "Vendor", "FTE"], ["Pay", "Acme", 4.0], ["Hire", "Beta", 2.0])
    vendors = sheet(["Vendor", "Contract value"], ["Acme", 400], ["Beta", 200], name="Vendors")
    intake = interpret([file(first, vendors)])
    assert intake.typed["contract_value"].tolist() == [400, 200]
    missing = intake.issues[intake.issues["code"] == "CURRENCY_MISSING"]
    assert missing[["sheet", "cell", "column"]].values.tolist() == [["Vendors", "B1", "contract_value"]]
    assert "the amounts of 2 rows (B2 to B3)" in missing["message"].iloc[0]


@pytest.mark.parametrize(
    ("names", "fte"),
    [
        (("Processes", "Processes_old"), [4.0, 2.0]),
        (("Prozesse alt", "Prozesse"), [5.0, 3.0]),
        (("2024", "2025"), [5.0, 3.0]),
        (("Plant A", "Plant B"), [4.0, 2.0, 5.0, 3.0]),
    ],
)
def test_an_older_version_of_a_sheet_is_left_out(names, fte):
    tables = [
        sheet(["Process", "FTE"], ["Pay", pay], ["Hire", hire], name=name)
        for name, pay, hire in zip(names, (4.0, 5.0), (2.0, 3.0), strict=True)
    ]
    intake = interpret([file(*tables)])
    assert intake.typed["fte"].tolist() == fte
    assert ("TABLE_NOT_USED" in set(intake.issues["code"])) == (len(fte) == 2)


@pytest.mark.parametrize("heading", ["Name", "Employee"])
def test_a_sheet_with_a_row_for_each_person_is_no_list_of_processes(heading):
    first = sheet(["Process", "FTE"], ["Pay", 2.0], ["Hire", 1.0])
    people = ["Anna Berg", "Peter Cole", "Maria Dahl"]
    rows = [[name, process, 1.0] for name, process in zip(people, ["Pay", "Pay", "Hire"], strict=True)]
    intake = interpret([file(first, sheet([heading, "Process", "FTE"], *rows, name="Team"))])
    assert intake.typed["fte"].tolist() == [2.0, 1.0]


def test_hidden_sheets_are_reported_and_not_used():
    intake = interpret(
        [file(sheet(HEAD, *rows()), sheet(HEAD, ["Secret work", "X", 1.0], name="Old", is_hidden=True))]
    )
    assert len(intake.typed) == 3
    assert intake.issues.loc[intake.issues["code"] == "SHEET_HIDDEN", "sheet"].tolist() == ["Old"]


def test_a_list_that_ends_at_the_last_row_of_its_format_is_told_of():
    for last, kind in ((65_536, ".xls"), (1_048_576, ".xlsx")):
        full = read(HEAD, *rows(), first_row=last - 3)
        told = full.issues.loc[full.issues["code"] == "SHEET_IS_FULL", "message"].tolist()
        assert len(told) == 1 and f"is row {last}, the last one that a sheet of {kind} can hold" in told[0]
        assert len(full.typed) == 3
        for short in (
            read(HEAD, *rows(), first_row=last - 4),
            read(HEAD, *rows(), first_row=last - 3, delimiter=";"),
        ):
            assert "SHEET_IS_FULL" not in set(short.issues["code"])


def test_hidden_rows_and_columns_are_used_and_reported():
    intake = read(HEAD, *rows(), hidden_rows=(3,), hidden_columns=("C",))
    assert len(intake.typed) == 3
    assert {"ROWS_HIDDEN", "COLUMNS_HIDDEN"} <= set(intake.issues["code"])


def test_far_cells_are_reported():
    assert codes(read(HEAD, *rows(), far_cells=("XFD900",)))["FAR_CELL_IGNORED"] == ["XFD900"]


def test_a_file_without_process_names_is_refused_with_a_sentence():
    intake = interpret(
        [
            file(sheet(["2024", "2025"], [1.0, 2.0], [3.0, 4.0], name="Numbers")),
            file(sheet(HEAD, *rows()), name="good.xlsx"),
        ]
    )
    assert intake.files[0].refused_code == "NO_TABLE" and "process names" in intake.files[0].refused_message
    assert len(intake.typed) == 3


def test_headings_alone_are_refused_as_empty():
    assert interpret([file(sheet(HEAD))]).files[0].refused_code == "TABLE_EMPTY"


def test_a_refused_file_gives_its_own_sentence_and_no_rows():
    refused = file(
        name="locked.xlsx",
        refused_code="FILE_PASSWORD",
        refused_message=render("FILE_PASSWORD", file="locked.xlsx"),
    )
    intake = interpret([refused])
    assert intake.typed.empty and intake.issues[["code", "message"]].values.tolist() == [
        ["FILE_PASSWORD", str(refused.refused_message)]
    ]
    assert {"source_table", "process_id", "process_name"} <= set(intake.typed.columns)


def test_subtotals_amid_the_rows_are_no_processes_and_a_process_called_total_is_one(tmp_path):
    import csv

    from tasks.intake import read_portfolio
    from tasks.settings import Limits

    rows = [
        ("Process", "FTE", "Cost"),
        ("Payroll", 3, 200000),
        ("Recruiting", 2, 150000),
        ("Subtotal HR", 5, 350000),
        ("Invoice entry", 4, 200000),
        ("Total cost accounting", 1, 90000),
        ("Zwischensumme Finanzen", 5, 290000),
        ("Grand total", 10, 640000),
    ]
    with (tmp_path / "list.csv").open("w", newline="") as handle:
        csv.writer(handle).writerows(rows)
    intake = read_portfolio([tmp_path / "list.csv"], Limits())
    assert intake.typed["process_name"].tolist() == [
        "Payroll",
        "Recruiting",
        "Invoice entry",
        "Total cost accounting",
    ]
    assert any("totals: 4, 7, 8" in note for table in intake.tables.values() for note in table.notes)


@pytest.mark.parametrize("column", ["Department", "Process"])
def test_sums_of_groups_as_excel_names_them_are_sums_and_a_process_called_total_is_none(column):
    def total(text, *figures):
        return [text, None, *figures] if column == "Department" else [None, text, *figures]

    intake = read(
        ["Department", "Process", "FTE", "Cost EUR"],
        ["Legal", "Contract review", 2.0, 90000.0],
        total("Legal Total", 2.0, 90000.0),  # known by the next sum
        ["Finance", "Payroll", 3.0, 200000.0],
        ["Finance", "Reconcile the VAT total", 4.0, 150000.0],
        total("Finance Total", 7.0, 350000.0),
        ["HR", "Recruiting", 5.0, 80000.0],
        ["HR", "Training", 2.0, 70000.0],
        total("HR Ergebnis", 7.0, 150000.0),
        total("Grand Total", 16.0, 590000.0),
    )
    assert intake.typed["process_name"].tolist() == [
        "Contract review",
        "Payroll",
        "Reconcile the VAT total",
        "Recruiting",
        "Training",
    ]
    assert intake.issues.empty


def test_the_total_of_a_group_of_the_list_is_a_sum_though_it_does_not_add_up():
    intake = read(
        ["Department", "Process", "FTE", "Cost EUR"],
        ["Finance", "Payroll", 3.0, 200000.0],
        ["Finance", "Invoice entry", 4.0, 150000.0],
        ["Total Finance", None, 9.0, 420000.0],  # of rows that were hidden
        ["HR", "Recruiting", 5.0, 80000.0],
        [None, "HR Total", 2.5, 80000.0],  # an average
        ["IT", "IT total cost report", 2.0, 70000.0],
        ["IT", "Desk support", 6.0, 70000.0],
        ["Total Quality", None, 7.0, 150000.0],
    )
    assert intake.typed["process_name"].tolist() == [
        "Payroll",
        "Invoice entry",
        "Recruiting",
        "IT total cost report",
        "Desk support",
    ]
    assert intake.issues[["code", "cell"]].values.tolist() == [["ROW_WITHOUT_NAME", "B9"]]


def test_totals_of_departments_in_their_own_column_are_sums_and_a_department_called_total_is_none():
    intake = read(
        ["Department", "Process", "FTE", "Cost EUR"],
        ["Finance", "Payroll", 3.0, 200000.0],
        ["Finance", "Invoice entry", 4.0, 150000.0],
        ["Total Finance", None, 7.0, 350000.0],
        ["Legal", "Contract review", 2.0, 90000.0],
        ["Total Legal", None, 2.0, 90000.0],
        ["Total Rewards", None, 6.0, 70000.0],
        ["HR", "Recruiting", 5.0, 80000.0],
    )
    assert intake.typed["process_name"].tolist() == [
        "Payroll",
        "Invoice entry",
        "Contract review",
        "Recruiting",
    ]
    assert intake.issues[["code", "cell"]].values.tolist() == [["ROW_WITHOUT_NAME", "B7"]]


def test_a_table_on_its_side_is_read_turned_and_its_headings_are_no_processes():
    intake = read(
        ["Process name", *NAMES],
        ["FTE", 1.0, 2.0, 3.0],
        ["Annual volume", 10.0, 20.0, 30.0],
        ["Judgement level", 1.0, 2.0, 3.0],
        ["Department", "A", "B", "C"],
    )
    assert intake.typed["process_name"].tolist() == list(NAMES)
    assert intake.typed["fte"].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "headings",
    [("Owner", "Volume"), ("Casos (/mes)", "Tiempo de gestión (min)"), ("Cases / month", "Effort")],
)
def test_two_headings_one_below_the_other_are_no_processes(headings):
    """Nothing is known of the headings beside them, which are the names of the processes."""
    intake = read(["Process", *NAMES], *[[heading, 1, 2, 3] for heading in headings])
    # They are the names, or the table is refused.
    is_refused = intake.typed.empty and "transpose" in str(intake.files[0].refused_message)
    assert is_refused or intake.typed["process_name"].tolist() == list(NAMES)


def test_a_form_of_one_process_with_two_figures_is_that_process():
    intake = read(["Process name", NAMES[0]], ["FTE", 3], ["Volume per year", 24_000])
    assert intake.typed["process_name"].tolist() == [NAMES[0]]
    assert intake.typed["fte"].tolist() == [3.0]


def test_processes_beside_figures_of_places_are_read():
    intake = read(["Process", "Lodz", "Porto", "Pune"], *[[name, 1, 2, 3] for name in NAMES])
    assert intake.typed["process_name"].tolist() == list(NAMES)


@pytest.mark.parametrize(
    "numbers",
    [
        tuple(range(1, 13)),
        tuple(float(month) for month in range(1, 7)),
        (202601, 202602, 202603, 202604, 202605),
        tuple(dt.datetime(2026, month, 1) for month in range(1, 7)),
        (2024, 2025, 1, 2, 3, 4, 5, 6),
    ],
)
def test_headings_typed_as_numbers_are_headings(numbers):
    rows = [[f"Work of kind {place}", 2 + place % 3, *range(100, 100 + len(numbers))] for place in range(5)]
    intake = read(["Process", "FTE", *numbers], *rows)
    assert intake.typed["fte"].tolist() == [2, 3, 4, 2, 3]
    assert intake.tables[0].header_rows == (1,)
    assert not any(heading.heading.endswith((".0", "00:00")) for heading in intake.tables[0].headings)


def test_a_row_of_data_with_rising_figures_heads_nothing():
    rows = [["Payroll", 2, 3], ["Hiring", 4, 5], ["Invoices", 1, 3], ["Training", 3, 3]]
    assert not read(*rows).tables


def test_a_title_above_each_of_two_lists_side_by_side_is_no_part_of_their_headings():
    intake = read(
        ["Finance", None, None, "HR", None],
        ["Process", "FTE", None, "Process", "FTE"],
        ["Pay invoices", 3.0, None, "Run payroll", 2.0],
        ["Close the books", 2.0, None, "Hire staff", 1.0],
    )
    assert sorted(intake.typed["process_name"]) == [
        "Close the books",
        "Hire staff",
        "Pay invoices",
        "Run payroll",
    ]
    assert intake.typed["fte"].sum() == 8
