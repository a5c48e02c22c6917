"""The version of the program is another one as soon as code that can change a result is."""

from __future__ import annotations

import re

import pytest

from flows.program import code_digest, program_version


@pytest.fixture
def code(tmp_path):
    for name in (
        "tasks/method/rank.py",
        "schemas/columns.csv",
        "schemas/rulebook/flags.yaml",
        "flows/cli.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one\n")
    return tmp_path


def test_the_version_is_the_release_with_a_digest_of_the_code():
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\+[0-9a-f]{12}", program_version())


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("tasks/method/rank.py", True),
        ("tasks/method/new.py", True),
        ("schemas/columns.csv", True),
        ("schemas/rulebook/flags.yaml", False),  # the rulebook has a hash of its own
        ("flows/cli.py", False),  # how it is called changes no result
    ],
)
def test_the_digest_moves_with_what_can_change_a_result(code, changed, is_another):
    before = code_digest(code)
    (code / changed).write_text("two\n")
    assert (code_digest(code) != before) == is_another
