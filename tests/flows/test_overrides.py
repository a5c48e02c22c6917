"""What a reader sees of overrides and challenges: taken, or refused with the reason."""

import openpyxl
import pandas as pd
import pytest

from flows.runners import inline
from flows.story import audit
from tests.flows.requests_for_tests import request

HEAD = (
    "Process id,Process name,FTE,Annual cost (EUR),Checklist,Core process,Competitive "
    "advantage,Outsourcing prohibited,Prohibition reason,"
    "override_recommendation,override_reason,override_approver,override_expires,challenge\n"
)
WORK = "6,300000,yes,non_core,no,no,"
REASON = "The works council agreement runs to 2027"
ROWS = (
    f"taken,Invoice processing,{WORK},retain,{REASON},COO,2027-06-30,\n"
    f"last-day,Invoice entry,{WORK},retain,{REASON},COO,2026-11-01,\n"
    f"expired,Order entry,{WORK},retain,{REASON},COO,2026-10-31,\n"
    f"short,Claims entry,{WORK},retain,Because I say so,COO,2027-06-30,\n"
    f"nobody,Data entry,{WORK},retain,{REASON},,2027-06-30,\n"
    f"endless,Form entry,{WORK},retain,{REASON},COO,,\n"
    f"law,Audit of accounts,6,300000,yes,non_core,no,yes,Statute,bpo_candidate,{REASON},COO,2027-06-30,\n"
    f"challenged,Payroll,{WORK},,,,,Our union would object to this\n"
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("overrides")
    (folder / "group.csv").write_text(HEAD + ROWS, encoding="utf-8")
    run = audit(request(folder / "out", folder / "group.csv"), inline()).run_folder
    results = pd.read_csv(f"{run}/results.csv").set_index("process_id")
    flags = pd.read_csv(f"{run}/flags.csv")
    changes = openpyxl.load_workbook(f"{run}/audit_report_full.xlsx")["Changes"]
    return (
        results,
        flags,
        [[str(cell) for cell in row if cell is not None] for row in changes.iter_rows(values_only=True)],
    )


@pytest.mark.parametrize(
    ("row", "label", "code"),
    [
        ("taken", "retain", "OVERRIDE-IN-FORCE"),
        ("last-day", "retain", "OVERRIDE-IN-FORCE"),
        ("expired", "bpo_candidate", "OVERRIDE-EXPIRED"),
        ("short", "bpo_candidate", "OVERRIDE-INCOMPLETE"),
        ("nobody", "bpo_candidate", "OVERRIDE-INCOMPLETE"),
        ("endless", "bpo_candidate", "OVERRIDE-INCOMPLETE"),
        ("law", "retain", "OVERRIDE-REFUSED"),
    ],
)
def test_an_override_is_taken_or_refused_and_the_computed_label_stands_beside_it(seen, row, label, code):
    results, flags, _ = seen
    assert results.loc[row, "recommendation"] == label
    assert results.loc[row, "computed_recommendation"] == ("retain" if row == "law" else "bpo_candidate")
    raised = flags.loc[
        (flags["process_id"] == row) & flags["code"].str.startswith("OVERRIDE"), "code"
    ].to_list()
    assert raised == [code]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Invoice processing", "accepted"),
        ("Claims entry", "rejected"),
        ("Audit of accounts", "rejected"),
        ("Payroll", "open"),
    ],
)
def test_changes_tells_what_became_of_each_override_and_challenge(seen, name, state):
    _, flags, changes = seen
    assert any(name in line and any(cell.lower().startswith(state) for cell in line) for line in changes)
    assert flags.loc[flags["code"] == "CHALLENGE-OPEN", "process_id"].to_list() == ["challenged"]
