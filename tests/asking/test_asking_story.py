"""Ask, answer, audit again: an owner's answers lift a label from provisional, and the report says so."""

from __future__ import annotations

import datetime as dt
import shutil

import openpyxl
import pandas as pd
import pytest

from flows.asking.command import ask_owners
from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from tasks.settings import Settings
from tests.asking.conftest import HEADING_ROW

LIST = """\
Id|Process name|Business unit|Owner|Country|FTE|Labour cost|Currency|Rule based|Judgement|Checklist|Analysis share\
|Output type|Expertise|Core process|Importance|Competitive advantage|Data types|Current model|Volume
P1|Invoice processing|Finance|Jane Roe|IE|12|600000|EUR|5|1|yes|0.05|transaction|1|non_core|2|no|financial|in_house|90000
P2|Payroll|Finance|Jane Roe|IE|6||EUR|5|2|yes|0.05|transaction|2||||employee_personal|in_house|40000
P3|Market studies|Sales|Tom Poe|IE|4|400000|EUR|2||no|0.6||4|non_core|3|no|public|in_house|40
""".replace("|", ";")
DAY = dt.date(2026, 11, 2)


def audit(folder, *inputs):
    config = Settings(out=folder / "out")
    [request] = requests_for([folder / "group.csv", *inputs], folder / "out", DAY, config=config)
    outcome = audit_and_remember(request, inline())
    assert not outcome.fault, outcome.fault
    return outcome


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked")
    (folder / "group.csv").write_text(LIST)
    audit(folder)
    return folder


def grades(folder):
    results = pd.read_parquet(folder / "out/group/latest/results.parquet").set_index("process_id")
    return results["grade"].to_dict(), results["certainty"].to_dict()


@pytest.mark.standing
def test_answers_of_owners_are_counted_lift_the_grade_and_are_in_the_report(first, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(first, folder, symlinks=True)
    before, _ = grades(folder)
    assert before["P2"] == "C"
    asked, _ = ask_owners(Settings(out=folder / "out"), "group", today=DAY)
    back = []
    for one in asked.questionnaires:
        book = openpyxl.load_workbook(one.book)
        for question in one.questions:
            said = {"core_process": "non core", "labour_cost": 300000, "output_type": "insight",
                    "judgement_level": 4, "strategic_importance_level": 2,
                    "competitive_advantage": "no", "outsourcing_prohibited": "no"}[question["column"]]  # fmt: skip
            book.worksheets[0].cell(HEADING_ROW + question["number"], 6).value = said
        back.append(folder / f"{one.questionnaire_id}.xlsx")
        book.save(back[-1])
    outcome = audit(folder, *back)
    after, certainty = grades(folder)
    assert after["P2"] == "B" and certainty["P2"] == "firm"
    assert any("questions are answered (an owner in Finance)" in remark for remark in outcome.remarks)
    run = folder / "out/group/latest"
    inputs = pd.read_parquet(run / "inputs.parquet").set_index("process_id")
    assert inputs.loc["P2", "core_process"] == "non_core"
    assert "core_process: Jane Roe, " in inputs.loc["P2", "answer_sources"]
    issues = pd.read_csv(run / "issues.csv")
    taken = issues[issues["code"].eq("OWNER_ANSWER_TAKEN")]
    for_all = [one for one in asked.questionnaires if one.who == "Legal"]
    assert len(for_all) == 1 and issues["code"].eq("ANSWER_FOR_ALL_TAKEN").sum() == 1
    assert len(taken) == sum(len(one.questions) for one in asked.questionnaires) - 1
    assert not issues["message"].str.contains("Jane|Tom").any()
    for report, is_full in (("audit_report.xlsx", False), ("audit_report_full.xlsx", True)):
        cells = _cells(run / report)
        assert "Questionnaire" in cells and "Taken over: the answer fills the blank cell of the list" in cells
        assert ("Jane Roe" in cells) is is_full
    assert not outcome.refusals


def _cells(path):
    sheets = openpyxl.load_workbook(path, read_only=True)
    return {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
