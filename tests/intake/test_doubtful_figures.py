"""Figures that can be read in two ways, and are told."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import codes, read

WORK = ["Pay supplier invoices", "Run payroll", "Close the books", "Screen applicants"]


def column(heading, *cells):
    return read(["Process", heading], *[[work, cell] for work, cell in zip(WORK, cells, strict=False)])


def test_a_number_of_three_digits_behind_a_mark_is_open_where_the_column_has_both_marks():
    intake = column("FTE", "2,5", "2.5", "1,000")
    assert intake.typed["fte"].tolist()[:2] == [2.5, 2.5] and intake.typed["fte"].isna().tolist()[2]
    assert codes(intake)["NUMBER_READ_TWO_WAYS"] == ["B4"]
    assert column("FTE", "2.5", "1.5", "1,000").typed["fte"].tolist() == [2.5, 1.5, 1000.0]


@pytest.mark.parametrize("text", ["31.12.", "31.12", "31/12"])
def test_a_day_without_a_year_is_no_date(text):
    intake = column("Contract end", text, "31.12.2027")
    assert intake.typed["contract_end"].isna().tolist() == [True, False]
    assert codes(intake)["CELL_NOT_A_DATE"] == ["B2"]


def test_a_month_and_a_year_are_a_date():
    assert column("Contract end", "12/27", "06/2028").typed["contract_end"].notna().all()


def test_an_amount_in_full_under_a_heading_of_thousands_is_told():
    intake = column("Cost (kEUR)", 120.0, 80.0, 250_000.0, 95.0)
    assert codes(intake)["AMOUNT_OUT_OF_SCALE"] == ["B4"]
    assert "AMOUNT_OUT_OF_SCALE" not in codes(column("Cost (kEUR)", 120.0, 80.0, 25_000.0, 95.0))
