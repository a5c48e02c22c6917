"""The method's rules: every statement is found again, contradictions are settled, weights hold."""

import re
from pathlib import Path

import pytest

from schemas.columns import columns
from schemas.errors import RulebookError
from schemas.results import SERVICE_LINES
from schemas.rules import load_rulebook, statements
from tasks.method import consistency_check
from tests.method.cases import FOLDER, cases

RULEBOOK = load_rulebook()
TESTS = Path(__file__).parents[1]
KINDS = {"CLS", "GATE", "MAP", "TRAP"}


def sources():
    """Statement ids named by rules, and those left out."""
    named, left_out = set(), set()
    for section, rules in RULEBOOK.sections.items():
        for rule in rules.values():
            ids = rule.source if isinstance(rule.source, list) else []
            (left_out if section.startswith("left_out") else named).update(ids)
    return named, left_out


def test_every_statement_on_classification_is_implemented_or_left_out_with_a_reason():
    named, left_out = sources()
    wanted = {key for key, line in statements().items() if KINDS & set(line["kind"].split("/"))}
    assert wanted - named - left_out == set()


def test_every_contradiction_is_settled_by_rules_and_shown_by_cases():
    settled = RULEBOOK.section("settled")
    assert {rule.source[0] for rule in settled.values()} == {f"T{number}" for number in range(1, 15)}
    ids = {case.id for case in cases()}
    for rule in settled.values():
        assert all(RULEBOOK.find(by) for by in rule.by), rule.id
        assert set(rule.cases) <= ids, rule.id


def test_every_contradiction_has_a_test_or_case_that_names_it():
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (*TESTS.glob("*/test_contradictions.py"), Path(__file__))
    )
    says = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml"))
    named = {int(number) for number in re.findall(r"def test_t(\d\d)_", tests)} | {
        int(number) for number in re.findall(r"[(, ]T(\d+)(?=[,)])", says)
    }
    assert named == set(range(1, 15))


def test_t02_the_size_of_a_market_is_in_no_rule_but_the_one_that_settles_it():
    users = {
        rule.id
        for rules in RULEBOOK.sections.values()
        for rule in rules.values()
        if isinstance(rule.source, list) and {"T2", "S2-13", "S3-07"} & set(rule.source)
    }
    assert users == {"settled_t02"}


def test_attrition_moves_no_label():
    """The label part of T1: nothing that decides asks for it."""
    asked = {
        name
        for rule in RULEBOOK.section("decisions").values()
        for name in (rule.when.columns() if rule.when else ())
    }
    assert "attrition_share" not in asked | {rule.column for rule in RULEBOOK.section("criteria").values()}


@pytest.mark.parametrize("score", ["drive_index", "volume_complexity", "intellectual_complexity"])
def test_the_deciding_set_carries_three_quarters_of_the_weight(score):
    rules = [rule for rule in RULEBOOK.section("criteria").values() if rule.score == score]
    is_deciding = {
        rule.id: rule.column == "effort_fte" or columns()[rule.column].is_deciding for rule in rules
    }
    assert sum(rule.weight for rule in rules if is_deciding[rule.id]) >= 0.75 * sum(
        rule.weight for rule in rules
    )


def test_the_deciding_set_is_that_of_the_dictionary():
    slots = {column for rule in RULEBOOK.section("deciding").values() for column in rule.columns}
    assert slots == {name for name, column in columns().items() if column.is_deciding}


def test_rarely_filled_columns_weigh_little():
    rules = [
        rule
        for rule in RULEBOOK.section("criteria").values()
        if columns().get(rule.column) and columns()[rule.column].is_rarely_filled
    ]
    assert rules and all(rule.weight <= 0.3 for rule in rules)


def test_rules_name_columns_and_values_that_exist():
    for rule in RULEBOOK.section("criteria").values():
        if rule.column == "effort_fte":
            continue
        column = columns()[rule.column]
        if rule.scale.kind == "ordinal":
            # A report holds what it holds: that cell speaks for nothing.
            silent = {"report"} if rule.id == "drive_output" else set()
            assert set(rule.scale.values) | silent == set(column.values), rule.id
    for rule in RULEBOOK.section("what_ifs").values():
        assert set(rule.columns) <= set(columns()) and (rule.columns or rule.types), rule.id
    for rule in RULEBOOK.section("sensitivity").values():
        assert rule.value in columns()[rule.column].values, rule.id
    areas = [
        area
        for rule in RULEBOOK.section("service_lines").values()
        for area in (*rule.areas, *rule.weak_areas)
    ]
    assert len(areas) == len(set(areas)) and {*areas, "other"} == set(columns()["function_area"].values)
    assert [rule.service_line for rule in RULEBOOK.section("service_lines").values()] == list(SERVICE_LINES)


def test_every_sensitive_value_has_a_rule():
    ruled = {(rule.column, rule.value) for rule in RULEBOOK.section("sensitivity").values()}
    for name in ("data_types", "data_classification", "data_subject_categories"):
        assert {(name, value) for value in columns()[name].values} <= ruled


def test_the_text_says_nothing_about_volume():
    assert {rule.score for rule in RULEBOOK.section("text_evidence").values()} <= {
        "drive_index",
        "intellectual_complexity",
        None,
    }


def test_named_services_get_their_label_from_typical_attributes():
    """Legal transcription is routine by its attributes, and they win over the catalogue (T7)."""
    table = consistency_check(RULEBOOK)
    assert len(table) == 140
    assert list(table.loc[table["expected"] != table["got"], "service"]) == ["legal transcription"]


@pytest.mark.parametrize(
    "text, words",
    [
        ("criteria:\n  drive_rule_based:\n    weight: 0\n", ["own.yaml", "line 3", "weight"]),
        (
            "criteria:\n  drive_rule_based:\n    scale: {kind: linear, low: 5, high: 1}\n",
            ["own.yaml", "line 3", "low must lie below high"],
        ),
        ("criteria:\n  drive_rule_based:\n    wieght: 2\n", ["own.yaml", "line 3", "wieght"]),
        (
            "decisions:\n  line_06_checklist:\n    when: {column: checklist_executable}\n",
            ["own.yaml", "line 3", "either column and op"],
        ),
        (
            "decisions:\n  line_06_checklist:\n    when: {column: personal_data, op: is, value: true}\n",
            ["own.yaml", "line 3", "personal_data is not known yet"],
        ),
        (
            "tiers:\n  own_tier:\n    description: A tier of our own.\n    label: bpo_candidate\n    "
            "tier: bpo_basic\n    is_ours: true\n",
            ["own_tier", "source"],
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(tmp_path, text, words):
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(RulebookError) as error:
        load_rulebook(own)
    assert all(word in str(error.value) for word in words), str(error.value)


def test_an_own_weight_changes_the_score_and_the_hash(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("criteria:\n  drive_rule_based:\n    weight: 6\n")
    changed = load_rulebook(own)
    assert changed.section("criteria")["drive_rule_based"].weight == 6 and changed.hash != RULEBOOK.hash


def test_own_rules_that_changed_are_read_again(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("version: first\n")
    first = load_rulebook(own)
    assert load_rulebook(own) is first, "the same file is read once a process"
    own.write_text("version: second\n")
    assert (first.version, load_rulebook(own).version) == ("first", "second")
