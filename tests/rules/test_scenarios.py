"""Scenarios that change how processes are judged, not only what they are worth."""

import pytest

from schemas.errors import RulebookError
from schemas.rules import lay_over, load_rulebook


@pytest.fixture(scope="module")
def rulebook():
    return load_rulebook()


def test_scenario_changes_a_rule_of_the_method_and_leaves_the_rulebook(rulebook):
    """One field changes; the other fields, the other rules and the rulebook itself stay."""
    section, rule_id = "risk_numbers", "RISK-HOURS-PER-FTE"
    laid = lay_over(rulebook, {section: {rule_id: {"value": 1500}}}, "short_year")
    before, after = rulebook.section(section)[rule_id], laid.section(section)[rule_id]
    assert (before.value, after.value) == (1650, 1500)
    assert (after.description, after.source) == (before.description, before.source)
    assert {key: rule for key, rule in laid.section(section).items() if key != rule_id} == {
        key: rule for key, rule in rulebook.section(section).items() if key != rule_id
    }
    assert laid.version == f"{rulebook.version}+short_year"


@pytest.mark.parametrize("section", ["criteria", "bands", "decisions", "gates", "flags"])
def test_every_rule_of_the_method_can_be_laid_over(rulebook, section):
    """Laying a rule over itself changes nothing, whatever its section."""
    rules = rulebook.section(section)
    rule_id, rule = next(iter(rules.items()))
    laid = lay_over(rulebook, {section: {rule_id: {"description": "Another wording."}}}, "words")
    assert laid.section(section)[rule_id] == rule.model_copy(update={"description": "Another wording."})


def test_unknown_section_and_unknown_field_are_refused_by_name(rulebook):
    with pytest.raises(RulebookError, match="there is no section 'weights'"):
        lay_over(rulebook, {"weights": {}}, "typo")
    with pytest.raises(RulebookError, match="colour"):
        lay_over(rulebook, {"risk_numbers": {"RISK-HOURS-PER-FTE": {"colour": "red"}}}, "typo")
