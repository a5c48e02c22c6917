"""Rows of CSV files with a cell too many, and figures in merged cells: nothing is shifted or counted twice."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from tasks.intake import read_portfolio
from tasks.settings import Limits
from tests.intake.made_sheets import codes, read

HEAD = "Process name,Annual volume,FTE"
EVEN = ["Run payroll,300,2", "Answer calls,900,4"]


def of_csv(folder, *lines):
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_portfolio([path], Limits())


@pytest.mark.parametrize(
    ("line", "name", "volume", "fte"),
    [
        ("Pay invoices,1,200,5", "Pay invoices", 1200.0, 5.0),
        ("Pay invoices,12,500,3", "Pay invoices", 12500.0, 3.0),
        ("Pay invoices,1,200,000,3", "Pay invoices", 1200000.0, 3.0),
        ("Post, mail,400,1", "Post, mail", 400.0, 1.0),
        ("Sort, scan, file,400,1", "Sort, scan, file", 400.0, 1.0),
        ("Pay, post,1,200,5", "Pay, post", 1200.0, 5.0),
    ],
)
def test_a_row_is_cut_anew_where_one_cut_alone_fits(line, name, volume, fte, tmp_path):
    intake = of_csv(tmp_path, HEAD, line, *EVEN)
    row = intake.typed.iloc[0]
    assert (row["process_name"], row["volume"], row["fte"]) == (name, volume, fte)
    assert intake.issues.loc[intake.issues["code"] == "ROW_CUT_ANEW", "row"].tolist() == [2]
    assert intake.typed["fte"].tolist()[1:] == [2.0, 4.0] and intake.set_aside.empty


@pytest.mark.parametrize(
    "line", ["Pay invoices,1,200,300,5,7", "Pay invoices,1,2,3", "Pay invoices,1,200,300"]
)
def test_a_row_that_two_cuts_or_none_fit_is_set_aside_with_its_number(line, tmp_path):
    intake = of_csv(tmp_path, HEAD, line, *EVEN)
    assert intake.typed["process_name"].tolist() == ["Run payroll", "Answer calls"]
    assert intake.set_aside[["row", "code"]].values.tolist() == [[2, "ROW_TOO_LONG"]]
    assert intake.tables[0].rows_in == 3


def test_decimal_commas_without_quotation_marks_in_every_row_are_joined(tmp_path):
    intake = of_csv(tmp_path, "Process name,FTE,Department", "Pay invoices,4,5,Finance", "Run payroll,2,0,HR")
    assert intake.typed["fte"].tolist() == [4.5, 2.0]
    assert intake.typed["business_unit"].tolist() == ["Finance", "HR"]
    assert intake.issues.loc[intake.issues["code"] == "ROW_CUT_ANEW", "row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("heading", "lines", "fte", "cost"),
    [
        ("FTE,Cost (EUR)", ["Pay invoices,4,5,120000", "Run payroll,2,0,80000"], [4.5, 2.0], [120000, 80000]),
        (
            "FTE,Cost (EUR),Owner",
            ["Pay invoices,4,120,000,Anna", "Run payroll,2,80,000,Ben"],
            [4, 2],
            [120000, 80000],
        ),
    ],
)
def test_numbers_that_are_cut_in_every_row_shift_nothing(heading, lines, fte, cost, tmp_path):
    intake = of_csv(tmp_path, f"Process name,{heading}", *lines)
    assert intake.typed["fte"].tolist() == fte
    assert intake.typed["annual_cost"].tolist() == cost
    assert intake.issues.loc[intake.issues["code"] == "ROW_CUT_ANEW", "row"].tolist() == [2, 3]


def test_a_remark_beyond_the_headings_shifts_nothing(tmp_path):
    intake = of_csv(tmp_path, HEAD, "Pay invoices,1200,5,see the guide", *EVEN)
    assert intake.typed["fte"].tolist() == [5.0, 2.0, 4.0] and intake.set_aside.empty


def test_row_names_without_a_heading_shift_nothing(tmp_path):
    intake = of_csv(tmp_path, HEAD, "1,Pay invoices,1200,5", "2,Run payroll,300,2", "3,Answer calls,900,4")
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll", "Answer calls"]
    assert intake.typed["fte"].tolist() == [5.0, 2.0, 4.0]


def test_a_merged_figure_is_shared_out_and_a_merged_text_holds_for_each_row():
    intake = read(
        ["Department", "Process name", "FTE", "Handling minutes"],
        *[["Finance", name, 6.0, 15.0] for name in ("Pay invoices", "Run payroll", "Close books")],
        ["HR", "Hire staff", 2.0, 30.0],
        merged_ranges=("A2:A4", "C2:C4", "D2:D4"),
    )
    assert intake.typed["fte"].tolist() == [2.0] * 4 and codes(intake)["MERGED_FIGURE"] == ["C2"]
    assert intake.typed["handling_minutes"].tolist() == [15.0] * 3 + [30.0]
    assert intake.typed["business_unit"].tolist() == ["Finance"] * 3 + ["HR"]


def test_a_figure_merged_over_the_rows_of_one_process_is_whole():
    rows = [["Pay", "fraud", 4.0], ["Pay", "delay", 4.0], ["Hire", "bias", 2.0]]
    intake = read(["Process name", "Risk", "FTE"], *rows, merged_ranges=("A2:A3", "C2:C3"))
    assert intake.typed["fte"].tolist() == [4.0, 2.0]


def test_a_figure_merged_over_two_columns_is_that_of_the_first():
    intake = read(
        ["Process name", "FTE", "Annual volume"],
        ["Pay invoices", 6.0, 6.0],
        ["Run payroll", 2.0, 300.0],
        merged_ranges=("B2:C2",),
    )
    assert intake.typed["fte"].tolist() == [6.0, 2.0] and codes(intake)["MERGED_ACROSS"] == ["C2"]
    assert intake.typed["volume"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("heading", "lines", "blank"),
    [
        (
            "Department,FTE,Annual volume",
            ["Pay invoices,Finance,3,120,500", "Run payroll,HR,4,220,700"],
            ["fte", "volume"],
        ),
        ("FTE,Cost (EUR)", ["Pay invoices,1,200,50", "Run payroll,1,300,60"], ["fte", "annual_cost"]),
    ],
)
def test_rows_that_can_all_be_cut_in_two_ways_are_told_and_left_open(heading, lines, blank, tmp_path):
    intake = of_csv(tmp_path, f"Process name,{heading}", *lines)
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]
    assert intake.typed[blank].isna().all(axis=None)
    first = "C1" if "Department" in heading else "B1"
    assert codes(intake)["ROWS_CUT_TWO_WAYS"] == [first]
    sent = next(iter(intake.raw_tables.values())).cells
    assert sent.iloc[0].dropna().tolist()[-1] == ("3,120,500" if "Department" in heading else "1,200,50")
    if "Department" in heading:
        assert intake.typed["business_unit"].tolist() == ["Finance", "HR"]


def test_a_last_column_without_heading_that_no_cut_fits_is_carried_through(tmp_path):
    lines = ["Pay invoices,3,1200,1700", "Run payroll,2,90,500", "Answer calls,5,110,12"]
    intake = of_csv(tmp_path, "Process name,FTE,Annual volume", *lines)
    assert intake.typed["volume"].tolist() == [1200, 90, 110]
    assert intake.carried["Column D"].tolist() == ["1700", "500", "12"]


def test_a_figure_kept_below_a_merged_one_does_not_count(tmp_path):
    plain, merged = tmp_path / "plain.xlsx", tmp_path / "merged.xlsx"
    book = openpyxl.Workbook()
    rows = [["Process", "FTE"], ["Pay invoices", 2], ["Run payroll", 7], ["Scan mail", 3]]
    for row in rows:
        book.worksheets[0].append(row)
    book.save(plain)
    # As LibreOffice saves it where the contents of hidden cells are kept.
    ranges = b'</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(merged, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"</sheetData>", ranges))
    intake = read_portfolio([merged], Limits())
    assert intake.typed["fte"].tolist() == [1.0, 1.0, 3.0]
