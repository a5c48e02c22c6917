"""The audit as a notebook uses it."""

import datetime as dt
import doctest
from pathlib import Path

import pandas as pd
import pytest

import flows.api
from flows.api import assess_frame, audit_files, audit_frame, load_rulebook
from schemas.errors import AuditError, UsageError
from schemas.results import RESULT_COLUMNS
from tasks.settings import settings

AS_OF = dt.date(2026, 11, 1)
BANK = Path(__file__).parents[2] / "sample_inputs" / "ardmore_bay_bank.xlsx"
ROWS = {
    "Process": ["Invoice entry", "Tax advice to the board"],
    "FTE": [12, 3],
    "Rule-based (1-5)": [5, 1],
    "Judgement level (1-5)": [1, 5],
    "Reserved by law": ["no", "no"],
}


def test_the_examples_of_the_docstrings_are_true(monkeypatch):
    monkeypatch.chdir(BANK.parents[1])
    result = doctest.testmod(flows.api)
    assert result.attempted >= 5
    assert result.failed == 0


def test_files_give_the_frames_of_the_run_folder(tmp_path):
    found = audit_files([str(BANK)], AS_OF, out=tmp_path, portfolio="Bank")
    run_folder = Path(found.outcome.run_folder)
    assert (run_folder / "audit_report.xlsx").exists()
    of_file = pd.read_csv(run_folder / "results.csv", keep_default_na=False, na_values=[""])
    assert list(found.results.columns) == list(RESULT_COLUMNS)
    assert found.results["process_id"].tolist() == of_file["process_id"].astype("str").tolist()
    assert found.results["recommendation"].tolist() == of_file["recommendation"].tolist()
    assert len(found.candidates) == of_file["recommendation"].str.endswith("candidate").sum() > 0
    assert len(found.flags) > 0


def test_a_frame_is_assessed_where_reports_are_shared_and_nothing_is_shared(tmp_path, monkeypatch):
    own = settings().model_copy(update={"share": tmp_path / "shared"})
    monkeypatch.setattr("tasks.settings.settings", lambda: own)
    assert len(assess_frame(pd.DataFrame(ROWS), AS_OF)) == 2
    assert not (tmp_path / "shared").exists()


def test_a_frame_keeps_its_index_loses_only_rows_set_aside_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame({**ROWS, "Reference": [7, "B"]}, index=["x", "y"])
    frame.loc["total"] = ["Total", 15, None, None, None, None]
    found = assess_frame(frame, AS_OF)
    assert found.index.tolist() == ["x", "y"]
    assert list(tmp_path.iterdir()) == []
    assert found["drive_index"]["x"] > 0 > found["drive_index"]["y"]


def test_a_frame_says_which_of_its_cells_could_not_be_used():
    frame = pd.DataFrame({**ROWS, "FTE": ["12", "some"]}, index=["a", "b"])
    found = audit_frame(frame, AS_OF)
    of_cell = found.issues.set_index("cell").loc["B3"]
    assert (of_cell["column"], of_cell["severity"]) == ("fte", "error")
    assert "B3" in of_cell["message"]
    assert found.results.index.tolist() == ["a", "b"]
    # No folder is left to look into.
    assert found.outcome.run_folder is None
    with pytest.warns(UserWarning, match=rf"{of_cell['code']} \(1\).*audit_frame"):
        assess_frame(frame, AS_OF)


def test_a_frame_that_reads_well_brings_no_warning(recwarn):
    assess_frame(pd.DataFrame(ROWS), AS_OF)
    assert [warning for warning in recwarn if "frame" in str(warning.message)] == []


def test_an_index_with_a_name_is_read_as_a_column():
    frame = pd.DataFrame(ROWS).set_index("Process")
    found = assess_frame(frame, AS_OF)
    assert found.index.tolist() == found["process_name"].tolist() == ROWS["Process"]
    by_place = pd.DataFrame(ROWS).set_index(
        pd.MultiIndex.from_tuples([("P7", 1), ("P9", 2)], names=["id", None])
    )
    assert assess_frame(by_place, AS_OF)["process_id"].tolist() == ["P7", "P9"]
    # A name that is a column as well stays one column.
    twice = pd.DataFrame(ROWS).set_index("Process", drop=False)
    assert assess_frame(twice, AS_OF)["process_name"].tolist() == ROWS["Process"]


def test_rules_of_your_own_count_as_a_file_and_as_loaded(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("version: mine\ncriteria:\n  drive_rule_based: {weight: 10}\n", encoding="utf-8")
    as_it_is = assess_frame(pd.DataFrame(ROWS), AS_OF)["drive_index"]
    by_file = assess_frame(pd.DataFrame(ROWS), AS_OF, rulebook=own)["drive_index"]
    loaded = assess_frame(pd.DataFrame(ROWS), AS_OF, rulebook=load_rulebook(own))["drive_index"]
    assert by_file.tolist() == loaded.tolist() != as_it_is.tolist()


def test_what_cannot_be_used_is_said_in_a_sentence(tmp_path):
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(AuditError, match="nothing.csv"):
        audit_files([nothing], AS_OF)
    with pytest.raises(UsageError, match="'Process'"):
        assess_frame(pd.DataFrame([[1, 2]], columns=["Process", "Process"]), AS_OF)
    with pytest.raises(UsageError):
        audit_files([], AS_OF)
