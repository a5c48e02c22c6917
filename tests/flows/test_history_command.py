"""What process-audit history prints of two runs."""

import shutil

import pytest

from flows.cli.history import show_history
from flows.cli.rules import show_rule
from schemas.errors import UsageError
from schemas.rules import load_rulebook
from tests.history.conftest import assessed, typed_rows, write_run


def runs(out):
    for run_id, label in (("run-1", "retain"), ("run-2", "bpo_candidate")):
        typed = typed_rows({"process_id": "P1", "process_name": "Payroll"})
        rows = assessed(typed, recommendation={"P1": label})
        write_run(out / "group" / run_id, typed, rows, run_id=run_id)


def shown(out, capsys):
    assert show_history("", out, 730, "group", as_json=False) == 0
    return " ".join(capsys.readouterr().out.split())


def test_a_portfolio_is_found_however_its_name_is_written_and_a_wrong_name_is_told(tmp_path, capsys):
    runs(tmp_path)
    (tmp_path / "group" / "latest").symlink_to("run-2")
    assert show_history("", tmp_path, 730, " Group", as_json=False) == 0
    assert "From run-1 to run-2: 1 fields moved." in " ".join(capsys.readouterr().out.split())
    with pytest.raises(UsageError, match="no run of gruop"):
        show_history("", tmp_path, 730, "gruop", as_json=False)


@pytest.mark.parametrize("wanted", ["dora-ict", " DORA-ICT "])
def test_a_rule_is_found_however_its_id_is_written(wanted, capsys):
    assert show_rule(load_rulebook(), wanted) == 0
    assert capsys.readouterr().out.startswith("DORA-ICT ")


def test_what_moved_is_read_from_the_folders_and_a_folder_that_is_gone_is_told(tmp_path, capsys):
    runs(tmp_path)
    told = shown(tmp_path, capsys)
    assert "From run-1 to run-2: 1 fields moved." in told
    assert "recommendation retain bpo_candidate" in told
    shutil.rmtree(tmp_path / "group" / "run-1")
    told = shown(tmp_path, capsys)
    assert "The folder of run run-1 is gone" in told
    assert "fields moved" not in told
