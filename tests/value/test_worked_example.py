"""The value model against figures worked out by hand and against closed forms."""

import math

import pandas as pd
import pytest

from tests.value.conftest import INVOICES

USD_PER_EUR = 1.1355  # European Central Bank, 30 September 2026
STEADY = {
    "wage_index_in_house": {"low": 0, "mid": 0, "high": 0},
    "wage_index_offshore": {"low": 0, "mid": 0, "high": 0},
    "vendor_productivity": {"low": 0, "mid": 0, "high": 0},
}


def test_invoice_entry_offshore_by_hand(value_of):
    """Ten people at EUR 600,000 a year in Germany, moved to a provider at USD 15 an hour."""
    row = value_of(INVOICES).rows.loc[0]
    fee = 7.5 * 1650 * 15 / USD_PER_EUR  # three quarters of ten posts
    avoided = 450_000 * 0.9 * 0.75  # one in ten stays, three in four freed posts are given up
    one_off = (0.15 + 0.15 + 0.01) * fee + 2 / 12 * 450_000 + 0.5 * avoided
    assert row["labour_base"] == 600_000
    assert row["saving_mid"] == pytest.approx(avoided - fee * 1.06)
    assert row["saving_mid"] == pytest.approx(130_467, abs=1)
    assert row["one_off_mid"] == pytest.approx(one_off)
    assert row["fte_moved"] == 7.5
    assert row["posts_released"] == pytest.approx(7.5 * 0.9 * 0.75)
    assert row["posts_redeployed"] == pytest.approx(7.5 * 0.9 * 0.25)


def test_the_low_and_the_high_case_move_everything_together(value_of):
    row = value_of(INVOICES).rows.loc[0]
    dear, cheap = 1760 * 18 / USD_PER_EUR, 1550 * 12 / USD_PER_EUR
    hour_loses = 60_000 * 0.85 * 0.60 - dear * 1.10  # negative, so the low case moves the larger share
    assert hour_loses < 0
    assert row["saving_low"] == pytest.approx(8.5 * hour_loses)
    assert row["saving_high"] == pytest.approx(8.5 * (60_000 * 0.95 * 1.00 - cheap * 1.03))
    assert row["one_off_low"] == pytest.approx(
        (0.08 + 0.10 + 0.002) * 8.5 * cheap + 1 / 12 * 510_000 + 0.25 * 510_000 * 0.95 * 1.00
    )
    assert row["one_off_low"] < row["one_off_mid"] < row["one_off_high"]


def test_break_even_and_net_present_value_of_a_steady_saving(value_of, rulebook_with):
    rules = rulebook_with({"assumptions": STEADY})
    row = value_of({**INVOICES, "contract_years": 7}, rules=rules).rows.loc[0]
    annuity = (1 - 1.08**-7) / 0.08
    assert row["break_even_months"] == pytest.approx(12 * row["one_off_mid"] / row["saving_mid"])
    assert row["npv_mid"] == pytest.approx(row["saving_mid"] * annuity - row["one_off_mid"])


def test_net_present_value_with_both_sides_rising(value_of):
    row = value_of({**INVOICES, "contract_years": 4}).rows.loc[0]
    avoided, paid = 303_750, 303_750 - row["saving_mid"]
    fee_index = (1 + 0.09 * 0.75) * 0.97

    def growing(amount, factor):  # geometric series of amount / 1.08 with ratio factor / 1.08
        ratio = factor / 1.08
        return amount / 1.08 * (1 - ratio**4) / (1 - ratio)

    assert row["npv_mid"] == pytest.approx(
        growing(avoided, 1.03) - growing(paid, fee_index) - row["one_off_mid"]
    )


def test_break_even_counts_the_rise_of_later_years(value_of):
    row = value_of(INVOICES).rows.loc[0]
    avoided, paid = 303_750, 303_750 - row["saving_mid"]
    fee_index = (1 + 0.09 * 0.75) * 0.97
    first, second = avoided - paid, avoided * 1.03 - paid * fee_index
    third = avoided * 1.03**2 - paid * fee_index**2
    left = row["one_off_mid"] - first - second
    assert 0 < left < third
    assert row["break_even_months"] == pytest.approx(24 + 12 * left / third)


def test_a_contract_that_ends_before_break_even_has_none(value_of):
    row = value_of({**INVOICES, "contract_years": 2}).rows.loc[0]
    assert math.isnan(row["break_even_months"])
    assert row["npv_mid"] < 0
    assert "Does not break even within the contract" in row["value_note"]


def test_a_knowledge_hour_costs_twice_a_routine_hour(value_of):
    same = {**INVOICES, "transferable_share": 0.5}
    routine, expert = value_of(same, {**same, "recommendation": "kpo_candidate"}).rows["saving_mid"]
    fee = 5 * 1650 * 15 / USD_PER_EUR
    assert routine - expert == pytest.approx(fee * 1.06)


def test_a_specialist_who_is_half_used_is_bought_by_the_hour_used(value_of):
    expert = {**INVOICES, "recommendation": "kpo_candidate", "transferable_share": 0.5}
    full, half = value_of(expert, {**expert, "specialist_utilisation_share": 0.5}).rows["saving_mid"]
    assert half - full == pytest.approx(0.5 * 5 * 1650 * 30 / USD_PER_EUR * 1.06)


@pytest.mark.parametrize(
    ("country", "rate_eur"), [("DE", 22), ("US", 31 / USD_PER_EUR), (None, 22), ("JP", 22)]
)
def test_nearshore_is_priced_by_the_part_of_the_world(value_of, country, rate_eur):
    row = value_of({**INVOICES, "location": "nearshore", "country": country}).rows.loc[0]
    assert 303_750 - row["saving_mid"] == pytest.approx(7.5 * 1650 * rate_eur * 1.06)


def test_onshore_is_a_multiple_of_the_in_house_cost_for_both_labels(value_of):
    home = {**INVOICES, "location": "onshore", "transferable_share": 0.5}
    saving = value_of(home, {**home, "recommendation": "kpo_candidate"}, {**home, "location": None}).rows[
        "saving_mid"
    ]
    assert saving.to_list() == pytest.approx([300_000 * 0.9 * 0.75 - 300_000 * 0.95 * 1.06] * 3)


def test_onshore_work_pays_in_the_best_case_alone_and_not_where_vat_is_lost(value_of):
    home = {**INVOICES, "location": "onshore"}
    factory, bank = value_of(home, {**home, "regulated_activity": "finance"}).rows.to_dict("records")
    assert factory["saving_mid"] == pytest.approx(-149_400)  # 450,000 x (0.9 x 0.75 - 0.95 x 1.06)
    assert factory["saving_high"] == pytest.approx(37_995)  # 510,000 x (0.95 - 0.85 x 1.03)
    assert bank["saving_high"] == pytest.approx(
        -19_080
    )  # 360,000 x (0.95 - 0.85 x 1.18): what loses moves least


def test_vat_is_lost_on_all_that_others_bill(value_of):
    quoted = {**INVOICES, "outsourced_cost": 100_000, "training_weeks": 26}
    plain, bank = value_of(quoted, {**quoted, "regulated_activity": "finance"}).rows.to_dict("records")
    billed_once, billed_yearly = 100_000 * (0.15 + 0.15 + 0.01 + 0.25), 100_000 * (1 + 0.25 * 0.17)
    assert bank["one_off_mid"] - plain["one_off_mid"] == pytest.approx(0.18 * billed_once)
    assert plain["saving_mid"] - bank["saving_mid"] == pytest.approx(0.18 * billed_yearly)


def test_a_quote_replaces_the_rate_and_a_stated_transition_its_share(value_of):
    row = value_of({**INVOICES, "outsourced_cost": 100_000, "transition_cost": 40_000}).rows.loc[0]
    assert row["saving_mid"] == pytest.approx(303_750 - 106_000)
    assert row["one_off_mid"] == pytest.approx(40_000 + 0.16 * 100_000 + 75_000 + 151_875)
    assert "vendor's quote" in row["value_note"]


@pytest.mark.parametrize(
    ("cells", "mid", "low"),
    [
        ({"regulated_activity": "none"}, 0, 0),
        ({"regulated_activity": None}, 0, 0.20),
        ({"regulated_activity": "insurance;other"}, 0.18, 0.20),
        ({"regulated_activity": "pharma"}, 0, 0),
        ({"regulated_activity": "finance", "country": "US"}, 0, 0),
    ],
)
def test_lost_vat_by_sector(value_of, cells, mid, low):
    row = value_of({**INVOICES, "outsourced_cost": 100_000, **cells}).rows.loc[0]
    assert 303_750 - row["saving_mid"] == pytest.approx(100_000 * (1.06 + mid))
    assert 600_000 * 0.6 * 0.85 * 0.6 - row["saving_low"] == pytest.approx(100_000 * (1.10 + low))


def test_training_is_billed_at_the_start_and_again_for_those_who_leave(value_of):
    plain, trained = (value_of({**INVOICES, **cells}).rows.loc[0] for cells in ({}, {"training_weeks": 26}))
    fee = 7.5 * 1650 * 15 / USD_PER_EUR
    assert trained["one_off_mid"] - plain["one_off_mid"] == pytest.approx(fee * 0.5 * 0.5)
    assert plain["saving_mid"] - trained["saving_mid"] == pytest.approx(fee * 0.5 * 0.5 * 0.17)


def test_money_stays_in_the_currency_of_the_row(value_of):
    euro, dollar = value_of(
        INVOICES, {**INVOICES, "annual_cost": 600_000 * USD_PER_EUR, "currency": "USD"}
    ).rows.to_dict("records")
    for name in ("labour_base", "saving_low", "saving_mid", "saving_high", "one_off_mid", "npv_mid"):
        assert dollar[name] == pytest.approx(euro[name] * USD_PER_EUR)
    assert dollar["break_even_months"] == pytest.approx(euro["break_even_months"])


def test_a_users_own_exchange_rate_counts(value_of, rulebook_with):
    rules = rulebook_with({"exchange_rates": {"fx_usd": {"per_eur": 2.0}}})
    row = value_of({**INVOICES, "outsourced_cost": None}, rules=rules).rows.loc[0]
    assert 303_750 - row["saving_mid"] == pytest.approx(7.5 * 1650 * 15 / 2 * 1.06)


def test_old_exchange_rates_are_said_once(value_of):
    import datetime as dt

    codes = value_of(INVOICES, INVOICES, as_of=dt.date(2027, 11, 1)).warnings
    old = codes[codes["code"] == "VALUE_OLD_EXCHANGE_RATES"]
    assert len(old) == 1
    assert old["row_key"].isna().all()
    assert "30 September 2026" in old["message"].iloc[0]
    assert not value_of(INVOICES).warnings["code"].eq("VALUE_OLD_EXCHANGE_RATES").any()


def test_totals_are_the_sum_and_break_even_is_of_the_summed_cash(value_of, rulebook_with):
    rules = rulebook_with({"assumptions": STEADY})
    large = {**INVOICES, "fte": 30, "annual_cost": 2_400_000}
    value = value_of(INVOICES, large, {**INVOICES, "currency": "GBP"}, rules=rules)
    totals = value.totals.set_index("currency")
    euro = value.rows.loc[[0, 1]]
    assert totals.index.to_list() == ["EUR", "GBP"]
    assert totals.loc["EUR", "candidates_count"] == 2
    for name in (
        "labour_base",
        "saving_low",
        "saving_mid",
        "saving_high",
        "one_off_low",
        "one_off_high",
        "npv_mid",
        "fte_moved",
        "posts_released",
    ):
        assert totals.loc["EUR", name] == pytest.approx(euro[name].sum())
    assert totals.loc["EUR", "break_even_months_mid"] == pytest.approx(
        12 * euro["one_off_mid"].sum() / euro["saving_mid"].sum()
    )
    assert totals.loc["EUR", "break_even_months_low"] == pytest.approx(
        12 * euro["one_off_low"].sum() / euro["saving_high"].sum()
    )
    assert pd.isna(value_of(INVOICES).totals.loc[0, "break_even_months_high"])


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"location": "nearshore", "recommendation": "kpo_candidate"},
        {"transition_cost": 50_000},
        {"contract_years": 2.5},
    ],
)
def test_at_the_fee_that_would_pay_the_net_present_value_is_nil(value_of, cells):
    row = value_of({**INVOICES, **cells}).rows.loc[0]
    quote = row["fee_per_hour_to_pay"] * row["fte_moved"] * 1650
    assert value_of({**INVOICES, **cells, "outsourced_cost": quote}).rows.loc[0, "npv_mid"] == pytest.approx(
        0, abs=1e-3
    )
    assert (row["fee_per_hour_to_pay"] > row["fee_per_hour"]) == (row["npv_mid"] > 0)


def test_what_pays_is_told_apart_from_moving_everything(value_of):
    loses = {**INVOICES, "annual_cost": 200_000}
    value = value_of(INVOICES, loses, {**INVOICES, "contract_years": 2})
    total = value.totals.loc[0]
    assert total["candidates_count"] == 3
    assert total["paying_count"] == 1
    assert total["paying_saving_mid"] == pytest.approx(value.rows.loc[0, "saving_mid"])
    assert total["paying_saving_low"] == pytest.approx(value.rows.loc[0, "saving_low"])
    assert total["paying_one_off_mid"] == pytest.approx(value.rows.loc[0, "one_off_mid"])
    assert value_of(loses).totals.loc[0, "paying_count"] == 0
    generous = {**INVOICES, "annual_cost": 1_100_000}
    assert value_of(generous, {**INVOICES, "annual_cost": 520_000}, loses).totals.loc[
        0, ["paying_count", "paying_to_check_count"]
    ].to_list() == [2, 1]
