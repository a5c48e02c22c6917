"""Bounds of bundles and of exchange rates, each from both sides."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.value.conftest import INVOICES


@pytest.mark.parametrize(("sharing", "is_bundled"), [(12, True), (13, False)])
def test_an_application_that_too_many_share_binds_nobody(value_of, sharing, is_bundled):
    rows = [{**INVOICES, "applications": "LEDGERONE"} for _ in range(sharing)]
    bundles = value_of(*rows).rows["bundle"]
    assert bundles.notna().all() if is_bundled else bundles.isna().all()


@pytest.mark.parametrize(("linked", "is_bundled"), [(25, True), (26, False)])
def test_a_chain_of_dependencies_that_is_too_long_is_no_bundle(value_of, linked, is_bundled):
    rows = [{**INVOICES, "depends_on": "P0" if number else None} for number in range(linked)]
    bundles = value_of(*rows).rows["bundle"]
    assert bundles.notna().all() if is_bundled else bundles.isna().all()


def test_the_oldest_of_the_rates_used_is_the_one_that_is_dated(value_of, rulebook_with):
    rates = {"EXR-GBP": {"dated": "2024-03-31"}, "EXR-USD": {"dated": "2026-09-30"}}
    own = rulebook_with({"exchange_rates": {_rate_of(rulebook_with, "GBP"): rates["EXR-GBP"]}})
    told = value_of({**INVOICES, "currency": "GBP"}, rules=own, as_of=dt.date(2026, 12, 1)).warnings
    [message] = told.loc[told["code"] == "VALUE_OLD_EXCHANGE_RATES", "message"]
    assert "31 March 2024" in message
    fresh = value_of({**INVOICES, "currency": "GBP"}, as_of=dt.date(2026, 12, 1)).warnings
    assert "VALUE_OLD_EXCHANGE_RATES" not in set(fresh["code"])


def _rate_of(rulebook_with, currency: str) -> str:
    """Id of the rule on a currency."""
    rates = rulebook_with().section("exchange_rates").values()
    return next(rule.id for rule in rates if rule.currency == currency)


def test_what_too_many_share_does_not_hide_what_a_few_share(value_of):
    rows = [{**INVOICES, "applications": "MAIL;LEDGERONE" if number < 2 else "MAIL"} for number in range(13)]
    bundles = value_of(*rows).rows["bundle"]
    assert bundles.notna().tolist() == [True, True, *[False] * 11] and "LEDGERONE" in bundles.iloc[0]
