"""Answers that have a column each, one of them ticked: read as words; none of them is a yes to the question."""

from __future__ import annotations

import pytest

from tasks.quality import validate
from tests.intake.made_sheets import codes, read

NAMES = ("Pay supplier invoices", "Run payroll", "Archive files")


def ticked(headings, *places, tick="x", below=None):
    """A list with a column for each answer, ticked in the place given for each row."""
    rows = [
        [name, *[tick if at == place else None for at in range(len(headings))], 2.0]
        for name, place in zip(NAMES, places, strict=False)
    ]
    if below is None:
        return read(["Process", *headings, "FTE"], *rows)
    return read(["Process", below, *[None] * (len(headings) - 1), "FTE"], [None, *headings, None], *rows)


@pytest.mark.parametrize(
    ("above", "headings", "column", "values"),
    [
        ("Criticality", ["High", "Medium", "Low"], "criticality", ["high", "medium", "low"]),
        ("Frequency", ["daily", "weekly", "yearly"], "frequency", ["daily", "weekly", "yearly"]),
        ("Judgement needed", ["1", "3", "5"], "judgement_level", [1.0, 3.0, 5.0]),
        ("Judgement needed", ["1", "2", "3"], "judgement_level", [1.0, 3.0, 5.0]),
        (None, ["täglich", "wöchentlich", "monatlich"], "frequency", ["daily", "weekly", "monthly"]),
        (None, ["öffentlich", "intern", "vertraulich"], "data_classification", ["public", "internal", "confidential"]),
        (None, ["In-house", "Outsourced", "Hybrid"], "current_model", ["in_house", "outsourced", "hybrid"]),
        (None, ["Personal data", "Health data", "Card data"], "data_types", ["customer_personal", "health", "payment_card"]),
    ],
)  # fmt: skip
def test_a_tick_below_an_answer_is_that_answer(above, headings, column, values):
    intake = ticked(headings, 0, 1, 2, below=above)
    assert intake.typed[column].tolist() == values
    row = 1 if above is None else 2
    assert codes(intake)["TICKS_AS_WORDS"] == [f"B{row}"]


@pytest.mark.parametrize("headings", [("Internal", "External"), ("Intern", "Extern"), ("Interne", "Externe")])
def test_ticks_below_internal_and_external_say_who_does_the_work(headings):
    rows = [[NAMES[0], "x", None], [NAMES[1], None, "x"], [NAMES[2], "x", "x"]]
    intake = read(["Process", *headings], *rows)
    assert intake.typed["current_model"].tolist() == ["in_house", "outsourced", "hybrid"]
    assert codes(intake)["TICKS_AS_WORDS"] == ["B1"]


@pytest.mark.parametrize("tick", ["x", "✓", "ja", 1, True])
def test_ticks_are_known_by_any_sign(tick):
    intake = ticked(["High", "Medium", "Low"], 2, 0, 1, tick=tick, below="Criticality")
    assert intake.typed["criticality"].tolist() == ["low", "high", "medium"]


def test_two_ticks_of_one_question_are_told():
    intake = read(
        ["Process", "Criticality high", "Criticality low"],
        ["Pay supplier invoices", "x", "x"],
        ["Run payroll", None, "x"],
    )
    checked = validate(intake)
    assert checked.typed["criticality"].isna().tolist() == [True, False]
    assert codes(checked)["NOT_ALLOWED"] == ["B2"]


def test_answers_without_a_question_that_fit_several_columns_are_left():
    intake = ticked(["High", "Medium", "Low"], 0, 1, 2)
    assert set(intake.typed).isdisjoint(("criticality", "judgement_level", "strategic_importance_level"))
    assert intake.carried["High"].tolist()[0] == "x"


def test_kinds_of_data_beside_a_column_of_them_are_added():
    intake = read(
        ["Process", "Data types", "FTE", "Personal data", "Health data"],
        ["Pay supplier invoices", "financial", 1, None, None],
        ["Run payroll", "financial", 1, "x", None],
        ["Treat patients", None, 1, "x", "x"],
    )
    kinds = [set(str(kinds).split(";")) for kinds in intake.typed["data_types"]]
    assert (
        kinds[0] == {"financial"} and "financial" in kinds[1] and len(kinds[1]) == 2 and "health" in kinds[2]
    )


def test_the_figures_of_sites_are_no_ticks():
    intake = read(
        ["Process", "FTE Berlin", "FTE Paris"],
        ["Pay supplier invoices", 1, 0],
        ["Run payroll", 1, 1],
    )
    assert "TICKS_AS_WORDS" not in codes(intake)


def test_one_row_is_enough_to_see_what_is_ticked():
    intake = read(["Process", "Criticality high", "Criticality low"], ["Pay supplier invoices", "x", None])
    assert intake.typed["criticality"].tolist() == ["high"]


@pytest.mark.parametrize(
    ("above", "headings", "column", "values"),
    [
        # "No", "Ausbildung" and "none" are headings themselves, or words for nothing.
        ("Outsourced?", ["Yes", "No"], "current_model", ["outsourced", "in_house"]),
        ("Checklist available?", ["Yes", "No"], "checklist_executable", [True, False]),
        ("Qualification", ["Ausbildung", "Bachelor", "Master"], "qualification", ["vocational", "bachelor", "master"]),
        ("Customer contact", ["direct", "none"], "customer_contact", ["direct", "none"]),
    ],
)  # fmt: skip
def test_an_answer_that_is_a_heading_itself_stays_an_answer(above, headings, column, values):
    intake = ticked(headings, *range(len(headings)), below=above)
    assert intake.typed[column].tolist() == values


def test_words_of_levels_without_a_question_are_left():
    intake = ticked(["Automated", "Manual", "Partly"], 0, 1, 2)
    assert set(intake.typed).isdisjoint(("documentation_level", "automation_share"))
