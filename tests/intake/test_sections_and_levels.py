"""Rows that only head others, and columns that are levels of a hierarchy."""

from __future__ import annotations

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import codes, file, read, sheet

HEAD = ["Process name", "FTE", "Annual volume", "Owner"]
WORK = [
    "Pay invoices",
    "Close the books",
    "Collect debts",
    "Hire staff",
    "Train staff",
    "Pay salaries",
    "Plan shifts",
]


def full(name: str) -> list[object]:
    return [name, 1.0, 100.0, "Ann"]


def alone(name: str) -> list[object]:
    return [name, None, None, None]


@pytest.mark.parametrize(
    ("first", "second"),
    [("FINANCE", "PEOPLE CARE"), ("1. Finance", "2. People care"), ("Money:", "People:"), ("Finance", "HR")],
)
def test_section_rows_are_no_processes_and_each_is_named(first, second):
    intake = read(HEAD, alone(first), *map(full, WORK[:3]), alone(second), *map(full, WORK[3:]))
    assert intake.typed["process_name"].tolist() == WORK
    assert intake.typed["business_unit"].tolist() == [first.strip(":")] * 3 + [second.strip(":")] * 4
    assert codes(intake) == {"SECTION_HEADING": ["A2", "A6"]}
    assert (
        set(intake.issues["severity"]) == {"repair"}
        and intake.tables[0].rows_in == 9
        and intake.roles["group"] == 2
        and intake.set_aside.empty
    )


def test_plain_headings_are_sections_where_they_stand_from_the_first_row_on():
    rows = [
        alone("Work with money"),
        *map(full, WORK[:2]),
        alone("Work with people"),
        *map(full, WORK[2:5]),
        alone("Other work"),
        *map(full, WORK[5:]),
    ]
    intake = read(HEAD, *rows)
    assert intake.typed["process_name"].tolist() == WORK and codes(intake) == {
        "SECTION_HEADING": ["A2", "A5", "A9"]
    }


@pytest.mark.parametrize(
    "rows",
    [
        [*map(full, WORK), alone("ARCHIVE")],
        [alone("Answer calls"), *map(full, WORK[:3]), alone("Send letters"), *map(full, WORK[3:])],
        [*map(full, WORK[:3]), alone("Answer calls"), *map(full, WORK[3:])],
        [*map(full, WORK[:3]), alone("Payroll"), *map(full, WORK[3:])],
        [alone("FINANCE"), full(WORK[0]), alone("PEOPLE"), full(WORK[1])],
        [full(WORK[0].upper()), full(WORK[1].upper()), alone("ANSWER CALLS"), *map(full, WORK[3:])],
        [
            *([name, None, None, "Ann"] for name in WORK[:3]),
            alone("FINANCE"),
            *([name, None, None, "Bob"] for name in WORK[3:]),
        ],
    ],
)
def test_a_process_that_nobody_has_described_yet_stays(rows):
    intake = read(HEAD, *rows)
    assert intake.typed["process_name"].tolist() == [
        row[0] for row in rows
    ] and "SECTION_HEADING" not in codes(intake)


def test_a_formula_without_a_value_makes_no_section():
    intake = read(HEAD, *map(full, WORK[:3]), alone("FINANCE"), *map(full, WORK[3:]), formula_cells=("B5",))
    assert len(intake.typed) == 8 and codes(intake) == {"FORMULA_WITHOUT_VALUE": ["B5"]}


def test_a_section_row_has_no_id_where_processes_have_one_and_never_replaces_a_department():
    rows = [[f"P{place}", name, 1.0, 5.0, "Ledgers"] for place, name in enumerate(WORK)]
    intake = read(
        ["ID", "Process name", "FTE", "Volume", "Department"],
        *rows[:3],
        [None, "Work with people", None, None, None],
        *rows[3:],
    )
    assert codes(intake)["SECTION_HEADING"] == ["B5"] and set(intake.typed["business_unit"]) == {"Ledgers"}


def test_sections_stay_sections_when_corrections_come_back(tmp_path):
    from schemas.records import Intake
    from tasks.intake import read_portfolio
    from tasks.reporting import write_corrections
    from tasks.settings import Limits, ReportLimits

    sent: Intake = read(
        HEAD,
        alone("FINANCE"),
        *map(full, WORK[:3]),
        alone("PEOPLE CARE"),
        *map(full, WORK[3:6]),
        [WORK[6], "many", 5.0, "Bob"],
    )
    assert write_corrections(sent, "list", tmp_path / "corrections.xlsx", ReportLimits())
    back = read_portfolio([tmp_path / "corrections.xlsx"], Limits())
    assert sorted(back.typed["process_name"]) == sorted(WORK)
    assert len(codes(back)["SECTION_HEADING"]) == 2


SPARSE = [
    ["Finance", None, None, 6.0],
    [None, "Payables", None, None],
    [None, None, "Enter invoices", 3.0],
    [None, None, "Pay invoices", 1.0],
    [None, "Receivables", None, None],
    [None, None, "Collect debts", 2.0],
    ["HR", None, None, None],
    [None, "Recruiting", None, None],
    [None, None, "Screen applicants", 2.0],
    [None, "Payroll", None, 2.0],
]
LEAVES = ["Enter invoices", "Pay invoices", "Collect debts", "Screen applicants", "Payroll"]


@pytest.mark.parametrize(
    "names",
    [
        ("Level 1", "Level 2", "Level 3"),
        ("L1", "L2", "L3 Process"),
        ("Ebene 1", "Ebene 2", "Ebene 3"),
        ("Niveau 0", "Niveau 1", "Niveau 2"),
        ("Level 1", "Level 2", "Process name"),
    ],
)
def test_the_deepest_level_is_the_name_and_upper_levels_hold_until_they_change(names):
    intake = read([*names, "FTE"], *SPARSE)
    assert intake.typed["process_name"].tolist() == LEAVES
    assert intake.carried[names[0]].tolist() == ["Finance"] * 3 + ["HR"] * 2
    assert intake.carried[names[1]].tolist() == [
        "Payables",
        "Payables",
        "Receivables",
        "Recruiting",
        "Payroll",
    ]
    assert intake.typed["fte"].sum() == 10.0  # the 6 of Finance are the sum of its processes
    assert codes(intake) == {"LEVELS_AS_HIERARCHY": ["C1"]} and intake.set_aside.empty
    assert "5 rows left out as upper levels of the rows below them: 2, 3, 6, 8, 9" in intake.tables[0].notes
    assert intake.tables[0].rows_in == 10 and intake.roles["group"] == 5
    assert dict(zip(intake.groups["process_name"], intake.groups["fte"], strict=True)) == {
        "Finance": 6.0,
        "Payables": 4.0,
        "Receivables": 2.0,
        "HR": 4.0,
        "Recruiting": 2.0,
    }


def test_levels_repeated_on_each_row_lose_nothing():
    rows = [
        ["Finance", "Payables", "Enter invoices", 3.0],
        ["Finance", "Payables", "Pay invoices", 1.0],
        ["Finance", "Audit", None, 2.0],
        ["HR", "Recruiting", "Screen applicants", 2.0],
    ]
    intake = read(["Category (L1)", "Process group (L2)", "Process (L3)", "FTE"], *rows)
    assert intake.typed["process_name"].tolist() == [
        "Enter invoices",
        "Pay invoices",
        "Audit",
        "Screen applicants",
    ]
    assert intake.typed["parent_process"].tolist() == ["Payables", "Payables", "Audit", "Recruiting"]


def test_a_department_alone_in_a_row_holds_for_the_processes_below():
    rows = [
        ["Finance", None, None],
        *([None, name, 1.0] for name in WORK[:3]),
        ["HR", None, None],
        *([None, name, 1.0] for name in WORK[3:]),
    ]
    intake = read(["Department", "Process", "FTE"], *rows)
    assert intake.typed["process_name"].tolist() == WORK and intake.set_aside.empty
    assert intake.typed["business_unit"].tolist() == ["Finance"] * 3 + ["HR"] * 4
    assert codes(intake) == {"LEVELS_AS_HIERARCHY": ["B1"]}


def test_a_row_without_a_name_in_a_list_that_repeats_its_departments_stays_an_error():
    rows = [
        *(["Finance", name, 1.0] for name in WORK),
        ["Finance", None, None],
        ["HR", None, None],
        [None, "Answer calls", 1.0],
    ]
    intake = read(["Department", "Process", "FTE"], *rows)
    assert codes(intake)["ROW_WITHOUT_NAME"] == ["B10", "B9"] and intake.typed[
        "business_unit"
    ].isna().tolist() == [False] * 7 + [True]


@pytest.mark.parametrize(
    "heads",
    [
        ("Process name", "L1 support", "L2 support"),
        ("Judgement level 1-5", "Novelty level 1-5", "Process name"),
        ("Approval level 1", "Approval level 2", "Process name"),
    ],
)
def test_levels_of_something_else_are_no_hierarchy(heads):
    intake = interpret(
        [
            file(
                sheet(
                    [*heads, "FTE"],
                    *[
                        [*("2" if "level 1-5" in head else f"{head[0]} {name}" for head in heads), 1.0]
                        for name in WORK
                    ],
                )
            )
        ]
    )
    assert len(intake.typed) == len(WORK) and "LEVELS_AS_HIERARCHY" not in codes(intake)


def test_one_department_above_all_rows_is_their_unit_and_told():
    intake = read(HEAD, alone("Finance"), *map(full, WORK))
    assert intake.typed["process_name"].tolist() == WORK
    assert set(intake.typed["business_unit"]) == {"Finance"}
    assert codes(intake) == {"SECTION_HEADING": ["A2"]}


def test_a_row_that_says_it_names_a_unit_is_a_section_of_that_name():
    intake = read(HEAD, alone("Area: Claims"), full(WORK[0]), alone("Bereich: Büro"), full(WORK[1]))
    assert intake.typed["process_name"].tolist() == WORK[:2]
    assert intake.typed["business_unit"].tolist() == ["Claims", "Büro"]


def test_a_text_in_brackets_alone_in_its_row_is_no_process():
    rows = [*map(full, WORK[:2]), alone("(incl. reminders)"), *map(full, WORK[2:])]
    assert read(HEAD, *rows).typed["process_name"].tolist() == WORK
    names_alone = [*WORK[:2], "(Re)train staff (old)", WORK[3]]
    assert (
        read(["Process name"], *[[name] for name in names_alone]).typed["process_name"].tolist()
        == names_alone
    )
