"""Ids and names: kept, made up, doubted; likely doubles and rows of several processes."""

from __future__ import annotations

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet

HEAD = ["Process ID", "Process name", "Department"]


def test_ids_are_made_from_the_row_where_there_are_none():
    assert read(["Process name"], ["Pay invoices"], ["Hire staff"]).typed["process_id"].tolist() == [
        "r2",
        "r3",
    ]


def test_a_blank_id_is_made_up_and_does_not_clash():
    intake = read(HEAD, ["r3", "Pay invoices", "A"], [None, "Hire staff", "A"], ["9", "Close the books", "B"])
    assert intake.typed["process_id"].is_unique and intake.typed["process_id"].tolist()[0] == "r3"


def test_made_up_ids_are_unique_over_sheets_and_files():
    head, one = ["Process name", "FTE"], [["Pay invoices", 1.0]]
    raws = [
        file(sheet(head, *one, name="North"), sheet(head, ["Hire staff", 1.0], name="South")),
        file(sheet(head, ["Buy paper", 1.0]), name="b.xlsx"),
    ]
    assert interpret(raws).typed["process_id"].tolist() == ["list-north-r2", "list-south-r2", "b-r2"]


def test_a_column_that_repeats_is_no_id_and_is_carried():
    intake = read(HEAD, *[[f"D{place % 3}", f"Process number {place} of many", "A"] for place in range(12)])
    assert codes(intake)["ID_NOT_UNIQUE"] == ["A1"]
    assert intake.typed["process_id"].tolist()[0] == "r2" and intake.carried["Process ID"].tolist()[:3] == [
        "D0",
        "D1",
        "D2",
    ]


def test_doubles_are_left_to_the_quality_stage():
    intake = read(
        HEAD,
        ["1", "Pay invoices", "A"],
        ["1", "Pay invoices", "A"],
        ["1", "Hire staff", "A"],
        ["2", "Close the books", "A"],
    )
    assert intake.typed["process_id"].tolist() == ["1", "1", "1", "2"]
    assert "SAME_NAME_AGAIN" not in codes(intake)


def test_same_and_nearly_same_names_are_warned_of_within_a_unit_only():
    intake = read(
        HEAD,
        ["1", "Pay supplier invoices", "A"],
        ["2", "pay supplier  invoices", "A"],
        ["3", "Pay suppliers invoices", "A"],
        ["4", "Pay supplier invoices", "B"],
        ["5", "Process payroll run 1", "A"],
        ["6", "Process payroll run 2", "A"],
    )
    found = intake.issues.set_index("code")["row"].to_dict()
    assert found == {"SAME_NAME_AGAIN": 3, "NEARLY_SAME_NAME": 4}
    assert len(intake.typed) == 6


def test_a_row_of_several_processes_is_suggested_to_split():
    intake = read(
        HEAD,
        ["1", "Payroll, recruiting and training", "A"],
        ["2", "Accounts payable and receivable", "A"],
        ["3", "Einkauf / Lager / Versand", "A"],
    )
    assert codes(intake) == {"SEVERAL_PROCESSES_IN_ROW": ["B2", "B4"]}
    assert "3 processes" in intake.issues["message"][0]


def test_an_id_does_not_hold_what_stands_between_ids_and_names_where_a_process_is_chosen():
    intake = read(["ID", "Process name"], ["FIN | 1", "Pay supplier invoices"], ["FIN | 2", "Run payroll"])
    assert intake.typed["process_id"].tolist() == ["FIN|1", "FIN|2"]
