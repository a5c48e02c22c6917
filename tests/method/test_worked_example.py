"""The worked example of the README is what the program computes."""

from pathlib import Path

import pytest

from tests.method.cases import assessed
from tests.method.worked_example import ROW, table

README = Path(__file__).parents[2] / "README.md"


def test_the_worked_example_adds_up_in_the_readme():
    text = " ".join(README.read_text(encoding="utf-8").split())
    if "How a process is judged" not in text:
        pytest.skip("the chapter is not in the README")
    row = assessed([ROW]).rows.iloc[0]
    for line in table():
        assert " ".join(line.split()) in text, line
    assert f"between {row['drive_low']:+.3f} and {row['drive_high']:+.3f}" in text
    assert f"carry {row['coverage']:.0%}".replace("%", " %") in text
    assert str(row["why"]) in text.replace("> ", "")


def test_the_worked_example_is_what_the_chapter_says():
    row = assessed([ROW]).rows.iloc[0]
    assert (row["recommendation"], row["tier"], row["first_move"], row["grade"]) == (
        "bpo_candidate",
        "bpo_basic",
        "bundle",
        "A",
    )
    assert row["decision_rule"] == "line_09_volume" and row["drive_index"] == pytest.approx(
        4.145 / 14, abs=1e-4
    )
