"""A corrections workbook that is sent back untouched means what the list meant: what stood around its cells (notes,
number formats, hidden columns, other sheets, the order of sums) is not lost on the way.
"""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from schemas.issues import add_issues, issue, issues_frame
from tasks.intake import read_portfolio
from tasks.intake.assemble.interpret import interpret
from tasks.reporting.corrections.workbook import write_corrections
from tasks.settings import Limits, ReportLimits
from tests.intake.made_sheets import file, sheet

WORK = ["Pay supplier invoices", "Run payroll", "Close the books", "Screen applicants"]
ROWS = [[work, float(place), 50.0 * place] for place, work in enumerate(WORK, 1)]
HEAD = ["Process", "FTE", "Cost"]
SUMS = [
    *ROWS[:2],
    ["Finance total", 3.0, 150.0],
    *ROWS[2:],
    ["Other total", 7.0, 350.0],
    ["Company-wide", 10.0, 500.0],
]
VENDORS = sheet(
    ["Vendor", "Country", "Contract end"],
    ["Acme Ltd", "India", dt.datetime(2027, 12, 31)],
    ["Beta GmbH", "Poland", dt.datetime(2026, 12, 31)],
    name="Vendors",
)
LISTS = {
    "note above": file(sheet(["Angaben in TEUR"], [None], HEAD, *ROWS)),
    "note in millions": file(sheet(["All amounts in USD million"], [None], HEAD, *ROWS)),
    "note in billions": file(sheet(["All amounts in USD billion"], [None], HEAD, *ROWS)),
    "note in crore": file(sheet(["All amounts in INR crore"], [None], HEAD, *ROWS)),
    "currency by format": file(
        sheet(
            HEAD,
            *ROWS,
            number_formats=(("C", '0 "EUR"'),),
            telling_formats=(("C", '0 "EUR"', ((2, 4),)), ("C", "[$$-409]0", ((5, 5),))),
        )
    ),
    "some cells in thousands": file(
        sheet(
            ["Process", "FTE", "Cost EUR"],
            *ROWS,
            number_formats=(("C", '0"k"'),),
            telling_formats=(("C", '0"k"', ((2, 4),)),),
        )
    ),
    "some percentages": file(
        sheet(
            ["Process", "Error rate"],
            ["Pay", 5.0],
            ["Run", 0.04],
            ["Close", 3.0],
            number_formats=(("B", "General"),),
            telling_formats=(("B", "0%", ((3, 3),)),),
        )
    ),
    "hidden column": file(
        sheet(
            ["Process", "FTE", "FTE"],
            ["Pay", 7.0, 1.0],
            ["Run", 9.0, 2.0],
            hidden_columns=("B",),
            name="List",
        )
    ),
    "sums of groups": file(sheet(["Process", "FTE", "Cost EUR"], *SUMS)),
    "register of vendors": file(
        sheet(["Process", "FTE", "Provider"], ["Pay", 1.0, "Acme Ltd"], ["Run", 2.0, "Beta GmbH"]), VENDORS
    ),
    "rows cut anew": file(
        sheet(
            ["Process", "Volume", "FTE"],
            ["Pay", "1", "200", "4.5"],
            ["Run", "300", "2"],
            ["Close", "12", "1"],
            delimiter=",",
        ),
        name="list.csv",
    ),
}


def read_again(intake, tmp_path):
    """What is read from the corrections of a list whose last row has a problem."""
    problems = [
        issue("CELL_NOT_A_NUMBER", file=table.file, sheet=table.sheet, cell=f"B{row}", row=row, column="fte")
        for table in intake.tables.values()
        for row in intake.typed.loc[intake.typed["source_table"] == table.table_id, "source_row"]
        .tail(1)
        .tolist()
    ]
    path = tmp_path / "corrections.xlsx"
    assert write_corrections(add_issues(intake, issues_frame(problems)), "list", path, ReportLimits())
    return read_portfolio([path], Limits())


@pytest.mark.parametrize("name", LISTS)
def test_corrections_sent_back_untouched_mean_what_the_list_meant(name, tmp_path):
    intake = interpret([LISTS[name]])
    again = read_again(intake, tmp_path).typed.set_index("process_id").sort_index()
    first = intake.typed.set_index("process_id").sort_index()
    facts = [name for name in first if not name.startswith("source_") and first[name].notna().any()]
    pd.testing.assert_frame_equal(first[facts], again.reindex(columns=facts), check_dtype=False)


def test_a_row_that_nobody_could_cut_is_not_read_when_it_comes_back_untouched(tmp_path):
    intake = interpret(
        [
            file(
                sheet(
                    ["Process", "Volume", "Cost EUR", "FTE"],
                    ["Pay", "1", "200", "300", "4.5"],
                    ["Run", "800", "20", "1.5"],
                    ["Close", "300", "30", "2"],
                    delimiter=",",
                ),
                name="list.csv",
            )
        ]
    )
    assert intake.set_aside["code"].tolist() == ["ROW_TOO_LONG"]
    again = read_again(intake, tmp_path)
    assert again.typed["process_name"].tolist() == ["Close", "Run"]
    assert again.set_aside["code"].tolist() == ["ROW_WITHOUT_NAME"]


WORDS = [*WORK, "Answer calls", "Draft contracts"]
COLUMNS = {
    "shares in percent": ("Error share", [5, 12, 1, 30, 0.5, 8], [4, 6]),
    "levels of ten": ("Judgement level", [9, 7, 3, 2, 10, 4], [4, 5]),
    "month first": (
        "Contract end",
        ["03/25/2027", "04/05/2027", "05/06/2027", "12/31/2026", "01/02/2027", "07/08/2027"],
        [3, 4],
    ),
    "points for decimals under German headings": (
        "Kosten EUR",
        ["1,234.50", "2,345.00", "12.345", "7.500", "10,000.00", "3.000"],
        [4, 5],
    ),
    "points for thousands": (
        "Annual cost EUR",
        ["1.234,50", "2.345,00", "12.345", "7.500", "10.000,00", "3.000"],
        [4, 5],
    ),
}


def with_corrections_of(folder, head, rows, problem_rows, change=lambda book: None):
    """The intake of a list, and that of the list with its corrections of some rows, as a person sent them back."""
    pd.DataFrame(rows, columns=head).to_excel(folder / "list.xlsx", index=False)
    intake = read_portfolio([folder / "list.xlsx"], Limits())
    problems = [
        issue(
            "CELL_NOT_A_NUMBER",
            file="list.xlsx",
            sheet=intake.files[0].tables[0].sheet,
            row=row,
            cell=f"B{row}",
            column="fte",
        )
        for row in problem_rows
    ]
    path = folder / "corrections.xlsx"
    limits = ReportLimits(corrections_rows=1)
    assert write_corrections(add_issues(intake, issues_frame(problems)), "list", path, limits)
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return intake, read_portfolio([folder / "list.xlsx", path], Limits())


@pytest.mark.parametrize("name", COLUMNS)
def test_rows_corrected_alone_are_read_as_among_the_rows_of_their_list(name, tmp_path):
    heading, values, problem_rows = COLUMNS[name]
    rows = [[work, place, value] for place, (work, value) in enumerate(zip(WORDS, values, strict=True), 1)]
    intake, again = with_corrections_of(tmp_path, ["Process", "FTE", heading], rows, problem_rows)
    corrected_count = again.typed["source_file"].eq("corrections.xlsx").sum()
    assert len(again.typed) == len(WORDS) and corrected_count >= 2
    first, second = (frame.typed.set_index("process_name").sort_index() for frame in (intake, again))
    facts = [one for one in first if not one.startswith("source_") and first[one].notna().any()]
    pd.testing.assert_frame_equal(first[facts], second[facts], check_dtype=False)
    assert [table.rows_in for table in again.files[1].tables] == [corrected_count]
    assert set(again.issues["code"]) == set(intake.issues["code"])


def test_volumes_of_corrected_rows_are_of_the_period_that_the_list_was_read_with(tmp_path):
    # Of the whole list the hours fit volumes for each period of the column; of the last two rows, a year.
    head = ["Process", "Frequency", "Volume", "Handling minutes", "FTE"]
    fits = [[f"Work {place}", "monthly", 1000 * place, 10, 1.25 * place] for place in range(1, 6)]
    odd = [["Pay invoices", "monthly", 9600, 10, 1.0], ["Run payroll", "monthly", 9600, 10, 1.0]]

    def change(sheet):
        letters = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, letters["Volume"]).value = 9000
        sheet.cell(3, letters["Volume"]).value = "9000 per year"

    intake, again = with_corrections_of(tmp_path, head, [*fits, *odd], (7, 8), change)
    assert intake.typed["volume"].tolist()[-2:] == [9600 * 12, 9600 * 12]
    corrected = again.typed[again.typed["source_file"] == "corrections.xlsx"]
    assert corrected["volume"].tolist() == [9000 * 12, 9000]
    [table] = again.files[1].tables
    assert any("for each period of the frequency column" in note for note in table.notes)
    assert not any("only then do the hours match" in note for note in table.notes)
