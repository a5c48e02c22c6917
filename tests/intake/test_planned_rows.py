"""As-is and to-be in one list: what is planned is no process of its own."""

from __future__ import annotations

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet

NAMES = ["Pay invoices", "Hire staff", "Close the books"]


def table(heading, now, planned, more=()):
    rows = [[name, state, fte] for name in NAMES for state, fte in ((now, 4), (planned, 3))]
    return [["Process name", heading, "FTE"], *rows, *more]


@pytest.mark.parametrize(
    ("heading", "now", "planned"),
    [
        ("Scenario", "as-is", "to-be"),
        ("Szenario", "Ist", "Soll"),
        ("State", "Current state", "Future State (2027)"),
        ("Version", "baseline", "target"),
        ("Situation", "actuel", "cible"),
        ("Estado", "actual", "objetivo"),
        ("Phase", "AS_IS", "TO_BE"),
    ],
)
def test_planned_rows_do_not_count(heading, now, planned):
    intake = read(*table(heading, now, planned))
    assert intake.typed["process_name"].tolist() == NAMES
    assert intake.typed["fte"].tolist() == [4, 4, 4]
    assert codes(intake) == {"PLANNED_ROWS": ["B1"]}
    assert intake.roles["joined"] == 3


def test_a_planned_process_without_a_row_of_today_is_told():
    intake = read(*table("Scenario", "as-is", "to-be", more=[["Answer calls", "to-be", 2]]))
    assert intake.typed["process_name"].tolist() == [*NAMES, "Answer calls"]
    assert codes(intake) == {"PLANNED_ALONE": ["B1"], "PLANNED_ROWS": ["B1"]}


def test_new_and_existing_processes_are_not_two_states_of_one():
    rows = [[name, state, 2] for name, state in zip(NAMES, ("current", "future", "current"), strict=True)]
    intake = read(["Process name", "State", "FTE"], *rows)
    assert intake.typed["process_name"].tolist() == NAMES
    assert "PLANNED_ROWS" not in codes(intake)


def test_a_sheet_of_planned_states_is_not_used():
    sheets = [
        sheet(["Process name", "FTE", "Volume"], *[[name, fte, 100] for name in NAMES], name=state)
        for state, fte in (("To-Be", 3), ("As-Is", 4))
    ]
    intake = interpret([file(*sheets)])
    assert intake.typed["fte"].tolist() == [4, 4, 4]
    assert "TABLE_NOT_USED" in codes(intake)
