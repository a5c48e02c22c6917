"""A report handed back: its answers are taken in, and the next report says what became of each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from flows.verdict import verdict
from tasks import history
from tasks.intake import read_portfolio
from tasks.settings import Limits

DAY = dt.date(2026, 11, 1)
ROWS = """Process id;Process name;FTE;Annual cost;Rule based;Judgement;Core process;Outsourcing prohibited
P1;Invoice processing;6;300000;5;1;non_core;no
P2;Claims handling;9;400000;4;2;non_core;no
P3;Statutory filing;3;200000;5;1;non_core;yes
P4;Payroll;4;200000;5;1;non_core;no
"""
FILLED = [
    ("P1 | Invoice processing", "agree", None, None, None, "Zoe Quandt", dt.datetime(2026, 11, 2), None),
    (
        "P2 | Claims handling",
        "object",
        None,
        "Figures are wrong or out of date",
        None,
        "Zoe Quandt",
        "02.11.2026",
        None,
    ),
    (
        "P3 | Statutory filing",
        "override",
        "BPO candidate",
        "No provider could do it",
        None,
        "Zoe Quandt",
        None,
        dt.datetime(2027, 3, 1),
    ),
    (
        "P4 | Payroll",
        "override",
        "Retain",
        "Other: see my comment",
        None,
        "Zoe Quandt",
        None,
        dt.datetime(2027, 3, 1),
    ),
    (
        "P1 | Invoice processing",
        "override",
        "Retain",
        "It is core to our strategy",
        "Ask me.",
        "Yan Ibarra",
        None,
        dt.datetime(2027, 3, 1),
    ),
    ("P9 | No longer there", "object", None, "It is core to our strategy", None, "Yan Ibarra", None, None),
    ("P4 | Payroll", None, None, None, None, "Yan Ibarra", None, None),
]


def run(folder, *files, language="en"):
    requests = requests_for(files, folder / "out", DAY, language=language)
    return [audit_and_remember(request, inline()) for request in requests]


def table_of(path, name):
    for sheet in openpyxl.load_workbook(path):
        if name in sheet.tables:
            cells = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
            return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]
    return None


def fill(report, path, lines=FILLED, shift=0):
    book = openpyxl.load_workbook(report)
    sheet = book["Challenge"]
    top = int("".join(filter(str.isdigit, sheet.tables["Challenge"].ref.split(":")[0]))) + 1 + shift
    for row, line in enumerate(lines, start=top):
        for column, value in enumerate(line, start=1):
            sheet.cell(row, column, value)
    book.save(path)
    return path


@pytest.fixture
def audited(tmp_path):
    inventory = tmp_path / "group.csv"
    inventory.write_text(ROWS)
    [outcome] = run(tmp_path, inventory)
    return tmp_path, inventory, outcome


def states(report):
    return {
        (line["Process"], line["Answer"], line.get("By")): line["State"]
        for line in table_of(report, "Answers")
    }


@pytest.mark.parametrize("edition", ["audit_report.xlsx", "audit_report_full.xlsx"])
def test_the_next_report_says_what_became_of_each_answer(audited, edition):
    folder, inventory, first = audited
    back = fill(f"{first.run_folder}/{edition}", folder / "report from Zoe.xlsx")
    [taken] = run(folder, back)
    assert taken.status == "answers_taken" and taken.run_folder is None
    assert verdict([taken]).exit_code == 0 and "7 answers taken in" in verdict([taken]).sentence
    [second] = run(folder, inventory)
    said = states(f"{second.run_folder}/audit_report_full.xlsx")
    assert {key[0]: state for key, state in said.items() if key[2] == "Zoe Quandt"} == {
        "Invoice processing": "Noted: agrees",
        "Claims handling": "Open: the label stays until the process owner corrects the inventory or answers",
        "Statutory filing": "Rejected: reserved by law to the organisation; no override lifts that",
        "Payroll": "Rejected: an override needs a label, a reason, a name and a date until which it holds",
    }
    assert said["Invoice processing", "override", "Yan Ibarra"].startswith("Open: needs an approver")
    assert (
        said["P9 | No longer there", "object", "Yan Ibarra"] == "Rejected: no such process in the inventory"
    )
    assert said["Payroll", None, "Yan Ibarra"] == "Rejected: no answer was chosen"
    assert second.content_hash == first.content_hash


def test_what_was_asked_for_is_accepted_once_it_stands(audited):
    folder, inventory, first = audited
    back = fill(f"{first.run_folder}/audit_report.xlsx", folder / "back.xlsx")
    heads, *rows = ROWS.splitlines()
    approved = ";override recommendation;override reason;override approver;override expires"
    filled = ";retain;Decided by the board in October;Ada Byron;2027-03-01"
    inventory.write_text(
        "\n".join(
            [
                heads + approved,
                rows[0] + filled,
                rows[1].replace(";4;2;", ";1;5;").replace(";no", ";yes"),
                *rows[2:],
            ]
        )
    )
    [second] = run(folder, inventory, back)
    said = states(f"{second.run_folder}/audit_report_full.xlsx")
    assert (
        said["Invoice processing", "override", "Yan Ibarra"] == "Accepted: the label is the one you asked for"
    )
    assert said["Claims handling", "object", "Zoe Quandt"] == "Accepted: the label is now Retain"


def test_the_stakeholder_edition_names_nobody(audited):
    folder, inventory, first = audited
    run(folder, fill(f"{first.run_folder}/audit_report.xlsx", folder / "back.xlsx"))
    [second] = run(folder, inventory)
    book = openpyxl.load_workbook(f"{second.run_folder}/audit_report.xlsx")
    said = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not any("Quandt" in text or "Ask me." in text for text in said)
    assert any("Answers so far" in text for text in said)


def test_a_report_handed_back_twice_counts_once_and_a_later_answer_replaces_the_earlier(audited):
    folder, inventory, first = audited
    back = fill(f"{first.run_folder}/audit_report.xlsx", folder / "back.xlsx")
    run(folder, back)
    run(folder, back)
    again = fill(
        back,
        folder / "again.xlsx",
        [("P2 | Claims handling", "agree", None, None, None, "Zoe Quandt", None, None)],
        shift=1,
    )
    run(folder, again)
    [last] = run(folder, inventory)
    said = table_of(f"{last.run_folder}/audit_report.xlsx", "Answers")
    assert len(said) == len(FILLED)
    assert [line["State"] for line in said if line["Process"] == "Claims handling"] == ["Noted: agrees"]


def test_a_german_report_is_german_and_is_read_in_german(audited):
    folder, inventory, _ = audited
    [german] = run(folder, inventory, language="de")
    results = pd.read_csv(f"{german.run_folder}/results.csv")
    written = {
        text for name in ("why", "what_would_change_it", "next_questions") for text in results[name].dropna()
    }
    decisions = {
        line["Regel in Worten"] for line in table_of(f"{german.run_folder}/audit_report.xlsx", "Reasons")
    }
    assert written and not written & decisions  # English for programs, German for readers
    back = fill(
        f"{german.run_folder}/audit_report.xlsx",
        folder / "zurück.xlsx",
        [
            (
                "P2 | Claims handling",
                "übersteuern",
                "Behalten",
                "Kein Anbieter könnte es",
                None,
                "Zoe Quandt",
                None,
                dt.datetime(2027, 3, 1),
            )
        ],
    )
    run(folder, back)
    [last] = run(folder, inventory)
    [line] = table_of(f"{last.run_folder}/audit_report.xlsx", "Answers")
    assert (
        line["Label asked for"] == "Retain"
        and line["Reason"] == "No provider could do it"
        and line["State"].startswith("Open")
    )


def test_a_report_whose_sheet_was_deleted_is_refused_and_never_audited(audited):
    folder, _, first = audited
    book = openpyxl.load_workbook(f"{first.run_folder}/audit_report.xlsx")
    del book["Challenge"]
    book.save(folder / "back.xlsx")
    [outcome] = run(folder, folder / "back.xlsx")
    assert outcome.status == "refused" and "sheet Challenge" in outcome.refusals[0][1]
    assert (
        read_portfolio([Path(first.run_folder) / "audit_report.xlsx"], Limits()).files[0].refused_code
        == "FILE_IS_REPORT"
    )
    assert list(history.answers_given(history.database_url("", folder / "out"), "group").index) == []


def test_an_empty_report_handed_back_holds_no_answers(audited):
    folder, _, first = audited
    [outcome] = run(folder, Path(first.run_folder) / "audit_report_full.xlsx")
    assert outcome.counts == {"answers": 0} and outcome.status == "answers_taken"


def test_the_list_of_names_offers_everybody(tmp_path):
    inventory = tmp_path / "many.csv"
    owners = [f"Owner number {place:02d}" for place in range(1, 31)]
    lines = [f"{owner} process,{owner},Unit {place}" for place, owner in enumerate(owners)]
    inventory.write_text("Process name,Owner,Business unit\n" + "\n".join(lines) + "\n")
    [outcome] = run(tmp_path, inventory)
    sheet = openpyxl.load_workbook(f"{outcome.run_folder}/audit_report_full.xlsx")["Challenge"]
    column = next(
        cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value == "Your name"
    )
    rule = next(
        rule
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list" and str(rule.sqref).startswith(column)
    )
    area = rule.formula1.split("!")[1].replace("$", "")
    offered = [row[0].value for row in sheet[area]]
    assert len(offered) == 30 and all(any(owner in text for text in offered) for owner in owners)
