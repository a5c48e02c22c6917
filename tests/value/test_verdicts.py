"""Verdicts and their reasons, the draws behind them, and what swings the whole."""

import numpy as np
import pytest

from schemas.messages.message import Message
from tasks.value.draws import cases_of, percentiles
from tests.value.conftest import INVOICES

RANGE = {"low": 0, "mid": 0, "high": 0}


def fixed(rulebook, *kept):
    """Every assumption at its middle value but those kept."""
    return {
        rule_id: {"low": rule.mid, "high": rule.mid}
        for rule_id, rule in rulebook.section("assumptions").items()
        if rule_id not in kept and rule.is_drawn
    }


def test_half_of_the_draws_lie_on_each_side_of_the_middle_value_and_none_outside_the_range(rulebook):
    cases = cases_of(rulebook)
    for rule_id in cases.swung:
        rule, drawn = rulebook.section("assumptions")[rule_id], cases[rule_id][cases.draws]
        assert rule.low <= drawn.min() and drawn.max() <= rule.high
        assert (drawn <= rule.mid).mean() == pytest.approx(
            0.5, abs=0.5 if rule.mid in (rule.low, rule.high) else 0.01
        )


def test_the_same_seed_draws_the_same_and_another_one_others(rulebook, rulebook_with):
    other = rulebook_with({"assumptions": {"draws_seed": {"low": 7, "mid": 7, "high": 7}}})
    first, again, others = (cases_of(rules)["severance"] for rules in (rulebook, rulebook_with(), other))
    assert (first == again).all() and not (first == others).all()


def test_what_moves_together_is_at_its_better_end_in_the_same_draw(rulebook):
    cases = cases_of(rulebook)
    for rule_id in cases.swung:
        rule = rulebook.section("assumptions")[rule_id]
        if rule.moves_with:
            other = rulebook.section("assumptions")[rule.moves_with]
            same = 1 if rule.low_saving_at == other.low_saving_at else -1
            mine, its = cases[rule_id][cases.draws], cases[rule.moves_with][cases.draws]
            assert (np.argsort(mine) == np.argsort(same * its)).all()
    apart = np.corrcoef(cases["severance"][cases.draws], cases["governance"][cases.draws])[0, 1]
    assert abs(apart) < 0.15


def test_percentiles_are_numpys():
    values = np.random.default_rng(3).normal(size=(7, 1000))
    assert np.allclose(percentiles(values), np.quantile(values, [0.1, 0.5, 0.9], axis=1))


def test_the_range_of_one_assumption_has_a_closed_form(value_of, rulebook, rulebook_with):
    """Only governance is drawn: the saving falls in a straight line with it, and its 90th percentile lies where a
    tenth of the draws is left: high - (high - mid) x sqrt(0.2).
    """
    row = value_of(INVOICES, rules=rulebook_with({"assumptions": fixed(rulebook, "governance")})).rows.loc[0]
    fee = (405_000 - row["case_saving"]) / 1.06
    dear, cheap = 0.10 - 0.04 * np.sqrt(0.2), 0.03 + 0.03 * np.sqrt(0.2)
    assert row["saving_low"] == pytest.approx(405_000 - fee * (1 + dear), rel=1e-3)
    assert row["saving_high"] == pytest.approx(405_000 - fee * (1 + cheap), rel=1e-3)
    assert row["saving_mid"] == pytest.approx(row["case_saving"], rel=1e-4)


@pytest.mark.parametrize(
    ("cells", "verdict", "on"),
    [
        ({}, "pays", None),
        ({"annual_cost": 200_000}, "loses", None),
        ({"recommendation": "kpo_candidate", "annual_cost": 800_000}, "depends", "extra_hours_offshore"),
        ({"recommendation": "kpo_candidate"}, "loses", None),
        ({"location": "onshore", "outsourced_cost": 330_000}, "cannot_judge", "organisation_plan"),
        ({"currency": None}, "cannot_judge", "currency"),
        ({"fte": None}, "cannot_judge", "fte"),
        ({"annual_cost": None}, "cannot_judge", "labour_cost"),
        ({"annual_cost": -5}, "cannot_judge", "annual_cost"),
        ({"current_model": "outsourced"}, "none", None),
        ({"recommendation": "retain"}, "none", None),
    ],
)
def test_each_verdict_names_its_reason(value_of, cells, verdict, on):
    row = value_of({**INVOICES, **cells}).rows.loc[0]
    assert row["verdict"] == verdict
    assert row["verdict_on"] == on if on else row.isna()["verdict_on"]


def test_at_the_value_it_depends_on_the_net_present_value_is_nil(value_of, rulebook_with):
    expert = {**INVOICES, "recommendation": "kpo_candidate", "annual_cost": 800_000}
    row = value_of(expert).rows.loc[0]
    at = dict.fromkeys(("low", "mid", "high"), float(row["verdict_at"]))
    there = value_of(expert, rules=rulebook_with({"assumptions": {row["verdict_on"]: at}})).rows.loc[0]
    assert there["npv_mid"] == pytest.approx(0, abs=0.01 * row["labour_base"])


def test_judgement_never_decides_a_sign_alone(value_of, rulebook, rulebook_with):
    """Only the onshore rate, our judgement, is drawn: where one end turns the sign, a quote is asked for."""
    rules = rulebook_with({"assumptions": fixed(rulebook, "bpo_rate_onshore")})
    row = {**INVOICES, "location": "onshore"}
    costs = [500_000 + 25_000 * step for step in range(40)]
    rows = value_of(*({**row, "annual_cost": cost, "labour_cost": cost} for cost in costs), rules=rules).rows
    assert {"loses", "cannot_judge"} <= set(rows["verdict"]) <= {"loses", "cannot_judge", "pays"}
    assert rows.loc[rows["verdict"] == "cannot_judge", "verdict_on"].eq("quote").all()
    sourced = {"bpo_rate_onshore": {"source_type": "study", "low": 0.85, "high": 1.10}}
    rules = rulebook_with({"assumptions": {**fixed(rulebook, "bpo_rate_onshore"), **sourced}})
    again = value_of(*({**row, "annual_cost": cost, "labour_cost": cost} for cost in costs), rules=rules).rows
    assert "cannot_judge" not in set(again["verdict"]) and "depends" in set(again["verdict"])


def test_a_blank_country_that_decides_the_location_is_asked_for(value_of):
    from tasks.value import model
    from tests.value.conftest import AS_OF, facts

    typed, assessed, risk = facts([{**INVOICES, "country": None, "location": "onshore"}] * 2)
    risk["location_reason"] = [
        Message("rule.LOC-COUNTRY-UNKNOWN.reason").packed(),
        Message("rule.LOC-PRESENCE.reason").packed(),
    ]
    from schemas.rules import load_rulebook

    rows = model(typed, assessed, risk, load_rulebook(), AS_OF).rows
    assert rows["verdict_on"].fillna("").to_list()[0] == "country"
    assert rows["verdict"].to_list() == ["cannot_judge", "loses"]
    assert rows["saving_mid"].notna().all()


def test_a_row_whose_figures_do_not_reconcile_is_valued_but_in_no_total(value_of):
    from schemas.rules import load_rulebook
    from tasks.value import model
    from tests.value.conftest import AS_OF, facts

    typed, assessed, risk = facts([INVOICES, INVOICES])
    risk["risk_flags"] = ["BASELINE-HOURS;OTHER", None]
    value = model(typed, assessed, risk, load_rulebook(), AS_OF)
    row, total = value.rows.loc[0], value.totals.loc[0]
    assert (row["verdict"], row["verdict_on"], row["is_doubted"]) == ("cannot_judge", "volume", True)
    assert total["saving_mid"] == pytest.approx(value.rows.loc[1, "saving_mid"])
    assert total["doubted_saving_mid"] == pytest.approx(row["saving_mid"])
    assert (total["candidates_count"], total["valued_count"], total["doubted_count"]) == (2, 1, 1)


def test_the_tornado_names_what_swings_most_and_where_the_sign_turns(value_of, rulebook_with):
    value = value_of({**INVOICES, "location": "nearshore"}, {**INVOICES, "location": "nearshore", "fte": 20})
    tornado = value.tornado
    assert len(tornado) == 5 and tornado["swing"].is_monotonic_decreasing
    line = tornado[tornado["break_even"].notna()].iloc[0]
    at = dict.fromkeys(("low", "mid", "high"), float(line["break_even"]))
    rules = rulebook_with({"assumptions": {line["assumption"]: at}})
    there = value_of(
        {**INVOICES, "location": "nearshore"}, {**INVOICES, "location": "nearshore", "fte": 20}, rules=rules
    )
    assert there.totals.loc[0, "npv_mid"] == pytest.approx(0, abs=0.02 * value.totals.loc[0, "labour_base"])


def test_waves_and_bundles_have_the_percentiles_of_their_sum(value_of):
    value = value_of(
        INVOICES,
        {**INVOICES, "location": "nearshore"},
        {**INVOICES, "recommendation": "kpo_candidate", "annual_cost": 800_000},
    )
    waves = value.groups[value.groups["kind"] == "wave"].set_index("name")
    assert waves.loc["1", "row_count"] == 2
    assert waves.loc["1", "case_saving"] == pytest.approx(value.rows.loc[[0, 1], "case_saving"].sum())
    assert waves.loc["1", "saving_low"] > value.rows.loc[[0, 1], "saving_low"].sum()
    assert waves.loc["3", "saving_low"] == pytest.approx(value.rows.loc[2, "saving_low"])
