"""The department as evidence for the service line, and for nothing else."""

from pathlib import Path

import pandas as pd

from tasks.text import read_texts

ROWS = Path(__file__).parent / "department_rows.csv"


def line_of(rulebook, name, department):
    typed = pd.DataFrame({"process_name": [name], "business_unit": [department]}, dtype="str")
    line = read_texts(typed, rulebook)["text_service_line"].iloc[0]
    return None if pd.isna(line) else line


def test_names_that_say_little_take_the_line_of_their_department(rulebook):
    rows = pd.read_csv(ROWS).rename(columns={"title": "process_name", "department": "business_unit"})
    assert (read_texts(rows, rulebook)["text_service_line"] == rows["expected_line"]).mean() >= 0.9


def test_a_known_service_and_many_words_go_before_the_department(rulebook):
    assert line_of(rulebook, "Legal advice", "Human Resources") == "legal"
    assert line_of(rulebook, "Data models and predictive analytics of churn", "IT") == "data_analytics"


def test_a_few_words_give_way_to_the_department_but_not_to_a_back_office(rulebook):
    assert line_of(rulebook, "Clinical negligence claims", "Legal and governance") == "legal"
    assert line_of(rulebook, "Mortgage file completion", "Shared Services") == "banking_insurance_securities"
    assert line_of(rulebook, "Weekly round", "Shared Services") == "back_office"


def test_a_place_or_an_unknown_name_of_a_department_says_nothing(rulebook):
    assert [line_of(rulebook, "Weekly round", unit) for unit in ("Haus 7", "Operations", "Berlin", None)] == [
        None
    ] * 4


def test_the_department_changes_nothing_but_the_line(rulebook):
    rows = pd.DataFrame(
        {"process_name": ["Trial batches", "Payroll"], "business_unit": ["Legal", "Nursing"]}, dtype="str"
    )
    with_unit, without = read_texts(rows, rulebook), read_texts(rows[["process_name"]], rulebook)
    pd.testing.assert_frame_equal(
        with_unit.drop(columns="text_service_line"), without.drop(columns="text_service_line")
    )
