"""The first sheet where a list names no process, or none that can be judged."""

import datetime as dt

import pandas as pd
import pytest
from openpyxl import load_workbook

from flows.api import audit_files

APPLICATIONS = """Application,Purpose,Vendor,Annual run cost EUR
Claims Pro,Claims handling,Acme Ltd,900000
Ledger One,General ledger,Bolt plc,400000
Scan Box,Scanning of mail,Cord AG,50000
"""
POSITIONS = """Job title,Department,Headcount
Accounts payable clerk,Finance,6
Recruiter,HR,3
Head of procurement,Procurement,1
"""


@pytest.fixture(scope="module")
def first_sheet(tmp_path_factory):
    """The texts of the Summary of a list, and its results."""

    def of(name, text):
        place = tmp_path_factory.mktemp(name)
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
        audit_files([place / f"{name}.csv"], dt.date(2026, 11, 1), out=place / "out")
        folder = next((place / "out" / name).glob("2026*"))
        book = load_workbook(folder / "audit_report.xlsx", read_only=True)
        rows = book["Summary"].iter_rows(values_only=True)
        return [str(cell) for row in rows for cell in row if cell is not None], pd.read_csv(
            folder / "results.csv"
        )

    return of


def test_a_list_of_applications_holds_no_process_and_the_summary_asks_for_one_that_does(first_sheet):
    texts, results = first_sheet("applications", APPLICATIONS)
    assert set(results["recommendation"]) == {"not_in_scope"}
    assert texts[2].startswith("Nothing to move: none of the 3 rows of this list is a process.")
    assert any(text.startswith("1. Programme lead: ask for a list of the processes") for text in texts)
    assert not [text for text in texts if "(0)" in text]


def test_a_list_of_posts_cannot_be_judged_and_is_not_called_a_list_of_no_candidates(first_sheet):
    texts, results = first_sheet("positions", POSITIONS)
    assert set(results["recommendation"]) == {"review"}
    assert texts[2].startswith("Cannot say yet: 3 of 3 processes are not described well enough")
