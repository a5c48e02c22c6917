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


def amounts(intake):
    return intake.typed["annual_cost"].tolist()


def test_an_amount_that_names_its_own_unit_is_in_full_below_a_heading_of_thousands():
    intake = column("Cost (kEUR)", 50.0, 60.0, "50000 EUR", 70.0)
    assert amounts(intake) == [50_000.0, 60_000.0, 50_000.0, 70_000.0]
    assert codes(intake)["UNIT_IN_FULL"] == ["B4"]
    assert amounts(column("Cost (EUR million)", 1.5, 2.0, "500,000 EUR"))[2] == 500_000.0


def test_an_amount_that_fits_the_heading_is_read_by_it_and_told():
    intake = column("Cost (kEUR)", 50.0, 60.0, "70 EUR")
    assert amounts(intake)[2] == 70_000.0 and codes(intake)["UNIT_AGAINST_HEADING"] == ["B4"]
    # Without other amounts nothing says which it is.
    assert codes(column("Cost (kEUR)", "50000 EUR", "60000 EUR"))["UNIT_AGAINST_HEADING"] == ["B2", "B3"]


def test_a_cell_that_names_thousands_of_its_own_is_multiplied_once():
    intake = column("Cost (kEUR)", 50.0, "60 kEUR", "1 Mio EUR")
    assert amounts(intake) == [50_000.0, 60_000.0, 1_000_000.0]
    assert not {"UNIT_IN_FULL", "UNIT_AGAINST_HEADING"} & codes(intake).keys()


def test_items_in_full_below_a_heading_of_thousands():
    intake = column("Volume (thousands)", 5.0, 6.0, "5000 items")
    assert intake.typed["volume"].tolist() == [5_000.0, 6_000.0, 5_000.0]


@pytest.mark.parametrize("heading", ["Handling time", "Lead time", "Durchlaufzeit", "RTO", "Notice period"])
def test_a_length_of_time_without_a_unit_is_told_once(heading):
    intake = column(heading, 3.0, 5.0)
    assert codes(intake)["TIME_UNIT_ASSUMED"] == ["B1"]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Handling minutes", (3.0, 5.0)),
        ("Handling time (h)", (3.0, 5.0)),
        ("Handling time", ("3 min", "0:05:00")),
        ("Bearbeitungszeit in Stunden", (3.0, 5.0)),
        ("FTE", (3.0, 5.0)),
    ],
)
def test_a_length_of_time_with_a_unit_is_not_told(heading, cells):
    assert "TIME_UNIT_ASSUMED" not in codes(column(heading, *cells))


@pytest.mark.parametrize("heading", ["Deadline (working day)", "Deadline (WD)", "Due date (business day)"])
def test_a_working_day_of_the_month_is_no_length_of_time(heading):
    assert "turnaround_hours" not in column(heading, 3.0, 5.0).typed


def test_working_days_are_a_length_of_time():
    assert column("Deadline (working days)", 3.0).typed["turnaround_hours"].tolist() == [72.0]
