"""Processes that take several rows: a row for each figure, and forms below one another."""

from __future__ import annotations

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, read, sheet
from tests.intake.made_sheets import file as made_file


def test_a_list_with_a_row_for_each_figure_is_read_with_a_row_for_each_process():
    intake = read(
        ["Department", "Process", "Measure", "Value"],
        ["Finance", "Pay invoices", "FTE", 2],
        ["Finance", "Pay invoices", "Volume p.a.", 12_000],
        ["Finance", "Pay invoices", "Cost EUR", "150k"],
        ["HR", "Run payroll", "FTE", 1],
        ["HR", "Run payroll", "Cost EUR", 80_000],
        ["HR", "Run payroll", "Criticality", "High"],
    )
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]
    assert intake.typed["business_unit"].tolist() == ["Finance", "HR"]
    assert intake.typed["fte"].tolist() == [2, 1] and intake.typed["annual_cost"].tolist() == [
        150_000,
        80_000,
    ]
    assert intake.typed["volume"].fillna(0).tolist() == [12_000, 0]
    assert intake.typed["criticality"].fillna("").tolist() == ["", "high"]
    assert codes(intake)["TABLE_LAID_OUT"] == [""]
    # The row of the last figure of the process, in the column of the cost.
    assert codes(intake)["NUMBER_WRITTEN_OUT"] == ["E4"]


def test_the_unit_of_each_figure_counts():
    intake = read(
        ["Prozess", "Kennzahl", "Wert", "Einheit"],
        ["Rechnungen prüfen", "Menge", 1000, "pro Monat"],
        [None, "Bearbeitungszeit", 5, "min"],
        ["Gehalt abrechnen", "Menge", 100, "pro Woche"],
        [None, "Bearbeitungszeit", 2, "Std"],
    )
    assert intake.typed["process_name"].tolist() == ["Rechnungen prüfen", "Gehalt abrechnen"]
    volumes = intake.typed["volume"].tolist()
    assert volumes[0] == 12_000 and (volumes[1] == 5200 or volumes[1] != volumes[1])


@pytest.mark.parametrize(("last", "newest"), [("2025", "PERIOD_CHOSEN"), ("Actual", "HEADING_SAYS_MORE")])
def test_of_several_years_or_states_of_each_figure_one_is_taken_as_elsewhere(last, newest):
    intake = read(
        ["Process", "Measure", "2024" if last == "2025" else "Target", last],
        ["Pay invoices", "FTE", 2, 3],
        ["Pay invoices", "Volume", 1000, 1100],
        ["Run payroll", "FTE", 1, 1],
        ["Run payroll", "Volume", 10, 11],
    )
    assert intake.typed["fte"].tolist() == [3, 1] and intake.typed["volume"].tolist() == [1100, 11]
    assert newest in codes(intake)


def test_a_column_of_years_says_of_which_each_figure_is():
    intake = read(
        ["Process", "Measure", "Year", "Value"],
        *[
            [name, measure, year, figure * (year - 2023)]
            for name in ("Pay invoices", "Run payroll")
            for measure, figure in (("FTE", 2), ("Volume", 100))
            for year in (2024.0, 2025.0)
        ],
    )
    assert intake.typed["fte"].tolist() == [4, 4] and intake.typed["volume"].tolist() == [200, 200]


def test_two_columns_of_figures_that_say_nothing_of_their_own_are_refused():
    intake = read(
        ["Process", "Measure", "Site A", "Site B"],
        ["Pay invoices", "FTE", 2, 3],
        ["Pay invoices", "Volume", 1000, 1100],
        ["Run payroll", "FTE", 1, 1],
        ["Run payroll", "Volume", 10, 11],
    )
    assert intake.typed.empty and "NO_TABLE" in codes(intake)


def test_units_count_though_some_are_no_units_of_ours():
    intake = read(
        ["Process", "Metric", "Value", "Unit", "Period"],
        ["Pay invoices", "FTE", 2, "posts", None],
        ["Pay invoices", "Volume", 100, "invoices", "month"],
        ["Pay invoices", "Cost", 50, "kEUR", "year"],
        ["Run payroll", "FTE", 1, "posts", None],
        ["Run payroll", "Volume", 10, "invoices", "month"],
        ["Run payroll", "Cost", 20, "kEUR", "year"],
    )
    assert intake.typed["fte"].tolist() == [2, 1] and intake.typed["volume"].tolist() == [1200, 120]
    assert intake.typed["annual_cost"].tolist() == [50_000, 20_000]
    assert set(intake.typed["currency"]) == {"EUR"}


def test_forms_below_one_another_are_read_with_a_row_for_each():
    forms = sheet(
        ["Process description"],
        [None],
        ["Process name:", "Pay invoices"],
        ["FTE:", 2],
        ["Volume per month:", 1000],
        [None],
        ["Process name:", "Run payroll"],
        ["Owner:", "HR services"],
        ["FTE:", "many"],
        name="Forms",
    )
    intake = interpret([made_file(forms)])
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]
    assert intake.typed["volume"].fillna(0).tolist() == [12_000, 0]
    unread = intake.issues[intake.issues["code"] == "CELL_NOT_A_NUMBER"]
    assert unread[["sheet", "row"]].values.tolist() == [["Forms (one row each)", 9]]


def test_a_legend_of_two_columns_is_no_pile_of_forms():
    intake = read(
        ["Process", "What you do, one process a row"],
        ["FTE", "Full-time equivalents"],
        ["Volume", "Items a year"],
    )
    assert intake.typed.empty
