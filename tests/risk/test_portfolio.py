"""Flags on the portfolio, gaps, safeguards, severity, overrides and dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.results import FLAG_COLUMNS, RISK_COLUMNS, SAFEGUARD_COLUMNS, SEVERITIES
from tests.risk.conftest import judged, portfolio, risk_rulebook


def of(risks, code):
    return risks.flags[risks.flags["code"] == code]


def severity(row, code, rulebook):
    return of(judged([row], rulebook), code)["severity"].iloc[0]


def test_frames_hold_the_columns_of_the_contract(rulebook):
    risks = judged([{"attrition_share": 0.5}, {"recommendation": "retain"}], rulebook)
    assert list(risks.flags.columns) == [*FLAG_COLUMNS, "row_key"] and list(risks.safeguards.columns) == [
        *SAFEGUARD_COLUMNS,
        "row_key",
    ]
    assert list(risks.rows.columns) == list(RISK_COLUMNS) and list(risks.rows.index) == [100, 101]
    assert set(risks.flags["severity"]) <= set(SEVERITIES)
    assert str(risks.flags["row_key"].dtype) == "Int64"


def test_a_portfolio_without_rows_has_no_flags(rulebook):
    risks = judged([], rulebook)
    assert len(risks.flags) == len(risks.rows) == len(risks.safeguards) == len(risks.open_cases) == 0


def test_only_names_and_costs_are_enough_to_run(rulebook):
    risks = judged([{"fte": 3.0}], rulebook)
    assert risks.rows["not_judged_count"].iloc[0] > 30
    assert set(risks.flags["code"]) == {"INHERENT-BPO"}


@pytest.mark.parametrize(("rows", "fired", "lines"), [(10, 6, 1), (10, 5, 5), (4, 4, 4)])
def test_a_flag_on_more_than_half_of_the_rows_is_one_line(rows, fired, lines, rulebook):
    risks = judged([{"error_share": 0.06 if number < fired else 0.0} for number in range(rows)], rulebook)
    found = of(risks, "ERROR-SHARE")
    assert len(found) == lines
    if lines == 1:
        assert found["process_id"].isna().all() and found["row_key"].isna().all()
        assert (
            f"{fired} of the {rows}" in found["message"].iloc[0]
            and "error_share (column C)" in found["evidence"].iloc[0]
        )
    assert risks.rows["risk_flags"].str.contains("ERROR-SHARE").sum() == fired


@pytest.mark.parametrize(("contracts", "lines"), [(9, 9), (10, 1)])
def test_a_few_contracts_are_listed_one_by_one(contracts, lines, rulebook):
    ending = {
        "current_model": "outsourced",
        "contract_end": dt.datetime(2027, 1, 1),
        "recommendation": "retain",
    }
    assert len(of(judged([ending] * contracts + [{}] * 20, rulebook), "CONTRACT-END")) == lines


def test_a_risk_of_the_sector_is_counted_within_the_sector(rulebook):
    risks = judged([{"regulated_activity": "health"}] * 10 + [{"regulated_activity": "none"}] * 20, rulebook)
    assert of(risks, "REGULATED")["row_key"].isna().tolist() == [True]
    assert "all 10 processes" in of(risks, "REGULATED")["message"].iloc[0]


def test_risks_of_a_label_are_one_sentence(rulebook):
    risks = judged([{"recommendation": "kpo_candidate"}, {"recommendation": "kpo_candidate"}, {}], rulebook)
    lines = of(risks, "INHERENT-KPO")
    assert (
        len(lines) == 1
        and "Candidates: 2" in lines["message"].iloc[0]
        and "data theft" in lines["message"].iloc[0]
    )
    assert "wage inflation" in of(risks, "INHERENT-BPO")["message"].iloc[0]
    assert len(risks.flags) == 2


def test_confidentiality_weighs_one_step_more_in_knowledge_work(rulebook):
    row = {"data_types": "legal_privileged"}
    assert severity(row, "LEGAL-PRIVILEGE", rulebook) == "medium"
    assert severity({**row, "recommendation": "kpo_candidate"}, "LEGAL-PRIVILEGE", rulebook) == "high"


@pytest.mark.parametrize(("share", "expected"), [(0.2, "medium"), (0.39, "medium"), (0.4, "high")])
def test_attrition_weighs_by_the_share_for_both_labels(share, expected, rulebook):
    for label in ("bpo_candidate", "kpo_candidate"):
        assert (
            severity({"attrition_share": share, "recommendation": label}, "ATTRITION", rulebook) == expected
        )


def test_highest_severity_is_the_highest(rulebook):
    row = {"attrition_share": 0.3, "payment_authority": True}
    assert judged([row], rulebook).rows["highest_severity"].iloc[0] == "high"


CONTRACT = {
    "recommendation": "retain",
    "provider": "A",
    "provider_country": "PL",
    "contract_value": 100.0,
    "currency": "EUR",
}


def test_concentration_speaks_from_five_contracts_on(rulebook):
    four, five = judged([CONTRACT] * 4, rulebook), judged([CONTRACT] * 5, rulebook)
    assert of(four, "CONCENTRATION-PROVIDER").empty and "CONCENTRATION-PROVIDER" in set(
        four.not_judged["code"]
    )
    assert of(five, "CONCENTRATION-PROVIDER")["severity"].tolist() == ["high"]
    assert "index is 1.00" in of(five, "CONCENTRATION-COUNTRY")["message"].iloc[0]
    assert of(five, "CONCENTRATION-PROVIDER")["evidence"].iloc[0] == "provider C5, C6, C7, C8, C9"


def test_the_index_is_of_the_contracts_alone_and_moves_no_row(rulebook):
    spend = [60.0, 30.0, 5.0, 3.0, 2.0]
    rows = [
        {**CONTRACT, "provider": str(number), "provider_country": code, "contract_value": value}
        for number, (value, code) in enumerate(zip(spend, ("AT", "BE", "CZ", "DE", "ES"), strict=True))
    ]
    five, more = (
        judged(rows, rulebook),
        judged([*rows, {"recommendation": "retain"}, {**CONTRACT, "currency": "USD"}], rulebook),
    )
    told = of(five, "CONCENTRATION-PROVIDER")["message"].iloc[0]
    assert (
        f"index is {sum((value / 100) ** 2 for value in spend):.2f} of 1 over 5 contracts; the largest share is 60%"
        in told
    )
    left_out = "1 contract in another currency or without one is left out."
    assert of(more, "CONCENTRATION-PROVIDER")["message"].tolist() == [f"{told} {left_out}"]
    assert more.rows.iloc[:5].equals(five.rows)


def test_as_many_contracts_without_a_currency_do_not_push_out_a_real_one(rulebook):
    blank = [
        {**CONTRACT, "provider": name, "currency": None} for name in ("AT", "BE", "CZ", "DE", "ES", "FR")
    ]
    told = of(judged([CONTRACT] * 6 + blank, rulebook), "CONCENTRATION-PROVIDER")["message"].iloc[0]
    assert "index is 1.00 of 1 over 6 contracts" in told
    assert told.endswith("6 contracts in other currencies or without one are left out.")
    few = judged([CONTRACT] * 4 + blank[:4], rulebook).not_judged.set_index("code")
    assert "4 contracts in other currencies" in few.loc["CONCENTRATION-PROVIDER", "reason"]


def test_spread_spend_is_not_concentrated(rulebook):
    risks = judged(
        [
            {**CONTRACT, "provider": name, "provider_country": name}
            for name in ("AT", "BE", "CZ", "DE", "ES", "FR")
        ],
        rulebook,
    )
    assert of(risks, "CONCENTRATION-PROVIDER").empty and of(risks, "CONCENTRATION-COUNTRY").empty
    assert "CONCENTRATION-PROVIDER" not in set(risks.not_judged["code"])


def test_the_index_has_its_closed_form():
    import pandas as pd

    from tasks.risk.concentration import herfindahl

    assert herfindahl(pd.Series([60.0, 30.0, 10.0]), pd.Series(["a", "b", "c"])) == pytest.approx((0.46, 0.6))


def test_no_message_quotes_a_cell(rulebook):
    secret = "Zanzibar-Q7"
    row = {
        "process_name": secret,
        "description": secret,
        "provider": secret,
        "owner": secret,
        "subcontractors": secret,
        "challenge": secret,
        "override_recommendation": "retain",
        "override_reason": secret,
        "data_types": "customer_personal",
        "contract_value": 1.0,
    }
    risks = judged([row] * 6, rulebook)
    for frame in (risks.flags, risks.safeguards, risks.not_judged, risks.open_cases, risks.rows):
        assert secret not in frame.to_csv()


def test_what_could_not_be_judged_is_counted_by_code_and_row_and_three_are_listed(rulebook):
    risks = judged(
        [{"data_types": "customer_personal", "country": "DE"}, {"recommendation": "retain"}], rulebook
    )
    counts = risks.not_judged.set_index("code")
    assert (
        counts.loc["TRANSFER-EU", "row_count"] == 1
        and "Provider country" in counts.loc["TRANSFER-EU", "reason"]
    )
    assert set(risks.open_cases["code"]) == {"TRANSFER-EU", "CRITICAL-FUNCTION", "LEGAL-BAR"} and set(
        risks.open_cases["row_key"]
    ) == {100}
    rows_counted = risks.rows["not_judged_count"].sum()
    assert rows_counted == counts["row_count"].drop(["CONCENTRATION-PROVIDER", "CONCENTRATION-COUNTRY"]).sum()


def test_a_filled_cell_is_no_gap(rulebook):
    blank, filled = judged([{}], rulebook), judged([{"outsourcing_prohibited": False}], rulebook)
    assert "LEGAL-BAR" in set(blank.open_cases["code"]) and "LEGAL-BAR" not in set(filled.open_cases["code"])
    assert filled.rows["not_judged_count"].iloc[0] < blank.rows["not_judged_count"].iloc[0]


def test_each_candidate_gets_the_minimum_and_what_its_flags_demand(rulebook):
    exported = {"country": "DE", "provider_country": "IN", "data_types": "customer_personal"}
    risks = judged([exported, {}, {"recommendation": "retain", "attrition_share": 0.9}], rulebook)
    by_row = {
        key: dict(zip(lines["safeguard"].str.split(":").str[0], lines["demanded_by"], strict=True))
        for key, lines in risks.safeguards.groupby("row_key")
    }
    assert set(by_row) == {100, 101}
    assert by_row[100]["Transfer clause"] == "TRANSFER-EU"
    assert by_row[100]["Data-processing agreement"] == "PERSONAL-DATA;TRANSFER-EU"
    assert set(by_row[101]) == {
        "Confidentiality agreement",
        "Information security",
        "Service levels and quality control",
        "Escalation path",
        "Governance and review date",
        "Provider check",
    }
    assert set(by_row[101].values()) == {"MINIMUM"}


def test_a_challenge_is_listed_until_it_is_answered(rulebook):
    assert set(judged([{"challenge": "No."}], rulebook).open_cases["code"]) >= {"CHALLENGE-OPEN"}
    assert "CHALLENGE-OPEN" not in set(judged([{"challenge": None}], rulebook).open_cases["code"])


def test_an_aged_list_is_said_only_where_it_was_used(rulebook):
    row = {"country": "DE", "provider_country": "IN", "data_types": "customer_personal"}
    late = dt.date(2027, 9, 1)
    assert of(judged([row], rulebook), "ADEQUACY-LIST-AGED").empty
    assert len(of(judged([row], rulebook, late), "ADEQUACY-LIST-AGED")) == 1
    assert of(judged([{"country": "US"}], rulebook, late), "ADEQUACY-LIST-AGED").empty


def test_only_ended_decisions_that_rows_concern_are_named(rulebook):
    row = {"country": "DE", "provider_country": "IN", "data_types": "customer_personal"}
    late = dt.date(2031, 12, 28)
    elsewhere = of(judged([row], rulebook, late), "ADEQUACY-LIST-AGED")["message"]
    assert len(elsewhere) and not elsewhere.str.contains("have ended").any()
    there = of(judged([{**row, "provider_country": "GB"}], rulebook, late), "ADEQUACY-LIST-AGED")["message"]
    assert there.str.contains("have ended for GB").any()


def test_a_decision_that_has_ended_no_longer_covers(rulebook):
    row = {"country": "DE", "provider_country": "GB", "data_types": "customer_personal"}
    assert of(judged([row], rulebook, dt.date(2031, 12, 27)), "TRANSFER-EU").empty
    assert len(of(judged([row], rulebook, dt.date(2031, 12, 28)), "TRANSFER-EU")) == 1


def test_a_hint_in_the_text_counts_only_where_no_column_speaks(rulebook):
    hint = {"text_data_types": "employee_personal"}
    assert len(of(judged([hint], rulebook), "PERSONAL-DATA")) == 1
    assert of(judged([hint], rulebook), "PERSONAL-DATA")["evidence"].iloc[0] == "process_name B5"
    read, given = (
        of(judged([row], rulebook), "PERSONAL-DATA")["message"].iloc[0]
        for row in (hint, {"data_types": "employee_personal"})
    )
    assert read == f"{given} Read from the name and description alone."
    assert of(judged([{**hint, "data_types": "internal"}], rulebook), "PERSONAL-DATA").empty


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("health", "HEALTH-DATA"),
        ("children", "SPECIAL-CATEGORIES"),
        ("payment_card", "PAYMENT-CARD"),
        ("legal_privileged", "LEGAL-PRIVILEGE"),
    ],
)
def test_data_that_the_name_speaks_of_are_flagged_less_gravely_than_those_of_a_column(rulebook, kind, code):
    read, given = (
        of(judged([{column: kind}], rulebook), code) for column in ("text_data_types", "data_types")
    )
    grades = ["low", "medium", "high"]
    assert grades.index(read["severity"].iloc[0]) == grades.index(given["severity"].iloc[0]) - 1
    assert of(judged([{"text_data_types": kind, "data_types": "internal"}], rulebook), code).empty


def test_a_number_of_the_rulebook_can_be_overridden(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("risk_numbers:\n  RISK-COLLAPSE-ROWS: {value: 2}\n")
    risks = judged([{"error_share": 0.5}] * 3, risk_rulebook(own))
    assert len(of(risks, "ERROR-SHARE")) == 1


ROW = st.fixed_dictionaries(
    {},
    optional={
        "attrition_share": st.floats(0, 2),
        "data_types": st.sampled_from(["internal", "health;financial", "customer_personal"]),
        "country": st.sampled_from(["DE", "GB", "CH", "US"]),
        "provider_country": st.sampled_from(["IN", "PL", "US"]),
        "recommendation": st.sampled_from(["bpo_candidate", "kpo_candidate", "retain", "review"]),
        "criticality": st.sampled_from(["critical", "low"]),
        "exit_plan": st.booleans(),
        "contract_end": st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)),
    },
)


@settings(max_examples=8, deadline=None)
@given(st.lists(ROW, min_size=2, max_size=8))
def test_a_row_is_judged_the_same_alone_and_in_company(rows):
    rulebook = _cached_rulebook()
    together = judged(rows, rulebook).rows.reset_index(drop=True)
    for number, row in enumerate(rows):
        alone = judged([row], rulebook).rows.reset_index(drop=True)
        assert alone.iloc[0].to_dict() == pytest.approx(together.iloc[number].to_dict(), nan_ok=True)


def _cached_rulebook(found=[]):  # noqa: B006
    found.extend([] if found else [risk_rulebook()])
    return found[0]


def test_the_order_of_rows_and_their_tables_do_not_matter(rulebook):
    typed, tables, texts, assessed = portfolio([{"attrition_share": 0.5}, {}])
    from tasks.risk import flag
    from tests.risk.conftest import AS_OF

    turned = flag(typed.iloc[::-1], tables, texts, assessed, rulebook, AS_OF)
    assert (
        of(turned, "ATTRITION")["evidence"].tolist() == ["attrition_share C5"]
        and turned.rows.loc[100, "risk_flags"] == "ATTRITION"
    )
