"""Bounds of the method, each from both sides, and the ranking against a plain recomputation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from schemas.rule_models.method import Scale
from schemas.rules import load_rulebook
from schemas.vocabulary import CANDIDATES
from tasks.method import rank
from tasks.method.scores import scaled
from tests.method.cases import assessed, cases, typed_frame

RULEBOOK = load_rulebook()
CLERICAL = next(case for case in cases() if case.id == "redundant_columns_within_two").columns
ROWS = 120


@pytest.mark.parametrize(
    ("minutes", "certainty"),
    [(19.7, "firm"), (19.9, "provisional"), (5.0, "firm"), (4.9, "provisional")],
)
def test_redundant_columns_may_differ_by_a_factor_of_two_either_way(minutes, certainty):
    """120,000 items and 12 posts of 1,650 hours agree at 9.9 minutes; 19.8 and 4.95 are the bounds."""
    row = assessed([{**CLERICAL, "handling_minutes": minutes}]).rows.iloc[0]
    assert row["certainty"] == certainty
    assert row["confidence_agreement"] == (0.6 if certainty == "firm" else 0.1)


EVIDENCE = {
    "physical_presence_level": [1.0, 3.0, 5.0, None],
    "process_stability_level": [1.0, 3.0, 5.0, None],
    "quality_metric": ["objective_with_sla", "none", None],
    "input_digital_share": [0.1, 0.9, None],
    "supplier_maturity_level": [1.0, 5.0, None, None],
    "internal_capability_level": [1.0, 2.0, None, None],
}


@pytest.fixture(scope="module")
def random_ranking():
    """Label and RANK_COLUMNS of work whose evidence for suitability is filled in at random."""
    rng = np.random.default_rng(5)
    bases = [CLERICAL, next(case for case in cases() if case.id == "market_analysis").columns]
    rows = [
        {
            **bases[number % 2],
            **{name: values[rng.integers(len(values))] for name, values in EVIDENCE.items()},
        }
        for number in range(ROWS)
    ]
    assessed_rows = assessed(rows).rows
    base = rng.uniform(1e4, 1e6, ROWS)
    value = pd.DataFrame({"labour_base": base, "saving_mid": base * 0.2, "verdict": "pays"})
    risk = pd.DataFrame({"highest_severity": np.resize(["low", "high", "medium"], ROWS)})
    return rank(typed_frame(rows), assessed_rows, risk, value, RULEBOOK).assign(
        label=assessed_rows["recommendation"], saving=value["saving_mid"].to_numpy()
    )


@pytest.mark.parametrize("label", CANDIDATES)
def test_the_rank_goes_by_the_low_end_and_not_by_the_point(random_ranking, label):
    ranked = random_ranking[random_ranking["label"].eq(label) & random_ranking["rank"].notna()]
    by_low = sorted(
        ranked.index,
        key=lambda key: (
            -ranked.loc[key, "suitability_low"].round(6),
            -np.nan_to_num(ranked.loc[key, "suitability"]).round(6),
            -ranked.loc[key, "saving"],
        ),
    )
    by_point = sorted(ranked.index, key=lambda key: -np.nan_to_num(ranked.loc[key, "suitability"]))
    assert len(ranked) > 10 and list(ranked["rank"].sort_values()) == list(range(1, len(ranked) + 1))
    assert list(ranked["rank"].sort_values().index) == by_low
    assert by_low != by_point, "the portfolio could not tell the two apart"


def test_a_better_point_with_a_worse_low_end_ranks_behind():
    """Of two rows one is known to the end, the other is known for little, and that little is good."""
    known = {
        **CLERICAL,
        "handling_minutes": 9.9,
        "physical_presence_level": 2,
        "process_stability_level": 4,
        "quality_metric": "objective_with_sla",
        "input_digital_share": 0.8,
        "supplier_maturity_level": 3,
        "internal_capability_level": 3,
    }
    little = {
        name: value
        for name, value in known.items()
        if name not in ("physical_presence_level", "supplier_maturity_level")
    }
    little |= {"process_stability_level": 5, "input_digital_share": 1.0, "internal_capability_level": 1}
    rows = [known, little]
    result = assessed(rows)
    risk = pd.DataFrame({"highest_severity": ["low", "low"]})
    value = pd.DataFrame({"labour_base": [5e5] * 2, "saving_mid": [1e5] * 2, "verdict": "pays"})
    ranks = rank(typed_frame(rows), result.rows, risk, value, RULEBOOK)
    assert ranks["suitability"].iloc[1] > ranks["suitability"].iloc[0]
    assert ranks["suitability_low"].iloc[1] < ranks["suitability_low"].iloc[0]
    assert list(ranks["rank"]) == [1, 2]


@pytest.mark.parametrize(
    ("columns", "stake"),
    [
        ({"annual_cost": 900_000, "labour_cost": None, "fte": 2}, 240_000),  # 120,000 a post at most
        ({"annual_cost": 100_000, "labour_cost": None, "fte": 2}, 100_000),
        ({"annual_cost": 900_000, "labour_cost": 500_000, "fte": 2}, 500_000),
    ],
)
def test_money_at_stake_is_labour_cost_else_the_smaller_of_cost_and_ceiling(columns, stake):
    row = {**CLERICAL, "core_process": None, "judgement_level": None, **columns}
    questions = assessed([{name: value for name, value in row.items() if value is not None}]).questions
    assert len(questions) and set(questions["money_at_stake"]) == {stake}


@pytest.mark.parametrize("kind", ["linear", "logarithmic"])
def test_a_value_beyond_a_scale_is_worth_its_end(kind):
    scale = Scale(kind=kind, low=1, high=100, at_low=0.2, at_high=0.9)
    assert scaled(scale, "fte", np.array([-50.0, 0.0, 1.0, 100.0, 5000.0])).tolist() == pytest.approx(
        [0.2, 0.2, 0.2, 0.9, 0.9]
    )
