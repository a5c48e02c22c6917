"""No sheet of a report contradicts another: verdicts, waves, first moves, headline and decisions of the three samples."""

import datetime as dt
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember

SAMPLES = sorted((Path(__file__).parents[2] / "sample_inputs").glob("*.xlsx"))


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def run(request, tmp_path_factory):
    [job] = requests_for([request.param], tmp_path_factory.mktemp("run"), dt.date(2026, 11, 28))
    folder = Path(audit_and_remember(job, inline()).run_folder)
    return folder, openpyxl.load_workbook(folder / "audit_report.xlsx", data_only=True)


def table(book, name):
    sheet = next(sheet for sheet in book if name in sheet.tables)
    heads, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
    rows = rows[: len(rows) - (sheet.tables[name].totalsRowCount or 0)]
    return pd.DataFrame(rows, columns=heads)


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.fixture(scope="module")
def candidates(run):
    return table(run[1], "Candidates")


def test_what_loses_money_is_not_said_to_move_and_is_in_no_wave(candidates):
    loses = candidates[candidates["Does it pay"].eq("Loses money") & candidates["Moves with"].isna()]
    assert len(loses)
    assert not loses["First move"].isin(["Move", "Bundle", "KPO by project"]).any()
    assert loses["Wave"].isna().all()


def test_what_is_already_outsourced_is_not_said_to_move(run):
    folder, book = run
    inputs = pd.read_parquet(folder / "inputs.parquet")
    if "current_model" not in inputs:
        pytest.skip("the list does not say who does the work")
    outside = set(inputs.loc[inputs["current_model"] == "outsourced", "process_id"])
    shown = table(book, "Processes")
    moves = shown.loc[shown["Id"].isin(outside), "First move"]
    assert not moves.isin(["Move", "Bundle", "KPO by project"]).any()


def test_the_verdicts_are_the_same_in_the_report_and_in_the_files(run, candidates):
    results = pd.read_csv(run[0] / "results.csv").set_index("process_id")["verdict"]
    said = {
        "pays": "Pays back",
        "loses": "Loses money",
        "depends": "Depends",
        "cannot_judge": "Cannot be judged",
    }
    there = results.reindex(candidates["Id"]).map(said)
    shown = candidates["Does it pay"].to_numpy()
    known = there.notna().to_numpy()
    assert (there.to_numpy()[known] == shown[known]).all()


def test_the_headline_counts_what_the_candidates_say(run, candidates):
    verdict = next(text for text in texts(run[1]["Summary"]) if "valued candidates" in text)
    paying = int((candidates["Does it pay"] == "Pays back").sum())
    found = re.match(r"(\d+) of (\d+) valued", verdict)
    if found:
        assert int(found[1]) == paying
        loses, still_open = map(int, re.findall(r"(\d+) lose money and (\d+) are open", verdict)[0])
        assert int(found[1]) + loses + still_open == int(found[2])
    elif "withdrawn" in verdict:
        assert int(re.search(r"(\d+) of (\d+) valued candidates seem", verdict)[1]) == paying
    else:
        assert paying == 0 or paying == int(re.search(r"All (\d+)", verdict)[1])


def test_the_first_decision_names_as_many_as_pay_and_are_ready_in_its_wave(run, candidates):
    sounding = [text for text in texts(run[1]["Summary"]) if "approve a market sounding" in text]
    for text in sounding:
        count, wave = map(int, re.search(r"for (\d+) process(?:es)? of wave (\d+)", text).groups())
        ready = candidates["First move"].isin(["Move", "Bundle", "KPO by project"])
        chosen = candidates[candidates["Does it pay"].eq("Pays back") & ready & candidates["Wave"].eq(wave)]
        assert len(chosen) == count


def test_totals_of_lines_waves_and_candidates_are_one_sum(run, candidates):
    folder, book = run
    money = next(name for name in candidates if name.startswith("Net saving a year, middle case"))
    waves, lines = table(book, "Waves"), pd.read_parquet(folder / "value_lines.parquet")
    whole = candidates[money].fillna(0).sum()
    assert waves[money].fillna(0).sum() == pytest.approx(whole, abs=1)
    first_year = lines.loc[lines["year"].eq(1) & lines["line"].eq("net"), "mid"].sum()
    assert first_year == pytest.approx(whole, abs=1)


def test_no_saving_is_above_what_the_labour_costs(run):
    frame = pd.read_csv(run[0] / "candidates.csv").dropna(subset="labour_base")
    results = pd.read_csv(run[0] / "results.csv").set_index("process_id")
    capacity = results["capacity_high"].reindex(frame["process_id"]).to_numpy()
    assert (frame["saving_high"] <= frame["labour_base"] + 0.01).all()
    assert (capacity <= frame["labour_base"].to_numpy() + 0.01).all()
