"""What comments on cells, rows that say what to enter, and sheets of notes say of the figures is used or told."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tasks.intake.assemble.interpret import interpret
from tasks.intake.files.read_file import read_file
from tasks.intake.files.readers.ods_xml import OdsParser
from tasks.settings import Limits
from tests.intake.made_sheets import codes, file, read, sheet

HEADINGS = ["Process", "Volume", "AHT (min)", "Cost EUR"]
ROWS = [["Pay invoices", 100, 20, 30], ["Run payroll", 10, 2, 3], ["Close the books", 50, 5, 5]]
THREADED = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to "
    "it will get removed.\n\nComment:\n    "
)


@pytest.mark.parametrize("comment", ["per month", "monthly.", "pro Monat", "par mois"])
def test_a_comment_on_a_heading_that_is_a_unit_is_that_of_the_column(comment):
    intake = read(HEADINGS, *ROWS, comments=(("B1", comment), ("D1", "in thousand")))
    assert intake.typed["volume"].tolist() == [1200, 120, 600]
    assert intake.typed["annual_cost"].tolist() == [30_000, 3_000, 5_000]
    assert not codes(intake).keys() & {"REMARK_NOT_USED", "HEADING_SUGGESTION"}


@pytest.mark.parametrize(
    ("at", "comment"),
    [
        ("B1", "These are monthly volumes."),
        ("B1", "Number of items that we handle per week"),
        ("B3", "this one is monthly!"),
        ("C3", "hours"),
        ("D2", "in TEUR"),
    ],
)
def test_a_comment_that_names_another_unit_is_told(at, comment):
    intake = read(HEADINGS, *ROWS, comments=((at, comment),))
    assert codes(intake)["REMARK_NOT_USED"] == [at]
    assert intake.typed["volume"].tolist() == [100, 10, 50]


@pytest.mark.parametrize(
    "comment",
    [
        "Updated monthly by the team",
        "Source: SAP, extracted each month",
        "In the office in May only, monthly call",
        "per year",
        "The call took 2 hours; see the minutes",
        "1,000 of them are from Poland",
    ],
)
@pytest.mark.parametrize("at", ["B1", "B2", "C1", "D1"])
def test_a_comment_on_something_else_is_not_told(at, comment):
    assert not codes(read(HEADINGS, *ROWS, comments=((at, comment),)))


def test_orders_to_enter_figures_of_a_month_are_told():
    orders = ["Enter the name", "Enter items per month", "Enter minutes", "Enter EUR"]
    intake = read(HEADINGS, orders, *ROWS)
    assert len(intake.typed) == 3 and codes(intake)["REMARK_NOT_USED"] == ["B1"]


def with_notes(name, *rows):
    return interpret([file(sheet(HEADINGS, *ROWS), sheet(*rows, name=name))])


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([["Notes"], ["All volumes are per month."], ["Costs are in kEUR."]], ["B1", "D1"]),
        (
            [["Column", "Meaning"], ["Volume", "Number of items per month"], ["AHT", "seconds per case"]],
            ["B1", "C1"],
        ),
        ([["Please give volumes per week and cost in thousand EUR"]], ["B1", "D1"]),
        ([["Alle Angaben pro Monat"]], ["B1", "D1"]),
        ([["All amounts in kEUR"]], ["D1"]),
    ],
)
def test_a_sheet_of_notes_that_names_other_units_than_the_headings_is_told(rows, cells):
    assert codes(with_notes("Legend", *rows))["REMARK_NOT_USED"] == cells


@pytest.mark.parametrize(
    "rows",
    [
        [["Column", "Meaning", "Example"], ["Volume", "items per year", "1,000"], ["AHT", "minutes", "20"]],
        [["The committee meets monthly to discuss volumes and cost."], ["Minutes follow within two days."]],
        [["Version", "Change"], ["1.1", "Volumes of March corrected after the monthly review"]],
        [["Site", "Volume per month"], ["Berlin", 100], ["Lyon", 200]],
        [["Volumes are per year. The board meets per month."]],
    ],
    ids=["the same units", "meetings", "versions", "another table", "two sentences"],
)
def test_a_sheet_that_says_nothing_else_of_the_figures_is_not_told(rows):
    assert "REMARK_NOT_USED" not in codes(with_notes("Info", *rows))


def test_a_sheet_of_notes_does_not_doubt_a_period_that_the_heading_names():
    notes = sheet(["Volumes were counted per month and multiplied by 12."], name="Method")
    headings = ["Process", "Volume p.a.", "AHT (min)", "Annual cost EUR"]
    assert not codes(interpret([file(sheet(headings, *ROWS), notes)]))


@pytest.mark.parametrize("text", ["per month", "Anna Li:\nper month", f"{THREADED}per month"])
def test_comments_of_a_workbook_are_read_without_what_excel_writes_before_them(tmp_path: Path, text):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in [HEADINGS, *ROWS]:
        page.append(row)
    page["B1"].comment = Comment(text, "Anna Li")
    book.save(tmp_path / "list.xlsx")
    raw = read_file(tmp_path / "list.xlsx", Limits())
    assert raw.sheets[0].comments == (("B1", "per month"),)
    assert interpret([raw]).typed["volume"].tolist() == [1200, 120, 600]


@pytest.mark.parametrize("totals", [0, 1])
def test_the_row_of_totals_of_a_table_of_excel_is_no_process_whatever_its_label(tmp_path: Path, totals):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in [HEADINGS, *ROWS, ["Portfolio", 53, 9, 13]]:
        page.append(row)
    table = Table(displayName="List", ref="A1:D5", totalsRowCount=totals or None)
    page.add_table(table)
    book.save(tmp_path / "list.xlsx")
    assert len(interpret([read_file(tmp_path / "list.xlsx", Limits())]).typed) == 4 - totals


@pytest.mark.parametrize(
    ("title", "text"), [("Volume", "Number of cases per month"), ("Cases per month", "")]
)
def test_a_message_that_says_what_to_enter_in_a_cell_is_a_remark_on_it(tmp_path: Path, title, text):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in [HEADINGS, *ROWS]:
        page.append(row)
    validation = DataValidation(
        type="decimal", formula1="0", promptTitle=title, prompt=text, showInputMessage=True
    )
    validation.add("B2:B9")
    page.add_data_validation(validation)
    book.save(tmp_path / "list.xlsx")
    intake = interpret([read_file(tmp_path / "list.xlsx", Limits())])
    assert codes(intake)["REMARK_NOT_USED"] == ["B2"]


def test_comments_of_an_open_document_are_read_without_their_author():
    xml = (
        b'<x xmlns:table="t" xmlns:office="o" xmlns:text="p" xmlns:dc="d"><table:table table:name="S"><table:table-row>'
        b'<table:table-cell office:value-type="string"><office:annotation><dc:creator>Anna</dc:creator>'
        b"<text:p>per month</text:p></office:annotation><text:p>Volume</text:p></table:table-cell>"
        b"</table:table-row></table:table></x>"
    )
    page = OdsParser().parse(io.BytesIO(xml))[0]
    assert page.comments == [("A1", "per month")] and page.rows == {1: {1: "Volume"}}


def test_text_boxes_pictures_footnotes_and_readings_in_a_cell_of_an_open_document_are_no_text_of_it():
    box = b"<draw:custom-shape><text:p>Please fill in</text:p></draw:custom-shape>"
    picture = b"<draw:frame><draw:image><text:p/></draw:image><svg:desc>a red dot</svg:desc></draw:frame>"
    reading = "<text:ruby><text:ruby-base>給与</text:ruby-base><text:ruby-text>きゅうよ</text:ruby-text></text:ruby>"
    texts = (
        b"<text:p>Payroll</text:p>" + box,
        box + b"<text:p>Payroll</text:p>" + picture,
        b"<text:p>Pay<text:note><text:note-body><text:p>see HR</text:p></text:note-body></text:note>roll</text:p>",
        b"<text:p>" + reading.encode() + b"</text:p>",
    )
    cell = b'<table:table-cell office:value-type="string">%b</table:table-cell>'
    xml = (
        b'<x xmlns:table="t" xmlns:office="o" xmlns:text="p" xmlns:draw="d" xmlns:svg="v"><table:table '
        b'table:name="S"><table:shapes>' + box + b"</table:shapes><table:table-row>"
        b"%b</table:table-row></table:table></x>" % b"".join(cell % text for text in texts)
    )
    page = OdsParser().parse(io.BytesIO(xml))[0]
    assert page.rows == {1: {1: "Payroll", 2: "Payroll", 3: "Payroll", 4: "給与"}}
