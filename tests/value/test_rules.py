"""The rules of the value model: complete, ordered, sourced, used."""

import csv
import re
from pathlib import Path

import pytest

from schemas.errors import RulebookError
from schemas.rule_models.value import SECTIONS
from schemas.rules import statements

ROOT = Path(__file__).parents[2]
RENAMED = {
    "lost_vat": ("lost_vat_unknown", "lost_vat_exempt"),
    "size_floor_bpo": ("bundle_floor_bpo",),
    "size_floor_kpo": ("bundle_floor_kpo",),
    "severance": ("severance_elsewhere",),
}
# The check warned of what two of its own three sources call usual: 0.30 to 0.70 of labour.
BETTER_SOURCED = {"gross_labour_arbitrage_check"}


def test_every_statement_on_finance_is_a_source_or_left_out_with_a_reason(rulebook):
    on_finance = {key for key, line in statements().items() if "FIN" in line["kind"]}
    left_out = {rule.statement for rule in rulebook.section("left_out_value").values()}
    implemented = {
        source
        for name in SECTIONS
        if name != "left_out_value"
        for rule in rulebook.section(name).values()
        if isinstance(rule.source, list)
        for source in rule.source
    }
    assert on_finance - implemented == left_out
    assert not left_out & implemented


def test_every_assumption_says_where_it_comes_from_and_which_way_it_errs(rulebook):
    for rule in rulebook.section("assumptions").values():
        assert rule.unit
        assert rule.source_type
        assert rule.errs
        assert rule.currency in rule.unit


def test_the_declared_ranges_are_taken_over(rulebook, shared):
    with (shared / "domain" / "value_assumptions.csv").open(encoding="utf-8") as handle:
        for line in csv.DictReader(handle):
            if line["assumption"] in BETTER_SOURCED:
                continue
            ours = [
                rulebook.section("assumptions")[name]
                for name in RENAMED.get(line["assumption"], (line["assumption"],))
            ]
            assert ours[0].mid == float(line["mid"])
            assert min(rule.low for rule in ours) == float(line["low"])
            assert max(rule.high for rule in ours) == float(line["high"])


def test_every_assumption_and_list_is_used_by_the_model(rulebook):
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tasks" / "value").glob("*.py"))
    named_by_parts = {"lost_vat_recovered", "lost_vat_exempt", "lost_vat_unknown"}
    names = {*rulebook.section("assumptions"), *rulebook.section("value_lists")} - named_by_parts
    assert [name for name in names if not re.search(rf"[\"']{name}[\"']", code)] == []


def test_every_priced_currency_has_an_exchange_rate(rulebook):
    priced = {rule.currency for rule in rulebook.section("assumptions").values() if rule.currency}
    assert priced <= {rate.currency for rate in rulebook.section("exchange_rates").values()}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"assumptions": {"governance": {"low": 0.5}}}, "low, mid and high must rise"),
        ({"assumptions": {"governance": {"typo": 1}}}, "typo"),
        ({"exchange_rates": {"fx_usd": {"per_eur": 0}}}, "per_eur"),
        ({"assumptions": {"governance": {"errs": ""}}}, "errs"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused(rulebook_with, changes, message):
    with pytest.raises(RulebookError, match=message):
        rulebook_with(changes)
