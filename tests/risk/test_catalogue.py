"""Each flag of the catalogue fires on its specification case and not on the neighbour; each row of the
sources is found again.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import yaml

from schemas.columns import columns
from schemas.errors import RulebookError
from schemas.results import SEVERITIES
from schemas.rules import load_mapping, load_rulebook, statements
from tasks.risk.firing import fire
from tasks.risk.writing import fired_lines, flag_frame
from tasks.rules.conditions import judge
from tests.risk.conftest import judged, judged_table, risk_rulebook

CASES, _ = load_mapping(Path(__file__).with_name("flag_cases.yaml"))
SAFEGUARD_STATEMENTS = {"S0-06", "S0-17", "S1-15", "S1-42", "S1-63", "S1-64", "S1-65"}
LABELS = ("bpo_candidate", "kpo_candidate")
LABEL_DECIDES = {"OVERRIDE-IN-FORCE": set(LABELS)}  # it compares the label shown with the computed one
COMPUTED = {
    "CONCENTRATION-PROVIDER",
    "CONCENTRATION-COUNTRY",
    "ADEQUACY-LIST-AGED",
    "INHERENT-BPO",
    "INHERENT-KPO",  # test_portfolio.py
    "OVERRIDE-DATA-CHANGED",
}  # tests/flows/test_override_changes.py


def row(case):
    return {
        name: dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else value
        for name, value in case.items()
    }


def codes(risks):
    joined = risks.rows["risk_flags"].iloc[0]
    return set() if joined != joined else set(joined.split(";"))


def rows_of(code, kind):
    """Rows of one kind (fires, also, graver, neighbour, never) of a flag's case."""
    found = CASES[code].get(kind, [])
    return [row(one) for one in ([found] if isinstance(found, dict) else found)]


@pytest.fixture(scope="module")
def judged_cases(rulebook):
    """All cases of all flags judged together: positions by code and kind, what fired by code, and the table
    and tables behind it.
    """
    places, rows = {}, []
    for code in CASES:
        for kind in ("fires", "also", "graver", "neighbour", "never", *LABELS):
            severe = [*rows_of(code, "fires"), *rows_of(code, "graver")]
            found = (
                [{**one, "recommendation": kind} for one in severe] if kind in LABELS else rows_of(code, kind)
            )
            places[code, kind] = list(range(len(rows), len(rows) + len(found)))
            rows += found
    table, tables = judged_table(rows, rulebook)
    return places, {one.rule.id: one for one in fire(table, rulebook)}, table, tables


def test_each_flag_has_a_case(rulebook):
    assert set(rulebook.section("flags")) == set(CASES) | COMPUTED


@pytest.mark.parametrize("code", CASES)
def test_the_case_fires_and_names_its_cell(code, judged_cases):
    places, fired, table, tables = judged_cases
    (place,) = places[code, "fires"]
    assert {place, *places[code, "also"], *places[code, "graver"]} <= set(fired[code].rows)
    lines = flag_frame([fired[code].rule], fired_lines(table, [fired[code]]), tables, table.typed)
    line = lines.set_index("process_id").loc[f"P{place + 1}"]
    assert line["code"] == code and line["row_key"] == 100 + place
    assert all(
        part.split()[-1].endswith(str(5 + place)) and part.split()[0] in columns()
        for part in line["evidence"].split("; ")
    )
    given = set(CASES[code]["fires"]) & set(columns())
    assert not given or given & {part.split()[0] for part in line["evidence"].split("; ")}


@pytest.mark.parametrize("code", CASES)
def test_the_neighbour_is_judged_and_does_not_fire(code, judged_cases):
    places, fired, _, _ = judged_cases
    assert not {*places[code, "neighbour"], *places[code, "never"]} & set(fired[code].rows)
    assert not set(places[code, "neighbour"]) & set(fired[code].not_judged)


@pytest.mark.parametrize("code", CASES)
def test_the_neighbour_differs_in_one_field(code):
    fires, neighbour = CASES[code]["fires"], CASES[code]["neighbour"]
    changed = {
        name for name in set(fires) & set(neighbour) & set(columns()) if fires[name] != neighbour[name]
    }
    differing = {name for name in {**fires, **neighbour} if fires.get(name) != neighbour.get(name)}
    assert len(changed or differing) == 1


@pytest.mark.parametrize("code", CASES)
def test_every_branch_of_a_condition_decides_a_case(code, judged_cases, rulebook):
    """Without any one comparison of its condition, a flag would be wrong on one of its cases."""
    places, _, table, _ = judged_cases
    own = [
        place for kind in ("fires", "also", "graver", "neighbour", "never") for place in places[code, kind]
    ]
    condition = rulebook.section("flags")[code].when
    truth = judge(condition, table)
    for path in comparisons(condition):
        other = judge(without(condition, path), table)
        assert (other.yes != truth.yes)[own].any() or (other.unknown != truth.unknown)[own].any(), path


def comparisons(condition, path=()):
    for kind in ("all", "any", "none"):
        for number, part in enumerate(getattr(condition, kind)):
            yield from (
                [(*path, (kind, number))] if part.column else comparisons(part, (*path, (kind, number)))
            )


def without(condition, path):
    (kind, number), *rest = path
    parts = list(getattr(condition, kind))
    parts[number : number + 1] = [without(parts[number], rest)] if rest else []
    return condition.model_copy(update={kind: tuple(parts)})


@pytest.mark.parametrize("code", CASES)
def test_severity_goes_by_label_and_rises_where_a_column_makes_it_worse(code, judged_cases, rulebook):
    places, fired, _, _ = judged_cases
    rule, ranks = (
        rulebook.section("flags")[code],
        dict(zip(fired[code].rows, fired[code].severities, strict=True)),
    )
    assert bool(rule.escalate) == ("graver" in CASES[code])
    for label in set(rule.labels or LABELS) - LABEL_DECIDES.get(code, set()):
        first, *graver = [ranks[place] for place in places[code, label]]
        steps = 1 if rule.is_confidentiality and label == "kpo_candidate" else 0  # S1-43
        assert first == min(SEVERITIES.index(rule.severity.get(label, rule.severity["default"])) + steps, 4)
        worse = {min(SEVERITIES.index(step.severity) + steps, 4) for step in rule.escalate}
        assert set(graver) == worse and all(rank > first for rank in graver)


def test_every_risk_statement_is_implemented_or_left_out_with_a_reason(rulebook):
    left_out = {source for rule in rulebook.section("left_out_risk").values() for source in rule.source}
    named = {
        source
        for section in ("flags", "safeguards", "location", "risk_numbers")
        for rule in rulebook.section(section).values()
        if isinstance(rule.source, list)
        for source in rule.source
    }
    wanted = {
        name for name, line in statements().items() if {"FLAG", "LOC"} & set(line["kind"].split("/"))
    } | SAFEGUARD_STATEMENTS
    assert wanted - named - left_out == set()
    assert left_out & named == set()


def test_demands_and_examples_are_known_safeguards(rulebook):
    demanded = {name for rule in rulebook.section("flags").values() for name in rule.demands}
    known = rulebook.section("safeguards")
    assert demanded <= set(known)
    assert {name for name, rule in known.items() if not rule.is_minimum} <= demanded


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"when": {"column": "atrition_share", "op": "ge", "value": 1}}, "no column"),
        ({"when": {"column": "attrition_share", "op": "ge"}}, "needs a value"),
        ({"severity": {"kpo_candidate": "high"}}, "default"),
        ({"law": "An act", "checked": dt.date(2026, 1, 1)}, "when its law was checked and against what"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_file(tmp_path, change, complaint):
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump({"flags": {"ATTRITION": change}}))
    with pytest.raises(RulebookError, match=f"own.yaml, line \\d+.*{complaint}"):
        risk_rulebook(file)


def test_an_own_flag_can_be_added(tmp_path):
    file = tmp_path / "own.yaml"
    own = {
        "title": "Travel",
        "group": "practice",
        "description": "Work that travels.",
        "source": {"judgement": "Ours.", "errs": "None."},
        "when": {"column": "steps_count", "op": "gt", "value": 3},
        "severity": {"default": "low"},
        "evidence": ["steps_count"],
        "message": "Many steps were counted here.",
        "mitigation": "Look at the steps one by one.",
    }
    file.write_text(yaml.safe_dump({"flags": {"MANY-STEPS": own}}))
    assert "MANY-STEPS" in codes(judged([{"steps_count": 4}], risk_rulebook(file)))


WHEN = {
    "en": r"\b(before|today|this (week|month)|in the tender|at the (next|tender)|for three months|nothing to do)\b",
    "de": r"\b(vor|bevor|heute|diese[nr]? (Woche|Monat)|in der (Ausschreibung|nächsten)|zur Ausschreibung|beim nächsten|nichts zu tun)\b",
}


@pytest.mark.parametrize("language", WHEN)
def test_every_flag_says_who_does_what_and_until_when(language):
    from schemas.messages import catalogue

    words = catalogue(language)
    vague = [
        (rule.id, said)
        for rule in load_rulebook().section("flags").values()
        if not rule.audience
        or not re.search(WHEN[language], said := words.of_rulebook(rule.mitigation), re.I)
    ]
    assert vague == []


@pytest.mark.parametrize("language", WHEN)
def test_what_to_do_about_a_flag_fits_two_lines_of_the_first_sheet(language):
    from schemas.messages import catalogue

    said = {
        rule.id: catalogue(language).of_rulebook(rule.mitigation)
        for rule in load_rulebook().section("flags").values()
    }
    assert {code: text for code, text in said.items() if len(text) > 138} == {}
