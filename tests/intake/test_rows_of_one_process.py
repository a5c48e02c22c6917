"""Processes that take several rows: a row for each figure, and forms below one another."""

from __future__ import annotations

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


def test_figures_of_several_years_are_still_refused():
    intake = read(
        ["Process", "Measure", "2025", "2026"],
        ["Pay invoices", "FTE", 2, 3],
        ["Pay invoices", "Volume", 1000, 1100],
        ["Run payroll", "FTE", 1, 1],
        ["Run payroll", "Volume", 10, 11],
    )
    assert intake.typed.empty and "NO_TABLE" in codes(intake)


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
