"""A live model handed back: what was changed in it, and by whom."""

import openpyxl
import pytest
import xlsxwriter

from schemas.workbooks import KIND_PROPERTY, KIND_WHAT_IF, PORTFOLIO_PROPERTY, RUN_PROPERTY
from tasks.intake import is_what_if, read_what_if, report_portfolio
from tasks.settings import settings

LIMITS = settings().limits


@pytest.fixture
def book(tmp_path):
    """The sheets of a live model, as far as they are read."""
    path = tmp_path / "what_if.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, value in ((PORTFOLIO_PROPERTY, "P"), (RUN_PROPERTY, "r"), (KIND_PROPERTY, KIND_WHAT_IF)):
            made.set_custom_property(name, value)
        sheet = made.add_worksheet("Assumptions")
        for row, (name, value) in enumerate(
            (("release", "all_released"), ("discount_rate", 0.08), ("changed_by", ""))
        ):
            sheet.write_row(row, 0, [name, "", "", value])
            sheet.write(row, 9, value)
        sheet.write_row(4, 0, ["Assumption", "What", "Unit", *"abcdef", "As shipped"])
        for row, (name, value) in enumerate(
            (("governance", 0.06), ("severance", 0.5), ("transition", 0.15)), start=5
        ):
            sheet.write_row(row, 0, [name, "", "", *[value] * 6, value])
        lines = made.add_worksheet("Candidates")
        lines.write_row(4, 0, ["P1", "First", "in", "onshore", "BPO"])
        lines.write_row(5, 0, ["P2", "Second", "out", "offshore", "KPO", 1000])
    return path


def test_nothing_changed_is_an_empty_overlay(book):
    assert is_what_if(book, LIMITS) and report_portfolio(book, LIMITS) == "P"
    read = read_what_if(book, LIMITS)
    assert (read.overlay, read.remarks, read.changed_by, read.refused) == ({}, (), "", None)
    assert read.switches == (
        ("P1", True, "onshore", None, False),
        ("P2", False, "offshore", 1000.0, False),
    )


def test_what_was_changed_and_by_whom(book):
    changed = openpyxl.load_workbook(book)
    sheet = changed["Assumptions"]
    sheet["D1"], sheet["D2"], sheet["D3"] = "attrition", 0.05, "A. Controller"
    for letter in "DEFGHI":
        sheet[f"{letter}6"] = 0.10
    sheet["D7"], sheet["D8"] = 0.2, "much"
    changed.save(book)
    read = read_what_if(book, LIMITS)
    assert read.overlay["assumptions"] == {"governance": {"mid": 0.10}, "discount_rate": {"mid": 0.05}}
    assert [name for name, fields in read.overlay["release"].items() if fields["is_chosen"]] == ["attrition"]
    assert "severance" in read.remarks[0] and "transition" in read.remarks[1]
    assert read.name == "what_if.xlsx, A. Controller"


def test_words_in_other_letters_count_and_what_is_no_answer_is_told(book):
    changed = openpyxl.load_workbook(book)
    top, lines = changed["Assumptions"], changed["Candidates"]
    top["D1"], top["D2"] = " Attrition", "10 %"
    lines["C5"], lines["D5"], lines["F5"] = "Out ", "Offshore", -5
    lines["C6"], lines["D6"], lines["F6"] = "no", "India", "£ 1,000"
    changed.save(book)
    read = read_what_if(book, LIMITS)
    assert read.overlay["release"]["attrition"] == {"is_chosen": True} and "assumptions" not in read.overlay
    assert read.switches == (("P1", False, "offshore", None, True), ("P2", True, None, None, True))
    assert read.remarks == (
        "discount_rate: cell D2 is no number, so it is left as it was.",
        "Cell C6 of the candidates is neither in nor out, so the process stays in.",
        "Cell D6 of the candidates is none of onshore, nearshore, offshore, so the location of the audit stays.",
        "The quote in cell F5 of the candidates is no number from 0 on, so the cost of the list stays.",
        "The quote in cell F6 of the candidates is no number from 0 on, so the cost of the list stays.",
    )


def test_a_model_whose_assumptions_are_gone_is_refused(book):
    changed = openpyxl.load_workbook(book)
    del changed["Assumptions"]
    changed.save(book)
    assert "sheet of assumptions is gone" in read_what_if(book, LIMITS).refused
