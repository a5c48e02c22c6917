"""The live model next to the report: linked from it, equal to it in every row, and read back after LibreOffice."""

import datetime as dt
from itertools import combinations
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from tasks.intake.what_if import is_what_if, read_what_if
from tasks.reporting.what_if.workbook import SERIES_COLOURS
from tasks.settings import settings
from tests.libreoffice import saved_by_libreoffice

ROWS = 150
HEADINGS = "Process id;Process name;FTE;Labour cost;Currency;Rule based;Judgement;Core process;Current model;Country;Error share;Data types"
NAMES = (
    "Invoice processing",
    "Supplier records",
    "Order entry",
    "Travel expenses",
    "Market research",
    "Patent search",
)
COUNTRIES = ("DE", "FR", "GB", "US", "")


def lines():
    """Rows of routine and of expert work, from cheap to dear teams, in several countries and currencies."""
    for number in range(ROWS):
        name, expert = NAMES[number % 6], number % 6 >= 4
        fte, pay = 2 + number % 17, 28_000 + 700 * number
        country = COUNTRIES[number % 5]
        currency = {"GB": "GBP", "US": "USD"}.get(country, "EUR")
        levels = "1;5" if expert else "5;1"
        yield f"P{number};{name}, team {number};{fte};{fte * pay};{currency};{levels};non_core;in_house;{country};{number % 4 * 5} %;internal"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    inventory = tmp_path_factory.mktemp("live") / "teams.csv"
    inventory.write_text("\n".join((HEADINGS, *lines(), "")), encoding="utf-8")
    [request] = requests_for([inventory], inventory.parent / "out", dt.date(2026, 11, 28))
    return Path(audit_and_remember(request, inline()).run_folder)


@pytest.fixture(scope="module")
def candidates(folder):
    book = openpyxl.load_workbook(folder / "audit_report.xlsx", data_only=True)
    sheet = next(sheet for sheet in book if "Candidates" in sheet.tables)
    heads, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables["Candidates"].ref]]
    return pd.DataFrame(rows[:-1] if sheet.tables["Candidates"].totalsRowCount else rows, columns=heads)


@pytest.mark.parametrize("name", ["Candidates", "Value by line"])
def test_the_report_links_to_the_live_model_next_to_it(folder, name):
    sheet = openpyxl.load_workbook(folder / "audit_report.xlsx")[name]
    targets = {cell.hyperlink.target for row in sheet.iter_rows(max_row=12) for cell in row if cell.hyperlink}
    assert "what_if.xlsx" in targets and (folder / "what_if.xlsx").exists()


def test_candidates_say_what_each_verdict_rests_on(candidates):
    chance = candidates["Chance to pay back"].dropna()
    assert len(chance) and chance.between(0, 1).all()
    verdict = candidates["Does it pay"]
    assert {"Pays back", "Loses money", "Depends"} <= set(verdict)
    assert candidates.loc[verdict.isin(["Depends", "Unclear"]), "What it depends on"].notna().all()
    assert candidates.loc[verdict.isin(["Pays back", "Loses money"]), "What it depends on"].isna().all()
    pays = candidates.loc[verdict.eq("Pays back") & candidates["Chance to pay back"].notna()]
    assert (pays["Chance to pay back"] >= 0.9).all()
    assert candidates["Verdict in capacity"].notna().all()
    capacity = candidates.filter(like="Capacity freed a year P50").dropna(how="all")
    assert (capacity.iloc[:, 0] > 0).all()


def test_the_live_model_says_whose_it_is_and_shows_each_assumption_whole(folder):
    """LibreOffice shows one line of a wrapped text, unless the row says its height."""
    book = openpyxl.load_workbook(folder / "what_if.xlsx")
    assert {sheet.oddFooter.left.text for sheet in book} == {"What if: Teams"}
    sheet = book["Assumptions"]
    described = [row for row in sheet.iter_rows(min_row=10) if row[1].value]
    assert described
    for row in described:
        lines = max(-(-len(row[1].value) // 90), -(-len(row[2].value) // 33))
        assert (sheet.row_dimensions[row[0].row].height or 15) >= 13 * lines
    candidates = book["Candidates"]
    heads = [cell.value for cell in candidates[4]]
    assert candidates.cell(5, heads.index("Labour cost today") + 1).number_format.startswith("#,##0")
    assert candidates.page_setup.fitToWidth > 1 and candidates.print_title_cols == "$A:$B"


@pytest.mark.libreoffice
def test_recalculated_it_equals_the_program_in_every_row(folder, tmp_path):
    book = openpyxl.load_workbook(
        saved_by_libreoffice(folder / "what_if.xlsx", "xlsx", tmp_path), data_only=True
    )
    heads, *rows = [[cell.value for cell in row] for row in book["Candidates"].iter_rows(min_row=4)]
    frame = pd.DataFrame(rows, columns=heads)
    assert len(frame) > ROWS / 2
    for ours, theirs in (
        ("Saving, by the program", "Net saving a year"),
        ("Net present value, by the program", "Net present value"),
    ):
        assert frame[theirs].tolist() == pytest.approx(frame[ours].tolist(), abs=0.5)


@pytest.mark.libreoffice
def test_a_changed_copy_saved_by_libreoffice_is_read_with_who_changed_what(folder, tmp_path):
    book = openpyxl.load_workbook(folder / "what_if.xlsx")
    sheet = book["Assumptions"]
    for row in sheet.iter_rows():
        if row[0].value == "governance":
            for cell in row[3:9]:
                cell.value = 0.1
        if row[0].value == "changed_by":
            row[3].value = "Controlling, dearer governance"
    first = book["Candidates"]["A5"].value
    book["Candidates"]["C5"] = "out"
    book.save(tmp_path / "changed.xlsx")
    path = saved_by_libreoffice(tmp_path / "changed.xlsx", "xlsx", tmp_path / "saved")
    assert is_what_if(path, settings().limits)
    read = read_what_if(path, settings().limits)
    assert read.changed_by == "Controlling, dearer governance" and not read.refused
    assert read.overlay == {"assumptions": {"governance": {"mid": 0.1}}}
    assert [line[0] for line in read.switches if not line[1]] == [first]


def test_bars_of_several_currencies_differ_in_a_grey_print():
    greys = [
        sum(share * int(colour[at : at + 2], 16) for share, at in ((0.3, 1), (0.59, 3), (0.11, 5)))
        for colour in SERIES_COLOURS
    ]
    assert all(abs(one - other) > 25 for one, other in combinations(greys, 2))
