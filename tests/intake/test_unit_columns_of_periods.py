"""Columns that hold units where their headings could name something else."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.intake.made_sheets import codes, read

NAMES = ["Pay invoices", "Run payroll", "Close the books"]


def table(headings, *cells):
    return read(["Process", *headings], *[[name, *row] for name, *row in zip(NAMES, *cells, strict=True)])


def test_a_basis_of_the_cost_that_names_periods_is_its_unit():
    intake = table(["Cost EUR", "Cost basis"], [10, 20, 30], ["per month", "per year", "per case"])
    assert intake.typed["annual_cost"].tolist()[:2] == [120, 20]
    assert codes(intake)["UNIT_NOT_READ"] == ["B4"] and "cost_basis" not in intake.typed


def test_a_basis_of_the_cost_in_words_stays_one():
    intake = table(["Cost EUR", "Cost basis"], [10, 20, 30], ["labour", "fully loaded", "total"])
    assert intake.typed["cost_basis"].tolist() == ["labour", "fully_loaded", "total"]


def test_units_of_time_are_no_business_units():
    intake = table(
        ["Volume", "Unit", "Wait", "Unit"], [1, 2, 3], ["per month"] * 3, [5, 2, 30], ["min", "h", "sec"]
    )
    assert "business_unit" not in intake.typed and intake.typed["volume"].tolist() == [12, 24, 36]


@pytest.mark.parametrize(
    ("heading", "unit", "column"),
    [
        ("Annual cost EUR", "per month", "annual_cost"),
        ("Cost per month EUR", "annual", "annual_cost"),
        ("Volume per year", "per week", "volume"),
    ],
)
def test_a_unit_of_another_period_than_that_of_the_heading_is_told_and_its_figure_not_used(
    heading, unit, column
):
    same = "per month" if "month" in heading else "per year"
    intake = table([heading, "Basis"], [10, 20, 30], [unit, same, None])
    assert pd.isna(intake.typed[column].iloc[0]) and intake.typed[column].iloc[1:].notna().all()
    assert codes(intake)["PERIODS_DISAGREE"] == ["B2"]
