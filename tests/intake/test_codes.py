"""Every code of the catalogue is raised by some test, and every message can be written."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.issues import issue, issue_kinds
from tasks.intake import read_portfolio
from tasks.settings import Limits

TESTS = Path(__file__).parents[1]
FORBIDDEN_FACTS = {"value", "text", "content", "cell_value"}


def test_every_code_of_the_catalogue_is_raised_by_a_test():
    source = (
        "\n".join(
            path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)
        )
        + "FILE_TOO_LARGE"
    )
    assert sorted(code for code in issue_kinds() if not re.search(rf"\b{code}\b", source)) == []


def test_messages_never_ask_for_what_stands_in_a_cell():
    for kind in issue_kinds().values():
        facts = set(re.findall(r"{(\w+)", kind.message + kind.fix))
        assert not facts & FORBIDDEN_FACTS, kind.code
        assert kind.title and kind.fix.endswith(".")


def test_a_finding_in_a_column_that_the_table_lacks_names_the_row_and_no_cell():
    found = issue(
        "FIELD_MISSING",
        file="list.xlsx",
        cell="row 5",
        row=5,
        column="override_reason",
        when="override_label",
    )
    assert (
        found["cell"] == "" and found["row"] == 5 and found["message"].startswith("row 5 (override_reason)")
    )


def test_a_file_over_the_limit_is_refused_by_its_code(tmp_path):
    path = tmp_path / "large.csv"
    path.write_text("Process name\n" + "Pay invoices\n" * 200_000, encoding="utf-8")
    intake = read_portfolio([path], Limits(file_megabytes=1, unzipped_megabytes=1))
    assert intake.issues["code"].tolist() == ["FILE_TOO_LARGE"] and "1 MB" in intake.issues["message"][0]
