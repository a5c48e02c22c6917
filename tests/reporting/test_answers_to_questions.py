"""Answers in the report itself: No and "does not apply" count, also after LibreOffice saved the report."""

from __future__ import annotations

import shutil

import openpyxl
import pandas as pd
import pytest

from schemas.messages import catalogue
from tests.libreoffice import saved_by_libreoffice
from tests.reporting import test_challenge
from tests.reporting.test_challenge import table_of

LIST = """Process id;Process name;FTE;Annual cost;Rule based;Judgement;Analysis share
P1;Invoice processing;6;300000;5;1;0.1
P2;Preparation of market reports;9;400000;2;4;0.6
P3;Payroll;4;200000;5;1;0.1
"""


def run(folder, *files, language="en"):
    outcomes = test_challenge.run(folder, *files, language=language)
    assert all(outcome.run_folder for outcome in outcomes), outcomes
    return outcomes


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked")
    inventory = folder / "group.csv"
    inventory.write_text(LIST)
    [outcome] = run(folder, inventory)
    return folder, inventory, f"{outcome.run_folder}/audit_report.xlsx"


def questions(report):
    return table_of(report, "QuestionsByProcess")


def answer(report, path, given):
    """Fills in answers by process id and column title."""
    book = openpyxl.load_workbook(report)
    sheet = book["Ask next"]
    cells = [*sheet[sheet.tables["QuestionsByProcess"].ref]]
    head = [cell.value for cell in cells[0]]
    places = [head.index(name) for name in ("Id", "Column to fill", "Your answer")]
    for row in cells[1:]:
        process, column, own = (row[place] for place in places)
        if (process.value, column.value) in given:
            own.value = given[process.value, column.value]
    book.save(path)
    return path


def converted(path, ending):
    return saved_by_libreoffice(path, ending, path.parent / f"by_libreoffice_{ending}")


def test_each_question_offers_the_values_of_its_column_and_that_it_does_not_apply(asked):
    _, _, report = asked
    sheet = openpyxl.load_workbook(report)["Ask next"]
    cells = [*sheet[sheet.tables["QuestionsByProcess"].ref]]
    head = [cell.value for cell in cells[0]]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        for row in cells[1:]:
            if row[head.index("Your answer")].coordinate in rule.sqref:
                offered[row[head.index("Column to fill")].value] = rule.formula1
    assert set(offered) == {line["Column to fill"] for line in questions(report)}
    assert offered["Executable by checklist"] == '"yes,no,does not apply"'
    assert offered["Core process"] == '"core,core support,non core,does not apply"'


@pytest.mark.parametrize("ending", ["", "xlsx", "ods"])
def test_a_no_is_taken_over_and_what_does_not_apply_is_not_asked_again(asked, ending, tmp_path):
    folder, inventory, report = asked
    given = {
        ("P1", "Executable by checklist"): "no",
        ("P2", "Core process"): "non core",
        ("P3", "Core process"): "does not apply",
    }
    before = {(line["Id"], line["Column to fill"]) for line in questions(report)}
    assert set(given) <= before
    back = answer(report, tmp_path / "back.xlsx", given)
    back = converted(back, ending) if ending else back
    shutil.copy(inventory, tmp_path)
    [outcome] = run(tmp_path, tmp_path / inventory.name, back)
    inputs = pd.read_parquet(f"{outcome.run_folder}/inputs.parquet").set_index("process_id")
    assert inputs.loc["P1", "checklist_executable"] == False  # noqa: E712, missing is not False
    assert inputs.loc["P2", "core_process"] == "non_core" and pd.isna(inputs.loc["P3", "core_process"])
    after = {
        (line["Id"], line["Column to fill"]) for line in questions(f"{outcome.run_folder}/audit_report.xlsx")
    }
    assert not after & set(given)
    said = {
        (line["Process"], line["Answer"]): line["State"]
        for line in table_of(f"{outcome.run_folder}/audit_report.xlsx", "Answers")
    }
    assert said["Invoice processing", "Executable by checklist: no"].startswith("Taken over")
    assert said["Payroll", "Core process: does not apply"].startswith("Noted")
    codes = pd.read_csv(f"{outcome.run_folder}/issues.csv")["code"]
    assert codes.eq("ANSWER_TAKEN").sum() == 2


def test_an_answer_never_replaces_what_the_list_says_and_one_that_cannot_be_read_is_said(asked, tmp_path):
    _, inventory, report = asked
    given = {("P1", "Core process"): "purple", ("P2", "Core process"): "core"}
    back = answer(report, tmp_path / "back.xlsx", given)
    head, *rows = inventory.read_text().splitlines()
    core = ["", "non_core", ""]
    own = tmp_path / "group.csv"
    own.write_text(
        "\n".join([f"{head};Core process", *(f"{row};{core[n]}" for n, row in enumerate(rows))]) + "\n"
    )
    [outcome] = run(tmp_path, own, back)
    inputs = pd.read_parquet(f"{outcome.run_folder}/inputs.parquet").set_index("process_id")
    assert inputs.loc["P2", "core_process"] == "non_core" and pd.isna(inputs.loc["P1", "core_process"])
    said = {
        line["Process"]: line["State"]
        for line in table_of(f"{outcome.run_folder}/audit_report.xlsx", "Answers")
    }
    assert said["Preparation of market reports"].startswith("Not taken over: the list has a value")
    assert said["Invoice processing"].startswith("Not taken over: the answer is no value")


def test_answers_are_offered_in_the_language_of_the_report_and_read_back(asked, tmp_path):
    _, inventory, _ = asked
    shutil.copy(inventory, tmp_path)
    [german] = run(tmp_path, tmp_path / inventory.name, language="de")
    words = catalogue("de")
    book = openpyxl.load_workbook(f"{german.run_folder}/audit_report.xlsx")
    sheet = book["Ask next"]
    cells = [*sheet[sheet.tables["QuestionsByProcess"].ref]]
    head = [cell.value for cell in cells[0]]
    own, column = (head.index(words.text(f"field.{name}")) for name in ("answer", "column"))
    for row in cells[1:]:
        if row[column].value == words.column_title("core_process"):
            row[own].value = "kein Kern"
    book.save(tmp_path / "zurück.xlsx")
    [outcome] = run(tmp_path, tmp_path / inventory.name, tmp_path / "zurück.xlsx")
    inputs = pd.read_parquet(f"{outcome.run_folder}/inputs.parquet")
    assert inputs["core_process"].eq("non_core").any()
