"""What counts as outsourced, and the last day on which notice can be given."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tasks.risk.facts import last_notice_day
from tasks.rules.facts import RowFacts
from tests.risk.conftest import judged

CONTRACT = {
    "provider": "Northwind Services",
    "contract_end": dt.datetime(2026, 12, 31),
    "recommendation": "review",
}


@pytest.mark.parametrize(
    ("model", "is_outsourced"),
    [("outsourced", True), ("hybrid", True), (None, True), ("in_house", False), ("shared_services", False)],
)
def test_a_contract_makes_work_outsourced_only_where_the_model_is_blank(rulebook, model, is_outsourced):
    flags = judged([{**CONTRACT, "current_model": model}], rulebook).flags
    assert ("CONTRACT-END" in set(flags["code"])) == is_outsourced


def test_without_model_and_contract_nothing_is_outsourced(rulebook):
    flags = judged([{"recommendation": "review", "current_model": None}], rulebook).flags
    assert "CONTRACT-END" not in set(flags["code"])


@pytest.mark.parametrize(
    ("end", "months", "last_day"),
    [
        ("2027-08-31", 6, "2027-02-28"),
        ("2028-08-31", 6, "2028-02-29"),
        ("2027-08-31", 1, "2027-07-31"),
        ("2027-03-15", 3, "2026-12-15"),
        ("2027-03-31", np.nan, None),
    ],
)
def test_notice_ends_on_the_last_day_of_a_shorter_month(end, months, last_day):
    typed = pd.DataFrame(
        {"contract_end": pd.Series([end], dtype="datetime64[us]"), "notice_months": [float(months)]}
    )
    day = last_notice_day(RowFacts(typed))[0]
    assert np.isnat(day) if last_day is None else str(day)[:10] == last_day
