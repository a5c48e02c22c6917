"""Answers to questions of an earlier report: taken where they can be read, and told in either case."""

from __future__ import annotations

import pandas as pd

from schemas.results import ANSWER_COLUMNS, ANSWERED
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
