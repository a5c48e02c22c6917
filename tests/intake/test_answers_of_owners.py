"""Answers of owners in the list: what fills a blank, what takes the place of a value, and what does neither."""

from __future__ import annotations

import pandas as pd
import pytest

from schemas.results import ANSWER_COLUMNS, ANSWERED
from tasks.intake.answered import ANSWER_SOURCES, with_answers
from tests.intake.made_sheets import codes, read


def listed(*rows):
    return read(["Process ID", "Process name", "FTE", "Novelty level"], *rows)


ROWS = (["P1", "Pay invoices", None, 4], ["P2", "Run payroll", 3, None])


def answered(intake, *given):
    """The intake with answers: (process, column, value, who, value then)."""
    names = ("process", "reason", "override", "name", "label_then")
    lines = [
        dict(zip(names, one, strict=True)) | {"answer": ANSWERED, "date": f"2026-11-0{number}"}
        for number, one in enumerate(given, 1)
    ]
    return with_answers(intake, pd.DataFrame(lines, columns=list(ANSWER_COLUMNS)))


def said(intake, code):
    issues = intake.issues
    return issues.loc[issues["code"].eq(code), "message"].tolist()


def test_a_blank_is_filled_and_says_who_and_when_in_the_inputs_alone():
    got = answered(listed(*ROWS), ("P1 | Pay invoices", "fte", "4.5", "Jane Roe", None))
    assert got.typed["fte"].tolist() == [4.5, 3.0]
    assert got.carried[ANSWER_SOURCES].fillna("").tolist() == ["fte: Jane Roe, 2026-11-01", ""]
    [message] = said(got, "OWNER_ANSWER_TAKEN")
    assert message.startswith("C2 (fte) is blank; what the owner answered counts: 4.5")
    assert "Jane" not in " ".join(got.issues["message"])


def test_a_code_that_an_owner_answered_is_shown():
    got = answered(listed(*ROWS), ("P1 | Pay invoices", "currency", "GBP", "Jane Roe", None))
    assert "what the owner answered counts: GBP (2026-11-01)" in said(got, "OWNER_ANSWER_TAKEN")[0]


def test_a_value_that_was_asked_about_is_replaced_and_both_are_told():
    got = answered(listed(*ROWS), ("P1 | Pay invoices", "novelty_level", "1", "Jane Roe", "4"))
    assert got.typed["novelty_level"].iloc[0] == 1
    [message] = said(got, "OWNER_ANSWER_REPLACES")
    assert "holds level 4" in message and "level 1 (2026-11-01)" in message


@pytest.mark.parametrize("then", [None, "5"])
def test_a_value_that_the_list_got_since_counts_and_the_difference_is_told(then):
    got = answered(listed(*ROWS), ("P1 | Pay invoices", "novelty_level", "1", "Jane Roe", then))
    assert got.typed["novelty_level"].iloc[0] == 4
    [message] = said(got, "LIST_DIFFERS_FROM_ANSWER")
    assert "holds level 4, and the owner answered level 1 (2026-11-01)" in message


@pytest.mark.parametrize(
    ("name", "cell", "held", "answer", "counts"),
    [
        ("current_model", "mixed bag", "text", "in_house", "in house"),
        ("judgement_level", 7, "level 7", "2", "level 2"),
    ],
)
def test_an_answer_takes_the_place_of_what_is_no_value_of_its_column(name, cell, held, answer, counts):
    intake = read(["Process ID", "Process name", name], ["P1", "Pay invoices", cell])
    got = answered(intake, ("P1 | Pay invoices", name, answer, "Jane Roe", None))
    assert str(got.typed[name].iloc[0]).removesuffix(".0") == answer
    [message] = said(got, "OWNER_ANSWER_REPLACES")
    assert f"holds {held}; " in message and f"the answer counts: {counts} (2026-11-01)" in message


@pytest.mark.parametrize(
    ("answer", "code", "cost"),
    [
        ("20000 EUR", "ANSWER_UNREADABLE", None),
        ("£ 145,000", "ANSWER_TAKEN", 145_000),
        ("120000.5", "ANSWER_TAKEN", 120_000.5),
    ],
)
def test_an_amount_written_into_a_report_counts_in_the_currency_of_its_process(answer, code, cost):
    intake = read(["Process ID", "Process name", "Currency"], ["P1", "Pay invoices", "GBP"])
    got = answered(intake, ("P1 | Pay invoices", "labour_cost", answer, None, None))
    assert len(said(got, code)) == 1
    assert got.typed["labour_cost"].tolist() == [cost] if cost else "labour_cost" not in got.typed


def test_a_list_that_says_the_same_by_now_is_no_issue():
    got = answered(listed(*ROWS), ("P2 | Run payroll", "fte", "3", "Jane Roe", None))
    assert not len(got.issues)


def test_two_people_who_differ_count_neither_and_both_answers_are_told():
    given = [("P1 | Pay invoices", "fte", value, who, None) for value, who in (("2", "Jane"), ("4", "Tom"))]
    for lines in (given, given[::-1]):
        got = answered(listed(*ROWS), *lines)
        assert pd.isna(got.typed["fte"].iloc[0])
        [message] = said(got, "ANSWERS_DISAGREE")
        assert "2 FTE (2026-11-0" in message.replace("FTEs", "FTE") or "2 (2026-11-0" in message
        assert " and 4" in message or " and 2" in message
        assert "Jane" not in message and "Tom" not in message
    same = answered(listed(*ROWS), given[0], ("P1 | Pay invoices", "fte", "2.0", "Tom", None))
    assert same.typed["fte"].iloc[0] == 2
    assert same.carried[ANSWER_SOURCES].iloc[0] == "fte: Jane, 2026-11-01 and Tom, 2026-11-02"


def test_two_people_who_differ_about_a_value_leave_it_as_it_is():
    given = [("P1 | Pay invoices", "novelty_level", v, who, "4") for v, who in (("1", "Jane"), ("2", "Tom"))]
    got = answered(listed(*ROWS), *given)
    assert got.typed["novelty_level"].iloc[0] == 4 and len(said(got, "ANSWERS_DISAGREE")) == 1


def test_an_answer_follows_its_process_and_never_goes_to_another_one():
    rows = (["Pay invoices", None], ["Run payroll", None])
    made = read(["Process name", "FTE"], *rows)
    asked = made.typed["process_id"].iloc[1]
    moved = read(["Process name", "FTE"], ["Tell jokes", None], *rows)
    got = answered(moved, (f"{asked} | Run payroll", "fte", "4", "Jane", None))
    assert got.typed["fte"].fillna(-1).tolist() == [-1, -1, 4]
    gone = answered(read(["Process name", "FTE"], rows[0], ["Tell jokes", None]),
                    (f"{asked} | Run payroll", "fte", "4", "Jane", None))  # fmt: skip
    assert gone.typed["fte"].isna().all()
    assert codes(gone) and said(gone, "ANSWER_WITHOUT_PROCESS")[0].startswith(
        f"An owner's answer of 2026-11-01 (fte) is about the process {asked}"
    )


def test_an_id_of_the_list_is_followed_through_a_new_name():
    got = answered(listed(*ROWS), ("P1 | Pay bills", "fte", "4", "Jane", None))
    assert got.typed["fte"].iloc[0] == 4
