"""Answers to questions of an earlier report: taken where they can be read, and told in either case."""

from __future__ import annotations

import pandas as pd
import pytest

from schemas.results import ANSWER_COLUMNS, ANSWERED, DOES_NOT_APPLY, EVERY_PROCESS
from tasks.intake.answered import with_answers
from tests.intake.made_sheets import codes, read


def test_an_answer_that_is_no_value_of_its_column_leaves_the_cell_blank_and_is_told():
    intake = read(
        ["Process ID", "Process name", "FTE"], ["P1", "Pay invoices", None], ["P2", "Run payroll", None]
    )
    given = [("P1", "4.5"), ("P2", "many")]
    answers = pd.DataFrame(
        [
            {"process": process, "answer": ANSWERED, "reason": "fte", "override": text}
            for process, text in given
        ],
        columns=list(ANSWER_COLUMNS),
    )
    answered = with_answers(intake, answers)
    assert answered.typed["fte"].fillna(-1).tolist() == [4.5, -1]
    assert codes(answered)["ANSWER_TAKEN"] == ["C2"] and codes(answered)["ANSWER_UNREADABLE"] == ["C3"]


def answered_for_all(*said):
    """A list of which one cell is filled, one holds words that are no answer, and two are blank."""
    intake = read(
        ["Process ID", "Process name", "FTE", "Outsourcing prohibited"],
        ["P1", "Pay invoices", 3, "yes"],
        ["P2", "Run payroll", 4, "ask counsel"],
        ["P3", "Book travel", 5, None],
        ["P4", "Print letters", 6, None],
    )
    given = [
        {"process": f"{EVERY_PROCESS} | All", "answer": ANSWERED, "reason": "outsourcing_prohibited", **one}
        for one in said
    ]
    answered = with_answers(intake, pd.DataFrame(given, columns=list(ANSWER_COLUMNS)))
    held = answered.typed["outsourcing_prohibited"].astype("object").where(lambda value: value.notna(), None)
    return held.tolist(), answered.issues.set_index("code")["message"]


def test_no_for_the_whole_list_fills_what_is_blank_and_leaves_alone_what_somebody_wrote():
    held, told = answered_for_all({"override": "no"})
    assert held == [True, None, False, False]
    assert "2 blank cells count as No" in told["ANSWER_FOR_ALL_TAKEN"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (["yes"], "ANSWER_FOR_ALL_IS_YES"),
        (["yes", "no"], "ANSWERS_FOR_ALL_DISAGREE"),
        ([DOES_NOT_APPLY], None),
        (["perhaps"], "ANSWER_FOR_ALL_UNREADABLE"),
        (["no", "perhaps"], "ANSWER_FOR_ALL_UNREADABLE"),
        (["yes", "no", "perhaps"], "ANSWERS_FOR_ALL_DISAGREE"),
    ],
)
def test_any_other_answer_for_the_whole_list_fills_nothing(said, code):
    people = [{"override": one, "name": f"Person {number}"} for number, one in enumerate(said)]
    held, told = answered_for_all(*people)
    assert held == [True, None, None, None]
    assert [one for one in told.index if "FOR_ALL" in one] == ([code] if code else [])
