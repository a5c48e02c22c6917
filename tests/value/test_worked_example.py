"""The value model against figures worked out by hand and against closed forms, all in the middle case."""

import math

import numpy as np
import pandas as pd
import pytest

from tests.value.conftest import INVOICES

USD_PER_EUR = 1.1355  # European Central Bank, 30 September 2026
GERMANY, OFFSHORE = 43.4, (2.88 + 2.15) / 2  # euro an hour: Eurostat 2024; the Philippines and India
NEARSHORE = np.mean([17.3, 18.2, 18.5, 14.1, 12.5, 10.6, 17.0])
STEADY = {
    name: {"low": 0, "mid": 0, "high": 0}
    for name in ("wage_index_in_house", "wage_index_offshore", "wage_index_nearshore", "vendor_productivity")
}
HOURS_BOUGHT = 0.85  # 15 % fewer than today
HOURS_OFFSHORE = 0.85 * 1.25  # and a quarter on top far away
AVOIDED = 450_000 * 0.9  # three quarters of the work moves, one in ten stays
MARKET_FEE = 7.5 * 1650 * HOURS_OFFSHORE * 15 / USD_PER_EUR


def test_invoice_entry_offshore_by_hand(value_of):
    """Ten people at EUR 600,000 a year in Germany, moved to a provider at the market rate of USD 15 an hour."""
    row = value_of(INVOICES).rows.loc[0]
    from_own_cost = 600_000 / 16_500 * (0.15 * 0.95 + 0.85 * OFFSHORE / GERMANY * 1.8)
    assert from_own_cost < 15 / USD_PER_EUR  # so the market rate is the floor
    assert row["labour_base"] == 600_000
    assert row["case_saving"] == pytest.approx(AVOIDED - MARKET_FEE * 1.06, abs=0.01)
    assert row["case_saving"] == pytest.approx(220_887.14, abs=0.01)
    one_off = (0.15 + 0.15 + 0.01) * MARKET_FEE + 2 / 12 * 450_000 + 0.417 * AVOIDED
    assert row["one_off_mid"] == pytest.approx(one_off, abs=0.01)
    assert row["fee_per_hour"] == pytest.approx(HOURS_OFFSHORE * 15 / USD_PER_EUR)
    assert (row["fte_moved"], row["posts_redeployed"]) == (7.5, 0)
    assert row["posts_released"] == pytest.approx(7.5 * 0.9)


def test_abroad_the_fee_follows_the_cost_of_the_work_and_the_labour_cost_of_the_country(value_of):
    row = value_of({**INVOICES, "location": "nearshore"}).rows.loc[0]
    hour = 0.15 * 0.95 + 0.85 * NEARSHORE / GERMANY * 1.8
    fee = 450_000 * HOURS_BOUGHT * hour
    assert row["case_saving"] == pytest.approx(AVOIDED - fee * 1.06, abs=0.01)


def test_far_away_work_that_is_paid_above_the_usual_is_paid_for_above_the_market_rate(value_of):
    """EUR 80,000 a post is 48.48 an hour, 31 % above the usual 36.89 of office work in Germany; a provider pays for
    two fifths of the difference.
    """
    dear = value_of({**INVOICES, "annual_cost": 800_000}).rows.loc[0]
    above = 800_000 / 16_500 / (0.85 * GERMANY) - 1
    fee = MARKET_FEE * (1 + 0.4 * above)
    assert dear["case_saving"] == pytest.approx(600_000 * 0.9 - fee * 1.06, abs=0.02)


@pytest.mark.parametrize(
    ("country", "share"), [("DE", 0.417), ("FR", 0.208), ("GB", 0.192), ("US", 0.154), ("JP", 0.5)]
)
def test_a_released_post_costs_what_its_country_asks_for(value_of, country, share):
    row = {**INVOICES, "country": country, "outsourced_cost": 100_000}
    one_off = value_of(row).rows.loc[0, "one_off_mid"]
    assert one_off == pytest.approx((0.15 + 0.15 + 0.01) * 100_000 + 75_000 + share * AVOIDED)


def test_who_pays_no_severance_says_so_in_a_rulebook_of_their_own(value_of, rulebook_with):
    none = rulebook_with({"assumptions": {"severance": {"low": 0, "mid": 0, "high": 0}}})
    row = value_of({**INVOICES, "outsourced_cost": 100_000}, rules=none).rows.loc[0]
    assert row["one_off_mid"] == pytest.approx(31_000 + 75_000)


def test_offshore_the_middle_case_lies_where_published_studies_found_savings(value_of):
    """Office work at the usual pay of its country. A.T. Kearney (2007): simple work saved 0.28 of its cost, all work
    0.35 on average; McKinsey (2003) saved 0.58 before the client's own costs, Everest Group 0.30 to 0.70.
    """
    hours = {"DE": 43.4, "FR": 43.7, "NL": 45.2, "IE": 45.2, "US": 40.2, "GB": 29.71}
    rows = [
        {**INVOICES, "country": country, "annual_cost": 0.85 * cost * 16_500}
        for country, cost in hours.items()
    ]
    value = value_of(*rows)
    moved, own, steps = value.workings["step_moved"], value.rows, value.workings
    before_other_cost = 1 - steps["step_fee"] / HOURS_OFFSHORE / moved
    net = (own["case_saving"] - own["one_off_mid"] / 5) / moved
    assert before_other_cost.between(0.30, 0.70).all()
    assert net.between(0.15, 0.42).all() and 0.28 <= net.mean() <= 0.40
    assert value.warnings.empty


def test_at_home_a_team_that_costs_more_than_usual_saves_more(value_of):
    home = {**INVOICES, "location": "onshore"}
    usual, dear = value_of(home, {**home, "annual_cost": 900_000}).rows["case_saving"]
    assert usual == pytest.approx(AVOIDED - 450_000 * HOURS_BOUGHT * 0.95 * 1.06, abs=0.01)
    excess = 1 - 0.85 * GERMANY / (900_000 / 16_500)
    fee = 675_000 * HOURS_BOUGHT * 0.95 * (1 - 0.6 * excess)
    assert dear == pytest.approx(675_000 * 0.9 - fee * 1.06, abs=0.01)
    assert dear / 900_000 > 3 * usual / 600_000


def test_a_knowledge_hour_costs_twice_a_routine_hour_at_the_market_rate(value_of):
    same = {**INVOICES, "transferable_share": 0.5}
    routine, expert = value_of(same, {**same, "recommendation": "kpo_candidate"}).rows["case_saving"]
    fee = 5 * 1650 * HOURS_OFFSHORE * 15 / USD_PER_EUR
    assert routine - expert == pytest.approx(fee * 1.06, abs=0.02)


def test_break_even_and_net_present_value_of_a_steady_saving(value_of, rulebook_with):
    rules = rulebook_with({"assumptions": STEADY})
    row = value_of({**INVOICES, "contract_years": 7}, rules=rules).rows.loc[0]
    annuity = (1 - 1.08**-7) / 0.08
    assert row["break_even_months"] == pytest.approx(12 * row["one_off_mid"] / row["case_saving"])
    assert row["npv_mid"] == pytest.approx(row["case_saving"] * annuity - row["one_off_mid"], abs=0.1)


@pytest.mark.parametrize(
    ("location", "index"), [("offshore", 0.09 * 0.75), ("nearshore", 0.074 * 0.75), ("onshore", 0.033)]
)
def test_each_place_has_its_own_wage_index(value_of, location, index):
    row = value_of({**INVOICES, "location": location, "contract_years": 4}).rows.loc[0]
    paid = AVOIDED - row["case_saving"]

    def growing(amount, factor):  # geometric series of amount / 1.08 with ratio factor / 1.08
        ratio = factor / 1.08
        return amount / 1.08 * (1 - ratio**4) / (1 - ratio)

    assert row["npv_mid"] == pytest.approx(
        growing(AVOIDED, 1.033) - growing(paid, (1 + index) * 0.97) - row["one_off_mid"], abs=0.1
    )


def test_a_stated_wage_inflation_raises_the_fee(value_of):
    plain, rising = value_of(INVOICES, {**INVOICES, "wage_inflation_share": 0.20}).rows.to_dict("records")
    assert rising["case_saving"] == plain["case_saving"]  # of the first year
    paid = AVOIDED - plain["case_saving"]
    usual, stated = (1 + 0.09 * 0.75) * 0.97, (1 + 0.20 * 0.75) * 0.97
    extra = sum(paid * (stated**year - usual**year) / 1.08 ** (year + 1) for year in range(5))
    assert plain["npv_mid"] - rising["npv_mid"] == pytest.approx(extra, abs=0.1)


def test_break_even_counts_the_rise_of_later_years(value_of):
    row = value_of(INVOICES).rows.loc[0]
    paid, fee_index = AVOIDED - row["case_saving"], (1 + 0.09 * 0.75) * 0.97
    first = AVOIDED - paid
    second = AVOIDED * 1.033 - paid * fee_index
    assert row["break_even_months"] == pytest.approx(12 + 12 * (row["one_off_mid"] - first) / second)


def test_a_contract_that_ends_before_break_even_has_none(value_of):
    row = value_of({**INVOICES, "contract_years": 1}).rows.loc[0]
    assert math.isnan(row["break_even_months"])
    assert row["npv_mid"] < 0
    assert "Does not break even within the contract" in row["value_note"]


def test_a_specialist_who_is_half_used_is_bought_by_the_hour_used(value_of):
    expert = {**INVOICES, "recommendation": "kpo_candidate", "transferable_share": 0.5}
    full, half = value_of(expert, {**expert, "specialist_utilisation_share": 0.5}).rows["case_saving"]
    assert half - full == pytest.approx(0.5 * 5 * 1650 * HOURS_OFFSHORE * 30 / USD_PER_EUR * 1.06, abs=0.02)


def test_errors_cost_hours_that_a_provider_partly_avoids(value_of):
    """15 faulty items in 100 are done again: 0.15 / 1.15 of the hours; a quarter of them need not be bought."""
    clean, faulty = value_of({**INVOICES, "error_share": 0}, {**INVOICES, "error_share": 0.15}).rows[
        "case_saving"
    ]
    assert faulty - clean == pytest.approx(MARKET_FEE * 1.06 * 0.25 * 0.15 / 1.15, abs=0.02)


def test_people_in_direct_contact_are_also_paid_while_they_wait_and_are_away(value_of):
    desk = {
        **INVOICES,
        "labour_cost": 450_000,
        "annual_cost": None,
        "fte": None,
        "volume": 99_000,
        "handling_minutes": 10,
    }
    office, contact = value_of(desk, {**desk, "customer_contact": "direct"}).rows["fte_moved"]
    assert office == pytest.approx(0.75 * 10)
    assert contact == pytest.approx(0.75 * 10 / (0.76 * 0.85))


def test_vat_is_lost_on_all_that_others_bill(value_of):
    quoted = {**INVOICES, "outsourced_cost": 100_000, "training_weeks": 26}
    plain, bank = value_of(quoted, {**quoted, "regulated_activity": "finance"}).rows.to_dict("records")
    billed_once, billed_yearly = 100_000 * (0.15 + 0.15 + 0.01 + 0.25), 100_000 * (1 + 0.25 * 0.17)
    assert bank["one_off_mid"] - plain["one_off_mid"] == pytest.approx(0.18 * billed_once, abs=0.02)
    assert plain["case_saving"] - bank["case_saving"] == pytest.approx(0.18 * billed_yearly, abs=0.02)


def test_a_quote_replaces_the_rate_and_a_stated_transition_its_share(value_of):
    row = value_of({**INVOICES, "outsourced_cost": 100_000, "transition_cost": 40_000}).rows.loc[0]
    assert row["case_saving"] == pytest.approx(AVOIDED - 106_000)
    assert row["one_off_mid"] == pytest.approx(40_000 + 0.16 * 100_000 + 75_000 + 0.417 * AVOIDED)
    assert "vendor's quote" in row["value_note"]


@pytest.mark.parametrize(
    ("cells", "mid"),
    [
        ({"regulated_activity": "none"}, 0),
        ({"regulated_activity": None}, 0),
        ({"regulated_activity": "insurance;other"}, 0.18),
        ({"regulated_activity": "pharma"}, 0),
        ({"regulated_activity": "finance", "country": "US"}, 0),
    ],
)
def test_lost_vat_by_sector(value_of, cells, mid):
    row = value_of({**INVOICES, "outsourced_cost": 100_000, **cells}).rows.loc[0]
    assert AVOIDED - row["case_saving"] == pytest.approx(100_000 * (1.06 + mid))


def test_training_is_billed_at_the_start_and_again_for_those_who_leave(value_of):
    plain, trained = (value_of({**INVOICES, **cells}).rows.loc[0] for cells in ({}, {"training_weeks": 26}))
    assert trained["one_off_mid"] - plain["one_off_mid"] == pytest.approx(MARKET_FEE * 0.5 * 0.5, abs=0.02)
    assert plain["case_saving"] - trained["case_saving"] == pytest.approx(MARKET_FEE * 0.25 * 0.17, abs=0.02)


def test_money_stays_in_the_currency_of_the_row(value_of):
    euro, dollar = value_of(
        INVOICES, {**INVOICES, "annual_cost": 600_000 * USD_PER_EUR, "currency": "USD"}
    ).rows.to_dict("records")
    for name in ("labour_base", "saving_low", "saving_mid", "saving_high", "one_off_mid", "npv_mid"):
        assert dollar[name] == pytest.approx(euro[name] * USD_PER_EUR, abs=0.02)
    assert dollar["break_even_months"] == pytest.approx(euro["break_even_months"])


def test_old_exchange_rates_are_said_once(value_of):
    import datetime as dt

    codes = value_of(INVOICES, INVOICES, as_of=dt.date(2027, 11, 1)).warnings
    old = codes[codes["code"] == "VALUE_OLD_EXCHANGE_RATES"]
    assert len(old) == 1
    assert old["row_key"].isna().all()
    assert "30 September 2026" in old["message"].iloc[0]
    assert not value_of(INVOICES).warnings["code"].eq("VALUE_OLD_EXCHANGE_RATES").any()


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"location": "nearshore", "recommendation": "kpo_candidate"},
        {"location": "onshore"},
        {"transition_cost": 50_000},
        {"contract_years": 2.5},
    ],
)
def test_at_the_fee_that_would_pay_the_net_present_value_is_nil(value_of, cells):
    row = value_of({**INVOICES, **cells}).rows.loc[0]
    quote = row["fee_per_hour_to_pay"] * row["fte_moved"] * 1650
    assert value_of({**INVOICES, **cells, "outsourced_cost": quote}).rows.loc[0, "npv_mid"] == pytest.approx(
        0, abs=0.1
    )
    assert (row["fee_per_hour_to_pay"] > row["fee_per_hour"]) == (row["npv_mid"] > 0)


def released(rulebook_with, name):
    return (
        rulebook_with({"release": {name: {"is_chosen": True}}}) if name != "all_released" else rulebook_with()
    )


def test_the_release_of_posts_is_a_scenario_and_capacity_is_the_same_in_all(value_of, rulebook_with):
    rows = {
        name: value_of(INVOICES, rules=released(rulebook_with, name)).rows.loc[0]
        for name in ("all_released", "attrition", "redeployed")
    }
    fee = MARKET_FEE * 1.06
    # a tenth of the posts falls free each year: on average over five years a quarter of them is gone
    assert rows["attrition"]["case_saving"] == pytest.approx(AVOIDED * 0.25 - fee, abs=0.02)
    assert rows["redeployed"]["case_saving"] == pytest.approx(-fee, abs=0.02)
    assert rows["redeployed"]["posts_redeployed"] == pytest.approx(7.5 * 0.9)
    assert rows["all_released"]["one_off_mid"] - rows["redeployed"]["one_off_mid"] == pytest.approx(
        0.417 * AVOIDED, abs=0.02
    )
    assert len({row["capacity_mid"] for row in rows.values()}) == 1
    assert rows["redeployed"]["verdict"] == "loses" and rows["redeployed"]["capacity_verdict"] == "pays"


def test_totals_are_of_the_sum(value_of, rulebook_with):
    rules = rulebook_with({"assumptions": STEADY})
    large = {**INVOICES, "fte": 30, "annual_cost": 2_400_000, "location": "nearshore"}
    value = value_of(INVOICES, large, {**INVOICES, "currency": "GBP"}, rules=rules)
    totals = value.totals.set_index("currency")
    euro = value.rows.loc[[0, 1]]
    assert totals.index.to_list() == ["EUR", "GBP"]
    assert totals.loc["EUR", "candidates_count"] == 2
    for name in ("labour_base", "case_saving", "one_off_mid", "npv_mid", "fte_moved", "posts_released"):
        assert totals.loc["EUR", name] == pytest.approx(euro[name].sum(), abs=0.02)
    # what is bad for one is not bad for the other in the same draw, so the sum is steadier than the rows
    assert totals.loc["EUR", "saving_low"] > euro["saving_low"].sum()
    assert totals.loc["EUR", "saving_high"] < euro["saving_high"].sum()


def test_what_pays_is_told_apart_from_moving_everything(value_of):
    loses = {**INVOICES, "annual_cost": 200_000}
    value = value_of(INVOICES, loses, loses)
    total = value.totals.loc[0]
    assert value.rows["verdict"].to_list() == ["pays", "loses", "loses"]
    assert (total["candidates_count"], total["paying_count"], total["loses_count"]) == (3, 1, 2)
    for end in ("low", "mid", "high"):
        assert total[f"paying_saving_{end}"] == pytest.approx(value.rows.loc[0, f"saving_{end}"])
    assert total["paying_one_off_mid"] == pytest.approx(value.rows.loc[0, "one_off_mid"])
    assert value_of(loses).totals.loc[0, "paying_count"] == 0


def test_the_lines_add_up_to_the_row_and_to_the_total_to_the_cent(value_of):
    value = value_of(INVOICES, {**INVOICES, "location": "onshore", "training_weeks": 8, "error_share": 0.1})
    lines = value.lines.reset_index()
    assert set(lines["currency"]) == {"EUR"}
    parts = lines[~lines["line"].isin(["net", "labour_today", "labour_retained"])]
    net = lines[lines["line"] == "net"].set_index(["row_key", "year"])["mid"]
    pd.testing.assert_series_equal(
        parts.groupby(["row_key", "year"])["mid"].sum().round(2), net, check_names=False, check_like=True
    )
    for key, row in value.rows.iterrows():
        assert -net[key, 0] == pytest.approx(row["one_off_mid"], abs=0.03)
        assert net[key, 1] == pytest.approx(row["case_saving"], abs=0.03)
        npv = net[key, 0] + sum(net[key, year] / 1.08**year for year in range(1, 6))
        assert npv == pytest.approx(row["npv_mid"], abs=0.1)
    ranged = parts[parts["low"].notna()]
    assert ((ranged["low"] <= ranged["mid"]) & (ranged["mid"] <= ranged["high"])).all()
