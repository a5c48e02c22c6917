"""Rows that are no processes: sums under any name, what sums are compared with, and objects of other types."""

from __future__ import annotations

import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.styles import Font

from tasks.intake import read_portfolio
from tasks.settings import Limits
from tests.intake.made_sheets import codes, read

HEAD = ["Process", "FTE", "Annual cost (EUR)"]
ROWS = [
    ["Pay supplier invoices", 4.0, 210_000.0],
    ["Collect receivables", 3.0, 140_000.0],
    ["Run payroll", 2.0, 101_500.0],
    ["Screen applicants", 1.0, 48_500.0],
]
GROUPED = [*ROWS[:2], ["Finance", 7.0, 350_000.0], *ROWS[2:], ["HR", 3.0, 150_000.0]]
COMPANY = ["Company-wide", 10.0, 500_000.0]


@pytest.mark.parametrize(
    "rows",
    [
        [*ROWS, COMPANY],
        [COMPANY, *ROWS],
        [*GROUPED, COMPANY],
        [COMPANY, GROUPED[2], *ROWS[:2], GROUPED[5], *ROWS[2:]],
    ],
)
def test_a_row_that_sums_up_all_others_is_no_process_whatever_its_name(rows):
    intake = read(HEAD, *rows)
    assert intake.typed["process_name"].tolist() == [row[0] for row in ROWS]
    assert intake.typed["fte"].sum() == 10


def test_departments_below_their_processes_are_groups_also_where_cost_follows_fte():
    rows = [[name, fte, fte * 50_000] for name, fte, _ in GROUPED]
    assert read(HEAD, *rows).typed["fte"].sum() == 10


def test_the_last_row_lacks_the_id_that_all_others_have():
    rows = [[f"P{place}", name, fte] for place, (name, fte, _) in enumerate(ROWS)]
    intake = read(["ID", "Process", "FTE"], *rows, ["", "Company-wide", 10.0])
    assert len(intake.typed) == 4


def test_a_number_that_counts_the_rows_makes_no_row_a_sum():
    """FTE of 7 adds up by accident, and 1 + 2 + 3 + 4 is twice the number of the last row."""
    posts = (1.5, 2.0, 0.5, 3.0)
    rows = [[place, name, fte, 10] for place, (name, fte) in enumerate(zip("ABCD", posts, strict=True), 1)]
    intake = read(["#", "Process", "FTE", "Volume"], *rows, [5, "Forecast cash", 7.0, 34_415])
    assert intake.typed["process_name"].tolist() == [*"ABCD", "Forecast cash"]


def test_a_sum_that_may_be_an_accident_is_told():
    intake = read(HEAD[:2], *[row[:2] for row in ROWS], COMPANY[:2])
    assert len(intake.typed) == 5 and codes(intake)["ROW_IS_LIKE_SUM"] == ["A6"]


def test_sums_of_figures_that_are_texts_are_found():
    rows = [["Rechnungen zahlen", "4,5", "120.000,00 €"], ["Lohnabrechnung", "2", "80.000,00 €"]]
    intake = read(
        ["Prozess", "FTE", "Kosten"],
        *rows,
        ["Mahnen", "1,5", "5.000,00- €"],
        ["Summe Gruppe 10", "8", "195.000,00 €"],
        ["Firma", "8", "195.000,00 €"],
    )
    assert intake.typed["fte"].tolist() == [4.5, 2.0, 1.5]


@pytest.mark.parametrize(
    "foot",
    [
        [["Grand total", 10.0, 500_000.0], ["Budget 2026", 11.0, 510_000.0], ["% of budget", "91 %", "98 %"]],
        [["Check sum", 10.0, 500_000.0], ["Posts in SAP", 12.0, 520_000.0], ["Difference", -2.0, -20_000.0]],
        [["Ø", 2.5, 125_000.0], ["Median", 2.5, 125_000.0], ["Standard deviation", 1.1, 58_000.0]],
    ],
)
def test_what_is_worked_out_below_the_list_is_no_process(foot):
    intake = read(HEAD, *ROWS, *foot)
    assert len(intake.typed) == 4 and intake.roles["derived"] == 3


def test_processes_that_were_added_below_a_sum_stay():
    intake = read(HEAD, *ROWS, ["Total", 10.0, 500_000.0], ["Change management", 2.0, 90_000.0])
    assert intake.typed["process_name"].tolist()[-1] == "Change management"


def test_rows_of_other_types_in_an_export_of_a_modelling_tool_are_left_out_and_told():
    intake = read(
        ["Title", "Glossary category", "Description"],
        ["Pay supplier invoices", "Process", "Pay them"],
        ["Run payroll", "Process", "Monthly"],
        ["Invoice", "Document", "A bill"],
        ["SAP FI", "IT System", "The ledger"],
    )
    assert intake.typed["process_name"].tolist() == ["Pay supplier invoices", "Run payroll"]
    assert codes(intake)["ROWS_OF_OTHER_TYPES"] == ["B1"]


def test_a_type_column_without_processes_leaves_nothing_out():
    intake = read(["Name", "Type", "FTE"], ["Billing", "System", 2.0], ["Orders", "Document", 1.0])
    assert len(intake.typed) == 2


@pytest.mark.parametrize(
    ("heading", "words", "kept"),
    [
        ("Status", ("active", "Retired", "planned", "obsolete"), [0, 2]),
        ("Prozessstatus", ("aktiv", "aktiv", "aktiv", "aktiv"), [0, 1, 2, 3]),
        ("Status", ("aktiv", "stillgelegt", "aktiv", "aktiv"), [0, 2, 3]),
        ("In scope?", ("yes", "no", "yes", "yes"), [0, 2, 3]),
        ("Contract status", ("active", "inactive", "active", "active"), [0, 1, 2, 3]),
        ("Status", ("retired", "retired", "retired", "retired"), [0, 1, 2, 3]),
    ],
)
def test_rows_that_the_list_calls_retired_or_out_of_scope_are_left_out_and_told(heading, words, kept):
    rows = [[name, said, fte] for (name, fte, _), said in zip(ROWS, words, strict=True)]
    intake = read(["Process", heading, "FTE"], *rows)
    assert intake.typed["process_name"].tolist() == [ROWS[place][0] for place in kept]
    assert ("ROWS_NOT_IN_USE" in codes(intake)) == (len(kept) < 4)


def test_ditto_marks_say_what_is_above_them():
    intake = read(
        ["Department", "Process", "FTE", "Country"],
        ["Finance", "Pay supplier invoices", 3.0, "DE"],
        ['"', "Run payroll", '"', "dito"],
        ["HR", "Close the books", 1.0, "PL"],
        ["''", "Screen applicants", 2.0, '-"-'],
    )
    assert intake.typed["business_unit"].tolist() == ["Finance", "Finance", "HR", "HR"]
    assert intake.typed["country"].tolist() == ["DE", "DE", "PL", "PL"]
    assert intake.typed["fte"].tolist() == [3.0, 3.0, 1.0, 2.0]
    assert any("ditto" in note for note in intake.tables[0].notes)


def test_names_are_not_guessed_among_codes():
    intake = read(
        ["Issue key", "Summary", "FTE"],
        ["PR-1", "Pay supplier invoices", 4.0],
        ["PR-2", "Run payroll", 2.0],
    )
    assert intake.typed["process_name"].tolist() == ["Pay supplier invoices", "Run payroll"]
    assert intake.typed["process_id"].tolist() == ["PR-1", "PR-2"]


STRUCK_ROWS = (["Process", "FTE"], ["Pay supplier invoices", 4.0], ["Sort faxes", 1.0], ["Run payroll", 2.0])


def _struck_xlsx(path):
    book = Workbook()
    for row in STRUCK_ROWS:
        book.active.append(row)
    book.active["A3"].font = Font(strike=True)
    book.active["B4"].font = Font(strike=True)
    book.save(path)


def _struck_xls(path):
    book = xlwt.Workbook()
    sheet, plain, struck = book.add_sheet("Processes"), xlwt.easyxf(""), xlwt.easyxf("font: struck_out on")
    for row, cells in enumerate(STRUCK_ROWS):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell, struck if (row, column) in ((2, 0), (3, 1)) else plain)
    book.save(str(path))


def _struck_ods(path):
    book = OpenDocumentSpreadsheet()
    struck = Style(name="ce1", family="table-cell")
    struck.addElement(TextProperties(textlinethroughstyle="solid", textlinethroughtype="single"))
    plain = Style(name="ce2", family="table-cell")
    plain.addElement(TextProperties(textlinethroughstyle="none"))
    for style in (struck, plain):
        book.automaticstyles.addElement(style)
    table = Table(name="Processes")
    for row, cells in enumerate(STRUCK_ROWS):
        line = TableRow()
        for column, cell in enumerate(cells):
            style = struck if (row, column) in ((2, 0), (3, 1)) else plain
            value = {"value": cell} if isinstance(cell, float) else {}
            kind = "float" if value else "string"
            item = TableCell(valuetype=kind, stylename=style, **value)
            item.addElement(P(text=str(cell)))
            line.addElement(item)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))


@pytest.mark.parametrize(
    ("name", "write"), [("list.xlsx", _struck_xlsx), ("list.xls", _struck_xls), ("list.ods", _struck_ods)]
)
def test_names_that_are_struck_through_are_told(tmp_path, name, write):
    write(tmp_path / name)
    intake = read_portfolio([tmp_path / name], Limits())
    struck = intake.issues[intake.issues["code"] == "ROWS_STRUCK"]
    assert struck["cell"].tolist() == ["A3"] and len(intake.typed) == 3


@pytest.mark.parametrize(
    "coded", [("F", "F10", "F20", "H", "H10"), ("1000", "1100", "1200", "2000", "2100"), (10, 11, 12, 20, 21)]
)
def test_codes_without_marks_tell_groups_where_the_figures_prove_it(coded):
    names = ["Finance", "Pay supplier invoices", "Collect receivables", "HR", "Run payroll"]
    rows = [[code, name] for code, name in zip(coded, names, strict=True)]
    proven = read(
        ["Code", "Process", "FTE"], *[[*row, fte] for row, fte in zip(rows, (9, 5, 4, 3, 3), strict=True)]
    )
    assert proven.typed["process_name"].tolist() == [names[1], names[2], names[4]]
    other = read(
        ["Code", "Process", "FTE"], *[[*row, fte] for row, fte in zip(rows, (2, 5, 4, 1, 3), strict=True)]
    )
    assert len(other.typed) == 5


SUMS_OF_TEXTS = [
    ("+22,073.06", "1,50", "22.074,56", "5,00", "6,50"),
    ("+22,073.06", "1,000.00", "23,073.06", "5,00", "6,50"),
    ("+22.073,06", "1.000,00", "23.073,06", "5,00", "6,50"),
    ("22'073.06", "1'000.00", "23'073.06", "5.00", "6.50"),
    ("22 073,06", "1 000,00", "23 073,06", "5,00", "6,50"),
    ("(22,073.06)", "1,000.00", "(21,073.06)", "5.00", "6.50"),
    ("22.073,06-", "1.000,00", "-21.073,06", "5,00", "6,50"),
    ("22,073.06 EUR", "€ 1,000.00", "23,073.06", "5.00 EUR", "6.50"),
    ("1.500", "2.500", "4.000", "5.000", "6.000"),
]
ENDS = ["Subtotal Finance", "Run payroll", "Screen applicants"]


@pytest.mark.parametrize("texts", SUMS_OF_TEXTS)
def test_sums_are_proven_by_texts_in_either_decimal_mark(texts):
    names = ["Pay supplier invoices", "Close the books", *ENDS]
    intake = read(["Process", "Cost EUR"], *[list(row) for row in zip(names, texts, strict=True)])
    assert "Subtotal Finance" not in intake.typed["process_name"].tolist()


@pytest.mark.parametrize(
    "texts",
    [
        ("+22.073,06", "1.000,00", "24.073,06", "5,00", "6,50"),
        ("+22,073.06", "1,000.00", "1,022.07", "5,00", "6,50"),
        ("(22,073.06)", "1,000.00", "23,073.06", "5.00", "6.50"),
    ],
)
def test_texts_that_do_not_add_up_prove_no_sum(texts):
    names = ["Pay supplier invoices", "Close the books", *ENDS]
    intake = read(["Process", "Cost EUR"], *[list(row) for row in zip(names, texts, strict=True)])
    assert "Subtotal Finance" in intake.typed["process_name"].tolist()


def test_texts_called_a_sum_that_do_not_add_up_are_told():
    names = ["Pay supplier invoices", "Close the books", *ENDS]
    texts = ("22.073,06 €", "1.000,00 €", "24.073,06 €", "5,00 €", "6,50 €")
    intake = read(["Process", "Cost"], *[list(row) for row in zip(names, texts, strict=True)])
    assert codes(intake)["SUM_NOT_PROVEN"] == ["A4"]
