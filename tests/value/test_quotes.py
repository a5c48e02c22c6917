"""Quotes of providers in the value model, worked out by hand."""

import datetime as dt

import pytest

from schemas.quotes import Quote
from tasks.value import model
from tests.value.conftest import AS_OF, facts

# One FTE of 60,000 EUR a year each; 75 % of the work moves in the middle case.
ROW = {
    "country": "DE",
    "currency": "EUR",
    "fte": 10.0,
    "labour_cost": 600_000.0,
    "regulated_activity": "none",
}
CELLS = (
    ("provider", "A2"),
    ("scope", "B2"),
    ("bundle", "C2"),
    ("basis", "D2"),
    ("valid_until", "E2"),
    ("currency", "F2"),
)


def quote(provider="Northwind", basis="per_year", rate=300_000.0, scope=("P0",), **more):
    return Quote(
        "q.xlsx",
        "Quotes",
        2,
        provider,
        basis,
        rate,
        **{"currency": "EUR", "scope": scope, "cells": CELLS, **more},
    )


@pytest.fixture
def quoted(rulebook):
    """Models rows with quotes."""

    def run(quotes, *rows):
        return model(*facts(rows or (ROW,)), rulebook, AS_OF, quotes=quotes)

    return run


def fee(value, row=0):
    """Fee a year of a row at first-year prices in the middle case."""
    steps = value.workings.loc[row]
    return float(steps["step_fee"])


@pytest.mark.parametrize(
    ("basis", "rate", "by_hand"),
    [
        ("per_year", 300_000.0, 300_000.0),
        ("per_fte", 40_000.0, 40_000 * 10 * 0.75),
        ("per_hour", 20.0, 20 * 10 * 0.75 * 1650),
        ("per_item", 2.5, 2.5 * 100_000 * 0.75),
    ],
)
def test_fee_of_each_basis(quoted, basis, rate, by_hand):
    value = quoted([quote(basis=basis, rate=rate)], {**ROW, "volume": 100_000.0})
    assert fee(value) == pytest.approx(by_hand)
    line = value.quotes.iloc[0]
    assert (line["fee_quoted"], line["use"]) == (pytest.approx(by_hand), "replaces")


def test_one_off_and_term_of_the_quote_take_the_place_of_the_modelled_ones(quoted):
    """By hand: 450,000 moves, 10 % stays, so 405,000 is freed; fee 300,000 and governance 6 % of it."""
    value = quoted([quote(one_off=50_000.0, term_years=3)])
    steps, row = value.workings.loc[0], value.rows.loc[0]
    assert (steps["transition"], steps["years"]) == (50_000.0, 3.0)
    assert row["case_saving"] == pytest.approx(405_000 - 300_000 * 1.06)
    assert value.quotes.loc[0, "cost_quoted"] == pytest.approx(300_000 + 50_000 / 3, abs=0.01)


def test_fee_for_several_processes_goes_to_them_by_labour_cost(quoted):
    value = quoted([quote(rate=400_000.0, scope=("P0", "Process 1"))], ROW, {**ROW, "labour_cost": 200_000.0})
    assert (fee(value, 0), fee(value, 1)) == (pytest.approx(300_000), pytest.approx(100_000))
    assert value.quotes.loc[0, "process_count"] == 2


def test_other_currency_is_converted_both_ways(quoted, rulebook):
    usd = next(rate.per_eur for rate in rulebook.section("exchange_rates").values() if rate.currency == "USD")
    value = quoted([quote(currency="USD")])
    assert fee(value) == pytest.approx(300_000 / usd)
    assert value.quotes.loc[0, "fee_mid"] == pytest.approx(
        quoted([quote()]).quotes.loc[0, "fee_mid"] * usd, rel=1e-6
    )


def test_cheaper_of_two_quotes_replaces_the_fee_and_both_are_shown(quoted):
    """By hand: 300,000 + 150,000 / 3 is more than 320,000 + 15,000 / 3, though its fee is less."""
    dear = quote("Dear", one_off=150_000.0, term_years=3)
    value = quoted([dear, quote("Cheap", rate=320_000.0, one_off=15_000.0, term_years=3)])
    assert value.quotes["use"].tolist() == ["dearer", "replaces"]
    assert fee(value) == pytest.approx(320_000)


def test_modelled_range_and_break_even_are_those_without_the_quote(quoted):
    """At the break-even fee the row is worth nothing."""
    without, line = quoted([]), quoted([quote()]).quotes.iloc[0]
    assert line["fee_low"] < fee(without) < line["fee_high"]
    at_break_even = quoted([quote(rate=line["fee_to_break_even"])])
    assert at_break_even.rows.loc[0, "npv_mid"] == pytest.approx(0, abs=1.0)


@pytest.mark.parametrize(
    ("facts_of_quote", "code", "use", "cell"),
    [
        ({"scope": ("P0", "Nobody")}, "QUOTE_SCOPE_UNKNOWN", "unknown_scope", "B2"),
        ({"valid_until": dt.date(2026, 11, 30)}, "QUOTE_EXPIRED", "expired", "E2"),
        ({"currency": "XTS"}, "QUOTE_NO_EXCHANGE_RATE", "no_exchange_rate", "F2"),
        ({"basis": "per_item"}, "QUOTE_UNITS_MISSING", "units_missing", "D2"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_cell_and_leaves_the_fee(
    quoted, facts_of_quote, code, use, cell
):
    value = quoted([quote(**facts_of_quote)])
    assert fee(value) == pytest.approx(fee(quoted([])))
    told = value.quote_issues.iloc[0]
    assert (told["code"], told["cell"], value.quotes.loc[0, "use"]) == (code, cell, use)
    assert "Nobody" not in told["message"]


def test_a_fee_for_several_processes_names_how_many_lack_their_labour_cost(quoted):
    rows = [{**ROW, "labour_cost": cost} for cost in (60_000.0, 60_000.0, None)]
    told = quoted([quote(scope=("P0", "P1", "P2"))], *rows).quote_issues.iloc[0]
    assert told["code"] == "QUOTE_UNITS_MISSING"
    assert "1 of" in told["message"]


def test_quote_that_leaves_out_a_part_of_its_bundle_is_incomplete(quoted):
    rows = [{**ROW, "applications": "SAP", "first_move": "bundle", "fte": 1.0, "labour_cost": 60_000.0}] * 3
    bundle = quoted([], *rows).rows["bundle"].iloc[0]
    value = quoted([quote(bundle=bundle, scope=("P0", "P1"))], *rows)
    told = value.quote_issues.iloc[0]
    assert (told["code"], value.quotes.loc[0, "use"]) == ("QUOTE_SCOPE_INCOMPLETE", "incomplete_scope")
    assert "1 of the 3" in told["message"]
    whole = quoted([quote(bundle=bundle, scope=())], *rows)
    assert whole.quotes.loc[0, ["process_count", "use"]].tolist() == [3, "replaces"]


def test_verdict_that_waited_for_a_quote_is_given(quoted):
    home = {**ROW, "location": "onshore", "labour_cost": 840_000.0}
    assert quoted([], home).rows.loc[0, ["verdict", "verdict_on"]].tolist() == ["cannot_judge", "quote"]
    rate = quoted([quote()], home).quotes.loc[0, "fee_to_break_even"]
    assert quoted([quote(rate=rate / 4)], home).rows.loc[0, "verdict"] == "pays"
    assert quoted([quote(rate=rate * 3)], home).rows.loc[0, "verdict"] == "loses"


def test_a_quote_without_a_one_off_is_compared_with_the_modelled_one(quoted):
    """By hand: the transition is 15 % of the fee, so 320,000 + 0.15 x 320,000 / 5 = 329,600 is more than
    315,000 + 50,000 / 5 = 325,000, though the first says nothing of a one-off cost.
    """
    silent = quote("Silent", rate=320_000.0, term_years=5)
    open_handed = quote("Open", rate=315_000.0, one_off=50_000.0, term_years=5)
    value = quoted([silent, open_handed])
    lines = value.quotes.set_index("provider")
    assert lines.loc["Silent", ["one_off_counted", "cost_quoted"]].tolist() == [
        pytest.approx(48_000),
        pytest.approx(329_600),
    ]
    assert lines["use"].to_dict() == {"Silent": "dearer", "Open": "replaces"}
    assert lines["gaps"].to_dict() == {"Silent": "one_off", "Open": ""}
    told = value.quote_issues.iloc[0]
    assert (told["code"], told["column"]) == ("QUOTE_PART_OPEN", "one_off")
    assert "no one-off cost" in told["message"] and "329" not in told["message"]
    stated = quoted([silent], {**ROW, "transition_cost": 90_000.0}).quotes.iloc[0]
    assert stated["one_off_counted"] == pytest.approx(90_000)  # what the list says goes before the model


def test_a_quote_without_a_term_is_spread_over_that_of_its_process(quoted):
    line = quoted([quote(one_off=60_000.0)], {**ROW, "contract_years": 4.0}).quotes.iloc[0]
    assert (line["term_counted"], line["gaps"]) == (4.0, "term")
    assert line["cost_quoted"] == pytest.approx(315_000)


@pytest.mark.parametrize(
    ("sector", "vat", "gaps", "counted"),
    [
        ("none", "", "", 300_000),
        ("finance", "", "vat", 300_000),
        ("finance", "excluded", "", 300_000),
        ("finance", "included", "", 300_000 / 1.18),  # the model puts the 18 % that are lost on top again
        ("none", "included", "vat_in_price", 300_000),
    ],
)
def test_vat_in_a_price_is_counted_once_and_asked_for_where_it_is_lost(quoted, sector, vat, gaps, counted):
    row = {**ROW, "regulated_activity": sector}
    value = quoted([quote(one_off=0.0, term_years=5, vat=vat)], row)
    assert value.quotes.loc[0, "gaps"] == gaps
    assert fee(value) == pytest.approx(counted)
    if sector == "finance" and vat == "included":
        assert value.rows.loc[0, "case_saving"] == pytest.approx(405_000 - 300_000 - 0.06 * 300_000 / 1.18)


def test_a_quote_for_a_part_of_a_bundle_says_so(quoted):
    rows = [{**ROW, "applications": "SAP", "first_move": "bundle", "fte": 1.0, "labour_cost": 60_000.0}] * 3
    part = quote(scope=("P0", "P1"), rate=50_000.0, one_off=0.0, term_years=5)
    line = quoted([part], *rows).quotes.iloc[0]
    assert line[["process_count", "bundle_count", "gaps", "use"]].tolist() == [2, 3, "scope", "replaces"]


def test_what_a_quote_leaves_open_is_drawn_on_and_asked_for(quoted):
    """Near break-even the range of the transition decides where the quote does not give it."""
    full = {"one_off": 45_000.0, "term_years": 5}
    rate = float(quoted([quote(**full)]).quotes.loc[0, "fee_to_break_even"])
    spread = {
        name: quoted([quote(rate=rate, **more)]).rows.loc[0]
        for name, more in {"open": {"term_years": 5}, "full": full}.items()
    }
    width = {name: row["one_off_high"] - row["one_off_low"] for name, row in spread.items()}
    assert width["open"] > width["full"] + 5_000
