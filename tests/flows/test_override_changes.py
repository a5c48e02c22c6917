"""An override is flagged from the run on in which its row's data changed, until the approver confirms it or
the data are back.
"""

import pandas as pd
import pytest

from flows.runners import inline
from flows.story import audit
from tests.flows.requests_for_tests import request

HEAD = "Process id,Process name,Owner,FTE,Annual cost (EUR),Judgement,override_recommendation,override_reason,override_approver,override_expires\n"
ROW = "A1,Invoice processing,{owner},{fte},300000,1,retain,{reason},COO,{expires}\nA2,Payroll,Ann,{other},150000,1,,,,\n"
FIRST = {
    "owner": "Ann",
    "fte": 6,
    "reason": "The works council agreement runs to 2027",
    "expires": "2027-06-30",
    "other": 3,
}


@pytest.fixture
def run(tmp_path):
    """Audits the portfolio once more; what it says of overrides on changed data, and the outcome."""
    numbers = iter(range(1, 100))

    def audited(**cells):
        (tmp_path / "group.csv").write_text(HEAD + ROW.format(**{**FIRST, **cells}), encoding="utf-8")
        outcome = audit(
            request(tmp_path / "out", tmp_path / "group.csv", run_id=f"run-{next(numbers)}"), inline()
        )
        flags = pd.read_csv(f"{outcome.run_folder}/flags.csv")
        return flags[flags["code"] == "OVERRIDE-DATA-CHANGED"], outcome

    return audited


@pytest.mark.standing
def test_an_override_on_changed_data_is_flagged_until_it_is_confirmed(run):
    first, told = run()
    assert first.empty
    same, _ = run(
        owner="Bea", other=4
    )  # another row's data, or another owner, are not the data under the override
    assert same.empty
    changed, told_changed = run(fte=9)
    assert changed["process_id"].to_list() == ["A1"]
    assert "First seen on 2026-11-01; changed since: FTE." in changed["message"].iloc[0]
    assert changed["evidence"].iloc[0] == "fte D2"
    assert "ask the approver to confirm it" in changed["mitigation"].iloc[0]
    results = pd.read_csv(f"{told_changed.run_folder}/results.csv").set_index("process_id")
    assert "OVERRIDE-DATA-CHANGED" in results.loc["A1", "risk_flags"]
    assert results.loc["A1", "recommendation"] == "retain"
    still, told_still = run(fte=9)
    assert len(still) == 1
    assert told_still.content_hash == told_changed.content_hash
    confirmed, told_confirmed = run(fte=9, expires="2027-12-31")
    assert confirmed.empty
    assert (
        told_confirmed.content_hash == told_still.content_hash
    )  # the flag, which rests on history, has no part in it


@pytest.mark.standing
def test_data_that_are_back_where_they_were_and_a_new_reason_leave_no_flag(run):
    run()
    assert len(run(fte=9)[0]) == 1
    assert run()[0].empty
    assert run(fte=9, reason="Agreed again by the board in November")[0].empty
