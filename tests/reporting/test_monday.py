"""What a reader has to act on: contracts of today, what is asked once, objections that are open, and one
answer to who acts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from tasks.reporting import write
from tests.builders import made_up_audit

DAY = dt.date(2026, 11, 20)
HEADINGS = (
    "Process id;Process name;FTE;Labour cost;Currency;Rule based;Judgement;Core process;Current model;Provider;Contract end;"
    "Notice months;Country;Provider country;Data types;Regulated activity;Criticality;Exit plan;"
    "Challenge;Override recommendation;Override reason;Override approver;Override expires"
)
ROWS = """P1;Invoice processing;30;1500000;EUR;5;1;non_core;in_house;;;;DE;;internal;finance;critical;no;;;;;
P2;Service desk;20;900000;EUR;5;1;non_core;outsourced;Stellgate;2027-09-30;9;DE;IN;customer_personal;finance;low;yes;;;;;
P3;Payroll;5;300000;EUR;5;1;non_core;outsourced;Paylund;2026-12-31;6;DE;DE;internal;finance;low;yes;;;;;
P4;Printing;5;300000;EUR;5;1;non_core;outsourced;Druckwerk;2028-12-31;;DE;DE;internal;finance;low;yes;;;;;
P5;Claims handling;2;20000;EUR;4;2;non_core;in_house;;;;DE;;internal;finance;low;yes;Has anybody asked us?;;;;
P6;Purchase orders;9;500000;EUR;5;1;non_core;in_house;;;;DE;;internal;finance;low;yes;;retain;Settled by the group for this year.;Sourcing Committee;2027-06-30
P7;Travel booking;9;500000;EUR;5;1;non_core;in_house;;;;DE;;internal;finance;low;yes;;retain;Settled by the group for this year.;Zoe Quandt;2027-06-30
"""


def tables(path):
    found = {}
    for sheet in openpyxl.load_workbook(path):
        for name, ref in sheet.tables.items():
            heads, *rows = [[cell.value for cell in row] for row in sheet[ref]]
            found[name] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def audited(folder, headings=HEADINGS, rows=ROWS):
    inventory = folder / "bank.csv"
    inventory.write_text(f"{headings}\n{rows}")
    [request] = requests_for([inventory], folder / "out", DAY)
    return audit_and_remember(request, inline()).run_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return audited(tmp_path_factory.mktemp("monday"))


@pytest.fixture(scope="module")
def report(folder):
    return tables(f"{folder}/audit_report.xlsx")


def test_contracts_stand_by_their_last_day_for_notice_and_say_what_it_means(report):
    lines = [(line["Id"], line["Last day for notice"], line["State"]) for line in report["Contracts"]]
    assert lines == [
        ("P3", dt.datetime(2026, 6, 30), "The last day for notice has passed; read the renewal clause"),
        ("P2", dt.datetime(2026, 12, 30), "40 days left to give notice"),
        ("P4", None, "The notice period is not given"),
    ]


def test_providers_are_named_in_the_full_edition_alone(folder, report):
    assert "Provider" not in report["Contracts"][0]
    assert [line["Provider"] for line in tables(f"{folder}/audit_report_full.xlsx")["Contracts"]] == [
        "Paylund",
        "Stellgate",
        "Druckwerk",
    ]


def test_the_gravest_risks_lead_and_among_equals_what_is_due_now(report):
    lines = report["GravestRisks"]
    places = [["▲▲", "▲", "●", "○", "·"].index(line["Severity"].split()[0]) for line in lines]
    assert places == sorted(places)
    high = [line["Risk"] for line in lines if "High" in line["Severity"]]
    due = {"Notice is due", "Last day for notice has passed", "Transfer of personal data out of the EEA"}
    assert set(high[: len(due & set(high))]) <= due


def test_one_answer_to_who_acts(report):
    by_rule = {line["Risk"]: line["Who"] for line in report["GravestRisks"]}
    for line in report["RiskFlags"]:
        assert line["Who"] and not line["What to do"].startswith(line["Who"])
        assert (
            by_rule.get(line["Risk"], line["Who"]) == line["Who"] or by_rule[line["Risk"]] == "Process owner"
        )


def test_legal_bars_are_asked_once_of_the_legal_department(report):
    [line] = report["AskOnce"]
    assert line["Who"] == "Legal" and line["Column to fill"] == "Outsourcing prohibited"


def test_nobody_is_asked_where_every_row_says_so(tmp_path):
    rows = "".join(f"{row};no\n" for row in ROWS.splitlines())
    assert "AskOnce" not in tables(
        f"{audited(tmp_path, f'{HEADINGS};Outsourcing prohibited', rows)}/audit_report.xlsx"
    )


def test_an_open_objection_is_marked_where_its_process_is_listed(report):
    for name in ("Candidates", "Processes"):
        marked = [line["Process"] for line in report[name] if "objection open" in (line["Process"] or "")]
        assert marked == ["Claims handling (objection open)"]


def test_an_approver_is_told_by_committee_and_until_when_and_nobody_by_name(report):
    told = {line["Id"]: (line["By"], line["Valid until"]) for line in report["Answers"]}
    assert told["P6"] == ("Sourcing Committee", "2027-06-30") and told["P7"] == (
        "not shown in this edition",
        "2027-06-30",
    )


def test_questions_are_asked_by_the_labels_and_the_saving_that_hang_on_them(report):
    heading = next(name for name in report["Questions"][0] if name.startswith("Saving at stake"))
    asked = [(line["Could change the label of"], line[heading] or 0) for line in report["Questions"]]
    assert asked == sorted(asked, reverse=True) and min(money for _, money in asked) >= 0
    each = report["QuestionsByProcess"]
    assert sum(line["Could change the label"] == "Yes" for line in each) == sum(count for count, _ in asked)


def test_a_blank_before_a_withheld_cell_was_filled_stays_blank(tmp_path):
    audit = made_up_audit()
    key = audit.changes.rows["process_id"].iloc[0]
    lines = [
        {"process_id": key, "cause": "data", "field": "provider", "before": before, "after": after}
        for before, after in (("", "Alpha Services"), ("Alpha Services", ""))
    ]
    rows = pd.DataFrame(lines).astype("str")
    write(replace(audit, changes=replace(audit.changes, rows=rows)), tmp_path)
    told = [
        (line["Before"] or "", line["After"] or "")
        for line in tables(f"{tmp_path}/audit_report.xlsx")["Changes"]
    ]
    assert told == [("", "not shown in this edition"), ("not shown in this edition", "")]


def test_the_first_sheet_stays_one_screen_where_names_and_units_are_long(tmp_path):
    audit = made_up_audit()
    typed = audit.intake.typed
    more = " of the shared service centre of the northern region, with tax check, approval and archive" * 4
    long = typed.assign(
        process_name=typed["process_name"] + more, business_unit=typed["business_unit"] + more
    )
    write(replace(audit, intake=replace(audit.intake, typed=long)), tmp_path)
    told = tables(tmp_path / "audit_report.xlsx")
    whole = {line["Process"] for line in told["Candidates"]}
    assert len(told["FirstCandidates"]) == 10
    for line in told["FirstCandidates"]:
        assert line["Process"].endswith(" …") and len(line["Process"]) <= 138 and len(line["Unit"]) <= 40
        assert any(name.startswith(line["Process"].removesuffix(" …")) for name in whole if name)
