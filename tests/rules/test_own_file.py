"""A rulebook of one's own that is wrong in its form: a sentence with file and line, and no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from schemas.errors import RulebookError
from schemas.rules import DEEPEST, load_rulebook

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
