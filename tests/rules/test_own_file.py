"""A rulebook of one's own that is wrong in its form: a sentence with file and line, and no traceback."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli.rules import show_rule
from flows.requests import requests_for
from flows.runners import inline
from flows.story import audit_and_remember
from schemas.errors import RulebookError
from schemas.rules import DEEPEST, load_rulebook
from tasks.settings import Settings

ROOT = Path(__file__).parents[2]
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
WRONG = {
    "section null": ("criteria:\n", 1, "nothing (null)"),
    "section 0": ("criteria: 0\n", 1, "not '0'"),
    "section list": ("criteria: [drive_rule_based]\n", 1, "a list"),
    "rule null": ("criteria:\n  drive_rule_based:\n", 2, "nothing (null)"),
    "rule 0": ("criteria:\n  drive_rule_based: 0\n", 2, "not '0'"),
    "rule false": ("criteria:\n  drive_rule_based: false\n", 2, "not 'False'"),
    "weight null": ("criteria:\n  drive_rule_based:\n    weight:\n", 3, "valid number"),
    "weight 0": ("criteria:\n  drive_rule_based:\n    weight: 0\n", 3, "greater than 0"),
    "field that is the id": ("criteria:\n  drive_rule_based:\n    id: another\n", 3, "no field 'id'"),
    "field that is a number": ("criteria:\n  drive_rule_based:\n    7: 2\n", 3, "no field '7'"),
    "rule that is a number": ("criteria:\n  7:\n    weight: 2\n", 2, "quote it"),
    "key that is a list": ("criteria:\n  ? [a, b]\n  : 2\n", 2, "one word"),
    "stop words of no language": ("text_words:\n  TW-stop-de:\n    language:\n", 2, "need a 'language'"),
    "misspelt section": ("criterias:\n  drive_rule_based: {weight: 5}\n", 1, "(did you mean criteria?)"),
    "misspelt rule": (
        "criteria:\n  drive_rule_basde: {weight: 5}\n",
        2,
        "there is no rule 'drive_rule_basde' (did you mean drive_rule_based?). A rule of your own also needs "
        "description, source",
    ),
    "misspelt field": (
        "criteria:\n  drive_rule_based:\n    weigth: 5\n",
        3,
        "rule 'drive_rule_based' has no field 'weigth' (did you mean weight?)",
    ),
    "decimal comma": (
        "assumptions:\n  bpo_rate_offshore: {low: 12,5}\n",
        2,
        "Write numbers with a point, such as 12.5",
    ),
    "bounds in no order": (
        "assumptions:\n  bpo_rate_offshore: {low: 20}\n",
        2,
        "rule 'bpo_rate_offshore': low, mid and high must rise.",
    ),
    "tab": (
        "criteria:\n\tdrive_rule_based: {weight: 5}\n",
        2,
        "not valid YAML: indent with blanks, not with tabs",
    ),
    "open bracket": ("criteria:\n  drive_rule_based: {weight: 5\n", 3, "not valid YAML: "),
    "nesting": ("criteria: " + "[" * 100_000 + "]" * 100_000, 1, f"more than {DEEPEST} levels"),
    "alias bomb": (BOMB, 6, "aliases written out"),
    "alias that holds itself": ("criteria: &all\n  rule: *all\n", 2, "holds itself"),
}


@pytest.mark.parametrize(("text", "line", "words"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_wrong_is_told_with_its_line(tmp_path, text, line, words):
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(RulebookError) as told:
        load_rulebook(own)
    assert f"own.yaml, line {line}:" in str(told.value)
    assert words in str(told.value)


def test_a_rule_that_cannot_be_applied_is_named_where_the_audit_fails(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("gates:\n  gate_core:\n    tries: [core, sometimes]\n")
    inventory = tmp_path / "group.csv"
    inventory.write_text("Process name;FTE;Judgement\nInvoice entry;6;1\nStudy of markets;3;5\n")
    [request] = requests_for([inventory], tmp_path / "out", dt.date(2026, 11, 1), rulebook=own)
    outcome = audit_and_remember(request, inline())
    assert outcome.status == "failed"
    assert "It may be a rule of own.yaml that cannot be applied: gate_core (line 2)." in str(outcome.fault)
    [plain] = requests_for([inventory], tmp_path / "out", dt.date(2026, 11, 1))
    assert audit_and_remember(plain, inline()).status == "audited"


def test_a_scenario_that_cannot_be_applied_is_left_out_and_told(tmp_path, monkeypatch):
    broken = {"gates": {"gate_core": {"tries": ["core", "sometimes"]}}}
    holding = {"assumptions": {"bpo_rate_offshore": {"low": 11}}}
    monkeypatch.setattr(
        "flows.story.settings", lambda: Settings(scenarios={"doubtful": broken, "cheaper": holding})
    )
    inventory = tmp_path / "group.csv"
    inventory.write_text("Process name;FTE;Judgement\nInvoice entry;6;1\nStudy of markets;3;5\n")
    [request] = requests_for([inventory], tmp_path / "out", dt.date(2026, 11, 1))
    outcome = audit_and_remember(request, inline())
    assert outcome.status == "audited"
    assert "The scenario doubtful of the settings is left out" in " ".join(outcome.remarks)
    assert "cheaper" not in " ".join(outcome.remarks)


def test_a_rule_that_a_file_of_ones_own_changes_is_shown_with_that_file(tmp_path, capsys):
    own = tmp_path / "own.yaml"
    own.write_text("criteria:\n  drive_rule_based: {weight: 8}\n")
    assert show_rule(load_rulebook(own), "drive_rule_based", own) == 0
    assert "criteria.yaml, changed by own.yaml, line 2)" in capsys.readouterr().out
    show_rule(load_rulebook(own), "drive_judgement", own)
    assert "own.yaml" not in capsys.readouterr().out


def test_a_value_that_only_looks_like_a_date_is_told(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("criteria:\n  drive_rule_based:\n    weight: 2026-13-45\n")
    with pytest.raises(RulebookError, match=r"own\.yaml.*no date or number"):
        load_rulebook(own)


def test_an_alias_that_saves_writing_is_taken(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("criteria:\n  drive_rule_based: &both\n    weight: 6\n  drive_judgement: *both\n")
    criteria = load_rulebook(own).section("criteria")
    assert criteria["drive_rule_based"].weight == criteria["drive_judgement"].weight == 6


def test_the_command_line_says_it_without_a_traceback(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("criteria:\n  drive_rule_based:\n")
    command = [sys.executable, "-m", "flows.cli", "rules", "--rulebook", str(own)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "own.yaml, line 2" in done.stderr
    assert "Traceback" not in done.stderr
