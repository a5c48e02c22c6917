"""Firm and provisional against brute force: every filling of the blank deciding columns, one by one."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from schemas.columns import columns
from schemas.rules import load_rulebook
from tasks.method import assess
from tests.method.cases import AS_OF, assessed, cases, said, text_frame, typed_frame

RULEBOOK = load_rulebook()
# What a blank could be answered with; shares at and beside every bound.
ANSWERS = {
    "rule_based_level": [1, 2, 3, 4, 5],
    "checklist_executable": [True, False],
    "judgement_level": [1, 2, 3, 4, 5],
    "analysis_share": [0, 0.39, 0.4, 0.49, 0.5, 1],
    "output_type": columns()["output_type"].values,
    "domain_expertise_level": [1, 3, 4, 5],
    "qualification": columns()["qualification"].values,
    "core_process": ["core", "core_support", "non_core"],
    "strategic_importance_level": [1, 2, 3, 4, 5],
    "competitive_advantage": [True, False],
    "volume": [1, 3000, 10**7],
}


def random_row(rng) -> dict:
    """A row with most of the deciding set filled, often near a bound, and a few other columns."""
    row = {name: answers[rng.integers(len(answers))] for name, answers in ANSWERS.items()}
    if rng.random() < 0.6:
        row |= {"competitive_advantage": False, "core_process": rng.choice(["core_support", "non_core"])}
    if rng.random() < 0.3:  # clearly routine, so that blanks meet firm labels often enough
        row |= {"rule_based_level": 5, "judgement_level": 1, "output_type": "transaction", "volume": 10**6}
    extra = {
        "novelty_level": [1, 3, 4, 5],
        "internal_capability_level": [1, 2, 3, 5],
        "decision_authority": ["client", "shared", "provider"],
        "exception_share": [0.0, 0.3],
        "standardised_share": [0.1, 0.9],
    }
    row |= {
        name: answers[rng.integers(len(answers))] for name, answers in extra.items() if rng.random() < 0.5
    }
    for name in rng.choice(list(ANSWERS), rng.integers(0, 4), replace=False):
        row.pop(name)
    return row


def random_text(rng) -> dict:
    """What the text says of a row: mostly nothing."""
    return (
        {}
        if rng.random() < 0.7
        else {"text_drive": float(rng.uniform(-1, 1)), "text_complexity": float(rng.uniform(0, 1))}
    )


def fillings(row: dict) -> list[dict]:
    """Every way to fill the blanks of the deciding columns, and the advantage where it is open."""
    blanks = [
        name
        for name in ANSWERS
        if name not in row and not (name == "competitive_advantage" and row.get("core_process") == "non_core")
    ]
    return [
        {**row, **dict(zip(blanks, answers, strict=True))}
        for answers in product(*(ANSWERS[name] for name in blanks))
    ]


@pytest.mark.parametrize("seed", range(3))
def test_firm_is_exact(seed):
    """Firm if and only if no filling changes the label, be it into a contradiction, with what the text says
    and without.
    """
    rng = np.random.default_rng(seed)
    rows, texts = zip(*((random_row(rng), random_text(rng)) for _ in range(120)), strict=True)
    result = assessed(list(rows), list(texts)).rows
    tries = [
        (place, filling, text)
        for place, row in enumerate(rows)
        for filling in fillings(row)
        for text in ([texts[place], {}] if texts[place] else [{}])
    ]
    labels = (
        assessed([filling for _, filling, _ in tries], [text for _, _, text in tries])
        .rows["recommendation"]
        .to_numpy()
    )
    owner = np.array([place for place, _, _ in tries])
    lines = RULEBOOK.section("decisions")
    seen = {"firm": 0, "provisional": 0, "firm with blanks": 0}
    for place in range(len(rows)):
        own = result.iloc[place]
        if lines[own["decision_rule"]].provisional or own["recommendation"] == "review":
            assert own["certainty"] == "provisional"
            continue
        same = set(labels[owner == place]) == {own["recommendation"]}
        assert own["certainty"] == ("firm" if same else "provisional"), (
            rows[place],
            texts[place],
            own["why"],
        )
        seen[own["certainty"]] += 1
        seen["firm with blanks"] += same and (owner == place).sum() > 2
    assert min(seen.values()) > 0, seen


@pytest.mark.parametrize(
    ("row", "text", "certainty"),
    [
        pytest.param(
            {
                "rule_based_level": 5,
                "judgement_level": 1,
                "analysis_share": 1,
                "output_type": "transaction",
                "qualification": "doctorate",
                "core_process": "non_core",
                "strategic_importance_level": 3,
                "competitive_advantage": False,
                "volume": 10**6,
            },
            {"text_drive": -0.93, "text_complexity": 0.1},
            "provisional",
            id="only with the text an answer changes the label",
        ),
        pytest.param(
            {
                "checklist_executable": False,
                "judgement_level": 1,
                "output_type": "transaction",
                "domain_expertise_level": 4,
                "qualification": "vocational",
                "core_process": "core",
                "strategic_importance_level": 5,
                "competitive_advantage": True,
                "volume": 10**6,
                "internal_capability_level": 1,
            },
            {"text_drive": -0.6, "text_complexity": 0.91},
            "provisional",
            id="only without the text an answer changes the label",
        ),
        pytest.param(
            {
                "checklist_executable": False,
                "judgement_level": 1,
                "analysis_share": 0.39,
                "output_type": "transaction",
                "domain_expertise_level": 1,
                "qualification": "doctorate",
                "core_process": "non_core",
                "strategic_importance_level": 4,
                "competitive_advantage": False,
                "volume": 10**6,
                "exception_share": 0.0,
            },
            {"text_drive": 0.12, "text_complexity": 0.39},
            "firm",
            id="a text that reads like no knowledge work counts for none",
        ),
    ],
)
def test_firm_is_exact_where_the_text_decides(row, text, certainty):
    own = assessed([row], [text]).rows.iloc[0]
    tries = [(filling, said) for filling in fillings(row) for said in (text, {})]
    labels = assessed([filling for filling, _ in tries], [said for _, said in tries]).rows["recommendation"]
    assert (
        own["certainty"] == certainty == ("firm" if set(labels) == {own["recommendation"]} else "provisional")
    )


@pytest.mark.parametrize(
    "blank, columns_given, certainty",
    [
        (
            "a blank half that a routine row can bear",
            {"analysis_share": None, "qualification": None, "checklist_executable": False},
            "firm",
        ),
        (
            "a blank half that could make it knowledge work",
            {
                "analysis_share": None,
                "checklist_executable": False,
                "rule_based_level": 3,
                "judgement_level": 3,
                "domain_expertise_level": 4,
                "output_type": "record",
            },
            "provisional",
        ),
        (
            "an answer that would contradict the checklist",
            {"analysis_share": None, "judgement_level": 4},
            "provisional",
        ),
        (
            "an answer that would contradict the novelty",
            {"rule_based_level": None, "novelty_level": 4},
            "provisional",
        ),
    ],
)
def test_a_blank_deciding_column_leaves_it_firm_only_if_no_answer_changes_the_label(
    blank, columns_given, certainty
):
    case = next(case for case in cases() if case.id == "invoice_entry")
    row = {name: value for name, value in (dict(case.columns) | columns_given).items() if value is not None}
    assert assessed([row]).rows["certainty"].iloc[0] == certainty, blank


def test_a_clearly_filled_deciding_set_is_firm():
    """Only the deciding set, nothing else: firm of grade B, in both directions."""
    wanted = [name for name, column in columns().items() if column.is_deciding]
    for profile, label in (("invoice_entry", "bpo_candidate"), ("market_analysis", "kpo_candidate")):
        case = next(case for case in cases() if case.id == profile)
        row = {name: value for name, value in case.columns.items() if name in wanted} | {
            "competitive_advantage": False
        }
        got = assessed([row]).rows.iloc[0]
        assert (got["recommendation"], got["certainty"], got["grade"]) == (label, "firm", "B")


def test_name_and_cost_are_never_firm():
    texts = [
        {"service_label": label, "service_id": "E001", "text_drive": drive, "text_complexity": 0.9}
        for label in ("BPO", "KPO", "KEEP", None)
        for drive in (-0.9, 0.0, 0.9)
    ]
    rows = assessed(
        [{"annual_cost": 500000.0, "fte": 5.0, "source_quality": "measured"}] * len(texts), texts
    ).rows
    assert (rows["certainty"] == "provisional").all() and (rows["grade"] == "D").all()


def test_what_is_presumed_of_every_row_is_not_said_in_each(tmp_path):
    typed = typed_frame([dict(next(case for case in cases() if case.id == "invoice_entry").columns)])
    why = said(assess(typed, text_frame([{}]), RULEBOOK, AS_OF)).rows["why"].iloc[0]
    assert "law" not in why and "presumed" not in why


def test_confidence_is_made_of_its_parts():
    rows = assessed([case.columns for case in cases()], [case.texts for case in cases()]).rows
    weights = RULEBOOK.section("confidence")["confidence_parts"].values
    assert sum(weights.values()) == pytest.approx(1)
    parts = sum(weight * rows[f"confidence_{name}"] for name, weight in weights.items())
    pd.testing.assert_series_equal(rows["confidence"], parts, check_names=False)
    assert rows["confidence"].between(0, 1).all()
