"""What came of a decision is held against what was committed, and each part of the difference is told apart."""

import datetime as dt

import pandas as pd
import pytest

from schemas.benefits import ACTUAL_COLUMNS, BASELINE_COLUMNS, PARTS, dtypes
from schemas.quotes import Quote
from schemas.records import Ledger
from tasks.value import benefits

DECIDED_ON, LATER = dt.date(2026, 1, 15), dt.date(2026, 4, 30)
LISTED = {
    "process_id": "P1",
    "process_name": "Supplier invoice entry",
    "decided_label": "bpo_candidate",
    "decided_provider": "Northline",
    "service_start": pd.Timestamp(2026, 2, 1),
    "currency": "EUR",
    "committed_fee": 300_000.0,
    "committed_posts": 8.0,
    "fte": 10.0,
    "volume": 120_000.0,
    "transferable_share": 0.8,
}
VALUE = {
    "case_fee": 200_000.0,
    "case_paid": 210_000.0,
    "labour_base": 600_000.0,
    "posts_released": 7.0,
    "case_saving": 210_000.0,
}
PAID = {"actual_fee": 370_000.0, "contract_value": 350_000.0, "volume": 132_000.0, "fte": 3.0}


def typed(**cells):
    return pd.DataFrame([LISTED | cells])


def after(quotes=(), run_id="later", **cells):
    """The one line after a decision and a list with these cells."""
    first = benefits(typed(), pd.DataFrame([VALUE]), DECIDED_ON, "first")
    nothing = pd.DataFrame(columns=list(ACTUAL_COLUMNS)).astype(dtypes(ACTUAL_COLUMNS))
    ledger = Ledger(first.rows[[*BASELINE_COLUMNS, "row_key"]], nothing)
    found = benefits(typed(**cells), pd.DataFrame([dict.fromkeys(VALUE)]), LATER, run_id, quotes, ledger)
    return found.rows.iloc[0], next((one for _, one in found.totals.iterrows()), None)


@pytest.mark.parametrize(
    "missing",
    [{}, {"contract_value": None}, {"volume": None}, {"transferable_share": None}]
    + [{"volume": None, "contract_value": None}],
)
def test_the_parts_that_are_known_add_up_to_the_difference_to_the_cent(missing):
    row, _ = after(**PAID | missing)
    known = row[list(PARTS)].dropna()
    assert round(known.sum(), 2) == row["saving_gap"] == round(31_500 - 165_000, 2)
    assert pd.isna(row["part_not_told"]) == (not missing or "transferable_share" in missing)


def test_what_cannot_be_known_is_missing_and_named():
    row, totals = after(**PAID | {"fte": None})
    assert pd.isna(row["saving_gap"]) and pd.isna(row["part_posts"])
    assert (row["state"], totals["compared_count"]) == ("partly", 0)
    assert pd.isna(totals["actual_saving"])
    assert "no_fte" in row["notes"]


def test_the_model_is_told_the_factor_by_volume():
    row, totals = after(**PAID)
    # 370,000 / 132,000 paid against 200,000 / 120,000 modelled
    assert row["fee_factor"] == pytest.approx(1.681818, abs=1e-6)
    assert totals["fee_factor"] == pytest.approx(1.681818, abs=1e-6)
    assert totals["posts_factor"] == pytest.approx(1.0)


def test_a_quote_of_the_same_provider_for_this_process_alone_is_the_price_in_force():
    quote = Quote("q.csv", "", 2, "NORTHLINE ", "per_item", 2.75, "EUR", scope=("P1",))
    of_another = Quote("q.csv", "", 3, "Other", "per_item", 1.0, "EUR", scope=("P1",))
    row, _ = after(quotes=(quote, of_another), **PAID | {"contract_value": None})
    assert row["contract_fee"] == 363_000
    assert row["part_leakage"] == -7_350  # 370,000 less 363,000, with 5 % on the fee


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"service_start": pd.Timestamp(2026, 6, 1)}, "not_started"),
        ({"decided_label": "retain"}, "withdrawn"),
        ({"actual_fee": None}, "no_actuals"),
    ],
)
def test_a_process_without_figures_says_why(cells, state):
    row, totals = after(**PAID | cells)
    assert row["state"] == state
    assert totals is None if state == "withdrawn" else totals["compared_count"] == 0
    assert pd.isna(row["actual_saving"])


def test_other_commitments_later_do_not_replace_the_first_ones():
    row, _ = after(**PAID | {"committed_fee": 360_000.0})
    assert row["committed_fee"] == 300_000
    assert "commitment_changed" in row["notes"]


def test_figures_in_another_currency_are_not_compared():
    row, _ = after(**PAID | {"currency": "GBP"})
    assert pd.isna(row["saving_gap"]) and "currency_changed" in row["notes"]


def test_a_baseline_frozen_after_the_start_is_marked():
    found = benefits(typed(), pd.DataFrame([VALUE]), LATER, "first")
    assert "baseline_after_start" in found.rows.iloc[0]["notes"]


def test_a_row_that_is_not_valued_is_held_against_its_stated_labour_cost():
    nothing = pd.DataFrame([dict.fromkeys(VALUE, float("nan"))])
    found = benefits(typed(labour_cost=600_000.0, **PAID | {"fte": 10.0}), nothing, LATER, "first").rows.iloc[
        0
    ]
    # 8 posts at 60,000 less the fee: without a model, costs on the fee are left out
    assert found["committed_saving"] == 60_000 * 8 - 300_000
    assert "not_modelled" in found["notes"]


@pytest.mark.parametrize(("posts", "fte"), [(80.0, 10.0), (8.0, 3.0)])
def test_more_posts_committed_than_there_were_save_no_sum_that_could_be_said(posts, fte):
    found = benefits(typed(committed_posts=posts, fte=fte), pd.DataFrame([VALUE]), LATER, "first")
    row = found.rows.iloc[0]
    assert pd.isna(row["committed_saving"]) and pd.isna(row["saving_gap"])
    assert "posts_beyond_baseline" in row["notes"]


def test_nothing_decided_is_no_ledger():
    assert benefits(typed(decided_label=None), pd.DataFrame([VALUE]), LATER, "first") is None


def test_a_later_process_with_the_id_of_one_that_is_gone_has_a_decision_of_its_own():
    first = benefits(typed(), pd.DataFrame([VALUE]), DECIDED_ON, "first")
    nothing = pd.DataFrame(columns=list(ACTUAL_COLUMNS)).astype(dtypes(ACTUAL_COLUMNS))
    gone = first.rows[[*BASELINE_COLUMNS, "row_key"]].assign(row_key=pd.NA).astype({"row_key": "Int64"})
    later = typed(process_name="Fleet leasing", committed_fee=50_000.0, actual_fee=60_000.0)
    found = benefits(later, pd.DataFrame([VALUE]), LATER, "later", (), Ledger(gone, nothing)).rows
    assert list(found["process_name"]) == ["Supplier invoice entry", "Fleet leasing"]
    assert list(found["committed_fee"]) == [300_000, 50_000]
    assert found["actual_fee"].isna().tolist() == [True, False]
    assert list(found["state"]) == ["gone", "complete"]
    assert list(found["notes"].str.contains("left_list")) == [True, False]
    assert "commitment_changed" not in "".join(found["notes"])
