"""What the report says of savings that changed since the last run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember

HEADINGS = (
    "Process id;Process name;FTE;Labour cost;Currency;Rule based;Judgement;Core process;Current model;Country"
)
BEFORE = {
    "P1": "Invoice processing;30;2700000;EUR;5;1;non_core;in_house;DE",
    "P2": "Supplier records;8;640000;EUR;5;1;non_core;in_house;DE",
    "P3": "Purchase orders;9;700000;EUR;5;1;non_core;in_house;DE",
    "P4": "Data entry of surveys;10;750000;EUR;5;1;non_core;in_house;DE",
    "P5": "Ledger reconciliation;12;820000;EUR;5;1;non_core;in_house;DE",
}
AFTER: dict[str, str | None] = {
    "P1": "Invoice processing;30;3300000;EUR;5;1;non_core;in_house;DE",  # dearer
    "P2": None,  # gone
    "P3": "Purchase orders;9;700000;USD;5;1;non_core;in_house;DE",  # another currency
    "P5": "Ledger reconciliation;12;820000;EUR;5;1;non_core;outsourced;DE",  # no saving any more
    "P6": "Archive enquiries;11;900000;EUR;5;1;non_core;in_house;DE",  # new
}


def audited(place: Path, rows: dict[str, Any], day: int) -> Path:
    lines = [f"{own_id};{row}" for own_id, row in rows.items() if row]
    (place / "works.csv").write_text("\n".join((HEADINGS, *lines)))
    [request] = requests_for([place / "works.csv"], place / "out", dt.date(2026, 11, day))
    return Path(str(audit_and_remember(request, inline()).run_folder))


def report_of(folder: Path) -> Any:
    return openpyxl.load_workbook(folder / "audit_report.xlsx", data_only=True)


def money_lines(book: Any) -> pd.DataFrame | None:
    sheet = book["Changes"]
    if "MoneyChanges" not in sheet.tables:
        return None
    heads, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables["MoneyChanges"].ref]]
    lines = pd.DataFrame(rows, columns=[str(head).split(",")[-1].strip() for head in heads])
    return lines[lines["Id"].notna()]


def since(book: Any) -> str:
    texts = [cell.value for row in book["Summary"].iter_rows() for cell in row if isinstance(cell.value, str)]
    return next(text for text in texts if text.startswith(("Against", "First run")))


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> list[Path]:
    place = tmp_path_factory.mktemp("money")
    return [audited(place, rows, day) for rows, day in ((BEFORE, 1), (BEFORE, 2), (BEFORE | AFTER, 3))]


def test_an_unchanged_list_has_no_line_and_no_sentence_on_money(runs):
    book = report_of(runs[1])
    assert money_lines(book) is None and "saving" not in since(book)


def test_each_candidate_whose_saving_changed_is_told_with_the_amount_and_what_changed(runs):
    lines = money_lines(report_of(runs[2]))
    assert lines is not None
    said = {own_id: own["What changed"].tolist() for own_id, own in lines.groupby("Id")}
    assert said["P1"] == ["Data: Labour cost"] and said["P2"] == ["Gone"] and said["P6"] == ["New"]
    assert len(said["P3"]) == 2 and all("Currency" in each for each in said["P3"])  # one line a currency
    assert "Current model" in said["P5"][0] and "P4" not in said
    saving = [
        pd.read_csv(folder / "candidates.csv").set_index("process_id")["saving_mid"] for folder in runs[1:]
    ]
    change = lines.filter(like="Change").iloc[:, 0]
    sign = lines["Currency"].eq("EUR")
    expected = saving[1].drop("P3").sum() - saving[0].sum()
    assert change[sign].sum() == pytest.approx(expected, abs=0.05)
    assert lines.loc[lines["Id"].eq("P2"), "Process"].tolist() == ["Supplier records"]


def test_before_and_after_are_said_in_words_and_in_the_notation_of_the_reader(runs):
    sheet = report_of(runs[2])["Changes"]
    lines = [[cell.value for cell in row] for row in sheet[sheet.tables["Changes"].ref]]
    moved = {(line[2], line[3]): line[4:6] for line in lines}
    assert moved["P1", "Labour cost"] == ["2,700,000", "3,300,000"]
    assert moved["P5", "Current model"] == ["in house", "outsourced"]


def test_the_first_sheet_says_how_many_savings_went_up_and_down(runs):
    lines = money_lines(report_of(runs[2]))
    assert lines is not None
    change = lines.filter(like="Change").iloc[:, 0]
    sentence = f"({(change > 0).sum()} up, {(change < 0).sum()} down)"
    assert sentence in since(report_of(runs[2])) and "EUR" in since(report_of(runs[2]))


def test_a_run_before_without_its_candidates_leaves_the_money_out_and_nothing_else(tmp_path):
    first = audited(tmp_path, BEFORE, 1)
    (first / "candidates.csv").unlink()
    book = report_of(audited(tmp_path, BEFORE | AFTER, 2))
    assert money_lines(book) is None and "Gone: 1" in since(book)
