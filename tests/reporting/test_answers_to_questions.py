"""Answers in the report itself: No and "does not apply" count, also after LibreOffice saved the report."""

from __future__ import annotations

import dataclasses
import shutil

import openpyxl
import pandas as pd
import pytest

from schemas.issues import issue, issues_frame
from schemas.messages import catalogue
from schemas.results import ANSWER_COLUMNS, ANSWERED, EVERY_PROCESS
from schemas.rules import load_rulebook
from tasks.intake import answers, filled_lines, read_answers
from tasks.reporting.datasets.frames import candidates_frame, results_frame
from tasks.reporting.model.answers import answers_table
from tasks.reporting.model.context import Context
from tasks.reporting.model.sheets import ask_next, candidates
from tasks.reporting.model.sheets.ask_next import LEGAL_BAR
from tasks.settings import Limits
from tests.builders import made_up_audit
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


def answer_once(report, path, said, heading="Your answer"):
    """Fills in the answer to the question that is asked once for the whole list."""
    book = openpyxl.load_workbook(report)
    sheet = book["Ask next"]
    head, line = sheet[sheet.tables["AskOnce"].ref]
    line[[cell.value for cell in head].index(heading)].value = said
    book.save(path)
    return path


def cells_of(report, sheet):
    rows = openpyxl.load_workbook(report, read_only=True)[sheet].iter_rows(values_only=True)
    return " ".join(str(cell) for row in rows for cell in row if cell is not None)


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
    back = answer_once(answer(report, tmp_path / "back.xlsx", given), tmp_path / "back.xlsx", "no")
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
    issues = pd.read_csv(f"{outcome.run_folder}/issues.csv")
    assert issues["code"].eq("ANSWER_TAKEN").sum() == 2
    # No for the whole list: one issue, and neither asked nor assumed any more
    [issue] = issues[issues["code"].eq("ANSWER_FOR_ALL_TAKEN")]["message"]
    assert "3 blank cells count as No" in issue and inputs["outsourcing_prohibited"].eq(False).all()
    whole = said["All processes of the list", "Outsourcing prohibited: no"]
    assert whole.startswith("Taken over: No counts")
    assert "We assumed" in cells_of(report, "Candidates")
    after = f"{outcome.run_folder}/audit_report.xlsx"
    assert "We assumed" not in cells_of(after, "Candidates") and "require you" not in cells_of(
        after, "Ask next"
    )


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


def column_letters(sheet, table):
    """Letter of each column of a table by its heading."""
    head = sheet[sheet.tables[table].ref][0]
    return {cell.value: cell.column_letter for cell in head}


def test_answers_whose_row_no_longer_says_what_they_answer_are_told(asked, tmp_path):
    _, _, report = asked
    given = {("P1", "Core process"): "core", ("P2", "Core process"): "core", ("P3", "Core process"): "core"}
    path = answer_once(answer(report, tmp_path / "back.xlsx", given), tmp_path / "back.xlsx", "no")
    assert read_answers(path, Limits()).remarks == ()
    book = openpyxl.load_workbook(path)
    sheet = book["Ask next"]
    own = column_letters(sheet, "QuestionsByProcess")
    rows = [cell.row for cell in sheet[own["Your answer"]] if cell.value == "core"]
    by_id = {sheet[f"{own['Id']}{row}"].value: row for row in rows}
    sheet[f"{own['Id']}{by_id['P1']}"] = None
    sheet[f"{own['Column to fill']}{by_id['P2']}"] = "Core or not?"
    once = column_letters(sheet, "AskOnce")
    line = sheet[sheet.tables["AskOnce"].ref][1][0].row
    sheet[f"{once['Column to fill']}{line}"] = "Prohibited"
    book.save(path)
    read = read_answers(path, Limits())
    assert [answer["process"][:2] for answer in read.lines] == ["P3"]
    places = [
        f'Ask next!{once["Your answer"]}{line}. What was below "Column to fill"',
        f'Ask next!{own["Your answer"]}{by_id["P1"]}. What was below "Id"',
        f'Ask next!{own["Your answer"]}{by_id["P2"]}. What was below "Column to fill"',
    ]
    assert [remark.split(" in the row")[0] for remark in read.remarks] == [
        f"back.xlsx: Not taken: {place}" for place in places
    ]
    [outcome] = test_challenge.run(tmp_path, path)
    assert set(read.remarks) < set(outcome.remarks) and "1 answer was taken in" in " ".join(outcome.remarks)


def test_answers_and_texts_that_are_too_much_are_told(asked, tmp_path, monkeypatch):
    for module in (answers, filled_lines):
        monkeypatch.setattr(module, "MOST_LINES", 1)
    _, _, report = asked
    path = answer(report, tmp_path / "back.xlsx", {(f"P{n}", "Core process"): "core" for n in (1, 2, 3)})
    book = openpyxl.load_workbook(path)
    top = book["Challenge"][book["Challenge"].tables["Challenge"].ref][1]
    for line in (0, 1):
        for cell, text in zip(
            top, ("P1 | Invoice processing", "object", None, None, "y" * 2001), strict=False
        ):
            cell.offset(row=line).value = text
    book.save(path)
    read = read_answers(path, Limits())
    assert len(read.lines) == 2
    lines, cut, questions = read.remarks
    assert f"1 filled line was not taken, from row {top[0].row + 1} of sheet Challenge on" in lines
    assert f"Of Challenge!{top[4].coordinate} only the first 2,000 characters were taken" in cut
    assert "2 filled lines were not taken, from row" in questions and "of sheet Ask next on" in questions


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
    answer_once(tmp_path / "zurück.xlsx", tmp_path / "zurück.xlsx", "nein", words.text("field.answer"))
    [outcome] = run(tmp_path, tmp_path / inventory.name, tmp_path / "zurück.xlsx")
    inputs = pd.read_parquet(f"{outcome.run_folder}/inputs.parquet")
    assert inputs["core_process"].eq("non_core").any() and inputs["outsourcing_prohibited"].eq(False).all()


def test_the_question_for_the_whole_list_has_a_cell_with_the_allowed_answers(asked):
    _, _, report = asked
    [line] = table_of(report, "AskOnce")
    assert (line["Your answer"], line["Column to fill"]) == (None, "Outsourcing prohibited")
    sheet = openpyxl.load_workbook(report)["Ask next"]
    head, own = sheet[sheet.tables["AskOnce"].ref]
    cell = own[[one.value for one in head].index("Your answer")]
    [rule] = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
    assert rule.formula1 == '"yes,no,does not apply"' and "No: every blank cell" in rule.prompt


@pytest.fixture(scope="module")
def context():
    audit = made_up_audit()
    audit = dataclasses.replace(audit, rulebook=load_rulebook())  # with the gate: a blank is no legal bar
    results = results_frame(audit)
    return Context.of(audit, "stakeholder", results, candidates_frame(audit, results), "0" * 64)


def after(context, said, *codes):
    """A list for which somebody gave this answer: state of the answer, question asked again, what is assumed."""
    given = {"process": f"{EVERY_PROCESS} | ", "answer": ANSWERED, "reason": LEGAL_BAR, "override": said}
    issues = [issue(code, file="list.xlsx", column=LEGAL_BAR, cells="3 cells are blank") for code in codes]
    audit = context.audit
    audit = dataclasses.replace(
        audit,
        intake=dataclasses.replace(audit.intake, issues=issues_frame(issues)),
        answers=pd.DataFrame([given], columns=list(ANSWER_COLUMNS)).astype("str"),
    )
    own = dataclasses.replace(context, audit=audit, made={})
    asked = [
        table.frame["question"].iloc[0] for table in ask_next.sheet(own).tables if table.name == "AskOnce"
    ]
    return answers_table(own).frame["state"].iloc[0], asked, " ".join(candidates.sheet(own).notes)


def test_yes_for_the_whole_list_asks_which_and_withdraws_the_assumption(context):
    state, [question], notes = after(context, "yes", "ANSWER_FOR_ALL_IS_YES")
    assert state.startswith("Open: enter Yes in the list") and question.startswith("You answered that a law")
    assert "We assumed" not in notes and "move none of these candidates" in notes


def test_what_became_of_any_other_answer_for_the_whole_list(context):
    state, asked, notes = after(context, "does_not_apply")
    assert (state[:5], asked) == ("Noted", []) and "We assumed" in notes
    for said, codes, state in (
        ("ask counsel", (), "Not taken over: the answer is no value"),
        ("no", ("ANSWERS_FOR_ALL_DISAGREE",), "Not taken over: people gave different answers"),
        ("no", ("ANSWER_FOR_ALL_UNREADABLE",), "Not taken over: another answer for the whole list is none"),
        ("no", (), "Confirmed: no cell"),
    ):
        told, asked, _ = after(context, said, *codes)
        assert told.startswith(state) and len(asked) == 1
