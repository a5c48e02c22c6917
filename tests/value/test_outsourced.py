"""The price of work that a provider does today is held against what the model expects for the same hours."""

import pandas as pd
import pytest

from tasks.value.baseline import assumption

ROW = {
    "country": "IE",
    "currency": "EUR",
    "regulated_activity": "none",
    "current_model": "outsourced",
    "first_move": "already_outsourced",
    "volume": 60_000,
    "handling_minutes": 12,
    "provider_country": "IE",
    "contract_value": 500_000,
    # what the list says of cost and FTE is no base
    "annual_cost": 9_000_000,
    "fte": 1,
}


def test_the_modelled_fee_is_that_of_the_hours_at_usual_pay(value_of, rulebook):
    found = value_of(ROW).outsourced.iloc[0]
    hour = next(
        one.eur_per_hour for one in rulebook.section("labour_cost_levels").values() if one.country == "IE"
    )
    # 60,000 items x 12 minutes are 12,000 hours; onshore, at the hours that a provider needs
    by_hand = (
        12_000
        * hour
        * assumption(rulebook, "usual_pay_office").mid
        * (1 - assumption(rulebook, "productivity_at_start").mid)
        * assumption(rulebook, "bpo_rate_onshore").mid
    )
    assert found["fee_mid"] == pytest.approx(by_hand, abs=1)
    assert found["fee_low"] < found["fee_mid"] < found["fee_high"]
    assert found["fee_factor"] == pytest.approx(500_000 / by_hand, rel=1e-4)


def test_a_provider_abroad_is_priced_abroad(value_of):
    fees = [
        value_of(ROW | {"provider_country": country}).outsourced["fee_mid"].iloc[0]
        for country in ("IE", "PL", "IN")
    ]
    assert fees[0] > fees[1] > fees[2]


def test_a_row_whose_country_is_that_of_the_offshore_provider_is_priced_at_the_market_rate(value_of):
    abroad = value_of(ROW | {"provider_country": "IN"}).outsourced["fee_mid"].iloc[0]
    there = value_of(ROW | {"country": "IN", "provider_country": "IN"}).outsourced["fee_mid"].iloc[0]
    assert there == pytest.approx(abroad)


@pytest.mark.parametrize(
    "missing",
    [{"volume": None}, {"handling_minutes": None}, {"country": None}, {"provider_country": "AU"}],
)
def test_without_hours_or_country_nothing_is_said(value_of, missing):
    found = value_of(ROW | missing).outsourced.iloc[0]
    assert pd.isna(found["fee_mid"]) and pd.isna(found["fee_factor"])
    assert found["fee_paid"] == 500_000


def test_work_in_house_is_not_priced_so(value_of):
    assert value_of(ROW | {"current_model": "in_house", "first_move": "move"}).outsourced is None
