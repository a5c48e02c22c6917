"""Every reporting statement of the sources is found on the sheet that the rulebook names."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from schemas.messages import catalogue
from schemas.rules import RULEBOOK_FOLDER, load_rulebook
from tasks.reporting.datasets.frames import candidates_frame, results_frame
from tasks.reporting.model import build
from tests.builders import made_up_audit

with (RULEBOOK_FOLDER / "source_statements.csv").open(encoding="utf-8", newline="") as handle:
    REPORTING = {line["statement_id"] for line in csv.DictReader(handle) if "REP" in line["kind"].split("/")}


@pytest.fixture(scope="module")
def words_by_sheet():
    audit = made_up_audit()
    results = results_frame(audit)
    report = next(build(audit, results, candidates_frame(audit, results), ["stakeholder"], "0" * 64))
    return {
        sheet.key: "\n".join(
            [
                sheet.title,
                *sheet.notes,
                *(field.heading for table in sheet.tables for field in table.fields),
                *(
                    str(cell)
                    for table in sheet.tables
                    for field in table.fields
                    for cell in table.frame[field.key].dropna()
                ),
            ]
        )
        for sheet in report.sheets
    }


@cache
def placed():
    return [rule for rule in load_rulebook().section("report").values() if rule.sheet]


def test_every_reporting_statement_has_a_place():
    assert REPORTING - {source for rule in placed() for source in rule.source} == set()


@pytest.mark.parametrize("rule", placed(), ids=lambda rule: rule.id)
def test_the_statement_is_found_on_its_sheet(rule, words_by_sheet):
    texts = catalogue("en").under(rule.message) or {"": catalogue("en").text(rule.message)}
    assert any(text in words_by_sheet[rule.sheet] for text in texts.values())
