"""Figures that cannot be right come back to whoever sent them, and no total rests on them."""

import openpyxl
import pandas as pd
import pytest

from flows.runners import inline
from flows.story import audit
from tests.flows.requests_for_tests import request

HEAD = "Process name,FTE,Annual cost (EUR),Checklist,Core process,Competitive advantage\n"
GOOD = "".join(f"Invoice processing {number},6,300000,yes,non_core,no\n" for number in range(6))


@pytest.fixture
def audited(tmp_path):
    def run(rows):
        (tmp_path / "group.csv").write_text(HEAD + rows, encoding="utf-8")
        outcome = audit(request(tmp_path / "out", tmp_path / "group.csv"), inline())
        read = {
            name: pd.read_csv(f"{outcome.run_folder}/{name}.csv")
            for name in ("issues", "candidates", "results")
        }
        return outcome, read

    return run


def test_each_doubtful_figure_is_an_issue_with_its_cell_and_its_row_is_kept(audited):
    doubtful = ("Typing,1000000000,300000", "Filing,6,-5", "Scanning,0,900000", "Transfers,2,90000000")
    outcome, read = audited(GOOD + "".join(f"{row},yes,non_core,no\n" for row in doubtful))
    found = {
        code: (cell, column)
        for code, cell, column in read["issues"][["code", "cell", "column"]].itertuples(index=False)
    }
    assert found == {
        "OUT_OF_RANGE": ("B8", "fte"),
        "VALUE_NEGATIVE_COST": ("C9", "annual_cost"),
        "VALUE_NO_PEOPLE": ("B10", "fte"),
        "VALUE_COST_PER_FTE": ("C11", "annual_cost"),
    }
    assert len(read["results"]) == 10
    assert read["candidates"].set_index("process_id")["labour_base"].notna().sum() == 6
    summary = openpyxl.load_workbook(f"{outcome.run_folder}/audit_report.xlsx")["Summary"]
    shown = " ".join(
        str(cell) for row in summary.iter_rows(values_only=True) for cell in row if cell is not None
    )
    assert "44 FTE" in shown.replace("44.0", "44")  # six times 6, 6 and 2; the thousand million count nowhere
    corrections = openpyxl.load_workbook(f"{outcome.run_folder}/corrections.xlsx")
    assert any(
        "Filing" in str(cell)
        for sheet in corrections
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    )


def test_what_is_true_of_most_candidates_is_said_once(audited):
    _, read = audited(GOOD.replace("300000", "30000000"))
    told = read["issues"]
    assert told["code"].to_list() == ["VALUE_COST_PER_FTE"]
    assert told["cell"].isna().all()
    assert "annual_cost (6 of 6 candidates)" in told["message"].iloc[0]
