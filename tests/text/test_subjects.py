"""What stands before a dash or a colon says what the work is about; what stands behind it is the work."""

import pandas as pd
import pytest

from tests.text import ruler

CANDIDATES = ("bpo_candidate", "kpo_candidate")


@pytest.mark.parametrize("written", ["{} - {}", "{} – {}", "{}: {}"])
def test_a_decision_about_a_service_is_not_the_service(labels, written):
    pairs = [
        ("Payroll", "Strategy"),
        ("Collections", "Write-off decisions"),
        ("Treasury", "Funding decisions"),
        ("Accounts payable", "Vendor negotiations"),
        ("Lohnabrechnung", "Strategie"),
        ("Paie", "Stratégie"),
        ("Inkasso", "Klageentscheidungen"),
    ]
    assert set(labels(written.format(*pair) for pair in pairs)) == {"retain"}


def test_a_policy_is_asked_about_behind_a_service(labels):
    assert set(labels(["Payments - Fraud policy", "Customer service - Complaints policy"])) == {"review"}


def test_the_service_that_is_named_behind_another_one_counts(labels):
    names = ["Collections - Litigation", "Market research - Data entry", "Trade support - Data entry"]
    assert labels(names) == ["kpo_candidate", "bpo_candidate", "bpo_candidate"]


def test_where_and_when_a_service_is_done_makes_no_other_work(labels):
    names = [
        "Payroll - Germany",
        "Payroll - Monthly run",
        "Payroll – Year end",
        "Accounts payable: Invoice entry",
    ]
    assert set(labels(names)) == {"bpo_candidate"}


def test_one_word_behind_a_dash_is_read_with_what_stands_before_it(labels):
    names = ["Waste - collection", "Prison - transfers", "Police - complaints", "Nursing - assessments"]
    assert not set(labels(names)) & set(CANDIDATES)


@pytest.mark.parametrize("written", ["{} - {}", "{} – {}", "{}: {}"])
def test_a_known_service_with_a_dash_in_it_is_that_service(labels, written):
    pairs = [
        ("Succession", "planning"),
        ("Demand", "planning"),
        ("Shift", "planning"),
        ("Transport", "Planung"),
        ("Tournées", "planification"),
        ("Turnos", "planificación"),
    ]
    plain = ["retain", "kpo_candidate"] + ["bpo_candidate"] * 4
    assert labels(written.format(*pair) for pair in pairs) == plain


def test_the_evaluation_of_things_of_purchase_is_neither_research_nor_marketing(labels):
    assert set(labels(["Suppliers - evaluation", "Tenders: evaluation", "Fournisseurs - référencement"])) == {
        "review"
    }


def test_work_behind_what_it_is_about_is_a_process(labels):
    names = ["Mortgages - Valuation report chasing", "Pensions - Annual statement mailing"]
    assert set(labels(names)) == {"bpo_candidate"}


def test_what_stays_and_what_is_sold_in_one_row_is_asked_about(labels):
    names = ["Payroll & dismissals", "Kündigungen und Abmahnungen", "HR: Payroll and dismissals"]
    assert set(labels(names)) == {"review"}


@pytest.mark.parametrize("name", ["Terminations", "Kündigungen", "Separations"])
def test_a_termination_of_personnel_is_no_request_of_a_customer(rulebook, labels, name):
    units = ["HR", "Personal", "Human resources", "Customer service", "Kundenservice"]
    typed = pd.DataFrame({"process_name": [name] * len(units), "business_unit": units}, dtype="str")
    in_unit = ruler.assessed(typed, rulebook)["recommendation"].tolist()
    assert set(in_unit[:3]) == {"retain"}
    assert in_unit[3:] == labels([name] * 2)
    assert labels([f"HR - {name}", f"Personal: {name}"]) == ["retain"] * 2


def test_words_alone_make_no_candidate_of_what_a_works_does(rulebook):
    typed = pd.DataFrame(
        {
            "process_name": ["Fill & finish", "Freight invoice checking", "Rückmeldungen erfassen"],
            "business_unit": ["Manufacturing", "Warehouse", "Fertigung"],
        },
        dtype="str",
    )
    plain = "bpo_candidate"
    assert ruler.assessed(typed, rulebook)["recommendation"].tolist() == ["review", plain, plain]


def test_journals_of_finance_are_no_journalism(labels):
    journals = ["Journals", "Finance - Journals", "Month-end close - journals", "Intercompany journals"]
    assert set(labels(journals)) == {"bpo_candidate"}
    assert labels(["Journalism", "Journalismus"]) == ["kpo_candidate"] * 2
