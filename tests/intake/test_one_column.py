"""Rows that are not cut like the others: headings with another sign, lines in quotation marks, tables in one column."""

from __future__ import annotations

import pytest

from tasks.intake import read_portfolio
from tasks.settings import Limits
from tests.intake.made_sheets import codes, read

LIST = [
    ("Process", "Volume", "FTE"),
    ("Pay invoices", "100", "2"),
    ("Run payroll", "12", "3"),
    ("Hire", "40", "1"),
]


def lines(sign, rows=LIST):
    return [sign.join(row) for row in rows]


def read_csv(folder, *rows):
    path = folder / "list.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_portfolio([path], Limits())


def is_list(intake):
    return (
        intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll", "Hire"]
        and intake.typed["volume"].tolist() == [100, 12, 40]
        and intake.typed["fte"].tolist() == [2, 3, 1]
    )


@pytest.mark.parametrize(("above", "below"), [(";", ","), (",", ";"), ("\t", ";"), ("|", ",")])
def test_headings_with_another_sign_than_the_rows_head_them(tmp_path, above, below):
    assert is_list(read_csv(tmp_path, *lines(above, LIST[:1]), *lines(below, LIST[1:])))


@pytest.mark.parametrize("headings", ['"Process,Volume,FTE"', "Process;Volume;FTE;"])
def test_headings_in_quotation_marks_or_with_a_sign_too_many_head_the_rows(tmp_path, headings):
    assert is_list(read_csv(tmp_path, headings, *lines(",", LIST[1:])))


def test_decimal_commas_below_headings_with_commas_stay_in_their_cells(tmp_path):
    intake = read_csv(tmp_path, "Process,Volume,FTE", "Pay;100;2,5", "Run;12;3,1", "Hire;40;1,0")
    assert intake.typed["fte"].tolist() == [2.5, 3.1, 1.0]


def test_rows_that_were_added_with_another_sign_are_cut_there(tmp_path):
    assert is_list(read_csv(tmp_path, *lines(",", LIST[:3]), *lines(";", LIST[3:])))


def test_a_sentence_with_commas_below_rows_with_semicolons_is_no_row(tmp_path):
    assert is_list(read_csv(tmp_path, *lines(";"), "Source: SAP, HR, 2025"))


def test_a_list_of_two_columns_may_have_commas_in_a_name(tmp_path):
    intake = read_csv(tmp_path, "Process;Volume", "Pay invoices;1", "Hire,fire", "Close, report;2")
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Hire,fire", "Close, report"]


def test_lines_in_quotation_marks_as_a_whole_are_cut_and_told(tmp_path):
    intake = read_csv(tmp_path, *(f'"{line}"' for line in lines(",")))
    assert is_list(intake) and codes(intake) == {"CELLS_DIVIDED": ["A1"]}


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("title", [[], [["Processes 2025"], [None]]])
def test_a_table_in_one_column_of_a_workbook_is_cut_and_told(sign, title):
    intake = read(*title, *([line] for line in lines(sign)))
    assert is_list(intake) and codes(intake) == {"CELLS_DIVIDED": [f"A{1 + len(title)}"]}


def test_rows_that_a_decimal_comma_cut_into_two_columns_are_put_together():
    intake = read(["Process;Volume;FTE"], ["Pay;100;2", "5"], ["Run;12;3", "05"], ["Hire;40;1", None])
    assert intake.typed["fte"].tolist() == [2.5, 3.05, 1.0]


def test_zeros_that_a_workbook_lost_behind_a_decimal_comma_are_not_made_up():
    intake = read(["Process;Volume;FTE"], ["Pay;100;2", 5.0], ["Run;12;3", 5.0], ["Hire;40;1", None])
    assert intake.typed["fte"].isna().tolist() == [True, True, False]
    assert codes(intake)["SEVERAL_NUMBERS"] == ["C2", "C3"]


def test_a_column_of_texts_with_commas_stays_one_column():
    intake = read(["Process, volume and FTE"], ["Pay invoices"], ["Run payroll, then report"], ["Hire"])
    assert "CELLS_DIVIDED" not in codes(intake) and len(intake.typed) == 3


def test_a_note_below_a_table_that_names_two_columns_divides_nothing():
    intake = read(
        ["Process", "FTE", "Contract value"],
        ["Clean offices", 3, 100],
        ["Run payroll", 2, 50],
        ["Sort mail", 1, 20],
        ["** Cleaning: contract value, not staff cost."],
        ["* Payroll: without pensions, see HR."],
    )
    assert len(intake.typed) == 3 and "CELLS_DIVIDED" not in codes(intake)
