"""Waves, bundles and control totals."""

import pandas as pd
import pytest

from schemas.records import ControlTotal
from tasks.value import join_scenarios, model
from tasks.value.together import bundle_lines
from tests.value.conftest import AS_OF, INVOICES, facts


@pytest.mark.parametrize(
    ("cells", "wave"),
    [
        ({}, 1),
        ({"tier": "bpo_advanced"}, 2),
        ({"tier": "hybrid"}, 2),
        ({"recommendation": "kpo_candidate", "tier": "kpo_specialist", "annual_cost": 800_000}, 3),
        ({"first_move": "fix_first"}, 2),
        ({"first_move": "fix_first", "recommendation": "kpo_candidate", "annual_cost": 800_000}, 3),
        ({"first_move": "automate_first"}, 2),
        ({"grade": "D"}, 2),
        ({"grade": "C"}, 1),
        ({"highest_severity": "high"}, 2),
        ({"highest_severity": "medium"}, 1),
        ({"highest_severity": "critical"}, 3),
        ({"highest_severity": None}, 1),
        ({"first_move": "split"}, 2),
    ],
)
def test_simple_volume_work_first_and_expert_work_later(value_of, cells, wave):
    row = value_of({**INVOICES, **cells}).rows.loc[0]
    assert row["wave"] == wave
    assert row["wave_reason"].endswith(".")


def test_a_users_wave_can_leave_rows_without_one(value_of, rulebook_with):
    rules = rulebook_with({"waves": {"wave_advanced_volume": {"tiers": ["bpo_advanced"]}}})
    value = value_of({**INVOICES, "tier": "hybrid"}, INVOICES, rules=rules)
    assert value.rows["wave"].isna().to_list() == [True, False]
    assert value.bundles[["wave", "row_count"]].fillna(0).to_numpy().tolist() == [[1, 1], [0, 1]]


def test_each_scenario_leaves_out_what_is_screened_by_name_only(rulebook):
    typed, assessed, risk = facts([INVOICES, {**INVOICES, "grade": "D"}])
    found = {
        name: (assessed, model(typed, assessed, risk, rulebook, AS_OF, is_whole=is_whole))
        for name, is_whole in (("as_is", True), ("cautious", False))
    }
    totals = join_scenarios(typed, found).totals.set_index("scenario")
    verdicts = totals[["pays_count", "loses_count", "depends_count", "cannot_judge_count"]]
    assert verdicts.sum(axis=1).to_dict() == {"as_is": 1, "cautious": 1}
    assert totals.loc["as_is", "saving_mid"] == totals.loc["cautious", "saving_mid"]


def test_scenarios_count_no_verdict_of_what_has_no_value(rulebook):
    typed, assessed, risk = facts([INVOICES, {**INVOICES, "labour_cost": None, "annual_cost": None}])
    value = model(typed, assessed, risk, rulebook, AS_OF, is_whole=False)
    totals = join_scenarios(typed, {"as_is": (assessed, value)}).totals
    verdicts = totals[["pays_count", "loses_count", "depends_count", "cannot_judge_count"]]
    assert value.rows["verdict"].tolist()[1] == "cannot_judge" and verdicts.sum(axis=1).tolist() == [1]


def test_what_is_in_no_wave_for_one_reason_is_one_line():
    rows = pd.DataFrame(
        {
            "bundle": ["HR (DE)", "HR (FR)", "HR (DE)"],
            "wave": pd.array([None, None, 2], dtype="Int64"),
            "wave_reason": ["never pays", "never pays", "expert work"],
            "currency": "EUR",
            "fte_moved": [1.0, 2.0, 4.0],
            "case_saving": [10.0, 20.0, 40.0],
            "case_capacity": [1.0, 1.0, 1.0],
            "is_doubted": False,
        }
    )
    lines = bundle_lines(rows, pd.Series(dtype="str"))
    assert lines[["bundle", "row_count", "case_saving"]].values.tolist() == [
        ["HR (DE)", 1, 40.0],
        ["", 2, 30.0],
    ]


HR = {**INVOICES, "service_line": "human_resources"}


@pytest.mark.parametrize(
    "name",
    [
        "Payroll run",
        "Monthly payroll",
        "Lohn- und Gehaltsabrechnung",
        "Gestion de la paie",
        "Pago de nóminas",
    ],
)
def test_human_resources_goes_with_payroll(value_of, name):
    value = value_of(
        {**HR, "process_name": name},
        {**HR, "process_name": "Recruiting"},
        {**HR, "process_name": "Training", "country": "FR"},
        INVOICES,
    )
    assert value.rows["bundle"].fillna("").to_list() == ["BPO Human resources with payroll (DE)"] * 2 + [
        "",
        "",
    ]
    assert value.bundles.set_index("bundle").loc[
        "BPO Human resources with payroll (DE)", ["row_count", "fte_moved"]
    ].to_list() == [2, 15]


@pytest.mark.parametrize("name", ["Payer relations", "Employee records"])
def test_human_resources_without_payroll_is_no_bundle(value_of, name):
    value = value_of({**HR, "process_name": name}, {**HR, "process_name": "Recruiting"})
    assert value.rows["bundle"].isna().all()


def test_expert_work_in_human_resources_does_not_hold_payroll_back(value_of):
    value = value_of(
        {**HR, "process_name": "Payroll"},
        HR,
        {**HR, "recommendation": "kpo_candidate", "annual_cost": 800_000},
    )
    assert value.rows["wave"].to_list() == [1, 1, 3]
    assert value.rows["bundle"].isna().to_list() == [False, False, True]


def test_payroll_that_stays_makes_no_bundle(value_of):
    value = value_of({**HR, "process_name": "Payroll", "recommendation": "retain"}, HR, HR)
    assert value.rows["bundle"].isna().all()


def test_dependencies_are_kept_together_through_others(value_of):
    value = value_of(
        {"process_id": "A", "depends_on": "b"},
        {"process_id": "B"},
        {"process_id": "C", "depends_on": "X;B"},
        {"process_id": "D", "depends_on": "C;D"},
        {"process_id": "E", "depends_on": "E"},
        {"process_id": "X", "recommendation": "retain"},
    )
    assert value.rows["bundle"].fillna("").to_list() == ["A and what is linked with it"] * 4 + ["", ""]
    assert (
        "cut the dependency"
        in value.bundles.set_index("bundle").loc["A and what is linked with it", "reason"]
    )


def test_a_long_chain_of_dependencies_is_one_component(rulebook_with):
    import numpy as np

    from tasks.value.bundles import _components

    order = np.random.default_rng(7).permutation(5_000)
    label = _components(order[:-1], order[1:], 5_000)
    assert (label == 0).all()


def test_what_shares_an_application_moves_together_unless_everybody_uses_it(value_of):
    rows = [
        {"applications": "SAP; Mail"},
        {"applications": "sap;Mail"},
        {"applications": "Mail", "service_line": "legal"},
        *({"applications": "Mail"} for _ in range(12)),
    ]
    bundle = value_of(*rows).rows["bundle"]
    assert bundle.to_list()[:2] == ["BPO Finance and accounting, SAP"] * 2
    assert bundle[2:].isna().all()


def test_labels_are_not_mixed_by_a_shared_application(value_of):
    value = value_of({"applications": "SAP"}, {"applications": "SAP", "recommendation": "kpo_candidate"})
    assert value.rows["bundle"].isna().all()


def test_small_ones_of_a_service_line_are_bundled_and_then_counted(value_of):
    small = {**INVOICES, "fte": 2, "annual_cost": 120_000, "first_move": "too_small"}
    value = value_of(
        small,
        {**small, "first_move": "bundle"},
        {**small, "service_line": "legal"},
        {**small, "country": "FR"},
    )
    assert value.rows["bundle"].fillna("").to_list() == [
        "BPO Finance and accounting, small processes (DE)"
    ] * 2 + ["", ""]
    assert value.totals.loc[0, "candidates_count"] == 4 and value.rows["wave"].isna().sum() == 2


@pytest.mark.parametrize(("fte", "sentence"), [(2, "Together still below"), (2.5, "Together large enough")])
def test_a_bundle_of_small_ones_says_whether_it_is_large_enough(value_of, fte, sentence):
    small = {**INVOICES, "fte": fte, "annual_cost": 120_000, "first_move": "too_small"}
    assert sentence in value_of(small, small).bundles.loc[0, "reason"]


def test_a_bundle_waits_for_its_last_member_so_that_fix_first_is_never_in_wave_one(value_of):
    value = value_of({**HR, "process_name": "Payroll"}, {**HR, "first_move": "fix_first"}, INVOICES)
    assert value.rows["wave"].to_list() == [2, 2, 1]
    assert (
        value.rows.loc[0, "wave_reason"]
        == "Moves with its bundle. The process must be stable and documented before it moves."
    )


def test_what_is_too_small_or_never_pays_is_not_planned_unless_it_moves_with_others(value_of):
    small, loses = (
        {**INVOICES, "fte": 0.5, "annual_cost": 30_000, "first_move": "too_small"},
        {**INVOICES, "annual_cost": 100_000},
    )
    alone = value_of(
        small,
        {**loses, "service_line": "legal"},
        {**INVOICES, "first_move": "bundle", "service_line": "legal"},
    ).rows
    assert alone["wave"].isna().to_list() == [True, True, False]
    assert alone["wave_reason"].str.extract(
        "(Too small to move alone|It loses money|nothing here to bundle it with)"
    )[0].to_list() == ["Too small to move alone", "It loses money", "nothing here to bundle it with"]
    together = value_of(
        small,
        {**small, "first_move": "bundle"},
        {**HR, **loses, "process_name": "Payroll"},
        HR,
        {**HR, "depends_on": "P2"},
    ).rows
    assert (
        together["wave"].isna().to_list() == [False, False, True, False, False]
        and together["bundle"][2:].isna().all()
    )
    goes_along = together["wave_reason"].str.startswith("Too small to move alone: it goes along")
    assert goes_along.to_list() == [True, False, False, False, False]


def test_a_bundle_is_one_line_though_a_cost_is_missing(value_of):
    value = value_of({**HR, "process_name": "Payroll"}, {"service_line": "human_resources", "country": "DE"})
    assert value.bundles[["row_count", "currency"]].to_numpy().tolist() == [[2, "EUR"]]


def test_a_candidate_without_a_currency_is_in_no_line_of_one_where_there_are_several(value_of):
    blank = {"tier": "bpo_basic", "fte": 3, "currency": None}
    value = value_of(
        INVOICES, {**INVOICES, "currency": "GBP"}, blank, {"tier": "bpo_basic", "currency": "GBP"}
    )
    lines = value.bundles.set_index("currency")["row_count"]
    assert lines.to_dict() == {"EUR": 1, "GBP": 2, "": 1}


def test_every_process_that_can_move_is_in_one_line_of_the_roadmap(value_of):
    value = value_of(
        HR,
        {**HR, "process_name": "Payroll"},
        INVOICES,
        {**INVOICES, "recommendation": "kpo_candidate", "annual_cost": 800_000},
        {**INVOICES, "currency": "GBP"},
        {**INVOICES, "current_model": "outsourced"},
    )
    assert value.bundles["row_count"].sum() == 5
    assert value.bundles["wave"].is_monotonic_increasing
    assert value.bundles["case_saving"].sum() == pytest.approx(value.rows["case_saving"].sum())


def test_control_totals_say_what_share_of_ledger_and_staff_is_covered(value_of):
    given = [
        ControlTotal("cost", 1_000_000, "FINANCE", "EUR"),
        ControlTotal("fte", 40),
        ControlTotal("cost", 500, "Legal", "EUR"),
    ]
    value = value_of(
        {**INVOICES, "business_unit": "Finance"},
        {**INVOICES, "business_unit": " finance", "recommendation": "retain", "annual_cost": 200_000},
        {"fte": 12, "labour_cost": 7},
        control_totals=given,
    )
    control = value.control.set_index(["unit", "measure", "currency"])
    assert control.loc[
        ("Finance", "cost", "EUR"), ["control_total", "audited", "share"]
    ].to_list() == pytest.approx([1_000_000, 800_000, 0.8])
    assert control.loc[("", "fte", ""), ["control_total", "audited", "share"]].to_list() == pytest.approx(
        [40, 32, 0.8]
    )
    assert control.loc[("Legal", "cost", "EUR"), ["audited", "share"]].to_list() == [0, 0]
    assert control.loc[("", "cost", ""), "audited"] == 7
    assert pd.isna(control.loc[("Finance", "fte", ""), "share"])


def test_a_process_of_a_bundle_that_is_in_no_wave_says_why_it_is_in_none():
    rows = pd.DataFrame(
        {
            "bundle": ["B1", "B1"],
            "wave": pd.array([1, None], dtype="Int64"),
            "wave_reason": ["fits", "rests on a name alone"],
            "currency": "EUR",
            "fte_moved": 1.0,
            "case_saving": 5.0,
            "case_capacity": 0.0,
            "is_doubted": False,
        }
    )
    lines = bundle_lines(rows, pd.Series("goes with payroll", index=rows.index))
    assert lines["reason"].tolist() == ["goes with payroll", "rests on a name alone"]
