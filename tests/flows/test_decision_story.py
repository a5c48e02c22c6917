"""From a screen to a decision that was followed through: internal services of two departments of Canada."""

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.api import audit_files
from flows.asking.command import ask_owners, take_back
from flows.ratings import begin_rating, last_agreement, take_ratings
from schemas.messages import catalogue
from tasks.settings import Limits, Settings
from tests.asking.conftest import HEADING_ROW
from tests.libreoffice import saved_by_libreoffice

pytestmark = [pytest.mark.standing, pytest.mark.libreoffice, pytest.mark.timeout(900)]
PORTFOLIO, WAGE = "Internal services", 80_000
DECIDED, LEGAL = "HRSD-ISS05", "HRSD-ISS03"
ANSWERS = {
    "core_process": "Non core",
    "competitive_advantage": "no",
    "current_model": "in house",
    "checklist_executable": "no",
    "internal_capability_level": 3,
}
# Fee paid, contract value and FTE of the decided service in each later list.
MONTHS = {
    "2027-03-31": (20_000_000, 20_000_000, 600),
    "2027-04-30": (21_000_000, 20_000_000, 520),
    "2027-05-31": (23_000_000, 22_000_000, 500),
}
COMMITTED_FEE, COMMITTED_POSTS = 20_000_000, 300


@pytest.fixture(scope="module")
def internal(shared):
    """Twenty internal services of two departments, and no more columns than the public list has."""
    whole = pd.read_excel(shared / "real_inputs/canada_programs_en.xlsx", engine="calamine", header=3)
    own = whole[whole["Internal service?"].eq("Yes") & whole["Department"].isin(["HRSD", "OICC"])]
    assert len(own) == 20
    return own.reset_index(drop=True)


def audited(rows, folder, day):
    path = folder / "internal.xlsx"
    rows.to_excel(path, index=False)
    found = audit_files([path], dt.date.fromisoformat(day), folder / "out", portfolio=PORTFOLIO)
    return found, Path(found.outcome.run_folder)


def answered(one, posts_of, folder, number):
    """The questionnaire as its owner sends it back, filled and saved by LibreOffice."""
    book = openpyxl.load_workbook(one.book)
    for question in one.questions:
        posts = posts_of.fillna(5)[question["process_id"]]
        said = {**ANSWERS, "fte": posts, "labour_cost": posts * WAGE}.get(question["column"])
        book.worksheets[0].cell(HEADING_ROW + question["number"], 6).value = said
    path = folder / f"answer{number}.xlsx"
    book.save(path)
    return saved_by_libreoffice(path, ("ods", "xlsx")[number], folder / "saved")


def test_ask_answer_rate_decide_and_follow_through(internal, tmp_path):
    first, _ = audited(internal, tmp_path, "2026-11-02")
    assert set(first.results["grade"]) == {"D"}

    config = Settings(out=tmp_path / "out")
    asked, _ = ask_owners(config, PORTFOLIO, today=dt.date(2026, 11, 3))
    assert sorted(one.who for one in asked.questionnaires) == ["HRSD", "OICC"]
    posts = internal.set_index("Program reference")["Full-time equivalents (last year)"]
    back = [answered(one, posts, tmp_path, number) for number, one in enumerate(asked.questionnaires)]
    count, remarks, refused = take_back(config, PORTFOLIO, back)
    assert not refused, refused
    assert count > 60, remarks

    second, run = audited(internal, tmp_path, "2026-11-20")
    grades = second.results.set_index("process_id")["grade"]
    assert set(grades[[LEGAL, f"OICC-{LEGAL[5:]}"]]) == {"C"}  # asked about the work itself, and answered
    inputs = pd.read_parquet(run / "inputs.parquet").set_index("process_id")
    assert inputs.loc[DECIDED, "labour_cost"] == posts[DECIDED] * WAGE

    home = tmp_path / "out" / PORTFOLIO
    books = begin_rating(home, 8, 2, 1, "en")
    labels = second.results.set_index("process_id")["recommendation"]
    for rater, book in enumerate(books):
        rate(book, labels, f"R{rater}")
    _, refused = take_ratings(books, home, Limits())
    assert refused == ()
    assert {one["name"]: one["value"] for one in last_agreement(home)["measures"]}["share_program"] == 1

    row = internal["Program reference"].eq(DECIDED)
    decided = internal.assign(
        **{
            "Decided label": pd.Series("BPO", index=internal.index).where(row),
            "Decided provider": pd.Series("Northline Services", index=internal.index).where(row),
            "Service start": pd.Series("2027-02-01", index=internal.index).where(row),
            "Committed fee": pd.Series(COMMITTED_FEE, index=internal.index).where(row),
            "Committed posts": pd.Series(COMMITTED_POSTS, index=internal.index).where(row),
        }
    )
    _, run = audited(decided, tmp_path, "2026-12-01")
    assert "Second rating" in _cells(run, "Method")
    base = posts[DECIDED]
    for day, (paid, contract, now) in MONTHS.items():
        later = internal.assign(
            **{
                "Full-time equivalents (last year)": posts.to_numpy(copy=True),
                "Fee paid": pd.Series(paid, index=internal.index).where(row),
                "Contract value": pd.Series(contract, index=internal.index).where(row),
            }
        )
        later.loc[row, "Full-time equivalents (last year)"] = now
        _, run = audited(later, tmp_path, day)
        [found] = pd.read_csv(run / "benefits.csv").to_dict("records")
        on_top = 1 + found["modelled_on_fee_share"]
        by_hand = {
            "committed_saving": COMMITTED_POSTS * WAGE - COMMITTED_FEE * on_top,
            "actual_saving": (base - now) * WAGE - paid * on_top,
            "part_posts": (base - now - COMMITTED_POSTS) * WAGE,
            "part_leakage": (contract - paid) * on_top,
        }
        for name, amount in by_hand.items():
            assert found[name] == pytest.approx(amount, abs=1), (day, name)
        assert found["actual_on"] == day
        assert "no_volume" in found["notes"]  # a department gives none: volume and price cannot be told apart
        assert pd.isna(found["part_volume"])
    assert len(pd.read_csv(run / "benefits_by_date.csv")) == 3
    assert "Benefits" in openpyxl.load_workbook(run / "audit_report.xlsx", read_only=True).sheetnames


def rate(book, labels, rater):
    words = catalogue("en")
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    sheet["B4"] = rater
    for row in sheet.iter_rows(min_row=7):
        if row[0].value in labels:
            row[2].value = words.texts[f"recommendation.{labels[row[0].value]}"]
    workbook.save(book)


def _cells(run, sheet):
    book = openpyxl.load_workbook(run / "audit_report.xlsx", read_only=True)
    return " ".join(str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell)
