"""Answers that nobody would defend before a committee, each ruled out by a case of its own, some only once
risk and value have spoken.
"""

import pytest

from schemas.rules import load_rulebook
from tasks.method import assess, rank
from tasks.risk import flag
from tasks.value import model
from tests.method.cases import AS_OF, cases
from tests.risk.conftest import portfolio

RULEBOOK = load_rulebook()
RULED_OUT = {
    "a complaint resolved by judgement is KPO": "complaint_resolution",
    "a second-level alert review is simply basic BPO": "alert_review_second_level",
    "weak core discovery analytics is retained": "core_discovery_analytics_weak",
    "core work at par is outsourced": "core_at_par_is_retained",
    "loan posting of importance 2 is core": "loan_posting_called_core",
    "payroll with residency stays": "payroll_with_residency",
    "surgery is KPO": "surgery_by_columns",
    "surgery is KPO where only the text tells": "surgery_by_text",
    "a settlement batch of half a post is the top candidate": "settlement_batch",
    "a site service saves by cheaper labour elsewhere": "site_service",
    "a row of payroll and analytics gets one label": "hr_payroll_and_analytics_in_one_row",
    "a statutory filing is reserved by law": "statutory_filing_is_not_reserved",
    "a programmer's bachelor degree makes insight": "bachelor_programmer",
    "legal transcription is KPO whatever its columns say": "legal_transcription_routine",
    "internal audit fieldwork is a plain BPO candidate": "internal_audit_fieldwork",
}


@pytest.fixture(scope="module")
def told():
    """What all stages say of each case together: results, risks, value and rank by case."""
    named = [next(case for case in cases() if case.id == case_id) for case_id in RULED_OUT.values()]
    rows = [{**case.columns, "country": "DE", **case.texts} for case in named]
    anywhere = {**rows[list(RULED_OUT.values()).index("site_service")], "physical_presence_level": 1}
    typed, tables, texts, _ = portfolio([*rows, anywhere])
    rows = assess(typed, texts, RULEBOOK, AS_OF).rows
    risks = flag(typed, tables, texts, rows, RULEBOOK, AS_OF).rows
    values = model(typed, rows, risks, RULEBOOK, AS_OF, ()).rows
    found = (
        rows.join(risks, suffixes=("", "_risk"))
        .join(values, suffixes=("", "_value"))
        .join(rank(typed, rows, risks, values, RULEBOOK), suffixes=("", "_rank"))
    )
    return found.set_axis([*(case.id for case in named), "site_service_done_anywhere"])


def test_each_has_a_case_that_expects_another_answer():
    expected = {case.id: case.expect for case in cases()}
    assert len(RULED_OUT) == 15 and all(
        "recommendation" in expected[case_id] for case_id in RULED_OUT.values()
    )


def test_residency_and_presence_limit_the_location_and_not_the_label(told):
    for case_id in ("payroll_with_residency", "site_service"):
        assert tuple(told.loc[case_id, ["recommendation", "location"]]) == ("bpo_candidate", "onshore")


def test_a_site_service_has_no_labour_arbitrage(told):
    on_site, anywhere = told.loc["site_service"], told.loc["site_service_done_anywhere"]
    assert (on_site["location"], anywhere["location"]) == ("onshore", "offshore")
    assert on_site["saving_mid"] < anywhere["saving_mid"] / 5
    assert on_site["verdict"] != "pays"


def test_a_settlement_batch_is_not_even_ranked(told):
    assert told["rank"].isna()["settlement_batch"] and told["rank"].notna()["payroll_with_residency"]


def test_internal_audit_fieldwork_carries_the_critical_function_flag(told):
    assert "CRITICAL-FUNCTION" in told.loc["internal_audit_fieldwork", "risk_flags"]
