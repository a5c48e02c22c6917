"""What must hold for any portfolio."""

import random as dice

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks.value import model
from tests.value.conftest import AS_OF, INVOICES, facts

ROW = st.fixed_dictionaries(
    {
        "fte": st.none() | st.floats(0, 500),
        "annual_cost": st.none() | st.floats(-1e5, 1e8),
        "labour_cost": st.none() | st.floats(-1e3, 1e8),
        "currency": st.sampled_from([None, "EUR", "USD", "CAD", "XAU"]),
        "country": st.sampled_from([None, "DE", "US"]),
        "cost_basis": st.sampled_from([None, "labour", "total"]),
        "outsourced_cost": st.none() | st.floats(-10, 1e7),
        "transition_cost": st.none() | st.floats(-10, 1e6),
        "contract_years": st.none() | st.floats(0, 50),
        "transferable_share": st.none() | st.floats(0, 1),
        "specialist_utilisation_share": st.none() | st.floats(0, 1),
        "wage_inflation_share": st.none() | st.floats(-0.5, 2),
        "training_weeks": st.none() | st.floats(0, 520),
        "volume": st.none() | st.floats(0, 1e6),
        "handling_minutes": st.none() | st.floats(0, 600),
        "hourly_cost": st.none() | st.floats(0, 200),
        "regulated_activity": st.sampled_from([None, "none", "finance", "health;other"]),
        "current_model": st.sampled_from([None, "in_house", "outsourced"]),
        "applications": st.sampled_from([None, "SAP", "SAP;Mail"]),
        "recommendation": st.sampled_from(["bpo_candidate", "kpo_candidate", "retain", "review"]),
        "tier": st.sampled_from([None, "bpo_basic", "hybrid"]),
        "location": st.sampled_from([None, "onshore", "nearshore", "offshore", "none"]),
        "service_line": st.sampled_from([None, "legal", "human_resources"]),
        "first_move": st.sampled_from(
            ["move", "fix_first", "too_small", "split", "bundle", "already_outsourced", "none"]
        ),
    }
)
# A team that costs money and has no work, or hardly any: an hour of it has no cost that could be compared with the market.
NO_HOURS = {
    "labour_cost": 65_000_000.0,
    "currency": "EUR",
    "country": "US",
    "volume": 0.0,
    "handling_minutes": 0.0,
    "recommendation": "bpo_candidate",
    "first_move": "move",
}
MONEY = [
    "labour_base",
    "saving_low",
    "saving_mid",
    "saving_high",
    "one_off_low",
    "one_off_mid",
    "one_off_high",
    "npv_mid",
]


def run(rows, rulebook):
    return model(*facts(rows), rulebook, AS_OF)


@settings(max_examples=20, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_any_portfolio(rulebook, rows):
    value = run(rows, rulebook)
    frame = value.rows
    valued = frame[frame["saving_mid"].notna()]
    tolerance = 1e-9 * valued[MONEY].abs().max(axis=1) + 1e-9
    assert (valued["saving_low"] <= valued["saving_mid"] + tolerance).all()
    assert (valued["saving_mid"] <= valued["saving_high"] + tolerance).all()
    assert (
        frame[["saving_low", "saving_high", "one_off_mid", "npv_mid"]]
        .notna()
        .all(axis=1)
        .eq(frame["saving_mid"].notna())
        .all()
    )
    freed = frame["posts_released"] + frame["posts_redeployed"]
    assert (freed.fillna(0) <= frame["fte_moved"].fillna(0) + 1e-9).all()
    assert not (frame["wave"].eq(1) & pd.Series([row["first_move"] == "fix_first" for row in rows])).any()
    assert (
        frame.loc[[row["recommendation"] in ("retain", "review") for row in rows], MONEY]
        .isna()
        .all(axis=None)
    )
    assert value.totals["candidates_count"].sum() <= len(rows)
    planned = value.bundles[value.bundles["wave"].notna()]
    assert planned["row_count"].sum() == frame["wave"].notna().sum()
    assert not (frame["wave"].notna() & frame["bundle"].isna() & frame["verdict"].eq("loses")).any()
    for name in ("case_saving", "fte_moved"):
        assert np.allclose([value.totals[name].sum(), value.bundles[name].sum()], frame[name].sum())
    # no row claims more than its labour base, in cash or in capacity
    base = valued["labour_base"] + 0.01
    assert (valued["saving_high"] <= base).all() and (valued["capacity_high"] <= base).all()
    assert frame.loc[frame["saving_mid"].notna(), "chance_to_pay"].between(0, 1).all()
    named = frame["verdict"].isin(["depends", "cannot_judge"])
    assert frame.loc[named, "verdict_on"].notna().all() and frame.loc[~named, "verdict_on"].isna().all()


@settings(max_examples=8, deadline=None)
@given(st.lists(ROW, min_size=2, max_size=20), st.randoms())
@example([NO_HOURS, NO_HOURS | {"volume": 1e-12, "handling_minutes": 1.0}], dice.Random(1))
@example([NO_HOURS | {"volume": None, "hourly_cost": 1e-310}] * 2, dice.Random(1))
def test_a_rows_money_depends_on_no_other_row(rulebook, rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    together = run(rows, rulebook).rows
    shuffled = run([rows[number] for number in order], rulebook).rows.reset_index(drop=True)
    pd.testing.assert_frame_equal(together.loc[order, MONEY].reset_index(drop=True), shuffled[MONEY])
    alone = run(rows[:1], rulebook).rows
    pd.testing.assert_frame_equal(together.loc[[0], MONEY], alone[MONEY])


@settings(max_examples=4, deadline=None)
@given(st.lists(st.floats(0.01, 1000), min_size=10, max_size=20))
def test_twice_the_people_at_twice_the_cost_is_twice_the_value(rulebook, factors):
    frame = run(
        [{**INVOICES, "fte": 10 * factor, "annual_cost": 600_000 * factor} for factor in (1, *factors)],
        rulebook,
    ).rows
    expected = np.outer(factors, frame.loc[0, MONEY].to_numpy(float))
    assert np.allclose(frame.loc[1:, MONEY].to_numpy(float), expected, atol=30)  # cents, times up to 1,000
    assert np.allclose(frame["break_even_months"].to_numpy(float), frame.loc[0, "break_even_months"])


@settings(max_examples=4, deadline=None)
@given(st.lists(st.floats(30_000, 150_000), min_size=10, max_size=20))
def test_a_dearer_team_never_saves_less(rulebook, costs_per_fte):
    rows = [
        {**INVOICES, "labour_cost": 10 * cost, "transferable_share": 0.7} for cost in sorted(costs_per_fte)
    ]
    savings = run(rows, rulebook).rows[["saving_low", "saving_mid", "saving_high"]].to_numpy(float)
    assert (np.diff(savings, axis=0) >= 0).all()
