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


@pytest.mark.parametrize(
    ("heading", "figures", "units", "column", "values"),
    [
        ("Volume", [100, 200, 5], ["per month", "per year", "per quarter"], "volume", [1200, 200, 20]),
        ("Handling time", [2, 30, 90], ["h", "min", "sec"], "handling_minutes", [120, 30, 1.5]),
        ("Cost", [2, 30, 1.5], ["k€", "k€", "m€"], "annual_cost", [2_000, 30_000, 1_500_000]),
    ],
)
def test_units_without_a_heading_belong_to_the_figure_before_them(heading, figures, units, column, values):
    intake = table([heading, None, "FTE"], figures, units, [1, 2, 3])
    assert intake.typed[column].tolist() == values


def test_words_without_a_heading_that_are_no_units_change_nothing():
    intake = table(["Volume", None, "FTE"], [100, 200, 5], ["new", "old", "new"], [1, 2, 3])
    assert intake.typed["volume"].tolist() == [100, 200, 5]


def test_thousands_in_the_column_of_currencies_count():
    intake = table(["Cost", "Currency"], [2, 30, 500], ["TEUR", "kUSD", "CHF"])
    assert intake.typed["annual_cost"].tolist() == [2_000, 30_000, 500]
    assert intake.typed["currency"].tolist() == ["EUR", "USD", "CHF"]


def test_a_unit_of_posts_or_shares_counts_for_its_row():
    posts = table(["FTE", "FTE unit"], [50, 1.5, 20], ["%", "FTE", "h/week"])
    assert posts.typed["fte"].tolist()[:2] == [0.5, 1.5] and pd.isna(posts.typed["fte"].iloc[2])
    assert codes(posts)["UNIT_NOT_READ"] == ["B4"]
    shares = table(["Error rate", "Unit"], [5, 15, 200], ["%", "‰", "ppm"])
    assert shares.typed["error_share"].tolist() == pytest.approx([0.05, 0.015, 0.0002])


@pytest.mark.parametrize("heading", ["pro", "je", "par", "por"])
def test_a_heading_such_as_per_heads_units(heading):
    intake = table(["Volume", heading], [100, 200, 5], ["Monat", "Jahr", "Quartal"])
    assert intake.typed["volume"].tolist() == [1200, 200, 20]


@pytest.mark.parametrize(
    ("heading", "beside", "cells"),
    [
        ("Annual cost (EUR)", "", ["M", "H", "M"]),
        ("Volume per month", "", ["monthly", "weekly", "daily"]),
        ("FTE", "Business unit", ["Staff", "Line", "Staff"]),
        ("Volume", "Currency", ["TEUR", "TEUR", "TEUR"]),
    ],
)
def test_grades_frequencies_departments_and_currencies_are_no_units_of_other_columns(heading, beside, cells):
    names = ["Pay invoices", "Run payroll", "Answer calls"]
    with_column = read(
        ["Process", heading, beside], *[[name, 12.0, cell] for name, cell in zip(names, cells, strict=True)]
    )
    alone = read(["Process", heading], *[[name, 12.0] for name in names])
    measure = alone.tables[0].headings[1].column
    assert with_column.typed[measure].tolist() == alone.typed[measure].tolist()
