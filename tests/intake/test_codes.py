"""Every code of the catalogue is raised by some test, and every message can be written."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.issues import issue_kinds

TESTS = Path(__file__).parents[1]
FORBIDDEN_FACTS = {"value", "text", "content", "cell_value"}


def test_every_code_of_the_catalogue_is_raised_by_a_test():
    source = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__))
    assert sorted(code for code in issue_kinds() if not re.search(rf"\b{code}\b", source)) == []


def test_messages_never_ask_for_what_stands_in_a_cell():
    for kind in issue_kinds().values():
        facts = set(re.findall(r"{(\w+)", kind.message + kind.fix))
        assert not facts & FORBIDDEN_FACTS, kind.code
        assert kind.title and kind.fix.endswith(".")
