"""The first sheet where a list names no process, none that can be judged, or none that can be valued."""

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
# A housing association in Dutch, and a law firm in German.
POLISH = (
    "Windykacja czynszu",
    "Przydział mieszkań",
    "Naliczanie płac",
    "Podwyżka czynszu",
    "Rozpatrywanie skarg",
    "Remont kapitalny",
)
GERMAN = (
    "Fristenkontrolle",
    "Schreibdienst",
    "Mahnwesen",
    "Notarielle Beurkundung",
    "Kanzleimarketing",
    "Juristische Recherche",
)
# With a country and without a currency only work that stays there has a value.
HEADINGS = "Process name;FTE;Labour cost;Currency;Country;Rule based (1-5);Judgement (1-5);Output;Core process;Current model"
WORK = ("Vendor invoice posting", "Payroll processing", "Bank reconciliation", "IT service desk")


def work(cells):
    """A list of work with these cells behind each name."""
    return "\n".join((HEADINGS, *(f"{name};{cells}" for name in WORK)))


@pytest.fixture(scope="module")
def first_sheet(tmp_path_factory):
    """The texts of Summary, Data quality and Figures of a list, its results and its questions."""

    def of(name, text):
        place = tmp_path_factory.mktemp(name)
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
        audit_files([place / f"{name}.csv"], dt.date(2026, 11, 1), out=place / "out")
        folder = next((place / "out" / name).glob("2026*"))
        book = load_workbook(folder / "audit_report.xlsx", read_only=True)
        rows = book["Summary"].iter_rows(values_only=True)
        texts = [str(cell) for row in rows for cell in row if cell is not None]
        for further in ("Data quality", "Figures"):
            rows = book[further].iter_rows(values_only=True)
            texts += [str(cell) for row in rows for cell in row if cell is not None]
        return texts, pd.read_csv(folder / "results.csv"), pd.read_parquet(folder / "questions.parquet")

    return of


def test_a_list_of_applications_holds_no_process_and_the_summary_asks_for_one_that_does(first_sheet):
    texts, results, _ = first_sheet("applications", APPLICATIONS)
    assert set(results["recommendation"]) == {"not_in_scope"}
    assert texts[2].startswith("Nothing to move: none of the 3 rows of this list is a process.")
    assert any(text.startswith("1. Programme lead: ask for a list of the processes") for text in texts)
    assert not [text for text in texts if "(0)" in text]


def test_a_list_of_posts_cannot_be_judged_and_is_not_called_a_list_of_no_candidates(first_sheet):
    texts, results, _ = first_sheet("positions", POSITIONS)
    assert set(results["recommendation"]) == {"review"}
    assert texts[2].startswith("Cannot say yet: all 3 processes need an answer before they can be judged")


def test_of_work_that_is_outsourced_already_nothing_is_said_to_move_and_no_cost_is_asked(first_sheet):
    texts, _, questions = first_sheet("outsourced", work("10;;EUR;DE;5;1;transaction;non-core;outsourced"))
    assert texts[2].startswith("All 4 candidates are outsourced already: nothing is left to move")
    assert not questions["changes_money"].any()


def test_amounts_without_a_currency_are_asked_for_and_posts_without_a_value_are_counted(first_sheet):
    texts, _, _ = first_sheet("bare", work("10;600000;;DE;5;1;transaction;non-core;in-house"))
    assert any("Add the currency to column D" in text for text in texts if "Controlling" in text)
    assert any(text.endswith("; 3 candidates not valued") for text in texts)


def test_cost_that_cannot_be_right_is_to_be_checked_and_not_called_missing(first_sheet):
    texts, _, _ = first_sheet("odd", work("10;-50000;EUR;DE;5;1;transaction;non-core;in-house"))
    assert any("Check cost and FTE of 4 candidates" in text for text in texts)
    assert not any("Add the labour cost" in text for text in texts)
    assert "No candidate on this page is valued, so no answer can be weighed in money yet." in texts


def test_posts_that_nobody_gave_are_not_shown_as_none(first_sheet):
    texts, _, _ = first_sheet("posts", work(";600000;EUR;DE;5;1;transaction;non-core;in-house"))
    assert "Not given" in texts and not any("0 released" in text for text in texts)


def test_a_list_in_a_language_that_is_not_read_says_so_and_what_to_do(first_sheet):
    texts, _, _ = first_sheet("polish", "\n".join(("Process name", *POLISH)))
    assert (
        "6 of 6 are in none of English, German, French, Spanish, Dutch, Italian and Portuguese. Translate"
        in texts[2]
    )
    assert any(
        text.startswith("Most words of 6 of 6 names and descriptions are in no language") for text in texts
    )
    assert any("Translate names and descriptions into one of these languages" in text for text in texts)
    assert "LANGUAGE_NOT_READ" in texts


def test_german_words_of_a_trade_are_no_other_language(first_sheet):
    texts, _, _ = first_sheet("german", "\n".join(("Prozess", *GERMAN)))
    assert not any("in no language" in text or "in none of English" in text for text in texts)


def test_one_candidate_lacks_a_figure_and_what_is_no_process_has_no_grade(first_sheet):
    texts, results, _ = first_sheet("mixed", "Process name\nPayroll processing\nCrane maintenance\nDredging")
    assert results["recommendation"].tolist() == ["bpo_candidate", "not_in_scope", "not_in_scope"]
    assert any("and its currency: 1 candidate lacks both" in text for text in texts)
    assert any(text.endswith("D text only: 1") for text in texts)


def test_posts_that_nobody_gave_are_no_zero_among_the_figures(first_sheet):
    texts, _, _ = first_sheet("named", "Process name\nPayroll processing\nVendor invoice posting")
    assert "Key figures" in texts and "FTE moved, all" not in texts
    assert "0" not in texts[texts.index("Key figures") :]
