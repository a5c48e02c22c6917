"""Every total is one total: Summary, Candidates, Roadmap, results.csv and candidates.csv tell the same."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember

HEADINGS = (
    "Process id;Process name;FTE;Labour cost;Currency;Rule based;Judgement;Core process;Current "
    "model;Variants;Applications;Depends on;Country;"
    "Regulated activity;Data types"
)
ROWS = """P1;Invoice processing;30;2700000;EUR;5;1;non_core;in_house;1;;;DE;none;internal
P2;Order entry, all countries;20;1100000;EUR;5;1;non_core;in_house;12;;;DE;none;internal
P3;Archive enquiries;0.5;30000;EUR;5;1;non_core;in_house;1;;;DE;none;internal
P4;Mailroom;8;300000;EUR;5;1;non_core;outsourced;1;;;DE;none;internal
P5;Purchase orders;3;260000;EUR;5;1;non_core;in_house;1;ORDERWELL;;DE;none;internal
P6;Purchase requisitions;3;240000;EUR;5;1;non_core;in_house;1;ORDERWELL;P5;DE;none;internal
P7;Data entry of surveys;10;75000;EUR;5;1;non_core;in_house;1;;P1;DE;none;internal
P8;Ledger reconciliation;12;520000;EUR;5;1;non_core;in_house;1;;;DE;none;internal
P9;Price list maintenance;4;;EUR;5;1;non_core;in_house;1;;;DE;none;internal
P10;Strategy of the group;2;300000;EUR;1;5;core;in_house;1;;;DE;none;internal
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return audited(tmp_path_factory.mktemp("ties"))


def audited(place):
    inventory = place / "works.csv"
    inventory.write_text(f"{HEADINGS}\n{ROWS}")
    [request] = requests_for([inventory], inventory.parent / "out", dt.date(2026, 11, 20))
    return audit_and_remember(request, inline()).run_folder


@pytest.fixture(scope="module")
def book(folder):
    return openpyxl.load_workbook(f"{folder}/audit_report.xlsx", data_only=True)


@pytest.fixture(scope="module")
def candidates(folder):
    return pd.read_csv(f"{folder}/candidates.csv").set_index("process_id")


def lines_of(book, name):
    """Body of a table, and its totals row by heading."""
    sheet = next(sheet for sheet in book if name in sheet.tables)
    heads, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    rows = [dict(zip(heads, row, strict=True)) for row in rows]
    return (rows[:-1], rows[-1]) if sheet.tables[name].totalsRowCount else (rows, {})


def figure(book, start):
    return next(line for line in lines_of(book, "KeyFigures")[0] if line["Measure"].startswith(start))


def test_the_portfolio_has_every_kind_of_row(candidates):
    moves = candidates["first_move"].to_dict()
    assert (moves["P2"], moves["P3"], moves["P4"]) == ("split", "bundle", "already_outsourced")
    assert candidates.loc["P5", "bundle"] == candidates.loc["P6", "bundle"]
    # Half a post is too small alone, and has a first move of its own only where it goes along with nothing.
    assert candidates.loc["P3", "bundle"] == candidates.loc["P9", "bundle"]
    assert (
        candidates.loc["P7", "npv_mid"] < 0
        and pd.isna(candidates.loc["P7", "wave"])
        and pd.isna(candidates.loc["P7", "bundle"])
    )
    assert (candidates["npv_mid"] > 0).any() and pd.isna(candidates.loc["P9", "saving_mid"])


def test_savings_tie_across_sheets_and_files(book, folder, candidates):
    rows, total = lines_of(book, "Candidates")
    roadmap, lines = lines_of(book, "Waves")[1], pd.read_parquet(f"{folder}/value_lines.parquet")
    summary = figure(book, "Net saving a year, all")
    first_year = lines.loc[lines["year"].eq(1) & lines["line"].eq("net"), "mid"].sum()
    told = [
        figure(book, "Net saving a year in the middle case")["Mid"],
        total["Net saving a year, middle case EUR"],
        roadmap["Net saving a year, middle case EUR"],
        first_year,
    ]
    assert told == pytest.approx(
        [sum(row["Net saving a year, middle case EUR"] or 0 for row in rows)] * 4, abs=0.1
    )
    # the range of the sum is narrower than the sum of the ranges
    assert summary["Low"] >= candidates["saving_low"].sum() - 1
    assert summary["High"] <= candidates["saving_high"].sum() + 1
    assert f"all: {candidates['saving_mid'].notna().sum()} valued" in summary["Measure"]
    assert (
        figure(book, "One-off cost, all")["Mid"]
        == total["One-off cost, middle case EUR"]
        == pytest.approx(candidates["one_off_mid"].sum())
    )


def notes_of_value_by_line(book):
    return " ".join(str(cell.value) for cell in book["Value by line"]["A"][:12])


def test_lines_differ_from_candidates_by_rounding_alone_and_the_sheet_says_so(book, folder, candidates):
    lines = pd.read_parquet(f"{folder}/value_lines.parquet")
    net = lines[lines["line"].eq("net") & lines["year"].eq(0)].set_index("process_id")["mid"]
    assert (net + candidates["one_off_mid"]).abs().max() <= 0.05
    assert "sums may differ by cents" in notes_of_value_by_line(book)


def test_ranges_of_lines_are_named_where_the_file_has_them(book, tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.value.lines.RANGE_ROWS", 0)
    bare = openpyxl.load_workbook(f"{audited(tmp_path)}/audit_report.xlsx")
    has_ranges = ["Ranges of each line" in notes_of_value_by_line(each) for each in (book, bare)]
    assert has_ranges == [True, False]


def test_people_and_counts_tie(book, candidates):
    waves, roadmap = lines_of(book, "Waves")
    fte = candidates["fte_moved"].sum()
    people = [
        figure(book, "FTE moved")["Mid"],
        *(lines_of(book, name)[1]["FTE moved"] for name in ("Candidates", "Waves", "Alternatives")),
    ]
    assert people == pytest.approx([fte] * 4)
    assert sum(
        figure(book, name)["Mid"]
        for name in ("Posts released", "Posts redeployed", "Posts retained to manage the provider")
    ) == pytest.approx(fte)
    assert roadmap["Processes"] == sum(candidates["first_move"] != "already_outsourced")
    planned = sum(line["Processes"] for line in waves if line["Wave"])
    assert planned == candidates["wave"].notna().sum()
    moves = [line["First move"] for line in lines_of(book, "Processes")[0]]
    tiles = {book["Summary"].cell(row, 2).value: book["Summary"].cell(row, 3).value for row in range(13, 28)}
    assert all(
        tiles[name] == moves.count(name)
        for name in ("Move", "KPO by project", "Bundle", "Split", "Too small")
    )


def test_the_key_figures_and_the_verdict_say_what_pays(book, candidates, folder):
    results = pd.read_csv(f"{folder}/results.csv").set_index("process_id")
    pays = results["verdict"].reindex(candidates.index) == "pays"
    lines = lines_of(book, "KeyFigures")[0]
    paying = next(
        line for line in lines if line["Measure"].startswith("of which") and "pay back" in line["Measure"]
    )
    assert paying["Measure"] == f"of which the {pays.sum()} that pay back"
    assert paying["Mid"] == pytest.approx(candidates.loc[pays, "saving_mid"].sum(), rel=0.02)
    verdict = book["Summary"]["A2"].value
    valued = candidates["saving_mid"].notna().sum()
    assert f"{pays.sum()} of {valued} valued candidates" in verdict
    said = [line["Does it pay"] for line in lines_of(book, "Candidates")[0]]
    assert (
        said.count("Pays back") == pays.sum()
        and said.count("Loses money") == (results["verdict"] == "loses").sum()
    )
