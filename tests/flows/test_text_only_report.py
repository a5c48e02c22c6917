"""A report on a list of names with money lines, projects and site work, read as a person would."""

import datetime as dt

import pandas as pd
import pytest
from openpyxl import load_workbook

from flows.api import audit_files

LIST = """Process name,Department,FTE,Annual cost (EUR),Volume per year
Accounts payable,Finance,12,900000,60000
Payroll,Finance,8,600000,36000
Debt service - harbour bonds,Non-departmental,0,8000000,
Transfer to fund 730,Non-departmental,0,2500000,
New swimming hall building,Capital,0,12000000,
Street resurfacing,Public Works,40,9000000,
Police patrol,Police,210,21000000,
Building permits,Planning,14,1400000,9000
"""
NOT_IN_SCOPE = ("Debt service", "Transfer to fund", "New swimming hall", "Street resurfacing")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("text_only")
    (place / "town.csv").write_text(LIST, encoding="utf-8")
    audit_files([place / "town.csv"], dt.date(2026, 11, 1), out=place / "out")
    return next((place / "out" / "town").glob("2026*"))


@pytest.fixture(scope="module")
def sheets(folder):
    book = load_workbook(folder / "audit_report.xlsx", read_only=True)
    return {
        sheet.title: [
            str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
        ]
        for sheet in book
    }


def test_what_is_no_process_leaves_totals_ranks_and_questions_and_is_counted(folder, sheets):
    scope = next(cell for cell in sheets["Summary"] if "processes · " in cell)
    assert scope.startswith("4 processes · cost a year EUR 23.9 m · 244 FTE") and "Not a process 4" in scope
    for title in ("Summary", "Heat map", "Candidates", "Roadmap", "Scenarios", "Ask next"):
        assert not [cell for cell in sheets[title] if cell.startswith(NOT_IN_SCOPE)], title
    results = pd.read_csv(folder / "results.csv").query("recommendation == 'not_in_scope'")
    assert len(results) == 4 and results["rank"].isna().all()
    assert results["why"].str.contains("so it is not rated").all()


def test_a_label_from_text_alone_leads_no_rank_no_wave_and_no_decision(folder, sheets):
    candidates = pd.read_csv(folder / "candidates.csv")
    assert list(candidates["first_move"]) == ["clarify"] * 2 and candidates["wave"].isna().all()
    assert pd.read_csv(folder / "results.csv")["rank"].isna().all()
    decisions = [cell for cell in sheets["Summary"] if cell[:3] in ("1. ", "2. ", "3. ")]
    assert decisions and not [line for line in decisions if "quotes" in line or "no law" in line]


def test_the_headline_withdraws_its_money_where_every_label_rests_on_a_name(folder, sheets):
    assert pd.read_csv(folder / "candidates.csv")["saving_mid"].notna().any()  # the amounts stay in the files
    assert "labels of all 2 candidates rest on names alone" in sheets["Summary"][2]
    assert sheets["Summary"].count("Not shown") == 5
    assert not [cell for cell in sheets["Summary"] if "valued candidates" in cell]


MIXED = """Process id;Process name;FTE;Labour cost;Currency;Rule based;Judgement;Core process;Current model;Country
P1;Invoice processing;30;2700000;EUR;5;1;non_core;in_house;DE
P2;Order entry;20;1900000;EUR;5;1;non_core;in_house;DE
P3;Accounts payable;12;900000;EUR;;;;;DE
P4;Payroll;8;760000;EUR;;;;;DE
"""


def test_verdict_tiles_and_key_figures_count_what_rests_on_columns(tmp_path):
    (tmp_path / "mixed.csv").write_text(MIXED, encoding="utf-8")
    audit_files([tmp_path / "mixed.csv"], dt.date(2026, 11, 1), out=tmp_path / "out")
    run = next((tmp_path / "out" / "mixed").glob("2026*"))
    candidates = pd.read_csv(run / "candidates.csv").set_index("process_id")
    assert list(candidates.index[candidates["first_move"].eq("clarify")]) == ["P3", "P4"]
    book = load_workbook(run / "audit_report.xlsx")
    verdict = book["Summary"]["A2"].value
    assert "2 valued candidates" in verdict and "2 more candidates are screened by name only" in verdict
    sheet = next(sheet for sheet in book if "KeyFigures" in sheet.tables)
    figures = {row[0]: row[2] for row in sheet.iter_rows(values_only=True) if row[0]}
    once = candidates.loc[["P1", "P2"], "one_off_mid"].sum()
    assert figures["First sheet: one-off cost of the same 2"] == pytest.approx(once)
    assert figures["One-off cost, all"] == pytest.approx(candidates["one_off_mid"].sum()) != once


def test_only_authority_with_much_processing_could_be_split(folder):
    why = pd.read_csv(folder / "results.csv").set_index("process_name")["why"]
    assert "could be split off" in why["Building permits"]
    assert "split" not in why["Police patrol"]


def test_how_an_entry_was_found_is_in_parquet_and_on_why(folder, sheets):
    found = pd.read_parquet(folder / "results.parquet").set_index("process_name")
    assert tuple(found.loc["Accounts payable", ["match_how", "match_share"]]) == ("whole", 1.0)
    assert "Catalogue: accounts payable (whole name, 100%)" in sheets["Why"]
