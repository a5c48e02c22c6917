"""Lists of the steps of one process are no lists of processes."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import read


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Step", "Type", "Lane", "Next"],
            [1, "Start event", "Clerk", 2],
            [2, "Task", "Clerk", 3],
            [3, "Gateway", "Clerk", "4,5"],
            [4, "End event", "Manager", None],
        ],
        [
            ["Process Step ID", "Process Step Description", "Next Step ID", "Shape Type", "Function"],
            ["P100", "Receive invoice", "P200", "Start", "AP"],
            ["P200", "Check invoice", "P300", "Process", "AP"],
            ["P300", "Correct?", "P400", "Decision", "AP"],
            ["P400", "Post invoice", None, "End", "AP"],
        ],
    ],
    ids=["BPMN", "Visio"],
)
def test_the_steps_of_a_flow_chart_are_refused_as_what_they_are(rows):
    intake = read(*rows)
    assert intake.typed.empty
    assert "lists the steps of one process" in str(intake.files[0].refused_message)


def test_a_type_of_process_is_no_shape():
    rows = [["Pay invoices", "Process", 2], ["Run payroll", "Subprocess", 1], ["Scan mail", "Activity", 1]]
    intake = read(["Process", "Type", "FTE"], *rows)
    assert len(intake.typed) > 0
