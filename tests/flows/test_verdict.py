"""The verdict tells the truth about every portfolio."""

import errno

import pytest

from flows.faults import describe_fault
from flows.verdict import verdict
from schemas.records import Outcome

CLEAN = Outcome("clean", "audited", counts={"rows_assessed": 3})
MESSY = Outcome("messy", "audited_with_issues", counts={"rows_assessed": 2})
PARTLY = Outcome("partly", "audited", counts={"rows_assessed": 2}, refusals=(("x.xls", "x.xls is empty."),))
REFUSED = Outcome("refused", "refused", refusals=(("y.xls", "y.xls is empty."),))
FAILED = Outcome("failed", "failed", fault="KeyError at x.py:1.")


@pytest.mark.parametrize(
    ("outcomes", "code", "state"),
    [
        ([CLEAN], 0, "Completed"),
        ([CLEAN, MESSY], 3, "CompletedWithIssues"),
        ([PARTLY], 4, "CompletedWithIssues"),
        ([CLEAN, MESSY, REFUSED], 4, "CompletedWithIssues"),
        ([REFUSED], 4, "Failed"),
        ([REFUSED, REFUSED], 4, "Failed"),
        ([CLEAN, FAILED], 1, "Failed"),
        ([FAILED, REFUSED], 1, "Failed"),
    ],
)
def test_exit_code_and_state(outcomes, code, state):
    judged = verdict(outcomes)
    assert (judged.exit_code, judged.state) == (code, state)


def test_the_sentence_counts_what_happened():
    assert (
        verdict([CLEAN, MESSY, REFUSED]).sentence
        == "2 of 3 portfolios audited (5 processes), 1 with rows or cells set aside, 1 input refused."
    )


def test_a_run_by_prefect_that_broke_off_says_why():
    from prefect.states import Failed

    from flows.audit_portfolio import outcomes_of

    broken_off = Failed(message="broken off", data=OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(OSError) as raised:
        outcomes_of(broken_off)
    assert describe_fault(raised.value) == "The disk is full. Make room there, then run again."
