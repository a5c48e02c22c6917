"""What the settings say of a portfolio: control totals, and an attestation that no legal bar is known."""

from functools import partial

import openpyxl
import pytest

from flows.runners import inline
from flows.story import audit
from tasks import settings as settings_module
from tasks.settings import PortfolioFacts, Settings
from tests.flows.requests_for_tests import request

ROWS = "Process name,FTE,Annual cost (EUR),Judgement,Checklist,Core process,Competitive advantage\nInvoice processing,6,300000,1,yes,non_core,no\n"


@pytest.fixture
def audited(tmp_path, monkeypatch):
    def run(**facts):
        (tmp_path / "group.csv").write_text(ROWS)
        config = Settings(portfolios={"Test": PortfolioFacts(**facts)})
        monkeypatch.setattr(settings_module, "settings", lambda: config)
        monkeypatch.setattr("flows.story.settings", lambda: config)
        outcome = audit(
            request(tmp_path / "out", tmp_path / "group.csv", run_id=f"run-{len(facts)}"), inline()
        )
        with (tmp_path / "out/Test/latest/results.csv").open() as handle:
            return outcome, handle.read()

    return run


def assumed_in(outcome):
    """Whether the report says that it was assumed that no law reserves the work."""
    book = openpyxl.load_workbook(f"{outcome.run_folder}/audit_report.xlsx", read_only=True)
    cells = (cell for row in book["Candidates"].iter_rows(max_row=12, values_only=True) for cell in row)
    return any("We assumed" in str(cell) for cell in cells)


def test_an_attestation_replaces_the_presumption_and_changes_the_hash(audited):
    presumed, _ = audited()
    assert assumed_in(presumed)
    attested, _ = audited(no_legal_bar_attested=True)
    assert not assumed_in(attested)
    assert attested.rulebook_hash != presumed.rulebook_hash


def test_a_scenario_that_cannot_hold_is_left_out_and_told_and_the_audit_goes_on(
    audited, tmp_path, monkeypatch
):
    wrong = {"dear": {"assumptions": {"transition": {"low": 9}}}, "early": {"waves": {}}}
    monkeypatch.setattr("tests.flows.test_portfolio_facts.Settings", partial(Settings, scenarios=wrong))
    outcome, _ = audited()
    assert outcome.status == "audited"
    assert any("scenario dear" in remark for remark in outcome.remarks)
    scenarios = (tmp_path / "out/Test/latest/scenarios.csv").read_text()
    assert "early" in scenarios
    assert "dear" not in scenarios


def test_a_control_total_without_a_currency_is_in_that_of_the_rows(audited):
    outcome, _ = audited(control_totals=[{"measure": "cost", "total": 400000}])
    book = openpyxl.load_workbook(f"{outcome.run_folder}/audit_report.xlsx")
    shown = " ".join(str(cell) for row in book["Summary"].iter_rows(values_only=True) for cell in row if cell)
    assert "75%" in shown.replace(" %", "%")


def test_control_totals_tell_the_share_of_the_ledger(audited):
    outcome, _ = audited(
        control_totals=[
            {"measure": "cost", "total": 400000, "currency": "EUR"},
            {"measure": "fte", "total": 8},
        ]
    )
    book = openpyxl.load_workbook(f"{outcome.run_folder}/audit_report.xlsx")
    shown = " ".join(
        str(cell) for row in book["Summary"].iter_rows(values_only=True) for cell in row if cell is not None
    )
    assert "75%" in shown.replace(" %", "%")
