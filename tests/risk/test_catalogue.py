"""Each flag of the catalogue fires on its specification case and not on the neighbour; each row of the sources is found again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from schemas.columns import columns
from schemas.rules import RulebookError, load_mapping, statements
from tests.risk.conftest import judged, risk_rulebook

CASES, _ = load_mapping(Path(__file__).with_name("flag_cases.yaml"))
SAFEGUARD_STATEMENTS = {"S0-06", "S0-17", "S1-15", "S1-42", "S1-63", "S1-64", "S1-65"}
COMPUTED = {"CONCENTRATION-PROVIDER", "CONCENTRATION-COUNTRY", "ADEQUACY-LIST-AGED", "INHERENT-BPO", "INHERENT-KPO",  # test_portfolio.py
            "OVERRIDE-DATA-CHANGED"}  # tests/flows/test_override_changes.py


def row(case):
    return {name: dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else value for name, value in case.items()}


def codes(risks):
    joined = risks.rows["risk_flags"].iloc[0]
    return set() if joined != joined else set(joined.split(";"))


def test_each_flag_has_a_case(rulebook):
    assert set(rulebook.section("flags")) == set(CASES) | COMPUTED


@pytest.mark.parametrize("code", CASES)
def test_the_case_fires_and_names_its_cell(code, rulebook):
    risks = judged([row(CASES[code]["fires"])], rulebook)
    assert code in codes(risks)
    line = risks.flags[risks.flags["code"] == code].iloc[0]
    assert line["process_id"] == "P1" and line["row_key"] == 100
    assert all(part.split()[-1].endswith("5") and part.split()[0] in columns() for part in line["evidence"].split("; "))
    given = set(CASES[code]["fires"]) & set(columns())
    assert not given or given & {part.split()[0] for part in line["evidence"].split("; ")}


@pytest.mark.parametrize("code", CASES)
def test_the_neighbour_is_judged_and_does_not_fire(code, rulebook):
    risks = judged([row(CASES[code]["neighbour"])], rulebook)
    assert code not in codes(risks)
    assert code not in set(risks.not_judged["code"])


@pytest.mark.parametrize("code", CASES)
def test_the_neighbour_differs_in_one_field(code):
    fires, neighbour = CASES[code]["fires"], CASES[code]["neighbour"]
    changed = {name for name in set(fires) & set(neighbour) & set(columns()) if fires[name] != neighbour[name]}
    differing = {name for name in {**fires, **neighbour} if fires.get(name) != neighbour.get(name)}
    assert len(changed or differing) == 1


def test_every_risk_statement_is_implemented_or_left_out_with_a_reason(rulebook):
    left_out = {source for rule in rulebook.section("left_out_risk").values() for source in rule.source}
    named = {source for section in ("flags", "safeguards", "location", "risk_numbers") for rule in rulebook.section(section).values()
             if isinstance(rule.source, list) for source in rule.source}
    wanted = {name for name, line in statements().items() if {"FLAG", "LOC"} & set(line["kind"].split("/"))} | SAFEGUARD_STATEMENTS
    assert wanted - named - left_out == set()
    assert left_out & named == set()


def test_demands_and_examples_are_known_safeguards(rulebook):
    demanded = {name for rule in rulebook.section("flags").values() for name in rule.demands}
    known = rulebook.section("safeguards")
    assert demanded <= set(known)
    assert {name for name, rule in known.items() if not rule.is_minimum} <= demanded


@pytest.mark.parametrize(("change", "complaint"), [
    ({"when": {"column": "atrition_share", "op": "ge", "value": 1}}, "no column"),
    ({"when": {"column": "attrition_share", "op": "ge"}}, "needs a value"),
    ({"severity": {"kpo_candidate": "high"}}, "default"),
    ({"law": "An act"}, "date on which it was checked"),
])
def test_a_wrong_rule_is_refused_with_its_file(tmp_path, change, complaint):
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump({"flags": {"ATTRITION": change}}))
    with pytest.raises(RulebookError, match=f"own.yaml, line \\d+.*{complaint}"):
        risk_rulebook(file)


def test_an_own_flag_can_be_added(tmp_path):
    file = tmp_path / "own.yaml"
    own = {"title": "Travel", "group": "practice", "description": "Work that travels.", "source": {"judgement": "Ours.", "errs": "None."},
           "when": {"column": "steps_count", "op": "gt", "value": 3}, "severity": {"default": "low"}, "evidence": ["steps_count"],
           "message": "Many steps were counted here.", "mitigation": "Look at the steps one by one."}
    file.write_text(yaml.safe_dump({"flags": {"MANY-STEPS": own}}))
    assert "MANY-STEPS" in codes(judged([{"steps_count": 4}], risk_rulebook(file)))
