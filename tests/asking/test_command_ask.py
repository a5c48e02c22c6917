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
