"""Labels given once for a group, parents in a circle, working time in place of posts, answers in digits."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.intake.made_sheets import codes, column, read

PIVOT = [
    ["Department", "Process", "FTE"],
    ["Finance", "Pay supplier invoices", 1.0],
    [None, "Close the books", 2.0],
    ["Finance Total", None, 3.0],
    ["HR", "Run payroll", 1.0],
    [None, "Screen applicants", 4.0],
    ["HR Total", None, 5.0],
    ["Grand Total", None, 8.0],
]


def test_labels_of_a_pivot_table_hold_for_all_rows_down_to_their_sum():
    intake = read(*PIVOT)
    assert intake.typed["business_unit"].tolist() == ["Finance", "Finance", "HR", "HR"]
    assert codes(intake)["LABELS_FILLED_DOWN"] == ["A1"]


def test_labels_of_two_levels_are_filled_down_within_the_sums_of_both():
    intake = read(
        ["Country", "Department", "Process", "FTE"],
        ["DE", "Finance", "Pay supplier invoices", 1.0],
        [None, None, "Close the books", 2.0],
        [None, "Finance Ergebnis", None, 3.0],
        [None, "HR", "Run payroll", 1.0],
        [None, None, "Plan shifts", 1.5],
        [None, "HR Ergebnis", None, 2.5],
        ["DE Ergebnis", None, None, 5.5],
        ["FR", "HR", "Screen applicants", 4.0],
        [None, "HR Ergebnis", None, 4.0],
        ["FR Ergebnis", None, None, 4.0],
    )
    assert intake.typed["business_unit"].tolist() == ["Finance", "Finance", "HR", "HR", "HR"]
    assert intake.typed["country"].tolist() == ["DE", "DE", "DE", "DE", "FR"]


def test_labels_that_no_sum_proves_are_told_and_not_filled_down():
    intake = read(*[row for row in PIVOT if row[1]])
    assert intake.typed["business_unit"].isna().tolist() == [False, True, False, True]
    assert codes(intake)["LABELS_NOT_REPEATED"] == ["A1"]


def test_departments_that_are_missing_in_a_plain_list_are_no_labels_of_a_group():
    intake = read(
        PIVOT[0],
        ["Finance", "Pay supplier invoices", 1.0],
        ["Finance", "Close the books", 2.0],
        ["HR", "Run payroll", 1.0],
        [None, "Screen applicants", 4.0],
    )
    assert not {"LABELS_FILLED_DOWN", "LABELS_NOT_REPEATED"} & codes(intake).keys()


PARENTS = ["ID", "Process", "Parent", "FTE"]


def test_rows_that_are_each_others_parents_are_told_and_count_as_processes():
    intake = read(
        PARENTS,
        ["A", "Pay supplier invoices", "B", 1.0],
        ["B", "Run payroll", "A", 2.0],
        ["C", "Close the books", "C", 3.0],
    )
    assert intake.typed["fte"].tolist() == [1.0, 2.0, 3.0]
    assert codes(intake)["PARENT_CIRCULAR"] == ["C2", "C3", "C4"]


def test_a_row_below_a_circle_keeps_its_parent():
    intake = read(
        PARENTS,
        ["A", "Finance", "B", None],
        ["B", "Run payroll", "A", 2.0],
        ["C", "Close the books", "A", 3.0],
        ["D", "Pay supplier invoices", "A", 3.0],
    )
    assert codes(intake)["PARENT_CIRCULAR"] == ["C2", "C3"]
    assert intake.typed["parent_process_id"].tolist()[1:] == ["A", "A"]


def test_an_uppermost_row_may_name_itself():
    intake = read(
        PARENTS, ["A", "Finance", "A", None], ["B", "Run payroll", "A", 2.0], ["C", "Scan", "A", 1.0]
    )
    assert "PARENT_CIRCULAR" not in codes(intake) and len(intake.typed) == 2


@pytest.mark.parametrize(
    "heading",
    [
        "Hours per week",
        "Stunden pro Woche",
        "Person days",
        "Jours-homme",
        "Horas por semana",
        "Annual hours",
        "Average hours per week",
    ],
)
def test_working_time_in_a_list_without_posts_is_told_once(heading):
    intake = read(["Process", heading], ["Pay supplier invoices", 20], ["Run payroll", 40])
    assert codes(intake)["EFFORT_NOT_READ"] == ["B1"] and "fte" not in intake.typed


@pytest.mark.parametrize("heading", ["Opening hours per week", "Response hours per day", "Comment"])
def test_other_times_are_no_working_time(heading):
    assert "EFFORT_NOT_READ" not in codes(
        read(["Process", heading], ["Pay invoices", 20], ["Run payroll", 40])
    )


def test_working_time_beside_posts_needs_no_telling():
    intake = read(["Process", "FTE", "Hours per week"], ["Pay invoices", 1, 20], ["Run payroll", 2, 40])
    assert "EFFORT_NOT_READ" not in codes(intake)


@pytest.mark.parametrize("heading", ["Stellen (VZÄ x 100)", "FTE x 10", "FTE (x100)"])
def test_posts_times_ten_or_a_hundred_are_not_read_as_posts(heading):
    intake = read(["Process", heading], ["Pay supplier invoices", 250], ["Run payroll", 100])
    assert "fte" not in intake.typed and codes(intake)["HEADING_SAYS_MORE"] == ["B1"]


@pytest.mark.parametrize("digits", [(1, 0, 1), ("1", "0", "1"), (1.0, 0.0, None)])
def test_a_category_of_yes_and_no_may_be_given_as_one_and_zero(digits):
    answers = ["core" if str(digit)[:1] == "1" else "non_core" for digit in digits if digit is not None]
    assert column("Core process", *digits).dropna().tolist() == answers


@pytest.mark.parametrize("digits", [(1, 1, 1), (1, 2, 0)])
def test_digits_that_may_be_codes_are_no_answers(digits):
    assert "core" not in column("Core process", *digits).tolist()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("0000:00:05:00", 5.0), ("0001:01:00:00", 1500.0), ("PT1H30M", 90.0), ("P1DT2H", 1560.0)],
)
def test_lengths_of_time_of_modelling_tools_are_read(text, minutes):
    assert column("Handling time", text).tolist() == [minutes]


@pytest.mark.parametrize(
    ("signs", "levels"),
    [
        (("++", "-", "0", "+", "--"), [5.0, 2.0, 3.0, 4.0, 1.0]),
        (("++", "–", 0, "+"), [5.0, 2.0, 3.0, 4.0]),
        (("●", "◐", "○"), [5.0, 3.0, 1.0]),
    ],
)
def test_signs_are_read_as_a_scale(signs, levels):
    assert column("Judgement", *signs).tolist() == levels
    assert column("Standardisation", *signs).tolist() == [(level - 1) / 4 for level in levels]


@pytest.mark.parametrize(
    ("signs", "levels", "shares"),
    [
        (("★★★☆☆", "★☆☆☆☆", "?", "★★★★★"), [3.0, 1.0, None, 5.0], [0.6, 0.2, None, 1.0]),
        (("●●○", "○○○", "●●●"), [11 / 3, 1.0, 5.0], [2 / 3, 0.0, 1.0]),
    ],
)
def test_filled_stars_are_counted_of_all_of_them(signs, levels, shares):
    assert column("Judgement", *signs).dropna().tolist() == pytest.approx(
        [x for x in levels if x is not None]
    )
    assert column("Standardised %", *signs, name="standardised_share").dropna().tolist() == pytest.approx(
        [x for x in shares if x is not None]
    )


def test_stars_of_different_numbers_are_told():
    intake = read(
        ["Process name", "Judgement"], ["Pay invoices", "★★★"], ["Run payroll", "★★"], ["Sort mail", "★"]
    )
    assert codes(intake) == {"CELL_NOT_A_LEVEL": ["B2", "B3", "B4"]}


@pytest.mark.parametrize(
    ("letters", "answers"),
    [
        ("SNS", [True, False, True]),
        ("SSS", [True, True, True]),
        ("SML", [None, None, None]),
        ("JNT", [True, False, None]),
        ("TFT", [True, False, True]),
        ("YNP", [True, False, None]),
    ],
)
def test_letters_are_answers_where_no_other_letters_are_there(letters, answers):
    intake = read(
        ["Process name", "Exit plan"], *[[f"Pay invoices {row}", cell] for row, cell in enumerate(letters)]
    )
    assert [None if answer is pd.NA else bool(answer) for answer in intake.typed["exit_plan"]] == answers
    unread = [f"B{row + 2}" for row, answer in enumerate(answers) if answer is None]
    assert sorted(cell for cells in codes(intake).values() for cell in cells) == unread


def test_a_letter_for_support_is_no_yes():
    assert column("Core process", *"CSMCS").tolist() == ["c", "s", "m", "c", "s"]


def test_a_plus_and_a_minus_alone_are_no_scale():
    assert 5.0 not in column("Judgement", "+", "-", "+").tolist()


@pytest.mark.parametrize(
    "heading", ["Avg effort (hrs)", "Effort (h)", "Hours", "Temps (h)", "Tiempo (h)", "Uren", "Effort", "Ore"]
)
def test_working_time_of_neither_an_item_nor_a_period_is_told(heading):
    intake = read(["Process", "FTE", heading], ["Pay supplier invoices", 1, 2], ["Run payroll", 2, 3.5])
    assert codes(intake)["WORKING_TIME_NOT_READ"] == ["C1"] and "handling_minutes" not in intake.typed


@pytest.mark.parametrize("headings", [["Wait time (h)"], ["Effort (h)", "AHT (min)"], ["Opening hours"]])
def test_other_times_or_working_time_beside_handling_times_need_no_telling(headings):
    rows = [["Pay supplier invoices", *[2] * len(headings)], ["Run payroll", *[3] * len(headings)]]
    assert "WORKING_TIME_NOT_READ" not in codes(read(["Process", *headings], *rows))


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        ([5400, 7200], [90, 120]),
        (["5400", "7200"], [90, 120]),  # as in .csv
        ([5, 7], [5, 7]),
        ([5400, 7], [5400, 7]),
    ],
)
def test_times_of_jira_are_in_seconds_where_they_are_whole_minutes(times, minutes):
    intake = read(
        ["Issue key", "Process", "Time Spent"],
        ["OPS-1", "Pay supplier invoices", times[0]],
        ["OPS-2", "Run payroll", times[1]],
    )
    assert intake.typed["handling_minutes"].tolist() == minutes
    time = intake.tables[0].headings[2]
    assert time.heading == "Time Spent"
    assert ("in seconds, as Jira writes times" in (time.note or "")) == (minutes == [90, 120])


def test_story_points_alone_make_no_seconds_of_the_time_spent():
    intake = read(["Process", "Story points", "Time spent"], ["Pay", 3, 60], ["Run payroll", 5, 120])
    assert intake.typed["handling_minutes"].tolist() == [60, 120]
