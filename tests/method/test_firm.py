"""Firm and provisional against brute force: every filling of the blank deciding columns, one by one."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from schemas.columns import columns
from schemas.rules import load_rulebook
from tasks.method import assess
from tests.method.cases import AS_OF, assessed, cases, text_frame, typed_frame

RULEBOOK = load_rulebook()
# What a blank could be answered with; shares at and beside every bound.
ANSWERS = {
    "rule_based_level": [1, 2, 3, 4, 5], "checklist_executable": [True, False], "judgement_level": [1, 2, 3, 4, 5],
    "analysis_share": [0, 0.39, 0.4, 0.49, 0.5, 1], "output_type": columns()["output_type"].values, "domain_expertise_level": [1, 3, 4, 5],
    "qualification": columns()["qualification"].values, "core_process": ["core", "core_support", "non_core"],
    "strategic_importance_level": [1, 2, 3, 4, 5], "competitive_advantage": [True, False], "volume": [1, 3000, 10**7],
}
PLACES = [["rule_based_level"], ["checklist_executable"], ["judgement_level"], ["analysis_share", "output_type"],
          ["domain_expertise_level", "qualification"], ["core_process"], ["strategic_importance_level"], ["competitive_advantage"], ["volume"]]


def random_row(rng) -> dict:
    """A row with most of the deciding set filled, often near a bound, and a few other columns."""
    row = {name: answers[rng.integers(len(answers))] for name, answers in ANSWERS.items()}
    if rng.random() < 0.6:
        row |= {"competitive_advantage": False, "core_process": rng.choice(["core_support", "non_core"])}
    extra = {"novelty_level": [1, 3, 4, 5], "internal_capability_level": [1, 2, 3, 5], "decision_authority": ["client", "shared", "provider"],
             "exception_share": [0.0, 0.3], "standardised_share": [0.1, 0.9]}
    row |= {name: answers[rng.integers(len(answers))] for name, answers in extra.items() if rng.random() < 0.5}
    for place in rng.choice(len(PLACES), rng.integers(0, 3), replace=False):
        for name in PLACES[place]:
            row.pop(name)
    if rng.random() < 0.4:
        row.pop(rng.choice(["analysis_share", "output_type", "domain_expertise_level", "qualification"]), None)
    return row


def fillings(row: dict) -> list[dict]:
    """Every way to fill the blank places of the deciding set, and the advantage where it is open."""
    open_columns = [name for place in PLACES if not any(name in row for name in place) for name in place]
    if "competitive_advantage" in open_columns and row.get("core_process") == "non_core":
        open_columns.remove("competitive_advantage")
    return [{**row, **dict(zip(open_columns, answers, strict=True))} for answers in product(*(ANSWERS[name] for name in open_columns))]


@pytest.mark.parametrize("seed", range(6))
def test_firm_is_exact(seed):
    rng = np.random.default_rng(seed)
    rows = [random_row(rng) for _ in range(60)]
    result = assessed(rows).rows
    filled = [fillings(row) for row in rows]
    labels = assessed([filling for one in filled for filling in one]).rows
    owner = np.repeat(np.arange(len(rows)), [len(one) for one in filled])
    lines = RULEBOOK.section("decisions")
    seen = {"firm": 0, "provisional": 0}
    for place in range(len(rows)):
        own, possible = result.iloc[place], labels[owner == place]
        line = lines[own["decision_rule"]]
        if line.provisional or own["recommendation"] == "review":
            assert own["certainty"] == "provisional"
            continue
        contradicts = possible["decision_rule"].map(lambda rule: lines[rule].contradiction).to_numpy(dtype=bool)
        same = set(possible["recommendation"][~contradicts]) == {own["recommendation"]}
        assert own["certainty"] == ("firm" if same else "provisional"), (rows[place], own["why"])
        seen[own["certainty"]] += 1
    assert min(seen.values()) > 0, seen


def test_a_clearly_filled_deciding_set_is_firm():
    """Only the deciding set, nothing else: firm of grade B, in both directions."""
    wanted = [name for name, column in columns().items() if column.is_deciding]
    for profile, label in (("invoice_entry", "bpo_candidate"), ("market_analysis", "kpo_candidate")):
        case = next(case for case in cases() if case.id == profile)
        row = {name: value for name, value in case.columns.items() if name in wanted} | {"competitive_advantage": False}
        got = assessed([row]).rows.iloc[0]
        assert (got["recommendation"], got["certainty"], got["grade"]) == (label, "firm", "B")


def test_name_and_cost_are_never_firm():
    texts = [{"service_label": label, "service_id": "E001", "text_drive": drive, "text_complexity": 0.9}
             for label in ("BPO", "KPO", "KEEP", None) for drive in (-0.9, 0.0, 0.9)]
    rows = assessed([{"annual_cost": 500000.0, "fte": 5.0, "source_quality": "measured"}] * len(texts), texts).rows
    assert (rows["certainty"] == "provisional").all() and (rows["grade"] == "D").all()


def test_an_attestation_silences_the_presumption(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("gates:\n  gate_legal_bar:\n    attested: true\n")
    typed = typed_frame([dict(next(case for case in cases() if case.id == "invoice_entry").columns)])
    said, attested = (assess(typed, text_frame([{}]), rulebook, AS_OF).rows["why"].iloc[0] for rulebook in (RULEBOOK, load_rulebook(own)))
    assert "no legal bar is known" in said and "no legal bar is known" not in attested


def test_confidence_is_made_of_its_parts():
    rows = assessed([case.columns for case in cases()], [case.texts for case in cases()]).rows
    weights = RULEBOOK.section("confidence")["confidence_parts"].values
    assert sum(weights.values()) == pytest.approx(1)
    parts = sum(weight * rows[f"confidence_{name}"] for name, weight in weights.items())
    pd.testing.assert_series_equal(rows["confidence"], parts, check_names=False)
    assert rows["confidence"].between(0, 1).all()
