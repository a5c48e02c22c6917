"""corrections.xlsx: what was sent, what to do about it, and nothing that runs."""

import datetime as dt
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from openpyxl import load_workbook

from schemas.issues import issue, issues_frame
from schemas.messages import catalogue
from schemas.records import FileRead, HeadingMatch, Intake, RawTable, TableRead
from schemas.vocabulary import REPORT_LANGUAGES
from schemas.workbooks import CONTENT_PROPERTY, PORTFOLIO_PROPERTY
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import words_of_kind
from tasks.reporting.corrections import cells
from tasks.reporting.corrections.workbook import write_corrections
from tasks.settings import ReportLimits

WHAT_TO_DO = "What to do"

HEADINGS = {
    "B": ("Process", "process_name"),
    "C": ("AHT (sec)", "handling_minutes"),
    "D": ("Output", "output_type"),
    "E": ("Start", None),
    "F": ("Core?", None),
}
CELLS = pd.DataFrame(
    {
        "B": ["Invoice entry", "Payroll", None, "=cmd|'/C calc'!A0", "Total", "007"],
        "C": pd.array([120.0, "soon", 3.5, -4.0, 1e400, 60.0], dtype=object),
        "D": ["transaction", "wrong", None, "#N/A", None, "-x\x07"],
        "E": pd.to_datetime(["2024-02-29", None, None, "2024-02-29 10:30", None, None], format="ISO8601"),
        "F": pd.array([True, None, False, None, None, "@SUM(1)"], dtype=object),
    },
    index=[4, 5, 6, 8, 9, 10],
)


def an_issue(row, letter, severity, message, sheet="Register"):
    return {
        "file": "list.xlsx",
        "sheet": sheet,
        "cell": f"{letter}{row}" if letter else "",
        "row": row,
        "column": "",
        "code": "X",
        "severity": severity,
        "message": message,
    }


ISSUES = [
    an_issue(5, "C", "error", "C5 is not a number."),
    an_issue(5, "D", "warning", "D5 is not on the list."),
    an_issue(8, "C", "warning", "C8 is negative."),
    an_issue(4, "C", "repair", "C4 was read as text."),
    an_issue(3, "F", "warning", "F3: the heading is not known."),
    {**an_issue(None, None, "warning", "The file has a hidden sheet.", ""), "row": None},
]


def an_intake(issues=ISSUES, cells=CELLS, set_aside=((6, "FILE_MISSING"),), with_ids=False):
    headings = tuple(
        HeadingMatch(letter, heading, column, "alias") for letter, (heading, column) in HEADINGS.items()
    )
    if with_ids:
        headings = (replace(headings[0], column="process_id"), *headings[1:])
    table = TableRead(1, "list.xlsx", "Register", (3,), 4, 10, len(cells), headings)
    rows = [row for row in cells.index if row != 6]
    typed = pd.DataFrame(
        {
            "source_table": 1,
            "source_file": "list.xlsx",
            "source_sheet": "Register",
            "source_row": rows,
            "process_id": [f"row-{row}" for row in rows],
            "process_name": "x",
        }
    )
    aside = pd.DataFrame(
        [("list.xlsx", "Register", row, "", code) for row, code in set_aside],
        columns=["file", "sheet", "row", "cell", "code"],
    )
    return Intake(
        (FileRead("list.xlsx", "/in/list.xlsx", "0", 1, "xlsx", (table,)),),
        typed,
        typed[[]],
        aside,
        issues_frame(issues),
        {1: RawTable(cells, (("C", "0.00%"),))},
    )


@pytest.fixture
def sheet_of(tmp_path):
    def write(intake, limit=20_000):
        path = tmp_path / "corrections.xlsx"
        assert write_corrections(intake, "Group functions", path, ReportLimits(corrections_rows=limit))
        return load_workbook(path)

    return write


def column(sheet, heading):
    position = next(cell.column for cell in sheet[1] if cell.value == heading)
    return [sheet.cell(row, position) for row in range(2, sheet.max_row + 1)]


def test_the_whole_table_under_its_own_headings_graver_rows_first(sheet_of):
    sheet = sheet_of(an_intake())["Register"]
    assert [cell.value for cell in sheet[1]] == [
        WHAT_TO_DO,
        "Process",
        "AHT (sec)",
        "Output",
        "Start",
        "Core?",
        "process_id",
    ]
    assert [cell.value for cell in column(sheet, "Process")] == [
        "Payroll",
        None,
        "=cmd|'/C calc'!A0",
        "Invoice entry",
        "Total",
        "007",
    ]
    assert [cell.value for cell in column(sheet, "process_id")] == [
        "row-5",
        None,
        "row-8",
        "row-4",
        "row-9",
        "row-10",
    ]
    assert [cell.value for cell in column(sheet, "AHT (sec)")] == ["soon", 3.5, -4, 120, "inf", 60]
    assert [cell.value for cell in column(sheet, "Core?")] == [None, False, None, True, None, "@SUM(1)"]


def test_problem_cells_have_a_fill_a_note_and_a_sentence(sheet_of):
    sheet = sheet_of(an_intake())["Register"]
    advice = [cell.value for cell in column(sheet, WHAT_TO_DO)]
    assert advice[0] == "Row 5.\nAHT (sec): C5 is not a number.\nOutput: D5 is not on the list."
    assert advice[1] == "Row 6.\nNot assessed: File not found."
    assert advice[3:] == [None, None, None]
    minutes = column(sheet, "AHT (sec)")
    assert minutes[0].comment.text == "error: C5 is not a number."
    assert minutes[0].fill.fgColor.rgb != minutes[2].fill.fgColor.rgb
    assert minutes[2].comment.text == "warning: C8 is negative."
    assert minutes[3].comment is None
    assert minutes[3].fill.fill_type is None
    assert next(cell for cell in sheet[1] if cell.value == "Core?").comment.text.endswith(
        "the heading is not known."
    )


def test_what_to_do_is_seen_whole_beside_its_row_and_no_heading_is_broken(sheet_of):
    """LibreOffice shows one line of a wrapped text, unless the row says its height."""
    said = "is not a number; it counts as blank. Enter a plain number, such as 12 or 7.5."
    sheet = sheet_of(an_intake([an_issue(5, "C", "error", f"C5 {said}"), an_issue(5, "D", "error", said)]))[
        "Register"
    ]
    lines = sum(-(-len(line) // 76) for line in sheet["A2"].value.split("\n"))
    assert sheet.row_dimensions[2].height >= 13 * lines > 13 * 3
    assert sheet.row_dimensions[5].height is None
    assert {cell.alignment.vertical for cell in sheet[2]} == {"top"}
    assert sheet.column_dimensions["B"].min == 2 and sheet.column_dimensions["B"].max == 7  # process_id too
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$1:$1"


def test_a_heading_that_needs_attention_is_counted_where_no_row_does(tmp_path):
    issues = [an_issue(3, "F", "warning", "F3: the heading is not known.")]
    assert write_corrections(an_intake(issues, set_aside=()), "P", tmp_path / "c.xlsx", ReportLimits())
    lines = [row[0].value for row in load_workbook(tmp_path / "c.xlsx")["Help"].iter_rows()]
    assert lines[0] == "1 heading needs attention: the note on its cell says what to do."
    assert not [line for line in lines if line.startswith("0 ")]


def test_text_stays_text_and_nothing_becomes_a_formula(sheet_of, tmp_path):
    sheet = sheet_of(an_intake())["Register"]
    kinds = {
        cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    }
    assert (
        kinds["=cmd|'/C calc'!A0"] == kinds["#N/A"] == kinds["@SUM(1)"] == kinds["-x"] == kinds["007"] == "s"
    )
    with zipfile.ZipFile(tmp_path / "corrections.xlsx") as parts:
        assert b"<f>" not in b"".join(
            parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name
        )


def test_a_cell_that_held_an_error_stays_one(sheet_of):
    broken = {**an_issue(9, "D", "error", "D9 is an Excel error."), "code": "EXCEL_ERROR"}
    cell = column(sheet_of(an_intake([broken], set_aside=()))["Register"], "Output")[0]
    assert (cell.value, cell.data_type) == ("#N/A", "e")


def test_dates_and_number_formats_are_kept(sheet_of):
    sheet = sheet_of(an_intake())["Register"]
    starts = column(sheet, "Start")
    assert (starts[3].value, starts[3].number_format) == (dt.datetime(2024, 2, 29), "yyyy-mm-dd")
    assert starts[2].value == dt.datetime(2024, 2, 29, 10, 30)
    assert column(sheet, "AHT (sec)")[1].number_format == "0.00%"


@pytest.mark.parametrize(
    ("of_the_sheet", "shown"),
    [
        ("[Red]#,##0", "yyyy-mm-dd"),
        ('0 "days"', "yyyy-mm-dd"),
        ("dd.mm.yyyy", "dd.mm.yyyy"),
        (None, "yyyy-mm-dd"),
    ],
)
def test_a_date_is_never_shown_by_a_format_for_numbers(of_the_sheet, shown):
    assert cells._date_format(dt.date(2026, 11, 29), of_the_sheet) == shown


def test_closed_columns_offer_their_values_without_barring_others(sheet_of):
    (rule,) = sheet_of(an_intake())["Register"].data_validations.dataValidation
    assert rule.formula1.startswith('"transaction,record,')
    assert str(rule.sqref) == "D2:D7"
    assert not rule.showErrorMessage


def test_it_knows_its_portfolio(sheet_of):
    book = sheet_of(an_intake())
    assert {item.name: item.value for item in book.custom_doc_props.props} == {
        PORTFOLIO_PROPERTY: "Group functions",
        CONTENT_PROPERTY: "whole",
    }
    lines = [row[0].value for row in book["Help"].iter_rows()]
    assert lines[0].startswith("3 rows need attention")
    assert lines[-2] == "The file has a hidden sheet."
    assert lines[-1].startswith(
        "process-audit-workbook?process_audit_portfolio=Group+functions"
    )  # the mark of our own


def test_a_large_portfolio_gets_its_problem_rows_alone(sheet_of):
    book = sheet_of(an_intake(), limit=5)
    assert [cell.value for cell in column(book["Register"], "process_id")] == ["row-5", None, "row-8"]
    assert {item.value for item in book.custom_doc_props.props} == {"Group functions", "problems"}
    assert sheet_of(an_intake(), limit=6)["Register"].max_row == 7


def test_more_problem_rows_than_a_person_works_through_are_cut_and_counted(tmp_path):
    issues = [
        an_issue(row, "C", "warning" if row == 4 else "error", f"C{row} is wrong.") for row in (4, 5, 8, 10)
    ]
    intake = an_intake(issues, set_aside=())
    assert write_corrections(
        intake, "P", tmp_path / "c.xlsx", ReportLimits(corrections_rows=5, report_rows=3)
    )
    book = load_workbook(tmp_path / "c.xlsx")
    assert [cell.value for cell in column(book["Register"], "process_id")] == ["row-5", "row-8", "row-10"]
    said = " ".join(row[0].value for row in book["Help"].iter_rows())
    assert "4 rows need attention" in said and "1 more of these rows" in said and "issues.csv" in said


def test_a_table_with_ids_keeps_its_own(sheet_of):
    sheet = sheet_of(an_intake(with_ids=True))["Register"]
    assert "process_id" not in [cell.value for cell in sheet[1]]


@pytest.mark.parametrize(
    "issues",
    [
        [],
        [an_issue(4, "C", "repair", "read as text")],
        [an_issue(5, "C", "error", "another sheet", sheet="Other")],
        [{**an_issue(None, None, "warning", "The file has a macro.", ""), "row": None}],
    ],
)
def test_nothing_is_written_where_nothing_needs_fixing(tmp_path, issues):
    assert not write_corrections(an_intake(issues, set_aside=()), "P", tmp_path / "c.xlsx", ReportLimits())
    assert not (tmp_path / "c.xlsx").exists()


def test_sheets_of_several_tables_have_names_that_excel_accepts(tmp_path):
    one = an_intake()
    tables = [
        replace(one.files[0].tables[0], table_id=number, sheet=name)
        for number, name in enumerate(["a/b" * 20, "a/b" * 20, "", "Help"])
    ]
    files = (replace(one.files[0], tables=tuple(tables)),)
    many = replace(
        one,
        files=files,
        raw_tables={table.table_id: one.raw_tables[1] for table in tables},
        issues=issues_frame([an_issue(5, "C", "error", "bad", sheet="Help")]),
    )
    assert write_corrections(many, "P", tmp_path / "c.xlsx", ReportLimits())
    assert load_workbook(tmp_path / "c.xlsx").sheetnames == [
        ("a b" * 20)[:31],
        ("a b" * 20)[:29] + " 2",
        "list",
        "Help 2",
        "Help",
    ]


def test_a_table_without_its_cells_is_a_fault_and_not_an_empty_file(tmp_path):
    with pytest.raises(ValueError, match="without its cells"):
        write_corrections(replace(an_intake(), raw_tables={}), "P", tmp_path / "c.xlsx", ReportLimits())


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_what_is_wrong_is_said_in_the_language_of_the_report_and_its_heading_is_no_data(tmp_path, language):
    text = catalogue(language).text
    found = issue(
        "CELL_NOT_A_NUMBER", file="list.xlsx", sheet="Register", cell="C5", row=5, column="handling_minutes"
    )
    intake = replace(an_intake(), issues=issues_frame([found]))
    assert write_corrections(intake, "P", tmp_path / "c.xlsx", ReportLimits(), language)
    book = load_workbook(tmp_path / "c.xlsx")
    sheet = book["Register"]
    assert sheet["A1"].value == text("corrections.what_to_do")
    assert fold(sheet["A1"].value) in words_of_kind("what_to_do")
    said = catalogue(language).say(found["facts"])
    assert column(sheet, "AHT (sec)")[0].comment.text == f"{text('corrections.error')}: {said}"
    assert text("corrections.row", row="5") in column(sheet, sheet["A1"].value)[0].value
    assert book["Help"]["A2"].value == text("corrections.correct")
