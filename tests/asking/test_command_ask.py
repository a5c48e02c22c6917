"""What the commands around an audit print."""

from __future__ import annotations

import pytest

from flows.cli.commands import app
from tests.asking.conftest import ROWS


def test_the_hint_at_the_end_sends_what_was_just_written(owners, capsys):
    owners.audited("20261102T030000Z-bbbbbb", ROWS, [("P1", "labour_cost", False, True)])
    out = str(owners.config.out)
    app(["ask", "group", "--by", "unit", "--out", out], result_action="return_value")
    said = capsys.readouterr().out
    assert "1 question, Finance" in said
    assert said.endswith(f"process-audit ask group --by unit --out {out} --send\n")


@pytest.mark.parametrize("command", ["ask", "brief", "rate"])
def test_an_option_that_may_be_repeated_has_no_second_option_that_empties_it(capsys, command):
    app([command, "--help"], result_action="return_value")
    assert "--empty" not in capsys.readouterr().out


def test_a_questionnaire_or_rating_that_is_refused_ends_the_command_with_4(owners, tmp_path):
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"no workbook")
    for command in ("ask", "rate"):
        said = [command, "group", "--out", str(owners.config.out), "--read", str(other)]
        assert app(said, result_action="return_value") == 4


def test_results_elsewhere_are_found_by_all_commands_about_a_portfolio(owners, tmp_path, capsys):
    from schemas.errors import UsageError

    out = str(owners.config.out)
    app(["rate", "Group", "--rows", "2", "--out", out], result_action="return_value")
    assert f"process-audit rate Group --out {out} --read" in capsys.readouterr().out
    with pytest.raises(UsageError, match="group is none"):
        app(
            ["register", "Group", "--results", out, "--out", str(tmp_path / "register")],
            result_action="return_value",
        )
