"""What the program understands of the samples is what was declared: every cell of the clean and the German
one.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from schemas.columns import columns
from tasks.intake import read_portfolio
from tasks.settings import Limits
from tests.samples import bank, hospital, manufacturer
from tests.samples.make_samples import SAMPLE_INPUTS

PERCENTAGES_OF_100 = ("standardised_share", "exception_share", "analysis_share")
THOUSANDS = ("annual_cost", "labour_cost")
GERMAN_HEADINGS = tuple(name for _, name in manufacturer.HEADINGS if name != "remark")


def read(file):
    return read_portfolio((SAMPLE_INPUTS / file,), Limits())


@pytest.fixture(scope="module")
def bank_read():
    return read(bank.FILE)


@pytest.fixture(scope="module")
def manufacturer_read():
    return read(manufacturer.FILE)


@pytest.fixture(scope="module")
def hospital_read():
    return read(hospital.FILE)


def differing(got: pd.Series, declared: list, name: str) -> list:
    """Positions at which what was read is not what was declared."""
    kind = columns()[name].type
    wrong = []
    for number, (value, expected) in enumerate(zip(got.astype(object), declared, strict=True)):
        if pd.isna(value) or expected is None:
            is_same = pd.isna(value) and expected is None
        elif kind == "yes_no":
            is_same = bool(value) == (expected == "yes")
        elif kind == "list":
            is_same = {part.strip() for part in value.split(";")} == {
                part.strip() for part in expected.split(";")
            }
        elif isinstance(expected, dt.date):
            is_same = value.date() == expected
        elif isinstance(expected, int | float):
            is_same = value == pytest.approx(expected)
        else:
            is_same = value == expected
        if not is_same:
            wrong.append(number)
    return wrong


@pytest.mark.parametrize("name", bank.HEADINGS)
def test_every_cell_of_the_clean_sample_is_read_as_declared(bank_read, name):
    declared = [row.get(name) for row in bank.processes()]
    if name == "language":
        declared = ["pt;en" if value == "Portuguese;English" else value for value in declared]
    assert differing(bank_read.typed[name], declared, name) == []


def test_nothing_in_the_clean_sample_needs_repair(bank_read):
    assert len(bank_read.set_aside) == 0
    assert not bank_read.issues["severity"].isin(["error", "repair"]).any()


@pytest.mark.parametrize("name", GERMAN_HEADINGS)
def test_every_cell_of_the_german_sample_is_read_as_declared(manufacturer_read, name):
    declared = [row.get(name) for row in manufacturer.processes()]
    if name in PERCENTAGES_OF_100:
        declared = [value / 100 for value in declared]
    elif name in THOUSANDS:
        declared = [None if value is None else round(value, 1) * 1000 for value in declared]
    elif name == "volume":
        declared = [value * 12 for value in declared]
    elif name in ("contract_end", "assessed_on"):
        declared = [
            None if value is None else dt.datetime.strptime(value, "%d.%m.%Y").date() for value in declared
        ]
    assert differing(manufacturer_read.typed[name], declared, name) == []


def test_the_sum_and_the_footnotes_of_the_german_sample_are_no_processes(manufacturer_read):
    assert (
        len(manufacturer_read.typed) == len(manufacturer.processes())
        and len(manufacturer_read.set_aside) == 0
    )
    assert manufacturer_read.typed["currency"].eq("EUR").all()


def test_no_row_of_the_messy_sample_is_lost(hospital_read):
    rows_in = sum(table.rows_in for table in hospital_read.tables.values())
    assert rows_in == len(hospital_read.typed) + len(hospital_read.set_aside) + sum(
        hospital_read.roles.values()
    )
    names = set(hospital_read.typed["process_name"])
    assert {"Surgery", "Cleaning", "Accounts payable", "Volunteer coordination"} <= names
    assert "Total" not in names and "Hospital radio" not in names, (
        "neither the total nor the hidden sheet counts"
    )


@pytest.mark.parametrize(
    ("trap", "code"),
    [
        ('a number with a letter, "10k"', "NUMBER_WRITTEN_OUT"),
        ("the error #N/A", "EXCEL_ERROR"),
        ("no name", "ROW_WITHOUT_NAME"),
        ("the error #REF!, left by a deleted sheet", "EXCEL_ERROR"),
        ("a formula without a stored value", "FORMULA_WITHOUT_VALUE"),
        ("a volume in words", "BOUND_AS_VALUE"),
        ("three processes in one row", "SEVERAL_PROCESSES_IN_ROW"),
    ],
)
def test_a_trap_of_the_messy_sample_becomes_an_issue_at_its_address(hospital_read, trap, code):
    address = {text: cell for cell, text in hospital.traps()}[trap]
    issues = hospital_read.issues
    assert code in set(
        issues.loc[(issues["sheet"] == hospital.CORPORATE) & (issues["cell"] == address), "code"]
    )


def test_both_sheets_of_the_messy_sample_are_brought_to_one_measure(hospital_read):
    rows = hospital_read.typed.set_index("process_name")
    assert rows.loc["Surgery", ["volume", "handling_minutes", "labour_cost"]].tolist() == [
        2400 * 12,
        174,
        6_900_000,
    ]
    assert rows.loc["Service desk", ["volume", "handling_minutes", "annual_cost"]].tolist() == [
        74_000,
        9,
        285_000,
    ]
    assert rows.loc["Clinic letter transcription", "judgement_level"] == 1
