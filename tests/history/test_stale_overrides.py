"""Overrides follow their process through the months, whatever of its row changes first."""

import datetime as dt

import pandas as pd

from tasks.history.overrides import FILE, KEPT_AS, stale_overrides
from tests.history.conftest import typed_rows

ROW = {
    "process_id": "P1",
    "process_name": "Payroll run",
    "volume": 1200,
    "fte": 4,
    "judgement_level": 2,
    "country": "DE",
    "override_recommendation": "retain",
    "override_reason": "The works council agreement runs to 2027",
    "override_approver": "COO",
    "override_expires": pd.Timestamp("2027-06-30"),
}
OTHER = {**ROW, "process_id": "P2", "process_name": "Study of markets", "volume": 7, "fte": 2}


def month(number, home, *rows):
    stale = stale_overrides(typed_rows(*rows), dt.date(2026, number, 1), home)
    return list(stale[["fields", "first_seen"]].itertuples(index=False, name=None))


def test_an_override_on_changed_data_stays_flagged_when_id_and_name_change_in_a_later_month(tmp_path):
    assert month(1, tmp_path, ROW, OTHER) == []
    changed = {**ROW, "volume": 99_999}
    assert month(2, tmp_path, changed, OTHER) == [("volume", "2026-01-01")]
    renamed = {**changed, "process_id": "X9", "process_name": "Wages of the group"}
    assert month(3, tmp_path, OTHER, renamed) == [("volume", "2026-01-01")]
    assert month(4, tmp_path, OTHER, renamed) == [("volume", "2026-01-01")]
    assert month(5, tmp_path, OTHER, {**renamed, "volume": 1200}) == []


def test_rows_that_an_earlier_program_kept_once_are_still_held_against_those_of_today(tmp_path):
    month(1, tmp_path, ROW, OTHER)
    rows = pd.read_parquet(tmp_path / FILE)
    rows[rows[KEPT_AS] == "first"].drop(columns=KEPT_AS).to_parquet(tmp_path / FILE)
    assert month(2, tmp_path, {**ROW, "volume": 99_999}, OTHER) == [("volume", "2026-01-01")]
