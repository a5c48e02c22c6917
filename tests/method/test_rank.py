"""Suitability and rank."""

import math

import numpy as np
import pandas as pd
import pytest

from schemas.messages.saying import said_frame, speaker
from schemas.results import RANK_COLUMNS
from schemas.rules import load_rulebook
from tasks.method import rank
from tests.method.cases import assessed, assessed_cases, cases, typed_frame

RULEBOOK = load_rulebook()


def ranked(rows, severity="medium", labour_base=500000.0, saving=100000.0, saving_high=200000.0):
    typed = typed_frame(rows)
    result = assessed(rows)
    risk = pd.DataFrame({"highest_severity": [severity] * len(rows)}, index=typed.index)
    money = {"labour_base": [labour_base] * len(rows), "saving_mid": saving}
    value = pd.DataFrame(money, index=typed.index, dtype="float64")
    value["verdict"] = np.where(np.broadcast_to(saving_high, len(rows)) < 0, "loses", "pays")
    found = rank(typed, result.rows, risk, value, RULEBOOK)
    return result.rows, said_frame(speaker("en", RULEBOOK), found, ("rank_note",))


def case(name, **columns):
    found = next(case for case in cases() if case.id == name).columns
    return {name: value for name, value in {**found, **columns}.items() if value is not None}


def test_the_unknown_does_not_outrank_the_known():
    known = case(
        "invoice_entry",
        physical_presence_level=1,
        process_stability_level=5,
        quality_metric="objective_with_sla",
        input_digital_share=0.9,
        supplier_maturity_level=4,
        internal_capability_level=2,
    )
    blank = case("invoice_entry")
    _, result = ranked([blank, known])
    assert list(result["rank"]) == [2, 1]
    assert (result["suitability_low"] <= result["suitability"]).all() and (
        result["suitability"] <= result["suitability_high"]
    ).all()


def test_rank_counts_within_each_label():
    rows = [
        case("invoice_entry"),
        case("market_analysis"),
        case("invoice_entry", fte=40, annual_cost=2000000),
        case("core_at_par_is_retained"),
    ]
    _, result = ranked(rows)
    assert list(result["rank"][:3]) == [2, 1, 1]
    assert result.iloc[3][list(RANK_COLUMNS)].isna().all()


@pytest.mark.parametrize(
    "name, words",
    [
        ("settlement_batch", "less than one full-time post"),
        ("already_outsourced", "already outsourced"),
        ("eight_applications", "too many"),
        ("kpo_too_small", "too little work"),
    ],
)
def test_what_stays_outside_the_ranking_says_why(name, words):
    _, result = ranked([case(name)])
    assert pd.isna(result["rank"].iloc[0]) and words in result["rank_note"].iloc[0]
    assert result["suitability_low"].notna().all()


def test_a_settlement_batch_is_not_the_top_candidate():
    _, result = ranked([case("settlement_batch"), case("invoice_entry")])
    assert list(result["rank"].astype("object")) == [pd.NA, 1]


def test_grave_flags_and_no_saving_count_against():
    _, mild = ranked([case("invoice_entry")], severity="low")
    _, grave = ranked([case("invoice_entry")], severity="critical")
    _, dear = ranked([case("invoice_entry")], severity="low", saving=-50000.0)
    assert (
        grave["suitability"].iloc[0] < mild["suitability"].iloc[0]
        and dear["suitability"].iloc[0] < mild["suitability"].iloc[0]
    )


def test_size_is_no_merit_where_moving_loses_money():
    _, result = ranked(
        [case("invoice_entry", fte=60), case("invoice_entry", fte=6)], saving=[-50000.0, 5000.0]
    )
    assert list(result["rank"]) == [2, 1]
    _, gaining = ranked(
        [case("invoice_entry", fte=60), case("invoice_entry", fte=6)], saving=[50000.0, 5000.0]
    )
    assert list(gaining["rank"]) == [1, 2]


def test_a_site_service_ranks_below_the_same_work_done_remotely():
    _, result = ranked(
        [
            case("customer_queries", physical_presence_level=5),
            case("customer_queries", physical_presence_level=1),
        ]
    )
    assert list(result["rank"]) == [2, 1]


def test_a_value_and_a_risk_that_are_blank_leave_an_interval():
    typed = typed_frame([case("invoice_entry")])
    result = assessed([case("invoice_entry")])
    risk = pd.DataFrame({"highest_severity": pd.Series([None], dtype="str")})
    value = pd.DataFrame({"labour_base": [np.nan], "saving_mid": [np.nan], "verdict": "cannot_judge"})
    got = rank(typed, result.rows, risk, value, RULEBOOK)
    assert got["suitability_low"].iloc[0] < got["suitability_high"].iloc[0] and got["rank"].iloc[0] == 1


def worth(rule, value):
    """What one value is worth by the rulebook's scale, None where it is blank."""
    if value is None or pd.isna(value):
        return None
    if rule.scale.values:
        return rule.scale.values[value]
    low, high = rule.scale.low, rule.scale.high
    if rule.scale.kind == "logarithmic":
        value, low, high = math.log(max(value, low)), math.log(low), math.log(high)
    place = min(max((value - low) / (high - low), 0), 1)
    return rule.scale.at_low + place * (rule.scale.at_high - rule.scale.at_low)


def test_suitability_is_the_weighted_mean_of_what_is_known_and_its_ends_fill_the_blanks():
    """Counted by hand, criterion by criterion, for rows of both labels with some columns blank."""
    rows = [
        case("invoice_entry", physical_presence_level=2, supplier_maturity_level=4, fte=7),
        case("invoice_entry", quality_metric="objective_with_sla", input_digital_share=0.9, fte=30),
        case("market_analysis", talent_scarcity_level=4, internal_capability_level=2, fte=9),
    ]
    labels, result = ranked(rows)
    coverage = RULEBOOK.section("confidence")["suitability_coverage"].value
    for row, given in enumerate(rows):
        label = labels["recommendation"].iloc[row]
        known = {
            **given,
            "effort_fte": given["fte"],
            "saving_share": 100000 / 500000,
            "sensitivity": labels["sensitivity"].iloc[row],
            "highest_severity": "medium",
        }
        rules = [
            rule for rule in RULEBOOK.section("suitability").values() if rule.label in ("both", str(label))
        ]
        worths = [(rule, worth(rule, known.get(rule.column))) for rule in rules]
        ends = [list(rule.scale.values.values()) or [rule.scale.at_low, rule.scale.at_high] for rule in rules]
        total = sum(rule.weight for rule in rules)
        known_weight = sum(rule.weight for rule, value in worths if value is not None)
        low, high = (
            sum(
                rule.weight * (end(between) if value is None else value)
                for (rule, value), between in zip(worths, ends, strict=True)
            )
            for end in (min, max)
        )
        assert 0 < known_weight < total and known_weight >= coverage * total
        point = sum(rule.weight * value for rule, value in worths if value is not None) / known_weight
        assert result["suitability"].iloc[row] == pytest.approx(100 * point)
        assert result["suitability_low"].iloc[row] == pytest.approx(100 * low / total)
        assert result["suitability_high"].iloc[row] == pytest.approx(100 * high / total)


def test_a_candidate_whose_saving_is_unknown_comes_after_its_equal_with_one():
    row = case("invoice_entry")
    typed, result = typed_frame([row, row]), assessed([row, row])
    risk = pd.DataFrame({"highest_severity": ["medium"] * 2}, index=typed.index)
    value = pd.DataFrame({"labour_base": [np.nan, 500000.0], "saving_mid": np.nan, "verdict": "cannot_judge"})
    assert list(rank(typed, result.rows, risk, value, RULEBOOK)["rank"]) == [2, 1]


def test_suitability_lies_between_0_and_100():
    rows = assessed_cases().rows
    typed = typed_frame([case.columns for case in cases()])
    risk = pd.DataFrame({"highest_severity": "high"}, index=typed.index)
    value = pd.DataFrame({"labour_base": 1e6, "saving_mid": 1e5, "verdict": "pays"}, index=typed.index)
    got = rank(typed, rows, risk, value, RULEBOOK)
    is_candidate = rows["recommendation"].isin(["bpo_candidate", "kpo_candidate"])
    assert (
        got.loc[is_candidate, ["suitability_low", "suitability", "suitability_high"]]
        .stack()
        .dropna()
        .between(0, 100)
        .all()
    )
    assert got.loc[~is_candidate, "suitability"].isna().all()
    assert set(rows.loc[got["rank"].notna(), "first_move"]).isdisjoint(
        {"split", "too_small", "already_outsourced"}
    )


def test_what_loses_money_even_in_the_best_case_is_not_ranked():
    _, result = ranked(
        [case("invoice_entry"), case("market_analysis"), case("invoice_entry")], saving_high=[-1.0, 0.0, 5.0]
    )
    assert list(result["rank"].astype("object")) == [pd.NA, 1, 1]
    assert (
        result["rank_note"].iloc[0].endswith("in at least nine of ten draws")
        and result["rank_note"].iloc[1:].isna().all()
    )
    assert result["suitability"].notna().all()


def test_a_single_number_is_shown_only_where_half_of_the_evidence_is_known():
    row = case("invoice_entry")
    _, (half, less) = zip(*(ranked([row], labour_base=base) for base in (500000.0, np.nan)), strict=True)
    assert half["suitability"].notna().all()
    assert less["suitability"].isna().all() and less[
        ["suitability_low", "suitability_high", "rank"]
    ].notna().all(axis=None)


def test_what_is_equal_shares_a_place_whatever_the_order_of_the_rows():
    rows = [case("invoice_entry"), case("invoice_entry", fte=40, annual_cost=2000000), case("invoice_entry")]
    _, result = ranked(rows)
    _, turned = ranked(rows[::-1])
    assert list(result["rank"]) == [2, 1, 2]
    assert list(turned["rank"])[::-1] == list(result["rank"])
    _, by_saving = ranked([rows[0], rows[2]], saving=[1000.0, 2000.0], labour_base=500000.0)
    assert by_saving["rank"].nunique() == 2


@pytest.mark.parametrize("before", range(1, 5))
def test_scarcer_talent_never_lowers_a_knowledge_process(before):
    """With its flag counted as the risk stage raises it: low from level 4 on."""
    rows = [case("market_analysis", talent_scarcity_level=level) for level in (before, before + 1)]
    severities = ["low" if level >= 4 else "none" for level in (before, before + 1)]
    typed, result = typed_frame(rows), assessed(rows)
    risk = pd.DataFrame({"highest_severity": severities}, index=typed.index)
    value = pd.DataFrame({"labour_base": 5e5, "saving_mid": 1e5, "verdict": "pays"}, index=typed.index)
    low, high = rank(typed, result.rows, risk, value, RULEBOOK)["suitability_low"]
    assert high > low
