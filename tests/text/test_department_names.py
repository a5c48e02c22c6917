"""Departments that stand before or beside the name of a process say nothing of its work."""

import pytest

WORK = {
    "HR": ["Dismissals", "Union negotiations", "Canteen", "Payroll", "Succession planning", "Executive remuneration"],
    "IT": ["Enterprise architecture", "Password resets", "Cabling"],
    "Finance": ["Payroll", "Invoice processing", "Capital allocation"],
    "Legal": ["Litigation", "Contract archive"],
    "Logistics": ["Picking", "Freight invoices"],
    "Procurement": ["Strategy", "Supplier onboarding"],
    "Buchhaltung": ["Rechnungsprüfung"],
    "RH": ["Paie", "Licenciements"],
}  # fmt: skip


@pytest.mark.parametrize(
    "written", ["{} - {}", "{} – {}", "{}: {}", "{} > {}", "Group {} | {}", "{} team: {}"]
)
def test_a_process_reads_the_same_with_and_without_the_department_before_it(labels, written):
    pairs = [(department, name) for department, names in WORK.items() for name in names]
    with_department = labels(written.format(*pair) for pair in pairs)
    assert with_department == labels(name for _, name in pairs)


def test_identifiers_read_as_their_words(labels):
    written = [
        "finance_payroll",
        "hr_dismissals",
        "InvoiceProcessing",
        "MonthEndClose",
        "HR_TimeRecording_v2",
    ]
    assert labels(written) == labels(
        ["Payroll", "Dismissals", "Invoice processing", "Month end close", "Time recording v2"]
    )


@pytest.mark.parametrize(
    "name", ["HR dismissals", "Dismissals (HR)", "HR canteen", "IT cabling", "RH licenciements"]
)
def test_a_word_that_nobody_knows_is_no_candidate_for_the_department_beside_it(labels, name):
    assert labels([name])[0] not in ("bpo_candidate", "kpo_candidate")


def test_a_department_is_a_service_as_a_whole(labels):
    names = [
        "HR",
        "Human Resources",
        "HR services",
        "Group HR",
        "IT support",
        "IT operations",
        "HR administration",
    ]
    assert set(labels(names)) == {"bpo_candidate"}


def test_an_account_of_two_departments_is_not_read_as_the_second_alone(labels):
    assert "bpo_candidate" not in labels(["Sales / Marketing", "Legal / Compliance"])


def test_behind_a_department_and_a_slash_stands_what_it_does(labels):
    assert labels(["HR / Payroll", "Finance / Travel expenses", "HR / Dismissals"]) == [
        *("bpo_candidate", "bpo_candidate", "retain")
    ]
