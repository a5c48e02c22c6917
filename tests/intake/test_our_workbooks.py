"""Workbooks that we write come back whole: the template filled in, and corrections beside the file as
sent.
"""

from __future__ import annotations

import openpyxl
import pytest

from schemas.columns import columns
from schemas.workbooks import (
    CONTENT_PROBLEMS,
    CONTENT_PROPERTY,
    CONTENT_TEMPLATE,
    CONTENT_WHOLE,
    EXAMPLE_ID,
    HELP_SHEET,
    ROW_AS_SENT,
)
from tasks.excel import marks_as_sent
from tasks.intake import read_portfolio
from tasks.intake.assemble.interpret import interpret
from tasks.settings import Limits
from tests.intake.made_sheets import codes, file, sheet

WHAT_TO_DO = "What to do"


def template_of(*details):
    first = sheet(
        ["process_id", "process_name", "fte"],
        [EXAMPLE_ID, "An example", 9.0],
        ["P1", "Pay invoices", 1.0],
        [None, "Hire staff", 2.0],
    )
    second = sheet(
        ["process_id", "process_name", "owner", "error_share"],
        [EXAMPLE_ID, "An example", "X", 0.5],
        *details,
        name="Details",
    )
    return file(
        first,
        second,
        sheet(["Column", "Process name"], ["fte", "what it is"], name=HELP_SHEET),
        properties=((CONTENT_PROPERTY, CONTENT_TEMPLATE),),
    )


def test_template_sheets_are_joined_by_id_and_by_name_where_the_id_is_blank():
    intake = interpret([template_of([None, "Hire staff", "Bob", 0.1], ["P1", "Pay invoices", "Ann", 0.2])])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Hire staff"]
    assert intake.typed["owner"].tolist() == ["Ann", "Bob"]
    assert intake.issues.empty and intake.set_aside.empty


def test_template_details_told_by_id_alone_are_joined():
    intake = interpret([template_of(["P1", None, "Ann", 0.2])])
    assert intake.typed["owner"].tolist()[0] == "Ann" and len(intake.typed) == 2 and intake.set_aside.empty


def test_template_with_nothing_on_the_second_sheet():
    intake = interpret([template_of()])
    assert len(intake.typed) == 2 and intake.issues.empty


def test_the_real_template_filled_in_is_read_without_an_issue(tmp_path):
    template = pytest.importorskip("tasks.reporting.template")
    path = tmp_path / "template.xlsx"
    template.write_template(path)
    book = openpyxl.load_workbook(path)
    page = book[template.FIRST_SHEET]
    row = next(number for number in range(1, 20) if page.cell(number, 1).value == EXAMPLE_ID)
    first = row
    for place in range(1, page.max_column + 1):
        page.cell(row + 1, place, page.cell(row, place).value)
    page.cell(row + 1, 1, "P1")
    details = book[template.SECOND_SHEET]
    row = next(number for number in range(1, 20) if details.cell(number, 1).value == EXAMPLE_ID)
    for place in range(1, details.max_column + 1):
        details.cell(row + 1, place, details.cell(row, place).value)
    details.cell(row + 1, 1, "P1")
    book.save(path)
    intake = read_portfolio([path], Limits())
    assert intake.typed["process_id"].tolist() == ["P1"]
    assert intake.issues["message"].tolist() == []
    assert set(intake.typed.columns) >= set(columns())
    filled = sum(
        page.cell(number, place).value is not None
        for page, number in ((book[template.FIRST_SHEET], first), (details, row))
        for place in range(1, page.max_column + 1)
    )
    assert intake.typed[list(columns())].notna().sum().sum() == filled - len(template.KEYS)


def test_our_own_column_of_advice_is_no_data():
    intake = interpret(
        [
            file(
                sheet(
                    [WHAT_TO_DO, "Process name", "FTE", "process_id"],
                    ["C2: enter a number", "Pay invoices", 2.0, "r2"],
                ),
                properties=((CONTENT_PROPERTY, CONTENT_WHOLE),),
            )
        ]
    )
    assert intake.typed["process_id"].tolist() == ["r2"] and intake.carried.shape[1] == 0
    assert [match.heading for match in intake.tables[0].headings] == ["Process name", "FTE", "process_id"]


def mark_of(sent, row):
    (table,) = interpret([sent]).raw_tables.values()
    return marks_as_sent(sent.sheets[0].name, table.cells, [row])[row]


def test_corrected_rows_take_the_place_of_the_rows_as_sent():
    sent = file(
        sheet(
            ["Process name", "FTE"], ["Pay invoices", "lots"], ["Hire staff", 2.0], ["Close the books", 3.0]
        )
    )
    corrected = file(
        sheet(
            [WHAT_TO_DO, "Process name", "FTE", "process_id", ROW_AS_SENT],
            ["enter a number", "Pay invoices", 1.0, "r2", mark_of(sent, 2)],
        ),
        name="corrections.xlsx",
        properties=((CONTENT_PROPERTY, CONTENT_PROBLEMS),),
    )
    intake = interpret([sent, corrected])
    assert intake.typed.set_index("process_id")["fte"].to_dict() == {"r2": 1.0, "r3": 2.0, "r4": 3.0}
    assert codes(intake) == {} and ROW_AS_SENT not in intake.carried
    assert sum(table.rows_in for table in intake.tables.values()) == 3


def corrections_of(*rows):
    return file(sheet(*rows), name="corrections.xlsx", properties=((CONTENT_PROPERTY, CONTENT_PROBLEMS),))


def test_a_row_set_aside_is_replaced_by_its_corrected_row():
    sent = file(sheet(["Process name", "FTE"], ["Pay invoices", 1.0], [None, 2.0], ["Close the books", 3.0]))
    corrected = corrections_of(
        ["Process name", "FTE", "process_id", ROW_AS_SENT], ["Hire staff", 2.0, "r3", mark_of(sent, 3)]
    )
    intake = interpret([sent, corrected])
    assert sorted(intake.typed["process_id"]) == ["r2", "r3", "r4"]
    assert intake.set_aside.empty and codes(intake) == {}
    assert sum(table.rows_in for table in intake.tables.values()) == 3


def test_a_row_set_aside_is_replaced_by_the_id_it_was_given():
    sent = [["Process ID", "Process name", "FTE"], ["A1", "Pay invoices", 1.0], ["A2", None, 2.0]]
    intake = interpret(
        [file(sheet(*sent)), corrections_of(["Process ID", "Process name", "FTE"], ["A2", "Hire staff", 2.0])]
    )
    assert sorted(intake.typed["process_id"]) == ["A1", "A2"] and intake.set_aside.empty


def test_corrections_of_several_files_replace_the_rows_of_each():
    one, two = (
        file(
            sheet(["Process name", "FTE"], [f"Pay {name} invoices", "lots"], [f"Hire {name} staff", 1.0]),
            name=f"{name}.xlsx",
        )
        for name in ("North", "South")
    )
    ids = interpret([one, two]).typed["process_id"].tolist()
    corrected = corrections_of(
        ["Process name", "FTE", "process_id", ROW_AS_SENT],
        ["Pay North invoice", 1.0, ids[0], mark_of(one, 2)],
        ["Pay South invoices", 2.0, ids[2], mark_of(two, 2)],
    )
    intake = interpret([one, two, corrected])
    assert sorted(intake.typed["process_id"]) == sorted(ids) and codes(intake) == {}


def test_corrections_without_their_list_are_not_taken_for_the_whole():
    alone = corrections_of(["Process name", "FTE", "process_id"], ["Hire staff", 2.0, "r3"])
    intake = interpret([alone])
    assert codes(intake) == {"CORRECTIONS_ALONE": [""]} and len(intake.typed) == 1
    assert "(1 here)" in intake.issues["message"][0] and "--portfolio" in intake.issues["message"][0]


def test_the_cells_are_kept_as_sent():
    intake = interpret(
        [file(sheet(["Process name", "FTE"], ["Pay invoices", "lots"], [None, None], ["Total", 5.0]))]
    )
    cells = intake.raw_tables[0].cells
    assert list(cells.index) == [2, 3, 4] and list(cells.columns) == ["A", "B"]
    assert cells["B"].tolist()[0] == "lots" and cells["A"].tolist()[2] == "Total"
