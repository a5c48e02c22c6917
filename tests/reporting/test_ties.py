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
    "Process id;Process name;FTE;Labour cost;Currency;Rule based;Judgement;Core process;Current model;Variants;Applications;Depends on;Country;"
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
MONEY = {"saving_low": "low", "saving_mid": "mid", "saving_high": "high"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    inventory = tmp_path_factory.mktemp("ties") / "works.csv"
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
    assert (moves["P2"], moves["P3"], moves["P4"]) == ("split", "too_small", "already_outsourced")
    assert candidates.loc["P5", "bundle"] == candidates.loc["P6", "bundle"]
    assert (
        candidates.loc["P7", "saving_high"] < 0
        and pd.isna(candidates.loc["P7", "wave"])
        and pd.isna(candidates.loc["P7", "bundle"])
    )
    assert (candidates["npv_mid"] > 0).any() and pd.isna(candidates.loc["P9", "saving_mid"])


def test_savings_tie_across_sheets_and_files(book, folder, candidates):
    results = pd.read_csv(f"{folder}/results.csv")
    total, roadmap, alternatives = (
        lines_of(book, name)[1] for name in ("Candidates", "Waves", "Alternatives")
    )
    summary = figure(book, "Net saving a year, all")
    for column, end in MONEY.items():
        told = [
            summary[end.capitalize()],
            total[f"Net saving a year {end} EUR"],
            alternatives[f"Outsource and save {end} EUR"],
        ]
        told += [results[column].sum()] if column in results else [roadmap["Net saving a year mid EUR"]]
        assert told == pytest.approx([candidates[column].sum()] * len(told))
    assert f"all {candidates['saving_mid'].notna().sum()} valued" in summary["Measure"]
    assert (
        figure(book, "One-off cost, all")["Mid"]
        == total["One off cost mid EUR"]
        == pytest.approx(candidates["one_off_mid"].sum())
    )


def test_people_and_counts_tie(book, candidates):
    waves, roadmap = lines_of(book, "Waves")
    fte = candidates["fte_moved"].sum()
    people = [
        figure(book, "FTE moved")["Mid"],
        *(lines_of(book, name)[1]["FTE moved"] for name in ("Candidates", "Waves", "Alternatives")),
    ]
    assert people == pytest.approx([fte] * 4)
    assert sum(
        figure(book, name)["Mid"] for name in ("Posts released", "Posts redeployed", "Posts that stay")
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


def test_the_parts_of_the_key_figures_add_up_and_the_verdict_says_them(book, candidates):
    pays = candidates["npv_mid"] > 0
    lines = lines_of(book, "KeyFigures")[0]
    whole, *parts = lines[:5]
    for first, second in (parts[:2], parts[2:]):
        assert [first[end] + second[end] for end in ("Low", "Mid", "High")] == pytest.approx(
            [whole[end] for end in ("Low", "Mid", "High")]
        )
    assert parts[0]["Mid"] == pytest.approx(candidates.loc[pays, "saving_mid"].sum())
    assert parts[2]["Mid"] == pytest.approx(candidates.loc[candidates["wave"].notna(), "saving_mid"].sum())
    verdict = book["Summary"]["A2"].value
    valued = candidates["saving_mid"].notna().sum()
    assert f"{pays.sum()} of {valued} valued candidates" in verdict
    said = [line["Does it pay"] for line in lines_of(book, "Candidates")[0]]
    assert (
        said.count("Pays back") == pays.sum()
        and said.count("Loses money") == (candidates["saving_high"] < 0).sum()
    )
